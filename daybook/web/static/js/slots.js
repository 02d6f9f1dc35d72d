// Free time under the mouse shows its time; a click books there. By keyboard the same is the Book form (key b).
import { book, columnAt, firstRow, grid, localTime, nameOf, rowAt, rowClock, rowCount, rowsOf, slotRows, taken } from "./book.js";
import { openAt } from "./dialog.js";
import { say } from "./words.js";

const slot = Object.assign(document.createElement("a"), { className: "slot", tabIndex: -1 });
slot.setAttribute("aria-hidden", "true");

function gapAt(column, row) {
  let from = 0;
  let until = rowCount();
  for (const [start, end] of taken(column)) {
    if (start <= row && row < end) return null;
    if (end <= row) from = Math.max(from, end);
    if (start > row) until = Math.min(until, start);
  }
  return [from, until];
}

/** The step under the pointer, cut to the free time around it. */
function stepAt(column, y) {
  const row = Math.floor(rowAt(column, y));
  const gap = gapAt(column, row);
  if (!gap || row < 0 || row >= rowCount()) return null;
  const step = slotRows();
  const grid0 = firstRow() % step;
  const start = Math.max(Math.floor((row + grid0) / step) * step - grid0, gap[0]);
  return { start, span: Math.max(1, Math.min(step, gap[1] - start)) };
}

function show(event) {
  const over = event.target.closest(".col-rows");
  if (event.pointerType === "touch" || !over || document.documentElement.classList.contains("dragging")) return slot.remove();
  const column = columnAt(event.clientX);
  const step = stepAt(column, event.clientY);
  if (!step) return slot.remove();
  slot.className = `slot at-${step.start} for-${step.span}`;
  slot.textContent = `+ ${rowClock(step.start)}`;
  slot.href = address(column, step.start);
  if (slot.parentElement !== rowsOf(column)) rowsOf(column).append(slot);
}

function address(column, row) {
  const url = new URL(grid().dataset.bookUrl, location.href);
  url.searchParams.set("practitioner", column.dataset.practitioner);
  url.searchParams.set("starts_at", localTime(row, column));
  return url.href;
}

/** A tap or click on free time. */
function bookHere(event) {
  if (!event.target.closest(".col-rows") || event.target.closest(".card")) return;
  const column = columnAt(event.clientX);
  const step = stepAt(column, event.clientY);
  if (!step || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  openAt(address(column, step.start), book);
  book.setAttribute("aria-description", `${say("book")} ${rowClock(step.start)}, ${nameOf(column)}`);
}

if (grid()?.dataset.bookUrl) {
  book.addEventListener("pointermove", show);
  book.addEventListener("pointerleave", () => slot.remove());
  book.addEventListener("click", bookHere);
}
