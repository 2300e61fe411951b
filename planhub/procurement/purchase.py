"""The purchase of a work as it stands, gathered for its page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.money.accounting import standing_of
from planhub.money.money_entry import ItemMoney
from planhub.procurement.correctable import slips_of
from planhub.proposals.proposal import Proposal
from planhub.workflow.procurement import STEPS, STEPS_OF, Limits, days_late
from planhub.works.work import Contract, ContractChange, ContractSlip, Instalment, ProcurementStep, Work


@dataclass(frozen=True)
class Attempt:
    """A purchase that failed, or whose contract was ended: what was recorded of it."""

    no: int
    steps: Sequence[ProcurementStep]


@dataclass(frozen=True)
class Agreed:
    """A contract with its instalments, its changes, and the slips that were mended."""

    row: Contract
    instalments: Sequence[Instalment]
    changes: Sequence[ContractChange]
    slips: Sequence[ContractSlip]
    """What had been typed wrong and was mended, the newest first."""

    @property
    def accepted(self) -> bool:
        """Every instalment was accepted."""
        return bool(self.instalments) and all(one.accepted_on for one in self.instalments)

    @property
    def fines(self) -> Decimal:
        """Baht of all fines."""
        return sum((one.fine for one in self.instalments), Decimal(0))

    def late(self, one: Instalment, today: date) -> int:
        """Days by which an instalment came, or has not come, after its day."""
        return days_late(one.due_on, one.delivered_on or today)

    def heavily_fined(self, limits: Limits) -> bool:
        """Whether fines are so high that ending the contract must be weighed."""
        return self.fines * 100 >= self.row.amount * limits.fine_share


@dataclass(frozen=True)
class Purchase:
    """All that is recorded of how a work was got."""

    work: Work | None
    steps: Mapping[str, ProcurementStep]
    """Of the purchase that stands, by id."""
    earlier: Sequence[Attempt]
    contract: Agreed | None
    """The one in force."""
    ended: Sequence[Agreed]
    pots: Sequence[ItemMoney]
    """The money of the item, by year and source."""

    @property
    def method(self) -> str | None:
        """An id of METHODS."""
        return self.work.method if self.work else None

    @property
    def order(self) -> tuple[str, ...]:
        """The steps of the method, in order."""
        return STEPS_OF.get(self.method or "", ())

    @property
    def own(self) -> bool:
        """The office does the work itself."""
        work = self.work
        return work is not None and work.method is None and work.started_on is not None and not self.ended

    @property
    def next_step(self) -> str | None:
        """The first step that is neither done nor skipped."""
        return next((step for step in self.order if not self._answered(step)), None)

    @property
    def passed_over(self) -> list[str]:
        """Steps before the last one done that are neither done nor skipped."""
        done = [at for at, step in enumerate(self.order) if self._answered(step)]
        return [step for step in self.order[: done[-1]] if not self._answered(step)] if done else []

    @property
    def left(self) -> Decimal:
        """Baht that is not bound yet."""
        return sum((pot.remaining for pot in self.pots), Decimal(0))

    @property
    def open_pots(self) -> list[ItemMoney]:
        """Money of which something is left."""
        return [pot for pot in self.pots if pot.remaining > 0]

    @property
    def over_estimate(self) -> bool:
        """The contract's sum is above ราคากลาง."""
        estimate = self.work.estimate if self.work else None
        return self.contract is not None and estimate is not None and self.contract.row.amount > estimate

    def _answered(self, step: str) -> bool:
        row = self.steps.get(step)
        return row is not None and bool(row.actual_on or row.skipped)


def purchase_of(session: Session, proposal: Proposal, work: Work | None) -> Purchase:
    """The purchase of a work; empty where nothing is recorded yet."""
    pots = standing_of(session, province_code=proposal.province_code, item_id=proposal.uid)
    money = [pots[pot] for pot in sorted(pots)]
    if work is None:
        return Purchase(None, {}, [], None, [], money)
    rows = session.scalars(
        select(ProcurementStep)
        .where(ProcurementStep.proposal_id == proposal.id)
        .order_by(ProcurementStep.attempt)
    ).all()
    order = list(STEPS)
    attempts: dict[int, list[ProcurementStep]] = {}
    for row in sorted(
        rows, key=lambda row: (row.attempt, order.index(row.step) if row.step in STEPS else 99)
    ):
        attempts.setdefault(row.attempt, []).append(row)
    contracts = _contracts(session, proposal.id)
    return Purchase(
        work=work,
        steps={row.step: row for row in attempts.pop(work.attempt, [])},
        earlier=[Attempt(no, steps) for no, steps in attempts.items()],
        contract=next((one for one in contracts if one.row.ended_on is None), None),
        ended=[one for one in contracts if one.row.ended_on is not None],
        pots=money,
    )


def _contracts(session: Session, proposal_id: int) -> list[Agreed]:
    rows = session.scalars(
        select(Contract).where(Contract.proposal_id == proposal_id).order_by(Contract.id)
    ).all()
    ids = [row.id for row in rows]
    parts = session.scalars(
        select(Instalment).where(Instalment.contract_id.in_(ids)).order_by(Instalment.no)
    ).all()
    changes = session.scalars(
        select(ContractChange).where(ContractChange.contract_id.in_(ids)).order_by(ContractChange.id)
    ).all()
    slips = slips_of(session, proposal_id) if ids else []
    return [
        Agreed(
            row,
            [one for one in parts if one.contract_id == row.id],
            [one for one in changes if one.contract_id == row.id],
            [one for one in slips if one.contract_id == row.id],
        )
        for row in rows
    ]
