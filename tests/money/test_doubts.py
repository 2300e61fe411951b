"""What is odd of a figure is asked once more: more than was asked for, a paper used twice, a year closed."""

import pytest
from sqlalchemy.orm import Session

from planhub.errors import Invalid
from planhub.money.entering import correct
from planhub.proposals.proposal import Proposal
from planhub.works.following import Recorder
from tests.money.telling import money, put


def asked(session: Session, need: Proposal, by: Recorder, kind: str, amount: int, **typed: str) -> str:
    """The question; nothing where the figure was written."""
    try:
        put(session, need, by, kind, amount, **{"sure": "", **typed})
    except Invalid as question:
        return str(question.fields["sure"])
    return ""


AMOUNTS = [
    # as much as was asked for
    ([("allocated", 500_000)], False),
    # far above it
    ([("allocated", 5_000_000)], True),
    # a second one that goes above it
    ([("allocated", 400_000), ("allocated", 100_001)], True),
    ([("allocated", 400_000), ("increased", 100_001)], True),
    # some was taken away between
    ([("allocated", 500_000), ("decreased", 100_000), ("increased", 100_000)], False),
]


@pytest.mark.parametrize(("figures", "odd"), AMOUNTS)
def test_more_than_was_asked_for(
    session: Session, need: Proposal, by: Recorder, figures: list[tuple[str, int]], odd: bool
) -> None:
    assert need.amount == 500_000
    *before, (kind, amount) = figures
    for n, (one, sum_) in enumerate(before):
        assert not asked(session, need, by, one, sum_, document_no=f"สร {n}")
    question = asked(session, need, by, kind, amount)
    assert ("มากกว่าที่ขอไว้" in question) is odd
    if odd:
        put(session, need, by, kind, amount, sure="yes")
        assert money(session, need).allocated >= 400_000


def test_a_paper_that_stands_already(session: Session, need: Proposal, by: Recorder) -> None:
    put(session, need, by, "allocated", 100)
    question = asked(session, need, by, "allocated", 90)
    assert "สร 0017/1 มีอยู่แล้วในรายการจัดสรร" in question
    assert "2026-11-21" in question
    assert not asked(session, need, by, "allocated", 90, document_no="สร 0017/2")
    assert not asked(session, need, by, "committed", 50), "another kind of figure may have the same paper"


def test_a_paper_whose_entry_was_taken_back_is_free(session: Session, need: Proposal, by: Recorder) -> None:
    (entry,) = put(session, need, by, "allocated", 100)
    typed = {"reason": "ผิดงาน", "document_no": "สร 3"}
    correct(session, proposal=need, entry_id=entry.id, typed=typed, version=None, by=by)
    assert not asked(session, need, by, "allocated", 90)


@pytest.mark.parametrize("kind", ["carried", "lapsed"])
def test_a_year_closed(session: Session, need: Proposal, by: Recorder, kind: str) -> None:
    put(session, need, by, "allocated", 100)
    assert "จะไม่อยู่กับงานนี้" in asked(session, need, by, kind, 100)
    assert money(session, need).remaining == 100


def test_two_doubts_are_one_question(session: Session, need: Proposal, by: Recorder) -> None:
    put(session, need, by, "allocated", 100)
    question = asked(session, need, by, "allocated", 5_000_000)
    assert "มากกว่าที่ขอไว้" in question
    assert "มีอยู่แล้ว" in question
