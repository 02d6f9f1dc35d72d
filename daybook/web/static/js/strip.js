// On a phone one practitioner fills the screen: the strip of names goes there, and shows who it is.
import { book, columns } from "./book.js";

const strip = document.querySelector(".strip");
let watch;

function observe() {
  watch?.disconnect();
  watch = new IntersectionObserver(mark, { root: book, threshold: 0.01, rootMargin: "0px -50% 0px -40%" });
  for (const column of columns()) watch.observe(column);
}

function mark(entries) {
  for (const { target, isIntersecting } of entries) {
    const link = strip.querySelector(`[href="#${CSS.escape(target.id)}"]`);
    link?.toggleAttribute("aria-current", isIntersecting);
    if (isIntersecting && link) strip.scrollTo({ left: link.offsetLeft - strip.clientWidth / 3 });
  }
}

strip?.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link) return;
  event.preventDefault();
  const column = document.getElementById(link.hash.slice(1));
  book.scrollTo({ left: column.offsetLeft - parseFloat(getComputedStyle(column.parentElement).gridTemplateColumns) });
});
if (strip && book.querySelector(".col")) {
  observe();
  document.addEventListener("live:swapped", observe);
}
