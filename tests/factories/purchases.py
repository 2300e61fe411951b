"""Proposals with money, and the person who records what is bought with it."""

from datetime import UTC, date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from planhub.money.accounting import Figure, record
from planhub.proposals.proposal import Proposal
from planhub.workflow.roles import Hat
from planhub.workflow.stages import Stage
from planhub.works.following import Recorder
from tests.factories import proposals

AT = datetime(2026, 11, 21, 3, tzinfo=UTC)
TODAY = date(2026, 11, 21)


def funded(
    session: Session,
    *,
    baht: int = 500_000,
    stage: Stage = Stage.FUNDED,
    year: int = 2570,
    source: str = "province",
    title: str = "ก่อสร้างถนนคอนกรีตเสริมเหล็ก",
) -> Proposal:
    """A proposal that was given so much."""
    row = proposals.proposal(
        session, stage=stage, plan_year=year, envelope="within", amount=baht, title=title
    )
    give(session, row, baht, year=year, source=source)
    return row


def give(session: Session, row: Proposal, baht: int, *, year: int = 2570, source: str = "province") -> None:
    """Allocate money to a proposal."""
    record(
        session,
        province_code=row.province_code,
        item_id=row.uid,
        proposal_id=row.id,
        figures=[Figure("allocated", Decimal(baht), year, source, document_no="สร 0017/1")],
        at=AT,
        by=None,
        capacity="",
    )


def recorder(hat: Hat, day: date = TODAY) -> Recorder:
    """A hat's holder, recording on a day."""
    return Recorder(hat, "นักวิเคราะห์นโยบายและแผน", AT, day)
