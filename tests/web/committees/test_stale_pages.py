"""A page drawn before somebody else decided: both versions are told, what was typed is kept."""

from html import unescape
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.orm import Session

from planhub.workflow.stages import Stage
from tests.factories.proposals import proposal
from tests.web.committees.deciding import OFFICER, PLANNER, SECRETARY, decide, enter, form_of, log
from tests.web.forms import fields_of

if TYPE_CHECKING:
    from flask.testing import FlaskClient


def test_a_stale_page_gets_both_versions_and_keeps_what_was_typed(
    client: "FlaskClient", country: Session
) -> None:
    row = proposal(country)
    enter(client, country, SECRETARY)
    form = form_of(client, row, "reject") | {"reason": "เหตุผลของคนที่สอง"}
    chair = client.application.test_client()
    enter(chair, country, ("subdistrict_chair", "320102"))
    assert decide(chair, row, "defer", reason="เหตุผลของคนแรก").status_code == 303
    answer = client.post(f"/items/{row.id}/decide", data=form)
    assert answer.status_code == 409
    page = unescape(answer.text)
    assert "มีผู้พิจารณาเรื่องนี้ไปก่อนท่าน" in page
    assert "เหตุผลของคนแรก" in page
    assert "ประธาน กบต." in page
    assert "เหตุผลของคนที่สอง" in page
    assert [r.action for r in log(country, row)] == ["defer"]


def test_a_stale_page_tells_every_field_that_was_typed(client: "FlaskClient", country: Session) -> None:
    row = proposal(country, stage=Stage.PROVINCE)
    enter(client, country, PLANNER)
    forms = {action: form_of(client, row, action) for action in ("include", "classify")}
    governor = client.application.test_client()
    enter(governor, country, ("governor", "32"))
    assert decide(governor, row, "defer", reason="เหตุผลของคนแรก").status_code == 303
    plan = {"plan_year": "2572", "envelope": "over", "rank": "๗", "meeting": "ครั้งที่ 9/2569"}
    classes = {"classification": "agency", "agency_code": "A-32-RID"}
    told = {
        "include": ["บรรจุ", "2572", "เกินกรอบวงเงิน", "๗", "ครั้งที่ 9/2569"],
        "classify": ["อยู่ในอำนาจหน้าที่ของหน่วยงาน", "โครงการชลประทานสุรินทร์"],
    }
    for action, typed in (("include", plan), ("classify", classes)):
        answer = client.post(f"/items/{row.id}/decide", data=forms[action] | typed)
        assert answer.status_code == 409
        mine = unescape(answer.text).split("ที่ท่านพิมพ์ไว้ ยังไม่ได้บันทึก")[1].split("</section>")[0]
        for words in told[action]:
            assert words in mine


@pytest.mark.parametrize("code", ["A-32-NONE", "A-\x00", "x" * 600, "<b>"])
def test_a_stale_page_with_a_code_that_is_no_agency_is_told_too(
    client: "FlaskClient", country: Session, code: str
) -> None:
    row = proposal(country)
    enter(client, country, SECRETARY)
    form = form_of(client, row, "refer") | {"agency_code": code, "version": "99"}
    answer = client.post(f"/items/{row.id}/decide", data=form)
    assert answer.status_code in (400, 409, 422)
    assert "<b></dd>" not in answer.text


REOPENED_PAGES = [
    # a refused decision, rank and bulk page opened again by the reload key
    (SECRETARY, {}, Stage.SUBDISTRICT, "/items/{id}/decide", "/items/{id}"),
    (SECRETARY, {}, Stage.SUBDISTRICT, "/items/{id}/rank", "/items/{id}"),
    (SECRETARY, {}, Stage.SUBDISTRICT, "/inbox/bulk", "/inbox"),
    # and an agency's refused opinion
    (OFFICER, {"agency_code": "A-32-DPT"}, Stage.AGENCY, "/items/{id}/opinion", "/items/{id}"),
]


@pytest.mark.parametrize(("who", "more", "stage", "path", "to"), REOPENED_PAGES)
def test_the_address_of_a_refused_form_leads_back(
    client: "FlaskClient",
    country: Session,
    who: tuple[str, str],
    more: dict[str, str],
    stage: Stage,
    path: str,
    to: str,
) -> None:
    row = proposal(country, stage=stage, agency_code="A-32-DPT")
    enter(client, country, who, **more)
    answer = client.get(path.format(id=row.id))
    assert (answer.status_code, answer.location) == (303, to.format(id=row.id))
    assert client.get(answer.location).status_code == 200


def test_a_stale_page_whose_action_still_serves_opens_the_form_again(
    client: "FlaskClient", country: Session
) -> None:
    row = proposal(country)
    enter(client, country, SECRETARY)
    stale = form_of(client, row, "return") | {"reason": "ขอแบบแปลนเพิ่ม"}
    assert decide(client, row, "classify", classification="self").status_code == 303
    answer = client.post(f"/items/{row.id}/decide", data=stale)
    assert answer.status_code == 409
    fresh = fields_of(answer.text, f"/items/{row.id}/decide")
    assert "ขอแบบแปลนเพิ่ม" in answer.text.split('id="decide-form"')[1]
    assert client.post(f"/items/{row.id}/decide", data=fresh | {"reason": "ขอแบบแปลนเพิ่ม"}).status_code == 303
    assert [r.action for r in log(country, row)] == ["classify", "return"]
