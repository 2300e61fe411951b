"""What a frame shows, in words that know no library: areas, points, counts, and the finished page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Asset = Callable[[str], str]
"""Gives the address of a file of static/."""


@dataclass(frozen=True)
class Polygon:
    """An area to draw: its geometry and colour go to folium, its words beside it."""

    code: str
    geometry: Mapping[str, Any]
    fill: str
    name: str
    say: str
    """The number that the colour stands for, with its unit."""
    url: str = ""
    """Page of the area; "": it cannot be opened."""
    dashed: bool = False


@dataclass(frozen=True)
class Pin:
    """An item to draw as a point, with the words of its card."""

    lat: float
    lon: float
    colour: str
    card: Mapping[str, str]
    """title, number, stage, money, note, url."""


@dataclass(frozen=True)
class Spot:
    """Several items counted together at the point of their area."""

    lat: float
    lon: float
    items: int
    name: str


@dataclass(frozen=True)
class Drawing:
    """All that one frame shows."""

    title: str
    lang: str
    polygons: Sequence[Polygon] = ()
    outline: Mapping[str, Any] | None = None
    """The area's own line, around what is drawn."""
    pins: Sequence[Pin] = ()
    spots: Sequence[Spot] = ()
    notes: Sequence[str] = ()
    """Said on the map: schematic lines, how many points of how many."""
    credit: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    tiles: str = ""


@dataclass(frozen=True)
class Frame:
    """A finished page and the hash of its only inline script, for the content security policy."""

    html: str
    script_hash: str
