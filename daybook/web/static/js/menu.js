// details.menu closes when one looks elsewhere, and on Esc.
const open = () => document.querySelectorAll("details.menu[open]");

document.addEventListener("pointerdown", (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("focusin", (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") return step(event);
  if (event.key !== "Escape") return;
  for (const menu of open()) {
    menu.open = false;
    menu.querySelector("summary").focus();
    event.preventDefault();
  }
});

function step(event) {
  const menu = event.target.closest("details.menu[open]");
  if (!menu) return;
  event.preventDefault();
  const items = [...menu.querySelectorAll(".menu-list :is(a, button, input)")].filter((item) => item.checkVisibility());
  const at = items.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
  items[(at + items.length) % items.length]?.focus();
}
