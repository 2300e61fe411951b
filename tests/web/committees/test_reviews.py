"""Decisions on one item through its page: what is written, what is told if it cannot be."""

from datetime import date
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.proposals.review import Rank
from planhub.workflow.stages import Stage
from tests.factories import areas
from tests.factories.proposals import proposal
from tests.web.committees.deciding import AREA_OF, OFFICER, SECRETARY, decide, enter, form_of, log, token_of

if TYPE_CHECKING:
    from flask.testing import FlaskClient

DECISIONS = [
    # the subdistrict classifies: the matter stays where it is
    (Stage.SUBDISTRICT, {}, "classify", {"classification": "self"}, Stage.SUBDISTRICT, "320102"),
    # beyond its power: it names the agency
    (
        Stage.SUBDISTRICT,
        {},
        "classify",
        {"classification": "agency", "agency_code": "A-32-DPT"},
        Stage.SUBDISTRICT,
        "320102",
    ),
    # ranked and classified in the very step that passes it up
    (Stage.SUBDISTRICT, {}, "forward", {"classification": "joint", "rank": "๑"}, Stage.DISTRICT, "3201"),
    # back to the village, with a reason
    (Stage.SUBDISTRICT, {}, "return", {"reason": "ขอแบบแปลน"}, Stage.DRAFT, "32010204"),
    # to a later round
    (Stage.SUBDISTRICT, {}, "defer", {"reason": "รอน้ำลด"}, Stage.DEFERRED, "320102"),
    # not agreed
    (Stage.SUBDISTRICT, {}, "reject", {"reason": "ที่ดินเอกชน"}, Stage.REJECTED, "320102"),
    # the local authority does it itself, which says how it is classified
    (Stage.SUBDISTRICT, {}, "do_locally", {}, Stage.LOCAL, "320102"),
    # together with another office, which is named
    (Stage.SUBDISTRICT, {}, "do_jointly", {"agency_code": "A-32-DPT"}, Stage.JOINT, "320102"),
    # asked of an agency
    (Stage.SUBDISTRICT, {}, "refer", {"agency_code": "A-32-DPT"}, Stage.AGENCY, "A-32-DPT"),
    # the district passes up what it has ranked
    (Stage.DISTRICT, {"classification": "joint"}, "forward", {"rank": "3"}, Stage.PROVINCE, "32"),
    # the district sends back down, with a reason
    (Stage.DISTRICT, {}, "return", {"reason": "จัดลำดับใหม่"}, Stage.SUBDISTRICT, "320102"),
    # the district asks an agency
    (Stage.DISTRICT, {}, "refer", {"agency_code": "A-32-RID"}, Stage.AGENCY, "A-32-RID"),
    # into the plan, within the envelope
    (Stage.PROVINCE, {}, "include", {"plan_year": "2571", "envelope": "within"}, Stage.PLANNED, "32"),
    # into the next year's plan, over the envelope, with a rank
    (
        Stage.PROVINCE,
        {},
        "include",
        {"plan_year": "2572", "envelope": "over", "rank": "2"},
        Stage.PLANNED,
        "32",
    ),
    # the province defers
    (Stage.PROVINCE, {}, "defer", {"reason": "รองบปีหน้า"}, Stage.DEFERRED, "32"),
    # the province sends it back to the district
    (Stage.PROVINCE, {}, "return", {"reason": "ขอราคากลาง"}, Stage.DISTRICT, "3201"),
]


