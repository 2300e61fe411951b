// How the map is drawn: areas in three levels, their names in Sarabun, items as circles with their number.
export const LEVELS = ["province", "district", "subdistrict"];
export const FROM = { province: 0, district: 6.2, subdistrict: 8.7 };
export const TO = { province: 6.2, district: 8.7, subdistrict: 24 };

export const levelAt = (zoom) => LEVELS.find((level) => zoom < TO[level]);

const absolute = (path) => new URL(path, window.location.href).href.replace(/%7B/g, "{").replace(/%7D/g, "}");

export function areaLayers(level, data) {
  const name = data.locale === "en" ? ["coalesce", ["get", "en"], ["get", "th"]] : ["get", "th"];
  const band = { minzoom: FROM[level], maxzoom: TO[level] };
  return [
    { id: `${level}-fill`, type: "fill", source: level, "source-layer": "areas", ...band,
      paint: { "fill-color": ["to-color", ["feature-state", "colour"], data.colours.none], "fill-opacity": 0.82, "fill-antialias": false } },
    { id: `${level}-line`, type: "line", source: level, "source-layer": "areas", minzoom: FROM[level],
      paint: { "line-color": level === "province" ? "#33415c" : "#66758a", "line-width": { province: 1.4, district: 0.9, subdistrict: 0.5 }[level], "line-opacity": 0.85 } },
    { id: `${level}-name`, type: "symbol", source: level, "source-layer": "names", ...band,
      layout: { "text-field": name, "text-font": ["Sarabun"], "text-size": level === "province" ? 14 : 13, "text-padding": 3, "text-variable-anchor": ["center", "top", "bottom"], "text-radial-offset": 0.9, "text-max-width": 8 },
      paint: { "text-color": "#15264d", "text-halo-color": "#ffffff", "text-halo-width": 1.6 } },
  ];
}

const sized = (share) => ["*", share, ["interpolate", ["linear"], ["sqrt", ["get", "n"]], 1, 8, 10, 13, 100, 18, 400, 24]];
const one = ["all", ["==", ["get", "n"], 1], ["has", "id"]];

function itemLayers(data) {
  const own = ["case"];
  Object.keys(data.colours.groups).forEach((letter) => own.push(["has", letter], data.colours.groups[letter]));
  own.push("#8a94a3");
  return [
    { id: "items", type: "circle", source: "items", "source-layer": "items",
      paint: {
        "circle-color": ["case", one, own, "#213a72"],
        "circle-opacity": ["case", one, 1, 0.8],
        "circle-stroke-color": "#ffffff", "circle-stroke-width": 1.2,
        "circle-radius": ["interpolate", ["linear"], ["zoom"], 4.5, ["case", one, 3, sized(0.4)], 8, ["case", one, 6, sized(0.85)], 13, ["case", one, 8, sized(1)]],
      } },
    { id: "items-number", type: "symbol", minzoom: 6.2, source: "items", "source-layer": "items", filter: [">", ["get", "n"], 1],
      layout: { "text-field": ["number-format", ["get", "n"], { locale: "en-US" }], "text-font": ["Sarabun"], "text-size": 11, "text-padding": 0, "symbol-sort-key": ["-", 0, ["get", "n"]] },
      paint: { "text-color": "#ffffff", "text-halo-color": "#15264d", "text-halo-width": 1 } },
  ];
}

export function itemTiles(data, query) {
  const text = query.toString();
  return [absolute(data.items) + (text ? `?${text}` : "")];
}

export function style(data, query) {
  const sources = {};
  LEVELS.forEach((level) => {
    sources[level] = { type: "vector", tiles: [absolute(data.areas.replace("LEVEL", level))], minzoom: level === "subdistrict" ? 7 : 4, maxzoom: 11 };
  });
  sources.items = { type: "vector", tiles: itemTiles(data, query), minzoom: 4, maxzoom: 15 };
  const [provinces, districts, subdistricts] = LEVELS.map((level) => areaLayers(level, data));
  const all = [subdistricts, districts, provinces];
  return {
    version: 8,
    sources,
    layers: [
      { id: "province-hit", type: "fill", source: "province", "source-layer": "areas", paint: { "fill-opacity": 0 } },
      { id: "ground", type: "background", paint: { "background-color": data.colours.ground } },
      ...all.map((layers) => layers[0]),
      ...all.map((layers) => layers[1]),
      ...itemLayers(data),
      ...all.map((layers) => layers[2]),
    ],
  };
}
