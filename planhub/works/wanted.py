"""A change asked for after the money came, as it was typed, read into the values that are to stand; pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from planhub.errors import Invalid
from planhub.needs import answers
from planhub.needs.coordinates import read_place
from planhub.thai.dates import read_date
from planhub.thai.money import Unreadable, read_baht
from planhub.wording import N_, Sentence, say

MOST_BAHT = Decimal("99999999999")
MOST_QUANTITY = Decimal("99999999")

CHANGES = {
    "amount": N_("วงเงิน"),
    "place": N_("ที่ตั้ง"),
    "scope": N_("เนื้องาน"),
    "dates": N_("วันเริ่มและวันแล้วเสร็จ"),
    "contract": N_("วงเงินหรือเวลาของสัญญา"),
    "contractor": N_("ผู้รับจ้าง"),
}
"""What may be asked to be changed."""
PARTS = {
    "amount": ("baht",),
    "place": ("lat", "lon"),
    "scope": ("title", "quantity", "unit", "request"),
    "dates": ("starts_on", "ends_on"),
    "contract": ("contract_amount", "ends_on"),
    "contractor": ("contractor",),
}
"""Values of each change; also the names of the form's boxes."""
PART_WORD = {
    "baht": N_("วงเงิน (บาท)"),
    "lat": N_("ละติจูด (เหนือ)"),
    "lon": N_("ลองจิจูด (ตะวันออก)"),
    "title": N_("ชื่อโครงการ"),
    "quantity": N_("จำนวน"),
    "unit": N_("หน่วย"),
    "request": N_("รายละเอียดที่จะทำ"),
    "starts_on": N_("เริ่ม"),
    "ends_on": N_("ต้องแล้วเสร็จ"),
    "contract_amount": N_("วงเงินสัญญา (บาท)"),
    "contractor": N_("ผู้รับจ้าง"),
}
OF_CONTRACT = ("contract", "contractor")
"""Changes that need a contract in force."""


@dataclass(frozen=True)
class Wanted:
    """One change, ready to be asked for."""

    field: str
    after: dict[str, str]
    """The new values, plainly written: baht with a point, degrees, ISO days; a blank one stays as it is."""
    reason: str
    document_no: str


def read_change(typed: Mapping[str, str]) -> Wanted:
    """What was typed. Raises Invalid with a sentence for each field."""
    errors: dict[str, Sentence] = {}
    field = typed.get("field", "")
    if field not in CHANGES:
        raise Invalid({"field": say(N_("เลือกว่าจะขอเปลี่ยนแปลงเรื่องใด"))})
    after = _place(typed, errors) if field == "place" else {}
    for part in PARTS[field] if field != "place" else ():
        try:
            after[part] = _READERS[part](typed.get(part, ""))
        except Unreadable as error:
            errors[part] = error.sentence
    reason = _kept(lambda: answers.paragraphs(typed.get("reason", ""), most=2000), "reason", errors)
    document = _kept(lambda: answers.line(typed.get("document_no", ""), most=120), "document_no", errors)
    if not reason and "reason" not in errors:
        errors["reason"] = say(N_("บอกเหตุผลที่ขอเปลี่ยนแปลง ผู้อนุญาตจะใช้ตัดสินใจ"))
    if errors:
        raise Invalid(errors)
    given = {part: value for part, value in after.items() if value}
    if not given:
        raise Invalid({PARTS[field][0]: say(N_("พิมพ์ค่าใหม่ที่ขอ"))})
    return Wanted(field, given, reason, document)


def _kept(read: Callable[[], str], name: str, errors: dict[str, Sentence]) -> str:
    try:
        return read()
    except Unreadable as error:
        errors[name] = error.sentence
        return ""


def _place(typed: Mapping[str, str], errors: dict[str, Sentence]) -> dict[str, str]:
    try:
        lat, lon = (answers.storable(typed.get(name, "")) for name in ("lat", "lon"))
        place = read_place(lat, lon)
    except Unreadable as error:
        errors["lat"] = error.sentence
        return {}
    if place is None:
        return {}
    if place.warning is not None:
        errors["lat"] = place.warning
    return {"lat": f"{place.lat:.6f}", "lon": f"{place.lon:.6f}"}


def _baht(typed: str) -> str:
    sum_ = read_baht(answers.storable(typed))
    if sum_ is not None and not 0 < sum_ <= MOST_BAHT:
        raise Unreadable(say(N_("วงเงินต้องมากกว่า 0 และไม่เกิน 99,999 ล้านบาท ตรวจจำนวนศูนย์อีกครั้ง")))
    return "" if sum_ is None else f"{sum_:.2f}"


def _day(typed: str) -> str:
    day: date | None = read_date(answers.storable(typed))
    return day.isoformat() if day else ""


def _quantity(typed: str) -> str:
    found = answers.number(typed, most=MOST_QUANTITY)
    return "" if found is None else f"{found:.2f}"


_READERS: dict[str, Callable[[str], str]] = {
    "baht": _baht,
    "title": lambda typed: answers.line(typed, most=500),
    "quantity": _quantity,
    "unit": lambda typed: answers.line(typed, most=40),
    "request": lambda typed: answers.paragraphs(typed, most=2000),
    "starts_on": _day,
    "ends_on": _day,
    "contract_amount": _baht,
    "contractor": lambda typed: answers.line(typed, most=200),
}
