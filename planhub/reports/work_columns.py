"""Columns of the tables of works: their Thai headings, and where each value stands.

A row says its work's number and title first. Headings stay as they are, so that files of two months can be
laid side by side.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import case
from sqlalchemy.orm import aliased

from planhub.accounts.account import Account
from planhub.accounts.holding import Agency
from planhub.lists.own_file import ENVELOPE_WORD
from planhub.money.accounting import KIND_WORD
from planhub.money.money_entry import MoneyEntry
from planhub.progress.progress import ChangeRequest, ProgressReport
from planhub.proposals.need import Need
from planhub.proposals.proposal import Proposal
from planhub.proposals.value_lists import BUDGET_SOURCES, PROBLEMS, SIDES
from planhub.reports.table_file import Cell, Head, Look
from planhub.reports.work_part import Part, day, moment, recorded, sum_of, text, whole, year
from planhub.results.result import LaterLook, WorkResult
from planhub.workflow.fines import RATES
from planhub.workflow.procurement import GROUNDS, METHODS, STEPS
from planhub.workflow.slips import SLIPS
from planhub.workflow.stages import STAGE_WORD
from planhub.works.wanted import CHANGES, PART_WORD
from planhub.works.work import Contract, ContractChange, ContractSlip, Instalment, ProcurementStep, Work

CHANGE_STATE = {
    "asked": "รออนุญาต",
    "approved": "อนุญาตแล้ว",
    "refused": "ไม่อนุญาต",
    "taken_back": "ผู้ขอถอนคำขอ",
}


def _indicators(delivered: Mapping[str, Any]) -> Cell:
    return "\n".join(_indicator(one) for one in delivered.get("indicators", ())) or None


def _indicator(one: Mapping[str, str]) -> str:
    reached = f"{one.get('target') or '–'}/{one.get('actual') or '–'} {one.get('unit', '')}"
    return f"{one.get('name', '')}: {reached}".strip()


def _values(told: Mapping[str, str]) -> Cell:
    return "\n".join(f"{PART_WORD.get(part, part)}: {value}" for part, value in told.items() if value) or None


reviewer, decider = aliased(Account), aliased(Account)
"""Whoever examined a report, and whoever answered a request; `Account` is who wrote the row."""

_WORK = (text("เลขที่เรื่อง", Proposal.number, 20), text("โครงการ", Need.title, 50))
_OF_CONTRACT = (*_WORK, text("เลขที่สัญญา", Contract.number, 20))

PARTS: Mapping[str, Sequence[Part]] = {
    "works": (
        *_WORK,
        text("รหัสพื้นที่", Proposal.area_code, 12),
        text("สถานะ", Proposal.stage, 20, STAGE_WORD),
        moment("อยู่ขั้นนี้ตั้งแต่", Proposal.stage_since),
        text("ด้าน", Proposal.side, 20, SIDES),
        Part(Head("ปีแผน", Look.YEAR, 10), Proposal.plan_year),
        text("กรอบวงเงิน", Proposal.envelope, 14, ENVELOPE_WORD),
        text("หน่วยงาน", Agency.name_th, 30),
        sum_of("วงเงินที่ขอ (บาท)", Proposal.amount),
        text("วิธีจัดหา", Work.method, 24, METHODS),
        text("เหตุที่ใช้วิธีเฉพาะเจาะจง", Work.ground, 34, GROUNDS),
        whole("เชิญ (ราย)", Work.invited),
        whole("จัดหาครั้งที่", Work.attempt),
        sum_of("ราคากลาง (บาท)", Work.estimate),
        text("เลขที่ e-GP", Work.egp_no),
        day("วันที่ได้เงิน", Work.funded_on),
        day("วันที่ทำสัญญา", Work.contracted_on),
        day("วันที่เริ่มงาน", Work.started_on),
        day("ต้องแล้วเสร็จ", Work.ends_on),
        day("วันที่แล้วเสร็จ", Work.completed_on),
        whole("ทำได้แล้ว (ร้อยละ)", Work.physical),
        moment("รายงานล่าสุด", Work.reported_at),
        text("ปัญหา", Work.problem_code, 24, PROBLEMS),
    ),
    "money": (
        *_WORK,
        whole("ลำดับในบัญชี", MoneyEntry.id),
        year(MoneyEntry.fiscal_year),
        text("แหล่งเงิน", MoneyEntry.source, 26, BUDGET_SOURCES),
        text("ชนิด", MoneyEntry.kind, 16, KIND_WORD),
        sum_of("จำนวนเงิน (บาท)", MoneyEntry.amount),
        text("เลขที่เอกสาร", MoneyEntry.document_no, 24),
        day("วันที่เอกสาร", MoneyEntry.document_on),
        text("หมายเหตุ", MoneyEntry.note, 40),
        *recorded(MoneyEntry.at, MoneyEntry.capacity),
        whole("แก้รายการลำดับที่", MoneyEntry.corrects_id),
    ),
    "steps": (
        *_WORK,
        whole("จัดหาครั้งที่", ProcurementStep.attempt),
        text("ขั้นตอน", ProcurementStep.step, 34, {step: told.word for step, told in STEPS.items()}),
        day("วันตามแผน", ProcurementStep.planned_on),
        day("วันที่ทำจริง", ProcurementStep.actual_on),
        text("เหตุที่ข้าม", ProcurementStep.skipped, 30),
        text("หมายเหตุ", ProcurementStep.note, 30),
        *recorded(ProcurementStep.at),
    ),
    "contracts": (
        *_OF_CONTRACT,
        day("วันที่ลงนาม", Contract.signed_on),
        text("คู่สัญญา", Contract.contractor, 34),
        sum_of("วงเงินสัญญา (บาท)", Contract.amount),
        whole("ระยะเวลา (วัน)", Contract.days),
        day("วันเริ่ม", Contract.starts_on),
        day("วันสิ้นสุด", Contract.ends_on),
        sum_of("หลักประกัน (บาท)", Contract.guarantee),
        day("หลักประกันถึง", Contract.guarantee_until),
        whole("รับประกันความชำรุดบกพร่อง (วัน)", Contract.liability_days),
        day("ครบกำหนดคืนหลักประกัน", Contract.guarantee_due_on),
        day("คืนหลักประกันเมื่อ", Contract.guarantee_returned_on),
        text("เลขที่หนังสือคืนหลักประกัน", Contract.guarantee_return_no, 20),
        text(
            "ประเภทงานตามอัตราค่าปรับ", Contract.fine_kind, 34, {one: rate.word for one, rate in RATES.items()}
        ),
        sum_of("ค่าปรับต่อวัน (บาท)", Contract.fine_per_day),
        day("เลิกสัญญาเมื่อ", Contract.ended_on),
        text("เหตุที่เลิก", Contract.ended_why, 30),
        *recorded(Contract.at),
    ),
    "instalments": (
        *_OF_CONTRACT,
        whole("งวดที่", Instalment.no),
        sum_of("จำนวนเงิน (บาท)", Instalment.amount),
        day("ครบกำหนด", Instalment.due_on),
        day("ส่งมอบ", Instalment.delivered_on),
        day("ตรวจรับ", Instalment.accepted_on),
        text("เลขที่ใบตรวจรับ", Instalment.acceptance_no, 20),
        sum_of("ค่าปรับ (บาท)", Instalment.fine),
        whole("งดหรือลดค่าปรับ (วัน)", Instalment.excused_days),
        text("เหตุที่งดหรือลดค่าปรับ", Instalment.excused_why, 30),
        text("เลขที่หนังสืองดหรือลดค่าปรับ", Instalment.excused_no, 20),
        day("จ่ายเงิน", Instalment.paid_on),
        *recorded(Instalment.at),
    ),
    "amendments": (
        *_OF_CONTRACT,
        text(
            "เรื่อง",
            ContractChange.kind,
            16,
            {"extend": "ขยายเวลา", "amend": "แก้ไขสัญญา", "end": "เลิกสัญญา"},
        ),
        whole("เพิ่มวัน", ContractChange.days_more),
        sum_of("วงเงินเดิม (บาท)", ContractChange.amount_before),
        sum_of("วงเงินใหม่ (บาท)", ContractChange.amount_after),
        day("สิ้นสุดเดิม", ContractChange.ends_before),
        day("สิ้นสุดใหม่", ContractChange.ends_after),
        text("คู่สัญญาเดิม", ContractChange.contractor_before, 34),
        text("คู่สัญญาใหม่", ContractChange.contractor_after, 34),
        text("เหตุผล", ContractChange.reason, 40),
        text("เลขที่เอกสาร", ContractChange.document_no, 20),
        *recorded(ContractChange.at, ContractChange.capacity),
    ),
    "slips": (
        *_OF_CONTRACT,
        text("ช่องที่พิมพ์ผิด", ContractSlip.field, 26, SLIPS),
        text("เดิม", ContractSlip.before, 34),
        text("ใหม่", ContractSlip.after, 34),
        text("เหตุผล", ContractSlip.reason, 40),
        *recorded(ContractSlip.at, ContractSlip.capacity),
    ),
    "reports": (
        *_WORK,
        year(ProgressReport.fiscal_year),
        whole("เดือนที่ของปีงบประมาณ", ProgressReport.month),
        text("รอบ", case((ProgressReport.by_quarter, "ไตรมาส"), else_="เดือน"), 10),
        whole("ทำได้แล้ว (ร้อยละ)", ProgressReport.physical),
        text("เหตุที่ถอยหลัง", ProgressReport.went_back, 30),
        text("งานที่ทำ", ProgressReport.activity, 40),
        sum_of("ผลผลิตที่ได้", ProgressReport.output),
        text("หน่วยนับ", Need.unit, 12),
        text("ปัญหา", ProgressReport.problem_code, 24, PROBLEMS),
        text("รายละเอียดปัญหา", ProgressReport.problem, 40),
        text("การแก้ไข", ProgressReport.remedy, 40),
        text("ขั้นต่อไป", ProgressReport.next_step, 40),
        moment("รายงานเมื่อ", ProgressReport.at),
        text("ผู้รายงาน", Account.name, 24),
        text("ในฐานะ", ProgressReport.capacity, 30),
        text("ผลตรวจ", ProgressReport.review, 12, {"accepted": "รับ", "sent_back": "ส่งกลับ"}),
        text("ความเห็นผู้ตรวจ", ProgressReport.review_note, 40),
        moment("ตรวจเมื่อ", ProgressReport.reviewed_at),
        text("ผู้ตรวจ", reviewer.name, 24),
        text("ตรวจในฐานะ", ProgressReport.reviewed_as, 30),
    ),
    "changes": (
        *_WORK,
        text("ขอเปลี่ยน", ChangeRequest.field, 24, CHANGES),
        Part(Head("เดิม", Look.TEXT, 40), ChangeRequest.before, tell=_values),
        Part(Head("ใหม่", Look.TEXT, 40), ChangeRequest.after, tell=_values),
        text("เหตุผล", ChangeRequest.reason, 40),
        text("เลขที่เอกสาร", ChangeRequest.document_no, 20),
        text("ผล", ChangeRequest.state, 16, CHANGE_STATE),
        moment("ขอเมื่อ", ChangeRequest.asked_at),
        text("ผู้ขอ", Account.name, 24),
        text("ขอในฐานะ", ChangeRequest.asked_as, 30),
        moment("ตอบเมื่อ", ChangeRequest.decided_at),
        text("ผู้ตอบ", decider.name, 24),
        text("ตอบในฐานะ", ChangeRequest.decided_as, 30),
        text("เหตุผลของคำตอบ", ChangeRequest.decision, 40),
    ),
    "results": (
        *_WORK,
        Part(Head("ตัวชี้วัด (เป้า/ผล)", Look.TEXT, 50), WorkResult.delivered, tell=_indicators),
        text("ปัญหาอุปสรรค", WorkResult.problems, 40),
        text("ผลกระทบทางบวก", WorkResult.impact_good, 40),
        text("ผลกระทบทางลบ", WorkResult.impact_bad, 40),
        text("ประโยชน์", WorkResult.benefit, 40),
        whole("ผู้ได้ประโยชน์ (คน)", WorkResult.people),
        text("เจ้าของทรัพย์สิน", WorkResult.owner, 30),
        text("ผู้ดูแลรักษา", WorkResult.maintainer, 30),
        text("เลขที่ส่งมอบ", WorkResult.handover_no, 20),
        day("วันที่ส่งมอบ", WorkResult.handover_on),
        *recorded(WorkResult.at, WorkResult.capacity),
        day("ตรวจการใช้งานวันที่", LaterLook.due_on),
        text(
            "การใช้งานหลังหนึ่งปี",
            LaterLook.state,
            20,
            {"in_use": "ใช้อยู่", "partly": "ใช้บางส่วน", "not_used": "ไม่ได้ใช้"},
        ),
        text("เพราะเหตุใด", LaterLook.why, 40),
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
    "slips": "แก้คำที่พิมพ์ผิด",
    "reports": "รายงานความก้าวหน้า",
    "changes": "คำขอเปลี่ยนแปลง",
    "results": "ผลงาน",
}
"""Of the sheet and the file."""
