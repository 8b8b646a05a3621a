// A file field in the page's own words; without this script the browser's own field does the same.
"use strict";
for (const box of document.querySelectorAll("[data-file]")) {
  const input = box.querySelector("input");
  const shown = box.querySelector(".shown");
  shown.hidden = false;
  box.classList.add("ready");
  input.addEventListener("change", () => {
    if (!input.files.length) return;
    box.classList.add("chosen");
    const names = [...input.files].map((file) => file.name);
    shown.querySelector("span").textContent = names.slice(0, 3).join(", ") + (names.length > 3 ? `, … (${names.length})` : "");
  });
}
