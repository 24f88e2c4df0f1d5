(function () {
  "use strict";
  document.documentElement.classList.add("js");
  var map = document.getElementById("map"), all = map.getAttribute("viewBox").split(" ").map(Number), box = all.slice();
  function show() {
    map.setAttribute("viewBox", box.map(Math.round).join(" "));
    var seen = map.getBoundingClientRect(), px = Math.min(seen.width / box[2], seen.height / box[3]);
    if (px > 0) { map.style.setProperty("--k", Math.min(1.7, Math.max(0.02, 0.088 / px)).toFixed(3)); }
  }
  function zoom(times, x, y) {
    var wide = Math.min(all[2], Math.max(all[2] / 40, box[2] / times)), f = wide / box[2];
    x = x === undefined ? box[0] + box[2] / 2 : x; y = y === undefined ? box[1] + box[3] / 2 : y;
    box = [x - (x - box[0]) * f, y - (y - box[1]) * f, wide, box[3] * f];
    show();
  }
  function spot(event) {
    var point = new DOMPoint(event.clientX, event.clientY).matrixTransform(map.getScreenCTM().inverse());
    return [point.x, point.y];
  }
  document.querySelectorAll("[data-zoom]").forEach(function (button) {
    button.addEventListener("click", function () {
      var times = Number(button.dataset.zoom);
      if (times) { zoom(times); } else { box = all.slice(); show(); }
    });
  });
  map.addEventListener("wheel", function (event) {
    if (!event.ctrlKey && !event.metaKey) { return; }
    event.preventDefault();
    var at = spot(event);
    zoom(event.deltaY < 0 ? 1.3 : 1 / 1.3, at[0], at[1]);
  }, { passive: false });
  var held = null;
  map.addEventListener("pointerdown", function (event) { held = spot(event); map.setPointerCapture(event.pointerId); });
  map.addEventListener("pointermove", function (event) {
    if (!held || box[2] >= all[2]) { return; }
    var at = spot(event);
    box[0] += held[0] - at[0]; box[1] += held[1] - at[1];
    show();
  });
  map.addEventListener("pointerup", function () { held = null; });
  document.querySelectorAll("[data-toggles]").forEach(function (input) {
    input.addEventListener("change", function () {
      map.querySelectorAll('[data-layer="' + input.dataset.toggles + '"]').forEach(function (layer) {
        layer.classList.toggle("off", !input.checked);
      });
    });
  });
  window.addEventListener("resize", show);
  window.addEventListener("beforeprint", function () { box = all.slice(); map.setAttribute("viewBox", box.join(" "));
    document.querySelectorAll(".gantt").forEach(function (chart) { chart.closest("details").open = true; });
  });
  show();
  document.querySelectorAll("table.sortable thead th").forEach(function (head) {
    var button = document.createElement("button");
    button.type = "button"; button.className = "sort"; button.innerHTML = head.innerHTML;
    head.innerHTML = ""; head.appendChild(button);
    button.addEventListener("click", function () {
      var up = head.getAttribute("aria-sort") !== "ascending", row = head.parentNode, at = Array.prototype.indexOf.call(row.children, head);
      Array.prototype.forEach.call(row.children, function (other) { other.removeAttribute("aria-sort"); });
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      var body = head.closest("table").tBodies[0], rows = Array.prototype.slice.call(body.rows);
      function value(line) { var cell = line.cells[at]; return cell.dataset.v === undefined ? cell.textContent.trim() : Number(cell.dataset.v); }
      rows.sort(function (a, b) {
        var x = value(a), y = value(b), order = typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y));
        return up ? order : -order;
      });
      rows.forEach(function (line) { body.appendChild(line); });
    });
  });
  document.querySelectorAll("input[data-filters]").forEach(function (input) {
    input.addEventListener("input", function () {
      var wanted = input.value.trim().toLowerCase();
      document.querySelectorAll(input.dataset.filters + " details").forEach(function (group) {
        var name = group.querySelector("summary").textContent.toLowerCase(), found = 0;
        group.querySelectorAll("tbody tr").forEach(function (line) {
          var hit = !wanted || name.indexOf(wanted) >= 0 || line.textContent.toLowerCase().indexOf(wanted) >= 0;
          line.classList.toggle("off", !hit); found += hit ? 1 : 0;
        });
        group.classList.toggle("off", Boolean(wanted) && !found);
        group.open = Boolean(wanted) && found > 0;
      });
    });
  });
}());
