// What a press on the map opens: the card of an item, what several together are, or a closer look.
import { inView } from "./explorer-areas.js?v=57f6904989e6";
import { plain } from "./explorer-state.js?v=25e1257875c4";
import * as twin from "./explorer-twin.js?v=2c614a9bd787";
import { box, fragment, nameOf } from "./explorer-view.js?v=43f3ebf2b43e";

const LEVEL = { 2: "province", 4: "district", 6: "subdistrict" };
const CLOSE = 15.5;

export function cards(c, view) {
  const { map, data } = c;

  async function open(which, focus) {
    const panel = box("card");
    c.state.open = which;
    panel.hidden = !which;
    if (!which) return;
    await fragment(panel, data.card + which, data.words);
    if (focus) panel.focus();
  }

  function listed(centre) {
    const side = 12 / Math.pow(2, map.getZoom());
    const asked = c.query();
    asked.set("box", [centre[0] - side, centre[1] - side, centre[0] + side, centre[1] + side].map((n) => n.toFixed(6)).join(","));
    fragment(box("card").appendChild(twin.make("div")), `${data.list}?${asked}`, data.words);
  }

  function together(feature, centre) {
    const panel = box("card");
    const { code } = feature;
    const area = code && inView(map, LEVEL[code.length] || "subdistrict").find((one) => one.code === code);
    panel.hidden = false;
    twin.together(panel, feature, area && nameOf(area, data), data, { zoom: () => view.go(centre), page: code ? plain(data.plain, c.state, code) : "" });
    if (map.getZoom() >= CLOSE || !code) listed(centre);
    panel.focus();
  }

  async function press(event) {
    const fills = Object.values(LEVEL).map((level) => `${level}-fill`).filter((layer) => map.getLayer(layer));
    const hit = map.queryRenderedFeatures(event.point, { layers: ["items", ...fills] });
    const item = hit.find((feature) => feature.layer.id === "items");
    if (item && item.properties.id) await open(`${item.properties.province}/${item.properties.id}`, true);
    else {
      c.state.open = "";
      if (item) together(item.properties, item.geometry.coordinates);
      else if (hit.length && map.getZoom() < 8.7) view.go([event.lngLat.lng, event.lngLat.lat]);
    }
    view.remember(true);
  }

  return { open, press };
}
