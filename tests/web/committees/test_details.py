"""Details by later hands: kept all or none, by those who have the matter before them."""

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.linkage.plan_item import PlanItem
from planhub.proposals.need import Need
from planhub.proposals.proposal import Proposal
from tests.factories.accounts import agency, hat, sign_in
from tests.factories.areas import surin
from tests.factories.proposals import planning_round, proposal
from tests.web.entry.typing_in import send

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

GOOD = {
    "rationale": "ถนนเดิมเป็นดินลูกรัง",
    "cost_estimate": "1.2 ล้าน",
    "value_chain": "up",
    "start_on": "1/10/70",
}


@pytest.fixture
def need(session: Session) -> Proposal:
    """A need before the committee of its subdistrict, asked of an agency."""
    surin(session)
    planning_round(session)
    row = proposal(session, agency_code=agency(session).code)
    session.commit()
    return row


def test_the_secretary_fills_them_in_and_sees_them_again(
    client: "FlaskClient", session: Session, need: Proposal
) -> None:
    sign_in(client, session, hat(session, "subdistrict_secretary", "320102", title="พัฒนากร"))
    assert send(client, f"/needs/{need.id}/details", GOOD).status_code == 303
    session.expire_all()
    words = session.get_one(Need, need.id)
    assert words.rationale == "ถนนเดิมเป็นดินลูกรัง"
    assert words.later["cost_estimate"] == "1200000.00"
    assert words.later["start_on"] == "2027-10-01"
    page = client.get(f"/needs/{need.id}/details").text
    assert "1,200,000" in page
    assert "1/10/2570" in page
    assert "พัฒนากร" in page


def test_a_wrong_field_is_told_and_nothing_typed_is_lost(
    client: "FlaskClient", session: Session, need: Proposal
) -> None:
    sign_in(client, session, hat(session, "subdistrict_secretary", "320102"))
    answer = send(client, f"/needs/{need.id}/details", GOOD | {"cost_estimate": "แพงมาก"})
    assert answer.status_code == 422
    assert "แพงมาก" in answer.text
    assert "ถนนเดิมเป็นดินลูกรัง" in answer.text


def test_two_who_write_at_once_get_one_winner(
    client: "FlaskClient", session: Session, need: Proposal
) -> None:
    sign_in(client, session, hat(session, "subdistrict_secretary", "320102"))
    assert send(client, f"/needs/{need.id}/details", GOOD | {"version": "1"}).status_code == 303
    assert send(client, f"/needs/{need.id}/details", GOOD | {"version": "1"}).status_code == 409


def typed(client: "FlaskClient", need: Proposal, **fields: str) -> "TestResponse":
    """What autosave.js sends two seconds after the last key."""
    return send(client, f"/needs/{need.id}/details/typed", fields, headers={"X-Requested-With": "fetch"})


def test_what_is_typed_is_kept_until_it_is_saved(
    client: "FlaskClient", session: Session, need: Proposal
) -> None:
    sign_in(client, session, hat(session, "subdistrict_secretary", "320102"))
    item = session.scalars(select(PlanItem).where(PlanItem.external_id == need.number)).one()
    before = (need.version, need.updated_at, item.updated_at)
    answer = typed(client, need, rationale="ถนนเดิมเป็นดินลูกรัง", cost_estimate="แพงมาก", title="ไม่ใช่ช่องนี้")
    assert re.fullmatch(r"\d\d:\d\d", answer.get_json()["saved_at"])
    page = client.get(f"/needs/{need.id}/details").text  # the page was closed, and opened again
    assert "ถนนเดิมเป็นดินลูกรัง" in page
    assert "แพงมาก" in page, "right or wrong"
    assert "ยังไม่ได้บันทึก" in page
    session.expire_all()
    assert (need.version, need.updated_at, item.updated_at) == before, "the record is as it was"
    assert session.get_one(Need, need.id).rationale is None
    assert send(client, f"/needs/{need.id}/details", GOOD).status_code == 303
    page = client.get(f"/needs/{need.id}/details").text
    assert "ยังไม่ได้บันทึก" not in page
    assert "1,200,000" in page


def test_what_one_has_typed_is_not_in_another_s_form(
    client: "FlaskClient", session: Session, need: Proposal
) -> None:
    first, second = (hat(session, "subdistrict_secretary", "320102") for _ in range(2))
    sign_in(client, session, first)
    typed(client, need, rationale="พิมพ์ค้างไว้")
    sign_in(client, session, second)
    assert "พิมพ์ค้างไว้" not in client.get(f"/needs/{need.id}/details").text
    typed(client, need, impact="ของอีกคน")
    sign_in(client, session, first)
    page = client.get(f"/needs/{need.id}/details").text
    assert "พิมพ์ค้างไว้" in page
    assert "ของอีกคน" not in page


def test_what_was_typed_can_be_thrown_away(client: "FlaskClient", session: Session, need: Proposal) -> None:
    sign_in(client, session, hat(session, "subdistrict_secretary", "320102"))
    send(client, f"/needs/{need.id}/details", GOOD)
    typed(client, need, rationale="พิมพ์เล่น")
    assert send(client, f"/needs/{need.id}/details/drop", {}).status_code == 303
    page = client.get(f"/needs/{need.id}/details").text
    assert "พิมพ์เล่น" not in page
    assert GOOD["rationale"] in page


def test_a_field_typed_back_to_what_is_saved_is_not_unsaved(
    client: "FlaskClient", session: Session, need: Proposal
) -> None:
    sign_in(client, session, hat(session, "subdistrict_secretary", "320102"))
    send(client, f"/needs/{need.id}/details", GOOD)
    typed(client, need, rationale="ลองพิมพ์")
    typed(client, need, rationale=GOOD["rationale"] + "\r\n")
    assert "ยังไม่ได้บันทึก" not in client.get(f"/needs/{need.id}/details").text


def test_wrong_answers_are_kept_when_the_page_is_closed(
    client: "FlaskClient", session: Session, need: Proposal
) -> None:
    sign_in(client, session, hat(session, "subdistrict_secretary", "320102"))
    assert send(client, f"/needs/{need.id}/details", {"cost_estimate": "แพงมาก"}).status_code == 422
    assert "แพงมาก" in client.get(f"/needs/{need.id}/details").text


@pytest.mark.parametrize(
    ("role", "area", "more", "status"),
    [
        # the village is not asked for such things
        ("village_head", "32010204", {}, 403),
        # an agency that has been asked, and one that has not
        ("agency_officer", "32", {"agency_code": "A-32-DPT"}, 200),
        ("agency_officer", "32", {"agency_code": "A-32-RID"}, 403),
        # another district's secretary
        ("district_secretary", "3202", {}, 403),
        ("planner", "32", {}, 200),
    ],
)
def test_only_those_who_have_the_matter_before_them(
    client: "FlaskClient",
    session: Session,
    need: Proposal,
    role: str,
    area: str,
    more: dict[str, str],
    status: int,
) -> None:
    agency(session, "A-32-RID", "โครงการชลประทานสุรินทร์")
    sign_in(client, session, hat(session, role, area, **more))
    assert client.get(f"/needs/{need.id}/details").status_code == status
