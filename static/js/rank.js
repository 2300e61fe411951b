// Ranking by dragging (SortableJS), by buttons, by Alt with the arrow keys, or by typing a number.
// The number boxes are what is sent; this only keeps them in order: 1…n, or the numbers of data-places.
function watch(list) {
  const voice = document.querySelector("[data-rank-say]");
  const rows = () => Array.from(list.children);
  const places = (list.dataset.places || "").split(" ").filter(Boolean).map(Number);
  const numberOf = (place) => (places.length ? places[place] : place + 1);
  const placeOf = (number) => {
    if (!places.length) return number - 1;
    const at = places.findIndex((one) => one >= number);
    return at < 0 ? places.length : at;
  };

  function number(moved) {
    rows().forEach((row, place) => {
      const box = row.querySelector("input");
      if (box.value !== String(numberOf(place))) {
        box.value = numberOf(place);
        box.dispatchEvent(new Event("change", { bubbles: true }));
      }
      const now = row.querySelector("[data-stored]");
      if (now) now.hidden = now.dataset.stored === box.value;
      row.classList.toggle("moved", row === moved);
    });
    if (moved && voice) {
      const title = moved.querySelector(".title").textContent.trim();
      voice.textContent = `${title}: ${list.dataset.sayMoved} ${numberOf(rows().indexOf(moved))}`;
    }
  }

  function place(row, to) {
    const others = rows().filter((other) => other !== row);
    const at = Math.max(0, Math.min(to, others.length));
    list.insertBefore(row, others[at] || null);
    number(row);
  }

  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-up], [data-down]");
    if (!button) return;
    const row = button.closest("li");
    place(row, rows().indexOf(row) + ("up" in button.dataset ? -1 : 1));
    button.focus();
  });
  list.addEventListener("keydown", (event) => {
    const row = event.target.closest("li");
    if (!row || !event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    const focused = event.target;
    place(row, rows().indexOf(row) + (event.key === "ArrowUp" ? -1 : 1));
    focused.focus();
  });
  list.addEventListener("change", (event) => {
    if (!event.isTrusted || event.target.tagName !== "INPUT") return;
    const wanted = Number(event.target.value.replace(/[๐-๙]/g, (digit) => digit.charCodeAt(0) - 3664));
    if (wanted >= 1) place(event.target.closest("li"), placeOf(wanted));
    event.target.focus();
  });
  if (window.Sortable) {
    window.Sortable.create(list, { handle: "[data-grip]", ghostClass: "ghost", animation: 0, onEnd: (event) => number(event.item) });
  }
}

document.querySelectorAll("[data-rank]").forEach(watch);
