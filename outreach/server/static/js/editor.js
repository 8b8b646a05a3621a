// What the editor's page gains with a script: the frames follow what is typed, and which step is being written.
// Saving is htmx's; without scripts the same buttons send the whole form.
"use strict";
(() => {
  const frames = document.querySelector("[data-frames]");
  const phone = frames.querySelector(".phone iframe");
  const tablet = frames.querySelector(".tablet iframe");
  let step = 1;
  let language = "vi";

  const address = (frame, name, value) => {
    const url = new URL(frame.src);
    url.searchParams.set(name, value);
    return url.href;
  };
  const reload = (frame) => {
    // Reloading from within keeps how far it was scrolled.
    try { frame.contentWindow.location.reload(); } catch { frame.src = frame.src; }
  };
  const show = () => {
    tablet.src = address(tablet, "buoc", step);
    const place = phone.contentDocument && phone.contentDocument.getElementById(`buoc-${step}`);
    if (place) place.scrollIntoView({ block: "start" });
  };

  document.addEventListener("focusin", (event) => {
    const card = event.target.closest("[data-step]");
    if (!card || Number(card.dataset.step) === step) return;
    step = Number(card.dataset.step);
    show();
  });

  const languages = frames.querySelector("[data-languages]");
  languages.hidden = false;
  languages.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-language]");
    if (!chosen) return;
    language = chosen.dataset.language;
    for (const button of languages.children) button.setAttribute("aria-pressed", String(button === chosen));
    for (const frame of [phone, tablet]) frame.src = address(frame, "tieng", language);
  });

  for (const button of document.querySelectorAll("[data-sure]")) {
    button.addEventListener("click", (event) => {
      if (!window.confirm(button.dataset.sure)) event.preventDefault();
    });
  }

  const trouble = (wrong) => {
    const banner = document.getElementById("gone");
    if (banner) banner.hidden = !wrong;
  };
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 409) {
      // Somebody else saved meanwhile: the answer is this form as typed, with a word about it.
      event.detail.shouldSwap = true;
      event.detail.isError = false;
      event.detail.target = document.getElementById("editor");
      event.detail.swapOverride = "outerHTML";
      return;
    }
    if (event.detail.shouldSwap && event.detail.target.id === "saved") {
      for (const problem of document.querySelectorAll("#editor [data-problem]")) problem.textContent = "";
    }
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    trouble(!event.detail.successful && event.detail.xhr.status !== 409);
    if (event.detail.successful) for (const frame of [phone, tablet]) reload(frame);
  });
})();
