// How many items each area has, at the area's own point: circles on a map's frame, of a size that tells.
window.planhubSpots = (map, spots) => {
  const L = window.L;
  const far = spots.length > 40; // so many have no room for their numbers, which stand in the table
  spots.forEach(([lat, lon, n, name]) => {
    const across = Math.round(Math.min(60, (far ? 5 : 24) + (far ? 4 : 9) * Math.log10(n)));
    const disc = document.createElement("span");
    if (!far) disc.textContent = n.toLocaleString("en-US");
    const icon = L.divIcon({ html: disc, className: "spot", iconSize: [across, across] });
    L.marker([lat, lon], { icon, interactive: false, keyboard: false, alt: `${name} ${n}` }).addTo(map);
  });
};
