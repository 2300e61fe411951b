// Areas of the map: their numbers from the server, the colours that these give, and which of them are in view.
import { scale as scaleOf, value } from "./explorer-scale.js?v=f6350c4d1f54";
import { centreOf, standing } from "./explorer-coarse.js?v=e8c6c5952caf";
import { LEVELS, levelAt } from "./explorer-style.js?v=eaafadce498b";

export const level = (map) => levelAt(map.getZoom());

const id = (code) => Number(code);
const kept = {};
const WHOLE = ["items", "baht"]; // of these an area that nothing is said of has none

// numbers of a level, asked for once for the same filters; of subdistricts by the provinces in view
async function numbers(map, at, data, query) {
  const within = at === "subdistrict" ? inView(map, "province").map((area) => area.code).sort().slice(0, 20) : [];
  if (at === "subdistrict" && !within.length) return { rows: new Map() };
  const asked = new URLSearchParams(query);
  if (within.length) asked.set("within", within.join(","));
  const address = `${data.values.replace("LEVEL", at)}?${asked}`;
  if (kept[at] && kept[at].address === address) return kept[at];
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(String(answer.status));
  const { waits, all_words: allWords, ...lists } = await answer.json();
  const rows = lists.code === null ? null : new Map();
  (lists.code || []).forEach((code, n) => {
    const row = {};
    Object.keys(lists).forEach((name) => { row[name] = lists[name][n]; });
    rows.set(code, row);
  });
  kept[at] = { address, rows, waits, allWords };
  return kept[at];
}

// gives every area of a level its colour; the classes are of those that can be drawn
function paint(map, at, rows, state, data) {
  const { whole, lacking } = data.coarse[at] || { whole: {}, lacking: [] };
  const apart = new Set(lacking);
  const drawn = Array.from(rows || []).filter(([code]) => !(apart.has(code) || code.slice(0, 2) in whole || code.slice(0, 4) in whole));
  const found = scaleOf(drawn.map(([, row]) => value(row, state.measure)), data.colours);
  map.removeFeatureState({ source: at, sourceLayer: "areas" });
  const give = (code, colour) => map.setFeatureState({ source: at, sourceLayer: "areas", id: id(code) }, { colour });
  if (rows && WHOLE.includes(state.measure)) {
    map.querySourceFeatures(at, { sourceLayer: "areas" }).forEach(({ properties: { code } }) => {
      if (!rows.has(code) && !code.startsWith("10")) give(code, data.colours.zero);
    });
  }
  if (rows) rows.forEach((row, code) => give(code, found.colour(value(row, state.measure))));
  return found;
}

// colours the map; returns the rows and the scale for legend and table, and the wider areas that stand in
export async function colour(map, state, data, query) {
  const at = level(map);
  const stand = standing(map, at, data);
  const alone = stand.length && !map.queryRenderedFeatures({ layers: [`${at}-fill`] }).length;
  const wider = LEVELS.filter((one) => stand.some((area) => area.level === one));
  const shown = alone ? wider[wider.length - 1] : at;
  const all = {};
  for (const one of new Set([shown, ...wider])) all[one] = await numbers(map, one, data, query);
  const scales = {};
  Object.keys(all).forEach((one) => { scales[one] = paint(map, one, all[one].rows, state, data); });
  stand.forEach((area) => {
    const { rows } = all[area.level];
    const none = rows && WHOLE.includes(state.measure) ? { items: 0, baht: 0 } : null;
    area.row = (rows && rows.get(area.code)) || none;
    area.colour = area.row ? scales[area.level].colour(value(area.row, state.measure)) : data.colours.none;
    area.centre = centreOf(map, area.level, area.code);
  });
  return { ...all[shown], level: shown, at, scale: scales[shown], stand, alone };
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
