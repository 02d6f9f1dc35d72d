// Two desks see each other's changes: every 3 s the day asks [data-poll-url] with If-None-Match. 304: nothing. 200:
// each part with data-live replaces the part with its id, so scrolling and focus stay. Not while something is
// dragged or typed into such a part; not in a hidden tab.
import { say } from "./words.js";

const EVERY = 3000;
const SLOWEST = 15000;
const source = document.querySelector("[data-poll-url]");

let timer;
let failures = 0;
let asking = null;
let etag = source?.dataset.etag ?? "";

const held = () => document.documentElement.classList.contains("dragging") || document.activeElement?.closest("[data-live] :is(input, textarea, select)");

/** Asks at once; resolves when the answer is on the screen. */
export function refresh() {
  clearTimeout(timer);
  asking ??= ask().finally(() => {
    asking = null;
    plan();
  });
  return asking;
}

function plan() {
  clearTimeout(timer);
  if (!document.hidden) timer = setTimeout(refresh, Math.min(EVERY * 2 ** Math.max(0, failures - 2), SLOWEST));
}

async function ask() {
  try {
    const headers = { "HX-Request": "true", ...(etag && { "If-None-Match": etag }) };
    const answer = await fetch(source.dataset.pollUrl, { headers, cache: "no-store" });
    if (answer.redirected || [401, 403, 404].includes(answer.status)) return location.reload();
    if (!answer.ok && answer.status !== 304) throw new Error(String(answer.status));
    const html = answer.status === 304 ? "" : await answer.text();
    connected();
    if (!html || held()) return;
    // A compressed answer's mark is a weak one; the server compares the mark itself.
    etag = (answer.headers.get("ETag") ?? "").replace(/^W\//, "");
    swap(html);
  } catch {
    if (++failures > 1) disconnected();
  }
}

function swap(html) {
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  const focused = document.activeElement?.id;
  for (const part of fresh.content.querySelectorAll("[data-live]")) {
    const old = document.getElementById(part.id);
    if (!old || old.innerHTML === part.innerHTML) continue;
    for (const { name, value } of part.attributes) old.setAttribute(name, value);
    old.replaceChildren(...part.childNodes);
    htmx.process(old);
  }
  document.dispatchEvent(new CustomEvent("live:swapped"));
  if (focused && document.activeElement === document.body) document.getElementById(focused)?.focus({ preventScroll: true });
}

function disconnected() {
  if (document.getElementById("offline")) return;
  const words = Object.assign(document.createElement("div"), { id: "offline", className: "offline", role: "status" });
  document.body.append(words);
  words.textContent = say("offline");
}

function connected() {
  failures = 0;
  document.getElementById("offline")?.remove();
}

if (source?.dataset.pollUrl) {
  plan();
  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : refresh()));
  document.addEventListener("day-changed", refresh);
  addEventListener("online", refresh);
}
