"""A work begins once, whoever begins it; who drew a page from an older one is told."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.errors import Conflict
from planhub.linkage.plan_item import PlanItem
from planhub.proposals.proposal import Proposal
from planhub.workflow.stages import Stage
from planhub.works.beginning import NOT_BEGUN, begin, take
from planhub.works.work import Work
from tests.factories import areas, proposals

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.fixture
def need(session: Session) -> Proposal:
    areas.surin(session)
    return proposals.proposal(session, stage=Stage.PLANNED)


def test_it_is_made_once(session: Session, need: Proposal) -> None:
    assert begin(session, need, AT) is begin(session, need, AT)
    assert session.scalar(select(func.count()).select_from(Work)) == 1


def test_the_first_page_is_drawn_from_nothing_and_each_change_is_counted(
    session: Session, need: Proposal
) -> None:
    assert take(session, need, version=NOT_BEGUN, at=AT).version == 1
    assert take(session, need, version=1, at=AT).version == 2
    assert take(session, need, version=None, at=AT).version == 3


@pytest.mark.parametrize("seen", [NOT_BEGUN, 1, 3])
def test_an_older_page_is_refused_with_what_stands(session: Session, need: Proposal, seen: int) -> None:
    take(session, need, version=NOT_BEGUN, at=AT)
    take(session, need, version=1, at=AT)
    with pytest.raises(Conflict) as refusal:
        take(session, need, version=seen, at=AT)
    assert refusal.value.theirs.version == 2


def test_the_plan_item_knows_of_a_work_that_has_only_begun(session: Session) -> None:
    row = proposals.proposal(session, stage=Stage.LOCAL)
    session.commit()
    begin(session, row, proposals.NOW)
    session.commit()
    assert session.get_one(PlanItem, ("32", row.uid), populate_existing=True).physical == 0
