// A choice takes effect at once; without this script its form has a button.
"use strict";
for (const form of document.querySelectorAll("form[data-choices]")) {
  form.querySelector("button").hidden = true;
  form.addEventListener("change", () => form.requestSubmit());
}
