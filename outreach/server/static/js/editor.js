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
    const inside = phone.contentWindow;
    const place = inside.document.getElementById(`buoc-${step}`);
    // Not scrollIntoView: that would move this page too, under the finger that is just pressing a button.
    if (place) inside.scrollTo(0, place.getBoundingClientRect().top + inside.scrollY);
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

  const editor = () => document.getElementById("editor");
  const tell = (wrong) => {
    const banner = document.getElementById("gone");
    if (banner) banner.hidden = !wrong;
  };
  const listen = (name, does) => document.body.addEventListener(name, (event) => does(event.detail.ctx));
  let pressed = "";
  let typed = new FormData();
  listen("htmx:before:request", (ctx) => {
    if (ctx.target.id !== "editor") return;
    const button = ctx.target.querySelector("button:focus-visible");
    pressed = button ? button.value : "";
    // What is typed while the whole form is about to be replaced would be lost.
    ctx.target.inert = true;
  });
  listen("htmx:after:swap", () => {
    for (const [name, value] of typed) {
      const field = editor().elements[name];
      if (field) field.value = value;
    }
    typed = new FormData();
    const refused = editor().querySelector(".banner.danger:not([hidden])");
    if (refused) refused.scrollIntoView({ block: "center" });
    // Who works with the keyboard stays with what was moved; where it was removed, with what took its place.
    const [order, place] = pressed.split(":");
    pressed = "";
    if (!place) return;
    const by = { up: -1, down: 1 }[order] || 0;
    const there = place.replace(/\d+$/, (n) => Number(n) + by);
    const found = editor().querySelector(`button[value="${order}:${there}"]`)
      || editor().querySelector(`button[value="add:${place.replace(/-\d+$/, "")}"]`);
    if (found) (found.disabled ? found.parentElement.querySelector("button:enabled") : found).focus();
  });
  listen("htmx:response:error", (ctx) => {
    // With 409 comes the form as it was typed, and a word about who else saved it; other errors leave the page alone.
    if (ctx.response.status === 409) return;
    ctx.swap = "none";
    tell(true);
  });
  listen("htmx:error", () => tell(true));
  listen("htmx:before:swap", (ctx) => {
    if (ctx.response.status === 409 && !editor().inert) {
      // The form comes as it was sent; what was typed while it was on its way is put into it again.
      typed = new FormData(editor());
      typed.delete("stamp");
    }
    if (ctx.response.status !== 200) return;
    tell(false);
    for (const problem of editor().querySelectorAll("[data-problem]")) problem.textContent = "";
    for (const frame of [phone, tablet]) reload(frame);
  });
  listen("htmx:finally:request", () => { editor().inert = false; });
})();
