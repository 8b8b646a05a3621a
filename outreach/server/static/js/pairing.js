// The code stands behind the # of the address: shown here, never sent.
"use strict";
const code = location.hash.slice(1).toUpperCase().replace(/[^A-Z0-9]/g, "");
if (code.length === 8) {
  const shown = document.querySelector("[data-pairing]");
  shown.textContent = `${code.slice(0, 4)} ${code.slice(4)}`;
  shown.hidden = false;
}
