// Taking a payment: the change for the cash that was given, and the code for the amount that is typed.
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

async function code(form) {
  const place = form.querySelector("[data-code-url]");
  try {
    const answer = await post(place.dataset.codeUrl, { amount: form.elements.amount.value });
    if (answer.ok && place.isConnected) place.innerHTML = await answer.text();
  } catch {
    // The code that is shown says its own amount.
  }
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-pay]");
  if (!form) return;
  change(form);
  if (event.target.name !== "amount") return;
  clearTimeout(timer);
  timer = setTimeout(code, WAIT, form);
});
