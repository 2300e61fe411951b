"""Rows through every step up to their verdicts: staged, placed, compared. One source at a time."""

from collections.abc import Callable, Collection, Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.areas.staging import Progress, silent
from planhub.lists.prepared import Prepared
from planhub.sources import comparing, doubting, matching, placing, staging
from planhub.sources.placing import Reader
from planhub.sources.source import Source
from planhub.sources.staging import Given
from planhub.wording import N_

LOCK = 7_256_000
"""First half of the advisory locks of sources; the second is made of the source's code."""

READING = N_("อ่านรายการ")
PLACING = N_("อ่านสถานที่")
COMPARING = N_("เทียบกับที่มีอยู่")


def lock(session: Session, source_code: str) -> None:
    """Wait until no other transaction works on the source, and keep others off until this one ends."""
    session.execute(select(func.pg_advisory_xact_lock(LOCK, func.hashtext(source_code))))


def examine(
    session: Session,
    source: Source,
    rows: Iterable[Prepared | Given],
    *,
    reader: Callable[[], Reader] | None = None,
    province: str = "",
    placeless_here: bool = False,
    scope: Collection[str] | None = None,
    leaves_others: bool = False,
    progress: Progress = silent,
) -> dict[str, int]:
    """Say of each row what it comes to; the tables `staged` and `judged` hold it until the transaction ends.

    `province` is that of rows which name none; those without any place are its own with `placeless_here`
    alone. `scope` narrows the source's provinces; rows of others are wrong, or with `leaves_others`
    not taken. `reader` is asked only when a text must be read.
    """
    session.flush()
    n = staging.stage(session, rows, told=lambda done: progress(READING, done, 0))
    progress(READING, n, n)
    lock(session, source.code)
    left = matching.match(session, source_code=source.code, province=province)
    if left:
        placing.read_claims(
            session,
            reader or (lambda: gazetteer_reader(session)),
            near=province,
            home=province if placeless_here else "",
            left=left,
            told=lambda done, total: progress(PLACING, done, total),
        )
    progress(COMPARING, 0, 1)
    counts = comparing.judge(session, source, scope=scope, leaves_others=leaves_others)
    doubting.doubt_points(session)
    doubting.doubt_moves(session)
    progress(COMPARING, 1, 1)
    return counts


def gazetteer_reader(session: Session) -> Reader:
    """The reader of planhub.places, with the gazetteer of this database."""
    from planhub.places import gazetteer, reading

    names = gazetteer.load(session)

    def read(words: str, /, *, within: str = "", near: Iterable[str] = ()) -> reading.Reading:
        return reading.read(words, names, within=within, near=tuple(near))

    return read
