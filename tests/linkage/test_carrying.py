"""Royal-initiative projects carried by items of other systems: found, marked, listed, counted."""

from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from planhub.areas.area import Area
from planhub.errors import Invalid
from planhub.linkage.carrying import Carrier, carrier, carriers
from planhub.linkage.plan_item import PlanItem
from planhub.results.royal import Half, summary
from planhub.results.royal_keeping import add, close, link
from tests.factories import accounts, areas, proposals
from tests.factories.plan_items import plan_item
from tests.factories.proposals import NOW


@pytest.fixture
def by(session: Session) -> int:
    """A planner's account in Surin."""
    areas.surin(session)
    return accounts.hat(session, "planner", "32").account_id


def royal(session: Session, id_: UUID) -> bool:
    session.commit()
    return session.get_one(PlanItem, ("32", id_), populate_existing=True).royal


def test_it_is_found_by_number_by_id_and_by_source_and_id(session: Session, by: int) -> None:
    own = proposals.proposal(session)
    one = plan_item(session, source_code="oneplan", external_id="A-77", number="SRN-9")
    for typed, expected in (
        ("A-77", one),
        ("oneplan:A-77", one),
        (" oneplan : A-77 ", one),
        ("SRN-9", one),
        (own.number or "", own.uid),
    ):
        assert carrier(session, "32", typed) == expected, typed


WRONG = [
    ("no such number", "A-78", "32"),
    ("no such source", "other:A-77", "32"),
    ("another province's", "A-77", "45"),
    ("it ended", "gone", "32"),
    ("two systems use it", "same", "32"),
]


@pytest.mark.parametrize(("why", "typed", "province"), WRONG)
def test_what_cannot_be_linked_is_told(
    session: Session, by: int, why: str, typed: str, province: str
) -> None:
    plan_item(session, source_code="oneplan", external_id="A-77")
    plan_item(session, source_code="oneplan", external_id="gone", stage="rejected")
    for source in ("oneplan", "water"):
        plan_item(session, source_code=source, external_id="same")
    with pytest.raises(Invalid) as refusal:
        carrier(session, province, typed)
    assert list(refusal.value.fields) == ["number"], why
    assert carrier(session, "32", "water:same")


def test_the_item_wears_the_mark_while_it_is_linked_and_the_lists_show_it(session: Session, by: int) -> None:
    session.get_one(Area, "32").in_76 = True
    one = plan_item(session, source_code="oneplan", external_id="A-77", title="อ่างเก็บน้ำห้วยเสนง")
    two = plan_item(session, source_code="oneplan", external_id="A-78")
    typed = {"name": "ห้วยเสนง", "number": "A-77"}
    project = add(session, province_code="32", typed=typed, at=NOW, by=by, find=carrier)
    assert (royal(session, one), royal(session, two)) == (True, False)
    assert carriers(session, "32", [project.item_id, None]) == {
        one: Carrier("อ่างเก็บน้ำห้วยเสนง", "oneplan:A-77", own=False)
    }
    line = next(line for line in summary(session, Half(2570, 1)) if line.code == "32")
    assert (line.projects, line.linked) == (1, 1)
    link(session, project_id=project.id, typed={"number": "oneplan:A-78"}, find=carrier)
    assert (royal(session, one), royal(session, two)) == (False, True)
    close(session, project_id=project.id, at=NOW)
    assert not royal(session, two)
