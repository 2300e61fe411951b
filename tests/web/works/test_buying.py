"""The purchase page: what each role may do, what comes back refused, a purchase from form to form."""

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub import clock
from planhub.proposals.proposal import Proposal
from planhub.thai.dates import thai_date
from planhub.workflow.procurement import STEPS
from planhub.workflow.stages import Stage
from planhub.works.work import Contract, Instalment, Work
from tests.factories import accounts, areas, purchases

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse


@pytest.fixture
def planner(tokenless: "Flask", session: Session) -> "FlaskClient":
    """The province's planner, at the browser."""
    areas.surin(session)
    client = tokenless.test_client()
    accounts.sign_in(client, session, accounts.hat(session, "planner", "32"))
    return client


def sent(client: "FlaskClient", row: Proposal, do: str, **typed: Any) -> "TestResponse":
    """A form of the page, as it was drawn last."""
    page = client.get(f"/works/{row.id}/buying?do={do}").text
    drawn = re.search(r'name="version" value="(\d+)"', page)
    version = {"version": drawn[1]} if drawn else {}
    return client.post(f"/works/{row.id}/buying", data={"do": do, **version, **typed})


def days_ago(n: int) -> str:
    return thai_date(clock.today() - timedelta(days=n))


def test_a_purchase_from_form_to_form(planner: "FlaskClient", session: Session) -> None:
    row = purchases.funded(session)
    session.commit()
    assert "เลือกวิธีจัดหา" in planner.get(f"/works/{row.id}/buying").text
    answer = sent(planner, row, "method", method="specific", estimate="๔๕๐,๐๐๐", first_on=days_ago(40))
    assert answer.status_code == 303
    answer = sent(planner, row, "step", step="tor", actual_on=days_ago(30))
    assert answer.status_code == 303
    page = planner.get(f"/works/{row.id}/buying").text
    assert "<svg" in page
    assert "ช้า 3 วัน" in page
    assert "style=" not in page
    signed = clock.today() - timedelta(days=20)
    agreed = {"number": "12/2570", "signed_on": thai_date(signed), "contract_amount": "460,000"}
    agreed |= {"contractor": "หจก. ใจดี", "days": "10", "fine_per_day": "400"}
    answer = sent(planner, row, "contract", **agreed)
    assert answer.status_code == 422
    assert "วงเงินสัญญาสูงกว่าราคากลาง 450,000 บาท" in answer.text
    assert "หจก. ใจดี" in answer.text
    answer = sent(planner, row, "contract", over_why="ผู้เสนอราคารายเดียว", **agreed)
    assert answer.status_code == 303
    page = planner.get(f"/works/{row.id}/buying").text
    assert "สูงกว่าราคากลาง 450,000 บาท ต้องมีเหตุผลของคณะกรรมการ: ผู้เสนอราคารายเดียว" in page
    assert "23,000" in page
    contract = session.scalars(select(Contract)).one()
    split = {"part-1": "160000", "due-1": thai_date(signed + timedelta(days=5)), "part-3": "๓๐๐,๐๐๐"}
    assert sent(planner, row, "split", **split).status_code == 303
    for no in ("1", "2"):
        came = {"delivered_on": days_ago(8), "accepted_on": days_ago(8), "acceptance_no": "ตร 1"}
        answer = sent(planner, row, "instalment", contract=contract.id, no=no, **came)
        assert answer.status_code == 303
    page = planner.get(f"/works/{row.id}/buying").text
    assert "2,800" in page  # seven days late, by 400 baht
    assert "บันทึกว่างานแล้วเสร็จ" in page
    version = session.scalar(select(Work.version).where(Work.proposal_id == row.id))
    planner.post(f"/works/{row.id}/buying", data={"do": "done", "version": version})
    session.expire_all()
    assert session.get_one(Proposal, row.id).stage == Stage.COMPLETED
    paid = {"delivered_on": days_ago(8), "accepted_on": days_ago(8), "acceptance_no": "ตร 1"}
    paid |= {"paid_on": days_ago(1), "paid_no": "ฎ 1"}
    answer = sent(planner, row, "instalment", contract=contract.id, no="1", **paid)
    assert answer.status_code == 303
    assert "160,000" in planner.get(f"/works/{row.id}/money").text


