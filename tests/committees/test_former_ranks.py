"""A rank of the round before: kept and shown as such, no rank of this round, and back after an undoing."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.committees import ranking, ranks
from planhub.committees.forecast import forecast
from planhub.errors import Invalid
from planhub.needs.home import home_of
from planhub.proposals import inbox
from planhub.proposals.bearings import facts_of, ranks_at
from planhub.proposals.proposal import Proposal
from planhub.proposals.review import Rank
from planhub.proposals.reviewing import review
from planhub.workflow.judging import Given
from planhub.workflow.roles import Hat, Level
from planhub.workflow.stages import Action, Stage
from tests.factories import proposals
from tests.factories.proposals import NOW, TODAY, YEAR

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def rolled(session: Session, secretary: Hat) -> Proposal:
    """Ranked third at its subdistrict in the round before, put off there, and come again in this one."""
    row = proposals.proposal(session, fiscal_year=YEAR - 1, classification="agency", title="ค้าง")
    proposals.rank(session, row, "subdistrict", 3, by=secretary.account_id)
    proposals.rank(session, row, "village", 2)
    row.fiscal_year = YEAR
    session.flush()
    return row


def forward(session: Session, row: Proposal, hat: Hat) -> Proposal:
    return review(
        session, proposal_id=row.id, action=Action.FORWARD, hat=hat, capacity="เลขานุการ", given=Given(),
        version=None, at=NOW, day=TODAY,
    )  # fmt: skip


def stored(session: Session, row: Proposal) -> tuple[int, int, str, int | None]:
    session.expire_all()
    rank = session.scalars(select(Rank).where(Rank.proposal_id == row.id, Rank.level == "subdistrict")).one()
    return rank.rank, rank.fiscal_year, rank.office_code, rank.set_by


def test_it_is_no_rank_of_this_round(session: Session, secretary: Hat, rolled: Proposal) -> None:
    assert ranks_at(session, [rolled.id], level=Level.SUBDISTRICT) == {}
    assert facts_of(session, rolled, level=Level.SUBDISTRICT).rank is None
    with pytest.raises(Invalid) as refusal:
        forward(session, rolled, secretary)
    assert list(refusal.value.fields) == ["rank"], "this round's committee ranks it first"
    ranking.place(session, hat=secretary, proposal=rolled, rank=1, at=NOW)
    assert forward(session, rolled, secretary).stage == Stage.DISTRICT


def test_many_at_once_are_asked_for_its_rank(session: Session, secretary: Hat, rolled: Proposal) -> None:
    new = proposals.proposal(session, classification="agency", title="ใหม่")
    seen = forecast(
        session,
        items=[(rolled.id, None), (new.id, None)],
        action=Action.FORWARD,
        hat=secretary,
        day=TODAY,
    )
    assert {row.proposal.id: row.rank for row in seen.can} == {rolled.id: 1, new.id: 2}
    assert seen.unranked == 2, "what comes again goes before what is new, and neither is ranked yet"


def test_the_list_shows_it_as_the_former_one(session: Session, secretary: Hat, rolled: Proposal) -> None:
    filters = inbox.Filters()
    (row,) = inbox.page(session, hat=secretary, year=YEAR, filters=filters).rows
    assert (row.rank, row.former_rank, row.former_year) == (None, 3, YEAR - 1)
    ranking.place(session, hat=secretary, proposal=rolled, rank=1, at=NOW)
    (row,) = inbox.page(session, hat=secretary, year=YEAR, filters=filters).rows
    assert (row.rank, row.former_rank, row.former_year) == (1, None, None)


def test_what_comes_again_stands_first_in_its_old_order(
    session: Session, secretary: Hat, rolled: Proposal
) -> None:
    other = proposals.proposal(session, fiscal_year=YEAR - 1, title="ค้างก่อน")
    proposals.rank(session, other, "subdistrict", 1)
    other.fiscal_year = YEAR
    new = proposals.proposal(session, title="ใหม่", days_ago=30)
    session.flush()
    listed = ranks.ranking(session, hat=secretary, year=YEAR)
    assert listed.order == [other.id, rolled.id, new.id]
    assert [row.former_rank for row in listed.rows] == [1, 3, None]
    assert listed.unranked == 3
    assert listed.places == [1, 2, 3]


@pytest.mark.parametrize("how", ["one number", "a whole order"])
def test_undoing_a_first_rank_gives_back_the_former_one(
    session: Session, secretary: Hat, rolled: Proposal, how: str
) -> None:
    before = stored(session, rolled)
    if how == "one number":
        change = ranking.place(session, hat=secretary, proposal=rolled, rank=1, at=LATER)
    else:
        change = ranking.reorder(session, hat=secretary, year=YEAR, order=[rolled.id], seen=None, at=LATER)
    assert change is not None
    assert stored(session, rolled)[:2] == (1, YEAR)
    ranking.undo(session, hat=secretary, change_id=change.id, at=LATER)
    assert stored(session, rolled) == before == (3, YEAR - 1, "320102", secretary.account_id)
    assert ranks.standing(session, hat=secretary, year=YEAR) == {}
    rank = session.get_one(Rank, (rolled.id, "subdistrict"))
    assert rank.set_at == NOW, "as it was set then"


def test_undoing_a_later_move_keeps_the_first_rank_of_this_round(
    session: Session, secretary: Hat, rolled: Proposal
) -> None:
    new = proposals.proposal(session, title="ใหม่")
    ranking.reorder(session, hat=secretary, year=YEAR, order=[rolled.id, new.id], seen=None, at=NOW)
    change = ranking.place(session, hat=secretary, proposal=rolled, rank=2, at=LATER)
    assert change is not None
    ranking.undo(session, hat=secretary, change_id=change.id, at=LATER)
    assert stored(session, rolled)[:2] == (1, YEAR)


def test_a_former_rank_that_another_holds_by_now_is_not_given_back(
    session: Session, secretary: Hat, rolled: Proposal
) -> None:
    change = ranking.place(session, hat=secretary, proposal=rolled, rank=1, at=LATER)
    assert change is not None
    other = proposals.proposal(session, fiscal_year=YEAR - 1, stage=Stage.DISTRICT)
    proposals.rank(session, other, "subdistrict", 3)
    ranking.undo(session, hat=secretary, change_id=change.id, at=LATER)
    session.commit()
    assert ranks.history(session, [rolled.id])[rolled.id].keys() == {"village"}


def test_the_villages_own_order_is_of_this_round(session: Session, rolled: Proposal) -> None:
    mine = proposals.proposal(session, title="ใหม่")
    proposals.rank(session, mine, "village", 1)
    home = home_of(session, area_code=rolled.area_code, fiscal_year=YEAR, day=date(2026, 11, 21))
    assert [card.id for card in home.ranked] == [mine.id]
