// Where outlines of a level are not loaded, the wider area keeps its colour, name and count, and this is said.
import { fill, number } from "./explorer-scale.js?v=f6350c4d1f54";
import { areaLayers, FROM, LEVELS, TO } from "./explorer-style.js?v=eaafadce498b";

const wider = (at) => LEVELS.slice(0, LEVELS.indexOf(at)).map((level) => [level, `${level}-for-${at}`]);
const named = (at, data) => ({ ...data.coarse[at].whole, ...data.coarse[at].part });
const collection = (features) => ({ type: "FeatureCollection", features });
const within = (codes, digits) => ["in", ["slice", ["get", "code"], 0, digits], ["literal", codes]];
const GRID = [12, 8]; // points across and down the view at which it is asked what is seen

export function add(map, data) {
  LEVELS.slice(1).forEach((at) => {
    const codes = Object.keys(named(at, data));
    const parts = Object.keys(data.coarse[at].part);
    const put = (id, source, filter, paint) => map.addLayer(
      { id, type: "fill", source, "source-layer": "areas", minzoom: FROM[at], maxzoom: TO[at], filter, paint }, `${at}-fill`);
    // the colours let some of what lies under them through: where one comes over another, ground comes between
    const cover = (level, filter) => { if (parts.length) put(`${level}-ground-for-${at}`, level, filter, { "fill-color": data.colours.ground, "fill-antialias": false }); };
    const own = ["in", ["get", "code"], ["literal", codes]];
    wider(at).forEach(([level, id], n) => {
      if (n) cover(level, own);
      put(id, level, own, areaLayers(level, data)[0].paint);
    });
    cover(at, ["any", within(parts, 2), within(parts, 4)]);
  });
  map.addSource("standing", { type: "geojson", data: collection([]) });
  const [, , name] = areaLayers("province", data);
  map.addLayer({ id: "standing-name", type: "symbol", source: "standing", layout: { ...name.layout, "text-field": ["get", "text"], "text-padding": 6, "text-max-width": 14 }, paint: name.paint });
}

// the wider areas that are seen for those of the level, the one in the middle first, each with where it is seen
export function standing(map, at, data) {
  const found = new Map();
  const layers = wider(at).map(([, id]) => id);
  if (!layers.length) return [];
  const near = map.queryRenderedFeatures({ layers });
  if (!near.length) return [];
  const names = named(at, data);
  const add = ({ source, properties: { code } }) => {
    if (!found.has(code)) found.set(code, { code, level: source, name: names[code], seen: [] });
    return found.get(code);
  };
  const { width, height } = map.getContainer().getBoundingClientRect();
  const points = [[width / 2, height / 2]];
  for (let x = 0.5; x < GRID[0]; x += 1) for (let y = 0.5; y < GRID[1]; y += 1) points.push([x * width / GRID[0], y * height / GRID[1]]);
  points.forEach((point) => {
    const [top] = map.queryRenderedFeatures(point, { layers: [`${at}-fill`, ...layers] });
    if (top && top.layer.id !== `${at}-fill`) add(top).seen.push(point);
  });
  near.filter(({ properties: { code } }) => code in data.coarse[at].whole).forEach(add);
  return Array.from(found.values());
}

export function centreOf(map, at, code) {
  const feature = map.querySourceFeatures(at, { sourceLayer: "names", filter: ["==", ["get", "code"], code] })[0];
  return feature ? feature.geometry.coordinates : null;
}

// one name for each: at the area's own point where all of it shows and that is in view, else where it is seen
function place(map, { code, centre, seen }, whole) {
  if (code in whole && centre && map.getBounds().contains(centre)) return centre;
  if (!seen.length) return null;
  const mean = [0, 1].map((axis) => seen.reduce((sum, point) => sum + point[axis], 0) / seen.length);
  const off = ([x, y]) => Math.hypot(x - mean[0], y - mean[1]);
  return map.unproject(seen.reduce((best, point) => (off(point) < off(best) ? point : best))).toArray();
}

// names and counts on the map, and the sentence above it
export function tell(map, box, { stand, at }, data) {
  const said = ({ row, name }) => (row ? fill(data.words.coarseOne, { name, n: number(row.items) }) : name);
  const names = stand.slice(0, 3).map(said).join(", ") + (stand.length > 3 ? " …" : "");
  const text = stand.length ? fill(data.words.coarse, { level: data.levels[at], names }) : "";
  box.hidden = !text;
  if (box.textContent !== text) box.textContent = text;
  const placed = stand.map((area) => [said(area), place(map, area, data.coarse[at].whole)]).filter(([, where]) => where);
  map.getSource("standing").setData(collection(placed.map(([label, where]) => (
    { type: "Feature", properties: { text: label }, geometry: { type: "Point", coordinates: where } }))));
}
