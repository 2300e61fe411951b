"""Progress told of a work: what it makes the work say, what must be given, and the look from above."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.clock import local_day
from planhub.errors import Conflict, IllegalMove, Invalid, NotAllowed
from planhub.linkage.plan_item import PlanItem
from planhub.progress import reporting
from planhub.progress.progress_told import money_of, reports_of, sent_back
from planhub.progress.told import Told, read_report
from planhub.proposals.proposal import Proposal
from planhub.proposals.review import Review
from planhub.workflow.due import Period
from planhub.workflow.stages import Stage
from planhub.works.following import Recorder
from planhub.works.work import Instalment, Work
from tests.factories import accounts, areas, work_rows

AT = datetime.fromisoformat("2026-11-21T09:00:00+07:00")
Q4, OCTOBER, NOVEMBER = Period(2569, 12, True), Period(2570, 1), Period(2570, 2)

READ = [
    # a plain report
    ({}, set()),
    # Thai digits and the sign are read
    ({"physical": "๔๕ %"}, set()),
    # a part of a percent, more than all, and nothing typed
    ({"physical": "45.5"}, {"physical"}),
    ({"physical": "101"}, {"physical"}),
    ({"physical": ""}, {"physical"}),
    # what was done must be told
    ({"activity": " "}, {"activity"}),
    # a period that is not offered
    ({"period": "2599-01"}, {"period"}),
    # "other" says nothing by itself; a story without its kind cannot be counted
    ({"problem_code": "other"}, {"problem"}),
    ({"problem": "ฝนตกทุกวัน"}, {"problem_code"}),
    ({"problem_code": "rain"}, {"problem_code"}),
    # every fault is told at once
    ({"physical": "x", "activity": "", "output": "ห้า"}, {"physical", "activity", "output"}),
]


@pytest.mark.parametrize(("typed", "wrong"), READ)
def test_what_was_typed_is_read_or_told(typed: dict[str, str], wrong: set[str]) -> None:
    given = {"period": OCTOBER.key, "physical": "45", "activity": "เทคอนกรีต", "output": "1,200"} | typed
    if wrong:
        with pytest.raises(Invalid) as refusal:
            read_report(given, periods=[Q4, OCTOBER])
        assert set(refusal.value.fields) == wrong
        return
    found = read_report(given, periods=[Q4, OCTOBER])
    assert (found.period, found.physical, found.output) == (OCTOBER, 45, 1200)


def told(physical: int, period: Period = OCTOBER, **more: Any) -> Told:
    return Told(period=period, physical=physical, activity="เทคอนกรีต", **more)


def report(session: Session, row: Proposal, what: Told, *, by: int | None = None, at: datetime = AT) -> int:
    return reporting.report(
        session, proposal_id=row.id, told=what, version=None, by=by, capacity="เลขานุการ", at=at
    ).id


@pytest.fixture
def row(session: Session) -> Proposal:
    areas.surin(session)
    return work_rows.work(session)[0]


def test_the_work_and_the_plan_item_follow_the_newest_period(session: Session, row: Proposal) -> None:
    report(session, row, told(40, problem_code="land", problem="ติดที่ดิน"))
    later = AT + timedelta(days=1)
    report(session, row, told(55, NOVEMBER), at=later)
    report(session, row, told(30, Q4), at=later)  # handed in late: the newest period still speaks
    session.commit()
    item = session.get_one(PlanItem, ("32", row.uid))
    assert (item.physical, item.reported_at) == (55, later)


def test_the_last_problem_stands_until_a_report_without_one(session: Session, row: Proposal) -> None:
    work = session.get_one(Work, row.id)
    report(session, row, told(40, problem_code="land", problem="ติดที่ดิน"))
    assert work.problem_code == "land"
    report(session, row, told(45, NOVEMBER))
    assert work.problem_code is None


def test_going_back_needs_a_reason_and_only_going_back_keeps_it(session: Session, row: Proposal) -> None:
    report(session, row, told(60))
    with pytest.raises(Invalid) as refusal:
        report(session, row, told(50, NOVEMBER))
    assert set(refusal.value.fields) == {"went_back"}
    back = report(session, row, told(50, NOVEMBER, went_back="น้ำพัดคันดินพัง"))
    on = report(session, row, told(70, NOVEMBER, went_back="ไม่ได้ถอย"))
    words = {one.id: one.went_back for one in reports_of(session, row.id)}
    assert (words[back], words[on]) == ("น้ำพัดคันดินพัง", "")


@pytest.mark.parametrize("stage", [Stage.PLANNED, Stage.COMPLETED, Stage.EVALUATED, Stage.PROVINCE])
def test_only_what_has_money_and_is_not_done_is_reported_on(session: Session, stage: Stage) -> None:
    areas.surin(session)
    other, _work = work_rows.work(session, stage=stage)
    with pytest.raises(IllegalMove):
        report(session, other, told(10))


def test_a_page_that_is_older_than_the_work_is_told(session: Session, row: Proposal) -> None:
    report(session, row, told(10))
    with pytest.raises(Conflict):
        reporting.report(session, proposal_id=row.id, told=told(20), version=1, by=None, capacity="", at=AT)


def check(session: Session, row: Proposal, report_id: int, hat: Any, **more: Any) -> None:
    given = {"accepted": True, "note": ""} | more
    by = Recorder(hat, "จังหวัด", AT, local_day(AT))
    reporting.check(session, proposal_id=row.id, report_id=report_id, by=by, **given)


def test_a_report_sent_back_no_longer_counts_and_waits_for_mending(session: Session, row: Proposal) -> None:
    planner = accounts.hat(session, "planner", "32")
    work = session.get_one(Work, row.id)
    first = report(session, row, told(40))
    check(session, row, first, planner)
    second = report(session, row, told(90, NOVEMBER, problem_code="land"))
    with pytest.raises(Invalid):
        check(session, row, second, planner, accepted=False)
    check(session, row, second, planner, accepted=False, note="รูปไม่ตรงกับที่รายงาน")
    assert (work.physical, work.problem_code) == (40, None)
    back = sent_back(reports_of(session, row.id))
    assert back is not None
    assert back.review_note == "รูปไม่ตรงกับที่รายงาน"
    report(session, row, told(50, NOVEMBER))  # against 40, not against the 90 that was sent back
    assert sent_back(reports_of(session, row.id)) is None
    with pytest.raises(IllegalMove):
        check(session, row, second, planner)


def test_nobody_looks_at_his_own_report_nor_does_the_level_that_reported(
    session: Session, row: Proposal
) -> None:
    planner = accounts.hat(session, "planner", "32")
    mine = report(session, row, told(40), by=planner.account_id)
    with pytest.raises(NotAllowed):
        check(session, row, mine, planner)
    with pytest.raises(NotAllowed):  # not the district's: the province's own work
        check(session, row, mine, accounts.hat(session, "district_chief", "3201"))
    check(session, row, mine, accounts.hat(session, "planner", "32"))


def complete(session: Session, row: Proposal, day: date = date(2026, 11, 20)) -> None:
    by = Recorder(accounts.hat(session, "planner", "32"), "จังหวัด", AT, local_day(AT))
    reporting.complete(session, proposal_id=row.id, done_on=day, version=None, by=by)


def test_a_hundred_percent_may_be_completed_and_less_may_not(session: Session, row: Proposal) -> None:
    report(session, row, told(99))
    with pytest.raises(IllegalMove):
        complete(session, row)
    report(session, row, told(100, NOVEMBER))
    with pytest.raises(Invalid):  # tomorrow has not come
        complete(session, row, date(2026, 11, 22))
    with pytest.raises(Invalid):  # before any money came
        complete(session, row, date(2026, 1, 1))
    complete(session, row)
    assert row.stage == Stage.COMPLETED
    assert session.get_one(Work, row.id).completed_on == date(2026, 11, 20)
    actions = session.scalars(select(Review.action).where(Review.proposal_id == row.id)).all()
    assert list(actions) == ["complete"]


def test_what_is_not_accepted_by_contract_is_not_done(session: Session, row: Proposal) -> None:
    contract = work_rows.contract(session, row)
    part = Instalment(contract_id=contract.id, no=1, amount=contract.amount, at=AT)
    session.add(part)
    report(session, row, told(100))
    with pytest.raises(IllegalMove):
        complete(session, row)
    part.delivered_on, part.accepted_on = date(2026, 11, 10), date(2026, 11, 12)
    complete(session, row)
    assert row.stage == Stage.COMPLETED


def test_money_percent_comes_from_the_ledger_alone(session: Session, row: Proposal) -> None:
    report(session, row, told(80))
    assert money_of(session, province_code="32", item_id=row.uid).percent is None
    work_rows.money(session, row, allocated=400_000, committed=100_000, disbursed=140_000)
    money = money_of(session, province_code="32", item_id=row.uid)
    assert (money.percent, money.bound) == (35, True)
    assert session.get_one(Work, row.id).physical == 80
