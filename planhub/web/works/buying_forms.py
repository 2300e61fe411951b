"""Which form of a purchase a page shows, and what stands in it before anybody has typed."""

from collections.abc import Mapping
from datetime import date, timedelta

from planhub.clock import BUDDHIST_ERA
from planhub.edge.wording import language, tell
from planhub.errors import NotFound
from planhub.procurement.purchase import Purchase
from planhub.procurement.purchase_typed import PARTS_MOST
from planhub.procurement.timeline import Timeline
from planhub.thai.dates import ENGLISH_MONTHS, SHORT_MONTHS, thai_date
from planhub.thai.folding import arabic_digits
from planhub.thai.money import baht
from planhub.wording import N_
from planhub.workflow.stages import Stage
from planhub.works.work import Contract, Instalment

FIELD_WORD = {
    "method": N_("วิธีจัดหา"),
    "ground": N_("เหตุที่ใช้วิธีเฉพาะเจาะจง"),
    "invited": N_("จำนวนรายที่เชิญ"),
    "estimate": N_("ราคากลาง"),
    "egp_no": N_("เลขที่โครงการ e-GP"),
    "first_on": N_("วันที่เริ่มขั้นแรก"),
    "why": N_("เหตุที่เริ่มจัดหาใหม่"),
    "started_on": N_("วันที่เริ่มทำงาน"),
    "ends_on": N_("กำหนดแล้วเสร็จ"),
    "planned_on": N_("วันตามแผน"),
    "actual_on": N_("วันที่ทำจริง"),
    "skipped": N_("เหตุที่ข้าม"),
    "note": N_("หมายเหตุ"),
    "number": N_("เลขที่สัญญาหรือใบสั่ง"),
    "signed_on": N_("วันที่ลงนาม"),
    "contract_amount": N_("วงเงินสัญญา"),
    "over_why": N_("เหตุผลที่สูงกว่าราคากลาง"),
    "contractor": N_("ผู้รับจ้างหรือผู้ขาย"),
    "days": N_("ระยะเวลาตามสัญญา"),
    "starts_on": N_("วันเริ่มงาน"),
    "guarantee": N_("หลักประกันสัญญา"),
    "guarantee_until": N_("หลักประกันถึงวันที่"),
    "liability_days": N_("ประกันความชำรุดบกพร่อง"),
    "fine_kind": N_("ชนิดของสัญญาที่ใช้คิดค่าปรับ"),
    "fine_per_day": N_("ค่าปรับต่อวัน"),
    "delivered_on": N_("วันส่งมอบ"),
    "accepted_on": N_("วันตรวจรับ"),
    "acceptance_no": N_("เลขที่ใบตรวจรับ"),
    "paid_on": N_("วันจ่ายเงิน"),
    "paid_no": N_("เลขที่ฎีกาหรือหลักฐานการจ่าย"),
    "excused_days": N_("งดหรือลดค่าปรับ"),
    "excused_why": N_("เหตุที่งดหรือลดค่าปรับ"),
    "excused_no": N_("เลขที่หนังสือที่ให้งดหรือลดค่าปรับ"),
    "returned_on": N_("วันที่คืนหลักประกัน"),
    "return_no": N_("เลขที่หนังสือคืนหลักประกัน"),
    "reason": N_("เหตุผล"),
    "document_no": N_("เลขที่หนังสือหรือบันทึกข้อตกลง"),
    "ended_on": N_("วันที่บอกเลิกสัญญา"),
}
"""Fields of the page's forms, in the order in which they stand."""


def form_asked(purchase: Purchase, asked: Mapping[str, str], *, writes: bool, stage: Stage) -> str:
    """The form that was asked for, if it can be filled in now; else the one that comes next, or none."""
    do = asked.get("do", "")
    if not writes:
        return ""
    contract = purchase.contract is not None
    buying = stage not in (Stage.COMPLETED, Stage.EVALUATED)
    fits = {
        "method": buying and not contract,
        "own": buying and not contract,
        "step": buying and asked.get("step") in purchase.order and asked.get("step") != "contract",
        "contract": buying and not contract and purchase.method is not None,
        "split": buying and contract,
        "instalment": _instalment(purchase, asked) is not None,
        "end": buying and contract,
        "return": returnable(purchase),
    }
    if fits.get(do):
        return do
    return "method" if fits["method"] and purchase.method is None and not purchase.own else ""