@pytest.mark.parametrize(("stage", "more", "action", "typed", "to", "holder"), DECISIONS)
def test_a_decision_leads_where_the_table_says(
    client: "FlaskClient",
    country: Session,
    stage: Stage,
    more: dict[str, Any],
    action: str,
    typed: dict[str, str],
    to: Stage,
    holder: str,
) -> None:
    row = proposal(country, stage=stage, **more)
    enter(client, country, AREA_OF[stage])
    answer = decide(client, row, action, meeting="ครั้งที่ 3/2569", **typed)
    assert answer.status_code == 303
    assert answer.location == f"/items/{row.id}"
    last = log(country, row)[-1]
    assert (row.stage, row.holder_code) == (to, holder)
    assert (last.action, last.from_stage, last.to_stage) == (action, stage, to)
    assert (last.reason, last.meeting) == (typed.get("reason", ""), "ครั้งที่ 3/2569")
    if "rank" in typed:
        assert country.scalars(select(Rank.rank).where(Rank.proposal_id == row.id)).one() in (1, 2, 3)
    if "classification" in typed:
        assert row.classification == typed["classification"]
    if "plan_year" in typed:
        assert (row.plan_year, row.envelope) == (int(typed["plan_year"]), typed["envelope"])
    page = client.get(answer.location).text
    assert "ครั้งที่ 3/2569" in page
    assert typed.get("reason", "") in page


WRONG = [
    # each of these must have a reason
    (Stage.SUBDISTRICT, "return", {"reason": "   "}, "บอกเหตุผล"),
    (Stage.SUBDISTRICT, "defer", {}, "บอกเหตุผล"),
    (Stage.PROVINCE, "reject", {}, "บอกเหตุผล"),
    # neither ranked nor classified
    (Stage.SUBDISTRICT, "forward", {"reason": "เร่งด่วน"}, "จัดลำดับความสำคัญก่อน"),
    (Stage.SUBDISTRICT, "forward", {"rank": "1", "reason": "เร่งด่วน"}, "จำแนกก่อน"),
    # a rank that is no number
    (Stage.DISTRICT, "forward", {"rank": "หนึ่ง", "reason": "เร่งด่วน"}, "ลำดับ"),
    # no agency, and one that is none
    (Stage.DISTRICT, "refer", {"reason": "ขอความเห็น"}, "เลือกส่วนราชการ"),
    (Stage.DISTRICT, "refer", {"agency_code": "A-99-X", "reason": "ขอความเห็น"}, "ไม่พบส่วนราชการรหัส A-99-X"),
    # a plan before its round
    (
        Stage.PROVINCE,
        "include",
        {"plan_year": "2570", "envelope": "within", "reason": "ด่วน"},
        "ปีของแผนต้องไม่ก่อน",
    ),
    # the envelope is not said
    (Stage.PROVINCE, "include", {"plan_year": "2571", "reason": "ด่วน"}, "เกินกรอบวงเงิน"),
    # a classification that does not exist
    (Stage.SUBDISTRICT, "classify", {"classification": "magic", "reason": "ลอง"}, "เลือกการจำแนกจากสามข้อ"),
    # an essay
    (Stage.SUBDISTRICT, "return", {"reason": "ก" * 2001}, "พิมพ์ได้ไม่เกิน 2000 ตัวอักษร"),
    # merging into what is not there, and into nothing
    (Stage.SUBDISTRICT, "merge", {"target": "32010204-2571-999", "reason": "ซ้ำ"}, "32010204-2571-999"),
    (Stage.SUBDISTRICT, "merge", {"reason": "ซ้ำ"}, "เลือกเรื่องที่จะรวมเข้าด้วย"),
]


@pytest.mark.parametrize(("stage", "action", "typed", "told"), WRONG)
def test_what_is_missing_is_told_and_nothing_typed_is_lost(
    client: "FlaskClient", country: Session, stage: Stage, action: str, typed: dict[str, str], told: str
) -> None:
    row = proposal(country, stage=stage)
    enter(client, country, AREA_OF[stage])
    answer = decide(client, row, action, **typed)
    assert answer.status_code == 422
    page = unescape(answer.text)
    assert told in page
    assert "error-summary" in page
    assert typed.get("reason", "").strip() in page
    assert log(country, row) == []
    assert row.stage == stage
    assert country.scalars(select(Rank)).all() == [], "no rank is left behind by a decision that was refused"


