// Asks a service worker, where one is allowed, to keep these pages for a day without a network. Nothing needs it.
(function () {
  "use strict";
  var script = document.currentScript;
  if (!("serviceWorker" in navigator)) return;
  window.addEventListener("load", function () {
    navigator.serviceWorker.register(script.dataset.worker, { scope: script.dataset.scope }).then(function (registered) {
      var worker = registered.active || registered.waiting || registered.installing;
      if (worker) worker.postMessage(JSON.parse(script.dataset.keep));
    }).catch(function () { return undefined; });
  });
})();
