"""What a run did, written beside it: every row's outcome, and every item as it was before."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, cast, exists, func, literal, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from planhub.areas.staging import table_of
from planhub.linkage.plan_item import PlanItem, PlanItemText
from planhub.sources.comparing import JUDGED, WITHDRAWN_DIGEST
from planhub.sources.import_run import ImportChange, Outcome
from planhub.sources.source import Source
from planhub.sources.source_item import SourceItem
from planhub.sources.staging import STAGED
from planhub.workflow.stages import Stage

FACTS: dict[str, ColumnElement[Any]] = {
    name: column
    for name, column in table_of(PlanItem).columns.items()
    if name not in ("id", "source_code", "external_id")
}
WORDS: dict[str, ColumnElement[Any]] = {
    name: column
    for name, column in table_of(PlanItemText).columns.items()
    if name not in ("id", "province_code")
}
"""The columns of the two halves that a change is about."""

_TOLD = {
    "facts": ("fiscal_year", "stage", "side", "envelope", "amount"),
    "words": ("title", "agency", "objective"),
}
_ROWS = text(
    """
    insert into import_row (run_id, row, key, outcome, faults, cells, read_values, words, words_key, waiting)
    select :run, j.row, j.key, j.outcome, j.faults,
        case when j.outcome in ('unclear', 'wrong', 'skipped')
            then to_jsonb(string_to_array(s.cells, chr(31))) end,
        case when j.outcome = 'unclear' then jsonb_strip_nulls(jsonb_build_object(
            'title', s.title, 'fiscal_year', s.fiscal_year, 'amount', s.amount, 'stage', s.stage,
            'side', s.side, 'envelope', s.envelope, 'agency', s.agency, 'objective', s.objective,
            'place_code', s.place_code, 'province', s.province, 'district', s.district,
            'subdistrict', s.subdistrict, 'moo', s.moo, 'village', s.village, 'place_text', s.place_text,
            'lat', s.lat, 'lon', s.lon)) end,
        case when j.outcome = 'unclear' then s.words end,
        case when j.outcome = 'unclear' then s.words_key end,
        :waits and j.outcome = 'unclear'
    from judged j join staged s on s.n = j.n
    order by j.n
    on conflict do nothing
    """
)
# What an older file left unclear is decided by the newer one that has the same key.
_SUPERSEDE = text(
    """
    update import_row r set waiting = false from import_run u
    where u.id = r.run_id and u.source_code = :source and r.waiting and r.run_id <> :run
        and exists (select from judged j where j.key = r.key and j.outcome <> 'skipped')
    """
)


def note_rows(session: Session, source: Source, *, run_id: int, waits: bool) -> None:
    """Every row of the file and what it came to; `waits` puts the unclear ones on the work list."""
    session.execute(_ROWS, {"run": run_id, "waits": waits})
    if waits:
        session.execute(_SUPERSEDE, {"source": source.code, "run": run_id})


def note_changes(session: Session, source: Source, *, run_id: int, missing: bool) -> None:
    """Every standing item that is about to be changed, as it is now; what the run makes, its rows tell."""
    standing = (
        select(literal(run_id), SourceItem.external_id, image(), _after())
        .select_from(JUDGED)
        .join(SourceItem, SourceItem.external_id == JUDGED.c.key)
        .join(STAGED, STAGED.c.n == JUDGED.c.n)
        .join(PlanItem, _is_item(PlanItem))
        .join(PlanItemText, _is_item(PlanItemText))
    )
    changed = JUDGED.c.outcome == Outcome.CHANGED.value
    _note(session, standing.where(SourceItem.source_code == source.code, changed))
    if missing:
        after = literal({"facts": {"stage": Stage.WITHDRAWN.value}}, ImportChange.after.type)
        gone = (
            select(literal(run_id), SourceItem.external_id, image(), after)
            .select_from(SourceItem)
            .join(PlanItem, _is_item(PlanItem))
            .join(PlanItemText, _is_item(PlanItemText))
        )
        _note(session, gone.where(is_missing(source)))


def is_missing(source: Source) -> ColumnElement[bool]:
    """Of the ledger: the item stands, and no row of the staged list has its key."""
    named = exists().where(JUDGED.c.key == SourceItem.external_id, JUDGED.c.outcome != Outcome.SKIPPED.value)
    return and_(
        SourceItem.source_code == source.code,
        SourceItem.digest.is_not(None),
        SourceItem.digest != WITHDRAWN_DIGEST,
        ~named,
    )


def image() -> ColumnElement[Any]:
    """SQL of an item with its ledger row as JSON, every value as PostgreSQL's own text."""
    ledger: dict[str, ColumnElement[Any]] = {
        "digest": func.encode(SourceItem.digest, "hex"),
        "run_id": cast(SourceItem.run_id, Text),
    }
    return _object({"facts": _object(FACTS), "words": _object(WORDS), "ledger": _object(ledger)}, plain=False)


def _after() -> ColumnElement[Any]:
    told: dict[str, ColumnElement[Any]] = {
        part: _object({name: STAGED.c[name] for name in names}) for part, names in _TOLD.items()
    }
    told["facts"] = told["facts"].op("||")(_object({"area_code": JUDGED.c.area_code}))
    return _object(told, plain=False)


def _object(values: Mapping[str, ColumnElement[Any]], *, plain: bool = True) -> ColumnElement[Any]:
    pairs = [
        part
        for name, value in values.items()
        for part in (literal(name, Text), cast(value, Text) if plain else value)
    ]
    return func.jsonb_build_object(*pairs)


def _is_item(table: type[PlanItem] | type[PlanItemText]) -> ColumnElement[bool]:
    return and_(table.province_code == SourceItem.province_code, table.id == SourceItem.item_id)


def _note(session: Session, rows: Any) -> None:
    names = ["run_id", "external_id", "before", "after"]
    # a row settled later may meet what its own run has done before: the first image is the one to go back to
    session.execute(insert(ImportChange).from_select(names, rows).on_conflict_do_nothing())
