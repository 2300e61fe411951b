"""The only writer of plan items born here: what changed in a proposal is written in the same transaction.

`follow(session)` watches a session; whichever proposals it flushes are projected just before it commits, all
in one statement, so that the summary trigger fires once and takes its locks in one order.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    bindparam,
    case,
    event,
    func,
    inspect,
    literal,
    null,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, Insert, aggregate_order_by
from sqlalchemy.orm import Session, SessionTransaction, scoped_session
from sqlalchemy.sql.selectable import LateralFromClause

from planhub.accounts.holding import Agency
from planhub.areas.area import Area
from planhub.linkage.plan_item import PlanItem, PlanItemText
from planhub.linkage.upserting import Half, Rows, merger
from planhub.money.money_entry import ItemMoney, MoneyEntry
from planhub.proposals.need import BudgetLine, Need
from planhub.proposals.proposal import Proposal
from planhub.results.royal_project import RoyalProject
from planhub.works.work import Work

SOURCE = "planhub"
_TOUCHED = "touched_proposals"
_TOUCHED_ITEMS = "touched_items"
"""Plan items of royal-initiative projects, which know their item and not its proposal."""


def touch(session: Session, proposal_ids: Iterable[int]) -> None:
    """Name proposals changed by a bulk statement, which the session cannot see by itself."""
    session.info.setdefault(_TOUCHED, set()).update(proposal_ids)


def follow(session: "Session | scoped_session[Any]") -> None:
    """Watch a session (or session factory): changed proposals are projected before it commits."""
    event.listen(session, "after_flush", _collect)
    event.listen(session, "before_commit", _project_touched)
    event.listen(session, "after_soft_rollback", _forget)


def _collect(session: Session, _context: object) -> None:
    changed = {
        row.id if isinstance(row, Proposal) else row.proposal_id
        for row in session.new | session.dirty
        if isinstance(row, Proposal | Need | Work | MoneyEntry)
    }
    touch(session, (changed_id for changed_id in changed if changed_id is not None))
    for row in session.new | session.dirty:
        if isinstance(row, RoyalProject):  # the item that it served before, too
            history = inspect(row).attrs.item_id.history
            session.info.setdefault(_TOUCHED_ITEMS, set()).update(*map(_some, (history.sum(), [row.item_id])))


def _some(ids: Iterable[UUID | None] | None) -> set[UUID]:
    return {id_ for id_ in ids or () if id_ is not None}


def _project_touched(session: Session) -> None:
    session.flush()
    if session.in_nested_transaction():
        return  # only a savepoint ends: all is written at once when the whole transaction does
    ids = session.info.pop(_TOUCHED, set())
    items = session.info.pop(_TOUCHED_ITEMS, set())
    if items:
        ids |= set(session.scalars(select(Proposal.id).where(Proposal.uid.in_(items))))
        _mark_foreign(session, items)
    if ids:
        project(session, ids)


def _mark_foreign(session: Session, items: Iterable[UUID]) -> None:
    """Items of other systems wear the mark, too; their own writer leaves it as it stands."""
    carries = RoyalProject.carried_by(PlanItem.id).where(RoyalProject.province_code == PlanItem.province_code)
    foreign = (PlanItem.id.in_(list(items)), PlanItem.source_code != SOURCE, PlanItem.royal != carries)
    session.execute(
        update(PlanItem).where(*foreign).values(royal=carries).execution_options(synchronize_session=False)
    )


def _forget(session: Session, ended: SessionTransaction) -> None:
    if ended.parent is None:  # after a savepoint, what was touched before it still stands
        session.info.pop(_TOUCHED, None)
        session.info.pop(_TOUCHED_ITEMS, None)


def project(session: Session, proposal_ids: Iterable[int]) -> None:
    """Write the plan items of these proposals; a draft that never had a number has none."""
    chosen = {"chosen_ids": sorted(proposal_ids)}
    for table in (PlanItem, PlanItemText):
        session.execute(_chosen(table), chosen)


def project_all(session: Session) -> None:
    """Write every plan item anew, after a bulk load or a repair."""
    for table in (PlanItem, PlanItemText):
        session.execute(merger(table, _rows(table)))


@cache
def _chosen(table: Half) -> Insert:
    ids = bindparam("chosen_ids", type_=ARRAY(BigInteger))
    return merger(table, _rows(table).where(Proposal.id == func.any(ids)))


def _rows(table: Half) -> Rows:
    return (_narrow() if table is PlanItem else _wide()).where(Proposal.number.is_not(None))


def _narrow() -> Rows:
    money, asked = _money(), _asked()
    return (
        select(
            Proposal.province_code,
            Proposal.uid.label("id"),
            literal(SOURCE).label("source_code"),
            Proposal.number.label("external_id"),
            func.coalesce(Proposal.plan_year, Proposal.fiscal_year).label("fiscal_year"),
            Proposal.district_code,
            Proposal.subdistrict_code,
            Proposal.area_code,
            Proposal.stage,
            Proposal.side,
            Proposal.envelope,
            Proposal.amount,
            Proposal.stage_since,
            Proposal.updated_at,
            Proposal.agency_code,
            func.coalesce(money.c.source, asked.c.source).label("budget_source"),
            money.c.allocated,
            money.c.committed,
            money.c.disbursed,
            Work.physical,
            Work.reported_at,
            Work.funded_on,
            Work.contracted_on,
            Work.ends_on.label("due_on"),
            Work.completed_on,
            RoyalProject.carried_by(Proposal.uid).label("royal"),
            _point().label("spot"),
        )
        .join(Need, Need.proposal_id == Proposal.id)
        .join(Area, Area.code == Proposal.area_code)
        .outerjoin(Work, Work.proposal_id == Proposal.id)
        .outerjoin(money, true())
        .outerjoin(asked, true())
        .order_by(Proposal.province_code, Proposal.id)
    )


def _money() -> LateralFromClause:
    """The money of a proposal's item."""
    return spent(Proposal.province_code, Proposal.uid, within=Proposal)


