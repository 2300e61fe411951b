"""Money figures written into the ledger: checked in words before the database would refuse them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.errors import Invalid
from planhub.money.money_entry import KINDS, ItemMoney, MoneyEntry
from planhub.proposals.proposal import Proposal
from planhub.proposals.reviewing import lock
from planhub.wording import N_, Sentence, say
from planhub.works.following import Recorder

SPENDING = ("committed", "disbursed", "carried", "returned", "lapsed")
"""Kinds that lessen what remains."""


@dataclass(frozen=True)
class Figure:
    """One figure to be written: baht of a kind, in a fiscal year from a source."""

    kind: str
    amount: Decimal
    """Below nothing where it takes back an earlier one; then `note` says why."""
    fiscal_year: int
    source: str
    document_no: str = ""
    document_on: date | None = None
    note: str = ""
    corrects_id: int | None = None
    """The entry that it takes back."""


def record(
    session: Session,
    *,
    province_code: str,
    item_id: UUID,
    proposal_id: int | None,
    figures: Sequence[Figure],
    at: datetime,
    by: int | None,
    capacity: str,
    run_id: int | None = None,
) -> list[MoneyEntry]:
    """Add figures to an item's ledger, all or none, in one statement.

    Raises Invalid {"amount": …} where what they come to does not add up; nothing is written then.
    """
    if proposal_id is not None:
        lock(session, proposal_id)  # two that spend the same money take turns, and the later one is told
    standing = standing_of(session, province_code=province_code, item_id=item_id)
    for year, source in sorted({(figure.fiscal_year, figure.source) for figure in figures}):
        mine = [figure for figure in figures if (figure.fiscal_year, figure.source) == (year, source)]
        sentence = fault(sums(standing.get((year, source)), mine), lessened=_given(mine) < 0)
        if sentence is not None:
            raise Invalid({"amount": sentence})
    entries = [
        MoneyEntry(
            province_code=province_code,
            item_id=item_id,
            proposal_id=proposal_id,
            fiscal_year=figure.fiscal_year,
            source=figure.source,
            kind=figure.kind,
            amount=figure.amount,
            document_no=figure.document_no,
            document_on=figure.document_on,
            note=figure.note,
            at=at,
            by=by,
            capacity=capacity,
            run_id=run_id,
            corrects_id=figure.corrects_id,
        )
        for figure in figures
    ]
    session.add_all(entries)
    session.flush()
    return entries


def record_of(
    session: Session, proposal: Proposal, figures: Sequence[Figure], *, by: Recorder
) -> list[MoneyEntry]:
    """The same for a proposal's item, signed as who records it."""
    return record(
        session,
        province_code=proposal.province_code,
        item_id=proposal.uid,
        proposal_id=proposal.id,
        figures=figures,
        at=by.at,
        by=by.hat.account_id,
        capacity=by.capacity,
    )


def sums(standing: ItemMoney | None, figures: Sequence[Figure]) -> dict[str, Decimal]:
    """What each kind would come to, in baht."""
    found = {kind: getattr(standing, kind) if standing else Decimal(0) for kind in KINDS}
    for figure in figures:
        found[figure.kind] += figure.amount
    return found


def remaining(found: dict[str, Decimal]) -> Decimal:
    """Baht left: allocated + increased - decreased - whatever is bound, paid, carried, returned or lapsed."""
    given = found["allocated"] + found["increased"] - found["decreased"]
    return given - sum((found[kind] for kind in SPENDING), Decimal(0))


def fault(found: dict[str, Decimal], *, lessened: bool = False) -> Sentence | None:
    """Why these sums cannot stand; None when they add up. `lessened`: less is given than before."""
    below = next((kind for kind in KINDS if found[kind] < 0), None)
    if below is not None:
        words = N_("%(kind)sรวมแล้วติดลบ %(baht)s บาท ตรวจจำนวนที่ลดหรือแก้ไข")
        return say(words, kind=KIND_WORD[below], baht=-found[below])
    left = remaining(found)
    if left < 0 and lessened:
        words = N_("เงินที่ได้รับจะน้อยกว่าที่ผูกพันหรือจ่ายไปแล้ว %(baht)s บาท แก้หรือปลดรายการที่ผูกพันหรือเบิกจ่ายก่อน แล้วจึงลด")
        return say(words, baht=-left)
    if left < 0:
        return say(N_("เกินวงเงินที่ได้รับ %(baht)s บาท ตรวจจำนวน หรือบันทึกการโอนเพิ่มก่อน"), baht=-left)
    return None


def _given(figures: Sequence[Figure]) -> Decimal:
    sign = {"allocated": 1, "increased": 1, "decreased": -1}
    return sum((sign.get(one.kind, 0) * one.amount for one in figures), Decimal(0))


KIND_WORD = {
    "requested": N_("ขอตั้ง"),
    "allocated": N_("จัดสรร"),
    "increased": N_("โอนเพิ่ม"),
    "decreased": N_("โอนลด"),
    "committed": N_("ก่อหนี้ผูกพัน"),
    "disbursed": N_("เบิกจ่าย"),
    "carried": N_("กันเหลื่อมปี"),
    "returned": N_("ส่งคืน"),
    "lapsed": N_("พับไป"),
}


def standing_of(session: Session, *, province_code: str, item_id: UUID) -> dict[tuple[int, str], ItemMoney]:
    """What an item's entries come to now, by fiscal year and source."""
    rows = session.scalars(
        select(ItemMoney)
        .where(ItemMoney.province_code == province_code, ItemMoney.item_id == item_id)
        .order_by(ItemMoney.fiscal_year, ItemMoney.source)
        .execution_options(populate_existing=True)
    )
    return {(row.fiscal_year, row.source): row for row in rows}