def first_values(purchase: Purchase, do: str, asked: Mapping[str, str], *, today: date) -> dict[str, str]:
    """What a form holds when it is opened, as an office would type it."""
    work = purchase.work
    if do == "method" and work is not None:
        return {
            "method": work.method or "",
            "ground": work.ground or "",
            "invited": str(work.invited or ""),
            "estimate": baht(work.estimate) if work.estimate is not None else "",
            "egp_no": work.egp_no or "",
            "first_on": "" if work.method else day(today),
        }
    if do == "step":
        row = purchase.steps.get(asked.get("step", ""))
        values = {"step": asked.get("step", "")}
        if row is not None:
            values |= {"planned_on": day(row.planned_on), "actual_on": day(row.actual_on)}
            values |= {"skipped": row.skipped, "note": row.note}
        return values
    if do == "instalment" and (one := _instalment(purchase, asked)) is not None:
        return {
            "contract": str(one.contract_id),
            "no": str(one.no),
            "delivered_on": day(one.delivered_on),
            "accepted_on": day(one.accepted_on),
            "acceptance_no": one.acceptance_no,
            "excused_days": str(one.excused_days or ""),
            "excused_why": one.excused_why,
            "excused_no": one.excused_no,
        }
    if do == "split":
        return {name: value for line in open_parts(purchase) for name, value in line.items()}
    return {}


def returnable(purchase: Purchase) -> bool:
    """Whether the guarantee of the contract is to be given back, now or later."""
    row = purchase.contract.row if purchase.contract else None
    return row is not None and row.guarantee_due_on is not None and row.guarantee_returned_on is None


def as_request(contract: Contract | None, typed: Mapping[str, str]) -> dict[str, str]:
    """An amendment as it was typed, as the boxes of a change request hold it."""
    asked = {name: typed.get(name, "")[:1_000] for name in ("contract_amount", "reason", "document_no")}
    more = arabic_digits(typed.get("days_more", "")).strip()
    if contract is not None and more.isascii() and more.isdigit() and len(more) <= 4:
        asked["ends_on"] = day(contract.ends_on + timedelta(days=int(more)))
    return {"field": "contract"} | {name: value for name, value in asked.items() if value}


def open_parts(purchase: Purchase) -> list[dict[str, str]]:
    """The fields of what is not delivered yet, a line each."""
    rows = purchase.contract.instalments if purchase.contract else []
    waiting = [row for row in rows if row.delivered_on is None]
    return [{f"part-{n}": baht(row.amount), f"due-{n}": day(row.due_on)} for n, row in enumerate(waiting, 1)]


def part_lines(purchase: Purchase, asked: Mapping[str, str]) -> int:
    """How many lines the form of instalments has: those there are and two more, or as many as asked."""
    wanted = asked.get("lines", "")
    if wanted.isascii() and wanted.isdigit() and len(wanted) <= 3:
        return max(1, min(int(wanted), PARTS_MOST))
    return min(len(open_parts(purchase)) + 2, PARTS_MOST)


def instalment_of(typed: Mapping[str, str]) -> tuple[int, int]:
    """Contract and number of the instalment that a form is of. Raises NotFound."""
    contract, no = typed.get("contract", ""), typed.get("no", "")
    if (
        not all(text.isascii() and text.isdigit() for text in (contract, no))
        or len(contract) > 18
        or len(no) > 4
    ):
        raise NotFound(N_("ไม่พบงวดนี้ อาจมีการแบ่งงวดใหม่ไปแล้ว"))
    return int(contract), int(no)


def typed_lines(typed: Mapping[str, str]) -> list[tuple[str, str]]:
    """What a form that was not kept said, for the facts macro."""
    rows = [(tell(words), typed.get(name, "").strip()[:500]) for name, words in FIELD_WORD.items()]
    parts = [(tell(N_("งวดที่แบ่ง")), typed.get(f"part-{n}", "").strip()[:50]) for n in range(1, PARTS_MOST + 1)]
    return [(label, words) for label, words in [*rows, *parts] if words]


def months(timeline: Timeline) -> list[tuple[float, str]]:
    """Where months begin on a timeline, each named in short."""
    thai = language() == "th"
    return [
        (
            timeline.at(first),
            f"{SHORT_MONTHS[first.month - 1]} {(first.year + BUDDHIST_ERA) % 100:02}"
            if thai
            else f"{ENGLISH_MONTHS[first.month - 1][:3]} {first.year % 100:02}",
        )
        for first in timeline.ticks()
    ]


def day(value: date | None) -> str:
    """A day as it would be typed."""
    return thai_date(value, locale=language()) if value else ""


def _instalment(purchase: Purchase, asked: Mapping[str, str]) -> Instalment | None:
    agreed = [*purchase.ended, *([purchase.contract] if purchase.contract else [])]
    named = (asked.get("contract", ""), asked.get("no", ""))
    return next(
        (
            row
            for one in agreed
            for row in one.instalments
            if (str(row.contract_id), str(row.no)) == named
            and not row.paid_on
            and (one.row.ended_on is None or row.accepted_on)
        ),
        None,
    )
