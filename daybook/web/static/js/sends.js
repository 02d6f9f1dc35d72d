// A form with data-sends is sent as soon as its picker has somebody: there is nothing more to say.
// A form with data-aside is a button beside what is shown, which may be drawn anew before the answer comes: it is sent
// without leaving the page, and what the answer says (HX-Trigger, HX-Redirect) is said to the page.
import { post } from "./csrf.js";
import { busy, idle } from "./form.js";
import { failed, toast } from "./toast.js";
import { say } from "./words.js";

document.addEventListener("chosen", (event) => {
  const form = event.target.closest("form[data-sends]");
  if (form && !event.detail.option.hasAttribute("data-register")) queueMicrotask(() => form.requestSubmit());
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("[data-aside]")) return;
  event.preventDefault();
  busy(form, event.submitter);
  try {
    heed(await post(form.action, new FormData(form)));
  } catch {
    toast(say("unreachable"), "bad");
  }
  idle(form);
});

function heed(answer) {
  if (answer.redirected) return location.reload();
  if (answer.headers.has("HX-Redirect")) return location.assign(answer.headers.get("HX-Redirect"));
  const events = JSON.parse(answer.headers.get("HX-Trigger") ?? "{}");
  for (const [name, detail] of Object.entries(events)) document.dispatchEvent(new CustomEvent(name, { detail }));
  if (!answer.ok && !events.toast) failed(answer.status);
}
