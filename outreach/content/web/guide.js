// Adds to pages that are complete without it: practising on the drawn phones, reading aloud, remembering the step.
// The address says what is shown (#tap-3 is practising step 3, #tap-xong the end of it, #b3 the third step alone),
// so that the phone's own back button works.
(function () {
  "use strict";
  var script = document.currentScript;
  var say = JSON.parse(script.dataset.words);
  var key = "gocua:" + script.dataset.guide;
  var steps = [];
  var page = [];
  var practice = null;
  var left = 0;  // how far down the page was when practising began
  var praise = false;

  function all(selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); }
  function make(tag, className, text) {
    var node = document.createElement(tag);
    if (className) node.className = className;
    if (text) node.textContent = text;
    return node;
  }
  function icon(name) {
    var found = document.querySelector('use[href="#i-' + name + '"]');
    return found ? found.parentNode.cloneNode(true) : document.createTextNode("");
  }
  function fill(text, values) { return values.reduce(function (done, value) { return done.replace("{}", value); }, text); }
  function remember(number) { try { localStorage.setItem(key, String(number)); } catch (refused) { return; } }
  function remembered() { try { return Number(localStorage.getItem(key)) || 0; } catch (refused) { return 0; } }

  function offerToGoOn(place) {
    var last = remembered();
    var resume = document.querySelector(".resume");
    if (last < 2 || last > steps.length) return;
    var link = resume.querySelector("a");
    link.href = place + last;
    link.lastElementChild.textContent = fill(link.lastElementChild.dataset.text, [last]);
    resume.hidden = false;
  }

  // -- practising
  function show() {
    stopReading();
    var wanted = /^#tap-(\d+|xong)$/.exec(location.hash);
    var practised = Boolean(practice);
    if (practised) practice.remove();
    else left = window.scrollY;
    practice = null;
    page.forEach(function (part) { part.hidden = Boolean(wanted); });
    if (!wanted) {
      if (practised) comeBack();
      return;
    }
    var number = Math.min(Math.max(Number(wanted[1]) || 1, 1), steps.length);
    practice = wanted[1] === "xong" ? finish() : practiseStep(number);
    document.body.appendChild(practice);
    window.scrollTo(0, 0);
    practice.querySelector("h1").focus();
  }

  // The page was hidden when the browser looked for the place in it.
  function comeBack() {
    var step = document.getElementById(location.hash.slice(1));
    if (!step) return window.scrollTo({ top: left, behavior: "instant" });
    step.scrollIntoView({ behavior: "instant" });
    var words = step.querySelector("h2");
    words.tabIndex = -1;
    words.focus({ preventScroll: true });
  }

  function frame(number) {
    var section = make("div", "practice");
    var head = make("header");
    head.appendChild(make("b", "", number ? fill(say.step, [number, steps.length]) : say.good));
    var close = make("a", "", say.close);
    close.insertBefore(icon("x"), close.firstChild);
    close.href = number ? "#buoc-" + number : "#buoc-1";
    head.appendChild(close);
    section.appendChild(head);
    var bars = make("div", "bars");
    steps.forEach(function (_, index) {
      bars.appendChild(make("i", !number || index + 1 < number ? "past" : index + 1 === number ? "now" : ""));
    });
    section.appendChild(bars);
    section.appendChild(make("main", "body"));
    return section;
  }

  function practiseStep(number) {
    remember(number);
    var source = steps[number - 1];
    var section = frame(number);
    var body = section.querySelector(".body");
    var hint = make("div", "hint");
    hint.setAttribute("role", "status");
    all(".warning, h2, .figure", source).forEach(function (part) {
      var copy = part.cloneNode(true);
      if (part.tagName === "H2") {
        copy = make("h1");
        copy.tabIndex = -1;
        all(":scope > *", part).forEach(function (piece) { copy.appendChild(piece.cloneNode(true)); });
      }
      body.appendChild(copy);
    });
    var phone = body.querySelector(".phone");
    phone.removeAttribute("role");
    phone.removeAttribute("aria-label");
    phone.classList.add("unmarked");  // the words say what to press; the ring comes when that was not enough
    var next = number < steps.length ? "#tap-" + (number + 1) : "#tap-xong";
    if (praise) {
      hint.textContent = say.good;
      hint.classList.add("good");
      praise = false;
    } else if (number === 1) hint.textContent = say.begin;
    if (!phone.querySelector("[data-press]")) {
      hint.textContent = "";
      hint.classList.remove("good");
      hint.appendChild(make("span", "", say.wait));
      var go = make("a", "go", say.next);
      go.href = next;
      hint.appendChild(go);
    }
    all("[data-e]", phone).forEach(function (element) {
      element.setAttribute("role", "button");
      element.tabIndex = 0;
      element.addEventListener("keydown", function (event) {
        if (event.key === "Enter" || event.key === " ") { event.preventDefault(); element.click(); }
      });
    });
    phone.addEventListener("click", function (event) {
      if (event.target.closest("[data-press]")) {
        praise = true;
        location.hash = next;
        return;
      }
      if (!phone.querySelector("[data-press]")) return;
      phone.classList.remove("unmarked");
      hint.classList.remove("good");
      hint.textContent = say.hint;
      phone.querySelector("[data-press]").scrollIntoView({ block: "center" });
    });
    section.appendChild(hint);
    return section;
  }

  function finish() {
    remember(0);
    var section = frame(0);
    var body = section.querySelector(".body");
    body.className += " finish";
    body.appendChild(icon("circle-check"));
    body.appendChild(make("h1", "", say.done)).tabIndex = -1;
    body.appendChild(make("p", "", say.doneLine));
    body.appendChild(make("a", "go", say.back)).href = "#buoc-1";
    body.appendChild(make("a", "go quiet", say.again)).href = "#tap-1";
    return section;
  }

  // -- reading aloud
  var voice = window.speechSynthesis;
  var language = document.documentElement.lang === "vi" ? "vi-VN" : "en-US";
  var reading = null;

  function canRead() {
    if (!voice || typeof SpeechSynthesisUtterance === "undefined") return false;
    var voices = voice.getVoices();
    return !voices.length || voices.some(function (one) { return one.lang.slice(0, 2) === language.slice(0, 2); });
  }
  function offerReading() {
    all(".listen").forEach(function (button) { button.hidden = !canRead(); });
  }
  function label(button, text) { button.lastElementChild.textContent = text; }
  function stopReading() {
    if (!reading) return;
    label(reading, say.listen);
    reading = null;
    voice.cancel();
    all(".speaking").forEach(function (part) { part.classList.remove("speaking"); });
  }
  // As it is read: abbreviations and addresses spelt out.
  function said(part) {
    var copy = part.cloneNode(true);
    all("[data-said]", copy).forEach(function (one) { one.textContent = one.dataset.said; });
    return copy.textContent;
  }
  function read(button, parts) {
    var again = reading === button;
    stopReading();
    if (again) return;
    all("audio").forEach(function (recorded) { recorded.pause(); });
    reading = button;
    label(button, say.stop);
    parts.forEach(function (part, index) {
      var speech = new SpeechSynthesisUtterance(said(part));
      speech.lang = language;
      speech.rate = 0.9;
      speech.onstart = function () {
        if (reading !== button) return;
        all(".speaking").forEach(function (other) { other.classList.remove("speaking"); });
        part.classList.add("speaking");
      };
      speech.onend = function () { if (reading === button && index === parts.length - 1) stopReading(); };
      speech.onerror = function (event) {
        if (reading === button && event.error !== "canceled" && event.error !== "interrupted") stopReading();
      };
      voice.speak(speech);
    });
  }

  // A recording that did not come would be silent for good: a new player in its place asks again at the next press.
  function unheard(recorded) {
    if (!recorded.nextElementSibling) recorded.parentNode.appendChild(make("small", "", say.unheard));
    recorded.parentNode.replaceChild(recorded.cloneNode(), recorded);
  }

  // -- starting
  document.addEventListener("DOMContentLoaded", function () {
    steps = all(".step");
    page = all("body > header, body > main, body > footer");
    offerReading();
    if (voice && voice.addEventListener) voice.addEventListener("voiceschanged", offerReading);
    all(".listen").forEach(function (button) {
      button.addEventListener("click", function () {
        var root = button.classList.contains("one") ? button.closest(".words") : document.querySelector("main");
        read(button, all("h1, .summary, .needed li, .warning, h2 .action, .success, .otherwise, .done", root));
      });
    });
    window.addEventListener("pagehide", stopReading);
    document.addEventListener("error", function (event) { if (event.target.matches("audio")) unheard(event.target); }, true);
    document.addEventListener("play", function (event) {  // one voice at a time
      stopReading();
      if (event.target.nextElementSibling) event.target.nextElementSibling.remove();
      all("audio").forEach(function (other) { if (other !== event.target) other.pause(); });
    }, true);

    if (document.querySelector(".slides")) startSlides();
    else startPage();
  });

  // One step at a time: the address says which, as plain links leave it.
  function startSlides() {
    function note() {
      stopReading();
      var shown = /^#b(\d+)$/.exec(location.hash);
      if (shown) remember(Number(shown[1]) > steps.length ? 0 : Number(shown[1]));
    }
    offerToGoOn("#b");
    window.addEventListener("hashchange", note);
    note();
  }

  function startPage() {
    document.querySelector(".tools").hidden = false;
    var print = document.querySelector(".print");
    print.hidden = !window.print;
    print.firstElementChild.addEventListener("click", function () { window.print(); });
    offerToGoOn("#buoc-");
    if (window.IntersectionObserver) {
      var seen = new IntersectionObserver(function (entries) {
        entries.forEach(function (entry) {
          if (entry.isIntersecting && window.scrollY > 0 && !practice) remember(steps.indexOf(entry.target) + 1);
        });
      }, { rootMargin: "-45% 0px -45% 0px" });
      steps.forEach(function (step) { seen.observe(step); });
    }
    window.addEventListener("hashchange", show);
    show();
  }
})();
