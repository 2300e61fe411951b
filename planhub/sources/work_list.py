"""The work list: rows whose place a person must settle, each with what is known of it. Only reads."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from planhub.errors import NotFound
from planhub.lists.faults import read_fault
from planhub.lists.prepared import Fault
from planhub.sources.import_run import ImportRow, ImportRun
from planhub.sources.source import Source
from planhub.wording import N_, say

PAGE = 50

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
