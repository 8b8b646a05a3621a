/* Marks the hamlets that the chosen person's last tablet held, until somebody chooses hamlets by hand. */
"use strict";
for (const form of document.querySelectorAll("[data-last-hamlets]")) {
  const person = form.querySelector("select");
  const boxes = form.querySelectorAll("input[name=hamlets]");
  let byHand = [...boxes].some((box) => box.checked);
  for (const box of boxes) box.addEventListener("change", () => { byHand = true; });
  person.addEventListener("change", () => {
    if (byHand) return;
    const had = (person.selectedOptions[0].dataset.hamlets || "").split(" ");
    for (const box of boxes) box.checked = had.includes(box.value);
  });
}
