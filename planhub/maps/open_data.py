"""Plan items as JSON that PostgreSQL itself writes: public fields only, a page at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    ColumnElement,
    Select,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
)
from sqlalchemy.orm import Session

from planhub.areas import codes
from planhub.linkage.plan_item import PlanItem, PlanItemText, PlanVersion
from planhub.maps.arriving import whole_since
from planhub.maps.choice import COUNTED, Choice
from planhub.maps.conditions import of_year_and_side, years
from planhub.maps.plan_items import JOINED, in_area, ours_first
from planhub.workflow.stages import IN_PLAN

STREAMED = 500
"""Rows read at a time where all are sent."""


@dataclass(frozen=True)
class Wanted:
    """Which items a client asks for; empty means all."""

    area: str = ""
    """Prefix of the area code, two to eight digits."""
    choice: Choice = field(default_factory=Choice)
    bbox: tuple[float, float, float, float] | None = None
    """west, south, east, north in degrees."""
    changed_since: datetime | None = None
    words: str = ""
    """Folded; at least three letters unless an area is named."""
    source: str = ""
    """Code of the system in which the items were born."""
    fields: tuple[str, ...] = ()
    """Names out of FIELDS; none means all."""
    after: tuple[str, UUID] | None = None
    limit: int = 50


def items(session: Session, wanted: Wanted) -> tuple[list[str], str]:
    """A page of items as JSON texts in the order of (province, id), and the next page's cursor or "".

    The order never changes, so that a client that takes page after page misses nothing.
    """
    return _page(session, _selected(_fields(wanted.fields)), wanted)


def features(session: Session, wanted: Wanted) -> tuple[list[str], str]:
    """The same page as GeoJSON features; an item without a point has no geometry."""
    return _page(session, _selected(_feature(wanted.fields)), wanted)


def every(session: Session, wanted: Wanted, *, as_features: bool) -> Iterator[str]:
    """All items asked for as JSON texts, read from the database some hundreds at a time."""
    fields = _feature(wanted.fields) if as_features else _fields(wanted.fields)
    yield from (row.json for row in _stream(session, _selected(fields), wanted))


def rows(session: Session, wanted: Wanted) -> Iterator[Sequence[Any]]:
    """All items asked for as plain values in the order of their fields, the point as two."""
    fields = _fields(wanted.fields)
    columns = [column for name, column in fields.items() if name != "point"]
    if "point" in fields:
        columns += [func.ST_X(PlanItemText.point), func.ST_Y(PlanItemText.point)]
    query = select(*[column.label(f"c{n}") for n, column in enumerate(columns)])
    yield from _stream(session, query.join_from(PlanItem, PlanItemText, JOINED), wanted)


def headings(wanted: Wanted) -> list[str]:
    """The names of `rows`' values."""
    names = [name for name in _fields(wanted.fields) if name != "point"]
    return names + (["lon", "lat"] if "point" in _fields(wanted.fields) else [])


def _page(session: Session, query: Select[*tuple[Any, ...]], wanted: Wanted) -> tuple[list[str], str]:
    found = query.where(*_conditions(session, wanted)).order_by(PlanItem.province_code, PlanItem.id)
    rows: list[Any] = []
    for stretch in _stretches(session, wanted):
        rows += session.execute(found.where(*stretch).limit(wanted.limit + 1 - len(rows)))
        if len(rows) > wanted.limit:
            break
    page = rows[: wanted.limit]
    more = f"{page[-1].province_code}~{page[-1].id}" if len(rows) > wanted.limit else ""
    return [row.json for row in page], more


def _stretches(session: Session, wanted: Wanted) -> Iterator[list[ColumnElement[bool]]]:
    """Where a page looks, one stretch after the other, from the cursor on: a province each.

    Of all provinces in one statement PostgreSQL misjudges the join of the two halves so much that it reads
    everything behind the cursor; only where few items match is that the shorter way, for what lies behind the
    cursor's province. Each condition is said of both halves, so that neither is read from its beginning.
    """
    begin, last = wanted.after or ("", None)
    halves = (PlanItem, PlanItemText)
    if last is not None and wanted.area[:2] in ("", begin):
        yield [part for half in halves for part in (half.province_code == begin, half.id > last)]
    if wanted.area:
        if wanted.area[:2] > begin:
            yield []
    elif wanted.words or wanted.source or wanted.bbox or wanted.changed_since:
        yield [half.province_code > begin for half in halves]
    else:
        known = select(PlanVersion.province_code).where(PlanVersion.province_code > begin)
        for code in session.scalars(known.order_by(PlanVersion.province_code)).all():
            yield [half.province_code == code for half in halves]


