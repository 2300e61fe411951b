"""Lists of what goes wrong among a province's works, the worst first, page by page."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Select, and_, cast, literal, or_, select, tuple_
from sqlalchemy.orm import Session

from planhub.linkage.plan_item import PlanItem, PlanItemText
from planhub.linkage.projecting import SOURCE
from planhub.oversight.narrowed import Narrowed, of_narrowed
from planhub.oversight.trouble import KEYS, Found, Limits, Trouble, condition
from planhub.proposals.proposal import Proposal
from planhub.workflow.stages import Stage

PAGE = 50


_READ: dict[Trouble, Callable[[str], Any]] = {
    Trouble.LATE: date.fromisoformat,
    Trouble.STALE: lambda typed: _moment(typed),
    Trouble.OVER: lambda typed: _sum(typed),
    Trouble.NO_CONTRACT: date.fromisoformat,
}


def troubled(
    session: Session, narrowed: Narrowed, trouble: Trouble, limits: Limits, *, after: str = ""
) -> tuple[list[Found], str]:
    """A page of items in this trouble, the worst first, and where the next begins ("" at the end)."""
    key = KEYS[trouble].label("key")
    here = select(PlanItem.id, key).where(*of_narrowed(narrowed), condition(trouble, limits))
    mark = _mark(trouble, after)
    if mark is not None:
        here = here.where(tuple_(KEYS[trouble], PlanItem.id) > tuple_(*map(literal, mark)))
    keys = here.order_by(key, PlanItem.id).limit(PAGE + 1).subquery()
    query = _items(narrowed, limits).join(keys, PlanItem.id == keys.c.id)
    rows = session.execute(query.add_columns(keys.c.key).order_by(keys.c.key, PlanItem.id)).all()
    more = len(rows) > PAGE
    last = rows[PAGE - 1] if more else None
    return [_found(row) for row in rows[:PAGE]], after_it(last.key, last.id) if last else ""


def those(session: Session, narrowed: Narrowed, limits: Limits, ids: Sequence[UUID]) -> list[Found]:
    """The items of these ids, in their order."""
    rows = session.execute(_items(narrowed, limits).where(PlanItem.id.in_(ids)))
    found = {row.id: _found(row) for row in rows}
    return [found[id_] for id_ in ids if id_ in found]


def after_it(key: Any, id_: UUID) -> str:
    """The mark of a page that begins behind an item of this key."""
    return f"{key.isoformat() if isinstance(key, date) else key}~{id_}"


def every(session: Session, narrowed: Narrowed, trouble: Trouble, limits: Limits) -> Iterator[Found]:
    """All items in this trouble, the worst first, as they come from the database."""
    query = _items(narrowed, limits).where(*of_narrowed(narrowed), condition(trouble, limits))
    query = query.order_by(KEYS[trouble], PlanItem.id).execution_options(yield_per=PAGE * 10)
    return (_found(row) for row in session.execute(query))


def worst(session: Session, narrowed: Narrowed, limits: Limits, *, most: int = 10) -> list[Found]:
    """Items with the most troubles at once, those of most baht first."""
    count = sum((cast(condition(trouble, limits), Integer) for trouble in Trouble), literal(0))
    some = or_(*(condition(trouble, limits) for trouble in Trouble))
    keys = (
        select(PlanItem.id, count.label("troubles"))
        .where(*of_narrowed(narrowed), some)
        .order_by(count.desc(), PlanItem.amount.desc(), PlanItem.id)
        .limit(most)
        .subquery()
    )
    query = _items(narrowed, limits).join(keys, PlanItem.id == keys.c.id)
    order = (keys.c.troubles.desc(), PlanItem.amount.desc(), PlanItem.id)
    return [_found(row) for row in session.execute(query.order_by(*order))]


def _items(narrowed: Narrowed, limits: Limits) -> Select[Any]:
    words = and_(PlanItemText.province_code == narrowed.province, PlanItemText.id == PlanItem.id)
    ours = and_(PlanItem.source_code == SOURCE, Proposal.uid == PlanItem.id)
    columns: list[Any] = [
        PlanItem.id,
        PlanItemText.number,
        PlanItemText.title,
        PlanItem.stage,
        PlanItem.amount,
        PlanItem.area_code,
        PlanItemText.agency,
        PlanItem.allocated,
        PlanItem.committed,
        PlanItem.disbursed,
        PlanItem.physical,
        PlanItem.reported_at,
        PlanItem.funded_on,
        PlanItem.due_on,
        PlanItem.stage_since,
        Proposal.id.label("proposal_id"),
        *(condition(trouble, limits).label(trouble.name) for trouble in Trouble),
    ]
    query: Select[Any] = select(*columns).join(PlanItemText, words)
    query = query.outerjoin(Proposal, ours)
    return query.where(PlanItem.province_code == narrowed.province)


def _found(row: Any) -> Found:
    troubles = frozenset(trouble for trouble in Trouble if getattr(row, trouble.name))
    told: Sequence[Any] = (*row[:3], Stage(row.stage), *row[4:16], troubles)
    return Found(*told)


def _mark(trouble: Trouble, after: str) -> Sequence[Any] | None:
    """(key, id) where a page begins; None for an empty or broken one, which begins at the top."""
    key, _sep, id_ = after.rpartition("~")
    try:
        return (_READ[trouble](key), UUID(id_)) if key else None
    except ValueError:
        return None


def _moment(typed: str) -> datetime:
    moment = datetime.fromisoformat(typed)
    if moment.tzinfo is None:
        raise ValueError("a moment without its zone")
    return moment


def _sum(typed: str) -> Decimal:
    if not re.fullmatch(r"-?\d{1,15}(\.\d{1,2})?", typed, re.ASCII):
        raise ValueError("no sum")
    return Decimal(typed)
