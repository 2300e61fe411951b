"""Plans of a theme: revisions fall due by themselves, and are recorded with the figures of the day."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from planhub.errors import Conflict, Invalid
from planhub.proposals.revising import begin_theme, months_after, revise
from planhub.proposals.themes import themes_of
from planhub.proposals.upkeep import ThemePlan
from planhub.workflow.stages import Stage
from tests.factories import accounts, areas, proposals
from tests.factories.proposals import NOW

WATER = {"side": "water", "fiscal_year": "70", "name": "แผนบริหารจัดการน้ำ", "begins_on": "๓๑ ส.ค. ๒๕๖๙"}


@pytest.mark.parametrize(
    ("day", "months", "due"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 10, 1), 12, date(2027, 10, 1)),
        (date(2026, 12, 15), 6, date(2027, 6, 15)),
    ],
)
def test_months_later(day: date, months: int, due: date) -> None:
    assert months_after(day, months) == due


@pytest.fixture
def by(session: Session) -> int:
    areas.surin(session)
    return accounts.hat(session, "planner", "32").account_id


def begun(session: Session, by: int, **typed: str) -> ThemePlan:
    return begin_theme(session, province_code="32", typed=WATER | typed, at=NOW, by=by)


def test_both_revisions_fall_due_by_themselves(session: Session, by: int) -> None:
    begun(session, by)
    (theme,) = themes_of(session, "32")
    assert [(row.months, row.due_on) for row in theme.revisions] == [
        (6, date(2027, 2, 28)),
        (12, date(2027, 8, 31)),
    ]
    assert theme.due(date(2027, 2, 27)) is None
    assert theme.due(date(2027, 3, 1)) is theme.revisions[0]
    assert themes_of(session, "45") == []


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"side": "sea"}, "side"),
        ({"fiscal_year": "ปีหน้า"}, "fiscal_year"),
        ({"name": ""}, "name"),
        ({"begins_on": ""}, "begins_on"),
    ],
)
def test_what_cannot_be_used_is_told_by_field(
    session: Session, by: int, typed: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        begun(session, by, **typed)
    assert list(refusal.value.fields) == [field]


def test_a_side_has_one_plan_a_year(session: Session, by: int) -> None:
    begun(session, by)
    with pytest.raises(Invalid, match="มีแผนด้านนี้อยู่แล้ว"):
        begun(session, by)


def test_a_revision_is_recorded_once_with_what_the_plan_holds(session: Session, by: int) -> None:
    plan = begun(session, by)
    proposals.proposal(session, stage=Stage.PLANNED, side="water", plan_year=2570, amount=1_500_000)
    proposals.proposal(session, stage=Stage.PLANNED, side="social", plan_year=2570)
    told = {"plan_id": plan.id, "months": 6, "by": by, "capacity": "นักวิเคราะห์"}
    with pytest.raises(Invalid, match="ยังไม่ถึงกำหนด"):
        revise(session, typed={"words": "ปรับ"}, at=NOW, **told)  # type: ignore[arg-type]
    later = datetime(2027, 3, 1, tzinfo=UTC)
    with pytest.raises(Invalid):
        revise(session, typed={"words": ""}, at=later, **told)  # type: ignore[arg-type]
    row = revise(session, typed={"words": "เพิ่มฝายสองแห่ง"}, at=later, **told)  # type: ignore[arg-type]
    assert (row.items, row.baht, row.done_at) == (1, 1_500_000, later)
    with pytest.raises(Conflict):
        revise(session, typed={"words": "อีกครั้ง"}, at=later, **told)  # type: ignore[arg-type]
