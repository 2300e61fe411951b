"""How a public office may buy: the methods, what each allows, steps and usual days, fines, guarantees.

After the Public Procurement and Supplies Administration Act B.E. 2560 (พ.ร.บ. 2560), its ministerial
regulation on ceilings (กฎกระทรวง 2560) and the Finance Ministry's rules (ระเบียบฯ 2560).
Every figure is a setting.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from planhub.wording import N_, Sentence, say

METHODS = {
    "ebidding": N_("ประกาศเชิญชวน: e-bidding"),
    "emarket": N_("ประกาศเชิญชวน: e-market"),
    "price_quote": N_("ประกาศเชิญชวน: สอบราคา"),
    "selection": N_("วิธีคัดเลือก"),
    "specific": N_("วิธีเฉพาะเจาะจง"),
}

GROUNDS = {
    "small": N_("วงเงินเล็กน้อย มาตรา 56 (2) (ข)"),
    "failed": N_("ประกาศหรือคัดเลือกแล้วไม่ได้ผู้ขายหรือผู้รับจ้าง มาตรา 56 (2) (ก)"),
    "sole": N_("มีผู้ประกอบการรายเดียว มาตรา 56 (2) (ค)"),
    "urgent": N_("จำเป็นฉุกเฉินเพราะภัยพิบัติหรือโรคติดต่อ มาตรา 56 (2) (ง)"),
    "related": N_("เกี่ยวพันกับพัสดุที่ซื้อหรือจ้างไว้ก่อนแล้ว มาตรา 56 (2) (จ)"),
    "other": N_("กรณีอื่นตามมาตรา 56 (2)"),
}
"""Why one supplier may be asked alone; only the first has a ceiling."""


@dataclass(frozen=True)
class Step:
    """One step of a method: its word, and how many days it usually takes."""

    word: str
    days: int
    working: bool = False
    """Counted in working days: Saturdays and Sundays are left out; public holidays are not known here."""


STEPS = {
    "tor": Step(N_("ร่างขอบเขตงาน (TOR) และราคากลาง"), 7),
    "approve": Step(N_("รายงานขอซื้อขอจ้างและอนุมัติหลักการ"), 5),
    "notice": Step(N_("ประกาศเชิญชวน"), 21),
    "invite": Step(N_("หนังสือเชิญชวน"), 7),
    "quote": Step(N_("เชิญเสนอราคาและเจรจา"), 3),
    "receive": Step(N_("รับซองหรือข้อเสนอ"), 1),
    "weigh": Step(N_("พิจารณาผล"), 7),
    "winner": Step(N_("ประกาศผู้ชนะ"), 3),
    "appeal": Step(N_("พ้นระยะเวลาอุทธรณ์"), 7, working=True),
    "contract": Step(N_("ลงนามสัญญา"), 14),
}
"""Days are the guide of a municipal purchasing system; the appeal's are of sections 66 and 117."""

_OPEN = ("tor", "approve", "notice", "receive", "weigh", "winner", "appeal", "contract")
STEPS_OF: dict[str, tuple[str, ...]] = {
    "ebidding": _OPEN,
    "emarket": _OPEN,
    "price_quote": _OPEN,
    "selection": ("tor", "approve", "invite", "receive", "weigh", "winner", "appeal", "contract"),
    # nobody is invited in public, and only who made an offer may appeal (section 114)
    "specific": ("tor", "approve", "quote", "winner", "contract"),
}


@dataclass(frozen=True)
class Limits:
    """The figures that rules and suggestions go by; an installation may set each."""

    small: Decimal = Decimal(500_000)
    """Baht: the ceiling of a small sum; open invitations are for more (กฎกระทรวง ข้อ 1, ระเบียบฯ ข้อ 30-32)."""
    quote: Decimal = Decimal(5_000_000)
    """Baht: the ceiling of a price quotation (ระเบียบฯ ข้อ 32)."""
    invited: int = 3
    """How many a selection invites at least (พ.ร.บ. 2560 มาตรา 55 (2), ระเบียบฯ ข้อ 74)."""
    guarantee: Decimal = Decimal(5)
    """Percent of the contract that a guarantee usually is (ระเบียบฯ ข้อ 168)."""
    liability: int = 730
    """Days after the last acceptance in which the contractor mends defects: two years are usual."""
    fine_share: Decimal = Decimal(10)
    """Percent of the contract from which on fines ask for ending it to be weighed (ระเบียบฯ ข้อ 183)."""
    days: Mapping[str, int] = field(default_factory=dict)
    """Usual days of a step, where they differ from STEPS."""

    def days_of(self, step: str) -> int:
        """Usual days of a step here."""
        return self.days.get(step, STEPS[step].days)


USUAL = Limits()


def sum_fault(
    method: str, amount: Decimal, *, ground: str | None = None, limits: Limits = USUAL
) -> Sentence | None:
    """Why a sum (baht) may not be bought by this method, the rule named; None when it may."""
    if method in ("ebidding", "emarket", "price_quote") and amount <= limits.small:
        words = N_(
            "%(method)s ใช้กับวงเงินเกิน %(baht)s บาท (ระเบียบกระทรวงการคลังฯ 2560 ข้อ 30–32) "
            "วงเงินนี้ใช้วิธีเฉพาะเจาะจงได้"
        )
        return say(words, method=METHODS[method], baht=limits.small)
    if method == "price_quote" and amount > limits.quote:
        words = N_("สอบราคาใช้กับวงเงินไม่เกิน %(baht)s บาท (ระเบียบกระทรวงการคลังฯ 2560 ข้อ 32) เลือก e-bidding แทน")
        return say(words, baht=limits.quote)
    if method == "specific" and ground in (None, "small") and amount > limits.small:
        words = N_(
            "วิธีเฉพาะเจาะจงเพราะวงเงินเล็กน้อย ใช้ได้ไม่เกิน %(baht)s บาท "
            "(พ.ร.บ. การจัดซื้อจัดจ้าง 2560 มาตรา 56 (2) (ข) และกฎกระทรวง 2560) "
            "เลือก e-bidding หรือเหตุอื่นตามมาตรา 56 (2)"
        )
        return say(words, baht=limits.small)
    return None


