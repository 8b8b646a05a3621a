// Keeps the guides somebody opened, so that they open again without a network. The network always comes first for
// pages, so a corrected guide is shown as soon as it can be; files named by their content never change.
"use strict";
var KEPT = "gocua-guides-1";
var MOST = 150;
var PATIENCE = 4000;
var scope = new URL(self.registration.scope);

// A page has one name however it is asked for: without the slash at its end, without what apps add to addresses.
function nameOf(address) {
  var url = new URL(address, scope);
  var path = url.pathname.length > scope.pathname.length ? url.pathname.replace(/\/(index\.html)?$/, "") : url.pathname;
  return url.origin + path + (url.searchParams.get("lang") === "en" ? "?lang=en" : "");
}
function isAsset(address) { return new URL(address, scope).pathname.indexOf(scope.pathname + "assets/") === 0; }

function put(name, response) {
  return caches.open(KEPT).then(function (cache) {
    return cache.put(name, response).then(function () { return cache.keys(); }).then(function (keys) {
      return Promise.all(keys.slice(0, Math.max(0, keys.length - MOST)).map(function (old) { return cache.delete(old); }));
    });
  }).catch(function () { return undefined; });
}
function kept(address) {
  return caches.open(KEPT).then(function (cache) { return cache.match(nameOf(address)); }).catch(function () {
    return undefined;
  });
}
function keep(address) {
  return kept(address).then(function (found) {
    if (found && isAsset(address)) return undefined;
    return fetch(address, { cache: "no-cache", credentials: "omit" }).then(function (response) {
      if (!response.ok) return undefined;
      // A copy: a response that came by a redirect may not answer for a page.
      return response.blob().then(function (body) {
        return put(nameOf(address), new Response(body, { headers: response.headers }));
      });
    });
  }).catch(function () { return undefined; });
}

function page(event) {
  var asked = fetch(event.request).then(function (response) {
    if (response.ok && !response.redirected) event.waitUntil(put(nameOf(event.request.url), response.clone()));
    return response;
  });
  return kept(event.request.url).then(function (found) {
    if (found) {
      var slow = new Promise(function (resolve) { setTimeout(resolve, PATIENCE, found); });
      return Promise.race([asked.catch(function () { return found; }), slow]);
    }
    return asked.catch(function (refused) {
      return kept(scope.href).then(function (list) {
        if (!list) throw refused;
        // By its own address, where it says why it is shown in place of the guide.
        return nameOf(event.request.url) === nameOf(scope.href) ? list : Response.redirect(scope.href + "#UNREACHED");
      });
    });
  });
}

self.addEventListener("install", function () { self.skipWaiting(); });
self.addEventListener("activate", function (event) { event.waitUntil(self.clients.claim()); });
self.addEventListener("message", function (event) {
  var own = event.data.filter(function (address) { return nameOf(address).indexOf(nameOf(scope.href)) === 0; });
  event.waitUntil(Promise.all(own.map(keep)));
});
self.addEventListener("fetch", function (event) {
  var request = event.request;
  if (request.method !== "GET" || new URL(request.url).origin !== scope.origin) return;
  if (isAsset(request.url)) {
    event.respondWith(kept(request.url).then(function (found) { return found || fetch(request); }));
  } else if (request.mode === "navigate") {
    event.respondWith(page(event));
  }
});
