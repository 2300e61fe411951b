"""What is asked once more before a figure is written: it may be right, and often it is a slip."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from planhub.clock import local_day
from planhub.money.accounting import KIND_WORD, Figure, standing_of
from planhub.money.figures import CARRY
from planhub.money.money_entry import MoneyEntry
from planhub.money.year_days import CLOSING
from planhub.proposals.proposal import Proposal
from planhub.wording import N_, Sentence, say

GIVEN = ("allocated", "increased")


def doubt(session: Session, proposal: Proposal, figures: Sequence[Figure]) -> Sentence | None:
    """Whatever is odd of the entries of one form, as one question; None where nothing is."""
    main = next((one for one in figures if one.amount > 0), figures[0])
    found = [one for one in (_over(session, proposal, main), _twice(session, proposal, main)) if one]
    if main.kind in CLOSING:
        words = N_("%(kind)sแล้วเงินจะไม่อยู่กับงานนี้ในปีงบประมาณ %(year)d อีก")
        found.append(say(words, kind=CLOSING[main.kind], year=main.fiscal_year))
    if not found:
        return None
    odd = found[0]
    for more in found[1:]:
        odd = say("%(one)s · %(more)s", one=odd, more=more)
    return say(N_("%(odd)s แน่ใจหรือไม่ ถ้าแน่ใจให้ทำเครื่องหมายที่ “ตรวจแล้ว ถูกต้อง” แล้วบันทึกอีกครั้ง"), odd=odd)


def _over(session: Session, proposal: Proposal, figure: Figure) -> Sentence | None:
    """More is given than was asked for; money kept over from an earlier year was counted there."""
    if figure.kind not in GIVEN or figure.source == CARRY or not proposal.amount:
        return None
    pots = standing_of(session, province_code=proposal.province_code, item_id=proposal.uid)
    given = sum(
        (pot.allocated + pot.increased - pot.decreased for pot in pots.values() if pot.source != CARRY),
        Decimal(0),
    )
    if given + figure.amount <= proposal.amount:
        return None
    words = N_("เงินที่ได้รับรวมจะเป็น %(given)s บาท มากกว่าที่ขอไว้ %(asked)s บาท")
    return say(words, given=given + figure.amount, asked=proposal.amount)


def _twice(session: Session, proposal: Proposal, figure: Figure) -> Sentence | None:
    """The paper stands already behind an entry of this kind that nobody took back."""
    back = aliased(MoneyEntry)
    entry = session.scalars(
        select(MoneyEntry)
        .outerjoin(back, back.corrects_id == MoneyEntry.id)
        .where(MoneyEntry.province_code == proposal.province_code, MoneyEntry.item_id == proposal.uid)
        .where(MoneyEntry.kind == figure.kind, MoneyEntry.document_no == figure.document_no)
        .where(MoneyEntry.amount * figure.amount > 0)
        .where(MoneyEntry.corrects_id.is_(None), back.id.is_(None))
        .order_by(MoneyEntry.id.desc())
        .limit(1)
    ).one_or_none()
    if entry is None or not figure.document_no:
        return None
    words = N_("เลขที่เอกสาร %(number)s มีอยู่แล้วในรายการ%(kind)s %(baht)s บาท ที่บันทึกเมื่อ %(day)s")
    day = local_day(entry.at)
    return say(words, number=entry.document_no, kind=KIND_WORD[entry.kind], baht=abs(entry.amount), day=day)
