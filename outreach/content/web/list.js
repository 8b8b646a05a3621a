// The list of guides can be searched, with or without accents. Without this script it is complete, only longer.
(function () {
  "use strict";
  function all(selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); }
  function fold(text) {
    return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/\u0111/g, "d");
  }

  document.addEventListener("DOMContentLoaded", function () {
    var form = document.querySelector(".find");
    var field = form.querySelector("input");
    var told = form.querySelector(".told");
    var topics = all(".topic");

    function find() {
      var words = fold(field.value).split(/\s+/).filter(Boolean);
      var count = 0;
      topics.forEach(function (topic) {
        var left = all("li", topic).filter(function (item) {
          item.hidden = !words.every(function (word) { return item.dataset.find.indexOf(word) >= 0; });
          return !item.hidden;
        }).length;
        topic.hidden = !left;
        count += left;
      });
      document.querySelector(".jump").hidden = words.length > 0;
      told.textContent = !words.length ? "" : count ? told.dataset.found.replace("{}", count) : told.dataset.none;
    }

    form.addEventListener("submit", function (event) { event.preventDefault(); });
    field.addEventListener("input", find);
    form.hidden = false;
    if (field.value) find();
  });
})();
