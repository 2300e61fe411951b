"""What was typed wrong of a signed contract is mended: what follows it, what refuses it, what is kept."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from planhub.errors import Conflict, Invalid, NotAllowed, NotFound
from planhub.linkage.plan_item import PlanItem
from planhub.money.money_entry import MoneyEntry
from planhub.procurement import amending, contracting, paying, procuring
from planhub.procurement.correctable import slips_of
from planhub.procurement.correcting import correct
from planhub.procurement.guaranteeing import give_back
from planhub.procurement.purchase_typed import Amendment, Ending, Part, Receipt, Return, StepFacts
from planhub.procurement.slip_typed import Slip, read_slip
from planhub.proposals.proposal import Proposal
from planhub.works.following import Recorder
from planhub.works.work import Contract, ContractSlip, Instalment, ProcurementStep, Work
from tests.factories import accounts, purchases
from tests.procurement.buying import SMALL, TERMS, bought, told

WHY = "พิมพ์ผิด ตรวจกับสัญญาฉบับจริงแล้ว"


@pytest.fixture
def above(session: Session, by: Recorder) -> Recorder:
    """Another who stands above: the governor."""
    return purchases.recorder(accounts.hat(session, "governor", "32"))


def the_contract(session: Session, row: Proposal) -> Contract:
    return session.scalars(select(Contract).where(Contract.proposal_id == row.id)).one()


def mend(session: Session, row: Proposal, by: Recorder, **values: Any) -> list[ContractSlip]:
    contract = the_contract(session, row)
    slip = Slip(values, WHY)
    return correct(session, contract_id=contract.id, slip=slip, **told(row, by))


def refused(session: Session, row: Proposal, by: Recorder, **values: Any) -> dict[str, str]:
    """The sentences, in their own language; nothing is kept of it."""
    with pytest.raises(Invalid) as refusal:
        mend(session, row, by, **values)
    assert slips_of(session, row.id) == []
    return {name: str(sentence) for name, sentence in refusal.value.fields.items()}


def test_number_name_and_egp_number_are_mended_and_what_stood_is_kept(session: Session, by: Recorder) -> None:
    row = bought(session, by)
    mend(session, row, by, number="12/2569", contractor="หจก. สุรินทร์การโยธา", egp_no="69117001234")
    contract, work = the_contract(session, row), session.get_one(Work, row.id)
    assert (contract.number, contract.contractor) == ("12/2569", "หจก. สุรินทร์การโยธา")
    assert work.egp_no == "69117001234"
    kept = {slip.field: (slip.before, slip.after) for slip in slips_of(session, row.id)}
    assert kept == {
        "number": ("12/2570", "12/2569"),
        "contractor": ("หจก. สุรินทร์ก่อสร้าง", "หจก. สุรินทร์การโยธา"),
        "egp_no": ("", "69117001234"),
    }
    slip = slips_of(session, row.id)[0]
    assert (slip.reason, slip.capacity, slip.by, slip.at) == (
        WHY, by.capacity, by.hat.account_id, by.at,
    )  # fmt: skip


def test_the_day_signed_is_mended_with_its_step_and_the_plan_item_follows(
    session: Session, by: Recorder
) -> None:
    row = bought(session, by)
    mend(session, row, by, signed_on=date(2026, 10, 30))
    session.commit()
    work = session.get_one(Work, row.id)
    step = session.scalars(select(ProcurementStep).where(ProcurementStep.step == "contract")).one()
    assert work.contracted_on == step.actual_on == date(2026, 10, 30)
    item = session.scalars(select(PlanItem).where(PlanItem.external_id == row.number)).one()
    assert item.contracted_on == date(2026, 10, 30)
    assert work.starts_on == date(2026, 11, 3), "the beginning stays: it was another box"


def test_days_are_mended_from_above_and_what_is_due_at_the_end_follows(
    session: Session, by: Recorder, above: Recorder
) -> None:
    row = bought(session, by)
    contract = the_contract(session, row)
    parts = [Part(Decimal(140_000), date(2026, 11, 20)), Part(Decimal(300_000), contract.ends_on)]
    contracting.divide(session, parts=parts, **told(row, by))
    mend(session, row, above, days=90, starts_on=date(2026, 11, 5))
    session.commit()
    ends = date(2027, 2, 2)
    assert (contract.days, contract.starts_on, contract.ends_on) == (90, date(2026, 11, 5), ends)
    work = session.get_one(Work, row.id)
    assert (work.starts_on, work.started_on, work.ends_on) == (date(2026, 11, 5), date(2026, 11, 5), ends)
    due = session.scalars(select(Instalment.due_on).order_by(Instalment.no)).all()
    assert due == [date(2026, 11, 20), ends]
    item = session.scalars(select(PlanItem).where(PlanItem.external_id == row.number)).one()
    assert item.due_on == ends


def test_no_sum_and_no_entry_of_the_ledger_moves(session: Session, by: Recorder) -> None:
    row = bought(session, by)
    before = session.scalars(select(MoneyEntry.id)).all()
    mend(session, row, by, number="13/2570", guarantee=Decimal(20_000), liability_days=365)
    assert session.scalars(select(MoneyEntry.id)).all() == before
    assert the_contract(session, row).amount == 440_000
    assert the_contract(session, row).guarantee == 20_000


def test_what_is_typed_as_it_stands_is_no_slip(session: Session, by: Recorder) -> None:
    row = bought(session, by)
    assert "ทุกช่องยังเหมือนเดิม" in refused(session, row, by, number="12/2570", egp_no=None)["number"]


def test_a_second_page_conflicts(session: Session, by: Recorder) -> None:
    row = bought(session, by)
    contract = the_contract(session, row)
    stale = session.get_one(Work, row.id).version - 1
    with pytest.raises(Conflict):
        correct(
            session, contract_id=contract.id, slip=Slip({"number": "1"}, WHY), **told(row, by, version=stale)
        )


OUT_OF_ORDER = [
    ({"signed_on": date(2026, 12, 1)}, "signed_on", "วันที่ทำจริงยังมาไม่ถึง", "not in the future"),
    ({"signed_on": date(2026, 10, 19)}, "signed_on", "เกิดก่อน", "not before the winner was named"),
    ({"signed_on": date(2026, 11, 4)}, "signed_on", "วันเริ่มงานต้องไม่ก่อนวันลงนาม", "not after the works began"),
    ({"starts_on": date(2026, 11, 1)}, "starts_on", "วันเริ่มงานต้องไม่ก่อนวันลงนาม", "nor the other way about"),
    ({"guarantee_until": date(2026, 11, 1)}, "guarantee_until", "ต้องไม่ก่อนวันลงนาม", "a guarantee of the past"),
    ({"guarantee": Decimal(500_000)}, "guarantee", "มากกว่าวงเงินสัญญา", "more than the contract"),
    ({"fine_kind": "whole", "fine_per_day": Decimal(9_000)}, "fine_per_day", "ข้อ 162", "no lawful fine"),
    ({"estimate": Decimal(600_000)}, "estimate", "มาตรา 56 (2) (ข)", "the method does not allow it"),
    ({"estimate": Decimal(400_000)}, "estimate", "สูงกว่าราคากลางนี้", "the contract is above it, unexplained"),
    ({"days": 10}, "days", "งวดที่ 1 ครบกำหนด 20", "an instalment would lie outside"),
]


@pytest.mark.parametrize(("values", "field", "words", "why"), OUT_OF_ORDER)
def test_what_breaks_the_order_is_refused_where_it_was_typed(
    session: Session, by: Recorder, above: Recorder, values: dict[str, Any], field: str, words: str, why: str
) -> None:
    row = bought(session, by)
    winner = StepFacts(actual_on=date(2026, 10, 20))
    procuring.record_step(session, step="winner", facts=winner, **told(row, by))
    parts = [Part(Decimal(140_000), date(2026, 11, 20)), Part(Decimal(300_000))]
    contracting.divide(session, parts=parts, **told(row, by))
    said = refused(session, row, above, **values)
    assert list(said) == [field], why
    assert words in said[field], why


def test_who_recorded_it_does_not_mend_its_days_alone(session: Session, by: Recorder) -> None:
    row = bought(session, by)
    for values in ({"days": 90}, {"starts_on": date(2026, 11, 9)}, {"fine_per_day": Decimal(400)}):
        (sentence,) = refused(session, row, by, **values).values()
        assert "ผู้บันทึกสัญญาจึงแก้เองไม่ได้" in sentence


def test_another_office_mends_nothing(session: Session, by: Recorder) -> None:
    row = bought(session, by)
    stranger = purchases.recorder(accounts.hat(session, "district_chief", "3201"))
    with pytest.raises(NotAllowed):
        mend(session, row, stranger, number="1")


def received(session: Session, row: Proposal, by: Recorder, day: date, **more: Any) -> None:
    receipt = Receipt(delivered_on=day, **more)
    contract = the_contract(session, row)
    paying.record_receipt(session, contract_id=contract.id, no=1, receipt=receipt, **told(row, by))


def test_after_a_delivery_days_stand_still_and_words_do_not(
    session: Session, by: Recorder, above: Recorder
) -> None:
    row = bought(session, by)
    received(session, row, by, date(2026, 11, 20))
    assert "ส่งมอบงวดที่ 1 แล้ว" in refused(session, row, above, days=90)["days"]
    assert "วันส่งมอบงวดแรก" in refused(session, row, above, signed_on=date(2026, 11, 21))["signed_on"]
    mend(session, row, above, fine_per_day=Decimal(400), number="13/2570")
    assert the_contract(session, row).fine_per_day == 400


def test_a_fine_that_was_reckoned_stands(session: Session, by: Recorder, above: Recorder) -> None:
    row = bought(session, by)
    contract = the_contract(session, row)
    contracting.divide(session, parts=[Part(contract.amount, date(2026, 11, 10))], **told(row, by))
    received(session, row, by, date(2026, 11, 20))
    assert "งวดที่ 1 ส่งมอบช้า" in refused(session, row, above, fine_per_day=Decimal(400))["fine_per_day"]


def test_after_an_extension_days_change_by_request_alone(
    session: Session, by: Recorder, above: Recorder
) -> None:
    row = bought(session, by)
    amending.amend(session, amendment=Amendment(reason="น้ำท่วม", days_more=30), **told(row, by))
    assert "ด้วยคำขอเปลี่ยนแปลงเท่านั้น" in refused(session, row, above, days=120)["days"]
    mend(session, row, above, contractor="หจก. สุรินทร์การโยธา")


def test_a_guarantee_that_was_given_back_stands(session: Session, by: Recorder) -> None:
    row = bought(session, by)
    received(session, row, by, date(2026, 11, 5), accepted_on=date(2026, 11, 5), acceptance_no="1")
    mend(session, row, by, liability_days=10)
    contract = the_contract(session, row)
    assert contract.guarantee_due_on == date(2026, 11, 15), "it is owed from another day"
    back = Return(date(2026, 11, 20), "สร 1")
    give_back(session, contract_id=contract.id, back=back, **told(row, by))
    with pytest.raises(Invalid) as refusal:
        mend(session, row, by, liability_days=12)
    assert "คืนหลักประกันแล้วเมื่อ" in str(refusal.value.fields["liability_days"])


def test_of_an_ended_contract_number_and_name_are_mended(
    session: Session, by: Recorder, above: Recorder
) -> None:
    row = bought(session, by)
    amending.end(session, ending=Ending(date(2026, 11, 20), "ทิ้งงาน"), **told(row, by))
    said = refused(session, row, above, signed_on=date(2026, 11, 1), egp_no="69")
    assert set(said) == {"signed_on", "egp_no"}
    mend(session, row, above, number="12/2569")
    work = session.get_one(Work, row.id)
    assert (work.contracted_on, the_contract(session, row).number) == (None, "12/2569")


def test_a_number_that_another_contract_has_is_refused(session: Session, by: Recorder) -> None:
    row = bought(session, by)
    amending.end(session, ending=Ending(date(2026, 11, 20), "ทิ้งงาน"), **told(row, by))
    old = the_contract(session, row)
    procuring.choose(session, choice=SMALL, **told(row, by))
    again = replace(TERMS, number="13/2570", signed_on=date(2026, 11, 20), starts_on=date(2026, 11, 21))
    new = contracting.sign(session, terms=again, **told(row, by))
    with pytest.raises(Invalid) as refusal:
        correct(session, contract_id=new.id, slip=Slip({"number": old.number}, WHY), **told(row, by))
    assert "มีสัญญาเลขที่นี้อยู่แล้ว" in str(refusal.value.fields["number"])


def test_a_contract_of_another_work_is_not_found(session: Session, by: Recorder) -> None:
    row, other = bought(session, by), bought(session, by)
    theirs = the_contract(session, other)
    with pytest.raises(NotFound):
        correct(session, contract_id=theirs.id, slip=Slip({"number": "1"}, WHY), **told(row, by))


def test_what_was_mended_is_only_added_to(session: Session, by: Recorder) -> None:
    row = bought(session, by)
    mend(session, row, by, number="13/2570")
    for statement in ("update contract_slip set reason = 'x'", "delete from contract_slip"):
        with pytest.raises(DBAPIError), session.begin_nested():
            session.execute(text(statement))


def test_the_form_says_only_what_it_asks_for() -> None:
    assert read_slip({"number": " ๑๒/2569 ", "reason": WHY}) == Slip({"number": "๑๒/2569"}, WHY)
    with pytest.raises(Invalid) as refusal:
        read_slip({"number": "", "signed_on": "32/13/69", "days": "0", "fine_kind": "x"})
    assert list(refusal.value.fields) == ["number", "signed_on", "days", "fine_kind", "reason"]
