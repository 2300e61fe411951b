// A Leaflet map kept as large as its box: drawn while hidden or before the page had its shape, it is drawn again.
// look() sets the view; it is asked again at each new size until somebody has moved the map.
export function sized(map, box, look) {
  let touched = false;
  ["mousedown", "touchstart", "keydown"].forEach((kind) => box.addEventListener(kind, () => { touched = true; }, { passive: true }));
  const again = () => {
    map.invalidateSize({ pan: false, animate: false });
    if (!touched && map.getSize().x && map.getSize().y) look();
  };
  if (window.ResizeObserver) new ResizeObserver(again).observe(box);
  again();
}
