"""Search plan items by words, by number or by place: forgiving, bounded, public fields only."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, FromClause, Select, func, select, true, tuple_
from sqlalchemy.orm import Session

from planhub.areas import codes, finding
from planhub.areas.search import Match, looks_like_a_code
from planhub.errors import Invalid
from planhub.linkage.plan_item import PlanItem, PlanItemText
from planhub.maps import plan_items
from planhub.maps.plan_items import Item
from planhub.maps.wanted import LONGEST, SHORTEST
from planhub.proposals.numbers import read_number
from planhub.thai.folding import search_words, visible
from planhub.wording import N_, Sentence, say

PAGE = 25
MOST_MATCHES = 300
"""Matches in the country that are looked at for one page; what lies beyond is said, not hidden."""
MOST_IN_PROVINCE = 1_000
AREAS = 12

_TOO_SHORT = N_("พิมพ์คำค้นอย่างน้อย 3 ตัวอักษร หรือเลือกจังหวัดก่อน แล้วค้นด้วยคำสั้นได้")


@dataclass(frozen=True)
class Found:
    """What a search found, each list bounded."""

    items: Sequence[Item] = ()
    areas: Sequence[Match] = ()
    next_page: str = ""
    capped: bool = False
    """More matched than were looked at: the list is a part, and the page says so."""
    note: Sentence | None = None
    """Why nothing was looked for, or what a retired code is today."""


def most_matches(province: str) -> int:
    """How many matches are looked at."""
    return MOST_IN_PROVINCE if province else MOST_MATCHES


def search(session: Session, typed: str, *, province: str = "", after: str = "") -> Found:
    """Items and areas for what was typed; never raises, says in `note` what to type instead."""
    text = visible(typed)[:LONGEST]
    if not text:
        return Found()
    numbered = by_number(session, text)
    if numbered:
        return Found(items=[numbered])
    note = _retired(session, text)
    words = search_words(text)
    if len(words) < SHORTEST and not province:
        areas = finding.suggest(session, text, within=province, limit=AREAS)
        return Found(areas=areas, note=note or say(_TOO_SHORT))
    items, next_page, capped = by_words(session, words, province=province, after=after)
    areas = finding.suggest(session, text, within=province, limit=AREAS, guess=not items)
    return Found(items=items, areas=areas, next_page=next_page, capped=capped, note=note)


def by_number(session: Session, typed: str) -> Item | None:
    """The item of that number, however it was typed."""
    try:
        number = read_number(typed)
    except Invalid:
        return None
    province = codes.province_of(number.rsplit("-", 2)[0])
    named = plan_items.query().where(PlanItemText.province_code == province, PlanItemText.number == number)
    row = session.execute(plan_items.ours_first(named).limit(1)).first()
    return plan_items.item(row) if row else None


def by_words(
    session: Session, looked_for: str, *, province: str = "", after: str = "", limit: int = PAGE
) -> tuple[list[Item], str, bool]:
    """A page of items that say all words looked for (folded), the latest changed first.

    Matches are collected first, so many at most, so that a common word costs no more than a rare one;
    with more than that there is no next page and the third value is True.
    """
    most = most_matches(province)
    words = _matching(looked_for, province).limit(most + 1).cte("words").prefix_with("materialized")
    n = select(func.count()).select_from(words).scalar_subquery()
    facts = facts_of(words, province)
    query = select(*plan_items.columns(facts.c, words.c), n).select_from(words).join(facts, true())
    mark = plan_items.read_cursor(after)
    if mark is not None:
        query = query.where(tuple_(facts.c.updated_at, facts.c.id) < mark)
    query = query.order_by(facts.c.updated_at.desc(), facts.c.id.desc())
    with planned(session, once=not province):
        rows = session.execute(query.limit(limit + 1)).all()
    found = [plan_items.item(row) for row in rows]
    capped = bool(rows) and rows[0][-1] > most
    more = len(found) > limit and not capped
    return found[:limit], found[limit - 1].cursor if more else "", capped


@contextmanager
def planned(session: Session, *, once: bool) -> Iterator[None]:
    """Have a prepared statement planned once for all keys, or anew for each, whatever PostgreSQL would guess.

    Over all provinces it is 152 partitions: planning costs 20 ms of processor, a rare word's search 3. In one
    province planning costs nothing, and a key too short for the index is better read from the table.
    """
    mode = "force_generic_plan" if once else "force_custom_plan"
    session.scalar(select(func.set_config("plan_cache_mode", mode, True)))
    yield
    # after an error the transaction is over, and the mode with it
    session.scalar(select(func.set_config("plan_cache_mode", "auto", True)))


def _matching(words: str, province: str) -> Select[*tuple[Any, ...]]:
    query: Select[*tuple[Any, ...]] = select(*PlanItemText.__table__.c)
    query = query.where(PlanItemText.says(words))
    return query.where(PlanItemText.province_code == province) if province else query


def facts_of(words: CTE, province: str) -> FromClause:
    """The narrow half of each match by its key; the limit keeps the planner from reading the whole table."""
    query: Select[*tuple[Any, ...]] = select(*PlanItem.__table__.c)
    query = query.where(PlanItem.province_code == words.c.province_code, PlanItem.id == words.c.id)
    if province:
        query = query.where(PlanItem.province_code == province)
    return query.limit(1).lateral("facts")


def _retired(session: Session, text: str) -> Sentence | None:
    """What became of a retired code, where one was typed."""
    if not looks_like_a_code(text):
        return None
    try:
        return finding.by_code(session, text, retired_too=True).note
    except Invalid as wrong:
        return wrong.sentence
