// The note of a visit: kept as it is typed, and helped along. The server reads, warns and draws; this module sends what
// is typed, puts its answer into the page's places, and says whether it is kept.
import { token } from "./csrf.js";
import { clean } from "./form.js";
import { toast } from "./toast.js";

const WAIT = 900;
const AGAIN = [2000, 4000, 8000, 15000];
const form = document.querySelector("[data-visit]");
const status = document.getElementById("saved");
const url = form.dataset.autosave;

let timer;
let asking = null;
let tries = 0;
let since = 0;
let unsaved = false;
let stopped = false;

function tell(name, bad = false) {
  if (!status) return;
  status.classList.toggle("bad", bad);
  if (status.textContent !== status.dataset[name]) status.textContent = status.dataset[name];
}

function age() {
  if (!since || unsaved || stopped || asking || !status) return;
  const seconds = Math.round((Date.now() - since) / 1000);
  const [words, number] = seconds < 60 ? [status.dataset.seconds, seconds] : [status.dataset.minutes, Math.floor(seconds / 60)];
  // Read out once, when it is saved; the counting is for the eye.
  status.setAttribute("aria-live", "off");
  status.textContent = words.replace("0", String(number));
}

function changed() {
  unsaved = true;
  if (!url || stopped) return;
  tell("typing");
  clearTimeout(timer);
  timer = setTimeout(save, WAIT);
}

async function save() {
  clearTimeout(timer);
  if (!url || stopped) return;
  if (asking) return void (timer = setTimeout(save, WAIT));
  unsaved = false;
  asking = send();
  await asking;
  asking = null;
  if (unsaved && !stopped && !tries) timer = setTimeout(save, WAIT);
}

async function send() {
  status.setAttribute("aria-live", "polite");
  tell("saving");
  let answer;
  try {
    answer = await fetch(url, { method: "POST", body: new FormData(form), headers: { Accept: "application/json", "X-CSRFToken": token() } });
  } catch {
    return later("offline");
  }
  if (answer.redirected || answer.status === 403) return later("out");
  if (answer.status === 409) return refused(await answer.json());
  if (!answer.ok) return later("failed");
  const { version, live } = await answer.json();
  form.elements.version.value = version;
  tries = 0;
  since = Date.now();
  clean(form);
  show(live);
  if (unsaved) tell("typing");
  else tell("now");
}

function later(words) {
  unsaved = true;
  tell(words, true);
  clearTimeout(timer);
  timer = setTimeout(save, AGAIN[Math.min(tries++, AGAIN.length - 1)]);
}

function refused({ code, html, words, version }) {
  unsaved = true;
  stopped = true;
  tell(code === "stale" ? "stale" : "failed", true);
  const place = document.getElementById("stale");
  if (code !== "stale") return void (status.textContent = words);
  place.innerHTML = html;
  place.hidden = false;
  place.dataset.version = version;
  place.firstElementChild.focus();
}

/** The server's answer into its places; a place that is the same keeps its focus. */
function show(live) {
  const fresh = document.createElement("template");
  fresh.innerHTML = live;
  for (const part of fresh.content.querySelectorAll("[data-part]")) {
    const place = document.getElementById(part.dataset.part);
    if (!place || place.dataset.said === part.innerHTML) continue;
    place.dataset.said = part.innerHTML;
    if (place.innerHTML.trim() !== part.innerHTML.trim()) place.innerHTML = part.innerHTML;
  }
}

form.addEventListener("input", changed);
form.addEventListener("change", changed);
form.addEventListener("submit", () => {
  clearTimeout(timer);
  stopped = true;
  unsaved = false;
});
addEventListener("beforeunload", (event) => {
  if (unsaved && url) event.preventDefault();
});
addEventListener("online", () => unsaved && save());
document.addEventListener("visibilitychange", () => document.hidden && unsaved && save());
document.getElementById("stale").addEventListener("click", (event) => {
  if (event.target.closest("[data-take-theirs]")) {
    unsaved = false;
    location.reload();
  }
  if (!event.target.closest("[data-keep-mine]")) return;
  form.elements.version.value = event.currentTarget.dataset.version;
  event.currentTarget.hidden = true;
  stopped = false;
  save();
});
setInterval(age, 1000);