def invited_fault(method: str, invited: int | None, *, limits: Limits = USUAL) -> Sentence | None:
    """Why so few cannot be invited; None where it is well, or nobody is invited by name."""
    if method != "selection" or (invited is not None and invited >= limits.invited):
        return None
    words = N_("วิธีคัดเลือกต้องเชิญไม่น้อยกว่า %(n)d ราย (พ.ร.บ. 2560 มาตรา 55 (2) และระเบียบฯ ข้อ 74) พิมพ์จำนวนที่เชิญ")
    return say(words, n=limits.invited)


def planned_days(method: str, first: date, *, limits: Limits = USUAL) -> dict[str, date]:
    """The day by which each step is usually done, when the first is begun on that day."""
    day, found = first, {}
    for step in STEPS_OF[method]:
        days = limits.days_of(step)
        day = working_days_after(day, days) if STEPS[step].working else day + timedelta(days=days)
        found[step] = day
    return found


def working_days_after(day: date, n: int) -> date:
    """The n-th working day after a day; public holidays are not known here."""
    while n > 0:
        day += timedelta(days=1)
        n -= day.weekday() < 5
    return day


def actual_fault(
    step: str, day: date, *, today: date, done: Mapping[str, date], method: str
) -> Sentence | None:
    """Why a step cannot have been done on that day: in the future, or out of turn; None when it can.

    `done` holds the actual days of the steps that are recorded.
    """
    if day > today:
        return say(N_("วันที่ทำจริงยังมาไม่ถึง (วันนี้ %(today)s) ใส่วันที่ทำจริง หรือแก้วันตามแผนแทน"), today=today)
    steps = STEPS_OF[method]
    at = steps.index(step)
    before = next((one for one in reversed(steps[:at]) if one in done), None)
    if before is not None and day < done[before]:
        words = N_("ขั้นนี้เกิดก่อน “%(step)s” ซึ่งทำเมื่อ %(day)s ไม่ได้ ตรวจวันอีกครั้ง")
        return say(words, step=STEPS[before].word, day=done[before])
    after = next((one for one in steps[at + 1 :] if one in done), None)
    if after is not None and day > done[after]:
        words = N_("ขั้นนี้เกิดหลัง “%(step)s” ซึ่งทำเมื่อ %(day)s ไม่ได้ ตรวจวันอีกครั้ง")
        return say(words, step=STEPS[after].word, day=done[after])
    return None


def appeal_fault(
    method: str, *, winner_on: date | None, appeal_skipped: bool, signed_on: date
) -> Sentence | None:
    """Why a contract may not be signed yet: the days of appeal run; None when it may."""
    if "appeal" not in STEPS_OF[method] or winner_on is None or appeal_skipped:
        return None
    last = working_days_after(winner_on, STEPS["appeal"].days)
    if signed_on > last:
        return None
    words = N_(
        "ลงนามได้หลังพ้นระยะเวลาอุทธรณ์ 7 วันทำการ คือหลังวันที่ %(day)s (พ.ร.บ. 2560 มาตรา 66 และ 117) "
        "ถ้ามีเหตุยกเว้น ให้ข้ามขั้นอุทธรณ์พร้อมเหตุผลก่อน"
    )
    return say(words, day=last)


def guarantee_of(amount: Decimal, *, limits: Limits = USUAL) -> Decimal:
    """The usual guarantee of a contract's sum, baht."""
    return _satang(amount * limits.guarantee / 100)


def last_day(starts_on: date, days: int) -> date:
    """Day by which a contract of so many days is due; the day it begins counts as the first."""
    return starts_on + timedelta(days=days - 1)


def days_late(due_on: date | None, delivered_on: date, *, fined: Iterable[tuple[date, date]] = ()) -> int:
    """Days from the due day to the delivery; a day that another instalment was fined for counts once.

    `fined` holds (due, delivered) of the other instalments that were late.
    """
    if due_on is None or delivered_on <= due_on:
        return 0
    late = {due_on + timedelta(days=n) for n in range(1, (delivered_on - due_on).days + 1)}
    for due, delivered in fined:
        late -= {due + timedelta(days=n) for n in range(1, (delivered - due).days + 1)}
    return len(late)


def fine_of(days: int, fine_per_day: Decimal | None) -> Decimal:
    """Baht to be paid for so many days."""
    return _satang((fine_per_day or Decimal(0)) * days)


def division_fault(parts: Sequence[Decimal], amount: Decimal) -> Sentence | None:
    """Why these instalments are not the contract's sum; None when they are, to the satang."""
    whole = sum(parts, Decimal(0))
    if whole == amount:
        return None
    if whole < amount:
        words = N_("รวมทุกงวดได้ %(whole)s บาท ขาดจากวงเงินสัญญา %(amount)s บาท อยู่ %(rest)s บาท")
    else:
        words = N_("รวมทุกงวดได้ %(whole)s บาท เกินวงเงินสัญญา %(amount)s บาท ไป %(rest)s บาท")
    return say(words, whole=whole, amount=amount, rest=abs(amount - whole))


def _satang(sum_: Decimal) -> Decimal:
    return sum_.quantize(Decimal("0.01"), ROUND_HALF_UP)
