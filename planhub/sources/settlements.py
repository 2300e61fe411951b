"""The answers about places that are remembered for a source, to be read and found. Only reads."""

from collections.abc import Sequence
from hashlib import md5

from sqlalchemy import ColumnElement, func, or_, select, tuple_
from sqlalchemy.orm import Session

from planhub.accounts.account import Account
from planhub.areas.area import Area
from planhub.sources.settlement import Settlement
from planhub.thai.folding import arabic_digits, search_key, visible

PAGE = 50
LONGEST = 120


def how_many(session: Session, source_code: str) -> int:
    """Answers that are remembered."""
    query = select(func.count()).where(Settlement.source_code == source_code)
    return session.scalar(query) or 0


def listed(
    session: Session, source_code: str, *, typed: str = "", after: str = "", limit: int = PAGE
) -> tuple[Sequence[tuple[Settlement, str | None]], str]:
    """A page of answers with the name of who gave each, by their words, and where the next page begins.

    `typed` are words of the place, a name of the area or the beginning of its code.
    """
    query = (
        select(Settlement, Account.name)
        .outerjoin(Account, Account.id == Settlement.by)
        .outerjoin(Area, Area.code == Settlement.area_code)
        .where(Settlement.source_code == source_code)
        .order_by(Settlement.words, Settlement.words_key)
        .limit(limit + 1)
    )
    if typed:
        query = query.where(_fits(visible(typed)[:LONGEST]))
    if after:
        last = select(Settlement.words).where(
            Settlement.source_code == source_code, Settlement.words_key == after
        )
        words = session.scalar(last)
        if words is not None:
            query = query.where(tuple_(Settlement.words, Settlement.words_key) > tuple_(words, after))
    rows = [(row[0], row[1]) for row in session.execute(query)]
    return rows[:limit], rows[limit - 1][0].words_key if len(rows) > limit else ""


def find(session: Session, source_code: str, words_key: str) -> Settlement | None:
    """One answer."""
    return session.get(Settlement, (source_code, words_key))


def mark(words_key: str) -> str:
    """What names an answer in an address, however long its words are."""
    return md5(words_key.encode(), usedforsecurity=False).hexdigest()


def marked(session: Session, source_code: str, mark: str) -> Settlement | None:
    """The answer of such a name."""
    query = select(Settlement).where(
        Settlement.source_code == source_code, func.md5(Settlement.words_key) == mark
    )
    return session.scalars(query).one_or_none()


def _fits(text: str) -> ColumnElement[bool]:
    digits = arabic_digits(text).replace(" ", "")
    key = search_key(text)
    ways: list[ColumnElement[bool]] = [Settlement.words.contains(text, autoescape=True)]
    if key:
        ways += [
            Settlement.words_key.contains(key, autoescape=True),
            Area.search_key.contains(key, autoescape=True),
        ]
    if digits.isascii() and digits.isdecimal():
        ways.append(Settlement.area_code.startswith(digits, autoescape=True))
    return or_(*ways)
