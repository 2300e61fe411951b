"""What became of the rows of a run, told row by row with the cell that is meant. Only reads."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import Session

from planhub.errors import Invalid
from planhub.linkage.plan_item import PlanItem, PlanItemText
from planhub.lists.description import Description, Field
from planhub.lists.description_json import read_description
from planhub.lists.faults import PLACE_FIELDS, read_fault, read_sentence
from planhub.lists.headings import LOOKED_AT, locate
from planhub.lists.list_file import List
from planhub.lists.prepared import Fault
from planhub.lists.row_kinds import HEADING
from planhub.sources.import_run import ImportRow, ImportRun, Outcome
from planhub.sources.source import Source
from planhub.sources.source_item import SourceItem
from planhub.thai.folding import visible
from planhub.wording import Sentence
from planhub.workflow.stages import Stage

_PLACES = (
    Field.PLACE_CODE,
    Field.PLACE_TEXT,
    Field.SUBDISTRICT,
    Field.DISTRICT,
    Field.PROVINCE,
    Field.MOO,
    Field.VILLAGE,
)
"""Where a fault about the place is shown, the first of these that the list has."""
_STEP = 1_000


@dataclass(frozen=True)
class Item:
    """The item that a row became, or would become."""

    title: str
    area_code: str
    amount: Decimal
    fiscal_year: int
    stage: Stage


@dataclass(frozen=True)
class Told:
    """A row of a run."""

    row: int
    key: str
    outcome: Outcome
    cells: tuple[str, ...]
    """The row as the office wrote it; () for one that was taken as it is."""
    faults: tuple[Fault, ...]
    skipped: Sentence | None
    changes: dict[str, list[str | None]] | None = None
    """Of a changed row its fields that differ, for `sources.changes`."""
    becomes: Item | None = None
    """What a new or changed row of a dry run would be."""


def rows_of(
    session: Session,
    run: ImportRun,
    *,
    outcomes: Collection[Outcome] = tuple(Outcome),
    doubtful: bool = False,
    after: tuple[int, str] = (-1, ""),
    limit: int | None = None,
) -> Iterator[Told]:
    """Rows of a run that came to one of these, in the order of the file, from behind (row, key).

    `doubtful`: of these only the rows that were taken and have something odd.
    """
    source = session.get_one(Source, run.source_code)
    description = read_description(source.description, draft=True) if source.description else None
    query = (
        select(ImportRow)
        .where(
            ImportRow.run_id == run.id,
            ImportRow.outcome.in_([outcome.value for outcome in outcomes]),
            (ImportRow.row > after[0]) | ((ImportRow.row == after[0]) & (ImportRow.key > after[1])),
        )
        .order_by(ImportRow.row, ImportRow.key)
        .limit(limit)
        .execution_options(yield_per=_STEP)
    )
    if doubtful:
        query = query.where(ImportRow.faults.contains([{"kind": "doubt"}]))
    for row in session.scalars(query):
        yield _told(row, description)


def heading_rows(session: Session, run: ImportRun) -> tuple[tuple[str, ...], ...]:
    """The office's own rows down to the last of its headings, as the run passed over them; () for none."""
    query = select(ImportRow.row, ImportRow.cells, ImportRow.faults).where(
        ImportRow.run_id == run.id,
        ImportRow.outcome == Outcome.SKIPPED.value,
        ImportRow.row <= LOOKED_AT,
    )
    above = {row: (cells, faults) for row, cells, faults in session.execute(query)}
    last = max((n for n, (_, why) in above.items() if why and why[0].get("text") == HEADING.text), default=0)
    return tuple(tuple(above[n][0] or ()) if n in above else () for n in range(1, last + 1))


def waits(session: Session, run: ImportRun) -> bool:
    """Whether a row of the run is on the work list."""
    return bool(session.scalar(select(exists().where(ImportRow.run_id == run.id, ImportRow.waiting))))


def items_of(session: Session, source_code: str, keys: Collection[str]) -> dict[str, Item]:
    """The items that stand under these keys of a source."""
    query = (
        select(
            SourceItem.external_id,
            PlanItemText.title,
            PlanItem.area_code,
            PlanItem.amount,
            PlanItem.fiscal_year,
            PlanItem.stage,
        )
        .join(PlanItem, _is(PlanItem))
        .join(PlanItemText, _is(PlanItemText))
        .where(SourceItem.source_code == source_code, SourceItem.external_id.in_(keys))
    )
    return {
        key: Item(title, area_code, amount, year, Stage(stage))
        for key, title, area_code, amount, year, stage in session.execute(query)
    }


def titles_in(opened: List, description: Description, numbers: Collection[int]) -> dict[int, str]:
    """What stands in the column of titles in these rows of a file; {} where the column is not found."""
    if not numbers:
        return {}
    try:
        at = locate(opened.first_rows(LOOKED_AT), description).columns[Field.TITLE]
    except (Invalid, KeyError):
        return {}
    found, last = {}, max(numbers)
    for row in opened.rows():
        if row.number > last:
            break
        if row.number in numbers and at < len(row.cells):
            found[row.number] = visible(row.cells[at])
    return found


def _is(table: type[PlanItem] | type[PlanItemText]) -> ColumnElement[bool]:
    return and_(table.province_code == SourceItem.province_code, table.id == SourceItem.item_id)


def located(fault: Fault, description: Description | None) -> Fault:
    """The fault with the column it is about, where the list has one for it."""
    if fault.column or description is None:
        return fault
    wanted = _PLACES if fault.field in PLACE_FIELDS else (fault.field, Field.TITLE)
    for field in wanted:
        column = description.columns.get(Field(field)) if field in set(Field) else None
        if column is not None:
            return replace(fault, column=column.letter, heading=column.heading)
    return fault


def _told(row: ImportRow, description: Description | None) -> Told:
    kept, skipped = row.faults or [], None
    if row.outcome == Outcome.SKIPPED.value:
        skipped, kept = (read_sentence(kept[0]) if kept else None), []
    return Told(
        row=row.row,
        key=row.key,
        outcome=Outcome(row.outcome),
        cells=tuple(row.cells or ()),
        faults=tuple(located(read_fault(fault), description) for fault in kept),
        skipped=skipped,
        changes=row.changes,
        becomes=_becomes(row.read_values),
    )


def _becomes(kept: Mapping[str, Any] | None) -> Item | None:
    if not kept or not kept.get("area_code"):
        return None
    amount, stage = Decimal(kept["amount"] or 0), Stage(kept["stage"])
    return Item(kept["title"], kept["area_code"], amount, kept["fiscal_year"], stage)
