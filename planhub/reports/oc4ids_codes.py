"""What PlanHub's stages, sides, kinds and methods are called in OC4IDS 0.9.5, code by code. Pure."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from planhub.clock import BANGKOK
from planhub.workflow.stages import Stage

VERSION = "0.9"
"""Of the standard, as a package says it: major.minor."""
CURRENCY = "THB"

STATUS: Mapping[Stage, str] = {
    Stage.FUNDED: "preparation",
    Stage.PROCUREMENT: "implementation",
    Stage.WORKS: "implementation",
    Stage.LOCAL: "implementation",
    Stage.JOINT: "implementation",
    Stage.COMPLETED: "completion",
    Stage.EVALUATED: "maintenance",
}
"""Of a project that has money; procurement belongs to implementation there."""
CANCELLED = frozenset({Stage.REJECTED, Stage.WITHDRAWN})
"""Stages of a project that had money and is not carried out."""
WAITING = "identification"
"""Any other stage of a project that has money: it went back, or waits for the next round."""

SECTOR: Mapping[str, tuple[str, ...]] = {
    "water": ("naturalResources",),
    "agriculture": ("economy",),
    "economy": ("economy",),
    "tourism": ("cultureSportsAndRecreation",),
    "health": ("health",),
    "education": ("education",),
    "environment": ("naturalResources",),
    "safety": ("governance",),
    "disaster": ("naturalResources", "naturalResources.floodProtection"),
    "governance": ("governance",),
}
"""By side; infrastructure and social say too little, their kind of asset says more."""
SECTOR_OF_ASSET: Mapping[str, tuple[str, ...]] = {
    "road": ("transport", "transport.road"),
    "water": ("waterAndWaste",),
    "medical": ("health",),
    "farm": ("economy",),
}

TYPE: Mapping[str, str] = {
    "build": "construction",
    "install": "construction",
    "improve": "expansion",
    "rebuild": "rehabilitation",
    "repair": "rehabilitation",
    "dredge": "maintenance",
    "extend": "expansion",
}
"""By kind of work; what is bought, taught or hired is no infrastructure and names none.

The standard counts an upgrade as expansion, and upkeep before anything is broken as maintenance."""

METHOD: Mapping[str, str] = {
    "ebidding": "open",
    "emarket": "open",
    "price_quote": "open",
    "selection": "limited",
    "specific": "direct",
}


def moment(at: datetime) -> str:
    """A time with its zone, to the second."""
    return at.astimezone(BANGKOK).isoformat(timespec="seconds")


def day(on: date) -> str:
    """A day, from its first moment in Thailand."""
    return datetime.combine(on, time(), BANGKOK).isoformat()


def period(first: date | None, last: date | None) -> dict[str, Any] | None:
    """A period of which one end may be unknown; its days are the difference, as the standard counts them."""
    if first is None and last is None:
        return None
    told: dict[str, Any] = {}
    if first is not None:
        told["startDate"] = day(first)
    if last is not None:
        told["endDate"] = day(last)
    if first is not None and last is not None and last >= first:
        told["durationInDays"] = (last - first).days
    return told


def fiscal_period(year: int) -> dict[str, Any]:
    """A Thai fiscal year, named in the Buddhist era: 2570 is October 2026 to September 2027."""
    first = date(year - 544, 10, 1)
    last = date(year - 543, 10, 1) - timedelta(days=1)
    return {"startDate": day(first), "endDate": day(last)}


def baht(sum_: Decimal) -> dict[str, Any]:
    """A sum of money; a float holds every sum that the database does to the satang."""
    return {"amount": float(sum_), "currency": CURRENCY}


def whole(told: Any) -> Any:
    """The same without anything empty: the standard wants a field left out that says nothing."""
    if isinstance(told, Mapping):
        kept = {name: whole(value) for name, value in told.items()}
        return {name: value for name, value in kept.items() if not _empty(value)}
    if isinstance(told, list | tuple):
        return [value for value in map(whole, told) if not _empty(value)]
    return told.strip() if isinstance(told, str) else told


def _empty(value: Any) -> bool:
    return value is None or (isinstance(value, str | dict | list) and not value)
