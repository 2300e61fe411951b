"""Works with their money, as if they had been funded some time ago."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from planhub.clock import BANGKOK
from planhub.money.accounting import Figure, record
from planhub.progress.progress import WorkPhoto
from planhub.proposals.proposal import Proposal
from planhub.workflow.stages import Stage
from planhub.works.work import Contract, Work
from tests.factories import proposals

FUNDED_ON = date(2026, 5, 4)


def noon(day: date) -> datetime:
    """That day at noon in Thailand."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=BANGKOK)


def work(
    session: Session,
    area_code: str = "32010204",
    stage: Stage = Stage.WORKS,
    *,
    funded_on: date | None = FUNDED_ON,
    told_on: date | None = None,
    physical: int = 0,
    days_ago: float = 200,
    **more: Any,
) -> tuple[Proposal, Work]:
    """A proposal at a stage of delivery and its work."""
    row = proposals.proposal(
        session, area_code, stage, days_ago=days_ago, plan_year=2570, envelope="within", **more
    )
    made = Work(
        proposal_id=row.id,
        funded_on=funded_on,
        physical=physical,
        reported_at=noon(told_on) if told_on else None,
        updated_at=proposals.NOW,
    )
    session.add(made)
    session.flush()
    return row, made


def money(session: Session, row: Proposal, **baht: int) -> None:
    """Figures of the ledger of 2570 by kind: allocated=…, committed=…, disbursed=…."""
    figures = [Figure(kind, Decimal(sum_), 2570, "province") for kind, sum_ in baht.items()]
    record(
        session, province_code=row.province_code, item_id=row.uid, proposal_id=row.id, figures=figures,
        at=proposals.NOW, by=None, capacity="",
    )  # fmt: skip


def contract(session: Session, row: Proposal, **more: Any) -> Contract:
    """A contract that stands."""
    values: dict[str, Any] = {
        "number": f"{row.id}/2570",
        "signed_on": date(2026, 6, 1),
        "amount": Decimal(400_000),
        "contractor": "หจก. ทดสอบการโยธา",
        "days": 180,
        "starts_on": date(2026, 6, 2),
        "ends_on": date(2026, 11, 28),
        "at": proposals.NOW,
    }
    made = Contract(proposal_id=row.id, **(values | more))
    session.add(made)
    session.flush()
    return made


def photo(session: Session, row: Proposal, moment: str = "during") -> WorkPhoto:
    """A photo's row, without its bytes."""
    if session.get(Work, row.id) is None:
        session.add(Work(proposal_id=row.id, updated_at=proposals.NOW))
        session.flush()
    made = WorkPhoto(
        proposal_id=row.id, moment=moment, filename="IMG.jpg", media_type="image/jpeg", bytes=1000,
        sha256=f"{row.id:064}", at=proposals.NOW,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made
