"""A short text that changes whenever a map of a scope would: for caches only, never for people."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from functools import cache

from sqlalchemy import Numeric, Select, String, TextClause, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from planhub.linkage.plan_item import PlanVersion

# The gazetteer has no version of its own: the server's counters of changed rows stand for one. They move
# only after the change is visible, so a cache can be let go too often, never too late. By function: a
# view of all tables costs more than all else.
_GAZETTEER: TextClause = text(
    "select sum(pg_stat_get_tuples_inserted(t) + pg_stat_get_tuples_updated(t)"
    " + pg_stat_get_tuples_deleted(t)) as n"
    " from unnest(array['area'::regclass, 'area_boundary'::regclass]) as t"
)


def version_of(session: Session, provinces: Collection[str] = ()) -> str:
    """Version of the plan items of these provinces (all, if none is named) and of the gazetteer."""
    asked = {"provinces": sorted(provinces)} if provinces else {}
    n, version, changed, written = session.execute(_version(bool(provinces)), asked).one()
    stamp = int(changed.timestamp() * 1_000_000) if changed else 0
    return f"{n}.{version or 0}.{stamp}.{written or 0}"


@cache  # every kept page asks for it
def _version(some: bool) -> Select[int, int, datetime, Decimal]:
    areas = _GAZETTEER.columns(n=Numeric).scalar_subquery()
    query = select(func.count(), func.sum(PlanVersion.version), func.max(PlanVersion.changed_at), areas)
    named = bindparam("provinces", type_=ARRAY(String(collation="C")))
    return query.where(PlanVersion.province_code == func.any(named)) if some else query


def gazetteer_version(session: Session) -> str:
    """Version of the areas and their outlines alone."""
    return str(session.scalar(_GAZETTEER) or 0)


def changed_at(session: Session, provinces: Collection[str] = ()) -> datetime | None:
    """When plan items of these provinces last changed; None if there are none."""
    query = select(func.max(PlanVersion.changed_at))
    if provinces:
        query = query.where(PlanVersion.province_code.in_(sorted(provinces)))
    return session.scalar(query)
