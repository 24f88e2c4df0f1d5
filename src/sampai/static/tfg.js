// The plan on the floor. The map moves with the slider; the tables are the server's, asked for where it comes to rest.
import * as maplibre from "./vendor/maplibre-6.17.0/maplibre-gl.mjs";

const place = document.getElementById("tfg");
const settings = JSON.parse(place.dataset.tfg);
const words = settings.words;
const slider = document.getElementById("tfg-time");
const clock = document.getElementById("tfg-now");
const play = document.getElementById("tfg-play");
const scene = document.getElementById("tfg-scene");
const address = (path) => new URL(path, location.href).href.replaceAll("%7B", "{").replaceAll("%7D", "}");
const FONT = ["Noto Sans"];
const BOLD = ["Noto Sans Bold"];
const [LOWEST, HIGHEST] = settings.zooms;
const GOODS = "#0b57a4";
const PEOPLE = "#6a3fa0";
const HOUR_MS = 700;

// --- time -----------------------------------------------------------------------------------------------------

const local = (at) => new Date(Date.parse(`${settings.midnight}T00:00Z`) + at * 1000);
const asField = (at) => local(at).toISOString().slice(0, 16);
const told = new Intl.DateTimeFormat(settings.lang, {
  timeZone: "UTC", weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
});

// --- where everybody is: the same rule as the server's tables --------------------------------------------------

function standing(halts, places, at) {
  if (at < halts[0][0] || at >= halts.at(-1)[0]) return null;
  let number = 1;
  while (number < halts.length && halts[number][0] <= at) number += 1;
  const [since, from, boxes] = halts[number - 1];
  const [until, to] = halts[Math.min(number, halts.length - 1)];
  const [here, there] = [places[from], places[to]];
  if (from === to || !here || !there) return { point: here ?? there, boxes };
  const share = (at - since) / (until - since);
  return { point: [here[0] + (there[0] - here[0]) * share, here[1] + (there[1] - here[1]) * share], boxes };
}

const feature = (point, properties) => ({ type: "Feature", geometry: { type: "Point", coordinates: point }, properties });
const collection = (features) => ({ type: "FeatureCollection", features });

function goodsAt(data, at) {
  return data.barang.flatMap(([code, halts]) => {
    const one = standing(halts, data.tempat, at);
    return one ? [{ point: one.point, code, boxes: one.boxes }] : [];
  });
}

function peopleAt(data, at) {
  return data.orang.flatMap(([kind, people, halts]) => {
    const one = standing(halts, data.tempat, at);
    return one ? [{ point: one.point, kind, people }] : [];
  });
}

function together(shown) {
  const found = new Map();
  for (const { point, people } of shown.filter((one) => one.point)) {
    const key = point.map((one) => one.toFixed(6)).join();
    found.set(key, { point, n: (found.get(key)?.n ?? 0) + people });
  }
  return [...found.values()];
}

// --- the map --------------------------------------------------------------------------------------------------

