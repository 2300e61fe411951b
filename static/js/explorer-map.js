// The map itself: sources and layers, colours of areas by the numbers of the server, what a click opens.
import { scale as scaleOf, value } from "./explorer-scale.js?v=f6350c4d1f54";
import { itemTiles, levelAt, LEVELS, style } from "./explorer-style.js?v=ad4d329d1edd";

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
  return map;
}

export const level = (map) => levelAt(map.getZoom());

const id = (code) => Number(code);
const kept = {};

// numbers of a level, asked for once for the same filters; of subdistricts by the provinces in view
async function numbers(map, at, state, data, query) {
  const within = at === "subdistrict" ? inView(map, "province").map((area) => area.code).sort().slice(0, 20) : [];
  if (at === "subdistrict" && !within.length) return new Map();
  const asked = new URLSearchParams(query);
  asked.delete("words");
  if (within.length) asked.set("within", within.join(","));
  const address = `${data.values.replace("LEVEL", at)}?${asked}`;
  if (kept.address === address) return kept.rows;
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(String(answer.status));
  const columns = await answer.json();
  const rows = columns.code === null ? null : new Map();
  (columns.code || []).forEach((code, n) => {
    const row = {};
    Object.keys(columns).forEach((name) => { row[name] = columns[name][n]; });
    rows.set(code, row);
  });
  Object.assign(kept, { address, rows });
  return rows;
}

export const forget = () => { kept.address = ""; };

// colours every area of the level; returns the rows and the scale for legend and table
export async function colour(map, state, data, query) {
  const at = level(map);
  const rows = await numbers(map, at, state, data, query);
  const values = Array.from((rows || new Map()).values()).map((row) => value(row, state.measure));
  const found = scaleOf(values, data.colours);
  const whole = state.measure === "items" || state.measure === "baht";
  map.removeFeatureState({ source: at, sourceLayer: "areas" });
  if (rows) {
    // an area of which nothing is said has no items: counted, and the answer is zero
    inView(map, at).forEach(({ code }) => {
      if (!rows.has(code) && whole && !code.startsWith("10")) map.setFeatureState({ source: at, sourceLayer: "areas", id: id(code) }, { colour: data.colours.zero });
    });
    rows.forEach((row, code) => {
      map.setFeatureState({ source: at, sourceLayer: "areas", id: id(code) }, { colour: found.colour(value(row, state.measure)) });
    });
  }
  return { level: at, rows, scale: found };
}

// areas whose own point lies in view, each once
export function inView(map, at) {
  const bounds = map.getBounds();
  const found = new Map();
  map.querySourceFeatures(at, { sourceLayer: "names" }).forEach((feature) => {
    const centre = feature.geometry.coordinates;
    if (bounds.contains(centre)) found.set(feature.properties.code, { code: feature.properties.code, th: feature.properties.th, en: feature.properties.en, centre });
  });
  if (at === "province") {
    // a province also counts when only a part of it is in view
    map.queryRenderedFeatures({ layers: ["province-hit"] }).forEach((feature) => {
      const code = feature.properties.code;
      if (!found.has(code)) found.set(code, { code, th: "", en: "", centre: null });
    });
  }
  return Array.from(found.values());
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