// Ctrl+Enter signs, wherever the focus is; a paper is printed of what is kept.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  document.querySelector("[data-sign]").click();
}, true);
document.addEventListener("click", async (event) => {
  const paper = event.target.closest("[data-paper]");
  if (!paper || !unsaved || !url) return;
  event.preventDefault();
  await save();
  if (!unsaved) window.open(paper.href, "_blank");
});
// Enter goes on to the next field instead of sending the form.
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("input:not([role=combobox])") && !event.ctrlKey && !event.metaKey && !event.isComposing) {
    event.preventDefault();
    if (event.target.id === "add") add(event.target);
    else if (event.target.id === "favourite") keep(form.querySelector("[data-keep]"));
    else next(event.target);
  }
});
function next(field) {
  const fields = [...form.querySelectorAll("input:not([type=hidden]), select, textarea")].filter((each) => each.checkVisibility());
  fields[fields.indexOf(field) + 1]?.focus();
}

// Diagnoses: what is chosen becomes a chip.
const diagnoses = form.querySelector("[data-diagnoses]");
diagnoses.addEventListener("chosen", (event) => {
  event.preventDefault();
  const chip = diagnoses.querySelector("[data-chip]").content.firstElementChild.cloneNode(true);
  const words = event.detail.label;
  chip.querySelector("input").value = words;
  chip.querySelector("span").textContent = words;
  chip.querySelector(".vh").textContent += words;
  diagnoses.querySelector(".chips").append(chip);
  const field = diagnoses.querySelector("[role=combobox]");
  field.value = "";
  field.focus();
  changed();
});
diagnoses.addEventListener("click", (event) => {
  const button = event.target.closest("[data-unchip]");
  if (!button) return;
  button.closest(".chip").remove();
  diagnoses.querySelector("[role=combobox]").focus();
  changed();
});

// The prescription.
const rx = form.querySelector("[data-rx]");
const lines = rx.querySelector(".rx-lines");
const list = rx.querySelector("#medicines");
const fieldOf = (line, name) => line.querySelector(`[name^="${name}-"]`);
let count = 0;

/** Rows of a template with keys of their own, so that the same one can be put in twice. */
function insert(template) {
  const rows = [...template.content.cloneNode(true).children];
  for (const row of rows) {
    const key = `n${Date.now().toString(36)}${count++}`;
    const old = row.dataset.line;
    row.dataset.line = key;
    row.querySelector("[name=line]").value = key;
    for (const field of row.querySelectorAll("[name]")) field.name = field.name.replace(`-${old}`, `-${key}`);
    for (const field of row.querySelectorAll("[aria-describedby]")) field.setAttribute("aria-describedby", `warn-${key}`);
    row.querySelector(".rx-say").id = `warn-${key}`;
    lines.append(row);
  }
  changed();
  return rows;
}

function add(field) {
  const words = field.value.trim();
  if (!words) return;
  field.value = "";
  const known = [...list.options].find((option) => option.value.toLowerCase() === words.toLowerCase());
  if (known?.dataset.favourite) {
    const rows = insert(document.getElementById(`rx-${known.dataset.favourite}`));
    return fieldOf(rows[0], "dose").focus();
  }
  const [row] = insert(document.getElementById("rx-blank"));
  fieldOf(row, "medicine").value = known?.value ?? words;
  fieldOf(row, "strength").value = known?.dataset.strength ?? "";
  fieldOf(row, "form").value = known?.dataset.form ?? "";
  fieldOf(row, known ? "dose" : "strength").focus();
}