def _stream(session: Session, query: Select[*tuple[Any, ...]], wanted: Wanted) -> Iterator[Any]:
    found = query.where(*_conditions(session, wanted)).order_by(PlanItem.province_code, PlanItem.id)
    with session.execute(found.execution_options(yield_per=STREAMED)) as rows:
        yield from rows


def item(session: Session, *, number: str = "", identity: UUID | None = None) -> str | None:
    """One item as JSON text, by its number or its id."""
    query = _selected(_fields())
    if identity is not None:
        query = query.where(PlanItem.id == identity)
    else:
        province = codes.province_of(number.rsplit("-", 2)[0])
        query = ours_first(query.where(PlanItem.province_code == province, PlanItemText.number == number))
    row = session.execute(query.limit(1)).first()
    return row.json if row else None


def _fields(wanted: Sequence[str] = ()) -> dict[str, Any]:
    """Name to column of the public fields asked for, in their usual order."""
    text, row = PlanItemText, PlanItem
    place = case(
        (text.point.is_(None), null()),
        else_=func.json_build_object(
            "lon", func.ST_X(text.point), "lat", func.ST_Y(text.point), "how", text.point_how
        ),
    )
    columns: dict[str, Any] = {
        "id": row.id,
        "number": text.number,
        "title": text.title,
        "objective": text.objective,
        "fiscal_year": row.fiscal_year,
        "province_code": row.province_code,
        "district_code": row.district_code,
        "subdistrict_code": row.subdistrict_code,
        "area_code": row.area_code,
        "places": text.places,
        "stage": row.stage,
        "stage_since": row.stage_since,
        "counted": row.stage.in_(sorted(COUNTED)),
        "in_plan": row.stage.in_(sorted(IN_PLAN)),
        "envelope": row.envelope,
        "side": row.side,
        "agency": text.agency,
        "amount": row.amount,
        "point": place,
        "source": row.source_code,
        "updated_at": row.updated_at,
    }
    return {name: column for name, column in columns.items() if not wanted or name in wanted}


FIELDS = tuple(_fields())
"""Names of all public fields."""


def _feature(wanted: Sequence[str]) -> dict[str, Any]:
    text = PlanItemText
    properties = {name: column for name, column in _fields(wanted).items() if name != "point"}
    return {
        "type": literal("Feature", Text),
        "id": PlanItem.id,
        "geometry": cast(func.ST_AsGeoJSON(text.point, 6), JSON),
        "properties": func.json_build_object(*_pairs(properties)),
    }


def _selected(fields: dict[str, Any]) -> Select[*tuple[Any, ...]]:
    row = PlanItem
    chosen = select(as_json(fields).label("json"), row.province_code, row.id)
    return chosen.join_from(row, PlanItemText, JOINED)


def as_json(fields: dict[str, Any]) -> ColumnElement[str]:
    """The fields as one JSON text."""
    return cast(func.json_build_object(*_pairs(fields)), Text)


def _pairs(fields: dict[str, Any]) -> list[Any]:
    return [part for name, value in fields.items() for part in (name, value)]


def _conditions(session: Session, wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions = of_year_and_side(wanted.choice)
    if wanted.source:
        conditions.append(PlanItem.source_code == wanted.source)
    if wanted.choice.stage:
        conditions.append(PlanItem.stage.in_(sorted(wanted.choice.stages)))
    if wanted.area:
        conditions += in_area(wanted.area, codes.kind_of(wanted.area))
    if wanted.changed_since:
        changed: ColumnElement[bool] = PlanItem.updated_at >= wanted.changed_since
        if whole := whole_since(session, wanted.changed_since):  # with the times they had elsewhere
            changed = or_(changed, PlanItem.province_code.in_(whole))
        conditions.append(changed)
        if wanted.choice.year is None:  # the index of changes begins with the year
            conditions.append(PlanItem.fiscal_year.in_(years(session)))
    if wanted.words:
        conditions.append(PlanItemText.says(wanted.words))
    if wanted.bbox:
        box = func.ST_MakeEnvelope(*wanted.bbox, 4326)
        conditions.append(and_(PlanItemText.point.is_not(None), PlanItemText.point.op("&&")(box)))
    return conditions
