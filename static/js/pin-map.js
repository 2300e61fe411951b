// A pin that follows four ways of giving a place: GPS, a tap, dragging, typed numbers.
// What is typed is the truth; the map only helps. Box: data-ground, data-look, data-tiles.
import { ground } from "./ground-map.js?v=30c6fec9b3ae";
import { line } from "./line-map.js?v=a779ab5fa749";
import { sized } from "./map-size.js?v=2e0b1546b7f3";
import { asks, gps, keys } from "./pin-ways.js?v=48c86c53e3e3";

const L = window.L;
const shown = (number) => number.toFixed(6);

function watch(box) {
  const say = box.dataset;
  const field = (name) => box.querySelector(`[name=${name}]`);
  const [lat, lon, accuracy, source] = ["lat", "lon", "accuracy_m", "point_source"].map(field);
  const voice = box.querySelector("[data-pin-say]");
  const centre = (say.centre || "15.5,101.5").split(",").map(Number);
  const frame = box.querySelector("[data-map]");
  const map = L.map(frame, { maxZoom: 19, zoomSnap: 0.5 }).setView(centre, Number(say.zoom || 6));
  let look = () => map.setView(centre, Number(say.zoom || 6), { animate: false });
  sized(map, frame, () => look());
  map.attributionControl.setPrefix(false);
  L.control.scale({ imperial: false, maxWidth: 120 }).addTo(map);
  const icon = L.icon({ iconUrl: say.icon, iconSize: [38, 50], iconAnchor: [19, 48] });
  let [pin, ring, home] = [null, null, null];

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
    return at;
  }
  const wipe = () => { [pin, ring] = [pin, ring].map((layer) => layer && layer.remove() && null); };
  // far from its area, the area too, so that one sees how far
  function show(at) {
    if (home && !home.pad(0.3).contains(at)) map.fitBounds(L.latLngBounds([home.getSouthWest(), home.getNorthEast(), at]), { padding: [50, 50], animate: false });
    else map.setView(at, Math.max(map.getZoom(), 14));
  }
  function put(at, how, radius) {
    [lat.value, lon.value] = [shown(at.lat), shown(at.lng)];
    accuracy.value = radius === "" ? "" : Math.round(radius);
    source.value = how;
    look = () => {};
    draw(at, radius);
    [lat, lon, accuracy, source].forEach((one) => one.dispatchEvent(new Event("change", { bubbles: true })));
    voice.textContent = how === "gps" ? `${say.sayGot} ${Math.round(radius)} ${say.sayMetres}` : say.sayMoved;
  }

  const track = line(map, box);
  const server = asks(box, box.form || box.closest("form"), say.look, (told) => {
    track.tell(told);
    if (told.there && (told.point || told.size)) voice.textContent = `${say.sayThere} ${told.there}`;
    if (told.point && !typed()) show(draw(told.point, 0));
  });
  const take = (at) => {
    if (!track.takes(at)) put(at, "map", "");
    look = () => {};
  };
  map.on("click", (event) => take(event.latlng));
  keys(map, take, (by) => put(map.containerPointToLatLng(map.latLngToContainerPoint(pin.getLatLng()).add(by)), "map", ""));
  // other spellings only the server reads: the old pin is not theirs
  [lat, lon].forEach((one) => one.addEventListener("change", (event) => {
    if (!event.isTrusted) return;
    const at = typed();
    [accuracy.value, source.value] = ["", "typed"];
    [accuracy, source].forEach((hidden) => hidden.dispatchEvent(new Event("change", { bubbles: true })));
    voice.textContent = "";
    look = () => {};
    if (!at) return wipe();
    show(draw(at, 0));
  }));

  gps(box.querySelector("[data-gps]"), voice, say, (at, radius) => {
    put(at, "gps", radius);
    show(L.latLng(at));
  });

  if (say.tiles) L.tileLayer(say.tiles, { maxZoom: 19, attribution: say.tilesCredit || "" }).addTo(map);
  const start = typed();
  const road = track.bounds();
  if (start) draw(start, Number(accuracy.value) || 0);
  if (start) look = () => map.setView(start, 15, { animate: false });
  if (road) look = () => map.fitBounds(road, { padding: [30, 30], maxZoom: 17, animate: false });
  look();
  if (!start && lat.value.trim()) server.now();
  if (say.ground) ground(map, say.ground, say.tiles).then((drawn) => {
    if (!drawn) return;
    home = drawn.bounds;
    box.querySelector("[data-map-note]").hidden = !drawn.schematic;
    if (start && !home.pad(0.3).contains(start)) look = () => show(start);
    else if (!start && !pin && !track.bounds()) look = () => map.fitBounds(home, { padding: [12, 12], animate: false });
    look();
    drawn.settle();
  }).catch(() => {}); // it still takes a pin
}

if (L) document.querySelectorAll("[data-pin-map]").forEach(watch);