def test_a_winner_before_its_steps_is_kept_and_the_open_steps_are_told(
    planner: "FlaskClient", session: Session
) -> None:
    row = purchases.funded(session)
    session.commit()
    sent(planner, row, "method", method="specific", first_on=days_ago(40))
    assert "ขั้นก่อนหน้าที่ยังไม่ได้บันทึก" not in planner.get(f"/works/{row.id}/buying").text
    assert sent(planner, row, "step", step="winner", actual_on=days_ago(3)).status_code == 303
    page = planner.get(f"/works/{row.id}/buying").text
    names = ", ".join(STEPS[step].word for step in ("tor", "approve", "quote"))
    assert f"ขั้นก่อนหน้าที่ยังไม่ได้บันทึกวันหรือเหตุที่ข้าม: {names}" in page
    assert "วันที่ขั้นนี้ควรเสร็จ" in planner.get(f"/works/{row.id}/buying?do=step&step=tor").text


def test_what_was_typed_comes_back_with_its_sentence(planner: "FlaskClient", session: Session) -> None:
    row = purchases.funded(session)
    session.commit()
    answer = sent(planner, row, "method", method="specific", estimate="600,000", egp_no="690-abc")
    assert answer.status_code == 422
    assert "690-abc" in answer.text
    assert "600,000" in answer.text
    answer = sent(planner, row, "method", method="specific", estimate="600,000")
    assert answer.status_code == 422
    assert "มาตรา 56 (2) (ข)" in answer.text
    sent(planner, row, "method", method="specific")
    answer = sent(planner, row, "step", step="tor", actual_on="32/13/69", note="ร่างแล้ว")
    assert answer.status_code == 422
    assert "32/13/69" in answer.text
    assert "ร่างแล้ว" in answer.text
    answer = sent(planner, row, "contract", number="1", contract_amount="900,000", contractor="ก", days="x")
    assert answer.status_code == 422
    assert "900,000" in answer.text
    for sentence in ("พิมพ์วันที่ลงนาม", "พิมพ์จำนวนเต็ม"):
        assert sentence in answer.text


def test_a_second_page_keeps_what_was_typed(planner: "FlaskClient", session: Session) -> None:
    row = purchases.funded(session)
    session.commit()
    sent(planner, row, "method", method="specific")
    answer = planner.post(
        f"/works/{row.id}/buying",
        data={"do": "step", "step": "tor", "version": "0", "actual_on": "1/11/69", "note": "จากหน้าเก่า"},
    )
    assert answer.status_code == 409
    assert "จากหน้าเก่า" in answer.text
    assert "มีผู้อื่นบันทึก" in answer.text


ODD = [
    {},
    {"do": "nonsense"},
    {"do": "step", "step": "nonsense"},
    {"do": "instalment", "contract": "9" * 30, "no": "1"},
    {"do": "instalment", "contract": "1", "no": "-1"},
    {"do": "contract", "from-2570-": "5"},
    {"do": "split", "part-1": "1", "lines": "999"},
    {"do": "split", "due-2": "1/1/70"},
    {"do": "end"},
    {"do": "done", "version": "x"},
]


@pytest.mark.parametrize("typed", ODD)
def test_odd_forms_are_refused_and_never_break(
    planner: "FlaskClient", session: Session, typed: dict[str, str]
) -> None:
    row = purchases.funded(session)
    session.commit()
    assert planner.post(f"/works/{row.id}/buying", data=typed).status_code in (404, 409, 422)
    assert planner.get(f"/works/{row.id}/buying", query_string=typed).status_code == 200


def test_who_only_reads_is_offered_nothing(tokenless: "Flask", session: Session) -> None:
    areas.surin(session)
    row = purchases.funded(session)
    session.commit()
    for role, seat, status in (("district_chief", "3201", 403), ("subdistrict_secretary", "320102", 403)):
        client = tokenless.test_client()
        accounts.sign_in(client, session, accounts.hat(session, role, seat))
        page = client.get(f"/works/{row.id}/buying")
        assert page.status_code == 200
        assert '<form method="post" id="form"' not in page.text
        assert (
            client.post(f"/works/{row.id}/buying", data={"do": "method", "method": "specific"}).status_code
            == status
        )
    chief = tokenless.test_client()
    accounts.sign_in(chief, session, accounts.hat(session, "district_chief", "3202"))
    assert chief.get(f"/works/{row.id}/buying").status_code == 403


def test_without_money_it_says_what_is_needed(planner: "FlaskClient", session: Session) -> None:
    row = purchases.funded(session, stage=Stage.PLANNED)
    session.commit()
    page = planner.get(f"/works/{row.id}/buying").text
    assert "ยังไม่ได้รับจัดสรรงบประมาณ" in page
    assert sent(planner, row, "method", method="specific").status_code == 409


def test_ceilings_are_the_installations(planner: "FlaskClient", tokenless: "Flask", session: Session) -> None:
    settings = tokenless.config["SETTINGS"]
    tokenless.config["SETTINGS"] = settings.model_copy(update={"purchase_small_most": 700_000})
    row = purchases.funded(session, baht=650_000)
    session.commit()
    assert sent(planner, row, "method", method="specific").status_code == 303


