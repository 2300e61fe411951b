"""Plan items of an area, as a page of a list or as points of a map: bounded, public fields only."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select, tuple_
from sqlalchemy.orm import Session

from planhub.linkage.plan_item import PlanItem, PlanItemText
from planhub.linkage.projecting import SOURCE
from planhub.maps.choice import Choice
from planhub.maps.conditions import of_wanted
from planhub.maps.wanted import Wanted, as_wanted

MOST_POINTS = 500
"""Points on one map; the map says how many there are in all."""
PAGE = 50

JOINED = and_(PlanItemText.province_code == PlanItem.province_code, PlanItemText.id == PlanItem.id)


@dataclass(frozen=True)
class Item:
    """What anybody may know of a plan item."""

    id: UUID
    number: str | None
    title: str
    stage: str
    side: str | None
    amount: Decimal
    fiscal_year: int
    area_code: str
    agency: str | None
    stage_since: datetime
    updated_at: datetime
    lon: float | None
    lat: float | None
    point_how: str | None
    """gps, map, typed; area when only the area's own point is known."""

    @property
    def cursor(self) -> str:
        """Where the next page of a list begins."""
        return f"{self.updated_at.isoformat()}~{self.id}"


def in_area(code: str, kind: str, subdistrict: str | None = None) -> list[ColumnElement[bool]]:
    """Plan items of an area of any kind; of a ชุมชน its subdistrict must be given."""
    if kind in ("village", "community"):
        above = subdistrict or code[:6]
        return [*in_area(above, "subdistrict"), PlanItem.area_code == code]
    conditions = [PlanItem.province_code == code[:2]]
    if len(code) >= 4:
        conditions.append(PlanItem.district_code == code[:4])
    if len(code) >= 6:
        conditions.append(PlanItem.subdistrict_code == code[:6])
    return conditions


def points(
    session: Session,
    place: Sequence[ColumnElement[bool]],
    asked: Choice | Wanted,
    *,
    limit: int = MOST_POINTS,
) -> list[Item]:
    """Items with a place on the map, the latest changed first, at most `limit`."""
    chosen = _chosen(place, asked).where(PlanItemText.point.is_not(None))
    return [item(row) for row in session.execute(chosen.limit(limit))]


def listed(
    session: Session,
    place: Sequence[ColumnElement[bool]],
    asked: Choice | Wanted,
    *,
    after: str = "",
    limit: int = PAGE,
) -> tuple[list[Item], str]:
    """A page of items, the latest changed first, and the cursor of the next page ("" at the end)."""
    chosen = _chosen(place, asked)
    mark = read_cursor(after)
    if mark is not None:
        chosen = chosen.where(tuple_(PlanItem.updated_at, PlanItem.id) < mark)
    found = [item(row) for row in session.execute(chosen.limit(limit + 1))]
    return found[:limit], found[limit - 1].cursor if len(found) > limit else ""


def read_cursor(text: str) -> Any:
    """(time, id) of a cursor as bound values; None for an empty or broken one, which starts at the top."""
    moment, _, id_ = text.partition("~")
    try:
        return tuple_(datetime.fromisoformat(moment), UUID(id_)) if text else None
    except ValueError:
        return None


def ours_first(items: Select[Any]) -> Select[Any]:
    """Of several with one number: another system's key may read like a number of ours."""
    return items.order_by(PlanItem.source_code != SOURCE)


def query() -> Select[Any]:
    """Items with their words and place, unordered; give its rows to `item`."""
    return select(*columns()).join(PlanItemText, JOINED)


def latest_first(items: Select[Any]) -> Select[Any]:
    """The order of every list: by last change, then by id."""
    return items.order_by(PlanItem.updated_at.desc(), PlanItem.id.desc())


def item(row: Any) -> Item:
    """A row of `query`, further columns left out."""
    return Item(*row[: len(fields(Item))])


def columns(facts: Any = PlanItem, words: Any = PlanItemText) -> list[Any]:
    """Columns of `Item` in its order, out of the two tables or of what stands for them."""
    return [
        facts.id,
        words.number,
        words.title,
        facts.stage,
        facts.side,
        facts.amount,
        facts.fiscal_year,
        facts.area_code,
        words.agency,
        facts.stage_since,
        facts.updated_at,
        func.ST_X(words.point),
        func.ST_Y(words.point),
        words.point_how,
    ]


def _chosen(place: Sequence[ColumnElement[bool]], asked: Choice | Wanted) -> Select[Any]:
    wanted = as_wanted(asked)
    stages = PlanItem.stage.in_(sorted(wanted.choice.stages))
    return latest_first(query().where(*place, *of_wanted(wanted), stages))
