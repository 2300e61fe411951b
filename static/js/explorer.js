// The explorer: reads the address, opens the map, keeps map, words and address of one mind.
// A PC that cannot draw it goes to the folium page under the same filters, by itself.
import * as place from "./explorer-state.js?v=6f9f03017332";

const data = JSON.parse(document.getElementById("explorer").dataset.explorer);
const form = document.querySelector(".filters");
const canvas = () => document.createElement("canvas");
let state = place.read(window.location.search);

const able = () => { try { return Boolean(window.WebGL2RenderingContext && canvas().getContext("webgl2")); } catch (trouble) { return false; } };
const plainly = () => window.location.replace(place.plain(data.plain, state, ""));

async function begin() {
  if (!able()) { plainly(); return; }
  let parts;
  try {
    parts = await Promise.all([import(data.maplibre), import("./explorer-map.js?v=4e6f3da220cd"), import("./explorer-twin.js?v=1a14104a323a"), import("./explorer-scale.js?v=f6350c4d1f54")]);
  } catch (trouble) { plainly(); return; }
  const [library, drawing, twin, scale] = parts;
  const box = (name) => document.getElementById(name);
  const query = () => place.filters(state);
  const map = await drawing.open(library, state, data, query());
  let turn = 0;

  function remember(push) {
    const { lng, lat } = map.getCenter();
    state.at = { zoom: map.getZoom(), lat, lng };
    const address = window.location.pathname + place.write(state);
    if (address === window.location.pathname + window.location.search) return;
    window.history[push ? "pushState" : "replaceState"](null, "", address);
  }

  const name = (area) => (data.locale === "en" && area.en) || area.th;

  function note(found) {
    const { words } = data;
    if (found.rows === null) return words.noSource;
    if (state.measure === "days" && found.rows.size && !found.scale.limits.length && (state.side || state.stage)) return words.noDays;
    if ((state.measure === "funded" || state.measure === "done") && state.stage) return words.shares;
    return state.words ? words.wordsOnly : "";
  }

  function say() {
    const sums = drawing.sums(map);
    const { words } = data;
    if (!sums) { box("said").textContent = ""; return; }
    box("said").textContent = !sums.n ? words.nothing
      : scale.fill(words.inView, { n: scale.number(sums.n), baht: scale.baht(sums.baht, words) }) + (sums.more ? ` · ${words.more}` : "");
  }

  function go(centre) { if (centre) map.easeTo({ center: centre, zoom: Math.max(map.getZoom() + 1.6, 7) }); }

  function boxInView() {
    const b = map.getBounds();
    return [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()];
  }

  async function list(where) {
    const near = map.getZoom() >= data.pointsFrom - 0.01 && where[2] - where[0] <= data.widest;
    if (!near) { box("items-in-view").textContent = ""; box("items-in-view").append(twin.make("p", data.words.closer, "quiet small")); return; }
    const asked = query();
    asked.set("box", where.map((n) => n.toFixed(5)).join(","));
    await twin.fragment(box("items-in-view"), `${data.list}?${asked}`, data.words);
  }

  async function refresh() {
    const mine = ++turn;
    try {
      const found = await drawing.colour(map, state, data, query());
      if (mine !== turn) return;
      twin.legend(box("legend"), found.scale, state, found.level, data, note(found));
      const seen = drawing.inView(map, found.level).filter((area) => area.centre);
      const rows = seen.map((area) => ({ name: name(area), centre: area.centre, row: found.rows && found.rows.get(area.code) }));
      rows.sort((a, b) => (scale.value(b.row, state.measure) || 0) - (scale.value(a.row, state.measure) || 0));
      twin.areas(box("areas-in-view"), rows.slice(0, 200), state, data, go);
      say();
      box("print").href = place.plain(data.plain, state, drawing.middle(map));
      await list(boxInView());
      document.documentElement.dataset.explored = String(turn);
    } catch (trouble) {
      if (mine === turn) box("said").textContent = data.words.failed;
    }
  }

  async function card(open, focus) {
    const panel = box("card");
    state.open = open;
    panel.hidden = !open;
    if (!open) return;
    await twin.fragment(panel, data.card + open, data.words);
    if (focus) panel.focus();
  }

  function press(event) {
    const hit = map.queryRenderedFeatures(event.point, { layers: ["items", ...["subdistrict-fill", "district-fill", "province-fill"].filter((layer) => map.getLayer(layer))] });
    const item = hit.find((feature) => feature.layer.id === "items");
    if (item && item.properties.id) { card(`${item.properties.province}/${item.properties.id}`, true).then(() => remember(true)); return; }
    const centre = item ? item.geometry.coordinates : [event.lngLat.lng, event.lngLat.lat];
    const panel = box("card");
    state.open = "";
    if (item) {
      panel.hidden = false;
      const code = item.properties.code;
      const known = code && drawing.inView(map, { 2: "province", 4: "district", 6: "subdistrict" }[code.length] || "subdistrict").find((area) => area.code === code);
      const near = map.getZoom() >= 15.5;
      twin.together(panel, item.properties, known && name(known), data, { zoom: () => go(centre), page: code ? place.plain(data.plain, state, code) : "" });
      if (near || !code) {
        const side = 12 / Math.pow(2, map.getZoom());
        const below = panel.appendChild(twin.make("div"));
        const asked = query();
        asked.set("box", [centre[0] - side, centre[1] - side, centre[0] + side, centre[1] + side].map((n) => n.toFixed(6)).join(","));
        twin.fragment(below, `${data.list}?${asked}`, data.words);
      }
      panel.focus();
    } else if (hit.length && map.getZoom() < 8.7) go(centre);
    remember(true);
  }

  map.on("click", press);
  map.on("mousemove", (event) => {
    map.getCanvas().style.cursor = map.queryRenderedFeatures(event.point, { layers: ["items"] }).length ? "pointer" : "";
  });
  let waiting = 0;
  const soon = () => { window.clearTimeout(waiting); waiting = window.setTimeout(refresh, 250); };
  map.on("moveend", () => { remember(false); soon(); });
  map.on("idle", say);
  map.on("sourcedata", (event) => { if (event.sourceId !== "items" && event.tile) soon(); });

  const fields = () => Array.from(form.elements).filter((field) => field.name);
  function fromForm() {
    fields().forEach((field) => { state[field.name] = field.value.trim(); });
    drawing.showItems(map, state, data, query());
    remember(true);
    refresh();
  }
  form.addEventListener("submit", (event) => { event.preventDefault(); fromForm(); });
  form.addEventListener("change", (event) => { if (event.target.tagName === "SELECT") fromForm(); });
  box("with-items").checked = state.items;
  box("with-items").addEventListener("change", (event) => { state.items = event.target.checked; drawing.showItems(map, state, data, query()); remember(true); say(); });
  window.addEventListener("popstate", () => {
    const before = state;
    state = place.read(window.location.search);
    fields().forEach((field) => { field.value = state[field.name] || (field.name === "measure" ? "items" : ""); });
    box("with-items").checked = state.items;
    if (!place.same(before, state)) drawing.showItems(map, state, data, query());
    if (state.at) map.jumpTo({ center: [state.at.lng, state.at.lat], zoom: state.at.zoom });
    card(state.open, false);
    refresh();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-close-card]")) { card("", false); remember(true); map.getCanvas().focus(); }
    const link = event.target.closest("#items-in-view a[data-item], #card a[data-item]");
    if (link) { event.preventDefault(); card(link.dataset.item, true).then(() => remember(true)); }
  });

  drawing.showItems(map, state, data, query());
  await card(state.open, false);
  remember(false);
  await refresh();
}

begin();
