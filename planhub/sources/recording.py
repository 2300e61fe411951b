"""What a run did, written beside it: every row's outcome, and every item as it was before."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, cast, exists, func, literal, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from planhub.areas.staging import table_of
from planhub.linkage.plan_item import PlanItem, PlanItemText
from planhub.lists.faults import PLACE_FIELDS
from planhub.sources.import_run import ImportChange, Outcome
from planhub.sources.judged import JUDGED, WITHDRAWN_DIGEST
from planhub.sources.source import Source
from planhub.sources.source_item import SourceItem
from planhub.sources.staged import STAGED
from planhub.workflow.stages import Stage

FACTS: dict[str, ColumnElement[Any]] = {
    name: column
    for name, column in table_of(PlanItem).columns.items()
    if name not in ("id", "source_code", "external_id", "royal", "spot")
}
WORDS: dict[str, ColumnElement[Any]] = {
    name: column
    for name, column in table_of(PlanItemText).columns.items()
    if name not in ("id", "province_code")
}
"""The columns of the two halves that a change is about: not whether an item carries a royal project, nor its
spot, which follows the point of its words.
"""

_TOLD = {
    "facts": ("fiscal_year", "stage", "side", "envelope", "amount"),
    "words": ("title", "agency", "objective"),
}
ASKS_PLACE = "$[*] ? (" + " || ".join([f'@.field == "{name}"' for name in sorted(PLACE_FIELDS)]) + ")"
"""Of a row's faults as JSON: whether one is about the place. What else is unclear no place can answer."""
_ROWS = text(
    """
    insert into import_row (run_id, row, key, outcome, faults, cells, read_values, words, words_key, waiting,
        changes)
    select :run, j.row, j.key, j.outcome, j.faults,
        case when j.outcome in ('unclear', 'wrong', 'skipped', 'outside')
            then to_jsonb(string_to_array(s.cells, chr(31))) end,
        case when j.outcome = 'unclear' then jsonb_strip_nulls(jsonb_build_object(
            'title', s.title, 'fiscal_year', s.fiscal_year, 'amount', s.amount, 'stage', s.stage,
            'side', s.side, 'envelope', s.envelope, 'agency', s.agency, 'objective', s.objective,
            'place_code', s.place_code, 'province', s.province, 'district', s.district,
            'subdistrict', s.subdistrict, 'moo', s.moo, 'village', s.village, 'place_text', s.place_text,
            'lat', s.lat, 'lon', s.lon, 'allocated', s.allocated, 'increased', s.increased,
            'decreased', s.decreased, 'committed', s.committed, 'disbursed', s.disbursed))
            when not :waits and j.outcome in ('new', 'changed') then jsonb_build_object('title', s.title,
            'fiscal_year', s.fiscal_year, 'amount', s.amount, 'stage', s.stage, 'area_code', j.area_code) end,
        case when j.outcome = 'unclear' then s.words end,
        case when j.outcome = 'unclear' then s.words_key end,
        :waits and j.outcome = 'unclear'
            and jsonb_path_exists(coalesce(j.faults, '[]'), cast(:asks as jsonpath)),
        d.changes
    from judged j join staged s on s.n = j.n
    left join lateral (
        select jsonb_object_agg(v.field, jsonb_build_array(v.old, v.new)) as changes
        from plan_item p
        join plan_item_text t on t.province_code = p.province_code and t.id = p.id
        cross join lateral (values
            ('title', t.title collate "C", s.title collate "C"),
            ('year', p.fiscal_year::text, s.fiscal_year::text),
            ('amount', p.amount::text, cast(s.amount as numeric(14, 2))::text),
            ('allocated', p.allocated::text, case when s.allocated is null then p.allocated::text
                else nullif(cast(s.allocated as numeric(14, 2))
                    + coalesce(cast(s.increased as numeric(14, 2)), 0)
                    - coalesce(cast(s.decreased as numeric(14, 2)), 0), 0)::text end),
            ('committed', p.committed::text, case when s.committed is null then p.committed::text
                else nullif(cast(s.committed as numeric(14, 2)), 0)::text end),
            ('disbursed', p.disbursed::text, case when s.disbursed is null then p.disbursed::text
                else nullif(cast(s.disbursed as numeric(14, 2)), 0)::text end),
            ('stage', p.stage, s.stage), ('side', p.side, s.side), ('envelope', p.envelope, s.envelope),
            ('agency', t.agency, s.agency), ('objective', t.objective, s.objective),
            ('area', p.area_code, j.area_code),
            ('places', array_to_string(t.places, ','), array_to_string(j.places, ',')),
            ('point', case when t.point_how = 'typed'
                then round(ST_Y(t.point)::numeric, 6) || ', ' || round(ST_X(t.point)::numeric, 6) end,
                case when s.lat is not null and s.lon is not null
                then round(s.lat::numeric, 6) || ', ' || round(s.lon::numeric, 6) end)
        ) as v (field, old, new)
        where j.outcome = 'changed' and p.province_code = j.old_province and p.id = j.item_id
            and v.old is distinct from v.new
    ) d on true
    order by j.n
    on conflict do nothing
    """
)
# How often an answer served; rows that it left wrong or unclear count, for their place was answered.
_USED = text(
    """
    update settlement t set used = t.used + u.n, used_at = :at
    from (select s.words_key, count(*) as n from staged s
          where s.skipped is null
              and s.words_key in (select words_key from settlement where source_code = :source)
          group by s.words_key) u
    where t.source_code = :source and t.words_key = u.words_key
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
_SUPERSEDE_SENT = text(
    """
    update import_row r set waiting = false from import_run u
    where u.id = r.run_id and u.source_code = :source and r.waiting
        and exists (select from judged j where j.key = r.key and j.outcome in ('new', 'changed', 'unchanged'))
    """
)


def note_rows(session: Session, source: Source, *, run_id: int, waits: bool) -> None:
    """Every row of the file and what it came to; `waits` puts those of an unclear place on the work list."""
    session.execute(_ROWS, {"run": run_id, "waits": waits, "asks": ASKS_PLACE})
    if waits:
        session.execute(_SUPERSEDE, {"source": source.code, "run": run_id})


def supersede(session: Session, source: Source) -> None:
    """What was sent by itself and is written decides what files have left unclear under its key."""
    session.execute(_SUPERSEDE_SENT, {"source": source.code})


def note_use(session: Session, source: Source, *, at: datetime) -> None:
    """How many of the staged rows the kept answers have placed."""
    session.execute(_USED, {"source": source.code, "at": at})


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