rx.querySelector("#add").addEventListener("change", (event) => add(event.target));
rx.addEventListener("click", (event) => {
  const from = event.target.closest("[data-insert]");
  if (from) {
    const rows = insert(document.getElementById(`rx-${from.dataset.insert}`));
    from.closest("details")?.removeAttribute("open");
    if (rows[0]) fieldOf(rows[0], "dose").focus();
  }
  const out = event.target.closest("[data-take-out]");
  if (out) {
    const row = out.closest("[data-line]");
    const beside = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    (beside ? fieldOf(beside, "medicine") : rx.querySelector("#add")).focus();
    changed();
  }
  const kept = event.target.closest("[data-keep]");
  if (kept) keep(kept);
  const dropped = event.target.closest("[data-drop]");
  if (dropped) drop(dropped);
});

async function ask(address) {
  try {
    const answer = await fetch(address, { method: "POST", body: new FormData(form), headers: { Accept: "application/json", "X-CSRFToken": token() } });
    if (answer.ok || answer.status === 409) return { ok: answer.ok, ...(await answer.json()) };
  } catch {
    // said below
  }
  return { ok: false, words: status?.dataset.failed ?? "" };
}
async function keep(button) {
  const { ok, words, html } = await ask(button.dataset.keep);
  toast(words, ok ? "ok" : "bad");
  if (!ok) return;
  rx.querySelector("#favourite").value = "";
  offer(html);
  button.closest("details").removeAttribute("open");
}
/** The favourite into the menu, its lines beside it, its name under "Add": in the place of the one of that name. */
function offer(html) {
  const found = document.createElement("template");
  found.innerHTML = html;
  const [item, kept, option] = found.content.children;
  const id = item.dataset.favourite;
  const menu = rx.querySelector(".favourites");
  menu.querySelector(".none")?.remove();
  const there = menu.querySelector(`[data-favourite="${id}"]`);
  if (there) there.replaceWith(item);
  else menu.querySelector("hr").before(item);
  document.getElementById(`rx-${id}`)?.remove();
  rx.append(kept);
  list.querySelector(`[data-favourite="${id}"]`)?.remove();
  list.prepend(option);
}
async function drop(button) {
  const { ok, words } = await ask(button.dataset.drop);
  toast(words, ok ? "ok" : "bad");
  if (!ok) return;
  const gone = button.closest(".favourite");
  list.querySelector(`[data-favourite="${gone.dataset.favourite}"]`)?.remove();
  gone.remove();
}

// A template fills what is empty, and adds a line to what is not.
form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-template]");
  if (!button) return;
  for (const name of ["complaint", "findings", "advice"]) {
    const field = form.elements[name];
    if (button.dataset[name]) field.value = field.value.trim() ? `${field.value.trimEnd()}\n${button.dataset[name]}` : button.dataset[name];
  }
  if (button.dataset.review_weeks && !follow.value) review(button.dataset.review_weeks);
  button.closest("details").removeAttribute("open");
  form.elements.complaint.focus();
  changed();
});

// The review: weeks and day say the same, and the booking link knows it.
const weeks = form.elements.review_weeks;
const follow = form.elements.follow_up_on;
function review(number) {
  const day = new Date(`${weeks.dataset.today}T12:00:00Z`);
  day.setUTCDate(day.getUTCDate() + 7 * Number(number));
  follow.value = number ? day.toISOString().slice(0, 10) : "";
  if ([...weeks.options].some((option) => option.value === String(number))) weeks.value = number;
  link();
}
function link() {
  const book = document.getElementById("book-review");
  if (!book) return;
  const address = new URL(book.href);
  address.searchParams.set("day", follow.value);
  book.href = address.href;
  book.hidden = !follow.value;
}
weeks.addEventListener("change", () => review(weeks.value));
follow.addEventListener("change", () => {
  const days = (Date.parse(follow.value) - Date.parse(weeks.dataset.today)) / 86400000;
  weeks.value = days > 0 && days % 7 === 0 && [...weeks.options].some((option) => option.value === String(days / 7)) ? String(days / 7) : "";
  link();
});
form.querySelector("[data-first]")?.focus({ preventScroll: true });
