// Where outlines of a level are not loaded, the wider area keeps its colour, name and count, and this is said.
import { fill, number } from "./explorer-scale.js?v=f6350c4d1f54";
import { areaLayers, FROM, LEVELS, TO } from "./explorer-style.js?v=bbba3981c008";

const wider = (at) => LEVELS.slice(0, LEVELS.indexOf(at)).map((level) => [level, `${level}-for-${at}`]);
const named = (labels) => ["get", ["get", "code"], ["literal", labels]];

export function add(map, data) {
  LEVELS.slice(1).forEach((at) => wider(at).forEach(([level, id]) => {
    const band = { source: level, "source-layer": "areas", minzoom: FROM[at], maxzoom: TO[at], filter: ["in", ["get", "code"], ["literal", Object.keys(data.coarse[at])]] };
    const [area, , name] = areaLayers(level, data);
    map.addLayer({ ...band, id, type: "fill", paint: area.paint }, "subdistrict-line");
    // on every tile, for the area's own point may be out of view
    map.addLayer({ ...band, id: `${id}-name`, type: "symbol", layout: { ...name.layout, "text-field": named(data.coarse[at]), "text-padding": 24 }, paint: name.paint }, "subdistrict-name");
  }));
}

// the wider areas in view that stand for those of the level, the one in the middle first
export function standing(map, at, data) {
  const layers = wider(at).map(([, id]) => id);
  const found = new Map();
  if (!layers.length) return [];
  const { width, height } = map.getContainer().getBoundingClientRect();
  [[[width / 2, height / 2], { layers }], [{ layers }]].forEach((asked) => {
    map.queryRenderedFeatures(...asked).forEach(({ source, properties: { code } }) => {
      found.set(code, { code, level: source, name: data.coarse[at][code] });
    });
  });
  return Array.from(found.values());
}

export function centreOf(map, at, code) {
  const feature = map.querySourceFeatures(at, { sourceLayer: "names", filter: ["==", ["get", "code"], code] })[0];
  return feature ? feature.geometry.coordinates : null;
}

// names and counts on the map, and the sentence above it
export function tell(map, box, { stand, at }, data) {
  const said = ({ row, name }) => (row ? fill(data.words.coarseOne, { name, n: number(row.items) }) : name);
  const names = stand.slice(0, 3).map(said).join(", ") + (stand.length > 3 ? " …" : "");
  const text = stand.length ? fill(data.words.coarse, { level: data.levels[at], names }) : "";
  box.hidden = !text;
  if (box.textContent !== text) box.textContent = text;
  const labels = { ...data.coarse[at] };
  stand.forEach((area) => { labels[area.code] = said(area); });
  const field = named(labels);
  wider(at).forEach(([, id]) => {
    const layer = `${id}-name`;
    if (JSON.stringify(map.getLayoutProperty(layer, "text-field")) !== JSON.stringify(field)) map.setLayoutProperty(layer, "text-field", field);
  });
}
