// Maps: own GeoJSON, no tile and no glyph server; MapLibre at desks, Leaflet on phones. Names are HTML, so nothing is fetched.

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const soft = (number) => token(number ? `--c${number}-soft` : "--sunk");
const name = (feature, box) => (box.dataset.lang === "en" ? feature.name : feature.name_zh) || feature.name_zh || feature.name || "";

function label(feature, box) {
  const line = document.createElement("div");
  line.className = feature.member ? `maplabel c${feature.colour || 0}` : "maplabel far";
  if (feature.member && feature.mark) line.append(Object.assign(document.createElement("span"), { className: "mark", textContent: feature.mark, lang: "zh-Hans" }));
  line.append(Object.assign(document.createElement("span"), { textContent: name(feature, box) }));
  return line;
}

/** Colours and marks of the towns come with the page, by code: the file of shapes knows neither. */
function dressed(shapes, box) {
  const towns = JSON.parse(box.dataset.towns || "{}");
  for (const feature of shapes.features) Object.assign(feature.properties, towns[feature.properties.code] || {});
  return shapes;
}

const MIDDLE = (shapes) => {
  const points = shapes.features.filter((f) => f.properties.layer === "town" && f.properties.member).flatMap((f) => f.geometry.coordinates.flat(Infinity));
  const x = points.filter((_, i) => i % 2 === 0), y = points.filter((_, i) => i % 2);
  return [[Math.min(...x), Math.min(...y)], [Math.max(...x), Math.max(...y)]];
};

/** Figures at points: links that say in words what they show. */
function pillsOf(box) {
  return JSON.parse(box.dataset.pills || "[]").map(({ lat, lon, text, url, parts }) => {
    const pill = Object.assign(document.createElement("a"), { className: "mappill", title: text, href: url });
    for (const part of parts) {
      const figure = Object.assign(document.createElement("b"), { className: `p-${part.kind}`, textContent: part.text });
      figure.setAttribute("aria-hidden", "true");
      pill.append(figure);
    }
    pill.append(Object.assign(document.createElement("span"), { className: "sr", textContent: text }));
    return { lat, lon, pill };
  });
}

/** A press on the map fills in two fields, and what is typed into them moves the pin; the fields alone do as well. */
function picking(box, show) {
  const fields = (box.dataset.picks || "").split(" ").map((id) => document.getElementById(id));
  if (fields.length !== 2 || !fields[0] || !fields[1]) return () => {};
  const placed = () => { const [lat, lon] = fields.map((field) => Number.parseFloat(field.value)); if (Number.isFinite(lat) && Number.isFinite(lon)) show(lat, lon); };
  for (const field of fields) field.addEventListener("input", placed);
  placed();
  return (lat, lon) => {
    fields[0].value = lat.toFixed(Number(box.dataset.digits));
    fields[1].value = lon.toFixed(Number(box.dataset.digits));
    for (const field of fields) field.dispatchEvent(new Event("input", { bubbles: true }));
  };
}

/** A button asks the device where it is and fills in two fields; where it will not say, the button says so. */
export function here(root) {
  for (const button of root.querySelectorAll("[data-here]")) {
    if (button.dataset.ready) continue;
    button.dataset.ready = "yes";
    button.addEventListener("click", () => {
      const [lat, lon] = button.dataset.here.split(" ").map((id) => document.getElementById(id));
      const failed = () => { button.textContent = button.dataset.failed; };
      if (!navigator.geolocation) { failed(); return; }
      navigator.geolocation.getCurrentPosition(({ coords }) => {
        lat.value = coords.latitude.toFixed(Number(button.dataset.digits));
        lon.value = coords.longitude.toFixed(Number(button.dataset.digits));
        for (const field of [lat, lon]) field.dispatchEvent(new Event("input", { bubbles: true }));
      }, failed, { timeout: 10_000, maximumAge: 300_000 });
    });
  }
}

/** Whoever draws more on a map of this page is given it, now or when they come. */
function given(box, map, kind) {
  box.pilinMap = { map, kind };
  box.dataset.drawn = kind;
  box.dispatchEvent(new CustomEvent("pilin:map", { bubbles: true, detail: box.pilinMap }));
}

