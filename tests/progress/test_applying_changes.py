"""An allowed change of a contract writes all that an amendment writes, or nothing at all."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.errors import Conflict, IllegalMove, Invalid, NotAllowed
from planhub.money.money_entry import ItemMoney
from planhub.needs.detailing import detail
from planhub.needs.drafting import lock_draft
from planhub.procurement import contracting, procuring
from planhub.procurement.purchase_typed import Choice, OwnWork, Part, Terms
from planhub.progress import changing
from planhub.progress.progress import ChangeRequest
from planhub.proposals.need import Need
from planhub.proposals.planning_round import PlanningRound
from planhub.proposals.proposal import Proposal
from planhub.workflow.roles import Hat
from planhub.workflow.stages import Stage
from planhub.works.following import Recorder
from planhub.works.wanted import read_change
from planhub.works.work import Contract, ContractChange, Instalment, Work
from tests.factories import accounts, areas, purchases, work_rows

SIGNED = Terms(
    number="12/2570",
    signed_on=date(2026, 11, 2),
    amount=Decimal(440_000),
    contractor="หจก. สุรินทร์ก่อสร้าง",
    days=60,
)


@pytest.fixture
def by(session: Session) -> Recorder:
    areas.surin(session)
    return purchases.recorder(accounts.hat(session, "planner", "32"))


@pytest.fixture
def governor(session: Session, by: Recorder) -> Hat:
    return accounts.hat(session, "governor", "32")


@pytest.fixture
def row(session: Session, by: Recorder) -> Proposal:
    """Under a contract of 440,000 baht in two instalments, of 480,000 given."""
    row = purchases.funded(session, baht=480_000)
    told: dict[str, Any] = {"proposal_id": row.id, "version": None, "by": by}
    choice = Choice(method="specific", ground="small", first_on=date(2026, 10, 5))
    procuring.choose(session, choice=choice, **told)
    contracting.sign(session, terms=SIGNED, **told)
    parts = [Part(Decimal(340_000), date(2026, 12, 1)), Part(Decimal(100_000), date(2027, 1, 1))]
    contracting.divide(session, parts=parts, **told)
    return row


def ask(session: Session, row: Proposal, by: Recorder, **typed: str) -> ChangeRequest:
    wanted = read_change({"reason": "น้ำท่วมแนวเดิม", "document_no": "สร 1/1"} | typed)
    asked = {"by": by.hat.account_id, "capacity": by.capacity, "at": by.at}
    return changing.ask(session, proposal_id=row.id, wanted=wanted, version=None, **asked)


def allow(session: Session, row: Proposal, request: ChangeRequest, hat: Hat) -> None:
    changing.decide(
        session, proposal_id=row.id, request_id=request.id, approved=True, decision="",
        by=Recorder(hat, "ผู้อนุญาต", purchases.AT, purchases.TODAY),
    )  # fmt: skip
    session.expire_all()


def parts(session: Session) -> list[tuple[Decimal, date | None]]:
    rows = session.execute(select(Instalment.amount, Instalment.due_on).order_by(Instalment.no))
    return [(amount, due) for amount, due in rows]


AMENDED = [
    # a dearer contract: the last instalment and what is bound follow
    ({"field": "contract", "contract_amount": "460,000"}, 460_000, date(2027, 1, 1),
     [(340_000, date(2026, 12, 1)), (120_000, date(2027, 1, 1))], "amend"),
    # a cheaper one
    ({"field": "contract", "contract_amount": "400,000"}, 400_000, date(2027, 1, 1),
     [(340_000, date(2026, 12, 1)), (60_000, date(2027, 1, 1))], "amend"),
    # more days: every open instalment moves
    ({"field": "contract", "ends_on": "16/1/70"}, 440_000, date(2027, 1, 16),
     [(340_000, date(2026, 12, 16)), (100_000, date(2027, 1, 16))], "extend"),
    ({"field": "dates", "ends_on": "16/1/70"}, 440_000, date(2027, 1, 16),
     [(340_000, date(2026, 12, 16)), (100_000, date(2027, 1, 16))], "extend"),
    # both in one paper
    ({"field": "contract", "contract_amount": "450,000", "ends_on": "16/1/70"}, 450_000, date(2027, 1, 16),
     [(340_000, date(2026, 12, 16)), (110_000, date(2027, 1, 16))], "amend"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "amount", "ends", "instalments", "kind"), AMENDED)
def test_an_allowed_change_moves_instalments_ledger_and_history(
    session: Session, row: Proposal, by: Recorder, governor: Hat,
    typed: dict[str, str], amount: int, ends: date, instalments: list[tuple[int, date]], kind: str,
) -> None:  # fmt: skip
    asked = ask(session, row, by, **typed)
    contract = session.scalars(select(Contract)).one()
    assert (contract.amount, contract.ends_on) == (440_000, date(2027, 1, 1)), "nothing before it is allowed"
    allow(session, row, asked, governor)
    assert (contract.amount, contract.ends_on) == (amount, ends)
    assert parts(session) == instalments
    assert sum(part for part, _due in instalments) == amount
    money = session.scalars(select(ItemMoney)).one()
    assert (money.committed, money.remaining) == (amount, 480_000 - amount)
    work = session.get_one(Work, row.id)
    assert work.ends_on == ends
    kept = session.scalars(select(ContractChange)).one()
    assert (kept.kind, kept.reason, kept.document_no) == (kind, "น้ำท่วมแนวเดิม", "สร 1/1")
    assert (kept.amount_before, kept.amount_after) == (440_000, amount)
    assert (kept.ends_before, kept.ends_after) == (date(2027, 1, 1), ends)
    assert asked.before == {name: value for name, value in asked.before.items() if name in asked.after}


REFUSED = [
    # more than was given
    ({"contract_amount": "480,001"}, "contract_amount", "เกินเงินจัดสรรที่เหลือ"),
    # the last instalment would be nothing: instalments must come to the sum
    ({"contract_amount": "340,000"}, "contract_amount", "ทุกงวดรวมกันต้องเท่าวงเงินสัญญา"),
    # it would end before it began
    ({"ends_on": "1/10/69"}, "ends_on", "ต้องไม่ก่อนวันเริ่มงาน"),
    # nothing new
    ({"contract_amount": "440,000"}, "field", "ค่าใหม่เหมือนค่าเดิม"),
]


@pytest.mark.parametrize(("typed", "field", "words"), REFUSED)
def test_what_cannot_be_is_told_to_who_asks(
    session: Session, row: Proposal, by: Recorder, typed: dict[str, str], field: str, words: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        ask(session, row, by, field="contract", **typed)
    assert words in str(refusal.value.fields[field])


def test_a_sum_that_the_method_does_not_allow_names_its_rule(
    session: Session, row: Proposal, by: Recorder
) -> None:
    purchases.give(session, row, 400_000, source="cluster")
    with pytest.raises(Invalid) as refusal:
        ask(session, row, by, field="contract", contract_amount="600,000")
    assert "มาตรา 56 (2) (ข)" in str(refusal.value.fields["contract_amount"])


def test_instalments_that_do_not_add_up_stop_it_and_nothing_is_written(
    session: Session, row: Proposal, by: Recorder, governor: Hat
) -> None:
    asked = ask(session, row, by, field="contract", contract_amount="460,000")
    session.scalars(select(Instalment).where(Instalment.no == 1)).one().amount = Decimal(300_000)
    session.flush()
    with session.begin_nested() as point, pytest.raises(Invalid) as refusal:
        allow(session, row, asked, governor)
    if point.is_active:
        point.rollback()
    assert "ขาดจากวงเงินสัญญา" in str(refusal.value.fields["contract_amount"])
    session.expire_all()
    assert session.scalars(select(Contract.amount)).one() == 440_000
    assert session.scalars(select(ItemMoney.committed)).one() == 440_000
    assert asked.state == "asked"


def test_a_new_contractor_leaves_the_old_one_in_the_history(
    session: Session, row: Proposal, by: Recorder, governor: Hat
) -> None:
    allow(session, row, ask(session, row, by, field="contractor", contractor="บจก. ใหม่"), governor)
    kept = session.scalars(select(ContractChange)).one()
    assert (kept.contractor_before, kept.contractor_after) == ("หจก. สุรินทร์ก่อสร้าง", "บจก. ใหม่")
    assert session.scalars(select(Contract.contractor)).one() == "บจก. ใหม่"


def test_what_was_amended_meanwhile_is_asked_for_again(
    session: Session, row: Proposal, by: Recorder, governor: Hat
) -> None:
    late = ask(session, row, by, field="dates", ends_on="31/1/70")
    allow(session, row, ask(session, row, by, field="contract", ends_on="16/1/70"), governor)
    with pytest.raises(Conflict):
        allow(session, row, late, governor)


def test_a_sum_over_the_envelope_is_the_governors(
    session: Session, by: Recorder, row: Proposal, governor: Hat
) -> None:
    session.add(
        PlanningRound(
            province_code="32", fiscal_year=2570, name="2570", is_open=False, envelope=Decimal(550_000)
        )
    )
    session.flush()
    colleague = accounts.hat(session, "planner", "32")
    within = ask(session, row, by, field="amount", baht="550,000")
    allow(session, row, within, colleague)
    over = ask(session, row, by, field="amount", baht="550,001")
    with pytest.raises(NotAllowed, match="ผู้ว่าราชการจังหวัด"):
        allow(session, row, over, colleague)
    allow(session, row, over, governor)
    assert row.amount == 550_001


def test_the_agency_allows_the_days_of_its_own_work_and_not_its_sum(session: Session, by: Recorder) -> None:
    accounts.agency(session, "dpt32")
    row, _work = work_rows.work(session, agency_code="dpt32", classification="agency")
    head = accounts.hat(session, "agency_officer", "32", agency_code="dpt32")
    allow(session, row, ask(session, row, by, field="dates", ends_on="31/3/2570"), head)
    with pytest.raises(NotAllowed, match="จังหวัด"):
        allow(session, row, ask(session, row, by, field="amount", baht="1"), head)


FROZEN = [
    # until money came the details are typed
    (Stage.PLANNED, False, {"cost_estimate": "9 แสน", "budget_source": "lao", "start_on": "1/12/69"}, set()),
    (Stage.LOCAL, False, {"cost_estimate": "9 แสน"}, set()),
    # who took it upon itself has said its days
    (Stage.LOCAL, False, {"end_on": "1/12/69"}, {"end_on"}),
    # with money everything stands
    (Stage.LOCAL, True, {"cost_estimate": "9 แสน"}, {"cost_estimate"}),
    (Stage.FUNDED, True, {"cost_estimate": "9 แสน", "budget_source": "lao", "budget_category": "investment"},
     {"cost_estimate", "budget_source", "budget_category"}),
    (Stage.WORKS, True, {"start_on": "1/12/69", "end_on": "1/3/70"}, {"start_on", "end_on"}),
    (Stage.COMPLETED, True, {"cost_estimate": "9 แสน", "end_on": "1/3/70"}, {"cost_estimate", "end_on"}),
    # the words of the reason are never frozen
    (Stage.WORKS, True, {"rationale": "เดิมเป็นลูกรัง"}, set()),
]  # fmt: skip


@pytest.mark.parametrize(("stage", "money", "given", "frozen"), FROZEN)
def test_no_other_form_writes_what_a_request_covers(
    session: Session, by: Recorder, stage: Stage, money: bool, given: dict[str, str], frozen: set[str]
) -> None:
    row, _work = work_rows.work(session, stage=stage, funded_on=work_rows.FUNDED_ON if money else None)
    told: dict[str, Any] = {
        "proposal_id": row.id, "given": given, "version": None, "signed": "ผู้แก้", "at": purchases.AT,
        "money_bound": changing.money_is_bound(session, row),
    }  # fmt: skip
    if not frozen:
        detail(session, **told)
        need = session.get_one(Need, row.id)
        assert set(given) <= {"rationale", *need.later}
        return
    with pytest.raises(Invalid) as refusal:
        detail(session, **told)
    assert set(refusal.value.fields) == frozen
    assert all("ขอเปลี่ยนแปลง" in str(said) for said in refusal.value.fields.values())


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.DRAFT])
def test_the_proposers_form_is_for_drafts_alone(session: Session, by: Recorder, stage: Stage) -> None:
    row, _work = work_rows.work(session, stage=stage)
    with pytest.raises(IllegalMove):
        lock_draft(session, row.id)


def test_days_of_a_work_of_ones_own_hands_are_said_once(
    session: Session, by: Recorder, governor: Hat
) -> None:
    row = purchases.funded(session)
    told: dict[str, Any] = {"proposal_id": row.id, "version": None, "by": by}
    plan = OwnWork(date(2026, 11, 3), date(2026, 12, 1))
    procuring.do_ourselves(session, plan=plan, **told)
    procuring.do_ourselves(session, plan=plan, **told)
    with pytest.raises(IllegalMove, match="ขอเปลี่ยนแปลง"):
        procuring.do_ourselves(session, plan=OwnWork(date(2026, 11, 3), date(2027, 3, 1)), **told)
    allow(session, row, ask(session, row, by, field="dates", ends_on="1/3/70"), governor)
    assert session.get_one(Work, row.id).ends_on == date(2027, 3, 1)
