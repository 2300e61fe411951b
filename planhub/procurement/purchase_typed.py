"""What the forms of a purchase say, as values: every field that cannot be used with its sentence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from planhub.procurement.purchase_form import NO_DAY, PurchaseForm
from planhub.wording import N_, say
from planhub.workflow.fines import RATES
from planhub.workflow.procurement import GROUNDS, METHODS

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
    over_why: str = ""
    """Why it is above the estimate, as its committee says."""
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
    with PurchaseForm(typed) as form:
        method = form.one_of("method", METHODS, N_("เลือกวิธีจัดหา"))
        ground = form.one_of("ground", GROUNDS) if method == "specific" else None
        return Choice(
            method=method or "",
            ground=(ground or "small") if method == "specific" else None,
            invited=form.number("invited", INVITED_MOST) if method == "selection" else None,
            estimate=form.sum("estimate"),
            egp_no=form.digits("egp_no") or None,
            first_on=form.day("first_on"),
            why=form.text("why", most=REASON_MOST),
        )


def read_own(typed: Mapping[str, str]) -> OwnWork:
    """The form of a work done by the office itself."""
    with PurchaseForm(typed) as form:
        return OwnWork(
            started_on=form.day("started_on", N_("พิมพ์วันที่เริ่มทำงาน")) or NO_DAY,
            ends_on=form.day("ends_on"),
            why=form.text("why", most=REASON_MOST),
        )


def read_step(typed: Mapping[str, str]) -> StepFacts:
    """The form of one step."""
    with PurchaseForm(typed) as form:
        return StepFacts(
            planned_on=form.day("planned_on"),
            actual_on=form.day("actual_on"),
            skipped=form.text("skipped"),
            note=form.text("note", most=REASON_MOST),
        )


def read_terms(typed: Mapping[str, str]) -> Terms:
    """The form of a contract; `from-<year>-<source>` say from which money, where there are several."""
    with PurchaseForm(typed) as form:
        return Terms(
            number=form.text("number", N_("พิมพ์เลขที่สัญญาหรือใบสั่ง")),
            signed_on=form.day("signed_on", N_("พิมพ์วันที่ลงนาม")) or NO_DAY,
            amount=form.sum("contract_amount", N_("พิมพ์วงเงินสัญญา")) or Decimal(0),
            contractor=form.text("contractor", N_("พิมพ์ชื่อผู้รับจ้างหรือผู้ขาย")),
            days=form.number("days", DAYS_MOST, N_("พิมพ์จำนวนวันตามสัญญา")) or 0,
            starts_on=form.day("starts_on"),
            guarantee=form.sum("guarantee", nothing=True),
            guarantee_until=form.day("guarantee_until"),
            fine_per_day=form.sum("fine_per_day", nothing=True),
            fine_kind=form.one_of("fine_kind", {key: rate.word for key, rate in RATES.items()}),
            liability_days=form.number("liability_days", DAYS_MOST),
            over_why=form.text("over_why", most=REASON_MOST),
            shares=_shares(form),
        )


def read_parts(typed: Mapping[str, str]) -> list[Part]:
    """The form that divides a contract: `part-<n>` with `due-<n>`; lines left empty are no instalments."""
    parts = []
    with PurchaseForm(typed) as form:
        for n in range(1, PARTS_MOST + 1):
            amount, due = form.sum(f"part-{n}"), form.day(f"due-{n}")
            if amount is not None:
                parts.append(Part(amount, due, n))
            elif due is not None and f"part-{n}" not in form.wrong:
                form.wrong[f"part-{n}"] = say(N_("มีวันครบกำหนดแต่ไม่มีจำนวนเงินของงวด"))
    return parts


def read_receipt(typed: Mapping[str, str]) -> Receipt:
    """The form of one instalment."""
    with PurchaseForm(typed) as form:
        return Receipt(
            delivered_on=form.day("delivered_on"),
            accepted_on=form.day("accepted_on"),
            acceptance_no=form.text("acceptance_no"),
            paid_on=form.day("paid_on"),
            paid_no=form.text("paid_no"),
            excused_days=form.number("excused_days", DAYS_MOST) or 0,
            excused_why=form.text("excused_why", most=REASON_MOST),
            excused_no=form.text("excused_no"),
        )


def read_return(typed: Mapping[str, str]) -> Return:
    """The form of a guarantee that was given back."""
    with PurchaseForm(typed) as form:
        return Return(
            returned_on=form.day("returned_on", N_("พิมพ์วันที่คืนหลักประกัน")) or NO_DAY,
            document_no=form.text("return_no", N_("พิมพ์เลขที่หนังสือคืนหลักประกัน")),
        )


def read_ending(typed: Mapping[str, str]) -> Ending:
    """The form that ends a contract early."""
    with PurchaseForm(typed) as form:
        return Ending(
            ended_on=form.day("ended_on", N_("พิมพ์วันที่บอกเลิกสัญญา")) or NO_DAY,
            reason=form.text("reason", N_("บอกเหตุผลที่เลิกสัญญา"), most=REASON_MOST),
            document_no=form.text("document_no"),
        )


def _shares(form: PurchaseForm) -> dict[Pot, Decimal]:
    shares = {}
    for name in form.typed:
        year, _, source = name.removeprefix("from-").partition("-")
        known = name.startswith("from-") and year.isascii() and year.isdigit() and len(year) == 4
        if known and (share := form.sum(name, nothing=True)):
            shares[int(year), source] = share
    return shares
