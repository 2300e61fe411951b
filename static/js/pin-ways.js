// A map used by keys: its arrows and signs are Leaflet's own; Enter takes its middle, arrows on the pin move the pin.
const STEPS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

export function keys(map, take, move) {
  const box = map.getContainer();
  box.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target === box) box.classList.add("by-keys");
    const press = event.key === "Enter" || event.key === " ";
    const pin = event.target.classList.contains("leaflet-marker-icon");
    if (event.target === box && press) take(map.getCenter());
    else if (pin && STEPS[event.key]) move(STEPS[event.key].map((n) => n * (event.shiftKey ? 1 : 10)));
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  // said to whoever comes by keys, and not to a finger
  box.addEventListener("keyup", () => box.parentNode.classList.add("keyed"));
  ["mousedown", "touchstart", "focusout"].forEach((kind) => box.addEventListener(kind, () => box.classList.remove("by-keys"), { passive: true }));
}

// The place where this device is, on a button's press; hidden where the device has none to give.
export function gps(button, voice, say, took) {
  if (!("geolocation" in navigator)) button.hidden = true;
  button.addEventListener("click", () => {
    voice.textContent = say.sayWait;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => took({ lat: coords.latitude, lng: coords.longitude }, coords.accuracy),
      () => { voice.textContent = say.sayRefused; },
      { enableHighAccuracy: true, timeout: 20000, maximumAge: 30000 },
    );
  });
}

// Asks the server about the place as it stands in the fields: where a spelling that only it reads lies (UTM, degrees
// and minutes), in which area, how large, and what is odd about it. That is said at once; it holds nobody back.
const WAIT = 300;

export function asks(box, form, address, answered) {
  const field = (name) => form.querySelector(`[name=${name}]`);
  const value = (name) => {
    const chosen = form.querySelector(`[name=${name}]:checked`) || field(name);
    return chosen && (chosen.type !== "radio" || chosen.checked) ? chosen.value : "";
  };
  const doubts = form.querySelector("[data-pin-doubts]");
  const list = form.querySelector("[data-pin-doubt-list]");
  const reason = form.querySelector("[data-pin-reason]");
  if (!address) return { now() {} };
  let timer = 0;
  let last = 0;

  function tell({ doubts: said, told }) {
    const same = Array.from(list.children, (row) => row.textContent).join() === said.join();
    field("told").value = told;
    if (same) return;
    list.textContent = "";
    said.forEach((words) => { list.appendChild(document.createElement("li")).textContent = words; });
    doubts.hidden = !said.length;
    if (said.length) reason.open = true;
    reason.hidden = !said.length && !field("geom_reason").value;
  }
  function ask() {
    const query = new URLSearchParams();
    ["lat", "lon", "line", "shape"].forEach((name) => query.append(name, value(name)));
    last += 1;
    const mine = last;
    fetch(`${address}?${query}`, { credentials: "same-origin", headers: { "X-Requested-With": "fetch" } })
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
      .then((told) => {
        if (mine !== last) return; // asked again meanwhile
        tell(told);
        answered(told);
      })
      .catch(() => {}); // without signal it is said when the page is sent
  }
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  };
  ["input", "change"].forEach((kind) => box.addEventListener(kind, (event) => {
    if (["lat", "lon", "line", "shape"].includes(event.target.name)) soon();
  }));
  return { now: ask };
}
