// The grid as numbers: rows of five minutes, columns of practitioners. Read anew each time: a poll may have redrawn it.
export const book = document.getElementById("book");
export const grid = () => document.getElementById("book-grid");
export const columns = () => [...grid().querySelectorAll(".col")];

const number = (name) => Number(grid().dataset[name]);
export const firstRow = () => number("first");
export const rowCount = () => number("rows");
export const slotRows = () => Math.max(1, number("slot") / 5);

const two = (value) => String(value).padStart(2, "0");

/** Minutes since midnight in the clinic's clock, for reading. */
export function clock(minutes) {
  const hour = Math.floor(minutes / 60);
  const shown = grid().dataset.clock === "12" ? ((hour + 11) % 12) + 1 : hour;
  return `${shown}:${two(minutes % 60)}`;
}

/** A row of a column as the branch's local time: 2026-11-21T10:45. In a week each column is a day. */
export function localTime(row, column) {
  const minutes = (row + firstRow()) * 5;
  return `${column.dataset.day ?? grid().dataset.day}T${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

export const rowClock = (row) => clock((row + firstRow()) * 5);
export const nameOf = (column) => column.querySelector("h2").textContent;
export const rowsOf = (column) => column.querySelector(".col-rows");

/** The column under x, or the nearest one. */
export function columnAt(x) {
  const gap = (column) => {
    const box = column.getBoundingClientRect();
    return Math.max(box.left - x, x - box.right, 0);
  };
  return columns().reduce((best, column) => (gap(column) < gap(best) ? column : best));
}

/** The row (not rounded) of a height on the screen. */
export function rowAt(column, y) {
  const box = rowsOf(column).getBoundingClientRect();
  return ((y - box.top) / box.height) * rowCount();
}

/** What takes time in a column, as [first row, end row) from the top of the grid; all of it in a day that is over. */
export function taken(column, but = null) {
  if ("over" in column.dataset) return [[0, rowCount()]];
  return [...column.querySelectorAll(".card:not(.noshow), .block")]
    .filter((part) => part !== but)
    .map((part) => {
      const row = Number(part.dataset.row) - firstRow();
      return [row, row + Number(part.dataset.span)];
    });
}
