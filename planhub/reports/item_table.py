"""Plan items as a list that an office works on and loads again: `lists.own_file`, and more to read."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from planhub.areas.addresses import full_addresses
from planhub.linkage.plan_item import PlanItem, PlanItemText
from planhub.lists.description import Field
from planhub.lists.own_file import ENVELOPE_WORD, FIELDS, HEADING, SIGN
from planhub.proposals.value_lists import SIDES
from planhub.reports.table_file import Cell, Head, Look, TableFile
from planhub.workflow.stages import STAGE_WORD, Stage

BATCH = 500
_LOOK = {Field.YEAR: Look.YEAR, Field.AMOUNT: Look.BAHT, Field.LAT: Look.DEGREES, Field.LON: Look.DEGREES}
_WIDTH = {Field.KEY: 22, Field.TITLE: 50, Field.AGENCY: 30, Field.OBJECTIVE: 50, Field.PLACE_TEXT: 30}
_TO_READ = (
    Head("ที่อยู่เต็ม", width=44),
    Head("ที่มาของข้อมูล"),
    Head("อยู่ขั้นนี้ตั้งแต่", Look.MOMENT, 22),
    Head("แก้ไขล่าสุด", Look.MOMENT, 22),
    Head("เงินที่ใช้ได้ (บาท)", Look.BAHT),
    Head("เงินที่ผูกพันอยู่ (บาท)", Look.BAHT),
    Head("เงินที่จ่ายไป (บาท)", Look.BAHT),
    Head("ทำได้แล้ว (ร้อยละ)", Look.WHOLE),
    Head("วันที่ได้เงิน", Look.DAY),
    Head("วันที่ทำสัญญา", Look.DAY),
    Head("ต้องเสร็จภายใน", Look.DAY),
    Head("เป็นโครงการพระราชดำริ"),
    Head(SIGN),
)
"""Columns that nothing reads back."""
HEADS = (
    *(Head(HEADING[name], _LOOK.get(name, Look.TEXT), _WIDTH.get(name, 16)) for name in FIELDS),
    *_TO_READ,
)
_JOINED = and_(PlanItemText.province_code == PlanItem.province_code, PlanItemText.id == PlanItem.id)


def item_table(
    session: Session,
    *,
    provinces: Sequence[str],
    year: int | None = None,
    source: str | None = None,
    planned: bool = False,
) -> TableFile:
    """Items of these provinces by their keys: of a year, of a source, or those in a plan alone."""
    query = _items().where(PlanItem.province_code.in_(provinces))
    if year is not None:
        query = query.where(PlanItem.fiscal_year == year)
    if source is not None:
        query = query.where(PlanItem.source_code == source)
    if planned:
        query = query.where(PlanItem.envelope.is_not(None))
    return TableFile("รายการ", HEADS, _rows(session, query), hidden=1)


def _items() -> Select[Any]:
    # the item's own point alone: that of its area comes back by itself
    own = PlanItemText.point_how != "area"
    lat = func.ST_Y(PlanItemText.point).label("lat")
    lon = func.ST_X(PlanItemText.point).label("lon")
    return (
        select(PlanItem, PlanItemText, lat, lon, own.label("own_point"))
        .join_from(PlanItem, PlanItemText, _JOINED)
        .order_by(PlanItem.province_code, PlanItem.source_code, PlanItem.external_id)
    )


def _rows(session: Session, query: Select[Any]) -> Iterator[Sequence[Cell]]:
    found = session.execute(query.execution_options(yield_per=BATCH))
    for batch in found.partitions(BATCH):
        codes = {code for row in batch for code in (row.PlanItem.area_code, *(row.PlanItemText.places or ()))}
        addresses = full_addresses(session, codes)
        for row in batch:
            yield _row(row, addresses)
            session.expunge(row.PlanItem)
            session.expunge(row.PlanItemText)


def _row(row: Any, addresses: dict[str, str]) -> Sequence[Cell]:
    item, text = row.PlanItem, row.PlanItemText
    moo, words = _several(item.area_code, text.places or (), addresses)
    stage = Stage(item.stage)
    return (
        item.external_id,
        text.title,
        item.fiscal_year,
        item.amount,
        STAGE_WORD[stage],
        SIDES.get(item.side, item.side),
        ENVELOPE_WORD.get(item.envelope),
        text.agency,
        text.objective,
        item.area_code,
        moo,
        words,
        row.lat if row.own_point else None,
        row.lon if row.own_point else None,
        addresses.get(item.area_code),
        item.source_code,
        item.stage_since,
        item.updated_at,
        item.allocated,
        item.committed,
        item.disbursed,
        item.physical,
        item.funded_on,
        item.contracted_on,
        item.due_on,
        "ใช่" if item.royal else None,
        item.source_code,
    )


def _several(
    area_code: str, places: Sequence[str], addresses: dict[str, str]
) -> tuple[str | None, str | None]:
    """Of an item of several places: numbers of villages of one subdistrict, or else their addresses."""
    if not places:
        return None, None
    if len(area_code) == 6 and all(len(code) == 8 and code.startswith(area_code) for code in places):
        return ",".join(str(int(code[6:])) for code in places), None
    return None, ", ".join(addresses.get(code, code) for code in places)
