// The map. It shows tiles of this server only; where it cannot be drawn, the list beside it shows the same.
import * as maplibre from "./vendor/maplibre-6.17.0/maplibre-gl.mjs";

const place = document.getElementById("map");
const list = document.getElementById("map-list");
const settings = JSON.parse(place.dataset.map);
const words = settings.words;
const colourBy = place.dataset.colour;
const styles = getComputedStyle(document.documentElement);
const colour = (name) => styles.getPropertyValue(`--map-${name}`).trim();
const address = (path) => new URL(path, location.href).href.replaceAll("%7B", "{").replaceAll("%7D", "}");
const asked = (path, more = "") => address(`${path}?${[settings.query, more].filter(Boolean).join("&")}`);

const FONT = ["Noto Sans"];
const BOLD = ["Noto Sans Bold"];
const [LOWEST, COUNTED_TO, HIGHEST] = settings.zooms;

const painted = ["kelas", "sinyal"].includes(colourBy)
  ? ["match", ["get", colourBy],
      ...(colourBy === "kelas" ? ["kurang-rawan", "rawan", "sangat-rawan", "khusus"] : ["tidak-ada", "sms-suara", "lemah", "baik"])
        .flatMap((name) => [name, colour(name)]),
      colour("unknown")]
  : ["match", ["get", colourBy], 1, colour("right"), 2, colour("doubt"), 3, colour("wrong"), colour("unknown")];
const ringed = ["case", ["==", ["get", colourBy], 3], "#1b1f24", "#ffffff"];

const vector = (path, lowest, highest) =>
  ({ type: "vector", tiles: [path], minzoom: lowest, maxzoom: highest });

const text = (size, paint, layout = {}) => ({
  layout: { "text-font": FONT, "text-size": size, ...layout },
  paint: { "text-halo-color": "#ffffff", "text-halo-width": 1.5, ...paint },
});

function style() {
  return {
    version: 8,
    sources: {
      coast: { type: "geojson", data: address(place.dataset.coast) },
      borders: vector(address(settings.borders), LOWEST, HIGHEST),
      register: vector(asked(settings.tiles), LOWEST, HIGHEST),
    },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": colour("sea") } },
      { id: "land", type: "fill", source: "coast", paint: { "fill-color": colour("land") } },
      { id: "coast", type: "line", source: "coast", paint: { "line-color": colour("coast"), "line-width": 1 } },
      { id: "batas", type: "line", source: "borders", "source-layer": "batas", minzoom: 9,
        paint: { "line-color": colour("border"), "line-width": 1 } },
      { id: "batas-nama", type: "symbol", source: "borders", "source-layer": "nama",
        ...text(13, { "text-color": colour("name") }, { "text-field": ["get", "nama"], "text-max-width": 8 }) },
      { id: "tempat", type: "circle", source: "register", "source-layer": "tempat",
        paint: { "circle-color": "#ffffff", "circle-stroke-color": colour("place"), "circle-stroke-width": 2,
          "circle-radius": ["match", ["get", "jenis"], "pps", 3, "gudang", 7, 5] } },
      { id: "sel", type: "circle", source: "register", "source-layer": "sel", maxzoom: COUNTED_TO + 1,
        paint: { "circle-color": painted, "circle-stroke-color": ringed, "circle-stroke-width": 1.5,
          "circle-radius": ["step", ["get", "n"], 6, 2, 9, 10, 11, 100, 14, 1000, 17, 10000, 20] } },
      { id: "sel-n", type: "symbol", source: "register", "source-layer": "sel", maxzoom: COUNTED_TO + 1, filter: [">", ["get", "n"], 1],
        layout: { "text-font": BOLD, "text-size": 11, "text-allow-overlap": true,
          "text-field": ["case", [">=", ["get", "n"], 10000], ["concat", ["to-string", ["round", ["/", ["get", "n"], 1000]]], "k"], ["to-string", ["get", "n"]]] },
        paint: { "text-color": "#ffffff" } },
      { id: "tps", type: "circle", source: "register", "source-layer": "tps", minzoom: COUNTED_TO + 1,
        paint: { "circle-color": painted, "circle-stroke-color": ringed, "circle-stroke-width": 1.5,
          "circle-radius": ["interpolate", ["linear"], ["zoom"], 12, 5, 16, 9] } },
      { id: "tps-nama", type: "symbol", source: "register", "source-layer": "tps", minzoom: 14,
        ...text(12, { "text-color": "#1b1f24" }, { "text-field": ["get", "nama"], "text-anchor": "top", "text-offset": [0, 0.8] }) },
      { id: "tempat-nama", type: "symbol", source: "register", "source-layer": "tempat", minzoom: 10,
        filter: ["any", ["!=", ["get", "jenis"], "pps"], [">=", ["zoom"], 12]],
        ...text(12, { "text-color": colour("place") }, { "text-field": ["get", "nama"], "text-anchor": "left", "text-offset": [0.8, 0], "text-optional": true }) },
    ],
  };
}

