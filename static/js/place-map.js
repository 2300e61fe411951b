// A small map that shows one place and the outline of its area; the numbers under it say the same without it.
import { sized } from "./map-size.js?v=2e0b1546b7f3";

const L = window.L;

function show(box) {
  const say = box.dataset;
  const at = [Number(say.lat), Number(say.lon)];
  const map = L.map(box, { maxZoom: 19, scrollWheelZoom: false, zoomSnap: 0.5 }).setView(at, Number(say.zoom));
  let look = () => map.setView(at, Number(say.zoom), { animate: false });
  sized(map, box, () => look());
  map.attributionControl.setPrefix(false);
  if (say.tiles) L.tileLayer(say.tiles, { maxZoom: 19 }).addTo(map);
  const icon = L.icon({ iconUrl: say.icon, iconSize: [36, 46], iconAnchor: [18, 45] });
  L.marker(at, { icon, alt: say.sayPin, title: say.sayPin, keyboard: false }).addTo(map);
  const road = say.line ? L.polyline(JSON.parse(say.line), { color: "#a8201a", weight: 5, interactive: false }).addTo(map) : null;
  if (road) look = () => map.fitBounds(road.getBounds().extend(at), { padding: [30, 30], maxZoom: 16, animate: false });
  look();
  fetch(say.outline, { credentials: "same-origin" })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
    .then((shape) => {
      if (!shape.features.length) return;
      const style = { color: "#213a72", weight: 2, fillColor: "#fff", fillOpacity: say.tiles ? 0.1 : 0.7 };
      const outline = L.geoJSON(shape, { style, interactive: false }).addTo(map);
      if (!road) look = () => map.fitBounds(outline.getBounds().extend(at), { padding: [12, 12], animate: false });
      look();
      const note = document.querySelector("[data-map-note]");
      if (note && shape.features[0].properties.schematic) note.textContent = `· ${say.saySchematic}`;
    })
    .catch(() => {}); // without its outline the pin still stands
}

if (L) document.querySelectorAll("[data-place-map]").forEach(show);
