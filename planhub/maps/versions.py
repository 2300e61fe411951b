"""A short text that changes whenever a map of a scope would: for caches only, never for people."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Numeric, TextClause, func, select, text
from sqlalchemy.orm import Session

from planhub.linkage.plan_item import PlanVersion

# The gazetteer has no version of its own: the server's counters of changed rows stand for one. They move
# only after the change is visible, so a cache can be let go too often, never too late.
_GAZETTEER: TextClause = text(
    "select sum(n_tup_ins + n_tup_upd + n_tup_del) as n from pg_stat_user_tables"
    " where schemaname = 'public' and relname in ('area', 'area_boundary')"
)


def version_of(session: Session, provinces: Collection[str] = ()) -> str:
    """Version of the plan items of these provinces (all, if none is named) and of the gazetteer."""
    areas = _GAZETTEER.columns(n=Numeric).scalar_subquery()
    query = select(func.count(), func.sum(PlanVersion.version), func.max(PlanVersion.changed_at), areas)
    if provinces:
        query = query.where(PlanVersion.province_code.in_(sorted(provinces)))
    n, version, changed, written = session.execute(query).one()
    stamp = int(changed.timestamp() * 1_000_000) if changed else 0
    return f"{n}.{version or 0}.{stamp}.{written or 0}"


def gazetteer_version(session: Session) -> str:
    """Version of the areas and their outlines alone."""
    return str(session.scalar(_GAZETTEER) or 0)


def changed_at(session: Session, provinces: Collection[str] = ()) -> datetime | None:
    """When plan items of these provinces last changed; None if there are none."""
    query = select(func.max(PlanVersion.changed_at))
    if provinces:
        query = query.where(PlanVersion.province_code.in_(sorted(provinces)))
    return session.scalar(query)
