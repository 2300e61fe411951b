"""Works: completed ones with their close-out and the look that falls due."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from planhub.proposals.proposal import Proposal
from planhub.results.result import LaterLook
from planhub.workflow.stages import Stage
from planhub.works.beginning import begin
from tests.factories import proposals

CLOSING = {
    "name-1": "ถนนมาตรฐานชั้น 4 ยาว",
    "target-1": "850",
    "actual-1": "๘๐๐",
    "unit-1": "เมตร",
    "benefit": "เด็กไปโรงเรียนได้ทั้งปี",
    "people": "๑,๒๕๐",
    "owner": "อบต.ตั้งใจ",
    "maintainer": "อบต.ตั้งใจ กองช่าง",
    "handover_no": "สร 0017/123",
    "handover_on": "๑ พ.ย. ๖๙",
}
"""A close-out as an office types it."""


def completed(session: Session, area_code: str = "32010204", **more: Any) -> Proposal:
    """A completed work, whose record of works has begun."""
    row = proposals.proposal(session, area_code, Stage.COMPLETED, plan_year=2569, envelope="within", **more)
    begin(session, row, proposals.NOW)
    session.flush()
    return row


def look_due(session: Session, row: Proposal, day: date = proposals.TODAY - timedelta(days=1)) -> LaterLook:
    """The look at a completed work, due on a day."""
    made = LaterLook(proposal_id=row.id, due_on=day)
    session.add(made)
    session.flush()
    return made
