"""Areas by name, as people write names: forgiving, bounded, the likeliest first."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, false, func, literal, or_, select, true
from sqlalchemy.orm import Session

from planhub.areas import codes
from planhub.areas.addresses import full_names
from planhub.areas.area import Area
from planhub.areas.names import LEVELS, Part, joined, name_key, read_chain
from planhub.wording import Name

MOST = 50
"""No list is longer."""
_SCOPES = 120
_SHORTEST_PART = 3


@dataclass(frozen=True)
class Match:
    """An area that a name may mean, with its whole address, for names repeat."""

    area: Area
    address: Name


def by_name(
    session: Session,
    typed: str,
    *,
    within: str = "",
    kinds: Collection[str] = (),
    limit: int = 20,
    guess: bool = True,
) -> list[Match]:
    """Areas that a name, or a chain such as "ต.ในเมือง อ.เมืองสุรินทร์", may mean; best first.

    Whole names before beginnings before parts, wider areas before narrower, then as a Thai dictionary
    sorts. `within` is a code whose area they must lie in. Where no living one fits, misspelt and then retired
    ones come, if it may `guess`.
    """
    limit = min(limit, MOST)
    chain = read_chain(typed)
    if not chain:
        return []
    areas = _by_chain(session, chain, within, kinds, limit)
    if not areas and len(chain) > 1:
        areas = _by_chain(session, [joined(typed)], within, kinds, limit)
    if not areas and guess:
        areas = _similar(session, chain, within, kinds, limit)
    if not areas and guess:
        areas = _by_chain(session, chain, within, kinds, limit, living=False)
    return with_addresses(session, areas)


def by_beginning(
    session: Session, digits: str, *, within: str = "", kinds: Collection[str] = (), limit: int = 20
) -> list[Match]:
    """Living areas whose code begins so, for a list that shortens as one types."""
    query = (
        select(Area)
        .where(_in_scope(digits), Area.valid_to.is_(None), _in_scope(within), _of_kinds(kinds))
        .order_by(Area.code)
        .limit(min(limit, MOST))
    )
    return with_addresses(session, session.scalars(query).all())


def with_addresses(session: Session, areas: Sequence[Area]) -> list[Match]:
    """The areas, each with its address."""
    known = full_names(session, [area.code for area in areas])
    return [Match(area, known[area.code]) for area in areas]


def _by_chain(
    session: Session,
    chain: list[Part],
    within: str,
    kinds: Collection[str],
    limit: int,
    *,
    living: bool = True,
) -> Sequence[Area]:
    scopes = [within]
    for part in reversed(chain[1:]):
        scopes = [a.code for a in _matching(session, part, scopes, LEVELS[:3], _SCOPES, best_only=True)]
        if not scopes:
            return []
    return _matching(session, chain[0], scopes, kinds, limit, living=living)


def _matching(
    session: Session,
    part: Part,
    scopes: Sequence[str],
    kinds: Collection[str],
    limit: int,
    *,
    living: bool = True,
    best_only: bool = False,
) -> Sequence[Area]:
    rank = _rank(part.key)
    query = (
        select(Area, rank.label("rank"))
        .where(
            _named(part),
            or_(*map(_in_scope, scopes)),
            _of_kinds(kinds),
            _of_kinds([part.kind] if part.kind else []),
            Area.valid_to.is_(None) if living else Area.valid_to.is_not(None),
        )
        .order_by("rank", func.length(func.coalesce(Area.parent_code, "")), Area.name_th, Area.code)
        .limit(limit)
    )
    rows = session.execute(query).all()
    best = rows[0].rank if rows else 0
    return [row.Area for row in rows if not best_only or row.rank == best]


def _similar(
    session: Session, chain: list[Part], within: str, kinds: Collection[str], limit: int
) -> Sequence[Area]:
    """For a misspelling: names that share most three-letter groups with the first part."""
    part = chain[0]
    if len(part.key) < _SHORTEST_PART:
        return []
    query = (
        select(Area)
        .where(
            literal(part.key).op("<%", is_comparison=True)(Area.search_key),
            Area.valid_to.is_(None),
            _in_scope(within),
            _of_kinds(kinds),
            _of_kinds([part.kind] if part.kind else []),
        )
        .order_by(func.word_similarity(part.key, Area.search_key).desc(), func.length(Area.code), Area.code)
        .limit(limit)
    )
    return session.scalars(query).all()


def _named(part: Part) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = []
    if part.moo is not None:
        conditions.append(Area.moo == part.moo)
    if part.key:
        beginning = "" if len(part.key) >= _SHORTEST_PART else " "
        conditions.append(Area.search_key.like(f"%{beginning}{part.key}%"))
    return and_(*conditions) if conditions else false()


def _rank(key: str) -> ColumnElement[int]:
    if not key:
        return literal(0)
    return case(
        (Area.search_key.like(f"% {key} %"), 0),
        (Area.search_key.like(f"% {key}%"), 1),
        else_=2,
    )


def _in_scope(scope: str) -> ColumnElement[bool]:
    if not scope:
        return true()
    lo, hi = codes.bounds(scope)
    # the second range is for ชุมชน, whose own id has no prefix
    return or_(and_(Area.code >= lo, Area.code < hi), and_(Area.parent_code >= lo, Area.parent_code < hi))


def _of_kinds(kinds: Collection[str]) -> ColumnElement[bool]:
    return Area.kind.in_(kinds) if kinds else true()


def looks_like_a_code(typed: str) -> bool:
    """Whether digits lead what was typed, or it is the id of a ชุมชน."""
    key = name_key(typed).removeprefix("th")
    return key.isdecimal() or (key.startswith("c") and key[1:].isdecimal())
