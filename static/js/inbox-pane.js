// A form that has opened takes the keys.
function begin(form) {
  const first = form && form.querySelector("input:not([type=hidden]), select, textarea");
  if (first) first.focus({ preventScroll: true });
}

// When another item is put into the right part: mark its row, and on narrow screens go to it.
document.addEventListener("htmx:afterSwap", (event) => {
  const pane = event.target;
  if (pane.id !== "pane") return;
  const id = new URLSearchParams(window.location.search).get("item");
  document.querySelectorAll("[data-inbox] tbody tr").forEach((row) => row.classList.toggle("here", row.id === `row-${id}`));
  const form = pane.querySelector("#decide-form");
  pane.scrollTop = 0;
  if (window.matchMedia("(max-width: 999px)").matches || form) (form || pane).scrollIntoView({ block: form ? "nearest" : "start" });
  begin(form);
});
// with room for three parts, the oldest matter stands open from the start
document.addEventListener("DOMContentLoaded", () => {
  const first = document.querySelector("[data-inbox] [data-open]");
  const chosen = new URLSearchParams(window.location.search).get("item");
  if (first && !chosen && window.matchMedia("(min-width: 1000px)").matches) first.click();
});
// an address with a form opens with it: the part that holds it scrolls by itself, and after the browser has gone to #…
window.addEventListener("load", () => {
  const form = document.getElementById("decide-form");
  if (!form) return;
  if (form.closest("#pane")) form.scrollIntoView({ block: "nearest" });
  if (!document.querySelector(".error-summary")) begin(form);
});
// a failed load must not leave the old item standing as if it were the chosen one
document.addEventListener("htmx:responseError", (event) => {
  window.location.assign(event.detail.pathInfo.requestPath);
});
document.addEventListener("htmx:sendError", (event) => {
  window.location.assign(event.detail.pathInfo.requestPath);
});
