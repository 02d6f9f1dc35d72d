// A bill's lines: Enter goes to the next line and makes one at the end; a service's name brings its price and tax; the
// server adds up (what it would issue), so that there is one place that knows how.
import { post } from "./csrf.js";

const WAIT = 200;
const form = document.querySelector("[data-bill]");
const list = form?.querySelector("[data-lines]");
const lines = () => [...list.querySelectorAll("[data-line]")];
const field = (line, name) => line.querySelector(`[name$="-${name}"]`);
let timer;
let latest;

/** The number in a line's names, one more than any there is. */
function next() {
  const numbers = lines().map((line) => Number(field(line, "text").name.split("-")[1]));
  return Math.max(-1, ...numbers) + 1;
}

function add() {
  const number = next();
  const blank = form.querySelector("[data-blank]").innerHTML.replaceAll("line-N", `line-${number}`).replaceAll("Line N", `Line ${number + 1}`);
  list.insertAdjacentHTML("beforeend", blank);
  const line = lines().at(-1);
  field(line, "text").focus();
  return line;
}

const isBlank = (line) => !["text", "price", "discount"].some((name) => field(line, name).value.trim());

/** The price and tax of the service that is named, unless another price was typed. */
function bring(line) {
  const text = field(line, "text").value.trim().toLocaleLowerCase();
  const found = [...document.querySelectorAll("#bill-services option")].find((option) => option.value.toLocaleLowerCase() === text);
  if (!found || line.dataset.brought === text) return;
  line.dataset.brought = text;
  field(line, "price").value = found.dataset.price;
  field(line, "tax").value = found.dataset.tax;
  const code = field(line, "code");
  if (code) code.value = found.dataset.code;
}

async function addUp() {
  const abort = new AbortController();
  latest?.abort();
  latest = abort;
  try {
    const answer = await post(form.dataset.sumsUrl, new FormData(form), { signal: abort.signal });
    if (answer.ok) document.getElementById("bill-sums").outerHTML = await answer.text();
  } catch {
    // The next key asks again; the server adds up once more when the bill is saved.
  }
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(addUp, WAIT);
}

function onward(line) {
  const all = lines();
  const after = all[all.indexOf(line) + 1];
  if (after) field(after, "text").focus();
  else if (!isBlank(line)) add();
}

if (list) {
  list.addEventListener("keydown", (event) => {
    const line = event.target.closest("[data-line]");
    if (!line || event.key !== "Enter" || event.ctrlKey || event.metaKey || event.isComposing || event.target.matches("button")) return;
    event.preventDefault();
    bring(line);
    soon();
    onward(line);
  });
  list.addEventListener("input", (event) => {
    const line = event.target.closest("[data-line]");
    if (line && event.target.matches("[data-line-text]")) bring(line);
    soon();
  });
  list.addEventListener("click", (event) => {
    const line = event.target.closest("[data-drop]")?.closest("[data-line]");
    if (!line) return;
    const all = lines();
    const near = all[all.indexOf(line) + 1] ?? all[all.indexOf(line) - 1];
    line.remove();
    field(near ?? add(), "text").focus();
    soon();
  });
  // Before form.js, which would send the form without a button's name.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("[name=issue]"));
  });
  form.querySelector("[data-more]").addEventListener("click", (event) => {
    event.preventDefault();
    add();
  });
}
