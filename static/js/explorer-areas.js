// Areas of the map: their numbers from the server, the colours that these give, and which of them are in view.
import { scale as scaleOf, value } from "./explorer-scale.js?v=f6350c4d1f54";
import { levelAt } from "./explorer-style.js?v=ad4d329d1edd";

export const level = (map) => levelAt(map.getZoom());

const id = (code) => Number(code);
const kept = {};

// numbers of a level, asked for once for the same filters; of subdistricts by the provinces in view
async function numbers(map, at, state, data, query) {
  const within = at === "subdistrict" ? inView(map, "province").map((area) => area.code).sort().slice(0, 20) : [];
  if (at === "subdistrict" && !within.length) return new Map();
  const asked = new URLSearchParams(query);
  if (within.length) asked.set("within", within.join(","));
  const address = `${data.values.replace("LEVEL", at)}?${asked}`;
  if (kept.address === address) return kept.rows;
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(String(answer.status));
  const columns = await answer.json();
  const { waits, all_words: allWords, ...lists } = columns;
  Object.assign(kept, { waits, allWords });
  const rows = lists.code === null ? null : new Map();
  (lists.code || []).forEach((code, n) => {
    const row = {};
    Object.keys(lists).forEach((name) => { row[name] = lists[name][n]; });
    rows.set(code, row);
  });
  Object.assign(kept, { address, rows });
  return rows;
}

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
    map.querySourceFeatures(at, { sourceLayer: "areas" }).forEach(({ properties: { code } }) => {
      if (!rows.has(code) && whole && !code.startsWith("10")) map.setFeatureState({ source: at, sourceLayer: "areas", id: id(code) }, { colour: data.colours.zero });
    });
    rows.forEach((row, code) => {
      map.setFeatureState({ source: at, sourceLayer: "areas", id: id(code) }, { colour: found.colour(value(row, state.measure)) });
    });
  }
  return { level: at, rows, scale: found, waits: kept.waits, allWords: kept.allWords };
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
