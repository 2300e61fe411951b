"""The work list: rows whose place a person must settle; a settlement is remembered and applied at once."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, select, text, tuple_
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.orm import Session

from planhub.areas.area import Area
from planhub.errors import Invalid, NotFound
from planhub.lists.faults import PLACE_FIELDS, read_fault
from planhub.lists.prepared import BAHT, Fault, Prepared, Values
from planhub.sources import recording, staging
from planhub.sources.applying import apply
from planhub.sources.examining import examine, lock
from planhub.sources.import_run import ImportRow, ImportRun, Outcome
from planhub.sources.placing import Reader
from planhub.sources.settlement import Settlement
from planhub.sources.source import Source
from planhub.wording import N_, say
from planhub.workflow.stages import Stage

PAGE = 50

_NOT_HERE = N_("%(code)s ไม่ใช่พื้นที่ที่ใช้อยู่ในทำเนียบ เลือกพื้นที่อีกครั้ง")
_OUTSIDE = N_("%(code)s อยู่นอกจังหวัดที่แหล่งข้อมูลนี้รับผิดชอบ (%(scope)s) เลือกพื้นที่ในจังหวัดเหล่านั้น")
_NOTHING = N_("ไม่มีแถวใดรอคำตอบของ “%(words)s” แล้ว")
_NO_ROW = N_("แถว %(row)s ของการนำเข้าครั้งที่ %(run)s ไม่ได้รอคำตอบ")

Mark = tuple[int, int, str]
"""(run, row, key): where a page of the work list ends."""


@dataclass(frozen=True)
class Waiting:
    """A row that waits for a person."""

    source_code: str
    run_id: int
    row: int
    key: str
    title: str
    words: str
    words_key: str
    faults: tuple[Fault, ...]
    candidates: tuple[str, ...]
    """Areas that the words may mean."""
    cells: tuple[str, ...]
    alike: int
    """Rows of the source that wait for the same words, this one included."""

    @property
    def mark(self) -> Mark:
        """Where the next page begins."""
        return self.run_id, self.row, self.key


@dataclass(frozen=True)
class Settled:
    """What a settlement did."""

    written: int
    """Items made or changed."""
    waiting: int
    """Rows that still wait, for something else than their place."""
    wrong: int
    passed_over: int
    """Rows that are not taken."""


def waiting(
    session: Session,
    *,
    source_code: str | None = None,
    provinces: Collection[str] | None = None,
    after: Mark | None = None,
    limit: int = PAGE,
    words_once: bool = False,
) -> list[Waiting]:
    """A page of the work list, the oldest first; of one source, or of those that `provinces` keep.

    With `words_once` only the first of the rows that one answer settles.
    """
    listed = _listed(source_code, provinces)
    if words_once:
        words: tuple[Any, ...] = (ImportRun.source_code, ImportRow.words_key)
        first = listed.with_only_columns(ImportRow.run_id, ImportRow.row, ImportRow.key).ext(
            distinct_on(*words)
        )
        first = first.order_by(*words, ImportRow.run_id, ImportRow.row, ImportRow.key)
        listed = listed.where(
            tuple_(ImportRow.run_id, ImportRow.row, ImportRow.key).in_(first.subquery().select())
        )
    if after is not None:
        listed = listed.where(tuple_(ImportRow.run_id, ImportRow.row, ImportRow.key) > tuple_(*after))
    rows = session.execute(listed.order_by(ImportRow.run_id, ImportRow.row, ImportRow.key).limit(limit)).all()
    alike = _alike(session, {(code, row.words_key) for row, code in rows})
    return [_waiting(row, code, alike[code, row.words_key]) for row, code in rows]


def how_many(
    session: Session, *, source_code: str | None = None, provinces: Collection[str] | None = None
) -> int:
    """How many rows wait."""
    listed = _listed(source_code, provinces).subquery()
    return session.scalar(select(func.count()).select_from(listed)) or 0


def find(session: Session, *, run_id: int, row: int) -> Waiting:
    """A row that waits, by its run and its number in the file; NotFound when none does."""
    query = _listed(None, None).where(ImportRow.run_id == run_id, ImportRow.row == row)
    found = session.execute(query.order_by(ImportRow.key).limit(1)).first()
    if found is None:
        raise NotFound(say(_NO_ROW, run=run_id, row=row))
    waits, code = found
    return _waiting(waits, code, _alike(session, {(code, waits.words_key)})[code, waits.words_key])


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
    """
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
        session.execute(_RESULT, {"run": run_id})
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
    from judged j where r.run_id = :run and r.row = j.row and r.key = j.key
    """
)


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


def _listed(source_code: str | None, provinces: Collection[str] | None) -> Select[*tuple[Any, ...]]:
    listed: Select[*tuple[Any, ...]] = (
        select(ImportRow, ImportRun.source_code)
        .join(ImportRun, ImportRun.id == ImportRow.run_id)
        .where(ImportRow.waiting)
    )
    if source_code is not None:
        listed = listed.where(ImportRun.source_code == source_code)
    if provinces is not None:
        listed = listed.join(Source, Source.code == ImportRun.source_code)
        listed = listed.where(Source.owner_province.in_(list(provinces)))
    return listed


def _alike(session: Session, words: set[tuple[str, str | None]]) -> dict[tuple[str, str | None], int]:
    if not words:
        return {}
    rows = session.execute(
        select(ImportRun.source_code, ImportRow.words_key, func.count())
        .join(ImportRun, ImportRun.id == ImportRow.run_id)
        .where(ImportRow.waiting, tuple_(ImportRun.source_code, ImportRow.words_key).in_(list(words)))
        .group_by(ImportRun.source_code, ImportRow.words_key)
    )
    return {(code, key): n for code, key, n in rows}


def _waiting(row: ImportRow, source_code: str, alike: int) -> Waiting:
    kept = row.faults or []
    return Waiting(
        source_code=source_code,
        run_id=row.run_id,
        row=row.row,
        key=row.key,
        title=(row.read_values or {}).get("title", ""),
        words=row.words or "",
        words_key=row.words_key or "",
        faults=tuple(read_fault(fault) for fault in kept),
        candidates=tuple(code for fault in kept for code in fault.get("candidates", ())),
        cells=tuple(row.cells or ()),
        alike=alike,
    )


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
