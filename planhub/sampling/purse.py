"""The money of one made-up work: entries of the ledger, in the order in which an office would write them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from uuid import UUID

from planhub.clock import BANGKOK, BUDDHIST_ERA, fiscal_year, local_day
from planhub.money.money_entry import MoneyEntry
from planhub.sampling.offices import Actor
from planhub.sampling.storing import Sheaf

CARRY = "carry"
LAST_MONTH, LAST_DAY = 9, 30
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Owner:
    """Whose money it is: the item, and who writes its figures down."""

    province: str
    uid: UUID
    proposal_id: int
    clerk: Actor


def rounded(sum_: Decimal, to: int) -> Decimal:
    """A sum in whole hundreds, thousands …"""
    return (sum_ / to).to_integral_value(ROUND_HALF_UP) * to


class Purse:
    """What is free and what is bound of an item's money, kept over each year's end as time passes."""

    def __init__(self, sheaf: Sheaf, chance: Random, owner: Owner, *, year: int, source: str) -> None:
        self._sheaf, self._chance, self._owner = sheaf, chance, owner
        self.year, self.source = year, source
        self.free = self.bound = self.paid = NOTHING
        self.lapses = False
        """Nobody gives back what is left, so that it lapses with its year."""

    def receive(self, amount: Decimal, at: datetime, *, kind: str = "allocated") -> None:
        """Money comes: allocated, or transferred to it later (increased)."""
        self._write(kind, amount, at)
        self.free += amount

    def give_up(self, amount: Decimal, at: datetime) -> None:
        """Money is transferred to another item."""
        self._write("decreased", amount, at)
        self.free -= amount

    def bind(self, amount: Decimal, at: datetime, *, number: str) -> None:
        """A contract or order binds a sum."""
        self.pass_years(local_day(at))
        self._write("committed", amount, at, number=number)
        self.free, self.bound = self.free - amount, self.bound + amount

    def pay(self, amount: Decimal, at: datetime, *, note: str) -> None:
        """A part of what is bound is paid."""
        self.pass_years(local_day(at))
        number = self._number(at, "ฎ.")
        self._write("committed", -amount, at, number=number, note=note)
        self._write("disbursed", amount, at, number=number, note=note)
        self.bound, self.paid = self.bound - amount, self.paid + amount

    def spend(self, amount: Decimal, at: datetime) -> None:
        """A sum is paid without a contract."""
        self.pass_years(local_day(at))
        self._write("disbursed", amount, at, number=self._number(at, "ฎ."))
        self.free, self.paid = self.free - amount, self.paid + amount

    def give_back(self, at: datetime) -> None:
        """What is free goes back to where it came from."""
        self.pass_years(local_day(at))
        if self.free > 0:
            self._write("returned", self.free, at, note="เงินเหลือจ่าย ส่งคืน")
            self.free = NOTHING

    def pass_years(self, day: date) -> None:
        """At each year's end before a day: what is left is kept and stands again in the next year."""
        while self.year < fiscal_year(day):
            last = date(self.year - BUDDHIST_ERA, LAST_MONTH, LAST_DAY)
            at = datetime(last.year, last.month, last.day, 15, 30, tzinfo=BANGKOK) - timedelta(
                days=self._chance.randint(0, 9)
            )
            left, number, note = self.free + self.bound, self._number(at, "กค 0402/"), "กันเงินไว้เบิกเหลื่อมปี"
            if self.lapses and not self.bound and left > 0:
                self._write("lapsed", left, at, number=number, note="งานแล้วเสร็จ เงินที่เหลือไม่ได้ส่งคืนก่อนสิ้นปี")
                self.free = left = NOTHING
            if left > 0:
                if self.bound > 0:
                    self._write("committed", -self.bound, at, number=number, note=note)
                self._write("carried", left, at, number=number, note=note)
            self.year, self.source = self.year + 1, CARRY if left > 0 else self.source
            if left > 0:
                self._write("allocated", left, at, number=number, note=note)
                if self.bound > 0:
                    self._write("committed", self.bound, at, number=number, note=note)

    def _write(self, kind: str, amount: Decimal, at: datetime, *, number: str = "", note: str = "") -> None:
        owner = self._owner
        self._sheaf.add(
            MoneyEntry,
            province_code=owner.province,
            item_id=owner.uid,
            proposal_id=owner.proposal_id,
            fiscal_year=self.year,
            source=self.source,
            kind=kind,
            amount=amount,
            document_no=number or self._number(at, "มท 0232/"),
            document_on=local_day(at),
            note=note,
            at=at,
            by=owner.clerk.account_id,
            capacity=owner.clerk.capacity,
        )

    def _number(self, at: datetime, prefix: str) -> str:
        return f"{prefix}{self._chance.randint(12, 4800)}/{fiscal_year(local_day(at))}"
