// Inside a map's frame: folium's script draws the shapes and calls in here for every word and every click.
// All words stand in the block #map-data and go into the page as text, never as markup.
window.planhub = (() => {
  let block = null;
  const data = () => block || (block = JSON.parse(document.getElementById("map-data").textContent));
  const names = [];
  let says = null;

  function make(tag, words, kind) {
    const element = document.createElement(tag);
    if (words) element.textContent = words;
    if (kind) element.className = kind;
    return element;
  }
  const open = (url) => window.parent.location.assign(url);

  function tell(area) {
    if (!says) return;
    says.textContent = "";
    if (!area) return;
    says.append(make("b", area.name), make("span", area.say));
    if (area.url) says.append(document.createElement("br"), make("small", data().words.open));
  }

  // each polygon: its name on it, its number while pointed at, its page at a click
  function area(feature, layer) {
    const about = data().areas[feature.properties.code];
    if (!about) return;
    layer.bindTooltip(make("span", about.name), { permanent: true, direction: "center", className: "area-name" });
    names.push(layer);
    layer.on({
      mouseover: () => { layer.setStyle({ weight: 3, color: "#15264d" }); layer.bringToFront(); tell(about); },
      mouseout: () => { layer.setStyle({ weight: feature.properties.style.weight, color: feature.properties.style.color }); tell(null); },
      click: () => { if (about.url) open(about.url); },
    });
  }

  function card(about) {
    const box = make("div");
    box.append(make("h2", about.title));
    const stage = make("p", "", "stage");
    const dot = make("span", "", "dot");
    dot.style.background = about.colour;
    stage.append(dot, about.stage);
    box.append(stage, make("p", about.money));
    if (about.note) box.append(make("p", about.note, "quiet"));
    const link = make("a", about.number || data().words.more);
    link.href = about.url;
    link.target = "_top";
    box.append(link);
    return box;
  }

  // each item: a point in its stage's colour with a card
  function pin(row) {
    const about = data().pins[row[2]];
    const point = L.circleMarker([row[0], row[1]], { radius: 9, color: "#18222f", weight: 1.5, fillColor: about.colour, fillOpacity: 1, bubblingMouseEvents: false });
    return point.bindPopup(() => card(about), { maxWidth: 280 });
  }

  // names that would lie on each other, or that are far wider than their area, wait until one zooms in
  function thin(map) {
    const shown = [];
    names
      .map((layer) => {
        const box = layer.getBounds();
        const a = map.latLngToContainerPoint(box.getSouthWest());
        const b = map.latLngToContainerPoint(box.getNorthEast());
        return { element: layer.getTooltip().getElement(), width: b.x - a.x, size: (b.x - a.x) * (a.y - b.y) };
      })
      .filter((name) => name.element)
      .sort((a, b) => b.size - a.size)
      .forEach(({ element, width }) => {
        const r = element.getBoundingClientRect();
        const clash = shown.some((s) => r.left < s.right && s.left < r.right && r.top < s.bottom && s.top < r.bottom);
        element.classList.toggle("crowded", clash || r.width > width * 1.35);
        if (!element.classList.contains("crowded")) shown.push(r);
      });
  }

  function corner(map, position, element) {
    const control = L.control({ position });
    control.onAdd = () => element;
    control.addTo(map);
    return element;
  }

  function ready(map) {
    const { notes, credit, words } = data();
    if (L.Browser.mobile) map.dragging.disable(); // one finger scrolls the page, two move the map
    // Leaflet takes the focus at a press; from inside a frame that would scroll the page away under the finger
    const box = map.getContainer();
    const focus = box.focus.bind(box);
    box.focus = () => focus({ preventScroll: true });
    map.attributionControl.setPrefix(false);
    map.attributionControl.addAttribution(make("span", credit).outerHTML);
    says = corner(map, "topright", make("div", "", "says"));
    if (notes.length) {
      const said = make("div", "", "notes");
      notes.forEach((note) => said.append(make("p", note)));
      corner(map, "bottomleft", said);
    }
    [["in", words.zoom_in], ["out", words.zoom_out]].forEach(([way, title]) => {
      const button = document.querySelector(`.leaflet-control-zoom-${way}`);
      button.title = title;
      button.setAttribute("aria-label", title);
    });
    map.on("zoomend moveend resize", () => thin(map));
    thin(map);
    if (document.fonts) document.fonts.ready.then(() => thin(map));
    document.documentElement.dataset.ready = "yes";
  }

  return { area, pin, ready };
})();
