// The one dialog: a link with data-dialog opens there, and a form in it is sent without leaving the page.
// The server answers a fragment (shown; 409 and 422 too, so that typing is kept), or HX-Trigger "dialog-close",
// or HX-Redirect. A whole page in answer (signed out, say) is opened as a page. See web/dialogs.py.
import { busy, clean, focusIn, idle, isDirty, methodOf } from "./form.js";
import { toast } from "./toast.js";
import { say } from "./words.js";

const dialog = document.getElementById("dialog");
const body = document.getElementById("dialog-body");
let opener = null;
let warned = false;

/** Loads the address into the dialog and shows it. */
export function openAt(url, from = document.activeElement) {
  if (!dialog.open) remember(from);
  return htmx.ajax("GET", url, { target: body, swap: "innerHTML" });
}

/** Shows HTML of our own server that has been fetched already. */
export function openWith(html, from = document.activeElement) {
  if (!dialog.open) remember(from);
  htmx.swap(body, html, { swapStyle: "innerHTML" });
  show();
}

export const close = () => dialog?.close();

function remember(element) {
  opener = element && element !== document.body ? element : null;
}

function show() {
  warned = false;
  if (!dialog.open) dialog.showModal();
  if (body.querySelector("[data-focus]")) return focusIn(body);
  if (body.contains(document.activeElement) && !document.activeElement.closest(".dialog-head")) return;
  const field = matchMedia("(pointer: fine)").matches && firstField();
  (body.querySelector("[autofocus]") || field || body.querySelector("#dialog-title"))?.focus();
}

/** On a phone the keyboard would cover the form: there the heading takes the focus. */
const firstField = () => [...body.querySelectorAll("form[method=post] :is(input:not([type=hidden]), select, textarea)")].find((field) => field.checkVisibility() && !field.disabled);

function send(form, submitter) {
  const url = submitter?.getAttribute("formaction") ?? form.action;
  const values = submitter?.name ? { [submitter.name]: submitter.value } : {};
  busy(form, submitter);
  return htmx.ajax(methodOf(form).toUpperCase(), url, { source: form, target: body, swap: "innerHTML", values });
}

const unsaved = () => [...body.querySelectorAll("form")].some((form) => isDirty(form) || form.querySelector(".summary"));

if (dialog) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-dialog]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    openAt(link.href, link);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-open]");
    if (button) document.getElementById(button.dataset.open)?.showModal();
  });
  body.addEventListener("click", (event) => {
    if (!event.target.closest("[data-close-dialog]")) return;
    event.preventDefault();
    close();
  });
  body.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || methodOf(form) === "dialog" || form.matches("[hx-post], [hx-get], [data-whole-page]")) return;
    event.preventDefault();
    send(form, event.submitter);
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target === body) show();
  });
  document.addEventListener("dialog-close", close);
  // Esc, or a click beside it, with typing in it: say so once, then let go.
  dialog.addEventListener("cancel", (event) => {
    if (event.target !== dialog || warned || !unsaved()) return;
    event.preventDefault();
    warned = true;
    toast(say("leave"));
  });
  dialog.addEventListener("pointerdown", (event) => {
    if (event.target === dialog && outside(event) && !unsaved()) close();
  });
  dialog.addEventListener("close", () => {
    document.body.append(document.getElementById("toasts"));
    for (const form of body.querySelectorAll("form")) clean(form), idle(form);
    body.replaceChildren();
    const back = opener?.isConnected ? opener : opener?.id && document.getElementById(opener.id);
    if (back) back.focus({ preventScroll: true });
  });
}

function outside({ clientX: x, clientY: y }) {
  const box = dialog.getBoundingClientRect();
  return x < box.left || x > box.right || y < box.top || y > box.bottom;
}

// A whole page where a part was asked for: a link to a page, or signed out in the meantime.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, xhr } = event.detail;
  if (!/^\s*<!doctype/i.test(xhr.responseText)) return;
  event.detail.shouldSwap = false;
  if (target === body) location.assign(xhr.responseURL);
  else location.reload();
});
