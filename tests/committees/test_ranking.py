"""Ranks are given: whole lists, one number, undoing, and two people at once."""

import pytest
from sqlalchemy.orm import Session

from planhub.committees import ranking, ranks
from planhub.errors import Conflict, IllegalMove, Invalid, NotAllowed
from planhub.proposals.proposal import Proposal
from planhub.workflow.roles import Hat
from planhub.workflow.stages import Stage
from tests.committees.ranked import held
from tests.factories import accounts, proposals
from tests.factories.proposals import NOW, YEAR


class TestWholeList:
    def test_gives_one_to_n_with_who_and_when(
        self, session: Session, secretary: Hat, four: list[Proposal]
    ) -> None:
        a, b, c, d = (row.id for row in four)
        seen = ranks.ranking(session, hat=secretary, year=YEAR).seen
        ranking.reorder(session, hat=secretary, year=YEAR, order=[d, a, c, b], seen=seen, at=NOW)
        assert held(session, secretary) == {"ง": 1, "ก": 2, "ค": 3, "ข": 4}
        row = ranks.history(session, [a])[a]["subdistrict"]
        assert (row.set_by, row.set_at, row.office_code) == (secretary.account_id, NOW, "320102")

    def test_what_was_passed_up_keeps_its_rank(
        self, session: Session, secretary: Hat, four: list[Proposal]
    ) -> None:
        a, b, c, d = four
        order = [row.id for row in four]
        ranking.reorder(session, hat=secretary, year=YEAR, order=order, seen=None, at=NOW)
        b.stage, b.holder_code = Stage.DISTRICT, "3201"
        session.flush()
        shown = ranks.ranking(session, hat=secretary, year=YEAR)
        assert shown.kept == {2: b.id}
        ranking.reorder(session, hat=secretary, year=YEAR, order=[d.id, c.id, a.id], seen=shown.seen, at=NOW)
        assert held(session, secretary) == {"ง": 1, "ค": 3, "ก": 4}

    @pytest.mark.parametrize("stage", [Stage.MERGED, Stage.REJECTED, Stage.WITHDRAWN, Stage.DEFERRED])
    def test_what_goes_no_further_frees_its_rank(
        self, session: Session, secretary: Hat, four: list[Proposal], stage: Stage
    ) -> None:
        a, b, c, d = four
        order = [row.id for row in four]
        ranking.reorder(session, hat=secretary, year=YEAR, order=order, seen=None, at=NOW)
        a.stage = stage
        session.flush()
        ranking.reorder(session, hat=secretary, year=YEAR, order=[d.id, c.id, b.id], seen=None, at=NOW)
        assert held(session, secretary) == {"ง": 1, "ค": 2, "ข": 3}

    def test_two_at_once_one_wins_and_the_other_sees_what_stands(
        self, session: Session, secretary: Hat, four: list[Proposal]
    ) -> None:
        a, b, c, d = (row.id for row in four)
        seen = ranks.ranking(session, hat=secretary, year=YEAR).seen
        ranking.reorder(session, hat=secretary, year=YEAR, order=[d, c, b, a], seen=seen, at=NOW)
        with pytest.raises(Conflict) as error:
            ranking.reorder(session, hat=secretary, year=YEAR, order=[a, b, c, d], seen=seen, at=NOW)
        assert error.value.theirs == {d: 1, c: 2, b: 3, a: 4}
        assert held(session, secretary) == {"ง": 1, "ค": 2, "ข": 3, "ก": 4}

    def test_anothers_items_are_left_alone(
        self, session: Session, secretary: Hat, four: list[Proposal]
    ) -> None:
        theirs = proposals.proposal(session, "32010301")
        order = [theirs.id, four[0].id]
        ranking.reorder(session, hat=secretary, year=YEAR, order=order, seen=None, at=NOW)
        assert ranks.history(session, [theirs.id]) == {}

    def test_the_same_order_again_changes_nothing(
        self, session: Session, secretary: Hat, four: list[Proposal]
    ) -> None:
        order = [row.id for row in four]
        assert ranking.reorder(session, hat=secretary, year=YEAR, order=order, seen=None, at=NOW)
        assert ranking.reorder(session, hat=secretary, year=YEAR, order=order, seen=None, at=NOW) is None

    def test_each_level_has_ranks_of_its_own(self, session: Session, secretary: Hat) -> None:
        row = proposals.proposal(session, stage=Stage.DISTRICT)
        proposals.rank(session, row, "subdistrict", 7)
        chief = accounts.hat(session, "district_chief", "3201")
        ranking.reorder(session, hat=chief, year=YEAR, order=[row.id], seen=None, at=NOW)
        found = ranks.history(session, [row.id])[row.id]
        assert {level: r.rank for level, r in found.items()} == {"subdistrict": 7, "district": 1}

    @pytest.mark.parametrize("role", ["agency_officer", "viewer", "village_head"])
    def test_only_committees_rank(self, session: Session, role: str) -> None:
        more = {"agency_code": accounts.agency(session).code} if role == "agency_officer" else {}
        hat = accounts.hat(session, role, "32", **more)
        with pytest.raises(NotAllowed):
            ranking.reorder(session, hat=hat, year=YEAR, order=[1], seen=None, at=NOW)


