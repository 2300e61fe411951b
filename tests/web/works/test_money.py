"""The money of a work: who enters it, how it is shown, what comes back, and how it is corrected."""

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub import clock
from planhub.money.money_entry import MoneyEntry
from planhub.proposals.proposal import Proposal
from planhub.thai.dates import thai_date
from planhub.workflow.stages import Stage
from planhub.works.work import Work
from tests.factories import accounts, areas, proposals
from tests.web.forms import fields_of, led_to, send

if TYPE_CHECKING:
    from flask.testing import FlaskClient

TYPED = {
    "kind": "allocated",
    "fiscal_year": "2570",
    "source": "province",
    "amount": "๔๕๐,๐๐๐.๕๐",
    "document_no": "สร 0017/1234",
    "document_on": "1 ต.ค. 69",
}


@pytest.fixture
def need(client: "FlaskClient", session: Session) -> Proposal:
    """A planned item of Surin, and its planner at the desk."""
    areas.surin(session)
    need = proposals.proposal(session, stage=Stage.PLANNED, title="ถนนสายใหม่")
    accounts.sign_in(client, session, accounts.hat(session, "planner", "32", title="นักวิเคราะห์นโยบายและแผน"))
    session.commit()
    return need


def money(need: Proposal) -> str:
    return f"/works/{need.id}/money"


def test_a_figure_is_entered_and_shown_as_signed(
    client: "FlaskClient", session: Session, need: Proposal
) -> None:
    empty = client.get(money(need)).text
    assert "ยังไม่มีรายการเงิน" in empty
    assert "500,000" in empty, "what was asked for stands there from the first day"
    page = led_to(client, send(client, money(need), money(need), **TYPED)).text
    assert "450,000.50" in page
    assert "สร 0017/1234" in page
    assert "1 ต.ค. 2569" in page
    assert "นักวิเคราะห์นโยบายและแผน" in page
    assert "ได้รับจัดสรรงบประมาณ" in page, "the work moved with its first money"


def test_everything_typed_comes_back(client: "FlaskClient", session: Session, need: Proposal) -> None:
    typed = TYPED | {"kind": "disbursed", "amount": "ห้าแสนกว่า", "note": "งวดที่ 1", "from_bound": "yes"}
    answer = send(client, money(need), money(need), **typed)
    assert answer.status_code == 422
    for value in ("ห้าแสนกว่า", "งวดที่ 1", "สร 0017/1234", "1 ต.ค. 69"):
        assert value in answer.text
    assert 'value="disbursed" selected' in answer.text
    assert 'value="yes" checked' in answer.text
    assert session.scalars(select(MoneyEntry)).all() == []
    assert session.get(Work, need.id) is None


def test_what_is_odd_is_asked_and_nothing_typed_is_lost(
    client: "FlaskClient", session: Session, need: Proposal
) -> None:
    send(client, money(need), money(need), **TYPED)
    odd = TYPED | {"amount": "5,000,000", "note": "ตามหนังสือ"}
    answer = send(client, money(need), money(need), **odd)
    assert answer.status_code == 422
    assert "มากกว่าที่ขอไว้ 500,000 บาท" in answer.text
    assert (
        f"เลขที่เอกสาร สร 0017/1234 มีอยู่แล้วในรายการจัดสรร 450,000.50 บาท ที่บันทึกเมื่อ {thai_date(clock.today())}"
        in (answer.text)
    )
    for value in ("5,000,000", "ตามหนังสือ", 'name="sure"'):
        assert value in answer.text
    assert len(session.scalars(select(MoneyEntry)).all()) == 1
    form = fields_of(answer.text, money(need)) | odd | {"sure": "yes"}
    assert "5,450,000.50" in led_to(client, client.post(money(need), data=form)).text


def test_a_year_far_from_its_end_keeps_its_money(
    client: "FlaskClient", session: Session, need: Proposal
) -> None:
    year = str(clock.fiscal_year(clock.today()) + 1)
    send(client, money(need), money(need), **TYPED | {"fiscal_year": year})
    lapsed = TYPED | {"fiscal_year": year, "kind": "lapsed", "note": "ไม่ใช้", "sure": "yes"}
    answer = send(client, money(need), money(need), **lapsed)
    assert answer.status_code == 422
    assert "ให้พับไปได้ตั้งแต่วันที่" in answer.text
    sent = send(client, money(need), money(need), **lapsed | {"kind": "returned"})
    assert sent.status_code == 303, "it can be returned"


