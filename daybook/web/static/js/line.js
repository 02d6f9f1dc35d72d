// A lost connection: what was typed stays where it is, the form says that it is not saved, and what was sent meanwhile
// goes as soon as the server answers again. Nothing is kept on the device (docs/why/slow-lines.md).
import { isDirty, methodOf } from "./form.js";
import { toast } from "./toast.js";
import { say } from "./words.js";

const AGAIN = [1000, 2000, 4000, 8000, 15000];
const asked = new WeakSet(); // whole-page forms for which the server has just answered
const pressed = new WeakMap(); // form -> the button that sent it last
let pending = null; // a form that was sent and could not be: with its button, and whether it was typed in since
let timer;
let tries = 0;

const FIELDS = "input:not([type=hidden], [type=checkbox], [type=radio]), textarea, select, [data-picked]";
const typed = (form) => methodOf(form) === "post" && form.querySelector(FIELDS);
const off = () => navigator.onLine === false;

/** Whether the server answers at all. */
async function reached() {
  if (off()) return false;
  try {
    return (await fetch("/livez", { method: "HEAD", cache: "no-store" })).status < 500;
  } catch {
    return false;
  }
}

/** The line in the form, above its buttons. */
function tell(form, name) {
  let words = form.querySelector(".not-saved");
  if (!words) {
    words = Object.assign(document.createElement("p"), { className: "not-saved" });
    words.setAttribute("role", "status");
    const buttons = form.querySelector(".dialog-foot, .form-end");
    if (buttons) buttons.before(words);
    else form.append(words);
  }
  if (words.textContent !== say(name)) words.textContent = say(name);
}

const hush = (form) => form.querySelector(".not-saved")?.remove();

/** Keeps the form as it is until the server answers. */
function keep(form, button) {
  pending = { form, button, changed: false };
  tell(form, "pending");
  plan();
}

function plan() {
  clearTimeout(timer);
  timer = setTimeout(retry, AGAIN[Math.min(tries++, AGAIN.length - 1)]);
}

async function retry() {
  clearTimeout(timer);
  if (!pending?.form.isConnected) return void (pending = null);
  if (!(await reached())) return plan();
  const { form, button, changed } = pending ?? {};
  pending = null;
  tries = 0;
  if (!form?.isConnected) return;
  // Whoever went on typing says when it is whole.
  if (changed) return tell(form, "back");
  hush(form);
  asked.add(form);
  form.requestSubmit(button?.isConnected ? button : null);
}

document.addEventListener(
  "submit",
  async (event) => {
    const form = event.target;
    if (event.submitter) pressed.set(form, event.submitter);
    if (event.defaultPrevented || methodOf(form) !== "post" || asked.delete(form)) return;
    if (off()) {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (typed(form)) keep(form, event.submitter);
      else toast(say("unreachable"), "bad");
      return;
    }
    // A long form of a whole page would be lost with the page: the server is asked first whether it is there.
    if (!form.matches("[data-unsaved]") || form.closest("dialog")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (pending?.form === form || form.dataset.asking) return;
    const button = event.submitter;
    form.dataset.asking = "yes";
    const there = await reached();
    delete form.dataset.asking;
    if (!there) return keep(form, button);
    hush(form);
    asked.add(form);
    form.requestSubmit(button);
  },
  true,
);
document.addEventListener("htmx:sendError", (event) => {
  const form = event.detail.elt;
  if (form.tagName === "FORM" && typed(form)) keep(form, pressed.get(form));
  else toast(say("unreachable"), "bad");
});
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form && pending?.form === form) pending.changed = true;
  else if (form && off() && typed(form) && !form.dataset.autosave) tell(form, "kept"); // a note says it by itself
});
addEventListener("offline", () => {
  for (const form of document.forms) if (isDirty(form) && typed(form) && !form.dataset.autosave) tell(form, "kept");
});
addEventListener("online", () => {
  for (const form of document.forms) if (form !== pending?.form) hush(form);
  if (pending) retry();
});
