// Taking a payment: the change for the cash that was given, the bills that the same money pays, and the code for the
// amount that is typed.
import { post } from "./csrf.js";

const WAIT = 300;
let timer;

const number = (text) => Number(text.replace(/[^\d.]/g, ""));

function change(form) {
  const shown = form.querySelector("[data-change]");
  const [amount, given] = ["amount", "given"].map((name) => number(form.elements[name].value));
  const back = Math.round((given - amount) * 1000) / 1000;
  shown.textContent = given && back > 0 ? `${shown.dataset.words}: ${back.toLocaleString(document.documentElement.lang, { minimumFractionDigits: Number.isInteger(back) ? 0 : 2 })}` : "";
}

/** What is due on this bill and on the others that are ticked. */
function total(form) {
  const dues = new Map(form.dataset.dues.split(" ").map((each) => each.split("=")));
  const ticked = [...form.querySelectorAll("[name=also]:checked")].map((box) => Number(dues.get(box.value)));
  const sum = Math.round((number(form.dataset.due) + ticked.reduce((all, each) => all + each, 0)) * 1000) / 1000;
  form.elements.amount.value = Number.isInteger(sum) ? sum : sum.toFixed(2);
}

async function code(form) {
  const place = form.querySelector("[data-code-url]");
  if (!place) return;
  try {
    const answer = await post(place.dataset.codeUrl, new FormData(form));
    if (answer.ok && place.isConnected) place.innerHTML = await answer.text();
  } catch {
    // The code that is shown says its own amount.
  }
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-pay]");
  if (!form) return;
  if (event.target.name === "also") total(form);
  change(form);
  if (!["amount", "also"].includes(event.target.name)) return;
  clearTimeout(timer);
  timer = setTimeout(code, WAIT, form);
});
