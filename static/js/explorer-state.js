// What the explorer shows, as it stands in the address bar: filters, measure, place on the map, the open card.
const FILTERS = ["year", "stage", "side", "source", "words"];

export function read(search) {
  const given = new URLSearchParams(search);
  const at = (given.get("at") || "").split("/").map(Number);
  const state = {
    measure: given.get("measure") || "items",
    items: given.get("items") !== "no",
    open: given.get("open") || "",
    at: at.length === 3 && at.every(isFinite) && given.get("at") ? { zoom: at[0], lat: at[1], lng: at[2] } : null,
  };
  FILTERS.forEach((name) => { state[name] = given.get(name) || ""; });
  return state;
}

export function filters(state) {
  const query = new URLSearchParams();
  FILTERS.forEach((name) => { if (state[name]) query.set(name, state[name]); });
  return query;
}

export function write(state) {
  const query = filters(state);
  if (state.measure !== "items") query.set("measure", state.measure);
  if (!state.items) query.set("items", "no");
  if (state.open) query.set("open", state.open);
  if (state.at) query.set("at", `${state.at.zoom.toFixed(2)}/${state.at.lat.toFixed(4)}/${state.at.lng.toFixed(4)}`);
  const text = query.toString().replace(/%2F/g, "/");
  return text ? `?${text}` : "";
}

export const same = (a, b) => filters(a).toString() === filters(b).toString() && a.measure === b.measure && a.items === b.items;

// the page of folium maps that shows the same
export function plain(address, state, code) {
  const query = filters(state);
  if (state.measure !== "items") query.set("measure", state.measure);
  query.set("items", state.items ? "yes" : "no");
  const text = query.toString();
  return address + (code ? `/${code}` : "") + (text ? `?${text}` : "");
}