class TestOneNumber:
    @pytest.mark.parametrize(
        ("ranked", "rank", "after"),
        [
            # the first one of a list
            ("", 1, {"ก": 1}),
            # before others, which move down
            ("ขค", 1, {"ก": 1, "ข": 2, "ค": 3}),
            # between
            ("ขค", 2, {"ข": 1, "ก": 2, "ค": 3}),
            # beyond the end is one after the last
            ("ขค", 9, {"ข": 1, "ค": 2, "ก": 3}),
            # from its place up
            ("ขคก", 1, {"ก": 1, "ข": 2, "ค": 3}),
            # from its place down
            ("กขค", 3, {"ข": 1, "ค": 2, "ก": 3}),
            # where it stands
            ("กขค", 1, {"ก": 1, "ข": 2, "ค": 3}),
        ],
    )
    def test_place(
        self,
        session: Session,
        secretary: Hat,
        four: list[Proposal],
        ranked: str,
        rank: int,
        after: dict[str, int],
    ) -> None:
        for n, title in enumerate(ranked, start=1):
            proposals.rank(session, four["กขคง".index(title)], "subdistrict", n)
        ranking.place(session, hat=secretary, proposal=four[0], rank=rank, at=NOW)
        assert {t: r for t, r in held(session, secretary).items() if r} == after

    def test_the_asked_rank_is_the_given_one_and_nobody_else_moves_without_need(
        self, session: Session, secretary: Hat, four: list[Proposal]
    ) -> None:
        gone = proposals.proposal(session, stage=Stage.DISTRICT)
        over = proposals.proposal(session, stage=Stage.REJECTED)
        for row, at in ((gone, 5), (over, 2), (four[1], 4), (four[2], 9)):
            proposals.rank(session, row, "subdistrict", at)
        ranking.place(session, hat=secretary, proposal=four[0], rank=4, at=NOW)
        held_now = ranks.standing(session, hat=secretary, year=YEAR)
        assert held_now == {four[0].id: 4, gone.id: 5, four[1].id: 6, four[2].id: 9, over.id: 2}
        ranking.place(session, hat=secretary, proposal=four[0], rank=10, at=NOW)
        held_now = ranks.standing(session, hat=secretary, year=YEAR)
        assert held_now[four[0].id] == 10
        assert held_now[four[2].id] == 9

    def test_a_rank_that_was_passed_up_is_not_given_again(
        self, session: Session, secretary: Hat, four: list[Proposal]
    ) -> None:
        gone = proposals.proposal(session, stage=Stage.DISTRICT)
        proposals.rank(session, gone, "subdistrict", 1)
        with pytest.raises(Invalid) as error:
            ranking.place(session, hat=secretary, proposal=four[0], rank=1, at=NOW)
        assert "rank" in error.value.fields

    def test_an_item_that_has_left_is_not_ranked(self, session: Session, secretary: Hat) -> None:
        gone = proposals.proposal(session, stage=Stage.DISTRICT)
        with pytest.raises(IllegalMove):
            ranking.place(session, hat=secretary, proposal=gone, rank=1, at=NOW)


def test_a_rank_of_the_round_before_takes_no_place_in_this_one(
    session: Session, secretary: Hat, four: list[Proposal]
) -> None:
    """The year's end moves an item with its rank: here others may hold that rank."""
    rolled = proposals.proposal(session, title="เก่า", fiscal_year=YEAR - 1, days_ago=20)
    proposals.rank(session, rolled, "subdistrict", 1)
    rolled.fiscal_year = YEAR
    ranking.reorder(session, hat=secretary, year=YEAR, order=[row.id for row in four], seen=None, at=NOW)
    shown = ranks.ranking(session, hat=secretary, year=YEAR)
    assert [row.title for row in shown.rows] == [*"กขคง", "เก่า"]
    assert (shown.places, shown.unranked) == ([1, 2, 3, 4, 5], 1)
    ranking.reorder(session, hat=secretary, year=YEAR, order=shown.order, seen=shown.seen, at=NOW)
    assert held(session, secretary) == {"ก": 1, "ข": 2, "ค": 3, "ง": 4, "เก่า": 5}


class TestUndo:
    def test_takes_back_the_last_change(self, session: Session, secretary: Hat, four: list[Proposal]) -> None:
        a, b, _, _ = (row.id for row in four)
        ranking.reorder(session, hat=secretary, year=YEAR, order=[a, b], seen=None, at=NOW)
        change = ranking.reorder(session, hat=secretary, year=YEAR, order=[b, a], seen=None, at=NOW)
        assert change is not None
        assert ranking.last_change(session, hat=secretary, year=YEAR) is change
        ranking.undo(session, hat=secretary, change_id=change.id, at=NOW)
        assert held(session, secretary) == {"ก": 1, "ข": 2, "ค": None, "ง": None}
        # an undoing is not itself offered to be undone
        assert ranking.last_change(session, hat=secretary, year=YEAR) is None

    def test_the_first_ranking_goes_back_to_none(
        self, session: Session, secretary: Hat, four: list[Proposal]
    ) -> None:
        change = ranking.reorder(
            session, hat=secretary, year=YEAR, order=[row.id for row in four], seen=None, at=NOW
        )
        assert change is not None
        ranking.undo(session, hat=secretary, change_id=change.id, at=NOW)
        assert set(held(session, secretary).values()) == {None}

    def test_not_over_a_later_one(self, session: Session, secretary: Hat, four: list[Proposal]) -> None:
        a, b, _, _ = (row.id for row in four)
        first = ranking.reorder(session, hat=secretary, year=YEAR, order=[a, b], seen=None, at=NOW)
        ranking.reorder(session, hat=secretary, year=YEAR, order=[b, a], seen=None, at=NOW)
        assert first is not None
        with pytest.raises(Conflict):
            ranking.undo(session, hat=secretary, change_id=first.id, at=NOW)

    def test_not_anothers(self, session: Session, secretary: Hat, four: list[Proposal]) -> None:
        change = ranking.reorder(session, hat=secretary, year=YEAR, order=[four[0].id], seen=None, at=NOW)
        assert change is not None
        chief = accounts.hat(session, "district_chief", "3201")
        with pytest.raises(NotAllowed):
            ranking.undo(session, hat=chief, change_id=change.id, at=NOW)