def test_more_than_was_given_cannot_be_signed(planner: "FlaskClient", session: Session) -> None:
    row = purchases.funded(session, baht=300_000)
    session.commit()
    sent(planner, row, "method", method="specific")
    today = thai_date(date.fromordinal(clock.today().toordinal()))
    answer = sent(
        planner, row, "contract",
        number="1", signed_on=today, contract_amount="400,000", contractor="ก", days="30",
    )  # fmt: skip
    assert answer.status_code == 422
    assert "เกินเงินจัดสรรที่เหลือ 300,000" in answer.text
    assert session.scalar(select(Contract.id)) is None
    assert session.scalar(select(Instalment.no)) is None


def test_an_amendment_is_asked_for_and_what_was_typed_goes_along(
    planner: "FlaskClient", session: Session
) -> None:
    row = purchases.funded(session)
    session.commit()
    sent(planner, row, "method", method="specific")
    signed = {"number": "1/70", "signed_on": days_ago(20), "contract_amount": "400,000", "contractor": "ก"}
    assert sent(planner, row, "contract", days="60", **signed).status_code == 303
    page = planner.get(f"/works/{row.id}/buying").text
    assert f"/works/{row.id}/changes?field=contract" in page
    typed = {"days_more": "๑๕", "contract_amount": "420,000", "reason": "ฝนตกหนัก", "document_no": "สร 9"}
    answer = sent(planner, row, "change", **typed)
    assert answer.status_code == 303
    form = planner.get(answer.location).text
    ends = session.scalars(select(Contract.ends_on)).one() + timedelta(days=15)
    for value in ("420,000", "ฝนตกหนัก", "สร 9", thai_date(ends)):
        assert value in form
    session.expire_all()
    assert session.scalars(select(Contract.amount)).one() == 400_000, "only an allowed request amends"
    assert planner.get(f"/works/{row.id}/buying?do=change").status_code == 303


@pytest.mark.parametrize(
    "typed", [{}, {"days_more": "9" * 12}, {"contract_amount": "แพง", "reason": "ก" * 5000}]
)
def test_an_odd_amendment_never_breaks(
    planner: "FlaskClient", session: Session, typed: dict[str, str]
) -> None:
    row = purchases.funded(session)
    session.commit()
    answer = planner.post(f"/works/{row.id}/buying", data={"do": "change"} | typed)
    assert answer.status_code == 303
    assert planner.get(answer.location).status_code == 200


def test_fines_are_forgone_and_the_guarantee_is_given_back_on_the_page(
    planner: "FlaskClient", session: Session
) -> None:
    row = purchases.funded(session)
    session.commit()
    sent(planner, row, "method", method="specific")
    signed = {"number": "1/70", "signed_on": days_ago(60), "contract_amount": "400,000", "contractor": "ก"}
    signed |= {"days": "10", "liability_days": "20", "fine_kind": "whole"}
    answer = sent(planner, row, "contract", fine_per_day="401", **signed)
    assert answer.status_code == 422
    assert "ข้อ 162" in answer.text
    assert sent(planner, row, "contract", fine_per_day="400", **signed).status_code == 303
    contract = session.scalars(select(Contract)).one()
    came = {"contract": contract.id, "no": "1", "delivered_on": days_ago(45), "accepted_on": days_ago(45)}
    came |= {"acceptance_no": "ตร 1", "excused_days": "๓"}
    answer = sent(planner, row, "instalment", **came)
    assert answer.status_code == 422
    assert "เลขที่หนังสือที่อนุมัติให้งด" in answer.text
    came |= {"excused_why": "น้ำท่วม", "excused_no": "สร 5"}
    assert sent(planner, row, "instalment", **came).status_code == 303
    page = planner.get(f"/works/{row.id}/buying").text
    assert "800" in page, "five days late, three forgone"
    assert "งดค่าปรับ 3 วัน" in page
    owed = planner.get("/works/guarantees").text
    assert "เกินกำหนด 10 วัน" in owed
    assert "20,000" in owed
    assert "หลักประกันที่ต้องคืน" in planner.get("/works").text
    assert 'name="returned_on"' in planner.get(f"/works/{row.id}/buying?do=return").text
    answer = sent(planner, row, "return", returned_on=days_ago(2))
    assert answer.status_code == 422
    assert sent(planner, row, "return", returned_on=days_ago(2), return_no="สร 8").status_code == 303
    assert "สร 8" in planner.get(f"/works/{row.id}/buying").text
    assert "1/70" not in planner.get("/works/guarantees?at=broken~x").text
