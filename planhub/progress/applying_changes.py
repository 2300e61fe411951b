"""What a change that was allowed writes: the sum, the place, the words, the days, the contractor."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from geoalchemy2 import WKTElement
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.needs.coordinates import Place
from planhub.needs.whereabouts import outside
from planhub.procurement.amending import amend, hand_over
from planhub.procurement.procuring import standing_contract
from planhub.procurement.purchase_typed import Amendment
from planhub.progress.photographing import measure
from planhub.progress.progress import ChangeRequest
from planhub.proposals.need import BudgetLine, Need
from planhub.proposals.proposal import Proposal
from planhub.thai.folding import search_key
from planhub.workflow.procurement import USUAL, Limits
from planhub.works.following import Recorder
from planhub.works.work import Contract, Work


def standing(session: Session, *, proposal: Proposal, work: Work | None, field: str) -> dict[str, str]:
    """The values of one kind of change as they stand, plainly written; "" for what nobody has said."""
    if field == "amount":
        return {"baht": f"{proposal.amount:.2f}"}
    if field == "dates":
        contract = standing_contract(session, proposal.id)
        ends = contract.ends_on if contract else work.ends_on if work else None
        starts = contract.starts_on if contract else work.starts_on if work else None
        return {"starts_on": _iso(starts), "ends_on": _iso(ends)}
    if field == "contractor":
        contract = standing_contract(session, proposal.id)
        return {"contractor": contract.contractor if contract else ""}
    if field == "contract":
        contract = standing_contract(session, proposal.id)
        if contract is None:
            return {"contract_amount": "", "ends_on": ""}
        return {"contract_amount": f"{contract.amount:.2f}", "ends_on": _iso(contract.ends_on)}
    need = session.get_one(Need, proposal.id)
    if field == "scope":
        quantity = "" if need.quantity is None else f"{need.quantity:.2f}"
        return {
            "title": need.title,
            "quantity": quantity,
            "unit": need.unit or "",
            "request": need.request or "",
        }
    point = func.ST_PointOnSurface(Need.geom)
    lat, lon = session.execute(
        select(func.ST_Y(point), func.ST_X(point)).where(Need.proposal_id == proposal.id)
    ).one()
    return {"lat": "", "lon": ""} if lat is None else {"lat": f"{lat:.6f}", "lon": f"{lon:.6f}"}


@dataclass(frozen=True)
class Change:
    """A change that was allowed, and what its writer needs to know."""

    session: Session
    proposal: Proposal
    work: Work
    request: ChangeRequest
    by: Recorder
    limits: Limits = USUAL

    @property
    def after(self) -> dict[str, str]:
        """The values that are to stand."""
        return self.request.after


def apply(change: Change) -> None:
    """Write an allowed change; the record's version rises, and the plan item follows."""
    _WRITERS[change.request.field](change)
    change.proposal.version += 1
    change.proposal.updated_at = change.by.at
    change.session.flush()


def _amount(change: Change) -> None:
    """The lines of money together come to the new sum: the largest gives or takes the difference first."""
    proposal, wanted = change.proposal, Decimal(change.after["baht"])
    lines = change.session.scalars(
        select(BudgetLine)
        .where(BudgetLine.proposal_id == proposal.id)
        .order_by(BudgetLine.amount.desc(), BudgetLine.fiscal_year, BudgetLine.source)
    ).all()
    rest = wanted - sum((line.amount for line in lines), Decimal(0))
    if not lines:
        year = proposal.plan_year or proposal.fiscal_year
        change.session.add(
            BudgetLine(proposal_id=proposal.id, fiscal_year=year, source="open", amount=wanted)
        )
    for line in lines:
        more = max(rest, -line.amount)
        line.amount += more
        rest -= more
    proposal.amount = wanted


def _place(change: Change) -> None:
    place = Place(float(change.after["lat"]), float(change.after["lon"]))
    need = change.session.get_one(Need, change.proposal.id)
    shape: Any = WKTElement(f"POINT({place.lon} {place.lat})", srid=4326)
    need.geom, need.geom_how, need.geom_accuracy_m = shape, "typed", None
    distance = outside(change.session, change.proposal.area_code, place)
    need.geom_outside_m = round(distance.metres) if distance else None
    need.geom_reason = change.request.reason
    change.session.flush()
    measure(change.session, change.proposal.id)


def _scope(change: Change) -> None:
    need, after = change.session.get_one(Need, change.proposal.id), change.after
    need.title, change.proposal.search_key = after["title"], search_key(after["title"])
    need.quantity = Decimal(after["quantity"]) if after["quantity"] else None
    need.unit, need.request = after["unit"] or None, after["request"] or None


def _dates(change: Change) -> None:
    starts, ends = (_day(change.after[name]) for name in ("starts_on", "ends_on"))
    contract = standing_contract(change.session, change.proposal.id)
    if contract is None:
        change.work.starts_on, change.work.ends_on = starts, ends
    elif ends is not None:
        _amend(change, contract)


def _contractor(change: Change) -> None:
    hand_over(
        change.session,
        proposal_id=change.proposal.id,
        contractor=change.after["contractor"],
        reason=change.request.reason,
        document_no=change.request.document_no,
        version=None,
        by=change.by,
    )


def _contract(change: Change) -> None:
    contract = standing_contract(change.session, change.proposal.id)
    if contract is not None:
        _amend(change, contract)


def _amend(change: Change, contract: Contract) -> None:
    amend(
        change.session,
        proposal_id=change.proposal.id,
        amendment=amendment_of(
            contract, change.after, reason=change.request.reason, document_no=change.request.document_no
        ),
        version=None,
        by=change.by,
        limits=change.limits,
    )


def amendment_of(
    contract: Contract, after: Mapping[str, str], *, reason: str = "", document_no: str = ""
) -> Amendment:
    """What the contract is to become, as an amendment of it."""
    ends = _day(after.get("ends_on", "")) or contract.ends_on
    amount = Decimal(after["contract_amount"]) if after.get("contract_amount") else None
    return Amendment(
        days_more=(ends - contract.ends_on).days, amount=amount, reason=reason, document_no=document_no
    )


_WRITERS: dict[str, Callable[[Change], None]] = {
    "amount": _amount,
    "place": _place,
    "scope": _scope,
    "dates": _dates,
    "contract": _contract,
    "contractor": _contractor,
}


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _day(written: str) -> date | None:
    return date.fromisoformat(written) if written else None
