"""The plan of a province and year: its order, its running sums, its money counted once."""

from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from planhub.committees import plan
from planhub.errors import Invalid
from planhub.proposals.proposal import Proposal
from planhub.proposals.review import Alignment
from planhub.workflow.stages import Stage
from tests.factories import accounts, areas, proposals


@pytest.fixture
def surin(session: Session) -> None:
    areas.surin(session)


def planned(session: Session, title: str, amount: int, rank: int | None = None, **more: object) -> Proposal:
    row = proposals.proposal(session, stage=Stage.PLANNED, title=title, amount=amount, **more)  # type: ignore[arg-type]
    if rank:
        proposals.rank(session, row, "province", rank)
    return row


def test_within_the_envelope_first_by_rank_with_running_sums(session: Session, surin: None) -> None:
    planned(session, "ไม่มีลำดับ", 1)
    planned(session, "เกิน 1", 40, 1, envelope="over")
    planned(session, "ใน 2", 20, 3)
    planned(session, "ใน 1", 10, 2)
    planned(session, "ปีอื่น", 99, 4, plan_year=2572)
    proposals.proposal(session, stage=Stage.PROVINCE, title="ยังไม่บรรจุ")
    lines = plan.page(session, province_code="32", year=2571).lines
    assert [(line.place, line.title, line.running) for line in lines] == [
        (1, "ใน 1", 10),
        (2, "ใน 2", 30),
        (3, "ไม่มีลำดับ", 31),
        (4, "เกิน 1", 40),
    ]


def test_a_rank_of_the_round_before_is_no_place_in_this_plan(session: Session, surin: None) -> None:
    rolled = planned(session, "ยกมา", 10, 1, fiscal_year=2570, plan_year=2571)
    rolled.fiscal_year = 2571  # as the year's end moves it, before it is included again
    planned(session, "ใน 1", 20, 1)
    lines = plan.page(session, province_code="32", year=2571).lines
    assert [(line.title, line.rank) for line in lines] == [("ใน 1", 1), ("ยกมา", None)]


@pytest.mark.parametrize(
    ("stage", "counted"),
    [
        # what was funded or built is still the plan's
        (Stage.PLANNED, True),
        (Stage.FUNDED, True),
        (Stage.WORKS, True),
        (Stage.EVALUATED, True),
        # nothing else is, whatever its plan year says
        (Stage.PROVINCE, False),
        (Stage.REJECTED, False),
        (Stage.MERGED, False),
    ],
)
def test_what_is_the_plan(session: Session, surin: None, stage: Stage, counted: bool) -> None:
    proposals.proposal(session, stage=stage, plan_year=2571, envelope="within")
    assert bool(plan.page(session, province_code="32", year=2571).lines) is counted


def test_pages_carry_the_sums_of_the_whole_plan(session: Session, surin: None) -> None:
    for n in range(1, 6):
        planned(session, f"{n}", 10, n)
    first = plan.page(session, province_code="32", year=2571, size=2)
    second = plan.page(session, province_code="32", year=2571, start=int(first.older or 0), size=2)
    third = plan.page(session, province_code="32", year=2571, start=int(second.older or 0), size=2)
    assert [[line.running for line in page.lines] for page in (first, second, third)] == [
        [10, 20],
        [30, 40],
        [50],
    ]
    assert (first.newer, second.newer, third.older) == (None, "1", None)
    with pytest.raises(Invalid):
        plan.page(session, province_code="32", year=2571, start=0)


def test_money_is_counted_once_under_the_leading_issue(session: Session, surin: None) -> None:
    farms, roads = proposals.issue(session, 1, "เกษตร"), proposals.issue(session, 2, "โครงสร้างพื้นฐาน")
    both = planned(session, "สองประเด็น", 100)
    one = planned(session, "ประเด็นเดียว", 30, envelope="over")
    planned(session, "ไม่มีประเด็น", 5)
    session.add_all(
        [
            Alignment(proposal_id=both.id, issue_id=farms.id, is_leading=False),
            Alignment(proposal_id=both.id, issue_id=roads.id, is_leading=True),
            Alignment(proposal_id=one.id, issue_id=farms.id, is_leading=True),
        ]
    )
    session.flush()
    totals = plan.totals_by(session, province_code="32", year=2571, by="issue")
    assert [(t.name, t.items, t.within, t.over, t.integrated) for t in totals] == [
        ("เกษตร", 1, 0, 30, 0),
        ("โครงสร้างพื้นฐาน", 1, 100, 0, 1),
        ("", 1, 5, 0, 0),
    ]
    for by in ("side", "district", "issue"):
        parts = plan.totals_by(session, province_code="32", year=2571, by=by)
        assert sum((t.baht for t in parts), Decimal(0)) == 135, by
    line = next(
        row for row in plan.page(session, province_code="32", year=2571).lines if row.title == "สองประเด็น"
    )
    assert (line.issue, line.issues) == ("2. โครงสร้างพื้นฐาน", 2)


def test_districts_are_named(session: Session, surin: None) -> None:
    planned(session, "ก", 1)
    planned(session, "ข", 2, area_code="32020101")
    totals = plan.totals_by(session, province_code="32", year=2571, by="district")
    assert [str(t.name) for t in totals] == ["อ.เมืองสุรินทร์ จ.สุรินทร์", "อ.ทดสอบ3202 จ.สุรินทร์"]


def test_who_does_it_and_years(session: Session, surin: None) -> None:
    agency = accounts.agency(session)
    planned(session, "ก", 1, agency_code=agency.code)
    planned(session, "ข", 1, plan_year=2573)
    assert plan.page(session, province_code="32", year=2571).lines[0].agency == agency.name
    assert plan.years_of(session, "32") == [2573, 2571]
