"""The form that mends what was typed wrong of a contract, as values; what it does not ask for stays."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from planhub.procurement.purchase_form import PurchaseForm
from planhub.procurement.purchase_typed import DAYS_MOST, REASON_MOST
from planhub.wording import N_
from planhub.workflow.fines import RATES


@dataclass(frozen=True)
class Slip:
    """The values that are to stand, by id of workflow.slips.SLIPS, and why."""

    values: Mapping[str, Any]
    reason: str


_READERS: dict[str, Callable[[PurchaseForm], Any]] = {
    "number": lambda form: form.text("number", N_("พิมพ์เลขที่สัญญาหรือใบสั่ง")),
    "contractor": lambda form: form.text("contractor", N_("พิมพ์ชื่อผู้รับจ้างหรือผู้ขาย")),
    "egp_no": lambda form: form.digits("egp_no") or None,
    "estimate": lambda form: form.sum("estimate"),
    "signed_on": lambda form: form.day("signed_on", N_("พิมพ์วันที่ลงนาม")),
    "starts_on": lambda form: form.day("starts_on", N_("พิมพ์วันเริ่มงาน")),
    "days": lambda form: form.number("days", DAYS_MOST, N_("พิมพ์จำนวนวันตามสัญญา")),
    "guarantee": lambda form: form.sum("guarantee", nothing=True),
    "guarantee_until": lambda form: form.day("guarantee_until"),
    "liability_days": lambda form: form.count(
        "liability_days", most=DAYS_MOST, missing=N_("พิมพ์จำนวนวันที่รับประกัน")
    ),
    "fine_kind": lambda form: form.one_of("fine_kind", {key: rate.word for key, rate in RATES.items()}),
    "fine_per_day": lambda form: form.sum("fine_per_day", nothing=True),
}


def read_slip(typed: Mapping[str, str]) -> Slip:
    """What was typed. Raises Invalid with a sentence for each field."""
    with PurchaseForm(typed) as form:
        return Slip(
            values={name: read(form) for name, read in _READERS.items() if name in typed},
            reason=form.text("reason", N_("บอกว่าพิมพ์ผิดอย่างไร และตรวจกับเอกสารใดแล้ว"), most=REASON_MOST),
        )