async function desk(box, shapes) {
  const { Map, Marker, NavigationControl, setWorkerUrl } = await import("../vendor/maplibre-gl.js");
  setWorkerUrl(new URL(box.dataset.worker, location.href).href);
  const style = () => ({
    version: 8, sources: { shapes: { type: "geojson", data: shapes, attribution: "" } },
    layers: [
      { id: "water", type: "background", paint: { "background-color": token("--water") } },
      { id: "land", type: "fill", source: "shapes", filter: ["==", ["get", "layer"], "province"], paint: { "fill-color": token("--sunk") } },
      { id: "counties", type: "line", source: "shapes", filter: ["==", ["get", "layer"], "county"], paint: { "line-color": token("--line-2"), "line-width": 1, "line-dasharray": [1, 3] } },
      ...shapes.features.filter((f) => f.properties.layer === "town" && f.properties.member).map((f) => (
        { id: `town-${f.properties.code}`, type: "fill", source: "shapes", filter: ["all", ["==", ["get", "layer"], "town"], ["==", ["get", "code"], f.properties.code]], paint: { "fill-color": soft(f.properties.colour), "fill-outline-color": token("--surface") } })),
      { id: "river", type: "line", source: "shapes", filter: ["==", ["get", "layer"], "border"], paint: { "line-color": token("--water-2"), "line-width": 12 } },
      { id: "border", type: "line", source: "shapes", filter: ["==", ["get", "layer"], "border"], paint: { "line-color": token("--border-ink"), "line-width": 2, "line-dasharray": [7, 2, 1, 2] } },
    ],
  });
  const map = new Map({ container: box, style: style(), bounds: MIDDLE(shapes), fitBoundsOptions: { padding: 36 }, attributionControl: false, dragRotate: false, pitchWithRotate: false, maxZoom: 14, minZoom: 7, cooperativeGestures: false });
  map.touchZoomRotate.disableRotation();
  map.scrollZoom.disable();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  for (const { properties } of shapes.features) {
    if (properties.layer === "town" && properties.lon && (properties.member || box.dataset.all)) new Marker({ element: label(properties, box) }).setLngLat([properties.lon, properties.lat]).addTo(map);
  }
  for (const { lat, lon, pill } of pillsOf(box)) {
    const held = document.createElement("div");  // MapLibre moves what it is given: the pill keeps its own look
    held.append(pill);
    new Marker({ element: held, anchor: "bottom", offset: [0, -12] }).setLngLat([lon, lat]).addTo(map);
    for (const told of ["role", "aria-label", "tabindex"]) held.removeAttribute(told);
  }
  const pin = new Marker({ color: token("--jade") });
  const pick = picking(box, (lat, lon) => pin.setLngLat([lon, lat]).addTo(map));
  map.on("click", ({ lngLat }) => pick(lngLat.lat, lngLat.lng));
  const again = () => map.setStyle(style());
  document.addEventListener("pilin:theme", again);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  new ResizeObserver(() => map.resize()).observe(box);
  map.getCanvas().setAttribute("aria-label", box.getAttribute("aria-label") || "");  // the canvas takes the place of the box
  box.removeAttribute("role");
  box.removeAttribute("aria-label");
  given(box, map, "desk");
}

async function phone(box, shapes) {
  if (!window.L) await new Promise((done, failed) => {
    document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: box.dataset.leafletCss }));
    document.head.append(Object.assign(document.createElement("script"), { src: box.dataset.leaflet, onload: done, onerror: failed }));
  });
  const L = window.L;
  const map = L.map(box, { attributionControl: false, scrollWheelZoom: false, minZoom: 7, maxZoom: 14 });
  const look = ({ properties: p }) => ({
    province: { stroke: false, fillColor: token("--sunk"), fillOpacity: 1 },
    county: { color: token("--line-2"), weight: 1, dashArray: "1 4", fill: false },
    town: { color: token("--surface"), weight: 2, fillColor: soft(p.colour), fillOpacity: p.member ? 1 : 0, stroke: Boolean(p.member) },
    border: { color: token("--border-ink"), weight: 2, dashArray: "14 4 2 4", fill: false },
  })[p.layer] || {};
  for (const layer of ["province", "county", "town", "border"]) {
    if (layer === "border") L.geoJSON(shapes, { filter: (f) => f.properties.layer === layer, style: { color: token("--water-2"), weight: 12 }, interactive: false }).addTo(map);
    L.geoJSON(shapes, { filter: (f) => f.properties.layer === layer, style: look, interactive: false }).addTo(map);
  }
  for (const { properties: p } of shapes.features) {
    if (p.layer === "town" && p.member && p.lon) L.marker([p.lat, p.lon], { icon: L.divIcon({ className: "maplabel-at", html: label(p, box), iconSize: null }), keyboard: false, interactive: false }).addTo(map);
  }
  const [[west, south], [east, north]] = MIDDLE(shapes);
  map.fitBounds([[south, west], [north, east]], { padding: [16, 16] });
  for (const { lat, lon, pill } of pillsOf(box)) L.marker([lat, lon], { icon: L.divIcon({ className: "mappill-at", html: pill, iconSize: null }), keyboard: false }).addTo(map);
  const pin = L.circleMarker([0, 0], { radius: 9, color: token("--surface"), weight: 3, fillColor: token("--jade"), fillOpacity: 1, interactive: false });
  const pick = picking(box, (lat, lon) => pin.setLatLng([lat, lon]).addTo(map));
  map.on("click", ({ latlng }) => pick(latlng.lat, latlng.lng));
  new ResizeObserver(() => map.invalidateSize()).observe(box);
  given(box, map, "phone");
}

export function maps(root) {
  const boxes = root.matches?.("[data-map]") ? [root] : root.querySelectorAll("[data-map]");
  for (const box of boxes) {
    if (box.dataset.drawn) continue;
    box.dataset.drawn = "soon";
    fetch(box.dataset.source).then((answer) => answer.json()).then((shapes) => dressed(shapes, box)).then((shapes) => {
      box.textContent = "";
      return matchMedia("(max-width: 860px)").matches ? phone(box, shapes) : desk(box, shapes);
    }).catch(() => { box.dataset.drawn = "no"; box.textContent = box.dataset.failed || ""; box.classList.add("map-told"); });
  }
}
