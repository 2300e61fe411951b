"""Import a file of a source: read, tried dry or applied, told row by row. One transaction, the caller's."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from planhub.areas.staging import Progress, silent
from planhub.errors import Invalid
from planhub.lists.description_json import read_description
from planhub.lists.guessing import placeless_here
from planhub.lists.headings import LOOKED_AT, MARK
from planhub.lists.list_file import open_list
from planhub.lists.own_file import own_description
from planhub.lists.prepared import Prepared
from planhub.lists.preparing import prepare
from planhub.sources import recording, staging
from planhub.sources.applying import apply, require_open
from planhub.sources.examining import examine
from planhub.sources.import_run import ImportRow, ImportRun, Outcome, State
from planhub.sources.placing import Reader
from planhub.sources.source import Source
from planhub.sources.totals import totals
from planhub.wording import N_, say

WRITING = N_("บันทึก")

_UNDESCRIBED = N_("ยังไม่ได้อธิบายว่าช่องใดของรายการ “%(name)s” คืออะไร อธิบายก่อน แล้วจึงนำเข้า")


@dataclass(frozen=True)
class Ran:
    """A run and whether it changed anything (tried dry: whether it would)."""

    run: ImportRun
    changed: bool


def import_file(
    session: Session,
    source: Source,
    path: Path,
    *,
    name: str,
    at: datetime,
    by: int | None = None,
    dry: bool = False,
    reader: Callable[[], Reader] | None = None,
    progress: Progress = silent,
) -> Ran:
    """Import a file by the source's description. Invalid for a file that cannot be read at all."""
    require_open(source)
    listed = open_list(path, name=name)
    own = own_description(listed)
    if own is None and source.description is None:
        raise Invalid({"description": say(_UNDESCRIBED, name=source.name)})
    description = own or read_description(source.description)
    if own is None:
        listed = open_list(path, name=name, description=description)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return import_rows(
        session,
        source,
        prepare(listed.rows(), description),
        name=name,
        sha256=digest,
        at=at,
        by=by,
        dry=dry,
        province=description.province_code or source.owner_province or "",
        placeless_here=own is None and placeless_here(listed, description),
        # of a list that was taken out of here, what somebody left out stays as it is
        partial=own is not None or any(MARK in row.cells for row in listed.first_rows(LOOKED_AT)),
        reader=reader,
        progress=progress,
    )


def import_rows(
    session: Session,
    source: Source,
    rows: Iterable[Prepared],
    *,
    name: str,
    sha256: str,
    at: datetime,
    by: int | None = None,
    dry: bool = False,
    province: str = "",
    placeless_here: bool = False,
    partial: bool = False,
    reader: Callable[[], Reader] | None = None,
    progress: Progress = silent,
) -> Ran:
    """Import prepared rows; `province` is where their names are looked for when they name none.

    Rows without any place are that province's own only with `placeless_here`; else a person is asked.
    Of `partial` rows (those sent back to be mended) none counts as missing. A dry run writes its verdicts and
    nothing else, and takes the place of the dry run before it.
    """
    require_open(source)
    counts = examine(
        session,
        source,
        rows,
        reader=reader,
        province=province,
        placeless_here=placeless_here,
        leaves_others=True,
        progress=progress,
    )
    if partial:
        counts[Outcome.WITHDRAWN.value] = 0
    run = ImportRun(
        source_code=source.code, file_name=name, sha256=sha256, counts=counts | totals(session), by=by
    )
    _begin(session, run, dry=dry, at=at)
    progress(WRITING, 0, 2)
    recording.note_rows(session, source, run_id=run.id, waits=not dry)
    progress(WRITING, 1, 2)
    if dry:
        changed = bool(counts[Outcome.NEW] or counts[Outcome.CHANGED] or counts[Outcome.WITHDRAWN])
    else:
        recording.note_use(session, source, at=at)
        changed = apply(session, source, counts, at=at, run_id=run.id, withdraws=source.withdraws_missing)
    progress(WRITING, 2, 2)
    staging.clear(session)
    session.refresh(run)
    return Ran(run, changed)


def _begin(session: Session, run: ImportRun, *, dry: bool, at: datetime) -> None:
    """Write the run down; a dry one in the place of those before it."""
    if dry:
        _forget_dry_runs(session, run.source_code)
    run.state, run.started_at = (State.DRY if dry else State.APPLIED).value, at
    run.finished_at = func.clock_timestamp()
    session.add(run)
    session.flush()


def _forget_dry_runs(session: Session, source_code: str) -> None:
    dry = select(ImportRun.id).where(ImportRun.source_code == source_code, ImportRun.state == State.DRY.value)
    for table, column in ((ImportRow, ImportRow.run_id), (ImportRun, ImportRun.id)):
        session.execute(delete(table).where(column.in_(dry)).execution_options(synchronize_session=False))
