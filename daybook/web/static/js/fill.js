// A chip fills a field of its form: [data-fill=name][data-value]. Chips for one field are a group; the one whose value
// stands in the field is pressed.
const fieldOf = (chip) => chip.closest("form")?.elements[chip.dataset.fill];

function press(form) {
  for (const chip of form.querySelectorAll("[data-fill]")) {
    const same = fieldOf(chip)?.value === chip.dataset.value;
    chip.setAttribute("aria-pressed", String(same));
  }
}

document.addEventListener("click", (event) => {
  const chip = event.target.closest("[data-fill]");
  const field = chip && fieldOf(chip);
  if (!field) return;
  field.value = chip.dataset.value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  press(chip.form);
});
document.addEventListener("input", (event) => {
  if (event.target.form) press(event.target.form);
});
