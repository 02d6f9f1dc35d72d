// Chips fill fields of their form: [data-fill=name][data-value] one of them, [data-fill-all] several (JSON). Chips for one
// field are a group; the one whose value stands in the field is pressed.
const fieldOf = (chip) => chip.form?.elements[chip.dataset.fill];

function press(form) {
  for (const chip of form.querySelectorAll("[data-fill]")) {
    chip.setAttribute("aria-pressed", String(fieldOf(chip)?.value === chip.dataset.value));
  }
}

function fillAll(chip) {
  const values = Object.entries(JSON.parse(chip.dataset.fillAll));
  for (const [name, value] of values) if (chip.form.elements[name]) chip.form.elements[name].value = value;
  // One change is enough: what hangs on the fields asks for all of them.
  chip.form.elements[values[0][0]]?.dispatchEvent(new Event("change", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const chip = event.target.closest("[data-fill], [data-fill-all]");
  if (!chip?.form) return;
  if (chip.dataset.fillAll) fillAll(chip);
  else if (fieldOf(chip)) {
    fieldOf(chip).value = chip.dataset.value;
    fieldOf(chip).dispatchEvent(new Event("input", { bubbles: true }));
  }
  press(chip.form);
});
document.addEventListener("input", (event) => {
  if (event.target.form) press(event.target.form);
});
