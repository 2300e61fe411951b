// The explorer: reads the address, opens the map, and lets form, map and address bar follow each other.
// A PC that cannot draw it goes to the folium page under the same filters, by itself.
import { filters, read, same } from "./explorer-state.js?v=25e1257875c4";

const data = JSON.parse(document.getElementById("explorer").dataset.explorer);
const form = document.querySelector(".filters");
const c = { data, state: read(window.location.search), query: () => filters(c.state) };

function able() {
  try {
    return Boolean(window.WebGL2RenderingContext && document.createElement("canvas").getContext("webgl2"));
  } catch (trouble) { return false; }
}

const plainly = () => {
  const asked = new URLSearchParams(window.location.search);
  asked.set("why", "webgl");
  window.location.replace(`${data.fallback}?${asked}`);
};

async function load() {
  try {
    return await Promise.all([
      import(data.maplibre),
      import("./explorer-map.js?v=58ee050af160"),
      import("./explorer-view.js?v=43f3ebf2b43e"),
      import("./explorer-card.js?v=2da94bb4414f"),
    ]);
  } catch (trouble) { return null; }
}

async function begin() {
  const parts = able() ? await load() : null;
  if (!parts) { plainly(); return; }
  const [library, drawing, viewing, carding] = parts;
  const map = await drawing.open(library, c.state, data, c.query());
  c.map = map;
  const view = viewing.viewing(c);
  const card = carding.cards(c, view);
  const items = document.getElementById("with-items");
  const fields = () => Array.from(form.elements).filter((field) => field.name);
  const drawItems = () => drawing.showItems(map, c.state, data, c.query());

  const fold = document.querySelector(".fold");

  // the folded form's line says what is chosen
  function tellChosen() {
    const said = fields().filter((field) => field.value.trim()).map((field) => {
      if (field.tagName !== "SELECT") return `“${field.value.trim()}”`;
      return (field.name === "year" ? `${field.labels[0].textContent.trim()} ` : "") + field.selectedOptions[0].text;
    });
    fold.querySelector("[data-chosen]").textContent = said.join(" · ");
  }

  function fromForm() {
    fields().forEach((field) => { c.state[field.name] = field.value.trim(); });
    tellChosen();
    drawItems();
    view.remember(true);
    view.refresh();
  }

  function fromAddress() {
    const before = c.state;
    c.state = read(window.location.search);
    fields().forEach((field) => { field.value = c.state[field.name] || (field.name === "measure" ? "items" : ""); });
    tellChosen();
    items.checked = c.state.items;
    if (!same(before, c.state)) drawItems();
    if (c.state.at) map.jumpTo({ center: [c.state.at.lng, c.state.at.lat], zoom: c.state.at.zoom });
    card.open(c.state.open, false);
    view.refresh();
  }

  let waiting = 0;
  const soon = () => { window.clearTimeout(waiting); waiting = window.setTimeout(view.refresh, 250); };
  map.on("click", card.press);
  map.on("mousemove", (event) => {
    map.getCanvas().style.cursor = map.queryRenderedFeatures(event.point, { layers: ["items"] }).length ? "pointer" : "";
  });
  map.on("moveend", () => { view.remember(false); soon(); });
  map.on("idle", view.say);
  map.on("sourcedata", (event) => { if (!["items", "standing"].includes(event.sourceId) && event.tile) soon(); });

  form.addEventListener("submit", (event) => { event.preventDefault(); fold.open = false; fromForm(); });
  form.addEventListener("change", (event) => { if (event.target.tagName === "SELECT") fromForm(); });
  items.checked = c.state.items;
  items.addEventListener("change", () => { c.state.items = items.checked; drawItems(); view.remember(true); view.say(); });
  window.addEventListener("popstate", fromAddress);
  document.addEventListener("click", async (event) => {
    if (event.target.closest("[data-close-card]")) { card.open("", false); view.remember(true); map.getCanvas().focus(); }
    const link = event.target.closest("#items-in-view a[data-item], #card a[data-item]");
    if (!link) return;
    event.preventDefault();
    await card.open(link.dataset.item, true);
    view.remember(true);
  });

  drawItems();
  await card.open(c.state.open, false);
  view.remember(false);
  await view.refresh();
}

begin();
