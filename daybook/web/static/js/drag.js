// A card with data-move-url is dragged to another time or practitioner, in steps of five minutes. Mouse: press and
// move; touch: press long, then move. Esc leaves it where it was. The server decides: 409 comes with words in HTML,
// and the card goes back. The keyboard's way is the move form (key m on a card).
import { book, columnAt, columns, grid, localTime, nameOf, rowAt, rowClock, rowCount, rowsOf, taken } from "./book.js";
import { post } from "./csrf.js";
import { openWith } from "./dialog.js";
import { refresh } from "./poll.js";
import { toast } from "./toast.js";
import { say } from "./words.js";

const SLOP = 5;
const LONG_PRESS = 350;
const EDGE = 48;

let lift = null; // what is pressed: card, where, and once it moves the drop mark and its target
let frame = 0;

function press(event) {
  const card = event.target.closest(".card[data-move-url]");
  if (!card || event.button || lift) return;
  const column = card.closest(".col");
  lift = { card, x: event.clientX, y: event.clientY, pointer: event.pointerId, touch: event.pointerType === "touch", span: Number(card.dataset.span), grab: rowAt(column, event.clientY) - rowAt(column, card.getBoundingClientRect().top), home: column };
  if (lift.touch) lift.timer = setTimeout(start, LONG_PRESS);
}

function start() {
  lift.moving = true;
  lift.mark = Object.assign(document.createElement("div"), { className: "drop" });
  lift.card.classList.add("lifted");
  document.documentElement.classList.add("dragging");
  if (lift.touch) navigator.vibrate?.(10);
  aim();
  frame = requestAnimationFrame(creep);
}

function move(event) {
  if (!lift || event.pointerId !== lift.pointer) return;
  const far = Math.hypot(event.clientX - lift.x, event.clientY - lift.y) > SLOP;
  if (!lift.moving && far && lift.touch) return end();
  if (!lift.moving && !far) return;
  lift.x = event.clientX;
  lift.y = event.clientY;
  if (!lift.moving) start();
  aim();
}

/** Marks where the card would go. */
function aim() {
  const column = columnAt(lift.x);
  const row = Math.max(0, Math.min(Math.round(rowAt(column, lift.y) - lift.grab), rowCount() - lift.span));
  if (lift.column === column && lift.row === row) return;
  Object.assign(lift, { column, row });
  const clash = taken(column, lift.card).some(([from, until]) => from < row + lift.span && until > row);
  lift.mark.className = `drop at-${row} for-${lift.span}${clash ? " taken" : ""}`;
  lift.mark.textContent = [rowClock(row), column === lift.home ? "" : nameOf(column), clash ? say("taken") : ""].filter(Boolean).join(" · ");
  if (lift.mark.parentElement !== rowsOf(column)) rowsOf(column).append(lift.mark);
}

/** Near an edge the book scrolls by itself. */
function creep() {
  if (!lift?.moving) return;
  const box = book.getBoundingClientRect();
  const pull = (at, low, high) => (at < low + EDGE ? -1 : at > high - EDGE ? 1 : 0) * 8;
  const down = pull(lift.y, box.top + 40, box.bottom);
  const along = pull(lift.x, box.left + 40, box.right);
  if (down || along) {
    book.scrollBy(along, down);
    aim();
  }
  frame = requestAnimationFrame(creep);
}

function end() {
  if (!lift) return null;
  const was = lift;
  lift = null;
  clearTimeout(was.timer);
  cancelAnimationFrame(frame);
  was.card.classList.remove("lifted");
  was.mark?.remove();
  document.documentElement.classList.remove("dragging");
  return was;
}

function release(event) {
  if (!lift || event.pointerId !== lift.pointer) return;
  const was = end();
  if (!was.moving) return;
  swallowClick();
  const moved = was.column !== was.home || was.row !== Number(was.card.dataset.row) - Number(grid().dataset.first);
  if (moved) save(was);
}

function swallowClick() {
  const swallow = (event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => removeEventListener("click", swallow, { capture: true }), 50);
}

async function save({ card, column, row, home }) {
  const place = card.className;
  card.className = place.replace(/\bat-\d+/, `at-${row}`);
  rowsOf(column).append(card);
  card.setAttribute("aria-busy", "true");
  const back = () => {
    card.className = place;
    rowsOf(home).append(card);
    card.removeAttribute("aria-busy");
  };
  try {
    const answer = await post(card.dataset.moveUrl, { practitioner: column.dataset.practitioner, starts_at: localTime(row, column), version: card.dataset.version });
    if (answer.ok) {
      toast(`${say("moved")} ${rowClock(row)} · ${nameOf(column)}`);
      await refresh();
      return card.removeAttribute("aria-busy");
    }
    back();
    if (answer.status === 409 || answer.status === 422) openWith(await answer.text(), card);
    else toast(say("failed"), "bad");
  } catch {
    back();
    toast(say("unreachable"), "bad");
  }
  refresh();
}

if (grid()) {
  book.addEventListener("pointerdown", press);
  addEventListener("pointermove", move);
  addEventListener("pointerup", release);
  addEventListener("pointercancel", end);
  addEventListener("blur", end);
  book.addEventListener("dragstart", (event) => event.preventDefault());
  book.addEventListener("contextmenu", (event) => lift?.touch && event.preventDefault());
  // Once a card is lifted, a finger must not scroll the page.
  book.addEventListener("touchmove", (event) => lift?.moving && event.preventDefault(), { passive: false });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !lift?.moving) return;
    event.preventDefault();
    end();
    swallowClick();
    toast(say("stays"), "info");
  }, true);
}
