// A button pressed twice in a row sends its form once: who is used to double clicks reads how the first press went.
"use strict";
const PAUSE = 1000;
let last = { submitter: null, at: -PAUSE };
document.addEventListener("submit", (event) => {
  if (event.target.method !== "post") return;
  const again = event.submitter === last.submitter && event.timeStamp - last.at < PAUSE;
  if (again) event.preventDefault();
  else last = { submitter: event.submitter, at: event.timeStamp };
});