function drawable() {
  const canvas = document.createElement("canvas");
  return Boolean(canvas.getContext("webgl2"));
}

function failed() {
  const told = document.getElementById("map-failed");
  told.textContent = words.failed;
  told.hidden = false;
  place.hidden = true;
}

async function begin() {
  if (!drawable()) return failed();
  maplibre.setWorkerUrl(address(place.dataset.worker));
  await Promise.all(["400 14px 'Noto Sans'", "700 14px 'Noto Sans'"].map((font) => document.fonts.load(font)));
  const [west, south, east, north] = settings.box;
  const map = new maplibre.Map({
    container: place,
    style: style(),
    bounds: [[west, south], [east, north]],
    fitBoundsOptions: { padding: 40, maxZoom: 15 },
    minZoom: LOWEST,
    maxZoom: 18,
    maxBounds: [[88, -16], [148, 14]],
    hash: "peta",
    attributionControl: settings.bases.length ? { compact: true } : false,
    dragRotate: false,
    pitchWithRotate: false,
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new maplibre.NavigationControl({ showCompass: false }));
  map.addControl(new maplibre.ScaleControl());
  map.on("error", (event) => console.warn(event.error?.message ?? event));
  map.on("load", () => {
    for (const box of document.querySelectorAll("[data-layer]")) {
      box.addEventListener("change", () => switched(map, box));
      switched(map, box);
    }
    settings.bases.forEach((base) => laid(map, base));
    listed(map);
    setInterval(() => looked(map), settings.again_s * 1000);
    document.body.dataset.map = "drawn";
  });
  map.on("moveend", () => listed(map));
  const told_of = ["tps", "sel", "tempat", "klaster", "pos", "perjalanan", "penutupan", "penutupan-jalan", "cuaca", "kejadian", "posisi"];
  for (const layer of told_of) {
    map.on("click", layer, (event) => told(map, layer, event));
    map.on("mouseenter", layer, () => { map.getCanvas().style.cursor = "pointer"; });
    map.on("mouseleave", layer, () => { map.getCanvas().style.cursor = ""; });
  }
  document.getElementById("map-filter").addEventListener("submit", (event) => {
    event.target.action = location.pathname + location.hash;
  });
  window.sampaiMap = map;
}

// What moves is asked for again while somebody looks. Layers of the plan stand still until the page is opened anew.
function looked(map) {
  if (document.hidden) return;
  for (const [name, path] of Object.entries(settings.ground)) {
    const box = document.querySelector(`[data-layer="${name}"]`);
    if (box?.checked) map.getSource(name)?.setData(asked(path));
  }
  map.getSource("register").setTiles([asked(settings.tiles)]);
  listed(map);
}

// --- layers ---------------------------------------------------------------------------------------------------

const PARTS = { tempat: ["tempat", "tempat-nama"], batas: ["batas", "batas-nama"],
  penutupan: ["penutupan-jalan", "penutupan", "penutupan-nama"], cuaca: ["cuaca", "cuaca-nama"],
  kejadian: ["kejadian", "kejadian-nama"], posisi: ["posisi", "posisi-nama"],
  klaster: ["klaster", "klaster-nama"], pos: ["pos", "pos-nama"], perjalanan: ["perjalanan", "perjalanan-arah"] };

function switched(map, box) {
  const name = box.dataset.layer;
  if (box.checked) added(map, name);
  for (const part of PARTS[name]) {
    if (map.getLayer(part)) map.setLayoutProperty(part, "visibility", box.checked ? "visible" : "none");
  }
}

// Restricted layers are asked for when they are switched on, because looks at them are noted.
function added(map, name) {
  if (map.getSource(name)) return;
  if (settings.ground[name]) {
    map.addSource(name, { type: "geojson", data: asked(settings.ground[name]) });
    laidOut[name](map, name);
  } else if (settings.restricted[name]) {
    map.addSource(name, vector(asked(settings.restricted[name]), 8, HIGHEST));
    laidOut[name](map, name);
  }
}

const below = (size, shade, content) =>
  text(size, { "text-color": shade }, { "text-field": content, "text-anchor": "top", "text-offset": [0, 1] });
const ring = (shade, width, radius) =>
  ({ "circle-color": "#ffffff", "circle-stroke-color": shade, "circle-stroke-width": width, "circle-radius": radius });

const laidOut = {
  penutupan(map, source) {
    const shade = colour("closure");
    map.addLayer({ id: "penutupan-jalan", type: "line", source, filter: ["==", ["geometry-type"], "LineString"],
      paint: { "line-color": shade, "line-width": 5, "line-dasharray": [1, 0.6] } });
    map.addLayer({ id: "penutupan", type: "circle", source, filter: ["==", ["geometry-type"], "Point"], paint: ring(shade, 4, 8) });
    map.addLayer({ id: "penutupan-nama", type: "symbol", source, ...below(12, shade, ["get", "nama"]) });
  },
  kejadian(map, source) {
    const shade = ["match", ["get", "warna"], "merah", colour("wrong"), "kuning", colour("doubt"), colour("right")];
    map.addLayer({ id: "kejadian", type: "circle", source, paint: { "circle-color": shade, "circle-radius": 9, "circle-stroke-color": "#ffffff", "circle-stroke-width": 3 } });
    map.addLayer({ id: "kejadian-nama", type: "symbol", source, minzoom: 9, ...below(12, colour("wrong"), ["get", "jenis"]) });
  },
  cuaca(map, source) {
    const shade = colour("weather");
    map.addLayer({ id: "cuaca", type: "circle", source, paint: { ...ring(shade, 3, 7), "circle-color": "#cfe6f5" } });
    map.addLayer({ id: "cuaca-nama", type: "symbol", source, ...below(12, shade, ["concat", ["get", "nama"], "\n", ["get", "ringkas"]]) });
  },
  posisi(map, source) {
    const shade = colour("journey");
    map.addLayer({ id: "posisi", type: "circle", source, paint: { ...ring("#ffffff", 2, 7), "circle-color": shade } });
    map.addLayer({ id: "posisi-nama", type: "symbol", source, ...below(12, shade, ["concat", ["get", "nama"], "\n", ["get", "ringkas"]]) });
  },
  klaster(map, source) {
    const shade = colour("cluster");
    map.addLayer({ id: "klaster", type: "line", source, "source-layer": "klaster",
      paint: { "line-color": shade, "line-width": 2, "line-opacity": 0.8 } }, "sel");
    map.addLayer({ id: "klaster-nama", type: "symbol", source, "source-layer": "klaster-nama", minzoom: 11,
      ...text(12, { "text-color": shade }, { "text-field": ["concat", ["get", "kode"], "\n", ["to-string", ["get", "petugas"]], " ", words.officers] }) });
  },
  pos(map, source) {
    const shade = ["match", ["get", "jenis"], "cadangan", colour("reserve"), colour("cluster")];
    map.addLayer({ id: "pos", type: "circle", source, "source-layer": "pos-nama",
      paint: { "circle-color": shade, "circle-stroke-color": "#ffffff", "circle-stroke-width": 2,
        "circle-radius": ["match", ["get", "jenis"], "cadangan", 8, 5] } });
    map.addLayer({ id: "pos-nama", type: "symbol", source, "source-layer": "pos-nama", minzoom: 11,
      ...below(12, shade, ["concat", ["get", "kode"], " · ", ["to-string", ["get", "petugas"]]]) });
  },
  perjalanan(map, source) {
    const shade = colour("journey");
    map.addLayer({ id: "perjalanan", type: "line", source, "source-layer": "perjalanan",
      paint: { "line-color": shade, "line-width": 2, "line-opacity": 0.8 } }, "sel");
    map.addLayer({ id: "perjalanan-arah", type: "symbol", source, "source-layer": "perjalanan",
      ...text(12, { "text-color": shade }, { "text-field": ["concat", ["get", "kode"], " ›"], "symbol-placement": "line", "symbol-spacing": 220, "text-keep-upright": false }) });
  },
};

// --- what was clicked, what is in view ------------------------------------------------------------------------

function told(map, layer, event) {
  const { properties } = event.features[0];
  const box = document.createElement("div");
  const line = (content) => { const p = document.createElement("p"); p.textContent = content; box.append(p); };
  if (layer === "tps") {
    line(properties.nama);
    const link = document.createElement("a");
    link.href = settings.station.replace("KODE", properties.kode);
    link.textContent = words.open;
    box.append(link);
  } else if (layer === "sel") {
    line(`${properties.n} ${words.stations}`);
    if (!["kelas", "sinyal"].includes(colourBy)) line(`${words.states[properties[colourBy]]}: ${properties[`${colourBy}_n`]}`);
    map.easeTo({ center: event.lngLat, zoom: Math.min(map.getZoom() + 2, COUNTED_TO + 1) });
    if (properties.n > 1) return;
  } else if (layer === "tempat") {
    line(properties.nama);
    line(words[`tempat-${properties.jenis}`] ?? properties.jenis);
  } else if (properties.keterangan !== undefined) {
    line(properties.nama);
    properties.keterangan.split("\n").forEach(line);
    if (properties.halaman) {
      const link = document.createElement("a");
      link.href = properties.halaman;
      link.textContent = `${words.incident}: ${properties.jenis}`;
      box.append(link);
    }
  } else if (layer === "pos") {
    line(properties.jenis === "cadangan" ? `${properties.kode} (${words.reserve})` : properties.kode);
    line(`${properties.petugas} ${words.officers} · ${properties.n} ${words.stations}`);
  } else {
    line(properties.kode);
    if (layer === "klaster") line(`${properties.petugas} ${words.officers} · ${properties.satuan}`);
    else line(`${properties.moda} ${properties.kendaraan} · ${properties.kotak} ${words.boxes}`);
  }
  new maplibre.Popup({ maxWidth: "260px" }).setLngLat(event.lngLat).setDOMContent(box).addTo(map);
}

let latest = 0;

async function listed(map) {
  const mine = ++latest;
  const bounds = map.getBounds();
  const box = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()].map((one) => one.toFixed(5));
  list.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(asked(settings.list, `warna=${colourBy}&kotak=${box.join(",")}`));
    if (answer.ok && mine === latest) list.innerHTML = await answer.text();
  } finally {
    if (mine === latest) list.removeAttribute("aria-busy");
  }
}

