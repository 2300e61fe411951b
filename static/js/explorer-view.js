// Keeps the words of one mind with the map: address bar, legend, table and list of what is in view.
import * as areas from "./explorer-areas.js?v=57f6904989e6";
import * as coarse from "./explorer-coarse.js?v=e8c6c5952caf";
import { middle, sums } from "./explorer-map.js?v=58ee050af160";
import * as scale from "./explorer-scale.js?v=f6350c4d1f54";
import { plain, write } from "./explorer-state.js?v=25e1257875c4";
import * as twin from "./explorer-twin.js?v=2c614a9bd787";

export const box = (name) => document.getElementById(name);
export const nameOf = (area, data) => (data.locale === "en" && area.en) || area.th;

// a fragment of our own server, escaped there, put in place of what was shown
export async function fragment(box, address, words) {
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  const text = await answer.text();
  if (!answer.ok) {
    const page = new DOMParser().parseFromString(text, "text/html").querySelector("main");
    box.textContent = "";
    box.append(twin.make("p", (page && page.textContent.trim().slice(0, 300)) || words.failed, "quiet"));
    return false;
  }
  box.innerHTML = text;
  return true;
}

// `c` is the explorer: its map, its data, its state and the query of its filters
export function viewing(c) {
  const { map, data } = c;
  const { words } = data;
  let turn = 0;

  function remember(push) {
    const { lng, lat } = map.getCenter();
    c.state.at = { zoom: map.getZoom(), lat, lng };
    const address = window.location.pathname + write(c.state);
    if (address === window.location.pathname + window.location.search) return;
    window.history[push ? "pushState" : "replaceState"](null, "", address);
  }

  const go = (centre) => { if (centre) map.easeTo({ center: centre, zoom: Math.max(map.getZoom() + 1.6, 7) }); };

  function note(found) {
    const { measure, stage } = c.state;
    if (found.rows === null) return words.noSource;
    if (found.allWords) return words.wordsOnly;
    if (measure === "days" && found.rows.size && !found.waits) return found.waits === null ? words.noDays : words.noWait;
    if ((measure === "funded" || measure === "done") && stage) return words.shares;
    return "";
  }

  function say() {
    const found = sums(map);
    let text = "";
    if (found && !found.n) text = box("coarse").hidden ? words.nothing : box("coarse").textContent;
    else if (found) text = scale.fill(words.inView, { n: scale.number(found.n), baht: scale.baht(found.baht, words) }) + (found.more ? ` · ${words.more}` : "");
    if (box("said").textContent !== text) box("said").textContent = text;
  }

  async function list() {
    const b = map.getBounds();
    const near = map.getZoom() >= data.pointsFrom - 0.01 && b.getEast() - b.getWest() <= data.widest;
    if (!near) {
      box("items-in-view").textContent = "";
      box("items-in-view").append(twin.make("p", words.closer, "quiet small"));
      return;
    }
    const asked = c.query();
    asked.set("box", [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()].map((n) => n.toFixed(5)).join(","));
    await fragment(box("items-in-view"), `${data.list}?${asked}`, words);
  }

  function table(found) {
    const { measure } = c.state;
    const rows = areas.inView(map, found.level).filter((area) => area.centre)
      .map((area) => ({ code: area.code, name: nameOf(area, data), centre: area.centre, row: found.rows && found.rows.get(area.code) }));
    const inner = rows.map((row) => row.code);
    found.stand.filter((area) => !inner.some((code) => code.startsWith(area.code))).forEach((area) => rows.push(area));
    rows.sort((a, b) => (scale.value(b.row, measure) || 0) - (scale.value(a.row, measure) || 0));
    twin.areas(box("areas-in-view"), rows.slice(0, 200), c.state, data, go);
  }

  async function refresh() {
    const mine = ++turn;
    try {
      const found = await areas.colour(map, c.state, data, c.query());
      if (mine !== turn) return;
      twin.legend(box("legend"), found.scale, c.state, found.level, data, note(found), found.alone ? [] : found.stand);
      coarse.tell(map, box("coarse"), found, data);
      table(found);
      say();
      box("print").href = plain(data.plain, c.state, middle(map));
      box("printed").textContent = box("print").href;
      await list();
      document.documentElement.dataset.explored = String(turn);
    } catch (trouble) {
      if (mine === turn) box("said").textContent = words.failed;
    }
  }

  return { remember, go, say, refresh };
}
