"""The village's order: a new need gets the place it wishes for, and each rank says who set it."""

import pytest
from sqlalchemy.orm import Session

from planhub.errors import Invalid
from planhub.needs.ordering import enter, order, ranked, wanted
from planhub.proposals.proposal import Proposal
from tests.factories.accounts import account
from tests.factories.proposals import NOW, YEAR, proposal

VILLAGE = "32010204"


def entered(session: Session, wished: int | None, by: int) -> int:
    row = proposal(session, VILLAGE)
    enter(session, proposal=row, wished=wished, by=by, at=NOW)
    return row.id


def ids(session: Session) -> list[int]:
    return [row.proposal_id for row in ranked(session, area_code=VILLAGE, fiscal_year=YEAR)]


def test_a_new_need_goes_last_or_where_it_wishes(session: Session) -> None:
    me = account(session).id
    first, second = entered(session, None, me), entered(session, 99, me)
    third = entered(session, 1, me)
    fourth = entered(session, 2, me)
    assert ids(session) == [third, fourth, first, second]


def test_one_that_has_its_place_keeps_it_when_submitted_again(session: Session) -> None:
    me = account(session).id
    first, second = entered(session, None, me), entered(session, None, me)
    enter(session, proposal=session.get_one(Proposal, second), wished=1, by=me, at=NOW)
    assert ids(session) == [first, second]


def test_one_that_the_year_s_end_moved_gets_a_place_in_its_new_round(session: Session) -> None:
    """It was put off, moved with its rank, came back to the village and is submitted again."""
    me, other = account(session).id, account(session).id
    first, second = entered(session, None, me), entered(session, None, me)
    rolled, new = session.get_one(Proposal, first), proposal(session, VILLAGE, fiscal_year=YEAR + 1)
    rolled.fiscal_year = YEAR + 1
    enter(session, proposal=new, wished=None, by=me, at=NOW)
    enter(session, proposal=rolled, wished=None, by=other, at=NOW)
    next_round = ranked(session, area_code=VILLAGE, fiscal_year=YEAR + 1)
    assert [(row.proposal_id, row.rank, row.set_by) for row in next_round] == [
        (new.id, 1, me),
        (first, 2, other),
    ]
    assert ids(session) == [second]


def test_only_ranks_that_change_say_who_changed_them(session: Session) -> None:
    me, other = account(session).id, account(session).id
    a, b, c = (entered(session, None, me) for _ in range(3))
    order(session, area_code=VILLAGE, fiscal_year=YEAR, wanted=[a, c, b], by=other, at=NOW)
    assert ids(session) == [a, c, b]
    setters = {row.proposal_id: row.set_by for row in ranked(session, area_code=VILLAGE, fiscal_year=YEAR)}
    assert setters == {a: me, b: other, c: other}


def test_those_left_out_follow_as_they_stood(session: Session) -> None:
    me = account(session).id
    a, b, c = (entered(session, None, me) for _ in range(3))
    order(session, area_code=VILLAGE, fiscal_year=YEAR, wanted=[c], by=me, at=NOW)
    assert ids(session) == [c, a, b]


def test_a_need_of_another_village_is_refused(session: Session) -> None:
    me = account(session).id
    mine = entered(session, None, me)
    other = proposal(session, "32010203")
    with pytest.raises(Invalid):
        order(session, area_code=VILLAGE, fiscal_year=YEAR, wanted=[mine, other.id], by=me, at=NOW)


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        # by the numbers typed, in any digits
        ({"rank-7": "2", "rank-8": "๑"}, [8, 7]),
        # ties stay as they were sent, blanks go last
        ({"rank-7": "1", "rank-8": "1", "rank-9": ""}, [7, 8, 9]),
        # other fields are none of it
        ({"csrf_token": "x", "rank-": "1", "rank-x": "1", "rank-5": "1"}, [5]),
    ],
)
def test_the_order_is_read_from_boxes(form: dict[str, str], expected: list[int]) -> None:
    assert wanted(form) == expected


def test_a_box_without_a_number_is_answered_with_a_sentence() -> None:
    with pytest.raises(Invalid) as refused:
        wanted({"rank-7": "แรก"})
    assert "ตัวเลข" in str(refused.value.fields["rank-7"])
