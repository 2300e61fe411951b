// Makes photos small on the phone before they are sent: at most 1600 px, JPEG, upright, without EXIF.
// Box: data-photo-shrink, data-max-side, data-max-mb, data-max-files; data-keep-exif where the server reads it. Whatever fails is sent as it was chosen.
import { described, orientation } from "./photo-exif.js?v=1842e1c1b4f0";

const turnsItself = CSS.supports("image-orientation", "from-image"); // older Chromium leaves turning to us

const TURNS = { 2: [-1, 0, 0, 1, 1, 0], 3: [-1, 0, 0, -1, 1, 1], 4: [1, 0, 0, -1, 0, 1], 5: [0, 1, 1, 0, 0, 0],
  6: [0, 1, -1, 0, 1, 0], 7: [0, -1, -1, 0, 1, 1], 8: [0, -1, 1, 0, 0, 1] };

function load(file) {
  return new Promise((done, fail) => {
    const image = new Image();
    image.onload = () => done(image);
    image.onerror = fail;
    image.src = URL.createObjectURL(file);
  });
}

async function shrink(file, side, describe) {
  const turn = turnsItself || file.type !== "image/jpeg" ? 1 : await orientation(file);
  const image = await load(file);
  const scale = Math.min(1, side / Math.max(image.naturalWidth, image.naturalHeight));
  const wide = Math.round(image.naturalWidth * scale);
  const high = Math.round(image.naturalHeight * scale);
  const canvas = document.createElement("canvas");
  canvas.width = turn > 4 ? high : wide;
  canvas.height = turn > 4 ? wide : high;
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  const move = TURNS[turn];
  if (move) pen.setTransform(move[0], move[1], move[2], move[3], move[4] * canvas.width, move[5] * canvas.height);
  pen.drawImage(image, 0, 0, wide, high);
  URL.revokeObjectURL(image.src);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.82));
  if (!blob || (blob.size >= file.size && scale === 1 && turn === 1)) return file;
  const sent = describe ? await described(blob, file) : blob;
  return new File([sent], file.name.replace(/\.[^.]*$/, "") + ".jpg", { type: "image/jpeg", lastModified: file.lastModified });
}

const size = (bytes) => (bytes > 1048576 ? `${(bytes / 1048576).toFixed(1)} MB` : `${Math.ceil(bytes / 1024)} kB`);

function watch(box) {
  const input = box.querySelector("input[type=file]");
  const list = box.querySelector(".file-list");
  const most = Number(box.dataset.maxFiles || 99);
  const limit = Number(box.dataset.maxMb || 20) * 1048576;
  const shrinks = "photoShrink" in box.dataset;

  input.addEventListener("change", async () => {
    const chosen = Array.from(input.files);
    list.textContent = box.dataset.sayBusy;
    const ready = await Promise.all(chosen.slice(0, most).map((file) =>
      (shrinks && file.type.startsWith("image/") ? shrink(file, Number(box.dataset.maxSide || 1600), "keepExif" in box.dataset).catch(() => file) : file)));
    list.textContent = "";
    const send = new DataTransfer();
    ready.forEach((file, place) => {
      const row = list.appendChild(document.createElement("li"));
      if (file.type.startsWith("image/")) {
        const picture = row.appendChild(document.createElement("img"));
        picture.alt = "";
        picture.src = URL.createObjectURL(file);
      }
      const words = row.appendChild(document.createElement("span"));
      const smaller = file.size < chosen[place].size ? ` (${box.dataset.sayShrunk})` : "";
      words.textContent = `${file.name} · ${size(file.size)}${smaller}`;
      if (file.size > limit) {
        words.className = "bad";
        words.textContent += ` – ${box.dataset.sayBig}`;
      } else send.items.add(file);
    });
    if (chosen.length > most) {
      const row = list.appendChild(document.createElement("li"));
      row.className = "bad";
      row.textContent = box.dataset.sayMany;
    }
    input.files = send.files;
    if (send.files.length) box.dispatchEvent(new CustomEvent("planhub:ready", { bubbles: true }));
  });
}

document.querySelectorAll(".file").forEach(watch);
