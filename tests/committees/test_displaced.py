"""What a rank did, in one sentence."""

import pytest
from sqlalchemy.orm import Session

from planhub.committees import displaced, ranking
from planhub.proposals.proposal import Proposal
from planhub.workflow.roles import Hat
from planhub.workflow.stages import Stage
from tests.factories import proposals
from tests.factories.proposals import NOW


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
