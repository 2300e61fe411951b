"""What a change that was allowed writes: the sum, the place, the words, the days, the contractor."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from geoalchemy2 import WKTElement
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.needs.coordinates import Place
from planhub.needs.whereabouts import outside
from planhub.procurement.amending import amend
from planhub.procurement.procuring import Doer, standing_contract
from planhub.procurement.purchase_typed import Amendment
from planhub.progress.photographing import measure
from planhub.progress.progress import ChangeRequest
from planhub.proposals.need import BudgetLine, Need
from planhub.proposals.proposal import Proposal
from planhub.thai.folding import search_key
from planhub.works.work import ContractChange, Work


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
    by: Doer

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
    need.title, need.search_key = after["title"], search_key(after["title"])
    need.quantity = Decimal(after["quantity"]) if after["quantity"] else None
    need.unit, need.request = after["unit"] or None, after["request"] or None


def _dates(change: Change) -> None:
    starts, ends = (_day(change.after[name]) for name in ("starts_on", "ends_on"))
    contract = standing_contract(change.session, change.proposal.id)
    if contract is None:
        change.work.starts_on, change.work.ends_on = starts, ends
    elif ends is not None:
        row = change.request
        amend(
            change.session,
            proposal_id=change.proposal.id,
            amendment=Amendment(
                days_more=(ends - contract.ends_on).days,
                amount=None,
                reason=row.reason,
                document_no=row.document_no,
            ),
            version=None,
            by=change.by,
        )


def _contractor(change: Change) -> None:
    contract = standing_contract(change.session, change.proposal.id)
    if contract is None:
        return
    change.session.add(
        ContractChange(
            contract_id=contract.id,
            kind="amend",
            amount_before=contract.amount,
            amount_after=contract.amount,
            ends_before=contract.ends_on,
            ends_after=contract.ends_on,
            reason=change.request.reason,
            document_no=change.request.document_no,
            by=change.by.hat.account_id,
            capacity=change.by.capacity,
            at=change.by.at,
        )
    )
    contract.contractor = change.after["contractor"]


_WRITERS: dict[str, Callable[[Change], None]] = {
    "amount": _amount,
    "place": _place,
    "scope": _scope,
    "dates": _dates,
    "contractor": _contractor,
}


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _day(written: str) -> date | None:
    return date.fromisoformat(written) if written else None
