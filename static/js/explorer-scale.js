// Classes and words of the colours: about as many areas in each, limits of two digits, real numbers with units.
const grouped = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });
const MILLION = 1e6;

export const fill = (words, values) => words.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
export const number = (n) => grouped.format(n);

export function value(row, measure) {
  if (!row) return null;
  if (measure === "items") return row.items;
  if (measure === "baht") return row.baht;
  if (measure === "per_head") return row.people ? row.baht / row.people : null;
  if (measure === "days") return row.days;
  return row.counted ? (100 * row[measure]) / row.counted : null;
}

export function baht(n, words) {
  return n >= MILLION ? fill(words.millions, { n: grouped.format(Math.round(n / 1e4) / 100) }) : fill(words.baht, { n: grouped.format(Math.round(n)) });
}

export function say(n, measure, words) {
  if (n === null || n === undefined) return words.none;
  if (measure === "items") return fill(words.items, { n: grouped.format(n) });
  if (measure === "baht") return baht(n, words);
  if (measure === "per_head") return fill(words.perHead, { n: grouped.format(Math.round(n)) });
  if (measure === "days") return fill(words.days, { n: grouped.format(n) });
  return `${grouped.format(Math.round(n * 10) / 10)}%`;
}

function rounded(n) {
  if (n <= 0) return 0;
  const digits = Math.pow(10, Math.floor(Math.log10(n)) - 1);
  return digits >= 1 ? Math.floor(n / digits) * digits : Number((Math.floor(n / digits) * digits).toPrecision(2));
}

// limits from low to high: a value belongs to the last limit that it reaches
export function scale(values, colours) {
  const known = values.filter((n) => n !== null && n > 0).sort((a, b) => a - b);
  const limits = [];
  for (let at = 0; at < colours.sequence.length && known.length; at += 1) {
    const limit = rounded(known[Math.floor((at * known.length) / colours.sequence.length)]);
    if (!limits.length || limit > limits[limits.length - 1]) limits.push(limit);
  }
  const step = limits.length > 1 ? (colours.sequence.length - 1) / (limits.length - 1) : 0;
  const shown = limits.map((_, at) => colours.sequence[limits.length > 1 ? Math.round(at * step) : 2]);
  const top = known.length ? known[known.length - 1] : 0;
  const found = {
    limits, top, colours: shown,
    colour(n) {
      if (n === null || n === undefined) return colours.none;
      if (n <= 0) return colours.zero;
      let at = limits.length - 1;
      while (at > 0 && limits[at] > n) at -= 1;
      return shown[at];
    },
  };
  found.counts = shown.map((colour) => known.filter((n) => found.colour(n) === colour).length);
  found.zeros = values.filter((n) => n !== null && n <= 0).length;
  found.unknown = values.filter((n) => n === null).length;
  return found;
}
