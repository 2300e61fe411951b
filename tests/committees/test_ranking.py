"""Ranks: typed orders as a table, whole-list order, one number, undo, and two people at once."""

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from planhub.committees import displaced, ranking, ranks
from planhub.errors import Conflict, IllegalMove, Invalid, NotAllowed
from planhub.proposals.proposal import Proposal
from planhub.workflow.roles import Hat
from planhub.workflow.stages import Stage
from tests.factories import accounts, areas, proposals
from tests.factories.proposals import NOW, YEAR


@pytest.fixture
def secretary(session: Session) -> Hat:
    areas.surin(session)
    return accounts.hat(session, "subdistrict_secretary", "320102")


@pytest.fixture
def four(session: Session, secretary: Hat) -> list[Proposal]:
    """ก ข ค ง wait at the subdistrict, none ranked."""
    return [proposals.proposal(session, title=title, days_ago=9 - n) for n, title in enumerate("กขคง")]


def held(session: Session, hat: Hat) -> dict[str, int | None]:
    session.execute(text("set constraints all immediate"))  # what a commit would check
    session.execute(text("set constraints all deferred"))
    return {row.title: row.rank for row in ranks.ranking(session, hat=hat, year=YEAR).rows}


class TestTypedOrder:
    @pytest.mark.parametrize(
        ("typed", "order"),
        [
            # nothing changed
            (["1", "2", "3", "4"], "กขคง"),
            # the last goes first, the others move down
            (["1", "2", "3", "1"], "งกขค"),
            # the first goes third, the others move up
            (["3", "2", "3", "4"], "ขคกง"),
            # two swap
            (["2", "1", "3", "4"], "ขกคง"),
            # beyond the end is the end
            (["99", "2", "3", "4"], "ขคงก"),
            # a blank stays where it is
            (["", "", "", "1"], "งกขค"),
            # Thai digits
            (["๔", "1", "2", "3"], "ขคงก"),
        ],
    )
    def test_reads_what_was_meant(self, typed: list[str], order: str) -> None:
        ids = [10, 20, 30, 40]
        names = dict(zip(ids, "กขคง", strict=True))
        got = ranks.typed_order(ids, dict(zip(ids, typed, strict=True)))
        assert "".join(names[id_] for id_ in got) == order

    @pytest.mark.parametrize(
        ("typed", "order"),
        [
            # as drawn
            (["2", "5", "9"], "กขค"),
            # the last to the first place
            (["2", "5", "2"], "คกข"),
            # the first to the second place
            (["5", "5", "9"], "ขกค"),
            # to a number that another keeps: where it would lie
            (["6", "5", "9"], "ขกค"),
            (["1", "5", "1"], "กคข"),
            # beyond the end
            (["99", "5", "9"], "ขคก"),
            # a blank stays where it is
            (["", "", "2"], "คกข"),
        ],
    )
    def test_where_the_places_are_not_one_to_n(self, typed: list[str], order: str) -> None:
        ids = [10, 20, 30]
        names = dict(zip(ids, "กขค", strict=True))
        got = ranks.typed_order(ids, dict(zip(ids, typed, strict=True)), places=[2, 5, 9])
        assert "".join(names[id_] for id_ in got) == order

    @pytest.mark.parametrize("typed", ["0", "-1", "1.5", "หนึ่ง", "1e3", "99999999999999999999", "²"])
    def test_each_wrong_number_is_named(self, typed: str) -> None:
        with pytest.raises(Invalid) as error:
            ranks.typed_order([10, 20], {10: typed, 20: "1"})
        assert list(error.value.fields) == ["rank-10"]


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


