"""Entering figures: the first money moves a work, the last that goes moves it back; nothing is rubbed out."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.errors import Conflict, IllegalMove, Invalid, NotAllowed, NotFound
from planhub.linkage.plan_item import PlanItem
from planhub.money.entering import correct, keeper
from planhub.money.money_entry import MoneyEntry
from planhub.proposals.need import BudgetLine
from planhub.proposals.proposal import Proposal
from planhub.proposals.review import Review
from planhub.workflow.roles import Level
from planhub.workflow.stages import Action, Stage
from planhub.works.following import Recorder
from planhub.works.work import Work
from tests.factories import areas, proposals
from tests.money.telling import money, planner, put, secretary


def test_the_first_allocation_funds_it(session: Session, need: Proposal, by: Recorder) -> None:
    put(session, need, by, "allocated", 100, document_on="1/10/2569")
    assert need.stage == Stage.FUNDED
    assert session.get_one(Work, need.id).funded_on == date(2026, 10, 1)
    put(session, need, by, "allocated", 50)
    moves = session.scalars(select(Review.action).where(Review.proposal_id == need.id)).all()
    assert moves == [Action.ALLOCATE], "and the second one moves nothing"
    session.commit()
    item = session.get_one(PlanItem, ("32", need.uid))
    assert (item.stage, item.allocated, item.funded_on) == ("funded", 150, date(2026, 10, 1))


LOST = [
    # all of it goes back
    [("returned", 100)],
    # some goes back, some lapses
    [("returned", 60), ("lapsed", 40)],
    # it is moved to another project
    [("decreased", 100)],
    # what was bound was let go first
    [("committed", 80), ("released", 80), ("returned", 100)],
]


@pytest.mark.parametrize("figures", LOST)
def test_when_all_went_before_anything_is_bound_it_waits_for_money_again(
    session: Session, need: Proposal, by: Recorder, figures: list[tuple[str, int]]
) -> None:
    put(session, need, by, "allocated", 100)
    for kind, amount in figures:
        assert need.stage == Stage.FUNDED
        put(session, need, by, kind, amount)
    assert need.stage == Stage.PLANNED
    assert session.get_one(Work, need.id).funded_on is None
    put(session, need, by, "allocated", 70)
    assert need.stage == Stage.FUNDED, "and it can be funded again"


KEPT = [
    # some is left
    [("returned", 99)],
    # what is left after paying goes back: the work was done with the rest
    [("committed", 80), ("disbursed", 80), ("returned", 20)],
    # all was kept over the year's end: it is there in the next
    [("carried", 100)],
]


@pytest.mark.parametrize("figures", KEPT)
def test_otherwise_it_stays_funded(
    session: Session, need: Proposal, by: Recorder, figures: list[tuple[str, int]]
) -> None:
    put(session, need, by, "allocated", 100)
    for kind, amount in figures:
        put(session, need, by, kind, amount, from_bound="yes")
    assert need.stage == Stage.FUNDED


def test_a_payment_takes_it_out_of_what_is_bound(session: Session, need: Proposal, by: Recorder) -> None:
    put(session, need, by, "allocated", 100)
    put(session, need, by, "committed", 90)
    put(session, need, by, "disbursed", 30, from_bound="yes")
    assert (money(session, need).committed, money(session, need).disbursed) == (60, 30)
    assert money(session, need).remaining == 10
    with pytest.raises(Invalid) as refusal:
        put(session, need, by, "disbursed", 61, from_bound="yes")
    assert refusal.value.fields["amount"].values["bound"] == Decimal(60), "the sentence names the sum"


def test_what_does_not_add_up_is_refused_with_the_sum(session: Session, need: Proposal, by: Recorder) -> None:
    put(session, need, by, "allocated", 100)
    with pytest.raises(Invalid) as refusal:
        put(session, need, by, "committed", 130)
    assert refusal.value.fields["amount"].values == {"baht": Decimal(30)}
    assert money(session, need).committed == 0


def test_a_correction_takes_back_and_writes_anew(session: Session, need: Proposal, by: Recorder) -> None:
    (entry,) = put(session, need, by, "allocated", 1000)
    typed = {"reason": "พิมพ์เกินหนึ่งศูนย์", "amount": "100", "document_no": "สร 2"}
    back, new = correct(session, proposal=need, entry_id=entry.id, typed=typed, version=None, by=by)
    assert (back.amount, back.corrects_id, new.amount, new.corrects_id) == (-1000, entry.id, 100, None)
    assert money(session, need).allocated == 100
    with pytest.raises(Conflict):
        correct(session, proposal=need, entry_id=entry.id, typed=typed, version=None, by=by)
    with pytest.raises(Invalid):
        correct(session, proposal=need, entry_id=back.id, typed=typed, version=None, by=by)


def test_what_one_form_wrote_is_corrected_together(session: Session, need: Proposal, by: Recorder) -> None:
    put(session, need, by, "allocated", 100)
    put(session, need, by, "committed", 90)
    bound, paid = put(session, need, by, "disbursed", 30, from_bound="yes")
    typed = {"reason": "จ่ายจริง 20 บาท", "amount": "20", "document_no": "สร 2"}
    correct(session, proposal=need, entry_id=paid.id, typed=typed, version=None, by=by)
    assert (money(session, need).committed, money(session, need).disbursed) == (70, 20)
    taken = session.scalars(select(MoneyEntry.corrects_id).where(MoneyEntry.corrects_id.is_not(None)))
    assert set(taken) == {bound.id, paid.id}


def test_a_correction_that_leaves_nothing_takes_the_stage_back(
    session: Session, need: Proposal, by: Recorder
) -> None:
    (entry,) = put(session, need, by, "allocated", 100)
    typed = {"reason": "ลงผิดโครงการ", "document_no": "สร 2"}
    correct(session, proposal=need, entry_id=entry.id, typed=typed, version=None, by=by)
    assert need.stage == Stage.PLANNED


def test_a_correction_that_does_not_add_up_is_refused(session: Session, need: Proposal, by: Recorder) -> None:
    (entry,) = put(session, need, by, "allocated", 100)
    put(session, need, by, "committed", 90)
    typed = {"reason": "ผิด", "amount": "80", "document_no": "สร 2"}
    with pytest.raises(Invalid):
        correct(session, proposal=need, entry_id=entry.id, typed=typed, version=None, by=by)
    with pytest.raises(Invalid) as refusal:
        correct(session, proposal=need, entry_id=entry.id, typed={}, version=None, by=by)
    assert set(refusal.value.fields) == {"reason", "document_no"}
    other = proposals.proposal(session, stage=Stage.PLANNED)
    with pytest.raises(NotFound):
        correct(session, proposal=other, entry_id=entry.id, typed=typed, version=None, by=by)


KEEPERS = [
    # in the plan: the province's
    (Stage.PLANNED, {}, Level.PROVINCE),
    (Stage.WORKS, {"plan_year": 2571}, Level.PROVINCE),
    (Stage.COMPLETED, {"plan_year": 2571}, Level.PROVINCE),
    # the local authority's own, until after it is done
    (Stage.LOCAL, {}, Level.SUBDISTRICT),
    (Stage.JOINT, {}, Level.SUBDISTRICT),
    (Stage.COMPLETED, {}, Level.SUBDISTRICT),
]


@pytest.mark.parametrize(("stage", "more", "level"), KEEPERS)
def test_who_keeps_the_money(session: Session, stage: Stage, more: dict[str, int], level: Level) -> None:
    areas.surin(session)
    need = proposals.proposal(session, stage=stage, **more)  # type: ignore[arg-type]
    assert keeper(need) is level
    right, wrong = planner(session), secretary(session)
    if level is Level.SUBDISTRICT:
        right, wrong = wrong, right
    with pytest.raises(NotAllowed):
        put(session, need, wrong, "allocated", 100)
    put(session, need, right, "allocated", 100)
    assert need.stage in (stage, Stage.FUNDED)


def test_a_local_item_keeps_its_stage_and_has_its_day_of_money(session: Session, need: Proposal) -> None:
    local = proposals.proposal(session, stage=Stage.LOCAL)
    own = secretary(session)
    put(session, local, own, "allocated", 100, source="lao")
    assert (local.stage, session.get_one(Work, local.id).funded_on) == (Stage.LOCAL, own.day)
    put(session, local, own, "returned", 100, source="lao")
    assert (local.stage, session.get_one(Work, local.id).funded_on) == (Stage.LOCAL, None)


@pytest.mark.parametrize("stage", [Stage.SUBDISTRICT, Stage.PROVINCE, Stage.DEFERRED])
def test_money_waits_for_the_plan(session: Session, need: Proposal, by: Recorder, stage: Stage) -> None:
    early = proposals.proposal(session, stage=stage)
    with pytest.raises(IllegalMove):
        put(session, early, by, "allocated", 100)


def test_the_source_that_gives_most_counts_all_its_years_and_one_that_gives_nothing_is_none(
    session: Session, need: Proposal, by: Recorder
) -> None:
    asked = "central"
    session.scalars(select(BudgetLine).where(BudgetLine.proposal_id == need.id)).one().source = asked
    session.commit()

    def shown() -> str | None:
        session.commit()
        return session.get_one(PlanItem, ("32", need.uid), populate_existing=True).budget_source

    assert shown() == asked, "nobody gives yet"
    put(session, need, by, "allocated", 100, source="lao")
    assert shown() == "lao"
    (first,) = session.scalars(select(MoneyEntry)).all()
    put(session, need, by, "allocated", 60)
    put(session, need, by, "allocated", 60, fiscal_year="2571")
    assert shown() == "province", "of both years more than the other's one"
    papers = {"reason": "พิมพ์ผิดแหล่ง", "document_no": "1"}
    for entry in session.scalars(select(MoneyEntry).where(MoneyEntry.id != first.id)).all():
        correct(session, proposal=need, entry_id=entry.id, typed=papers, version=None, by=by)
    assert shown() == "lao"
    correct(session, proposal=need, entry_id=first.id, typed=papers, version=None, by=by)
    assert shown() == asked, "all of it was taken back"


def test_money_that_is_bound_is_let_go_before_it_is_taken_back(
    session: Session, need: Proposal, by: Recorder
) -> None:
    (entry,) = put(session, need, by, "allocated", 100)
    put(session, need, by, "committed", 90)
    typed = {"reason": "ผิดงาน", "document_no": "สร 2"}
    with pytest.raises(Invalid) as refusal:
        correct(session, proposal=need, entry_id=entry.id, typed=typed, version=None, by=by)
    sentence = refusal.value.fields["amount"]
    assert "ปลดรายการที่ผูกพันหรือเบิกจ่ายก่อน" in sentence.text
    assert "โอนเพิ่ม" not in sentence.text
    assert sentence.values == {"baht": Decimal(90)}
