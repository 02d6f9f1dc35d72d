// The now line and the waiting times move with the clock. The server says what time it is at the branch; the browser
// only counts on from there, because its own zone and clock may be others.
import { book, clock, firstRow, grid, rowCount } from "./book.js";

let base = 0;
let at = 0;

function read() {
  base = Number(grid()?.dataset.now ?? NaN);
  at = Date.now();
  draw();
}

/** Minutes since midnight at the branch; NaN on another day. */
export const minutesNow = () => base + Math.floor((Date.now() - at) / 60000);

function draw() {
  const minutes = minutesNow();
  if (Number.isNaN(minutes)) return;
  const row = Math.floor(minutes / 5) - firstRow();
  const inside = row >= 0 && row < rowCount();
  for (const line of grid().querySelectorAll(".now, .now-time")) {
    line.className = line.className.replace(/at-\d+ min-\d+/, `at-${Math.max(row, 0)} min-${minutes % 5}`);
    line.hidden = !inside;
    if (line.matches("time")) line.textContent = clock(minutes);
  }
  for (const wait of document.querySelectorAll("[data-since]"))
    wait.textContent = wait.dataset.words.replace("0", String(Math.max(0, minutes - Number(wait.dataset.since))));
}

/** Opens the day where one needs it: at now, or where the work begins. */
function scrollToWork() {
  const rows = book.querySelector(".col-rows");
  if (!rows) return;
  const minutes = minutesNow();
  const starts = [...book.querySelectorAll(".card")].map((card) => Number(card.dataset.row) - firstRow());
  const row = Number.isNaN(minutes) ? Math.min(...starts, rowCount()) % rowCount() : minutes / 5 - firstRow();
  const above = Number.isNaN(minutes) ? 0.05 : 0.3;
  const today = book.querySelector(".col.today");
  if (today && book.scrollWidth > book.clientWidth) book.scrollLeft = today.offsetLeft - book.querySelector(".gut").offsetWidth;
  book.scrollTop = (row / rowCount()) * rows.offsetHeight - above * book.clientHeight;
}

if (grid()) {
  read();
  scrollToWork();
  setInterval(draw, 10_000);
  document.addEventListener("visibilitychange", draw);
  document.addEventListener("live:swapped", read);
}