// --- archives of tiles in the server's data folder --------------------------------------------------------------

function script(source) {
  return new Promise((done, failing) => {
    const tag = document.createElement("script");
    tag.src = source;
    tag.onload = done;
    tag.onerror = failing;
    document.head.append(tag);
  });
}

const WATER = /water|ocean|sea|lake/;
const ROADS = /road|transportation|highway|street/;
const LINES = /boundar|border|admin|waterway|river/;

async function laid(map, path) {
  if (!window.pmtiles) {
    await script(new URL("./vendor/pmtiles-4.5.0/pmtiles.js", import.meta.url).href);
    maplibre.addProtocol("pmtiles", new window.pmtiles.Protocol().tile);
  }
  const archive = new window.pmtiles.PMTiles(address(path));
  const [head, about] = [await archive.getHeader(), await archive.getMetadata()];
  const name = `base-${path}`;
  const isVector = head.tileType === 1;
  map.addSource(name, { type: isVector ? "vector" : "raster", url: `pmtiles://${address(path)}`, attribution: about.attribution ?? "" });
  if (!isVector) return map.addLayer({ id: name, type: "raster", source: name }, "batas");
  for (const { id } of about.vector_layers ?? []) {
    const part = { id: `${name}-${id}`, source: name, "source-layer": id };
    if (ROADS.test(id)) map.addLayer({ ...part, type: "line", paint: { "line-color": "#c9b79c", "line-width": 1.5 } }, "batas");
    else if (LINES.test(id)) map.addLayer({ ...part, type: "line", paint: { "line-color": "#9db4c0", "line-width": 1 } }, "batas");
    else if (WATER.test(id)) map.addLayer({ ...part, type: "fill", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": colour("sea") } }, "batas");
  }
}

begin().catch((error) => { console.error(error); failed(); });
