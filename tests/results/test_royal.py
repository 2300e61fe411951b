"""Royal-initiative projects: their list, their reports, and the mark that their plan item wears."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from planhub.errors import IllegalMove, Invalid
from planhub.linkage.plan_item import PlanItem
from planhub.proposals.proposal import Proposal
from planhub.results.royal import Half, half_of, project_of, projects_of, reports_of, summary
from planhub.results.royal_keeping import add, close, link, report
from planhub.workflow.stages import Stage
from tests.factories import accounts, areas, proposals
from tests.factories.proposals import NOW


@pytest.fixture
def by(session: Session) -> int:
    """A planner's account in Surin."""
    areas.surin(session)
    return accounts.hat(session, "planner", "32").account_id


def royal(session: Session, row: Proposal) -> bool:
    session.commit()
    item = session.get_one(PlanItem, (row.province_code, row.uid), populate_existing=True)
    return item.royal


@pytest.mark.parametrize(
    ("day", "half"),
    [
        (date(2026, 10, 1), Half(2570, 1)),
        (date(2027, 3, 31), Half(2570, 1)),
        (date(2027, 4, 1), Half(2570, 2)),
        (date(2027, 9, 30), Half(2570, 2)),
    ],
)
def test_a_half_year_begins_in_october_and_april(day: date, half: Half) -> None:
    assert half_of(day) == half


def test_the_linked_plan_item_wears_the_mark_as_long_as_it_is_linked(session: Session, by: int) -> None:
    first, second = proposals.proposal(session), proposals.proposal(session, stage=Stage.PLANNED)
    typed = {"name": "อ่างเก็บน้ำห้วยเสนง", "area_code": "3201", "number": (first.number or "").replace("-", " ")}
    project = add(session, province_code="32", typed=typed, at=NOW, by=by)
    assert royal(session, first)
    link(session, project_id=project.id, typed={"number": second.number or ""})
    assert (royal(session, first), royal(session, second)) == (False, True)
    close(session, project_id=project.id, at=NOW)
    assert not royal(session, second)
    assert projects_of(session, "32") == []
    assert [one.project.id for one in projects_of(session, "32", closed=True)] == [project.id]
    with pytest.raises(IllegalMove):
        link(session, project_id=project.id, typed={"number": ""})


WRONG = [
    ({"name": ""}, "name"),
    # another province's place, or none
    ({"area_code": "45"}, "area_code"),
    ({"area_code": "3299"}, "area_code"),
    ({"began_on": "1/1/2600"}, "began_on"),
    # no number of ours
    ({"number": "ไม่มี"}, "number"),
]


@pytest.mark.parametrize(("typed", "field"), WRONG)
def test_what_cannot_be_used_is_told_by_field(
    session: Session, by: int, typed: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        add(session, province_code="32", typed={"name": "อ่างเก็บน้ำ"} | typed, at=NOW, by=by)
    assert list(refusal.value.fields) == [field]


def test_an_item_of_another_province_is_not_linked(session: Session, by: int) -> None:
    theirs = proposals.proposal(session, "45010101")
    with pytest.raises(Invalid, match="ไม่ใช่ของจังหวัดนี้"):
        add(session, province_code="32", typed={"name": "ฝาย", "number": theirs.number or ""}, at=NOW, by=by)


def test_the_last_word_of_a_half_year_counts_and_all_stay(session: Session, by: int) -> None:
    project = add(session, province_code="32", typed={"name": "ฝาย"}, at=NOW, by=by)
    told = {"project_id": project.id, "at": NOW, "by": by, "capacity": "นักวิเคราะห์"}
    with pytest.raises(Invalid) as refusal:
        report(session, typed={"period": "2565-1", "status": "not_used"}, **told)  # type: ignore[arg-type]
    assert list(refusal.value.fields) == ["period", "words"]
    before = {"period": "2569-2", "status": "in_use", "spent": "1 ล้าน"}
    report(session, typed=before, **told)  # type: ignore[arg-type]
    shown = project_of(session, project.id)
    assert (shown.silent(Half(2570, 1)), shown.silent(Half(2569, 2))) == (True, False)
    now = {"period": "2570-1", "status": "in_repair", "words": "ท่อรั่ว", "spent": "๒๕๐,๐๐๐"}
    report(session, typed=now, **told)  # type: ignore[arg-type]
    report(session, typed=now | {"status": "in_use", "words": ""}, **told)  # type: ignore[arg-type]
    assert [row.status for row in reports_of(session, project.id)] == ["in_use", "in_repair", "in_use"]
    session.get_one(type(areas.area(session, "32")), "32").in_76 = True
    session.flush()
    lines = {line.code: line for line in summary(session, Half(2570, 1))}
    assert (lines["32"].projects, lines["32"].reported) == (1, 1)
    assert lines["32"].by_status == {"in_use": 1}
    assert lines["32"].spent == Decimal(250_000)
    assert {line.reported for line in summary(session, Half(2569, 1))} == {0}
