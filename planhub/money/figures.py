"""A figure of money as it is typed, read into the entries it stands for: one form may write two. Pure."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from planhub.clock import full_year
from planhub.errors import Invalid
from planhub.money.accounting import KIND_WORD, Figure
from planhub.money.year_days import YEAR_END_DAYS, early_fault
from planhub.proposals.value_lists import BUDGET_SOURCES
from planhub.thai.dates import read_date
from planhub.thai.folding import arabic_digits, visible
from planhub.thai.money import Unreadable, read_baht
from planhub.wording import N_, Sentence, say

CARRY = "carry"
"""The source under which money kept over the year's end stands in the next year."""
SOURCES = {key: words for key, words in BUDGET_SOURCES.items() if key not in ("none", "open")}
RELEASED = "released"
KINDS_TYPED = {
    "allocated": KIND_WORD["allocated"],
    "increased": KIND_WORD["increased"],
    "decreased": KIND_WORD["decreased"],
    "committed": KIND_WORD["committed"],
    RELEASED: N_("ปลดหนี้ผูกพัน"),
    "disbursed": KIND_WORD["disbursed"],
    "carried": KIND_WORD["carried"],
    "returned": KIND_WORD["returned"],
    "lapsed": KIND_WORD["lapsed"],
}
"""What may be entered by hand; what was asked for comes from the need itself."""
WITH_REASON = frozenset({"decreased", RELEASED, "returned", "lapsed"})
FIRST_YEAR, LAST_YEAR = 2560, 2650
DOCUMENT_MOST, NOTE_MOST = 100, 1000


def read_figures(typed: Mapping[str, str], *, day: date, days: int = YEAR_END_DAYS) -> list[Figure]:
    """The entries that a typed figure stands for.

    Fields: `kind`, `fiscal_year`, `source`, `amount`, `document_no`, `document_on`, `note`, and `from_bound`
    of a payment; `days` before 30 September the year may be closed. Raises Invalid with a sentence for each
    field that cannot be used.
    """
    wrong: dict[str, Sentence] = {}
    kind = typed.get("kind", "")
    if kind not in KINDS_TYPED:
        wrong["kind"] = say(N_("เลือกว่าเป็นเงินชนิดใด เช่น จัดสรร หรือเบิกจ่าย"))
    year = _year(typed.get("fiscal_year", ""), wrong)
    if "fiscal_year" not in wrong and (fault := early_fault(kind, year=year, day=day, days=days)):
        wrong["kind"] = fault
    source = typed.get("source", "")
    if source not in SOURCES:
        wrong["source"] = say(N_("เลือกแหล่งเงิน"))
    amount = _amount(typed.get("amount", ""), wrong)
    document_no, document_on = read_document(typed, wrong, day=day)
    note = visible(typed.get("note", ""))
    if len(note) > NOTE_MOST:
        wrong["note"] = say(N_("พิมพ์ได้ไม่เกิน %(most)d ตัวอักษร"), most=NOTE_MOST)
    elif kind in WITH_REASON and not note:
        wrong["note"] = say(N_("%(kind)sต้องบอกเหตุผล พิมพ์ในช่องหมายเหตุ"), kind=KINDS_TYPED[kind])
    if wrong:
        raise Invalid(wrong)
    one = Figure(kind, amount, year, source, document_no, document_on, note)
    return _entries(one, from_bound=typed.get("from_bound") == "yes")


def read_document(
    typed: Mapping[str, str], wrong: dict[str, Sentence], *, day: date
) -> tuple[str, date | None]:
    """Number and day of the paper behind a figure; what cannot be used is told in `wrong`."""
    number = visible(typed.get("document_no", ""))
    if not number:
        wrong["document_no"] = say(N_("พิมพ์เลขที่หนังสือหรือเอกสาร เช่น สร 0017/1234"))
    elif len(number) > DOCUMENT_MOST:
        wrong["document_no"] = say(N_("เลขที่เอกสารยาวเกินไป พิมพ์ไม่เกิน %(most)d ตัวอักษร"), most=DOCUMENT_MOST)
    try:
        written = read_date(typed.get("document_on"))
    except Unreadable as error:
        wrong["document_on"] = error.sentence
        return number, None
    if written is not None and written > day:
        wrong["document_on"] = say(N_("วันที่ของเอกสารยังมาไม่ถึง ตรวจวันอีกครั้ง (วันนี้ %(day)s)"), day=day)
    return number, written


def carried_over(of: Figure, *, free: Decimal, bound: Decimal) -> list[Figure]:
    """Money of a year kept over its end: gone from this year, there in the next; what is bound stays bound.

    `of` gives year, source, document and note.
    """
    found = [
        _like(of, "committed", -bound),
        _like(of, "carried", free + bound),
        _like(of, "allocated", free + bound, next_year=True),
        _like(of, "committed", bound, next_year=True),
    ]
    return [figure for figure in found if figure.amount]


def _entries(one: Figure, *, from_bound: bool) -> list[Figure]:
    if one.kind == RELEASED:
        return [_like(one, "committed", -one.amount)]
    if one.kind == "carried":
        return carried_over(one, free=one.amount, bound=Decimal(0))
    if one.kind == "disbursed" and from_bound:
        return [_like(one, "committed", -one.amount), one]
    return [one]


def _like(of: Figure, kind: str, amount: Decimal, *, next_year: bool = False) -> Figure:
    # what is taken back says why; where nobody typed it, the paper does
    note = of.note or (f"{_WHY[of.kind]} {of.document_no}".strip() if amount < 0 else "")
    year, source = (of.fiscal_year + 1, CARRY) if next_year else (of.fiscal_year, of.source)
    return Figure(kind, amount, year, source, of.document_no, of.document_on, note)


_WHY = {"disbursed": "เบิกจ่ายจากที่ผูกพันไว้", "carried": "กันเหลื่อมปี", RELEASED: "ปลดหนี้ผูกพัน"}
"""Kept in the ledger, so Thai whatever the reader's language is."""


def _year(typed: str, wrong: dict[str, Sentence]) -> int:
    text = arabic_digits(visible(typed))
    year = full_year(int(text)) if text.isascii() and text.isdigit() and len(text) <= 4 else 0
    if not FIRST_YEAR <= year <= LAST_YEAR:
        wrong["fiscal_year"] = say(N_("พิมพ์ปีงบประมาณเป็น พ.ศ. สี่หลัก เช่น 2570"))
    return year


def _amount(typed: str, wrong: dict[str, Sentence]) -> Decimal:
    try:
        amount = read_baht(typed)
    except Unreadable as error:
        wrong["amount"] = error.sentence
        return Decimal(0)
    if not amount:
        wrong["amount"] = say(N_("พิมพ์จำนวนเงินเป็นบาท เช่น 450,000"))
    return amount or Decimal(0)
