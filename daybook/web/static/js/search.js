// The combobox: [data-search=url] holds input[role=combobox] and [role=listbox]. The words are POSTed (what is typed
// is a patient's name: it must not be in an address), the answer is HTML: elements with role=option, an id, and
// href; in a picker data-id and data-label. Enter takes the marked one, Ctrl+Enter its data-alt address.
import { post } from "./csrf.js";
import { openAt } from "./dialog.js";
import { say } from "./words.js";

const WAIT = 120;
const state = new WeakMap();

const boxOf = (element) => element.closest("[data-search]");
const parts = (box) => ({ input: box.querySelector("[role=combobox]"), list: box.querySelector("[role=listbox]"), status: box.querySelector("[role=status]"), frame: box.querySelector(".search-box") });
const optionsOf = (list) => [...list.querySelectorAll("[role=option]")];

function expand(box, shown) {
  const { input, list } = parts(box);
  list.hidden = !shown;
  input.setAttribute("aria-expanded", String(shown));
  if (!shown) input.removeAttribute("aria-activedescendant");
}

function mark(box, option) {
  const { input, list } = parts(box);
  for (const each of optionsOf(list)) each.setAttribute("aria-selected", String(each === option));
  if (option) input.setAttribute("aria-activedescendant", option.id);
  option?.scrollIntoView({ block: "nearest" });
}

async function ask(box) {
  const { input, list, status, frame } = parts(box);
  const before = state.get(box) ?? {};
  before.abort?.abort();
  const words = input.value.trim();
  const now = { abort: new AbortController(), enter: false, words };
  state.set(box, now);
  if (!words) return frame.removeAttribute("aria-busy"), expand(box, false);
  frame.setAttribute("aria-busy", "true");
  try {
    const answer = await post(box.dataset.search, { q: words }, { signal: now.abort.signal });
    if (!answer.ok) throw new Error(String(answer.status));
    list.innerHTML = await answer.text();
  } catch (error) {
    if (error.name === "AbortError") return;
    list.textContent = say("unreachable");
  }
  if (state.get(box) !== now) return;
  frame.removeAttribute("aria-busy");
  const options = optionsOf(list);
  for (const option of options) option.tabIndex = -1;
  status.textContent = options.length ? (options.length === 1 ? say("one") : `${options.length} ${say("many")}`) : say("nothing");
  if (document.activeElement !== input) return;
  expand(box, true);
  mark(box, options[0]);
  if (now.enter && options.length === 1) choose(box, options[0]);
}

function choose(box, option, alt = false) {
  const detail = { id: option.dataset.id, label: option.dataset.label ?? option.textContent.trim(), option };
  expand(box, false);
  if (!box.dispatchEvent(new CustomEvent("chosen", { bubbles: true, cancelable: true, detail }))) return;
  const picker = box.closest("[data-picker]");
  if (picker) return pick(picker, detail);
  const url = (alt && option.dataset.alt) || option.href;
  const { input } = parts(box);
  input.value = "";
  if (option.hasAttribute("data-dialog")) openAt(url, input);
  else location.assign(url);
}

function pick(picker, { id, label }) {
  const [value, words] = picker.querySelectorAll("input[type=hidden]");
  value.value = id;
  words.value = label;
  picker.querySelector("[data-picked]").textContent = label;
  swap(picker, true);
  value.dispatchEvent(new Event("change", { bubbles: true }));
  const fields = [...picker.closest("form").querySelectorAll("input:not([type=hidden]), select, textarea, button")];
  const after = fields.filter((field) => picker.compareDocumentPosition(field) & Node.DOCUMENT_POSITION_FOLLOWING && !picker.contains(field) && field.checkVisibility());
  after[0]?.focus();
}

function swap(picker, picked) {
  picker.querySelector(".picked").hidden = !picked;
  boxOf(picker.querySelector("[role=combobox]")).hidden = picked;
}

document.addEventListener("input", (event) => {
  if (!event.target.matches("[role=combobox]")) return;
  const box = boxOf(event.target);
  const now = state.get(box) ?? {};
  clearTimeout(now.timer);
  now.timer = setTimeout(ask, WAIT, box);
  state.set(box, now);
});

document.addEventListener("keydown", (event) => {
  if (!event.target.matches("[role=combobox]") || event.isComposing) return;
  const box = boxOf(event.target);
  const { input, list } = parts(box);
  const options = list.hidden ? [] : optionsOf(list);
  const at = options.findIndex((option) => option.ariaSelected === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (list.hidden && input.value.trim()) return void ask(box);
    const step = event.key === "ArrowDown" ? 1 : -1;
    if (options.length) mark(box, options[(at + step + options.length) % options.length]);
  } else if (event.key === "Enter" && input.value.trim()) {
    event.preventDefault();
    event.stopPropagation();
    const now = state.get(box);
    const settled = now?.words === input.value.trim() && parts(box).frame.ariaBusy !== "true";
    if (settled && options[at]) choose(box, options[at], event.ctrlKey || event.metaKey);
    else if (now) clearTimeout(now.timer), ask(box), (state.get(box).enter = true);
  } else if (event.key === "Escape" && (input.value || !list.hidden)) {
    event.preventDefault();
    input.value = "";
    expand(box, false);
  } else if (event.key === "Tab") expand(box, false);
});

document.addEventListener("pointerdown", (event) => {
  if (event.target.closest("[role=listbox]")) event.preventDefault();
});
document.addEventListener("click", (event) => {
  const option = event.target.closest("[data-search] [role=option]");
  if (option && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    event.stopPropagation();
    choose(boxOf(option), option);
  }
  const again = event.target.closest("[data-unpick]")?.closest("[data-picker]");
  if (!again) return;
  for (const hidden of again.querySelectorAll("input[type=hidden]")) hidden.value = "";
  swap(again, false);
  again.querySelector("[role=combobox]").focus();
}, true);
document.addEventListener("focusout", (event) => {
  if (event.target.matches("[role=combobox]")) expand(boxOf(event.target), false);
});
document.addEventListener("focusin", (event) => {
  if (!event.target.matches("[role=combobox]")) return;
  const box = boxOf(event.target);
  if (state.get(box)?.words === event.target.value.trim() && event.target.value.trim()) expand(box, true);
});
