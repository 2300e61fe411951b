// The map itself: opened at the place of the address, its items under the filters, what is in the middle.
import { add } from "./explorer-coarse.js?v=e8c6c5952caf";
import { itemTiles, LEVELS, style } from "./explorer-style.js?v=eaafadce498b";

const THAILAND = [[97.2, 5.5], [105.8, 20.6]];

export async function open(library, state, data, query) {
  library.setWorkerUrl(new URL(data.worker, window.location.href).href);
  await Promise.all(["400 16px Sarabun", "600 16px Sarabun"].map((font) => document.fonts.load(font, "ก")));
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const start = state.at ? { center: [state.at.lng, state.at.lat], zoom: state.at.zoom } : { bounds: THAILAND, fitBoundsOptions: { padding: 12 } };
  const map = new library.Map({
    container: "map", style: style(data, query), ...start, minZoom: 4, maxZoom: 18, maxPitch: 0,
    dragRotate: false, touchPitch: false, attributionControl: false, fadeDuration: still ? 0 : 200, renderWorldCopies: false,
    cooperativeGestures: false, refreshExpiredTiles: false,
    locale: { "NavigationControl.ZoomIn": data.words.zoomIn, "NavigationControl.ZoomOut": data.words.zoomOut, "Map.Title": data.words.map },
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new library.NavigationControl({ showCompass: false }), "top-left");
  map.addControl(new library.ScaleControl({ maxWidth: 120 }), "bottom-left");
  await new Promise((done) => map.once("load", done));
  add(map, data);
  return map;
}

// items, baht and whether more lies there than was drawn, of the circles in view
export function sums(map) {
  const bounds = map.getBounds();
  const seen = new Set();
  const found = { n: 0, baht: 0, more: false };
  if (!map.getLayer("items") || map.getLayoutProperty("items", "visibility") === "none") return null;
  map.querySourceFeatures("items", { sourceLayer: "items" }).forEach((feature) => {
    const key = feature.properties.id || feature.geometry.coordinates.join();
    if (seen.has(key) || !bounds.contains(feature.geometry.coordinates)) return;
    seen.add(key);
    found.n += feature.properties.n;
    found.baht += feature.properties.baht;
  });
  found.more = map.querySourceFeatures("items", { sourceLayer: "meta" }).some((feature) => feature.properties.more === 1);
  return found;
}

export function showItems(map, state, data, query) {
  ["items", "items-number"].forEach((layer) => map.setLayoutProperty(layer, "visibility", state.items ? "visible" : "none"));
  const tiles = itemTiles(data, query);
  const source = map.getSource("items");
  if (source.tiles[0] !== tiles[0]) source.setTiles(tiles);
}

// the area under the middle of the map, for the page to print
export function middle(map) {
  const zoom = map.getZoom();
  if (zoom < 6.2) return "";
  const { width, height } = map.getContainer().getBoundingClientRect();
  const hit = map.queryRenderedFeatures([width / 2, height / 2], { layers: LEVELS.map((name) => `${name}-fill`).concat("province-hit") });
  const codes = hit.map((feature) => feature.properties.code).sort((a, b) => b.length - a.length);
  if (!codes.length) return "";
  const digits = zoom < 8.7 ? 2 : zoom < 10.5 ? 4 : 6;
  return codes[0].slice(0, digits);
}
