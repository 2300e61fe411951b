"""What the parts of the bench found, in one shape for all, and how it grows with the items."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One line of the table for one installation."""

    what: str
    told: str
    """Ours and what it is held against, with units."""
    ratio: float
    bar: str
    good: bool
    others: float | None
    """Part of the processors that others took meanwhile; None where only the load is known."""

    @property
    def cell(self) -> str:
        """As the table shows it."""
        return f"**{self.ratio:g}** ({self.told}){'' if self.good else ' missed'}"


def tiles(row: dict[str, Any]) -> Figure:
    """A zoom of the race against tipg."""
    told = f"{row['ours']:.0f} : {row['tipg']:g}/s, cold p95 {row['cold p95']:.0f} ms, {row['largest']:,} B"
    bar = f"≥ {row['bar']:g}, < 250 ms, ≤ 300 kB"
    return Figure(f"item tiles z{row['zoom']} : tipg", told, row["ratio"], bar, row["good"], row["others"])


def geojson(row: dict[str, Any]) -> Figure:
    """The race of GeoJSON pages."""
    told = f"{row['ours']:g} : {row['tipg']:g}/s; all fields {row['ours, all fields']:g}/s"
    what = "GeoJSON page of 1,000 : tipg"
    return Figure(what, told, row["ratio"], f"≥ {row['bar']:g}", row["good"], row["others"])


def summary(row: dict[str, Any]) -> Figure:
    """A kind of summary beside the table read by hand."""
    told = f"{row['median']:g} : {row['by hand']:g} ms, p95 {row['p95']:g} ms"
    what = f"summary of {row['what']} : by hand"
    return Figure(what, told, row["ratio"], f"< {row['bar']:g}, < 50 ms", row["good"], row["others"])


def decisions(row: dict[str, Any]) -> Figure:
    """Decisions through the web beside pgbench."""
    told = f"{row['web']:g} : {row['pgbench']:g}/s, {row['deadlocks']} deadlocks, {row['refused']} refused"
    bar = f"≥ {row['bar']:g}, none"
    return Figure("decisions, 8 clients : pgbench", told, row["ratio"], bar, row["good"], row["others"])


def pages(row: dict[str, Any]) -> Figure:
    """A page at ten people beside its bare SQL."""
    bars = ", ".join(f"{'<' if row['median'] < bar else 'over'} {bar:g} ({name} + 5)"
                     for name, bar in row["bars"].items())  # fmt: skip
    told = f"{row['median']:g} : {row['sql beside']:g} ms, p95 {row['p95']:g} ms; {bars}"
    bar = f"< {row['times']:g} × + 5 ms, p95 < 150 ms"
    return Figure(f"{row['page']} at 10 people : SQL", told, row["ratio"], bar, row["good"], row["others"])


def imports(row: dict[str, Any]) -> Figure:
    """A list imported beside COPY."""
    told = f"{row['import_rows_per_s']:,} : {row['copy_rows_per_s']:,} rows/s, {row['memory_mb']} MB"
    good = row["ratio"] >= 0.5 and row["memory_mb"] < 500
    what = f"import of {row['rows']:,} rows : COPY"
    return Figure(what, told, row["ratio"], "≥ 0.5, < 500 MB", good, row.get("others"))


def table(found: dict[int, list[Figure]]) -> str:
    """Markdown: a row for each figure, a column for each number of items."""
    sizes = sorted(found)
    lines = ["| work | bar | " + " | ".join(f"{size:,} items" for size in sizes) + " |"]
    lines.append("|" + "---|" * (len(sizes) + 2))
    bars = {figure.what: figure.bar for size in sizes for figure in found[size]}
    for what, bar in bars.items():
        cells = {size: figure.cell for size in sizes for figure in found[size] if figure.what == what}
        lines.append(f"| {what} | {bar} | " + " | ".join(cells.get(size, "") for size in sizes) + " |")
    busiest = [max((f.others for f in found[size] if f.others is not None), default=0) for size in sizes]
    lines.append(
        "| others took of the processors, at most | | " + " | ".join(f"{b:.0%}" for b in busiest) + " |"
    )
    return "\n".join(lines)