const vector = (path) => ({ type: "vector", tiles: [address(path)], minzoom: LOWEST, maxzoom: HIGHEST });
const named = (size, shade, layout) => ({
  layout: { "text-font": FONT, "text-size": size, ...layout },
  paint: { "text-color": shade, "text-halo-color": "#ffffff", "text-halo-width": 1.5 },
});
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--map-${name}`).trim();

function style() {
  const places = settings.places.map(([lon, lat, name, mark]) => feature([lon, lat], { name, mark }));
  return {
    version: 8,
    sources: {
      coast: { type: "geojson", data: address(place.dataset.coast) },
      borders: vector(settings.borders),
      places: { type: "geojson", data: collection(places) },
      goods: { type: "geojson", data: collection([]) },
      people: { type: "geojson", data: collection([]) },
    },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": colour("sea") } },
      { id: "land", type: "fill", source: "coast", paint: { "fill-color": colour("land") } },
      { id: "coast", type: "line", source: "coast", paint: { "line-color": colour("coast"), "line-width": 1 } },
      { id: "borders", type: "line", source: "borders", "source-layer": "batas", minzoom: 9,
        paint: { "line-color": colour("border"), "line-width": 1 } },
      { id: "places", type: "circle", source: "places",
        paint: { "circle-color": "#ffffff", "circle-stroke-color": colour("place"), "circle-stroke-width": 2,
          "circle-radius": ["match", ["get", "mark"], "store", 8, 5] } },
      { id: "places-name", type: "symbol", source: "places", minzoom: 9,
        ...named(12, colour("place"), { "text-field": ["get", "name"], "text-anchor": "left", "text-offset": [0.9, 0], "text-optional": true }) },
      { id: "people", type: "circle", source: "people",
        paint: { "circle-color": PEOPLE, "circle-stroke-color": "#ffffff", "circle-stroke-width": 2, "circle-translate": [-9, 0],
          "circle-radius": ["step", ["get", "n"], 6, 5, 9, 20, 12] } },
      { id: "people-n", type: "symbol", source: "people", minzoom: 9,
        ...named(11, PEOPLE, { "text-font": BOLD, "text-field": ["to-string", ["get", "n"]], "text-anchor": "right", "text-offset": [-1.8, 0] }) },
      { id: "goods", type: "circle", source: "goods",
        paint: { "circle-color": GOODS, "circle-stroke-color": "#ffffff", "circle-stroke-width": 2, "circle-translate": [9, 0],
          "circle-radius": ["step", ["get", "boxes"], 6, 1, 8, 50, 11] } },
      { id: "goods-n", type: "symbol", source: "goods",
        ...named(12, GOODS, { "text-font": BOLD, "text-field": ["to-string", ["get", "boxes"]], "text-anchor": "left", "text-offset": [1.8, 0], "text-allow-overlap": true }) },
    ],
  };
}

function box(data) {
  const points = [...Object.values(data.tempat), ...settings.places];
  const [lons, lats] = [0, 1].map((part) => points.map((one) => one[part]));
  return [[Math.min(...lons), Math.min(...lats)], [Math.max(...lons), Math.max(...lats)]];
}

function drawn(map, data, at) {
  const goods = goodsAt(data, at);
  const people = peopleAt(data, at);
  map.getSource("goods").setData(collection(goods.filter((one) => one.point).map(({ point, ...known }) => feature(point, known))));
  map.getSource("people").setData(collection(together(people).map(({ point, n }) => feature(point, { n }))));
  clock.textContent = `${told.format(local(at))} ${settings.zone}`;
  place.dataset.vehicles = goods.length;
  place.dataset.boxes = goods.reduce((sum, one) => sum + one.boxes, 0);
  place.dataset.people = people.reduce((sum, one) => sum + one.people, 0);
}

// --- slider, tables -------------------------------------------------------------------------------------------

let latest = 0;

async function tables(at) {
  const mine = ++latest;
  const asked = new URLSearchParams({ tahap: settings.part, jam: asField(at), kecamatan: settings.region });
  history.replaceState(null, "", `${settings.here}?${asked}`);
  document.querySelector("#tfg-form [name=jam]").value = asField(at);
  scene.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address(`${settings.here}?${asked}&bagian=1`));
    if (answer.ok && mine === latest) {
      const open = Boolean(scene.querySelector("details.posts[open]"));
      scene.innerHTML = await answer.text();
      scene.querySelector("details.posts")?.toggleAttribute("open", open);
    }
  } finally {
    if (mine === latest) scene.removeAttribute("aria-busy");
  }
}

function running(map, data) {
  let timer = 0;
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    play.textContent = words.play;
    tables(Number(slider.value));
  };
  play.addEventListener("click", () => {
    if (timer) return stop();
    play.textContent = words.stop;
    timer = setInterval(() => {
      if (Number(slider.value) >= Number(slider.max)) return stop();
      slider.value = Number(slider.value) + settings.step;
      drawn(map, data, Number(slider.value));
    }, HOUR_MS / 4);
  });
}

function failed() {
  const said = document.getElementById("tfg-failed");
  said.textContent = words.failed;
  said.hidden = false;
  place.hidden = true;
}

async function begin() {
  if (!document.createElement("canvas").getContext("webgl2")) return failed();
  const answer = await fetch(address(`${settings.data}?kecamatan=${settings.region}`));
  if (!answer.ok) return failed();
  const data = await answer.json();
  place.hidden = false;
  [slider.min, slider.max] = settings.span;
  slider.step = settings.step;
  slider.value = settings.at;
  maplibre.setWorkerUrl(address(place.dataset.worker));
  await Promise.all(["400 14px 'Noto Sans'", "700 14px 'Noto Sans'"].map((font) => document.fonts.load(font)));
  const map = new maplibre.Map({
    container: "tfg-map", style: style(), bounds: box(data), fitBoundsOptions: { padding: 40, maxZoom: 14 },
    minZoom: LOWEST, maxZoom: 16, attributionControl: false, dragRotate: false, pitchWithRotate: false,
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new maplibre.NavigationControl({ showCompass: false }));
  map.addControl(new maplibre.ScaleControl());
  map.on("error", (event) => console.warn(event.error?.message ?? event));
  map.on("load", () => {
    drawn(map, data, settings.at);
    slider.addEventListener("input", () => drawn(map, data, Number(slider.value)));
    slider.addEventListener("change", () => tables(Number(slider.value)));
    running(map, data);
    document.body.dataset.map = "drawn";
  });
  window.sampaiMap = map;
}

begin().catch((error) => { console.error(error); failed(); });
