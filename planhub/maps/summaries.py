"""Rows of a map's table: areas with their figures; items are looked at only where no kept sum can tell."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from planhub.areas.area import Area
from planhub.maps.choice import Choice
from planhub.maps.figures import NOTHING, Figures, added, kept_figures
from planhub.maps.live_figures import in_subdistrict, live_figures
from planhub.maps.row import Row, rest
from planhub.maps.wanted import Wanted, as_wanted

CHILD_KINDS = {
    "": ("province",),
    "province": ("district",),
    "district": ("subdistrict",),
    "subdistrict": ("village", "community"),
}


class TooMany(Exception):
    """More items match than are looked at for one answer."""


def national(session: Session, asked: Choice | Wanted, *, at: datetime | None = None) -> list[Row]:
    """The 76 provinces, zeros included, in Thai order; Bangkok is none of them.

    Without a time nobody knows how long anything waits. Raises TooMany where words match too much.
    """
    found = _figures(session, as_wanted(asked), "")
    return [_row(area, found.get(area.code, NOTHING), at) for area in _provinces(session)]


def within(
    session: Session, area: Area, asked: Choice | Wanted, *, at: datetime | None = None
) -> tuple[Row, list[Row]]:
    """An area's own numbers, and those of its children with a last row for what lies in no child."""
    wanted = as_wanted(asked)
    if area.kind in ("village", "community"):
        return _village(session, area, wanted, at), []
    if area.kind == "subdistrict":
        found = in_subdistrict(session, wanted, area.code)
        whole = _row(area, added(found.values()), at)
    else:
        found = _figures(session, wanted, area.code)
        whole = _row(area, found.get(area.code, NOTHING), at)
    rows = [_row(child, found.get(child.code, NOTHING), at) for child in _children(session, area, found)]
    left = rest(whole, rows)
    return whole, [*rows, left] if left else rows


def _figures(session: Session, wanted: Wanted, parent: str) -> dict[str, Figures]:
    """Of an area and its children ("": of the provinces), by code."""
    if wanted.from_pyramid or wanted.from_summary:
        return kept_figures(session, wanted, parent=parent)
    provinces = [parent[:2]] if parent else []
    district = parent if len(parent) == 4 else ""
    found = live_figures(session, wanted, digits=len(parent) + 2, provinces=provinces, district=district)
    if found is None:
        raise TooMany
    return found | {parent: added(found.values())} if parent else found


def _village(session: Session, area: Area, wanted: Wanted, at: datetime | None) -> Row:
    subdistrict = session.get(Area, (area.parent_code or area.code)[:6])
    found = in_subdistrict(session, wanted, subdistrict.code) if subdistrict else {}
    return _row(area, found.get(area.code, NOTHING), at)


def _provinces(session: Session) -> Sequence[Area]:
    return session.scalars(
        select(Area)
        .where(Area.parent_code.is_(None), Area.kind == "province", Area.in_76, Area.valid_to.is_(None))
        .order_by(Area.name_th)
    ).all()


def _children(session: Session, area: Area, found: dict[str, Figures]) -> Sequence[Area]:
    """Living children, and retired ones that items still name."""
    named = [code for code, one in found.items() if one.items or one.baht or one.counted]
    in_use = or_(Area.valid_to.is_(None), Area.code.in_(named))
    return session.scalars(
        select(Area)
        .where(Area.parent_code == area.code, Area.kind.in_(CHILD_KINDS[area.kind]), in_use)
        .order_by(Area.moo, Area.name_th, Area.code)
    ).all()


def _row(area: Area, found: Figures, at: datetime | None) -> Row:
    known = None if at is None else found.waiting
    return Row(
        code=area.code,
        kind=area.kind,
        name_th=area.name_th,
        name_en=area.name_en,
        items=found.items,
        baht=found.baht,
        planned=found.planned,
        counted=found.counted,
        population=area.population,
        moo=area.moo,
        retired=area.valid_to is not None,
        region=area.region,
        cluster=area.cluster,
        funded=found.funded,
        done=found.done,
        waiting=known,
        waited=round(known * at.timestamp()) - found.since if at is not None and known else 0,
    )
