"""Ranks as they are read: typed orders as a table, the places of a list, what is free."""

import pytest
from sqlalchemy.orm import Session

from planhub.committees import ranking, ranks, typed_ranks
from planhub.errors import Invalid
from planhub.proposals.proposal import Proposal
from planhub.workflow.roles import Hat
from planhub.workflow.stages import Stage
from tests.committees.ranked import held
from tests.factories import proposals
from tests.factories.proposals import NOW, YEAR


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
        got = typed_ranks.typed_order(ids, dict(zip(ids, typed, strict=True)))
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
        got = typed_ranks.typed_order(ids, dict(zip(ids, typed, strict=True)), places=[2, 5, 9])
        assert "".join(names[id_] for id_ in got) == order

    @pytest.mark.parametrize("typed", ["0", "-1", "1.5", "หนึ่ง", "1e3", "99999999999999999999", "²"])
    def test_each_wrong_number_is_named(self, typed: str) -> None:
        with pytest.raises(Invalid) as error:
            typed_ranks.typed_order([10, 20], {10: typed, 20: "1"})
        assert list(error.value.fields) == ["rank-10"]


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
