// An inbox by keys: j/k or arrows move, x picks, o or Enter opens, f forwards, r returns, / searches, ? helps.
// Table: data-inbox, its rows with an id and a link [data-open], the keys of its actions in data-acts; buttons
// elsewhere wear data-key="f", and what is done to many data-many="f".
const table = document.querySelector("[data-inbox]");
const help = document.getElementById("keys");
const bar = document.querySelector("[data-bulk-bar]");

const rows = () => Array.from(table.querySelectorAll("tbody tr"));
const here = () => table.querySelector("tr.here");

function go(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(here());
  const next = all[Math.max(0, Math.min(all.length - 1, at + step))];
  all.forEach((row) => row.classList.remove("here"));
  next.classList.add("here");
  const link = next.querySelector("[data-open]") || next.querySelector("a");
  if (link) link.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function tell() {
  if (!bar) return;
  const picked = table.querySelectorAll("[data-pick]:checked").length;
  table.querySelectorAll("[data-pick]").forEach((box) => box.closest("tr").classList.toggle("picked", box.checked));
  const words = bar.querySelector("[data-bulk-say]");
  bar.classList.toggle("idle", !picked);
  words.textContent = picked ? words.dataset.bulkSay.replace("{n}", picked) : words.dataset.bulkNone;
  bar.querySelectorAll("[data-bulk]").forEach((button) => {
    button.textContent = picked ? button.dataset.bulk.replace("{n}", picked) : button.dataset.bulkPlain;
  });
  const all = table.querySelector("[data-pick-all]");
  if (all) all.indeterminate = picked > 0 && picked < table.querySelectorAll("[data-pick]").length;
}

// while rows are picked a key does to all of them what the bar offers
function many(key) {
  if (!bar || !table || !table.querySelector("[data-pick]:checked")) return false;
  const button = bar.querySelector(`[data-many="${key}"]`);
  if (!button) return false;
  if (button.tagName === "OPTION") {
    button.parentNode.value = button.value;
    bar.querySelector("[data-many-go]").click();
  } else button.click();
  return true;
}

// the marked row is what a key is about: where another one stands open, it is opened first
let waiting = "";
function one(key) {
  const open = document.querySelector("#pane [data-item]");
  const row = table && here();
  const link = row && row.querySelector("[data-open]");
  if (link && (table.dataset.acts || "").includes(key) && !(open && row.id === `row-${open.dataset.item}`)) {
    waiting = key;
    link.click();
    return true;
  }
  const button = document.querySelector(`[data-key="${key}"]`);
  if (button) button.click();
  return Boolean(button);
}
document.addEventListener("htmx:afterSwap", (event) => {
  if (!waiting || event.target.id !== "pane") return;
  const button = event.target.querySelector(`[data-key="${waiting}"]`);
  waiting = "";
  if (button) button.click();
});

const acts = {
  j: () => go(1), ArrowDown: () => go(1), k: () => go(-1), ArrowUp: () => go(-1),
  x() {
    const box = here() && here().querySelector("[data-pick]");
    if (box) box.click();
  },
  o() {
    const link = here() && (here().querySelector("[data-open]") || here().querySelector("a"));
    if (link) link.click();
  },
  "/"() {
    const box = document.querySelector("[role=search] input");
    if (box) box.focus();
  },
  "?"() {
    if (help && help.showModal) help.showModal();
  },
};

if (table) {
  table.addEventListener("change", (event) => {
    if (event.target.matches("[data-pick-all]")) {
      table.querySelectorAll("[data-pick]").forEach((box) => { box.checked = event.target.checked; });
    }
    tell();
  });
  table.addEventListener("focusin", (event) => {
    const row = event.target.closest("tbody tr");
    if (row) rows().forEach((other) => other.classList.toggle("here", other === row));
  });
  tell();
  window.addEventListener("pageshow", tell);
  document.addEventListener("htmx:afterSwap", tell);
}
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-keys]")) acts["?"]();
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const { target } = event;
  const typing = target.matches("textarea, select, input:not([type=checkbox]):not([type=radio])");
  if (typing) return;
  if (event.key === "?") acts["?"]();
  const letter = /^[a-z]$/.test(event.key);
  const scrolls = table && event.key.startsWith("Arrow") && !table.contains(target) && target !== document.body;
  if (letter && (many(event.key) || one(event.key))) event.preventDefault();
  else if (!table) return;
  else if (event.key !== "?" && Object.prototype.hasOwnProperty.call(acts, event.key) && !scrolls) acts[event.key]();
  else return;
  event.preventDefault();
});