REFUSED = [
    # another agency's question
    (Stage.AGENCY, OFFICER, {"agency_code": "A-32-RID"}, 403),
    # an agency and a matter that was sent to nobody
    (Stage.DISTRICT, OFFICER, {"agency_code": "A-32-RID"}, 403),
    # the subdistrict beside
    (Stage.SUBDISTRICT, ("subdistrict_secretary", "320103"), {}, 403),
    # another district
    (Stage.SUBDISTRICT, ("district_chief", "3202"), {}, 403),
    # another province
    (Stage.PROVINCE, ("planner", "45"), {}, 403),
    # who looks after accounts does not decide
    (Stage.SUBDISTRICT, ("administrator", ""), {}, 403),
]


@pytest.mark.parametrize(("stage", "who", "more", "status"), REFUSED)
def test_what_lies_outside_is_neither_read_nor_decided(
    client: "FlaskClient",
    country: Session,
    stage: Stage,
    who: tuple[str, str],
    more: dict[str, str],
    status: int,
) -> None:
    areas.area(country, "45")
    row = proposal(country, stage=stage, agency_code="A-32-DPT" if stage is Stage.AGENCY else None)
    enter(client, country, who, **more)
    assert client.get(f"/items/{row.id}").status_code == status
    tokens = {"csrf_token": token_of(client), "version": "1", "reason": "ลองดู"}
    for end, action in (("decide", "return"), ("opinion", "opine"), ("rank", "")):
        data = tokens | {"action": action, "verdict": "feasible", "rank": "1"}
        assert client.post(f"/items/{row.id}/{end}", data=data).status_code == status
    assert log(country, row) == []
    assert row.stage == stage


def test_a_double_click_is_answered_once(client: "FlaskClient", country: Session) -> None:
    row = proposal(country)
    enter(client, country, SECRETARY)
    form = form_of(client, row, "return") | {"reason": "ขอแบบแปลน"}
    first = client.post(f"/items/{row.id}/decide", data=form)
    second = client.post(f"/items/{row.id}/decide", data=form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert len(log(country, row)) == 1


def test_an_acting_holder_signs_as_such(client: "FlaskClient", country: Session) -> None:
    row = proposal(country, stage=Stage.DISTRICT)
    order = {"order_number": "สร 0118/123", "valid_from": date(2026, 10, 1), "valid_to": date(2099, 9, 30)}
    enter(client, country, ("district_chief", "3201"), acting=True, **order)
    assert decide(client, row, "defer", reason="รอน้ำลด").status_code == 303
    signed = log(country, row)[-1].capacity
    assert signed.startswith("นายอำเภอ")
    assert signed.endswith("(รักษาการ ตามคำสั่งที่ สร 0118/123)")
    assert signed in client.get(f"/items/{row.id}").text


def test_an_acting_holder_after_the_last_day_decides_nothing(client: "FlaskClient", country: Session) -> None:
    row = proposal(country, stage=Stage.DISTRICT)
    order = {"order_number": "สร 0118/123", "valid_from": date(2025, 10, 1), "valid_to": date(2026, 9, 30)}
    enter(client, country, ("district_chief", "3201"), acting=True, **order)
    assert client.get(f"/items/{row.id}").status_code in (302, 303, 401, 403)


@pytest.mark.parametrize("action", ["", "fly", "submit", "allocate", "opine"])
def test_an_action_that_is_not_of_this_form_is_told(
    client: "FlaskClient", country: Session, action: str
) -> None:
    row = proposal(country)
    enter(client, country, SECRETARY)
    data = {"csrf_token": token_of(client), "version": "1", "action": action, "reason": "ลองดู"}
    answer = client.post(f"/items/{row.id}/decide", data=data)
    assert answer.status_code == 422
    assert "เลือกว่าจะทำอะไรกับเรื่องนี้" in answer.text
    assert "ลองดู" in answer.text


@pytest.mark.parametrize("path", ["/items/999999", "/items/99999999999999999999"])
def test_a_number_nobody_has_is_not_found(client: "FlaskClient", country: Session, path: str) -> None:
    enter(client, country, SECRETARY)
    assert client.get(path).status_code == 404
    assert client.post(f"{path}/decide", data={"csrf_token": token_of(client)}).status_code == 404
