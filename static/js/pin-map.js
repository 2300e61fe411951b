// A pin on a map (Leaflet) that follows four ways of giving a place: GPS, a tap, dragging, typed numbers.
// The typed fields are the truth and the keyboard's way; the map only helps. Box: data-outline, data-tiles.
import { line } from "./line-map.js?v=a5ae89b4e57e";
import { sized } from "./map-size.js?v=2e0b1546b7f3";

const L = window.L;
const shown = (number) => number.toFixed(6);

function watch(box) {
  const say = box.dataset;
  const lat = box.querySelector("[name=lat]");
  const lon = box.querySelector("[name=lon]");
  const accuracy = box.querySelector("[name=accuracy_m]");
  const source = box.querySelector("[name=point_source]");
  const voice = box.querySelector("[data-pin-say]");
  const centre = (say.centre || "15.5,101.5").split(",").map(Number);
  const map = L.map(box.querySelector("[data-map]"), { maxZoom: 19, zoomSnap: 0.5 }).setView(centre, Number(say.zoom || 6));
  let look = () => map.setView(centre, Number(say.zoom || 6), { animate: false });
  sized(map, box.querySelector("[data-map]"), () => look());
  map.attributionControl.setPrefix(false);
  const icon = L.icon({ iconUrl: say.icon, iconSize: [38, 50], iconAnchor: [19, 48] });
  let pin = null;
  let ring = null;

  const typed = () => {
    const at = [lat.value, lon.value].map((text) => Number(text.trim() || NaN));
    return Math.abs(at[0]) <= 90 && Math.abs(at[1]) <= 180 ? at : null;
  };
  function draw(at, radius) {
    if (!pin) {
      pin = L.marker(at, { icon, draggable: true, alt: say.sayPin, title: say.sayPin }).addTo(map);
      pin.on("dragend", () => put(pin.getLatLng(), "map", ""));
    }
    pin.setLatLng(at);
    if (ring) ring.remove();
    ring = radius ? L.circle(at, { radius, color: "#213a72", weight: 1, fillOpacity: 0.12 }).addTo(map) : null;
  }
  function wipe() {
    if (pin) pin.remove();
    if (ring) ring.remove();
    pin = null;
    ring = null;
  }
  function put(at, how, radius) {
    lat.value = shown(at.lat);
    lon.value = shown(at.lng);
    accuracy.value = radius === "" ? "" : Math.round(radius);
    source.value = how;
    look = () => {};
    draw(at, radius);
    [lat, lon, accuracy, source].forEach((field) => field.dispatchEvent(new Event("change", { bubbles: true })));
    voice.textContent = how === "gps" ? `${say.sayGot} ${Math.round(radius)} ${say.sayMetres}` : say.sayMoved;
  }

  const track = line(map, box);
  map.on("click", (event) => {
    if (!track.takes(event.latlng)) put(event.latlng, "map", "");
    look = () => {};
  });
  // degrees-minutes-seconds and UTM are read by the server only: they too are typed, and the old pin is not theirs
  [lat, lon].forEach((field) => field.addEventListener("change", (event) => {
    if (!event.isTrusted) return;
    const at = typed();
    accuracy.value = "";
    source.value = "typed";
    [accuracy, source].forEach((hidden) => hidden.dispatchEvent(new Event("change", { bubbles: true })));
    voice.textContent = "";
    look = () => {};
    if (!at) return wipe();
    draw(at, 0);
    map.setView(at, Math.max(map.getZoom(), 14));
  }));
  const warning = document.querySelector("[data-pin-warning]"); // said of the place as it was drawn
  if (warning) box.addEventListener("change", () => warning.remove());

  const gps = box.querySelector("[data-gps]");
  if (!("geolocation" in navigator)) gps.hidden = true;
  gps.addEventListener("click", () => {
    voice.textContent = say.sayWait;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const at = L.latLng(coords.latitude, coords.longitude);
        put(at, "gps", coords.accuracy);
        map.setView(at, 16);
      },
      () => { voice.textContent = say.sayRefused; },
      { enableHighAccuracy: true, timeout: 20000, maximumAge: 30000 },
    );
  });

  if (say.tiles) L.tileLayer(say.tiles, { maxZoom: 19, attribution: say.tilesCredit || "" }).addTo(map);
  const start = typed();
  const road = track.bounds();
  if (start) draw(start, Number(accuracy.value) || 0);
  if (start) look = () => map.setView(start, 15, { animate: false });
  if (road) look = () => map.fitBounds(road, { padding: [30, 30], maxZoom: 17, animate: false });
  look();
  if (say.outline) {
    fetch(say.outline, { credentials: "same-origin" })
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
      .then((shape) => {
        const outline = L.geoJSON(shape, { style: { color: "#213a72", weight: 2, fillColor: "#fff", fillOpacity: say.tiles ? 0.1 : 0.7 }, interactive: false }).addTo(map);
        if (start || pin || track.bounds()) return;
        look = () => map.fitBounds(outline.getBounds(), { padding: [12, 12], animate: false });
        look();
      })
      .catch(() => {}); // without its outline the map still takes a pin
  }
}

if (L) document.querySelectorAll("[data-pin-map]").forEach(watch);