def spent(province_code: Any, item_id: Any, *, within: Any) -> LateralFromClause:
    """What an item may spend, has bound and paid, of all years and sources; and the source that gives most.

    `within` is the table that names the item.
    """
    given = ItemMoney.allocated + ItemMoney.increased - ItemMoney.decreased
    # what was carried over the year's end stands again as the next year's allocation
    spendable = given - ItemMoney.carried - ItemMoney.returned - ItemMoney.lapsed
    of = (
        select(
            ItemMoney.source,
            func.sum(given).label("given"),
            func.sum(spendable).label("spendable"),
            func.sum(ItemMoney.committed).label("committed"),
            func.sum(ItemMoney.disbursed).label("disbursed"),
        )
        .where(ItemMoney.province_code == province_code, ItemMoney.item_id == item_id)
        .group_by(ItemMoney.source)
        .correlate(within)
        .lateral("of_source")
    )
    most = func.array_agg(aggregate_order_by(of.c.source, of.c.given.desc(), of.c.source))
    # a source whose figures were all taken back gives nothing
    giving: Any = most.filter(of.c.given > 0)
    sums = select(
        func.nullif(func.sum(of.c.spendable), 0).label("allocated"),
        func.nullif(func.sum(of.c.committed), 0).label("committed"),
        func.nullif(func.sum(of.c.disbursed), 0).label("disbursed"),
        giving[1].label("source"),
    )
    return sums.lateral("money")


def _asked() -> LateralFromClause:
    """The source of which most is asked for."""
    most = func.array_agg(aggregate_order_by(BudgetLine.source, BudgetLine.amount.desc(), BudgetLine.source))
    return (
        select(most[1].label("source"))
        .where(BudgetLine.proposal_id == Proposal.id)
        .correlate(Proposal)
        .lateral("asked")
    )


def _wide() -> Rows:
    how = case((Need.geom.is_not(None), Need.geom_how), (Area.point.is_not(None), "area"), else_=null())
    return (
        select(
            Proposal.province_code,
            Proposal.uid.label("id"),
            Proposal.number,
            Need.title,
            Proposal.search_key,
            Agency.name_th.label("agency"),
            Need.objective,
            _point().label("point"),
            how.label("point_how"),
        )
        .join(Need, Need.proposal_id == Proposal.id)
        .join(Area, Area.code == Proposal.area_code)
        .outerjoin(Agency, Agency.code == Proposal.agency_code)
    )


def _point() -> ColumnElement[Any]:
    """A line or a polygon is shown by a point on it; without any, by the proposing area's own point."""
    shown: ColumnElement[Any] = func.coalesce(func.ST_PointOnSurface(Need.geom), Area.point)
    return shown
