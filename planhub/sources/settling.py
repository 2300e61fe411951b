"""Settle what the words of a place mean: remembered for the next file, and applied to the rows that wait."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from planhub.areas.area import Area
from planhub.errors import IllegalMove, Invalid
from planhub.lists.faults import PLACE_FIELDS, read_fault
from planhub.lists.prepared import BAHT, Prepared, Values
from planhub.sources import recording, staging
from planhub.sources.applying import apply
from planhub.sources.examining import examine, lock
from planhub.sources.import_run import ImportRow, ImportRun, Outcome
from planhub.sources.placing import Reader
from planhub.sources.settlement import Settlement
from planhub.sources.source import Source
from planhub.wording import N_, say
from planhub.workflow.stages import Stage

_NOT_HERE = N_("%(code)s ไม่ใช่พื้นที่ที่ใช้อยู่ในทำเนียบ เลือกพื้นที่อีกครั้ง")
_OUTSIDE = N_("%(code)s อยู่นอกจังหวัดที่แหล่งข้อมูลนี้รับผิดชอบ (%(scope)s) เลือกพื้นที่ในจังหวัดเหล่านั้น")
_CLOSED = N_("แหล่งข้อมูล “%(name)s” ปิดรับแล้ว จึงยังตอบแถวที่รอไม่ได้ เปิดรับก่อนแล้วตอบ หรือยกเลิกการนำเข้าที่แถวนั้นมาด้วย")
_NOTHING = N_("ไม่มีแถวใดรอคำตอบของ “%(words)s” แล้ว")


@dataclass(frozen=True)
class Settled:
    """What a settlement did."""

    written: int
    """Items made or changed."""
    waiting: int
    """Rows that still lack something else than their place."""
    wrong: int
    passed_over: int
    """Rows that are not taken."""


def settle(
    session: Session,
    source: Source,
    *,
    words_key: str,
    area_code: str | None,
    by: int | None,
    at: datetime,
    reader: Callable[[], Reader] | None = None,
) -> Settled:
    """Say what the words of waiting rows mean: kept for the next file, and applied to those rows now.

    Without an area they are none of the source's business: passed over, in the next file too.
    Invalid for an area that is retired or outside the source's provinces, or when no row waits for it.
    IllegalMove for a source of which nothing more is taken.
    """
    if not source.is_open:
        raise IllegalMove(say(_CLOSED, name=source.name))
    if area_code is not None:
        _check_area(session, source, area_code)
    lock(session, source.code)
    rows = session.scalars(
        select(ImportRow)
        .join(ImportRun, ImportRun.id == ImportRow.run_id)
        .where(ImportRun.source_code == source.code, ImportRow.waiting, ImportRow.words_key == words_key)
        .order_by(ImportRow.run_id, ImportRow.row, ImportRow.key)
    ).all()
    if not rows:
        raise Invalid({"words": say(_NOTHING, words=words_key[:80])})
    _remember(session, source, words_key, rows[0].words or "", area_code=area_code, by=by, at=at)
    counts = dict.fromkeys((outcome.value for outcome in Outcome), 0)
    for run_id in sorted({row.run_id for row in rows}):
        mine = [_prepared(row) for row in rows if row.run_id == run_id]
        found = examine(session, source, mine, reader=reader, leaves_others=True)
        recording.note_use(session, source, at=at)
        apply(session, source, found, at=at, run_id=run_id)
        session.execute(_RESULT, {"run": run_id, "asks": recording.ASKS_PLACE})
        _count_anew(session, run_id, was=len(mine), found=found)
        staging.clear(session)
        counts = {name: n + found.get(name, 0) for name, n in counts.items()}
    session.expire_all()
    return Settled(
        written=counts[Outcome.NEW] + counts[Outcome.CHANGED],
        waiting=counts[Outcome.UNCLEAR],
        wrong=counts[Outcome.WRONG],
        passed_over=counts[Outcome.OUTSIDE],
    )


_RESULT = text(
    """
    update import_row r set outcome = j.outcome, faults = j.faults, waiting = j.outcome = 'unclear'
        and jsonb_path_exists(coalesce(j.faults, '[]'), cast(:asks as jsonpath))
    from judged j where r.run_id = :run and r.row = j.row and r.key = j.key
    """
)


def _count_anew(session: Session, run_id: int, *, was: int, found: dict[str, int]) -> None:
    """What the run says of its rows: the answered ones are no longer unclear."""
    run = session.get_one(ImportRun, run_id)
    counts = dict(run.counts)
    counts[Outcome.UNCLEAR.value] = counts.get(Outcome.UNCLEAR.value, 0) - was
    for name in (outcome.value for outcome in Outcome if outcome is not Outcome.WITHDRAWN):
        counts[name] = counts.get(name, 0) + found.get(name, 0)
    run.counts = counts
    session.flush()


def _check_area(session: Session, source: Source, area_code: str) -> None:
    area = session.get(Area, area_code)
    if area is None or area.valid_to is not None:
        raise Invalid({"area_code": say(_NOT_HERE, code=area_code[:20])})
    lies_in = area.parent_code if area.kind == "community" else area.code
    if (lies_in or "")[:2] not in source.scope:
        scope = ", ".join(source.scope[:8])
        raise Invalid({"area_code": say(_OUTSIDE, code=area_code, scope=scope)})


def _remember(
    session: Session,
    source: Source,
    words_key: str,
    words: str,
    *,
    area_code: str | None,
    by: int | None,
    at: datetime,
) -> None:
    values = {"words": words, "area_code": area_code, "by": by, "at": at}
    statement = insert(Settlement).values(source_code=source.code, words_key=words_key, **values)
    session.execute(statement.on_conflict_do_update(index_elements=["source_code", "words_key"], set_=values))


def _prepared(row: ImportRow) -> Prepared:
    """The row as it was read, with the faults that are not about its place."""
    told = dict(row.read_values or {})
    for name in BAHT:
        if name in told:
            told[name] = Decimal(told[name])
    if "stage" in told:
        told["stage"] = Stage(told["stage"])
    faults = [read_fault(fault) for fault in row.faults or ()]
    return Prepared(
        row=row.row,
        key=row.key,
        values=Values(**told),
        faults=tuple(fault for fault in faults if fault.field not in PLACE_FIELDS),
        skipped=None,
        cells=tuple(row.cells or ()),
    )
