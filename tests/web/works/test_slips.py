"""The page that mends what was typed wrong of a contract: who sees its form, and what comes back."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub import clock
from planhub.procurement import contracting, procuring
from planhub.procurement.purchase_typed import Terms
from planhub.proposals.proposal import Proposal
from planhub.thai.dates import thai_date
from planhub.workflow.roles import Role
from planhub.works.work import Contract, ContractSlip
from tests.factories import accounts, areas, purchases, work_rows
from tests.procurement.buying import SMALL

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

WHY = "พิมพ์ปีผิด ตรวจกับสัญญาฉบับจริงแล้ว"


@pytest.fixture
def signed(session: Session) -> Proposal:
    """A work of the public works' office under contract, recorded by its officer."""
    areas.surin(session)
    accounts.agency(session, "dpt32")
    row = purchases.funded(session)
    row.agency_code, row.classification = "dpt32", "agency"
    by = purchases.recorder(accounts.hat(session, "agency_officer", "32", agency_code="dpt32"), clock.today())
    told: dict[str, Any] = {"proposal_id": row.id, "version": None, "by": by}
    procuring.choose(session, choice=SMALL, **told)
    terms = Terms("12/2560", clock.today() - timedelta(days=9), Decimal(440_000), "หจก. สุรินก่อสร้าง", 60)
    contracting.sign(session, terms=terms, **told)
    session.commit()
    return row


def client_of(
    app: "Flask", session: Session, role: str, area: str = "32", agency: str | None = None
) -> "FlaskClient":
    client = app.test_client()
    accounts.sign_in(client, session, accounts.hat(session, role, area, agency_code=agency))
    session.commit()
    return client


def sent(client: "FlaskClient", row: Proposal, **typed: Any) -> "TestResponse":
    """The form as the page draws it, with other values in some boxes."""
    page = client.get(f"/works/{row.id}/slips").text
    form = page[page.index('id="form"') :]
    fields = dict(re.findall(r'<input[^>]*? name="(\w+)"[^>]*? value="([^"]*)"', form))
    assert "contract" in fields
    kind = re.search(r'<select[^>]*name="fine_kind"', form)
    return client.post(f"/works/{row.id}/slips", data=fields | ({"fine_kind": ""} if kind else {}) | typed)


def test_an_officer_mends_number_and_name_and_everybody_sees_what_stood(
    tokenless: "Flask", session: Session, signed: Proposal
) -> None:
    officer = client_of(tokenless, session, "agency_officer", agency="dpt32")
    buying = officer.get(f"/works/{signed.id}/buying").text
    assert f"/works/{signed.id}/slips?contract=" in buying
    page = officer.get(f"/works/{signed.id}/slips").text
    for words in ("440,000 บาท แก้ที่นี่ไม่ได้", "field=contract#ask", "ผู้บันทึกสัญญาจึงแก้เองไม่ได้"):
        assert words in page
    assert 'name="days"' not in page
    assert 'name="contract_amount"' not in page
    answer = sent(officer, signed, number="12/2570", contractor="หจก. สุรินทร์ก่อสร้าง", reason=WHY)
    assert answer.status_code == 303
    for path in (f"/works/{signed.id}/buying", f"/works/{signed.id}/slips", f"/items/{signed.id}"):
        told = officer.get(path).text
        for words in ("<del>12/2560</del>", "<ins>12/2570</ins>", "<del>หจก. สุรินก่อสร้าง</del>", WHY):
            assert words in told, path
    slips = session.scalars(select(ContractSlip)).all()
    assert [slip.field for slip in slips] == ["number", "contractor"]
    assert all(slip.capacity for slip in slips)


def test_what_cannot_stand_comes_back_with_all_that_was_typed(
    tokenless: "Flask", session: Session, signed: Proposal
) -> None:
    officer = client_of(tokenless, session, "agency_officer", agency="dpt32")
    later = thai_date(clock.today() + timedelta(days=3))
    answer = sent(officer, signed, signed_on=later, egp_no="69-117", reason="")
    assert answer.status_code == 422
    for words in (later, 'value="69-117"', "บอกว่าพิมพ์ผิดอย่างไร"):
        assert words in answer.text
    answer = sent(officer, signed, signed_on=later, reason=WHY)
    assert answer.status_code == 422
    assert "วันที่ทำจริงยังมาไม่ถึง" in answer.text
    assert WHY in answer.text
    assert session.scalars(select(ContractSlip)).all() == []


def test_days_are_the_provinces_to_mend(tokenless: "Flask", session: Session, signed: Proposal) -> None:
    officer = client_of(tokenless, session, "agency_officer", agency="dpt32")
    answer = sent(officer, signed, days="90", reason=WHY)
    assert answer.status_code == 422
    assert "ผู้บันทึกสัญญาจึงแก้เองไม่ได้" in answer.text
    planner = client_of(tokenless, session, "planner")
    assert sent(planner, signed, days="๙๐", reason=WHY).status_code == 303
    contract = session.scalars(select(Contract)).one()
    session.refresh(contract)
    assert contract.days == 90


def test_a_page_drawn_before_somebody_else_mended_keeps_what_was_typed(
    tokenless: "Flask", session: Session, signed: Proposal
) -> None:
    planner = client_of(tokenless, session, "planner")
    answer = sent(planner, signed, number="12/2570", version="1", reason=WHY)
    assert answer.status_code == 409
    assert "มีผู้อื่นบันทึก" in answer.text
    assert 'value="12/2570"' in answer.text


def test_the_sum_is_no_box_of_the_form(tokenless: "Flask", session: Session, signed: Proposal) -> None:
    planner = client_of(tokenless, session, "planner")
    answer = sent(planner, signed, contract_amount="1", number="12/2570", reason=WHY)
    assert answer.status_code == 303
    assert session.scalar(select(Contract.amount)) == 440_000


READERS = [(Role.DISTRICT_CHIEF, "3201"), (Role.SUBDISTRICT_CHAIR, "320102")]


@pytest.mark.parametrize(("role", "area"), READERS)
def test_who_stands_beside_reads_and_mends_nothing(
    tokenless: "Flask", session: Session, signed: Proposal, role: Role, area: str
) -> None:
    client = client_of(tokenless, session, role, area)
    page = client.get(f"/works/{signed.id}/slips").text
    assert 'id="form"' not in page
    assert "ผู้แก้ได้คือหน่วยงานที่ดำเนินการ" in page
    contract = session.scalar(select(Contract.id))
    told = {"contract": contract, "number": "1", "reason": WHY}
    assert client.post(f"/works/{signed.id}/slips", data=told).status_code == 403


def test_without_a_contract_the_page_says_where_to_go(tokenless: "Flask", session: Session) -> None:
    areas.surin(session)
    row, _work = work_rows.work(session)
    planner = client_of(tokenless, session, "planner")
    assert "ยังไม่มีสัญญาให้แก้" in planner.get(f"/works/{row.id}/slips").text
    for number in ("9" * 18, "999"):
        assert planner.get(f"/works/{row.id}/slips?contract={number}").status_code == 404
        told = {"contract": number, "number": "1", "reason": WHY}
        assert planner.post(f"/works/{row.id}/slips", data=told).status_code == 404
