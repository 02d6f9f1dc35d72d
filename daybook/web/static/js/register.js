// "Register “…”", the last row under a search box: opens the form in the dialog with the typed words in it. They go in
// the body of a POST: a patient's name must not be in an address. From the booking form it also takes along what is
// chosen there, so that booking goes on with the new patient.
import { post } from "./csrf.js";
import { openWith } from "./dialog.js";
import { toast } from "./toast.js";
import { say } from "./words.js";

const CARRIED = ["branch", "practitioner", "service", "day", "walk_in"];

function chosenSoFar(form) {
  const carried = new URLSearchParams();
  const fields = form ? new FormData(form) : new FormData();
  for (const name of CARRIED) if (fields.get(name)) carried.set(name, fields.get(name));
  const time = (fields.get("time") ?? "").padStart(5, "0");
  if (/^\d\d:\d\d$/.test(time) && fields.get("day")) carried.set("starts_at", `${fields.get("day")}T${time}`);
  return carried.toString();
}

document.addEventListener("chosen", async (event) => {
  const { option } = event.detail;
  if (!option.hasAttribute("data-register")) return;
  event.preventDefault();
  const input = event.target.querySelector("[role=combobox]");
  const form = event.target.closest("[data-picker]")?.closest("form");
  try {
    const answer = await post(option.href, { words: input.value, next: chosenSoFar(form) });
    if (!answer.ok) throw new Error(String(answer.status));
    openWith(await answer.text(), input);
    if (!form) input.value = "";
  } catch {
    toast(say("unreachable"));
  }
});
