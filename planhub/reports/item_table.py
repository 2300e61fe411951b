"""Plan items as a list that an office works on and loads again: `lists.own_file`, and more to read.

Of a source whose own list tells what became of the money its figures are in it too, so that such a list also
loads again unchanged.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from planhub.areas.addresses import full_addresses
from planhub.linkage.plan_item import PlanItem, PlanItemText
from planhub.lists.description import Field
from planhub.lists.description_json import read_description
from planhub.lists.own_file import ENVELOPE_WORD, FIELDS, FIGURE_HEADING, HEADING, SIGN, figures_of
from planhub.money.money_entry import ItemMoney
from planhub.proposals.value_lists import SIDES
from planhub.reports.table_file import Cell, Head, Look, TableFile
from planhub.sources.digests import without_figures
from planhub.sources.source import Source
from planhub.sources.source_item import SourceItem
from planhub.sources.spending import source_of
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
    brought = session.get_one(Source, source) if source else None
    figures = _figures(brought)
    query = _items().where(PlanItem.province_code.in_(provinces))
    if brought is not None and figures:
        query = _with_figures(query, brought)
    if year is not None:
        query = query.where(PlanItem.fiscal_year == year)
    if source is not None:
        query = query.where(PlanItem.source_code == source)
    if planned:
        query = query.where(PlanItem.envelope.is_not(None))
    told = tuple(Head(FIGURE_HEADING[name], Look.BAHT) for name in figures)
    heads = (*HEADS[: len(FIELDS)], *told, *_TO_READ)
    return TableFile("รายการ", heads, _rows(session, query, figures), hidden=1)


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


def _figures(source: Source | None) -> tuple[Field, ...]:
    if source is None or source.description is None:
        return ()
    return figures_of(read_description(source.description, draft=True))


def _with_figures(query: Select[Any], source: Source) -> Select[Any]:
    """With the money that the list told of each item, and whether its row told none."""
    money = and_(
        ItemMoney.province_code == PlanItem.province_code,
        ItemMoney.item_id == PlanItem.id,
        ItemMoney.fiscal_year == PlanItem.fiscal_year,
        ItemMoney.source == source_of(source),
    )
    key = and_(SourceItem.source_code == PlanItem.source_code, SourceItem.external_id == PlanItem.external_id)
    return (
        query.outerjoin(ItemMoney, money)
        .outerjoin(SourceItem, key)
        .add_columns(ItemMoney, (SourceItem.digest == without_figures()).label("silent"))
    )


def _rows(session: Session, query: Select[Any], figures: Sequence[Field]) -> Iterator[Sequence[Cell]]:
    found = session.execute(query.execution_options(yield_per=BATCH))
    for batch in found.partitions(BATCH):
        codes = {code for row in batch for code in (row.PlanItem.area_code, *(row.PlanItemText.places or ()))}
        addresses = full_addresses(session, codes)
        for row in batch:
            first, rest = _row(row, addresses)
            yield (*first, *(_told(row, name) for name in figures), *rest)
            if figures and row.ItemMoney is not None:
                session.expunge(row.ItemMoney)
            session.expunge(row.PlanItem)
            session.expunge(row.PlanItemText)


def _told(row: Any, name: Field) -> Cell:
    """A figure as the list told it: a nought leaves no entry, and a row that told none tells none again."""
    if row.silent:
        return None
    return Decimal(0) if row.ItemMoney is None else getattr(row.ItemMoney, name.value)


def _row(row: Any, addresses: dict[str, str]) -> tuple[Sequence[Cell], Sequence[Cell]]:
    """What is read back, and what stands behind it."""
    item, text = row.PlanItem, row.PlanItemText
    moo, words = _several(item.area_code, text.places or (), addresses)
    stage = Stage(item.stage)
    first = (
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
    )
    rest = (
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
    return first, rest


def _several(
    area_code: str, places: Sequence[str], addresses: dict[str, str]
) -> tuple[str | None, str | None]:
    """Of an item of several places: numbers of villages of one subdistrict, or else their addresses."""
    if not places:
        return None, None
    if len(area_code) == 6 and all(len(code) == 8 and code.startswith(area_code) for code in places):
        return ",".join(str(int(code[6:])) for code in places), None
    return None, ", ".join(addresses.get(code, code) for code in places)
