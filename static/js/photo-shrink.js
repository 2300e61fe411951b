// Makes photos small on the phone before they are sent: at most 1600 px, JPEG, upright, without EXIF.
// Box: data-photo-shrink, data-max-side, data-max-mb, data-max-files; data-keep-exif where the server reads it. Whatever fails is sent as it was chosen.
const turnsItself = CSS.supports("image-orientation", "from-image"); // older Chromium leaves turning to us

// the EXIF of a JPEG: its bytes, and where in them the value of the orientation stands; null when there is none
async function exifOf(file) {
  const buffer = await new Response(file.slice(0, 131072)).arrayBuffer();
  const view = new DataView(buffer);
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return null;
  let at = 2;
  while (at + 10 < view.byteLength) {
    const marker = view.getUint16(at);
    const end = at + 2 + view.getUint16(at + 2);
    if (marker === 0xffe1 && view.getUint32(at + 4) === 0x45786966) {
      if (end > view.byteLength || at + 18 > end) return null;
      return turnIn(new DataView(buffer.slice(at, end)));
    }
    if ((marker & 0xff00) !== 0xff00) return null;
    at = end;
  }
  return null;
}

function turnIn(view) {
  const little = view.getUint16(10) === 0x4949;
  const start = 10 + view.getUint32(14, little);
  const rows = start + 2 <= view.byteLength ? view.getUint16(start, little) : 0;
  for (let row = 0; row < rows && start + 14 + row * 12 <= view.byteLength; row += 1) {
    if (view.getUint16(start + 2 + row * 12, little) === 0x0112) return { view, little, turn: start + 10 + row * 12 };
  }
  return { view, little, turn: 0 };
}

// the orientation tag of a JPEG, 1 when there is none
async function orientation(file) {
  const exif = await exifOf(file);
  return exif && exif.turn ? exif.view.getUint16(exif.turn, exif.little) : 1;
}

// the small picture with the EXIF of the large one, set upright: where it has to be known where and when it was taken
async function described(blob, file) {
  const exif = file.type === "image/jpeg" ? await exifOf(file).catch(() => null) : null;
  if (!exif) return blob;
  if (exif.turn) exif.view.setUint16(exif.turn, 1, exif.little);
  return new Blob([blob.slice(0, 2), exif.view.buffer, blob.slice(2)], { type: "image/jpeg" });
}

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
  });
}

document.querySelectorAll(".file").forEach(watch);
