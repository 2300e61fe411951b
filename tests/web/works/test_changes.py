"""Change requests on their page: asked, allowed by another, kept; and sums that are frozen elsewhere."""

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.progress.progress import ChangeRequest
from planhub.proposals.need import Need
from planhub.proposals.proposal import Proposal
from planhub.workflow.stages import Stage
from tests.factories import accounts, areas, work_rows
from tests.web.forms import fields_of, led_to, send

if TYPE_CHECKING:
    from flask.testing import FlaskClient

ASKED = {"field": "amount", "baht": "๖๕๐,๐๐๐", "reason": "ราคาเหล็กสูงขึ้น", "document_no": "สร 0018/99"}


@pytest.fixture
def work(client: "FlaskClient", session: Session) -> Proposal:
    """A work of Surin with money bound, and its planner at the desk."""
    areas.surin(session)
    row, _work = work_rows.work(session, title="ถนนสายวัดป่า")
    work_rows.money(session, row, allocated=500_000, committed=400_000)
    sit(client, session, "planner")
    return row


def sit(client: "FlaskClient", session: Session, role: str, area: str = "32") -> None:
    hat = accounts.hat(session, role, area)
    session.commit()
    accounts.sign_in(client, session, hat)


def changes(work: Proposal) -> str:
    return f"/works/{work.id}/changes"


def test_asked_by_one_and_allowed_by_another(client: "FlaskClient", session: Session, work: Proposal) -> None:
    form = f"{changes(work)}?field=amount"
    assert "เดิม: 500,000" in client.get(form).text
    page = led_to(client, send(client, form, changes(work), **ASKED)).text
    assert all(words in page for words in ("500,000", "650,000", "ราคาเหล็กสูงขึ้น", "รออนุญาต"))
    assert "อนุญาต</button>" not in page, "not by who asked"
    request_id = str(session.scalars(select(ChangeRequest.id)).one())
    assert "มีคำขอเปลี่ยนวงเงินที่ยังรอคำตอบอยู่" in client.get(form).text
    sit(client, session, "governor")
    told = {"request_id": request_id, "verdict": "approve"}
    page = led_to(client, send(client, changes(work), f"{changes(work)}/decide", **told)).text
    assert "อนุญาตแล้ว" in page
    session.expire_all()
    assert work.amount == 650_000


@pytest.mark.parametrize("step", ["decide", "take-back"])
def test_an_answered_request_leads_to_its_record_and_is_not_sent_again(
    client: "FlaskClient", session: Session, work: Proposal, step: str
) -> None:
    send(client, f"{changes(work)}?field=amount", changes(work), **ASKED)
    told = {"request_id": str(session.scalars(select(ChangeRequest.id)).one())}
    if step == "decide":
        sit(client, session, "governor")
        told |= {"verdict": "refuse", "decision": "ราคาสูงไป"}
    opened_twice = [fields_of(client.get(changes(work)).text, f"{changes(work)}/{step}") for _ in range(2)]
    first, answer = (client.post(f"{changes(work)}/{step}", data=fields | told) for fields in opened_twice)
    assert first.status_code == 303
    assert answer.status_code == 409
    assert "คำขอนี้มีคำตอบแล้ว" in answer.text
    assert "ส่งอีกครั้ง" not in answer.text
    assert f'class="btn" href="{changes(work)}"' in answer.text
    assert ("ราคาสูงไป" in answer.text) is (step == "decide")


def test_everything_typed_comes_back(client: "FlaskClient", work: Proposal) -> None:
    answer = send(client, f"{changes(work)}?field=amount", changes(work), **(ASKED | {"baht": "แพง"}))
    assert answer.status_code == 422
    for value in ("แพง", "ราคาเหล็กสูงขึ้น", "สร 0018/99"):
        assert value in answer.text


def test_a_refusal_needs_its_reason(client: "FlaskClient", session: Session, work: Proposal) -> None:
    send(client, f"{changes(work)}?field=amount", changes(work), **ASKED)
    told = {"request_id": str(session.scalars(select(ChangeRequest.id)).one()), "verdict": "refuse"}
    sit(client, session, "governor")
    assert send(client, changes(work), f"{changes(work)}/decide", **told).status_code == 422
    page = led_to(
        client, send(client, changes(work), f"{changes(work)}/decide", decision="เกินกรอบ", **told)
    ).text
    assert "เกินกรอบ" in page
    session.expire_all()
    assert work.amount == 500_000


def test_each_kind_has_its_form_and_the_contractor_only_with_a_contract(
    client: "FlaskClient", session: Session, work: Proposal
) -> None:
    for field in ("place", "scope", "dates"):
        assert f'value="{field}"' in client.get(f"{changes(work)}?field={field}").text
    assert "field=contractor" not in client.get(changes(work)).text
    work_rows.contract(session, work)
    session.commit()
    assert "หจก. ทดสอบการโยธา" in client.get(f"{changes(work)}?field=contractor").text


def test_sums_of_the_details_stand_still_once_money_is_bound(
    client: "FlaskClient", session: Session, work: Proposal
) -> None:
    path = f"/needs/{work.id}/details"
    answer = send(client, path, path, cost_estimate="9 แสน", rationale="เดิมเป็นลูกรัง")
    assert answer.status_code == 422
    assert "ขอเปลี่ยนแปลง" in answer.text
    session.expire_all()
    need = session.get_one(Need, work.id)
    assert "cost_estimate" not in need.later
    assert need.rationale is None, "all or none"
    assert send(client, path, path, cost_estimate="", rationale="เดิมเป็นลูกรัง").status_code == 303


def test_the_details_say_what_is_frozen_and_lead_to_the_request(
    client: "FlaskClient", session: Session, work: Proposal
) -> None:
    page = client.get(f"/needs/{work.id}/details").text
    assert f"/works/{work.id}/changes?field=amount" in page
    assert 'name="budget_source"' in page
    assert "แหล่งงบประมาณ" in page
    waiting, _work = work_rows.work(session, stage=Stage.PLANNED, funded_on=None)
    session.commit()
    assert "changes?field=" not in client.get(f"/needs/{waiting.id}/details").text
    path = f"/needs/{waiting.id}/details"
    assert send(client, path, path, budget_source="lao").status_code == 303
    session.expire_all()
    assert session.get_one(Need, waiting.id).later["budget_source"] == "lao"
    assert send(client, path, path, budget_source="gold").status_code == 422


def test_who_may_allow_is_named_and_offered(client: "FlaskClient", session: Session, work: Proposal) -> None:
    accounts.agency(session, "A-32-DPT")
    work.agency_code = "A-32-DPT"
    session.commit()
    for field, typed in (("dates", {"ends_on": "31/3/70"}), ("amount", {"baht": "600,000"})):
        send(client, f"{changes(work)}?field={field}", changes(work), field=field, reason="ฝนตก", **typed)
    hat = accounts.hat(session, "agency_officer", "32", agency_code="A-32-DPT")
    session.commit()
    accounts.sign_in(client, session, hat)
    page = client.get(changes(work)).text
    assert page.count('value="approve"') == 1, "the days of its own work, not its sum"
    assert "มาตรา 97" in page
    asked = {row.field: str(row.id) for row in session.scalars(select(ChangeRequest))}
    told = {"request_id": asked["amount"], "verdict": "approve"}
    assert send(client, changes(work), f"{changes(work)}/decide", **told).status_code == 403
    told = {"request_id": asked["dates"], "verdict": "approve"}
    assert send(client, changes(work), f"{changes(work)}/decide", **told).status_code == 303
