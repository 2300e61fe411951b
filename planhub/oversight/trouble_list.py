"""A page of a trouble's list; of each district its worst are kept, read anew only after a change there."""

from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import chain
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.linkage.plan_item import PlanItem
from planhub.maps.kept import Kept
from planhub.oversight import troubles
from planhub.oversight.by_district import of_districts
from planhub.oversight.narrowed import NONE, Narrowed, of_narrowed
from planhub.oversight.trouble import KEYS, Found, Limits, Trouble, condition
from planhub.oversight.turns import Turns
from planhub.oversight.versions import Versions, versions_of

SHELVES = 64
"""Kept in each process, some 100 kB each."""


@dataclass(frozen=True)
class Listed:
    """One page of a list."""

    rows: list[Found]
    total: int
    """How many items are in this trouble."""
    next: str
    """Where the next page begins; "" at the end."""


@dataclass
class Worst:
    """Of one district: how many are in the trouble, and the worst of them, as many as a page may need."""

    items: int = 0
    first: list[tuple[Any, UUID]] = field(default_factory=list)
    """What they are ordered by, and their ids."""


@dataclass(frozen=True)
class Shelf:
    """The worst of each district, and of when they are."""

    versions: Versions
    districts: dict[str, Worst]


shelves: Kept[Shelf] = Kept(SHELVES)
_turns = Turns()


def trouble_list(
    session: Session, narrowed: Narrowed, trouble: Trouble, limits: Limits, *, after: str = ""
) -> Listed:
    """The items in this trouble, the worst first; from behind a mark the rest is read as it stands."""
    districts = _shelf(session, narrowed, trouble, limits).districts.values()
    total, most = sum(one.items for one in districts), troubles.PAGE
    if after:
        rows, next_ = troubles.troubled(session, narrowed, trouble, limits, after=after)
        return Listed(rows, total, next_)
    first = sorted(chain.from_iterable(one.first for one in districts))[: most + 1]
    rows = troubles.those(session, narrowed, limits, [id_ for _key, id_ in first[:most]]) if first else []
    return Listed(rows, total, troubles.after_it(*first[most - 1]) if len(first) > most else "")


def _shelf(session: Session, narrowed: Narrowed, trouble: Trouble, limits: Limits) -> Shelf:
    key = (narrowed, trouble, limits)
    with _turns.of(key):
        versions = versions_of(session, narrowed.province)
        shelf = shelves.get(key)
        changed = versions.changed_since(shelf.versions) if shelf else None
        if shelf is None or changed is None:
            return shelves.put(key, Shelf(versions, _worst(session, narrowed, trouble, limits)))
        if narrowed.district:
            changed &= {"" if narrowed.district == NONE else narrowed.district}
        stands = {code: one for code, one in shelf.districts.items() if code not in changed}
        anew = _worst(session, narrowed, trouble, limits, only=changed) if changed else {}
        return shelves.put(key, Shelf(versions, stands | anew))


def _worst(
    session: Session,
    narrowed: Narrowed,
    trouble: Trouble,
    limits: Limits,
    *,
    only: Collection[str] | None = None,
) -> dict[str, Worst]:
    district, key = func.coalesce(PlanItem.district_code, ""), KEYS[trouble]
    place = func.row_number().over(partition_by=district, order_by=(key, PlanItem.id))
    whole = func.count().over(partition_by=district)
    items = (
        select(district.label("district"), key.label("key"), PlanItem.id, place.label("place"))
        .add_columns(whole.label("items"))
        .where(*of_narrowed(narrowed), *of_districts(only), condition(trouble, limits))
        .subquery()
    )
    found: dict[str, Worst] = {}
    for row in session.execute(select(items).where(items.c.place <= troubles.PAGE + 1)):
        here = found.setdefault(row.district, Worst(row.items))
        here.first.append((row.key, row.id))
    return found
