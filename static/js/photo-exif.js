// The EXIF of a JPEG on the phone: which way is up, and the whole of it for a picture that was made small.
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
export async function orientation(file) {
  const exif = await exifOf(file);
  return exif && exif.turn ? exif.view.getUint16(exif.turn, exif.little) : 1;
}

// the small picture with the EXIF of the large one, set upright: where it has to be known where and when it was taken
export async function described(blob, file) {
  const exif = file.type === "image/jpeg" ? await exifOf(file).catch(() => null) : null;
  if (!exif) return blob;
  if (exif.turn) exif.view.setUint16(exif.turn, 1, exif.little);
  return new Blob([blob.slice(0, 2), exif.view.buffer, blob.slice(2)], { type: "image/jpeg" });
}
