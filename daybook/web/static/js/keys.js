// Single keys: an element with data-key="b" is pressed (a field: focused) by that key, never while one types.
// Several keys: data-key="ArrowLeft k". The list on "?" is made of what the page has. WCAG 2.1.4: they can be
// switched off, on this device.
const list = document.getElementById("keys");
const toggle = document.querySelector("[data-keys-switch]");
const NAMES = { ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓" };
const OWN_ARROWS = "[data-own-arrows], .scroll, .tabs, .book, summary, [role=listbox]";

const on = () => localStorage.getItem("keys") !== "off";
const typing = (element) =>
  element.isContentEditable || (element.matches("input, textarea, select") && !element.matches("[type=checkbox], [type=radio], [type=button]"));
const keysOf = (element) => element.dataset.key.split(" ");

function wanted(key) {
  const scope = document.querySelector("dialog[open]") ?? document;
  return ofThePageFirst(scope).find((element) => keysOf(element).includes(key) && !element.disabled && !element.closest("[hidden]"));
}

/** What the page itself has comes before the rail that all pages share: on a patient's file "i" is this patient's bill. */
function ofThePageFirst(scope) {
  const all = [...scope.querySelectorAll("[data-key]")];
  return [...all.filter((element) => element.closest("main")), ...all.filter((element) => !element.closest("main"))];
}

function press(element) {
  if (element.matches("input, textarea, select")) {
    element.focus();
    element.select?.();
  } else element.click();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && event.target.matches("[role=combobox]")) return event.target.blur();
  if (!on() || typing(event.target)) return;
  if (event.key.startsWith("Arrow") && event.target.closest(OWN_ARROWS)) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const element = key === "?" && list && !document.querySelector("dialog[open]") ? list : wanted(key);
  if (!element) return;
  event.preventDefault();
  if (element === list) showList();
  else press(element);
});

function showList() {
  const seen = new Set();
  const lines = ofThePageFirst(document).filter((element) => {
    const known = seen.has(element.dataset.key) || element.dataset.key === "?" || element.closest("[hidden]");
    seen.add(element.dataset.key);
    return !known;
  });
  list.querySelector("[data-keys-list]").replaceChildren(...lines.map(line));
  toggle.checked = on();
  if (!list.open) list.showModal();
}

function line(element) {
  const row = document.createElement("div");
  const keys = document.createElement("dt");
  const words = document.createElement("dd");
  for (const key of keysOf(element)) {
    const cap = document.createElement("kbd");
    cap.textContent = NAMES[key] ?? key;
    keys.append(cap, " ");
  }
  words.textContent = element.dataset.keyLabel || element.getAttribute("aria-label") || plain(element);
  row.append(keys, words);
  return row;
}

function plain(element) {
  const copy = element.cloneNode(true);
  for (const part of copy.querySelectorAll("kbd, svg")) part.remove();
  return copy.textContent.trim();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-open=keys]")) showList();
});
toggle?.addEventListener("change", () => localStorage.setItem("keys", toggle.checked ? "on" : "off"));
