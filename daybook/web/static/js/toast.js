// Short words about what has just happened. The server sends them with HX-Trigger: {"toast": {"text", "kind"}}.
import { say } from "./words.js";

const LASTS = 6000;
const region = document.getElementById("toasts");

/** kind: "ok" goes by itself, "bad" stays until it is closed. */
export function toast(text, kind = "ok") {
  (document.querySelector("dialog[open]") ?? document.body).append(region);
  const part = document.getElementById("toast-part").content.firstElementChild.cloneNode(true);
  part.classList.add(kind);
  const drawing = part.querySelector("use");
  if (kind !== "ok") drawing.setAttribute("href", drawing.getAttribute("href").replace(/#.*/, `#${kind}`));
  region.append(part);
  part.querySelector("span").textContent = text;
  if (kind !== "bad") fade(part);
  while (region.childElementCount > 3) region.firstElementChild.remove();
  return part;
}

/** What to say of an answer that is none. 503: the database went away, and perhaps what was sent has arrived. */
export function failed(status) {
  toast(say(status === 503 ? "away" : "failed"), "bad");
}

function fade(part) {
  let timer = setTimeout(() => part.remove(), LASTS);
  part.addEventListener("pointerenter", () => clearTimeout(timer));
  part.addEventListener("pointerleave", () => (timer = setTimeout(() => part.remove(), LASTS / 2)));
}

region.addEventListener("click", (event) => event.target.closest("[data-close-toast]")?.parentElement.remove());
document.addEventListener("toast", (event) => toast(event.detail.text, event.detail.kind));
document.addEventListener("htmx:responseError", (event) => failed(event.detail.xhr.status));
