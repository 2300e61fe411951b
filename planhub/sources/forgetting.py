"""Forget what the words of a place were said to mean: the next file asks again, what stands stays."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from planhub.sources.examining import lock
from planhub.sources.settlement import Settlement
from planhub.sources.source import Source


def forget(session: Session, source: Source, words_key: str) -> bool:
    """False when there was no such answer any more."""
    lock(session, source.code)
    gone = delete(Settlement).where(Settlement.source_code == source.code, Settlement.words_key == words_key)
    return session.execute(gone.returning(Settlement.words_key)).first() is not None
