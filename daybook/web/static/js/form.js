// Forms: a busy button, no second submit, a warning before typing is lost, Ctrl+Enter, focus on what is wrong.
import { say } from "./words.js";

const sent = new WeakSet();
const dirty = new WeakSet();
let loading;

/** How the form is sent. Not form.method: that is a field of the name "method" where there is one. */
export const methodOf = (form) => (form.getAttribute("method") ?? "get").toLowerCase();
export const isDirty = (form) => dirty.has(form);
export const clean = (form) => dirty.delete(form);

/** Marks the pressed button (or the form's first) as busy until idle(form). */
export function busy(form, button) {
  sent.add(form);
  const pressed = button ?? form.querySelector("button:not([type=button])");
  // After this turn, so that the button's own name and value are still sent.
  setTimeout(() => sent.has(form) && pressed?.setAttribute("aria-busy", "true"));
}

export function idle(form) {
  sent.delete(form);
  for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
}

/** Moves the focus to the error summary, or to what asks for it. */
export function focusIn(part) {
  part.querySelector("[data-focus]")?.focus();
}

document.addEventListener(
  "submit",
  (event) => {
    if (!sent.has(event.target)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);
document.addEventListener("submit", (event) => {
  if (methodOf(event.target) === "dialog") return;
  clean(event.target);
  if (!event.defaultPrevented) busy(event.target, event.submitter);
});
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form && methodOf(form) === "post" && !event.target.closest("[role=search]")) dirty.add(form);
});
addEventListener("beforeunload", (event) => {
  for (const form of document.querySelectorAll("form[data-unsaved]")) if (dirty.has(form) && !sent.has(form)) event.preventDefault();
});
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.forms) idle(form);
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return;
  const form = event.target.form;
  if (form && methodOf(form) === "post") {
    event.preventDefault();
    form.requestSubmit();
  }
});
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.elt.tagName === "FORM") busy(event.detail.elt, event.detail.requestConfig.triggeringEvent?.submitter);
  clearTimeout(loading);
  loading = setTimeout(() => (document.documentElement.dataset.loading = ""), 250);
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.elt.tagName === "FORM") idle(event.detail.elt);
  clearTimeout(loading);
  delete document.documentElement.dataset.loading;
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[aria-busy=true], [aria-disabled=true]")) event.preventDefault();
}, true);
focusIn(document);
