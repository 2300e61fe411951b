// Inside a map's frame: folium's script draws the shapes and calls in here for every word and every click.
// All words stand in the block #map-data and go into the page as text, never as markup.
window.planhub = (() => {
  let block = null;
  const data = () => block || (block = JSON.parse(document.getElementById("map-data").textContent));
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
    window.planhubNames.add(layer);
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
    if (about.url) { // what was born in another system may have no page of ours
      const link = make("a", about.number || data().words.more);
      link.href = about.url;
      link.target = "_top";
      box.append(link);
    }
    return box;
  }

  // each item: a point in its stage's colour with a card
  function pin(row) {
    const about = data().pins[row[2]];
    const point = L.circleMarker([row[0], row[1]], { className: "item", radius: 9, color: "#18222f", weight: 1.5, fillColor: about.colour, fillOpacity: 1, bubblingMouseEvents: false });
    return point.bindPopup(() => card(about), { maxWidth: 280 });
  }

  // the whole area in sight, again whenever the frame gets another size, until somebody moves the map
  function fit(map) {
    const { bounds, space } = data();
    let touched = false;
    const again = () => {
      map.invalidateSize({ pan: false, animate: false });
      if (bounds && !touched && map.getSize().x && map.getSize().y) map.fitBounds(bounds, { padding: [space, space], animate: false });
    };
    ["mousedown", "touchstart", "keydown"].forEach((kind) => map.getContainer().addEventListener(kind, () => { touched = true; }, { passive: true }));
    // on paper it has a size of its own, before the page is drawn
    [["beforeprint", "add"], ["afterprint", "remove"]].forEach(([when, how]) => window.addEventListener(when, () => {
      document.body.classList[how]("on-paper");
      again();
    }));
    if (window.ResizeObserver) new ResizeObserver(again).observe(map.getContainer());
    again();
  }

  // what must be said of the map stands under it and covers nothing
  function under(notes, credit) {
    const foot = document.body.appendChild(make("footer", "", "under"));
    notes.forEach((note) => foot.append(make("p", note, "note")));
    if (credit) foot.append(make("p", credit));
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
    map.attributionControl.remove(); // the credit stands under the map
    under(words.items ? [...notes, words.items] : notes, credit);
    window.planhubSpots(map, data().spots || []);
    says = corner(map, "topright", make("div", "", "says"));
    [["in", words.zoom_in], ["out", words.zoom_out]].forEach(([way, title]) => {
      const button = document.querySelector(`.leaflet-control-zoom-${way}`);
      button.title = title;
      button.setAttribute("aria-label", title);
    });
    fit(map);
    window.planhubNames.keep(map);
    document.documentElement.dataset.ready = "yes";
  }

  return { area, pin, ready };
})();
