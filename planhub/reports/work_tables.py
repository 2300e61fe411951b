"""Tables of works as files: works, their money, steps, contracts, instalments, reports and results.

A row says its work's number and title first. Headings are Thai and stay as they are, so that files of two
months lie side by side. What they hold is for the office that may read the works' pages.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, select
from sqlalchemy.orm import Session, aliased

from planhub.accounts.account import Account
from planhub.accounts.holding import Agency
from planhub.lists.own_file import ENVELOPE_WORD
from planhub.money.accounting import KIND_WORD
from planhub.money.money_entry import MoneyEntry
from planhub.progress.progress import ProgressReport
from planhub.proposals.need import Need
from planhub.proposals.proposal import Proposal
from planhub.proposals.value_lists import BUDGET_SOURCES, PROBLEMS, SIDES
from planhub.reports.table_file import Cell, Head, Look, TableFile
from planhub.results.result import LaterLook, WorkResult
from planhub.workflow.procurement import METHODS, STEPS
from planhub.workflow.stages import STAGE_WORD
from planhub.works.work import Contract, ContractChange, Instalment, ProcurementStep, Work

BATCH = 500


@dataclass(frozen=True)
class Part:
    """A column: its heading, where its value stands, and the words of coded values."""

    head: Head
    value: Any
    words: Mapping[str, str] | None = None


def _text(words: str, value: Any, width: int = 16, of: Mapping[Any, str] | None = None) -> Part:
    return Part(Head(words, Look.TEXT, width), value, of)


def _baht(words: str, value: Any) -> Part:
    return Part(Head(words, Look.BAHT, 18), value)


def _day(words: str, value: Any) -> Part:
    return Part(Head(words, Look.DAY), value)


def _moment(words: str, value: Any) -> Part:
    return Part(Head(words, Look.MOMENT, 22), value)


def _whole(words: str, value: Any) -> Part:
    return Part(Head(words, Look.WHOLE, 12), value)


def _year(value: Any) -> Part:
    return Part(Head("ปีงบประมาณ", Look.YEAR, 12), value)


_reviewer = aliased(Account)
_WORK = (_text("เลขที่เรื่อง", Proposal.number, 20), _text("โครงการ", Need.title, 50))

PARTS: Mapping[str, Sequence[Part]] = {
    "works": (
        *_WORK,
        _text("รหัสพื้นที่", Proposal.area_code, 12),
        _text("สถานะ", Proposal.stage, 20, STAGE_WORD),
        _moment("อยู่ขั้นนี้ตั้งแต่", Proposal.stage_since),
        _text("ด้าน", Proposal.side, 20, SIDES),
        Part(Head("ปีแผน", Look.YEAR, 10), Proposal.plan_year),
        _text("กรอบวงเงิน", Proposal.envelope, 14, ENVELOPE_WORD),
        _text("หน่วยงาน", Agency.name_th, 30),
        _baht("วงเงินที่ขอ (บาท)", Proposal.amount),
        _text("วิธีจัดหา", Work.method, 24, METHODS),
        _baht("ราคากลาง (บาท)", Work.estimate),
        _text("เลขที่ e-GP", Work.egp_no),
        _day("วันที่ได้เงิน", Work.funded_on),
        _day("วันที่ทำสัญญา", Work.contracted_on),
        _day("วันที่เริ่มงาน", Work.started_on),
        _day("ต้องแล้วเสร็จ", Work.ends_on),
        _day("วันที่แล้วเสร็จ", Work.completed_on),
        _whole("ทำได้แล้ว (ร้อยละ)", Work.physical),
        _moment("รายงานล่าสุด", Work.reported_at),
        _text("ปัญหา", Work.problem_code, 24, PROBLEMS),
    ),
    "money": (
        *_WORK,
        _whole("ลำดับในบัญชี", MoneyEntry.id),
        _year(MoneyEntry.fiscal_year),
        _text("แหล่งเงิน", MoneyEntry.source, 26, BUDGET_SOURCES),
        _text("ชนิด", MoneyEntry.kind, 16, KIND_WORD),
        _baht("จำนวนเงิน (บาท)", MoneyEntry.amount),
        _text("เลขที่เอกสาร", MoneyEntry.document_no, 24),
        _day("วันที่เอกสาร", MoneyEntry.document_on),
        _text("หมายเหตุ", MoneyEntry.note, 40),
        _moment("บันทึกเมื่อ", MoneyEntry.at),
        _text("ผู้บันทึก", Account.name, 24),
        _text("ในฐานะ", MoneyEntry.capacity, 30),
        _whole("แก้รายการลำดับที่", MoneyEntry.corrects_id),
    ),
    "steps": (
        *_WORK,
        _whole("จัดหาครั้งที่", ProcurementStep.attempt),
        _text("ขั้นตอน", ProcurementStep.step, 34, {step: told.word for step, told in STEPS.items()}),
        _day("วันตามแผน", ProcurementStep.planned_on),
        _day("วันที่ทำจริง", ProcurementStep.actual_on),
        _text("เหตุที่ข้าม", ProcurementStep.skipped, 30),
        _text("หมายเหตุ", ProcurementStep.note, 30),
        _moment("บันทึกเมื่อ", ProcurementStep.at),
        _text("ผู้บันทึก", Account.name, 24),
    ),
    "contracts": (
        *_WORK,
        _text("เลขที่สัญญา", Contract.number, 20),
        _day("วันที่ลงนาม", Contract.signed_on),
        _text("คู่สัญญา", Contract.contractor, 34),
        _baht("วงเงินสัญญา (บาท)", Contract.amount),
        _whole("ระยะเวลา (วัน)", Contract.days),
        _day("วันเริ่ม", Contract.starts_on),
        _day("วันสิ้นสุด", Contract.ends_on),
        _baht("หลักประกัน (บาท)", Contract.guarantee),
        _day("หลักประกันถึง", Contract.guarantee_until),
        _baht("ค่าปรับต่อวัน (บาท)", Contract.fine_per_day),
        _day("เลิกสัญญาเมื่อ", Contract.ended_on),
        _text("เหตุที่เลิก", Contract.ended_why, 30),
        _moment("บันทึกเมื่อ", Contract.at),
        _text("ผู้บันทึก", Account.name, 24),
    ),
    "instalments": (
        *_WORK,
        _text("เลขที่สัญญา", Contract.number, 20),
        _whole("งวดที่", Instalment.no),
        _baht("จำนวนเงิน (บาท)", Instalment.amount),
        _day("ครบกำหนด", Instalment.due_on),
        _day("ส่งมอบ", Instalment.delivered_on),
        _day("ตรวจรับ", Instalment.accepted_on),
        _text("เลขที่ใบตรวจรับ", Instalment.acceptance_no, 20),
        _baht("ค่าปรับ (บาท)", Instalment.fine),
        _day("จ่ายเงิน", Instalment.paid_on),
        _moment("บันทึกเมื่อ", Instalment.at),
        _text("ผู้บันทึก", Account.name, 24),
    ),
    "amendments": (
        *_WORK,
        _text("เลขที่สัญญา", Contract.number, 20),
        _text(
            "เรื่อง",
            ContractChange.kind,
            16,
            {"extend": "ขยายเวลา", "amend": "แก้ไขสัญญา", "end": "เลิกสัญญา"},
        ),
        _whole("เพิ่มวัน", ContractChange.days_more),
        _baht("วงเงินเดิม (บาท)", ContractChange.amount_before),
        _baht("วงเงินใหม่ (บาท)", ContractChange.amount_after),
        _day("สิ้นสุดเดิม", ContractChange.ends_before),
        _day("สิ้นสุดใหม่", ContractChange.ends_after),
        _text("เหตุผล", ContractChange.reason, 40),
        _text("เลขที่เอกสาร", ContractChange.document_no, 20),
        _moment("บันทึกเมื่อ", ContractChange.at),
        _text("ผู้บันทึก", Account.name, 24),
        _text("ในฐานะ", ContractChange.capacity, 30),
    ),
    "reports": (
        *_WORK,
        _year(ProgressReport.fiscal_year),
        _whole("เดือนที่ของปีงบประมาณ", ProgressReport.month),
        _text("รอบ", case((ProgressReport.by_quarter, "ไตรมาส"), else_="เดือน"), 10),
        _whole("ทำได้แล้ว (ร้อยละ)", ProgressReport.physical),
        _text("เหตุที่ถอยหลัง", ProgressReport.went_back, 30),
        _text("งานที่ทำ", ProgressReport.activity, 40),
        _baht("ผลผลิตที่ได้", ProgressReport.output),
        _text("หน่วยนับ", Need.unit, 12),
        _text("ปัญหา", ProgressReport.problem_code, 24, PROBLEMS),
        _text("รายละเอียดปัญหา", ProgressReport.problem, 40),
        _text("การแก้ไข", ProgressReport.remedy, 40),
        _text("ขั้นต่อไป", ProgressReport.next_step, 40),
        _moment("รายงานเมื่อ", ProgressReport.at),
        _text("ผู้รายงาน", Account.name, 24),
        _text("ในฐานะ", ProgressReport.capacity, 30),
        _text("ผลตรวจ", ProgressReport.review, 12, {"accepted": "รับ", "sent_back": "ส่งกลับ"}),
        _text("ความเห็นผู้ตรวจ", ProgressReport.review_note, 40),
        _moment("ตรวจเมื่อ", ProgressReport.reviewed_at),
        _text("ผู้ตรวจ", _reviewer.name, 24),
        _text("ตรวจในฐานะ", ProgressReport.reviewed_as, 30),
    ),
    "results": (
        *_WORK,
        _text("ตัวชี้วัด (เป้า/ผล)", WorkResult.delivered, 50),
        _text("ปัญหาอุปสรรค", WorkResult.problems, 40),
        _text("ผลกระทบทางบวก", WorkResult.impact_good, 40),
        _text("ผลกระทบทางลบ", WorkResult.impact_bad, 40),
        _text("ประโยชน์", WorkResult.benefit, 40),
        _whole("ผู้ได้ประโยชน์ (คน)", WorkResult.people),
        _text("เจ้าของทรัพย์สิน", WorkResult.owner, 30),
        _text("ผู้ดูแลรักษา", WorkResult.maintainer, 30),
        _text("เลขที่ส่งมอบ", WorkResult.handover_no, 20),
        _day("วันที่ส่งมอบ", WorkResult.handover_on),
        _moment("บันทึกเมื่อ", WorkResult.at),
        _text("ผู้บันทึก", Account.name, 24),
        _text("ในฐานะ", WorkResult.capacity, 30),
        _day("ตรวจการใช้งานวันที่", LaterLook.due_on),
        _text(
            "การใช้งานหลังหนึ่งปี",
            LaterLook.state,
            20,
            {"in_use": "ใช้อยู่", "partly": "ใช้บางส่วน", "not_used": "ไม่ได้ใช้"},
        ),
        _text("เพราะเหตุใด", LaterLook.why, 40),
    ),
}
"""The tables by the name in their address, column by column."""

NAME: Mapping[str, str] = {
    "works": "งาน",
    "money": "เงิน",
    "steps": "ขั้นตอนจัดหา",
    "contracts": "สัญญา",
    "instalments": "งวดงาน",
    "amendments": "แก้ไขสัญญา",
    "reports": "รายงานความก้าวหน้า",
    "results": "ผลงาน",
}
"""Of the sheet and the file."""


def work_table(session: Session, name: str, *where: ColumnElement[bool]) -> TableFile:
    """One of the tables, of the works that the conditions on Proposal leave."""
    parts = PARTS[name]
    query = _from(name, select(*(part.value.label(f"c{n}") for n, part in enumerate(parts)))).where(*where)
    return TableFile(NAME[name], tuple(part.head for part in parts), _rows(session, query, parts))


def _rows(session: Session, query: Select[Any], parts: Sequence[Part]) -> Iterator[Sequence[Cell]]:
    for row in session.execute(query.execution_options(yield_per=BATCH)):
        yield tuple(_cell(part, value) for part, value in zip(parts, row, strict=True))


def _cell(part: Part, value: Any) -> Cell:
    if isinstance(value, dict):
        return "\n".join(_indicator(one) for one in value.get("indicators", ())) or None
    if part.words is not None and value is not None:
        value = part.words.get(value, value)
    cell: Cell = value
    return cell


def _indicator(one: Mapping[str, str]) -> str:
    reached = f"{one.get('target') or '–'}/{one.get('actual') or '–'} {one.get('unit', '')}"
    return f"{one.get('name', '')}: {reached}".strip()


def _from(name: str, query: Select[Any]) -> Select[Any]:
    """Where a table's rows stand, and in which order."""
    base = query.select_from(Proposal).join(Need, Need.proposal_id == Proposal.id)
    if name == "works":
        joined = base.outerjoin(Work, Work.proposal_id == Proposal.id)
        return joined.outerjoin(Agency, Agency.code == Proposal.agency_code).order_by(Proposal.id)
    if name in ("instalments", "amendments"):
        table: Any = Instalment if name == "instalments" else ContractChange
        last = Instalment.no if name == "instalments" else ContractChange.id
        base = base.join(Contract, Contract.proposal_id == Proposal.id)
        base = base.join(table, table.contract_id == Contract.id)
        return base.outerjoin(Account, Account.id == table.by).order_by(Proposal.id, Contract.id, last)
    table, order = _TABLE[name]
    joined = base.join(table, table.proposal_id == Proposal.id).outerjoin(Account, Account.id == table.by)
    if name == "reports":
        joined = joined.outerjoin(_reviewer, _reviewer.id == ProgressReport.reviewed_by)
    if name == "results":
        joined = joined.outerjoin(LaterLook, LaterLook.proposal_id == Proposal.id)
    return joined.order_by(Proposal.id, *order)


_TABLE: Mapping[str, tuple[Any, tuple[Any, ...]]] = {
    "money": (MoneyEntry, (MoneyEntry.id,)),
    "steps": (ProcurementStep, (ProcurementStep.attempt, ProcurementStep.planned_on, ProcurementStep.step)),
    "contracts": (Contract, (Contract.id,)),
    "reports": (ProgressReport, (ProgressReport.id,)),
    "results": (WorkResult, ()),
}
