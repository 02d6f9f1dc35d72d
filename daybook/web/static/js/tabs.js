// On a phone the tabs do not all fit: each row of them starts with the current one in its middle.
for (const tabs of document.querySelectorAll(".tabs")) {
  const current = tabs.querySelector("[aria-current]")?.getBoundingClientRect();
  if (!current) continue;
  const row = tabs.getBoundingClientRect();
  tabs.scrollLeft += current.left + current.width / 2 - (row.left + row.width / 2);
}