def test_what_is_over_is_refused_with_the_sum(
    client: "FlaskClient", session: Session, need: Proposal
) -> None:
    send(client, money(need), money(need), **TYPED)
    answer = send(client, money(need), money(need), **TYPED | {"kind": "committed", "amount": "500,000"})
    assert answer.status_code == 422
    assert "เกินวงเงินที่ได้รับ 49,999.50 บาท" in answer.text


def test_the_later_of_two_is_told_and_loses_nothing(
    client: "FlaskClient", session: Session, need: Proposal
) -> None:
    form = fields_of(client.get(money(need)).text, money(need))
    assert client.post(money(need), data=form | TYPED).status_code == 303
    later = client.post(money(need), data=form | TYPED | {"once": "another", "amount": "77,777"})
    assert later.status_code == 409
    assert "มีผู้อื่นบันทึกงานนี้ไปก่อนแล้ว" in later.text
    assert "77,777" in later.text, "what was typed"
    assert "450,000.50" in later.text, "and what stands now"
    form = fields_of(later.text, money(need))
    sent = client.post(money(need), data=form | TYPED | {"sure": "yes"})
    assert sent.status_code == 303, "and it can be sent on"


def test_an_entry_is_corrected_with_its_reason(
    client: "FlaskClient", session: Session, need: Proposal
) -> None:
    send(client, money(need), money(need), **TYPED)
    entry = session.scalars(select(MoneyEntry)).one()
    there = f"{money(need)}/{entry.id}"
    assert send(client, there, there, reason="", amount="มาก").status_code == 422
    answer = send(client, there, there, reason="พิมพ์ผิด", amount="400,000", document_no="สร 0017/1235")
    page = led_to(client, answer).text
    assert "พิมพ์ผิด" in page
    assert "-450,000.50" in page
    assert "400,000" in page
    assert "ถูกแก้ไขแล้ว" in client.get(there).text
    assert client.get(f"{money(need)}/{entry.id + 999}").status_code == 404


def test_what_is_corrected_with_it_is_told(client: "FlaskClient", session: Session, need: Proposal) -> None:
    send(client, money(need), money(need), **TYPED)
    send(client, money(need), money(need), **TYPED | {"kind": "committed", "amount": "100"})
    paid = TYPED | {"kind": "disbursed", "amount": "60", "from_bound": "yes"}
    send(client, money(need), money(need), **paid)
    entry = session.scalars(select(MoneyEntry).where(MoneyEntry.kind == "disbursed")).one()
    page = client.get(f"{money(need)}/{entry.id}").text
    assert "จะแก้รายการที่บันทึกพร้อมกันด้วย: ก่อหนี้ผูกพัน -60 บาท" in page


OTHERS = [
    # reads what its area has, and is told who writes it
    ("district_chief", "3201", 200, 403),
    ("subdistrict_secretary", "320102", 200, 403),
    # another district's
    ("district_chief", "3202", 403, 403),
]


@pytest.mark.parametrize(("role", "area", "reads", "writes"), OTHERS)
def test_others_read_and_do_not_write(
    client: "FlaskClient", session: Session, need: Proposal, role: str, area: str, reads: int, writes: int
) -> None:
    form = fields_of(client.get(money(need)).text, money(need))
    accounts.sign_in(client, session, accounts.hat(session, role, area))
    session.commit()
    answer = client.get(money(need))
    assert answer.status_code == reads
    if reads == 200:
        assert "เงินของงานนี้จังหวัดเป็นผู้บันทึก" in answer.text
        assert f'<form method="post" action="{money(need)}"' not in answer.text
    assert client.post(money(need), data=form | TYPED).status_code == writes


def test_before_the_plan_the_page_says_when(client: "FlaskClient", session: Session, need: Proposal) -> None:
    early = proposals.proposal(session, stage=Stage.PROVINCE)
    session.commit()
    assert "บันทึกเงินได้เมื่อเรื่องนี้บรรจุในแผนแล้ว" in client.get(money(early)).text
