// The map in words: legend, areas in view as a table, items in view as a list, the card of one item.
import { baht, fill, number, say, value } from "./explorer-scale.js?v=f6350c4d1f54";

const SVG = "http://www.w3.org/2000/svg";

export function make(tag, words, kind) {
  const element = document.createElement(tag);
  if (words) element.textContent = words;
  if (kind) element.className = kind;
  return element;
}

function swatch(colour, dashed) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 28 18");
  svg.setAttribute("aria-hidden", "true");
  const rect = svg.appendChild(document.createElementNS(SVG, "rect"));
  const shape = { x: ".5", y: ".5", width: "27", height: "17", fill: colour, stroke: "#66758a" };
  Object.keys(shape).forEach((name) => rect.setAttribute(name, shape[name]));
  if (dashed) rect.setAttribute("stroke-dasharray", "3 2");
  return svg;
}

export function legend(box, scale, state, level, data, note, stand) {
  const { words } = data;
  const list = make("ul");
  const line = (colour, text, n, dashed) => {
    const row = list.appendChild(make("li"));
    row.append(swatch(colour, dashed), n ? fill(words.areas, { words: text, n: number(n) }) : text);
  };
  const whole = state.measure === "items" || state.measure === "baht"; // areas that nothing is said of have none
  if (scale.zeros || whole) line(data.colours.zero, words.zero, scale.zeros);
  const alike = ["items", "days", "per_head"].includes(state.measure); // one unit for all, told once
  scale.limits.forEach((low, at) => {
    const last = at === scale.limits.length - 1;
    const next = scale.limits[at + 1] - (state.measure === "items" ? 1 : 0); // whole numbers end before the next class
    const high = last ? scale.top : next;
    const text = low === high ? say(low, state.measure, words) : `${alike ? `${number(low)}–` : `${say(low, state.measure, words)} – `}${say(high, state.measure, words)}`;
    line(scale.colours[at], text, scale.counts[at]);
  });
  line(data.colours.none, words.none, scale.unknown, true);
  const told = (row) => say(value(row, state.measure), state.measure, words);
  stand.slice(0, 6).forEach(({ name, row, colour }) => line(colour, fill(words.whole, { name, value: told(row) })));
  box.textContent = "";
  const head = make("h2", `${data.measures[state.measure]} · ${data.levels[level]}`, "h3");
  box.append(head, list);
  if (note) box.append(make("p", note, "small"));
}

// a row for each area in view, the largest first; its name moves the map there
export function areas(box, rows, state, data, go) {
  const page = document.getElementById("areas-table").content.cloneNode(true);
  const head = page.querySelector("[data-measure]");
  const extra = state.measure !== "items";
  if (extra) head.textContent = data.measures[state.measure];
  else head.remove();
  const body = page.querySelector("tbody");
  const some = rows.filter(({ row }) => row && row.items); // of an area without any the map says it already
  some.forEach(({ name, row, centre }) => {
    const line = body.appendChild(make("tr"));
    const cell = line.appendChild(make("th"));
    cell.scope = "row";
    const button = cell.appendChild(make(centre ? "button" : "span", name));
    if (data.locale === "en") button.lang = /[\u0e00-\u0e7f]/.test(name) ? "th" : "en";
    if (centre) {
      button.type = "button";
      button.addEventListener("click", () => go(centre));
    }
    line.append(make("td", number(row ? row.items : 0), "num"));
    if (extra) line.append(make("td", say(value(row, state.measure), state.measure, data.words), "num"));
  });
  box.textContent = "";
  if (some.length) box.append(page);
}

// several items in one circle: how many, how much, how they stand, and two ways on
export function together(box, feature, name, data, actions) {
  const { words } = data;
  box.textContent = "";
  box.append(make("h2", name || fill(words.items, { n: number(feature.n) })));
  box.append(make("p", `${fill(words.items, { n: number(feature.n) })} · ${baht(feature.baht, words)}`, "num"));
  const list = box.appendChild(make("ul", "", "legend-list"));
  Object.keys(data.groups).forEach((letter) => {
    if (!feature[letter]) return;
    const line = list.appendChild(make("li"));
    line.append(swatch(data.colours.groups[letter]), ` ${data.groups[letter]} ${number(feature[letter])}`);
  });
  const row = box.appendChild(make("p", "", "cluster"));
  const zoom = row.appendChild(make("button", words.zoomTo, "btn btn-small"));
  zoom.type = "button";
  zoom.addEventListener("click", actions.zoom);
  if (actions.page) {
    const link = row.appendChild(make("a", words.openMap, "btn btn-2 btn-small"));
    link.href = actions.page;
  }
}
