// Arrow keys go from card to card; the book is one stop of the Tab key. m moves the card by a form.
import { book, columns } from "./book.js";
import { openAt } from "./dialog.js";

let last = "";

const cards = (column) => [...column.querySelectorAll(".card")].sort((a, b) => a.dataset.row - b.dataset.row);

function settle() {
  const all = [...book.querySelectorAll(".card")];
  const stop = all.find((card) => card.id === last) ?? all[0];
  for (const card of all) card.tabIndex = card === stop ? 0 : -1;
}

function beside(card, step) {
  const all = columns();
  const row = Number(card.dataset.row);
  for (let at = all.indexOf(card.closest(".col")) + step; all[at]; at += step) {
    const near = cards(all[at]).sort((a, b) => Math.abs(a.dataset.row - row) - Math.abs(b.dataset.row - row));
    if (near.length) return near[0];
  }
  return null;
}

function next(card, key) {
  if (key === "ArrowLeft") return beside(card, -1);
  if (key === "ArrowRight") return beside(card, 1);
  const column = cards(card.closest(".col"));
  return column[column.indexOf(card) + (key === "ArrowDown" ? 1 : -1)];
}

book.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const card = event.target.closest(".card");
  if (card && event.key === "m" && card.dataset.moveUrl) {
    event.preventDefault();
    return openAt(card.dataset.moveUrl, card);
  }
  if (!card || !["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"].includes(event.key)) return;
  event.preventDefault();
  next(card, event.key)?.focus();
});
book.addEventListener("focusin", (event) => {
  if (!event.target.matches(".card")) return;
  last = event.target.id;
  settle();
});
document.addEventListener("live:swapped", settle);
settle();
