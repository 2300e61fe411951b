"""Outlines of areas as GeoJSON, simplified for one screen, with where they came from."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from planhub.areas.area import AreaBoundary

DIGITS = 4
"""Decimals of a degree kept: about eleven metres."""


@dataclass(frozen=True)
class Shape:
    """The outline of one area."""

    code: str
    geometry: dict[str, Any]
    source: str
    schematic: bool
    """Drawn by us by dividing the parent, not surveyed."""


def shapes(session: Session, area_codes: Collection[str]) -> dict[str, Shape]:
    """Code to outline, for those of the areas that have one."""
    rows = session.execute(
        select(
            AreaBoundary.area_code,
            func.ST_AsGeoJSON(AreaBoundary.simple, DIGITS),
            AreaBoundary.source,
            AreaBoundary.schematic,
        )
        .where(AreaBoundary.area_code.in_(area_codes))
        .order_by(AreaBoundary.area_code)
    )
    return {
        code: Shape(code, json.loads(geometry), source, schematic)
        for code, geometry, source, schematic in rows
    }


@dataclass(frozen=True)
class Lines:
    """What is known of the outlines of some areas, without their geometry."""

    areas: int = 0
    schematic: bool = False
    sources: tuple[str, ...] = ()


def all_lines(session: Session) -> Lines:
    """The same of every outline that there is."""
    return _lines(session)


def lines(session: Session, area_codes: Collection[str]) -> Lines:
    """How many of the areas have an outline, whether any is schematic, and the sources."""
    return _lines(session, AreaBoundary.area_code.in_(area_codes))


def _lines(session: Session, *conditions: ColumnElement[bool]) -> Lines:
    rows = session.execute(
        select(AreaBoundary.source, AreaBoundary.schematic, func.count())
        .where(*conditions)
        .group_by(AreaBoundary.source, AreaBoundary.schematic)
        .order_by(AreaBoundary.source)
    ).all()
    sources = dict.fromkeys(source for source, _, _ in rows)
    return Lines(sum(n for _, _, n in rows), any(schematic for _, schematic, _ in rows), tuple(sources))
