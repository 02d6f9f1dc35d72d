// Copy the lines of an element, print the page: buttons that show only where a script runs, also in a dialog.
const show = (part) => {
  for (const button of part.querySelectorAll("[data-copy], [data-print]")) button.hidden = false;
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy], [data-print]");
  if (!button) return;
  if (button.dataset.copy) copy(button);
  else print();
});
document.addEventListener("htmx:afterSwap", (event) => show(event.detail.target));
show(document);

async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  const lines = source.value ?? [...source.children].map((line) => line.textContent.trim()).join("\n");
  await navigator.clipboard.writeText(lines);
  button.textContent = button.dataset.done;
}
