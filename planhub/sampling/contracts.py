"""The contract of a made-up work: its days, what amended it, its instalments, fines and payment."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any

from planhub.clock import local_day
from planhub.procurement.guaranteeing import GRACE
from planhub.sampling.buying import hour
from planhub.sampling.offices import Actor
from planhub.sampling.purse import Purse, rounded
from planhub.sampling.storing import Sheaf
from planhub.sampling.words import Kind, said_of_works
from planhub.workflow.fines import RATES
from planhub.workflow.procurement import USUAL, days_late, fine_of, guarantee_of, last_day
from planhub.works.work import Contract, ContractChange, Instalment

PARTS = ((Decimal(500_000), 1), (Decimal(2_000_000), 2), (Decimal(10_000_000), 3))
"""Instalments of a contract up to so many baht; four above."""
USUAL_DAYS = ((Decimal(500_000), (45, 90)), (Decimal(5_000_000), (90, 180)))
LONG_DAYS = (180, 330)
FINE_SHARE = {"supply": Decimal("0.002"), "whole": Decimal("0.001"), "traffic": Decimal("0.0025")}
"""Of the contract's sum, what a day late costs: the most that the rules allow its kind."""
IN_TRAFFIC = "ผิวทางแอสฟัลต์คอนกรีต"
DELIVERED = frozenset({"buy", "install", "train", "develop"})
"""Works whose parts can be accepted one by one."""
LIABLE = {"supply": 365}
EXCUSE = "น้ำท่วมทางเข้าพื้นที่ ส่งวัสดุไม่ได้ ผู้รับจ้างแจ้งเหตุภายใน 15 วัน"
RETURNED, EXCUSED = 0.6, 0.25
"""How often a guarantee that is owed was given back in time, and a late delivery was not fined in full."""
FINISHED = 100


def fine_per_day(kind: str, amount: Decimal) -> Decimal:
    """Baht a day late that the rules allow a contract of that kind and sum."""
    share = (amount * FINE_SHARE[kind]).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return max(share, RATES[kind].floor)


@dataclass(frozen=True)
class Bought:
    """A contract that is to be written, and how far its work is."""

    id: int
    proposal_id: int
    number: str
    signed: datetime
    amount: Decimal
    completed: datetime | None
    physical: int
    now: datetime
    clerk: Actor
    kind: Kind

    @property
    def fine_kind(self) -> str:
        """An id of workflow.fines.RATES."""
        if self.kind.what == IN_TRAFFIC:
            return "traffic"
        return "supply" if self.kind.work in DELIVERED else "whole"

    @property
    def liability_days(self) -> int:
        """Days after the last acceptance in which defects are mended."""
        return LIABLE.get(self.fine_kind, USUAL.liability)

    def of_its_own(self) -> Random:
        """Chance for what was added to the story later, so that the rest of it stays as it was."""
        return Random(f"{self.number}:{self.amount}")  # noqa: S311 - sample data, not a secret


def draw_days(chance: Random, bought: Bought) -> int:
    """Days of the contract: most works keep them, some are late."""
    usual = next((days for most, days in USUAL_DAYS if bought.amount <= most), LONG_DAYS)
    if bought.completed is not None:
        took = max(20, (bought.completed - bought.signed).days)
        return (
            round(took * chance.uniform(0.75, 0.95))
            if chance.random() < 0.2
            else took + chance.randint(3, 40)
        )
    passed = (bought.now - bought.signed).days
    drawn = chance.randint(*usual)
    return drawn if drawn > passed or chance.random() < 0.4 else passed + chance.randint(12, 120)


def write_contract(sheaf: Sheaf, chance: Random, purse: Purse, bought: Bought) -> date:
    """The contract, what amended it, its instalments and their payment; the day by which it is due."""
    signed = local_day(bought.signed)
    days = draw_days(chance, bought)
    starts = signed + timedelta(days=1)
    ends = first_end = last_day(starts, days)
    extended = bought.completed is None and ends < local_day(bought.now) and chance.random() < 0.3
    more = chance.choice((15, 30, 45)) if extended else 0
    ends += timedelta(days=more)
    sheaf.add(
        Contract,
        id=bought.id,
        proposal_id=bought.proposal_id,
        number=bought.number,
        signed_on=signed,
        amount=bought.amount,
        contractor=chance.choice(said_of_works("contractors")),
        days=days + more,
        starts_on=starts,
        ends_on=ends,
        guarantee=guarantee_of(bought.amount),
        guarantee_until=ends + timedelta(days=bought.liability_days),
        liability_days=bought.liability_days,
        **_given_back(bought),
        fine_kind=bought.fine_kind,
        fine_per_day=fine_per_day(bought.fine_kind, bought.amount),
        by=bought.clerk.account_id,
        at=bought.signed,
    )
    if more:
        _write_extension(sheaf, bought, first_end=first_end, more=more)
    purse.bind(bought.amount, bought.signed, number=bought.number)
    _write_instalments(sheaf, chance, purse, bought, ends=ends)
    return ends


