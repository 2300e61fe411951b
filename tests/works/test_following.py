"""The stage follows what was recorded, and the log says who recorded it."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from planhub.errors import IllegalMove
from planhub.proposals.reviewing import last_review
from planhub.workflow.stages import Action, Stage
from planhub.works.following import Recorder, follow
from tests.factories import accounts, areas, work_rows

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.fixture
def by(session: Session) -> Recorder:
    areas.surin(session)
    return Recorder(accounts.hat(session, "planner", "32"), "นักวิเคราะห์", AT, date(2026, 11, 21))


def test_the_stage_follows_whatever_version_stands(session: Session, by: Recorder) -> None:
    row, _work = work_rows.work(session, stage=Stage.FUNDED)
    row.version = 7
    assert follow(session, row, Action.PROCURE, by=by, reason="ซื้อตามแผน").stage == Stage.PROCUREMENT
    signed = last_review(session, row.id)
    assert signed is not None
    assert (signed.from_stage, signed.to_stage) == (Stage.FUNDED, Stage.PROCUREMENT)
    assert (signed.actor_id, signed.capacity, signed.at) == (by.hat.account_id, "นักวิเคราะห์", AT)
    assert (signed.seq, signed.reason) == (8, "ซื้อตามแผน")


def test_what_the_flow_forbids_is_not_followed(session: Session, by: Recorder) -> None:
    row, _work = work_rows.work(session, stage=Stage.COMPLETED)
    with pytest.raises(IllegalMove):
        follow(session, row, Action.PROCURE, by=by)
    assert row.stage == Stage.COMPLETED
