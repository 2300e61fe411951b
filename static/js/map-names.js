// Inside a map's frame: the names of areas make way for points and for each other, a little up or down within their
// area; else they wait until one zooms in. So do names that are far wider than their area.
window.planhubNames = (() => {
  const SHIFTS = [[0, 0], [0, 26], [0, -26], [0, 44], [0, -44]];
  const names = [];
  const GAP = 3;
  const meet = (a, b) => a.left < b.right + GAP && b.left < a.right + GAP && a.top < b.bottom && b.top < a.bottom;
  const moved = (box, [x, y]) => ({ left: box.left + x, right: box.right + x, top: box.top + y, bottom: box.bottom + y });

  function thin(map) {
    const taken = Array.from(document.querySelectorAll(".marker-cluster, .item, .spot"), (point) => point.getBoundingClientRect());
    const corner = map.getContainer().getBoundingClientRect();
    names
      .map((layer) => {
        const box = layer.getBounds();
        const a = map.latLngToContainerPoint(box.getSouthWest());
        const b = map.latLngToContainerPoint(box.getNorthEast());
        const area = { left: a.x + corner.left, right: b.x + corner.left, top: b.y + corner.top, bottom: a.y + corner.top };
        return { tip: layer.getTooltip(), area, width: b.x - a.x, size: (b.x - a.x) * (a.y - b.y) };
      })
      .filter(({ tip }) => tip.getElement())
      .sort((a, b) => b.size - a.size)
      .forEach(({ tip, area, width }) => {
        const element = tip.getElement();
        const { x, y } = L.point(tip.options.offset);
        const middle = moved(element.getBoundingClientRect(), [-x, -y]);
        const free = (shift) => {
          const box = moved(middle, shift);
          return box.top >= area.top && box.bottom <= area.bottom && !taken.some((other) => meet(box, other));
        };
        const shift = middle.right - middle.left > width * 1.35 ? undefined : SHIFTS.find(free);
        element.classList.toggle("crowded", !shift);
        if (!shift) return;
        taken.push(moved(middle, shift));
        if (shift[0] === x && shift[1] === y) return;
        tip.options.offset = L.point(shift);
        tip.update();
      });
  }

  // set again whenever the map moves, and once more when clusters have come to rest
  function keep(map) {
    let resting = 0;
    const settle = () => {
      thin(map);
      clearTimeout(resting);
      resting = setTimeout(() => thin(map), 400);
    };
    map.on("zoomend moveend resize", settle);
    settle();
    if (document.fonts) document.fonts.ready.then(settle);
  }

  return { add: (layer) => names.push(layer), keep };
})();
