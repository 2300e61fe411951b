// A line or a piece of land on the pin's map, tapped point by point. The typed list is the truth and the keyboard's
// way: rows in a spelling that only the server reads stay as they are; how long or large it is, the server says.
const L = window.L;

export function line(map, box) {
  const part = box.querySelector("[data-line]");
  if (!part) return { takes: () => false, bounds: () => null, tell: () => {} };
  const say = part.dataset;
  const list = part.querySelector("[name=line]");
  const area = part.querySelector("[name=shape][value=area]");
  const button = part.querySelector("[data-line-draw]");
  const voice = part.querySelector("[data-line-say]");
  const source = box.querySelector("[name=point_source]");
  const path = L.polygon([], { color: "#a8201a", weight: 5, fill: false, interactive: false }).addTo(map);
  const dots = L.layerGroup().addTo(map);
  let drawing = false;

  const rows = () => list.value.split("\n").filter((row) => row.trim());
  const point = (row) => row.trim().split(/[\s,]+/).map(Number);
  const right = (at) => at.length === 2 && Math.abs(at[0]) <= 90 && Math.abs(at[1]) <= 180;

  function draw() {
    const points = rows().map(point).filter(right).map((at) => L.latLng(at));
    const land = area && area.checked;
    path.setStyle({ fill: Boolean(land), fillColor: "#a8201a", fillOpacity: 0.15, weight: land ? 3 : 5 });
    // a line is a ring there and back
    path.setLatLngs(land ? points : [...points, ...points.slice(1, -1).reverse()]);
    dots.clearLayers();
    points.forEach((at) => dots.addLayer(L.circleMarker(at, { radius: 6, color: "#a8201a", weight: 2, fillColor: "#fff", fillOpacity: 1, interactive: false })));
  }
  function put(changed) {
    list.value = changed.join("\n");
    source.value = "map";
    [list, source].forEach((field) => field.dispatchEvent(new Event("change", { bubbles: true })));
  }

  button.addEventListener("click", () => {
    drawing = !drawing;
    button.setAttribute("aria-pressed", String(drawing));
    map.getContainer().classList.toggle("drawing", drawing);
    if (!drawing) return;
    voice.textContent = say.sayTap;
    map.getContainer().scrollIntoView({ block: "nearest" });
  });
  part.querySelector("[data-line-undo]").addEventListener("click", () => put(rows().slice(0, -1)));
  ["input", "change"].forEach((kind) => part.addEventListener(kind, draw));
  draw();

  return {
    bounds: () => (dots.getLayers().length > 1 ? path.getBounds() : null),
    // what the server understood, or what it could not
    tell({ size, wrong }) {
      if (list.value.trim()) voice.textContent = size || (rows().length > 2 && wrong[0]) || voice.textContent;
    },
    // a tap on the map: true when it became a point of the line
    takes(at) {
      if (drawing) put([...rows(), `${at.lat.toFixed(6)} ${at.lng.toFixed(6)}`]);
      return drawing;
    },
  };
}
