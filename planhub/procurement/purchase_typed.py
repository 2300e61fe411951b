"""What the forms of a purchase say, as values: every field that cannot be used with its sentence."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from planhub.errors import Invalid
from planhub.wording import N_, say
from planhub.workflow.fines import RATES
from planhub.workflow.procurement import GROUNDS, METHODS
from planhub.works.typed_form import Form

DAYS_MOST, INVITED_MOST, PARTS_MOST = 3_650, 500, 36
REASON_MOST = 1_000
Pot = tuple[int, str]
"""A fiscal year and a source of money."""


@dataclass(frozen=True)
class Choice:
    """The method chosen, and what goes with it."""

    method: str
    ground: str | None = None
    invited: int | None = None
    estimate: Decimal | None = None
    egp_no: str | None = None
    first_on: date | None = None
    """Day on which the first step is begun; the planned days follow from it."""
    why: str = ""
    """Why a purchase that had begun is begun anew."""


@dataclass(frozen=True)
class OwnWork:
    """The office does it by itself."""

    started_on: date
    ends_on: date | None = None
    why: str = ""


@dataclass(frozen=True)
class StepFacts:
    """What is recorded of a step."""

    planned_on: date | None = None
    actual_on: date | None = None
    skipped: str = ""
    note: str = ""


@dataclass(frozen=True)
class Terms:
    """A contract as it was signed."""

    number: str
    signed_on: date
    amount: Decimal
    contractor: str
    days: int
    starts_on: date | None = None
    """None: the day after it was signed."""
    guarantee: Decimal | None = None
    """None: the usual share of the sum."""
    guarantee_until: date | None = None
    fine_per_day: Decimal | None = None
    fine_kind: str | None = None
    """An id of workflow.fines.RATES."""
    liability_days: int | None = None
    """None: the usual days."""
    shares: Mapping[Pot, Decimal] = field(default_factory=dict)
    """From which money; empty: the oldest first."""


@dataclass(frozen=True)
class Part:
    """An instalment that is not delivered yet."""

    amount: Decimal
    due_on: date | None = None
    line: int = 1
    """Where it stands in its form."""


@dataclass(frozen=True)
class Receipt:
    """What became of an instalment."""

    delivered_on: date | None = None
    accepted_on: date | None = None
    acceptance_no: str = ""
    paid_on: date | None = None
    paid_no: str = ""
    excused_days: int = 0
    """Days late for which no fine is asked, with the reason and the document."""
    excused_why: str = ""
    excused_no: str = ""


@dataclass(frozen=True)
class Amendment:
    """More days, another sum, or both."""

    reason: str
    days_more: int = 0
    amount: Decimal | None = None
    """The new sum of the contract; None: as it was."""
    document_no: str = ""


@dataclass(frozen=True)
class Return:
    """A guarantee given back to the contractor."""

    returned_on: date
    document_no: str


@dataclass(frozen=True)
class Ending:
    """A contract ended before the work was done."""

    ended_on: date
    reason: str
    document_no: str = ""


def read_choice(typed: Mapping[str, str]) -> Choice:
    """The form of the method."""
    form = Form(typed)
    method = form.one_of("method", METHODS, N_("เลือกวิธีจัดหา"))
    ground = form.one_of("ground", GROUNDS) if method == "specific" else None
    choice = Choice(
        method=method or "",
        ground=(ground or "small") if method == "specific" else None,
        invited=form.count("invited", INVITED_MOST) if method == "selection" else None,
        estimate=form.sum("estimate"),
        egp_no=form.digits("egp_no") or None,
        first_on=form.day("first_on"),
        why=form.words("why", most=REASON_MOST),
    )
    form.refuse()
    return choice


def read_own(typed: Mapping[str, str]) -> OwnWork:
    """The form of a work done by the office itself."""
    form = Form(typed)
    started = form.day("started_on", N_("พิมพ์วันที่เริ่มทำงาน"))
    ends, why = form.day("ends_on"), form.words("why", most=REASON_MOST)
    if form.wrong or started is None:
        raise Invalid(form.wrong)
    return OwnWork(started, ends, why)


def read_step(typed: Mapping[str, str]) -> StepFacts:
    """The form of one step."""
    form = Form(typed)
    facts = StepFacts(
        planned_on=form.day("planned_on"),
        actual_on=form.day("actual_on"),
        skipped=form.words("skipped"),
        note=form.words("note", most=REASON_MOST),
    )
    form.refuse()
    return facts


def read_terms(typed: Mapping[str, str]) -> Terms:
    """The form of a contract; `from-<year>-<source>` say from which money, where there are several."""
    form = Form(typed)
    number = form.words("number", N_("พิมพ์เลขที่สัญญาหรือใบสั่ง"))
    signed = form.day("signed_on", N_("พิมพ์วันที่ลงนาม"))
    amount = form.sum("contract_amount", N_("พิมพ์วงเงินสัญญา"))
    contractor = form.words("contractor", N_("พิมพ์ชื่อผู้รับจ้างหรือผู้ขาย"))
    days = form.count("days", DAYS_MOST, N_("พิมพ์จำนวนวันตามสัญญา"))
    starts, guarantee = form.day("starts_on"), form.sum("guarantee", nothing=True)
    until, fine = form.day("guarantee_until"), form.sum("fine_per_day", nothing=True)
    kind = form.one_of("fine_kind", {key: rate.word for key, rate in RATES.items()})
    liability = form.count("liability_days", DAYS_MOST)
    shares = {}
    for name in typed:
        year, _, source = name.removeprefix("from-").partition("-")
        known = name.startswith("from-") and year.isascii() and year.isdigit() and len(year) == 4
        if known and (share := form.sum(name, nothing=True)):
            shares[int(year), source] = share
    if form.wrong or signed is None or amount is None or days is None:
        raise Invalid(form.wrong)
    agreed = Terms(number, signed, amount, contractor, days, starts, guarantee, until, fine)
    return replace(agreed, fine_kind=kind, liability_days=liability, shares=shares)


def read_parts(typed: Mapping[str, str]) -> list[Part]:
    """The form that divides a contract: `part-<n>` with `due-<n>`; lines left empty are no instalments."""
    form, parts = Form(typed), []
    for n in range(1, PARTS_MOST + 1):
        amount, due = form.sum(f"part-{n}"), form.day(f"due-{n}")
        if amount is not None:
            parts.append(Part(amount, due, n))
        elif due is not None and f"part-{n}" not in form.wrong:
            form.wrong[f"part-{n}"] = say(N_("มีวันครบกำหนดแต่ไม่มีจำนวนเงินของงวด"))
    form.refuse()
    return parts


def read_receipt(typed: Mapping[str, str]) -> Receipt:
    """The form of one instalment."""
    form = Form(typed)
    receipt = Receipt(
        delivered_on=form.day("delivered_on"),
        accepted_on=form.day("accepted_on"),
        acceptance_no=form.words("acceptance_no"),
        paid_on=form.day("paid_on"),
        paid_no=form.words("paid_no"),
        excused_days=form.count("excused_days", DAYS_MOST) or 0,
        excused_why=form.words("excused_why", most=REASON_MOST),
        excused_no=form.words("excused_no"),
    )
    form.refuse()
    return receipt


def read_return(typed: Mapping[str, str]) -> Return:
    """The form of a guarantee that was given back."""
    form = Form(typed)
    day = form.day("returned_on", N_("พิมพ์วันที่คืนหลักประกัน"))
    number = form.words("return_no", N_("พิมพ์เลขที่หนังสือคืนหลักประกัน"))
    if form.wrong or day is None:
        raise Invalid(form.wrong)
    return Return(day, number)


def read_ending(typed: Mapping[str, str]) -> Ending:
    """The form that ends a contract early."""
    form = Form(typed)
    ended = form.day("ended_on", N_("พิมพ์วันที่บอกเลิกสัญญา"))
    reason = form.words("reason", N_("บอกเหตุผลที่เลิกสัญญา"), most=REASON_MOST)
    number = form.words("document_no")
    if form.wrong or ended is None:
        raise Invalid(form.wrong)
    return Ending(ended, reason, number)
