// An inbox by keys: j/k or arrows move, x picks, o or Enter opens, f forwards, r returns, / searches, ? helps.
// Table: data-inbox, its rows with an id and a link [data-open]; buttons elsewhere wear data-key="f".
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
  const button = /^[a-z]$/.test(event.key) && document.querySelector(`[data-key="${event.key}"]`);
  const scrolls = table && event.key.startsWith("Arrow") && !table.contains(target) && target !== document.body;
  if (button) button.click();
  else if (!table) return;
  else if (event.key !== "?" && Object.prototype.hasOwnProperty.call(acts, event.key) && !scrolls) acts[event.key]();
  else return;
  event.preventDefault();
});
