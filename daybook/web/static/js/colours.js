// The light/dark switch: [data-theme-switch] holds buttons [data-theme-to="light|dark|"].
const root = document.documentElement;

function show() {
  for (const button of document.querySelectorAll("[data-theme-to]"))
    button.toggleAttribute("aria-current", button.dataset.themeTo === (root.dataset.theme ?? ""));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-theme-to]");
  if (!button) return;
  const theme = button.dataset.themeTo;
  if (theme) {
    root.dataset.theme = theme;
    localStorage.setItem("theme", theme);
  } else {
    delete root.dataset.theme;
    localStorage.removeItem("theme");
  }
  show();
});
for (const part of document.querySelectorAll("[data-theme-switch]")) part.hidden = false;
show();
