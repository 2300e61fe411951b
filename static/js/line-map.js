// A line on the pin's map, for a road or a canal, tapped point by point. The typed list is the truth and the
// keyboard's way: rows in a spelling that only the server reads stay as they are.
const L = window.L;

export function line(map, box) {
  const part = box.querySelector("[data-line]");
  if (!part) return { takes: () => false, bounds: () => null };
  const say = part.dataset;
  const list = part.querySelector("[name=line]");
  const button = part.querySelector("[data-line-draw]");
  const voice = part.querySelector("[data-line-say]");
  const source = box.querySelector("[name=point_source]");
  const path = L.polyline([], { color: "#a8201a", weight: 5, interactive: false }).addTo(map);
  const dots = L.layerGroup().addTo(map);
  let drawing = false;

  const rows = () => list.value.split("\n").filter((row) => row.trim());
  const point = (row) => row.trim().split(/[\s,]+/).map(Number);
  const right = (at) => at.length === 2 && Math.abs(at[0]) <= 90 && Math.abs(at[1]) <= 180;

  function draw() {
    const points = rows().map(point).filter(right).map((at) => L.latLng(at));
    path.setLatLngs(points);
    dots.clearLayers();
    points.forEach((at) => dots.addLayer(L.circleMarker(at, { radius: 6, color: "#a8201a", weight: 2, fillColor: "#fff", fillOpacity: 1, interactive: false })));
    if (points.length < 2 || points.length < rows().length) return;
    const metres = points.slice(1).reduce((sum, at, n) => sum + map.distance(points[n], at), 0);
    voice.textContent = `${say.sayLength} ${Math.round(metres).toLocaleString("en")} ${say.sayMetres}`;
  }
  function put(changed) {
    list.value = changed.join("\n");
    source.value = "map";
    [list, source].forEach((field) => field.dispatchEvent(new Event("change", { bubbles: true })));
    draw();
  }

  button.addEventListener("click", () => {
    drawing = !drawing;
    button.setAttribute("aria-pressed", String(drawing));
    map.getContainer().classList.toggle("drawing", drawing);
    if (drawing) {
      voice.textContent = say.sayTap;
      map.getContainer().scrollIntoView({ block: "nearest" });
    }
  });
  part.querySelector("[data-line-undo]").addEventListener("click", () => put(rows().slice(0, -1)));
  list.addEventListener("input", draw);
  draw();

  return {
    bounds: () => (path.getLatLngs().length > 1 ? path.getBounds() : null),
    // a tap on the map: true when it became a point of the line
    takes(at) {
      if (drawing) put([...rows(), `${at.lat.toFixed(6)} ${at.lng.toFixed(6)}`]);
      return drawing;
    },
  };
}
