"""All that is public of a batch of funded items, gathered by a few statements whatever their number."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from planhub.accounts.holding import Agency
from planhub.areas.addresses import Address, addresses
from planhub.linkage.plan_item import PlanItem, PlanItemText
from planhub.linkage.projecting import SOURCE
from planhub.money.money_entry import ItemMoney
from planhub.progress.progress import ChangeRequest, ProgressReport
from planhub.proposals.need import Need
from planhub.proposals.proposal import Proposal
from planhub.proposals.review import ProposalLink
from planhub.results.result import WorkResult
from planhub.workflow.stages import Stage
from planhub.works.work import Contract, ContractChange, Instalment, ProcurementStep, Work

BATCH = 200


@dataclass
class Facts:
    """One item with what is known of it; an item of another system has its own half alone."""

    item: PlanItem
    text: PlanItemText
    lat: float | None
    lon: float | None
    places: dict[str, Address]
    money: list[ItemMoney] = field(default_factory=list)
    proposal: Proposal | None = None
    need: Need | None = None
    work: Work | None = None
    planned: tuple[date | None, date | None] | None = None
    """Beginning and end before the first change of them that was allowed, of a work without a contract."""
    agency: Agency | None = None
    result: WorkResult | None = None
    steps: list[ProcurementStep] = field(default_factory=list)
    contracts: list[Contract] = field(default_factory=list)
    instalments: dict[int, list[Instalment]] = field(default_factory=dict)
    changes: dict[int, list[ContractChange]] = field(default_factory=dict)
    reports: list[ProgressReport] = field(default_factory=list)
    asked: list[tuple[Proposal, Need]] = field(default_factory=list)
    """The needs that it answers: its own, and those merged into it."""


def funded(province: str, year: int | None) -> ColumnElement[bool]:
    """Items of a province (and year) that have money, or had it."""
    given = or_(PlanItem.funded_on.is_not(None), PlanItem.allocated > 0)
    has = or_(PlanItem.stage.in_(FUNDED), given)
    where = and_(PlanItem.province_code == province, has)
    return where if year is None else and_(where, PlanItem.fiscal_year == year)


FUNDED = [Stage.FUNDED, Stage.PROCUREMENT, Stage.WORKS, Stage.COMPLETED, Stage.EVALUATED]
"""Stages that say by themselves that there was money; of any other the money itself must stand."""


def any_funded(session: Session, province: str, year: int | None) -> bool:
    """Whether there is a project to tell of."""
    return session.scalar(select(PlanItem.id).where(funded(province, year)).limit(1)) is not None


def pages(
    session: Session, *, province: str, year: int | None, after: UUID | None, limit: int | None
) -> Iterator[list[Facts]]:
    """Batches of facts in the order of ids, from behind `after`; all of them, or the first `limit`."""
    left = limit
    while left is None or left > 0:
        query = _items().where(funded(province, year)).limit(min(BATCH, left) if left else BATCH)
        if after is not None:
            query = query.where(PlanItem.id > after)
        rows = session.execute(query).all()
        if not rows:
            return
        yield _gathered(session, rows)
        after = rows[-1].PlanItem.id
        if left is not None:
            left -= len(rows)
        for row in rows:
            session.expunge(row.PlanItem)
            session.expunge(row.PlanItemText)


def _items() -> Select[Any]:
    joined = and_(PlanItemText.province_code == PlanItem.province_code, PlanItemText.id == PlanItem.id)
    point = PlanItemText.point
    return (
        select(PlanItem, PlanItemText, func.ST_Y(point).label("lat"), func.ST_X(point).label("lon"))
        .join_from(PlanItem, PlanItemText, joined)
        .order_by(PlanItem.id)
    )


def _gathered(session: Session, rows: Sequence[Any]) -> list[Facts]:
    codes = {code for row in rows for code in (row.PlanItem.area_code, *(row.PlanItemText.places or ()))}
    codes |= {row.PlanItem.province_code for row in rows}
    places = addresses(session, codes)
    found = {row.PlanItem.id: Facts(row.PlanItem, row.PlanItemText, row.lat, row.lon, places) for row in rows}
    province = rows[0].PlanItem.province_code
    money = select(ItemMoney).where(ItemMoney.province_code == province, ItemMoney.item_id.in_(found))
    for row in session.scalars(money.order_by(ItemMoney.fiscal_year, ItemMoney.source)):
        found[row.item_id].money.append(row)
    born_here = [one.item.id for one in found.values() if one.item.source_code == SOURCE]
    if born_here:
        _works(session, found, born_here)
        heard = {proposal.area_code for one in found.values() for proposal, _need in one.asked}
        places |= addresses(session, heard - places.keys())
    return list(found.values())


def _works(session: Session, found: dict[UUID, Facts], uids: Sequence[UUID]) -> None:
    query = (
        select(Proposal, Need, Work, Agency, WorkResult)
        .join(Need, Need.proposal_id == Proposal.id)
        .outerjoin(Work, Work.proposal_id == Proposal.id)
        .outerjoin(Agency, Agency.code == Proposal.agency_code)
        .outerjoin(WorkResult, WorkResult.proposal_id == Proposal.id)
        .where(Proposal.uid.in_(uids))
    )
    by_id: dict[int, Facts] = {}
    for proposal, need, work, agency, result in session.execute(query):
        one = found[proposal.uid]
        one.proposal, one.need, one.work, one.agency, one.result = proposal, need, work, agency, result
        one.asked.append((proposal, need))
        by_id[proposal.id] = one
    for step in _all(session, ProcurementStep, by_id, ProcurementStep.attempt):
        by_id[step.proposal_id].steps.append(step)
    for report in _all(session, ProgressReport, by_id, ProgressReport.id):
        by_id[report.proposal_id].reports.append(report)
    for change in _all(session, ChangeRequest, by_id, ChangeRequest.id.desc()):
        if change.field == "dates" and change.state == "approved":
            before = change.before
            by_id[change.proposal_id].planned = _day(before, "starts_on"), _day(before, "ends_on")
    owner: dict[int, Facts] = {}
    for contract in _all(session, Contract, by_id, Contract.id):
        owner[contract.id] = by_id[contract.proposal_id]
        owner[contract.id].contracts.append(contract)
    for table, order, shelf in (
        (Instalment, Instalment.no, "instalments"),
        (ContractChange, ContractChange.id, "changes"),
    ):
        rows: Any = session.scalars(select(table).where(table.contract_id.in_(owner)).order_by(order))
        for row in rows:
            getattr(owner[row.contract_id], shelf).setdefault(row.contract_id, []).append(row)
    _merged(session, by_id)


def _day(told: Mapping[str, Any], name: str) -> date | None:
    return date.fromisoformat(told[name]) if told.get(name) else None


def _merged(session: Session, by_id: dict[int, Facts]) -> None:
    """The needs that were merged into these, however deep."""
    into = dict.fromkeys(by_id, 0) | {id_: id_ for id_ in by_id}
    step = list(by_id)
    undo = aliased(ProposalLink)
    while step:
        links = session.execute(
            select(ProposalLink.from_id, ProposalLink.to_id)
            .where(ProposalLink.to_id.in_(step), ProposalLink.kind == "merged_into")
            .where(ProposalLink.undoes_id.is_(None), ~exists().where(undo.undoes_id == ProposalLink.id))
        ).all()
        fresh = {from_id: into[to_id] for from_id, to_id in links if from_id not in into}
        into |= fresh
        step = list(fresh)
    others = [id_ for id_ in into if id_ not in by_id]
    if not others:
        return
    query = select(Proposal, Need).join(Need, Need.proposal_id == Proposal.id)
    told: dict[int, list[tuple[Proposal, Need]]] = defaultdict(list)
    for proposal, need in session.execute(query.where(Proposal.id.in_(others)).order_by(Proposal.id)):
        told[into[proposal.id]].append((proposal, need))
    for id_, more in told.items():
        by_id[id_].asked += more


def _all(session: Session, table: Any, by_id: Iterable[int], order: Any) -> Iterable[Any]:
    return session.scalars(select(table).where(table.proposal_id.in_(list(by_id))).order_by(order))
