"""What a form carries besides its path: ids and codes of other offices, and where to go next."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from planhub.edge.carrying import is_ours
from planhub.errors import Invalid
from planhub.linkage.plan_item import PlanItem
from planhub.proposals.reviewing import review
from planhub.workflow.judging import Given
from planhub.workflow.stages import Action, Stage
from tests.factories import accounts, areas, proposals
from tests.factories.proposals import NOW, TODAY

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient


@pytest.fixture
def secretary(session: Session, client: "FlaskClient") -> "FlaskClient":
    """The secretary of subdistrict 320102, signed in."""
    areas.surin(session)
    hat = accounts.hat(session, "subdistrict_secretary", "320102")
    session.commit()
    accounts.sign_in(client, session, hat)
    return client


@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.SUBDISTRICT])
def test_a_bulk_page_tells_nothing_of_other_offices_items(
    secretary: "FlaskClient", session: Session, stage: Stage
) -> None:
    theirs = proposals.proposal(session, "45010101", stage, title="เรื่องลับของที่อื่น")
    session.commit()
    page = secretary.get(f"/inbox/outcome?action=defer&pick={theirs.id}:0")
    assert page.status_code == 200
    assert "เรื่องลับของที่อื่น" not in page.text


@pytest.mark.parametrize(
    ("path", "ours"),
    [
        ("/inbox?tab=waiting", True),
        ("/map/๓๒?q=ถนน", True),
        ("//example.com", False),
        ("/\\example.com", False),
        # browsers and our own server drop a tab: //example.com is what is left
        ("/\t/example.com", False),
        ("/a\nSet-Cookie: b", False),
        ("https://example.com", False),
        ("", False),
    ],
)
def test_only_a_path_of_ours_is_gone_back_to(path: str, ours: bool) -> None:
    assert is_ours(path) is ours


def test_the_language_switch_leads_nowhere_else(tokenless: "Flask", client: "FlaskClient") -> None:
    for away in ("/\t/example.com", "/a\nb"):
        answer = client.post("/language", data={"locale": "en", "next": away})
        assert (answer.status_code, answer.location) == (303, "/")


def test_an_agency_of_another_province_is_not_asked(session: Session) -> None:
    """It could not read the item, and nobody could take it back."""
    areas.surin(session)
    areas.area(session, "45")
    there = accounts.agency(session, "A-45-DPT", "สำนักงานโยธาธิการและผังเมืองจังหวัดร้อยเอ็ด")
    row = proposals.proposal(session)
    hat = accounts.hat(session, "subdistrict_secretary", "320102")
    more: dict[str, Any] = {"capacity": "เลขานุการ", "version": None, "at": NOW, "day": TODAY}
    given = Given(agency_code=there.code)
    with pytest.raises(Invalid) as error:
        review(session, proposal_id=row.id, action=Action.REFER, hat=hat, given=given, **more)
    assert list(error.value.fields) == ["agency_code"]


@pytest.mark.parametrize(("code", "status"), [("A-32-DPT", 404), ("A-32-RID", 403)])
def test_files_open_to_the_agency_that_was_asked_and_to_no_other(
    session: Session, client: "FlaskClient", code: str, status: int
) -> None:
    """404: it may, and the bytes are not there."""
    areas.surin(session)
    asked, other = accounts.agency(session), accounts.agency(session, "A-32-RID", "โครงการชลประทานสุรินทร์")
    row = proposals.proposal(session, stage=Stage.AGENCY, agency_code=asked.code)
    file = proposals.photo(session, row)
    file.kind = "drawing"
    hat = accounts.hat(session, "agency_officer", "32", agency_code=code)
    session.commit()
    assert other.code == "A-32-RID"
    accounts.sign_in(client, session, hat)
    assert client.get(f"/files/{file.id}").status_code == status


class Deadlock(Exception):
    """As psycopg reports it: an operational error with a state."""

    sqlstate = "40P01"


def test_two_that_wait_for_each_other_are_told_to_try_again(app: "Flask") -> None:
    """psycopg files a deadlock under operational errors; that is no database gone away."""
    error = OperationalError("update", {}, Deadlock())
    with app.test_request_context("/items/1/decide", method="POST"):
        answer = app.make_response(app.handle_user_exception(error))
    assert answer.status_code == 409


def test_a_savepoint_taken_back_leaves_the_projection_of_what_stands(session: Session) -> None:
    """What was touched before a nested transaction is still written to the map when that one fails."""
    row = proposals.proposal(session, "32010204", amount=500_000)
    session.commit()
    row.stage = Stage.DISTRICT
    inner = session.begin_nested()
    row.amount = Decimal(7)
    session.flush()
    inner.rollback()
    session.commit()
    item = session.get(PlanItem, (row.province_code, row.uid))
    assert item is not None
    assert (item.stage, item.amount) == ("district", Decimal(500_000))
