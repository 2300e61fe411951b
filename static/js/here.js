// The place where this device is, into two boxes, on a button's press. Box: data-here, with lat and lon in it.
import { gps } from "./pin-ways.js?v=48c86c53e3e3";

document.querySelectorAll("[data-here]").forEach((box) => {
  const say = box.dataset;
  const voice = box.querySelector("[data-here-say]");
  gps(box.querySelector("[data-gps]"), voice, say, (at, radius) => {
    box.querySelector("[name=lat]").value = at.lat.toFixed(6);
    box.querySelector("[name=lon]").value = at.lng.toFixed(6);
    voice.textContent = `${say.sayGot} ${Math.round(radius)} ${say.sayMetres}`;
  });
});
