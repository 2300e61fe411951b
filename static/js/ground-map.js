// The ground of a map without tiles, from our own outlines: the area, its neighbours with their names, its villages.
// Names make way for each other: the widest view shows the most important, closer in there is room for all.
const L = window.L;
const LOOKS = {
  around: { color: "#66758a", weight: 2, dashArray: "7 5", fill: false },
  beside: { color: "#8c9aad", weight: 1, fillColor: "#f2f5f8", fillOpacity: 1 },
  own: { color: "#213a72", weight: 3, fillColor: "#ffffff", fillOpacity: 1 },
};
const FIRST = ["mine", "own", "beside", "village", "around"];
const SHIFTS = [[0, 0], [0, 18], [0, -18], [0, 36], [0, -36]];

function named(layer, feature, at) {
  const dot = feature.geometry.type === "Point";
  layer.bindTooltip(feature.properties.name, {
    permanent: true, interactive: false, direction: dot ? "right" : "center", offset: [dot ? 6 : 0, 0], opacity: 1,
    className: `ground-name ground-${feature.properties.role}`,
  });
  if (at) layer.openTooltip(at);
}

// `own`: bounds of the area itself; seen from afar only what lies around it is named, close by only what lies in it
function thin(map, names, own) {
  const taken = [];
  const wide = map.latLngToLayerPoint(own.getNorthEast()).x - map.latLngToLayerPoint(own.getSouthWest()).x;
  const hidden = wide < 80 ? ["own", "beside", "village"] : ["around"];
  const frame = map.getContainer().getBoundingClientRect();
  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  names.forEach(({ tip, role }) => {
    const element = tip.getElement();
    if (!element) return;
    const old = tip.options.offset;
    const box = element.getBoundingClientRect();
    const free = hidden.includes(role) ? undefined : SHIFTS.find(([x, y]) => {
      const moved = { left: box.left - old[0] + tip.firstOffset[0] + x - 2, top: box.top - old[1] + y };
      moved.right = moved.left + box.width + 4;
      moved.bottom = moved.top + box.height;
      const whole = moved.left >= frame.left && moved.right <= frame.right;
      if (!whole || taken.some((other) => meet(moved, other))) return false;
      taken.push(moved);
      return true;
    });
    element.classList.toggle("ground-crowded", !free);
    if (!free || (free[1] === old[1])) return;
    tip.options.offset = [tip.firstOffset[0], free[1]];
    tip.update();
  });
}

// draws what the address answers; resolves to {bounds: of the area itself, schematic}, or null where nothing is known
export function ground(map, address, tiles) {
  return fetch(address, { credentials: "same-origin" })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
    .then(({ features }) => {
      const pane = map.createPane("ground"); // under pins and lines
      pane.style.zIndex = 350;
      const names = [];
      let own = null;
      let schematic = false;
      features.forEach((feature) => {
        const { role, at } = feature.properties;
        const mine = role === "mine";
        const layer = L.geoJSON(feature, {
          interactive: false,
          pane: "ground",
          style: () => ({ ...LOOKS[role], ...(tiles ? { fillOpacity: role === "own" ? 0.1 : 0 } : {}) }),
          pointToLayer: (_, point) => L.circleMarker(point, { pane: "ground", radius: mine ? 7 : 4, weight: 2, color: "#213a72", fillColor: mine ? "#f4b223" : "#fff", fillOpacity: 1, interactive: false }),
        }).addTo(map);
        if (role === "own") own = layer.getBounds();
        if (role === "own" || role === "beside") schematic = schematic || feature.properties.schematic;
        if (tiles && role !== "mine") return; // tiles have names of their own
        const part = layer.getLayers()[0];
        named(part, feature, at);
        const tip = part.getTooltip();
        tip.firstOffset = tip.options.offset;
        names.push({ tip, role });
      });
      names.sort((a, b) => FIRST.indexOf(a.role) - FIRST.indexOf(b.role));
      if (!own) return null;
      const settle = () => thin(map, names, own);
      map.on("zoomend moveend resize", settle);
      if (document.fonts) document.fonts.ready.then(settle);
      return { bounds: own, schematic, settle };
    });
}