class TestPlaces:
    """The ranks that are held, those left free between them, and the places that a list has."""

    def test_the_list_has_the_places_that_a_saving_gives(
        self, session: Session, secretary: Hat, four: list[Proposal]
    ) -> None:
        gone = proposals.proposal(session, stage=Stage.DISTRICT)
        over = proposals.proposal(session, stage=Stage.REJECTED)
        for row, at in ((gone, 2), (over, 1), (four[2], 3), (four[0], 7)):
            proposals.rank(session, row, "subdistrict", at)
        shown = ranks.ranking(session, hat=secretary, year=YEAR)
        assert [(row.title, row.rank) for row in shown.rows] == [("ค", 3), ("ก", 7), ("ข", None), ("ง", None)]
        assert shown.kept == {2: gone.id}, "what was refused keeps no rank"
        assert shown.places == [3, 7, 8, 9]
        ranking.reorder(
            session, hat=secretary, year=YEAR, order=shown.order, seen=shown.seen, at=NOW, close=False
        )
        after = ranks.ranking(session, hat=secretary, year=YEAR)
        assert [row.rank for row in after.rows] == shown.places, "what was shown is what was kept"
        assert (after.places, after.free) == (shown.places, [1, 4, 5, 6])
        ranking.reorder(session, hat=secretary, year=YEAR, order=after.order, seen=after.seen, at=NOW)
        closed = ranks.ranking(session, hat=secretary, year=YEAR)
        assert ([row.rank for row in closed.rows], closed.free) == ([1, 3, 4, 5], [])

    def test_moved_items_share_out_the_ranks_they_have(
        self, session: Session, secretary: Hat, four: list[Proposal]
    ) -> None:
        a, b, c, d = four
        for row, at in ((a, 2), (b, 5), (c, 9)):
            proposals.rank(session, row, "subdistrict", at)
        order = [d.id, c.id, a.id, b.id]
        ranking.reorder(session, hat=secretary, year=YEAR, order=order, seen=None, at=NOW, close=False)
        assert held(session, secretary) == {"ง": 2, "ค": 5, "ก": 9, "ข": 10}

    @pytest.mark.parametrize(
        ("held", "gaps", "next_"),
        [
            # nothing is ranked yet
            ({}, [], 1),
            # without a gap
            ({"ก": 1, "ข": 2}, [], 3),
            # with gaps, one of them before the first
            ({"ก": 2, "ข": 5}, [1, 3, 4], 6),
        ],
    )
    def test_free_ranks(
        self,
        session: Session,
        secretary: Hat,
        four: list[Proposal],
        held: dict[str, int],
        gaps: list[int],
        next_: int,
    ) -> None:
        for title, at in held.items():
            proposals.rank(session, four["กขคง".index(title)], "subdistrict", at)
        found = ranks.places(session, hat=secretary, year=YEAR)
        assert (found.free, found.next) == (gaps, next_)
        assert ranks.open_places(session, hat=secretary, year=YEAR) == ranks.Open(gaps, next_)
        assert ranks.next_rank(session, hat=secretary, year=YEAR) == next_

    def test_what_has_gone_up_is_not_free_and_what_has_ended_is(
        self, session: Session, secretary: Hat
    ) -> None:
        for n, stage in enumerate((Stage.DISTRICT, Stage.REJECTED, Stage.PLANNED, Stage.MERGED), start=1):
            proposals.rank(session, proposals.proposal(session, stage=stage), "subdistrict", n)
        found = ranks.places(session, hat=secretary, year=YEAR)
        assert (found.free, found.next) == ([2], 4)
        assert ranks.open_places(session, hat=secretary, year=YEAR) == ranks.Open([2], 4)

    @pytest.mark.parametrize(
        ("held", "free", "next_", "whole"),
        [
            # as many as are looked at: nothing lies beyond
            ([1, 3], [2], 4, True),
            # one more: what is free among the first is told, and that there are more
            ([1, 3, 4], [2], 5, False),
            # nothing among the first
            ([7], [1, 2, 3], 8, False),
        ],
    )
    def test_only_the_first_are_looked_at(
        self,
        session: Session,
        secretary: Hat,
        four: list[Proposal],
        monkeypatch: pytest.MonkeyPatch,
        held: list[int],
        free: list[int],
        next_: int,
        whole: bool,
    ) -> None:
        monkeypatch.setattr(ranks, "SHOWN", 3)
        for proposal, rank in zip(four, held, strict=False):
            proposals.rank(session, proposal, "subdistrict", rank)
        found = ranks.open_places(session, hat=secretary, year=YEAR)
        assert (found, found.whole) == (ranks.Open(free, next_), whole)


class TestTold:
    """What a rank did, in one sentence."""

    @pytest.mark.parametrize(
        ("ranked", "rank", "told"),
        [
            # the first one of a list
            ("", 1, "จัดไว้ลำดับที่ 1"),
            # it displaces one
            ("ขค", 2, "จัดไว้ลำดับที่ 2 · “ค” เลื่อนจากลำดับที่ 2 ไปลำดับที่ 3"),
            # and that one the next
            ("ขค", 1, "จัดไว้ลำดับที่ 1 · “ข” เลื่อนจากลำดับที่ 1 ไปลำดับที่ 2 และอีก 1 เรื่องเลื่อนต่อกันไป"),
            # upwards, into the place it leaves
            ("กขค", 3, "จัดไว้ลำดับที่ 3 · “ค” เลื่อนจากลำดับที่ 3 ไปลำดับที่ 2 และอีก 1 เรื่องเลื่อนต่อกันไป"),
            # beyond the end
            ("ขค", 9, "จัดไว้ลำดับที่ 3 ซึ่งต่อท้ายรายการ (ลำดับที่ 9 เกินท้ายรายการ)"),
            # where it stands
            ("กขค", 1, "อยู่ลำดับที่ 1 อยู่แล้ว"),
        ],
    )
    def test_says_which_rank_and_whom_it_displaced(
        self, session: Session, secretary: Hat, four: list[Proposal], ranked: str, rank: int, told: str
    ) -> None:
        for n, title in enumerate(ranked, start=1):
            proposals.rank(session, four["กขคง".index(title)], "subdistrict", n)
        change = ranking.place(session, hat=secretary, proposal=four[0], rank=rank, at=NOW)
        assert str(displaced.told(session, change=change, proposal_id=four[0].id, asked=rank)) == told

    def test_what_has_ended_is_not_told_of(
        self, session: Session, secretary: Hat, four: list[Proposal]
    ) -> None:
        over = proposals.proposal(session, stage=Stage.REJECTED)
        proposals.rank(session, over, "subdistrict", 1)
        change = ranking.place(session, hat=secretary, proposal=four[0], rank=1, at=NOW)
        told = displaced.told(session, change=change, proposal_id=four[0].id, asked=1)
        assert str(told) == "จัดไว้ลำดับที่ 1"


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
