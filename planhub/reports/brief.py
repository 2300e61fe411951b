"""The governor's brief: one A4 sheet in Thai with the three numbers, a map, the districts, the ten worst."""

from collections.abc import Mapping
from html import escape
from typing import Any

from planhub.reports.typesetting import draw, typeset


def brief(data: Mapping[str, Any]) -> bytes:
    """The PDF; `data` is what `typst/brief.typ` shows, words and numbers ready to print."""
    return typeset("brief", data)


def brief_picture(data: Mapping[str, Any]) -> list[bytes]:
    """The same as pictures, for eyes and tests."""
    return draw("brief", data)


def map_svg(width: float, height: float, areas: list[tuple[str, str]]) -> str:
    """A map as SVG from (path, colour); names are set over it by the template, in the sheet's own letters."""
    paths = "".join(
        f'<path d="{escape(path)}" fill="{escape(fill)}" stroke="#3d4a5c" stroke-width="1"/>'
        for path, fill in areas
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}">{paths}</svg>'