def _write_extension(sheaf: Sheaf, bought: Bought, *, first_end: date, more: int) -> None:
    sheaf.add(
        ContractChange,
        contract_id=bought.id,
        kind="extend",
        days_more=more,
        amount_before=bought.amount,
        amount_after=bought.amount,
        ends_before=first_end,
        ends_after=first_end + timedelta(days=more),
        reason="ฝนตกต่อเนื่อง น้ำท่วมพื้นที่ก่อสร้าง ทำงานไม่ได้",
        document_no=f"{bought.number} (แก้ไขครั้งที่ 1)",
        by=bought.clerk.account_id,
        capacity=bought.clerk.capacity,
        at=hour(first_end - timedelta(days=3)),
    )


def _given_back(bought: Bought) -> dict[str, Any]:
    """When the guarantee is owed, and when it was given back: in time, or it still waits."""
    if bought.completed is None:
        return {"guarantee_due_on": None, "guarantee_returned_on": None, "guarantee_return_no": ""}
    chance = bought.of_its_own()
    due = local_day(bought.completed) + timedelta(days=bought.liability_days)
    back: date | None = due + timedelta(days=chance.randint(1, GRACE))
    if back and (back >= local_day(bought.now) or chance.random() > RETURNED):
        back = None
    number = f"มท 0232/{chance.randint(40, 2400)}" if back else ""
    return {"guarantee_due_on": due, "guarantee_returned_on": back, "guarantee_return_no": number}


def _write_instalments(sheaf: Sheaf, chance: Random, purse: Purse, bought: Bought, *, ends: date) -> None:
    fined: list[tuple[date, date]] = []
    mercy, a_day = bought.of_its_own(), fine_per_day(bought.fine_kind, bought.amount)
    parts = list(_parts(bought.amount))
    signed, before = local_day(bought.signed), local_day(bought.signed)
    for no, amount in enumerate(parts, start=1):
        due = signed + (ends - signed) * no // len(parts)
        delivered, accepted, paid = _days(chance, bought, no / len(parts))
        if delivered and accepted:
            delivered, accepted = max(delivered, before), max(accepted, before)
            before = accepted
        late = days_late(due, delivered, fined=fined) if delivered else 0
        excused = min(late, mercy.randint(3, 20)) if late and mercy.random() < EXCUSED else 0
        if late > excused and delivered:
            fined.append((due, delivered))
        sheaf.add(
            Instalment,
            contract_id=bought.id,
            no=no,
            amount=amount,
            due_on=due,
            delivered_on=delivered,
            accepted_on=accepted,
            acceptance_no=f"ตร.{chance.randint(3, 900)}" if accepted else "",
            fine=min(fine_of(late - excused, a_day), bought.amount),
            excused_days=excused,
            excused_why=EXCUSE if excused else "",
            excused_no=f"มท 0232/{mercy.randint(40, 2400)}" if excused else "",
            paid_on=paid,
            by=bought.clerk.account_id,
            at=hour(paid or accepted or signed),
        )
        if paid:
            purse.pay(amount, hour(paid), note=f"จ่ายงวดที่ {no} สัญญา {bought.number}")


def _days(chance: Random, bought: Bought, share: float) -> tuple[date | None, date | None, date | None]:
    """When a part was delivered, accepted and paid; the last is accepted on the day of completion."""
    signed, today = local_day(bought.signed), local_day(bought.now)
    if bought.completed is not None:
        done = local_day(bought.completed)
        accepted = signed + timedelta(days=round((done - signed).days * share)) if share < 1 else done
    else:
        if share * FINISHED > bought.physical:
            return None, None, None
        passed = (today - signed).days * share * FINISHED / bought.physical
        accepted = min(signed + timedelta(days=round(passed)), today - timedelta(days=1))
    delivered = max(signed, accepted - timedelta(days=chance.randint(1, 5)))
    paid = accepted + timedelta(days=chance.randint(5, 24))
    return delivered, max(delivered, accepted), paid if paid < today else None


def _parts(amount: Decimal) -> Iterator[Decimal]:
    """Instalments that come to the contract's sum, the last one with what rounding has left."""
    n = next((n for most, n in PARTS if amount <= most), 4)
    each = rounded(amount / n, 1_000) if n > 1 else amount
    for _ in range(n - 1):
        yield each
    yield amount - each * (n - 1)
