"""What a work was to deliver, read from the need's own words: name, target and unit of each indicator."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from planhub.proposals.need import Need
from planhub.thai.folding import arabic_digits, visible

MOST = 12
"""Indicators of one work."""
_VALUE = re.compile(r"^(?P<name>.*\S)\s+(?P<target>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>[^\d\s][^\d]{0,30})?$")


@dataclass(frozen=True)
class Indicator:
    """One indicator as text; "" for what nobody said."""

    name: str
    target: str = ""
    actual: str = ""
    unit: str = ""

    @property
    def share(self) -> int | None:
        """Percent of the target that was reached, where both are numbers."""
        target, actual = number_in(self.target), number_in(self.actual)
        if not target or actual is None:
            return None
        return int(actual * 100 / target)


def number_in(text: str) -> Decimal | None:
    """The number that a text is, Thai digits and commas read; None for any other text."""
    try:
        found = Decimal(visible(arabic_digits(text)).replace(",", ""))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def promised(need: Need) -> list[Indicator]:
    """The indicators of a need: the size asked for, its technical indicators, and the result expected."""
    found = []
    if need.quantity is not None:
        found.append(
            Indicator(visible(need.request or need.title), _plain(need.quantity), "", need.unit or "")
        )
    found += [_read(line) for line in _lines(need.later.get("indicators"))]
    found += [_read(line) for line in _lines(need.expected_result)]
    unlike = {one.name: one for one in reversed(found)}
    return [one for one in found if unlike[one.name] is one][:MOST]


def kept(delivered: Mapping[str, Any]) -> list[Indicator]:
    """The indicators of a close-out as it is kept."""
    rows: Sequence[Mapping[str, str]] = delivered.get("indicators", ())
    return [
        Indicator(**{name: str(row.get(name, "")) for name in ("name", "target", "actual", "unit")})
        for row in rows
    ]


def _read(line: str) -> Indicator:
    found = _VALUE.match(arabic_digits(line))
    if not found:
        return Indicator(line)
    return Indicator(found["name"], found["target"], "", (found["unit"] or "").strip())


def _lines(text: Any) -> list[str]:
    if isinstance(text, list):  # as another program may have left them
        text = "\n".join(str(one) for one in text)
    return [line for line in map(visible, str(text or "").splitlines()) if line]


def _plain(number: Decimal) -> str:
    return f"{number:,f}".rstrip("0").rstrip(".") if "." in f"{number:f}" else f"{number:,f}"
