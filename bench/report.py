"""The table of a run, and the bar it is held against."""

from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

P95 = 150.0
"""Milliseconds below which 95 of 100 answers must come."""
TIMES, STRICT, PLUS = 4.0, 3.0, 5.0
"""The median must stay below so many times the bare SQL (a country's: fewer), and so many milliseconds."""

HEADS = (
    "page",
    "asked",
    "failed",
    "median",
    "p95",
    "SQL beside",
    "SQL alone",
    "asks",
    "Python",
    "ratio",
    "4 × + 5",
    "3 × + 5",
    "",
)


def row(
    *,
    page: str,
    pause: str,
    times: list[float],
    failed: int,
    statements: int,
    python: float,
    alone: float,
    beside: float,
    p95: float,
    most: float = TIMES,
) -> dict[str, Any]:
    """One page of one run, judged by the bare SQL asked in the same run beside the load."""
    middle = median(times)
    return {
        "page": page,
        "pause": pause,
        "asked": len(times),
        "failed": failed,
        "median": round(middle, 1),
        "p95": round(p95, 1),
        "statements": statements,
        "python": round(python, 1),
        "sql alone": round(alone, 2),
        "sql beside": round(beside, 2),
        "ratio": round(middle / beside, 2),
        "times": most,
        "bar": round(most * beside + PLUS, 1),
        "bars": {f"{times:.0f} ×": round(times * beside + PLUS, 1) for times in (TIMES, STRICT)},
        "good": p95 < P95 and middle < most * beside + PLUS and not failed,
    }


def show(facts: dict[str, Any], results: list[dict[str, Any]]) -> None:
    """Print what was measured on, and a table for each pause."""
    console = Console(width=132, highlight=False)
    told = (
        f"{name} {value:,}" if isinstance(value, int) else f"{name} {value}" for name, value in facts.items()
    )
    console.print(", ".join(told))
    for pause in dict.fromkeys(result["pause"] for result in results):
        others = max(result["others"] for result in results if result["pause"] == pause)
        table = Table(
            title=f"{pause} s between clicks, in milliseconds, bar {results[0]['times']:.0f} × + 5;"
            f" others took {others:.0%} of the processors"
        )
        for name in HEADS:
            table.add_column(name, justify="left" if name == "page" else "right")
        for one in results:
            if one["pause"] == pause:
                table.add_row(*_cells(one))
        console.print(table)


def _cells(one: dict[str, Any]) -> list[str]:
    times = [f"{one[name]:.1f}" for name in ("median", "p95")]
    sql = [f"{one[name]:.2f}" for name in ("sql beside", "sql alone")]
    verdict = "yes" if one["good"] else "NO"
    counts = [str(one["asked"]), str(one["failed"])]
    python = f"{one['python']:.1f}"
    bars = [f"{'<' if one['median'] < bar else 'over'} {bar:.1f}" for bar in one["bars"].values()]
    held = [str(one["statements"]), python, f"{one['ratio']:.2f}", *bars, verdict]
    return [one["page"], *counts, *times, *sql, *held]
