"""Figures entered for a work and taken back: its first money moves it on, the last to go moves it back."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.errors import Conflict, IllegalMove, Invalid, NotAllowed, NotFound
from planhub.money.accounting import Figure, record_of, standing_of
from planhub.money.doubts import doubt
from planhub.money.figures import CARRY, SOURCES, read_document, read_figures
from planhub.money.money_entry import ItemMoney, MoneyEntry
from planhub.money.year_days import YEAR_END_DAYS
from planhub.proposals.proposal import Proposal
from planhub.thai.folding import visible
from planhub.thai.money import Unreadable, baht, read_baht
from planhub.wording import N_, Sentence, say
from planhub.workflow.roles import OFFICE_WORD, Hat, Level
from planhub.workflow.stages import STAGE_WORD, Action, Stage
from planhub.works.beginning import take
from planhub.works.following import Recorder, follow
from planhub.works.work import Work
from planhub.works.works import UNDERWAY

WAITING = (Stage.PLANNED,)
BEFORE_WORKS = (Stage.FUNDED, Stage.PROCUREMENT)
OWN = (Stage.LOCAL, Stage.JOINT)
"""A local authority does it: such an item keeps its stage whatever becomes of its money."""


def keeper(proposal: Proposal) -> Level:
    """The level that keeps an item's money: the local authority's of its own items, else the province."""
    ended = proposal.stage in (Stage.COMPLETED, Stage.EVALUATED) and proposal.plan_year is None
    return Level.SUBDISTRICT if proposal.stage in OWN or ended else Level.PROVINCE


def has_money_stage(proposal: Proposal) -> bool:
    """Whether money may be entered at all: it is in the plan, or a local authority has taken it on."""
    return proposal.stage in UNDERWAY


def enter(
    session: Session,
    *,
    proposal: Proposal,
    typed: Mapping[str, str],
    version: int | None,
    by: Recorder,
    days: int = YEAR_END_DAYS,
) -> list[MoneyEntry]:
    """Enter a typed figure; an odd one only where `sure` is ticked. `days`: see year_days.

    Raises Invalid, Conflict (somebody was first), NotAllowed or IllegalMove; nothing is written then.
    """
    figures = read_figures(typed, day=by.day, days=days)
    work = _open(session, proposal, version, by)
    _check_bound(session, proposal, figures)
    if typed.get("sure") != "yes" and (odd := doubt(session, proposal, figures)):
        raise Invalid({"sure": odd})
    return write(session, proposal=proposal, work=work, figures=figures, by=by)


def correct(
    session: Session,
    *,
    proposal: Proposal,
    entry_id: int,
    typed: Mapping[str, str],
    version: int | None,
    by: Recorder,
) -> list[MoneyEntry]:
    """Take back an entry with what was written beside it, and write the right sum where one is typed.

    Fields: `reason`, `document_no`, `document_on`, `amount` (blank: it should not have been written at all).
    Raises what `enter` raises, and NotFound for another work's.
    """
    amount, meant = _read_correction(typed, by.day)
    work = _open(session, proposal, version, by)
    entry = session.get(MoneyEntry, entry_id)
    if entry is None or entry.proposal_id != proposal.id:
        raise NotFound(N_("ไม่พบรายการเงินนี้"))
    if entry.corrects_id is not None:
        raise Invalid({"reason": say(N_("รายการนี้เป็นการแก้ไขอยู่แล้ว ถ้ายังไม่ถูกให้บันทึกรายการใหม่"))})
    if is_corrected(session, entry):
        raise Conflict(N_("มีผู้อื่นแก้ไขรายการนี้ไปก่อนแล้ว ดูรายการล่าสุดในตาราง"), theirs=work)
    figures = []
    for old in together(session, entry):
        same = replace(meant, kind=old.kind, fiscal_year=old.fiscal_year, source=old.source)
        figures.append(replace(same, amount=-old.amount, corrects_id=old.id))
        if amount:
            figures.append(replace(same, amount=amount if old.amount > 0 else -amount))
    return write(session, proposal=proposal, work=work, figures=figures, by=by)


def write(
    session: Session, *, proposal: Proposal, work: Work, figures: Sequence[Figure], by: Recorder
) -> list[MoneyEntry]:
    """Add figures to a work's ledger and move the work where they demand it."""
    entries = record_of(session, proposal, figures, by=by)
    _carry_on(session, proposal, work, figures, by)
    return entries


def may_enter(proposal: Proposal, hat: Hat) -> None:
    """Raises NotAllowed where another level keeps its money, IllegalMove where it has none to keep."""
    if not has_money_stage(proposal):
        stage = STAGE_WORD[Stage(proposal.stage)]
        raise IllegalMove(say(N_("เรื่องนี้%(stage)s จึงยังบันทึกเงินไม่ได้ ต้องอยู่ในแผนหรือให้ท้องถิ่นทำเองก่อน"), stage=stage))
    level = keeper(proposal)
    if hat.level is not level:
        raise NotAllowed(say(N_("เงินของงานนี้ให้%(office)sเป็นผู้บันทึก"), office=OFFICE_WORD[level]))


def is_corrected(session: Session, entry: MoneyEntry) -> bool:
    """Whether an entry was taken back."""
    back = select(MoneyEntry.id).where(MoneyEntry.corrects_id == entry.id)
    return session.scalar(back) is not None


def together(session: Session, entry: MoneyEntry) -> list[MoneyEntry]:
    """An entry, and the one that the same form wrote beside it: they are right or wrong together.

    A payment out of what is bound lessens that; what is carried stands in the next year.
    """
    if entry.run_id is not None:
        return [entry]
    others = session.scalars(
        select(MoneyEntry)
        .where(MoneyEntry.province_code == entry.province_code, MoneyEntry.item_id == entry.item_id)
        .where(MoneyEntry.at == entry.at, MoneyEntry.id != entry.id, MoneyEntry.corrects_id.is_(None))
        .order_by(MoneyEntry.id)
    )
    pair = next((other for other in others if _pair(entry, other) or _pair(other, entry)), None)
    return [entry] if pair is None else [entry, pair]


def _pair(one: MoneyEntry, other: MoneyEntry) -> bool:
    if one.kind == "disbursed" and other.kind == "committed":
        same = (one.fiscal_year, one.source) == (other.fiscal_year, other.source)
        return same and other.amount == -one.amount
    if one.kind == "carried" and other.kind == "allocated":
        return (one.fiscal_year + 1, CARRY) == (
            other.fiscal_year,
            other.source,
        ) and one.amount == other.amount
    return False


def _open(session: Session, proposal: Proposal, version: int | None, by: Recorder) -> Work:
    work = take(session, proposal, version=version, at=by.at)
    may_enter(proposal, by.hat)  # as it stands now that it is held
    return work


def _check_bound(session: Session, proposal: Proposal, figures: Sequence[Figure]) -> None:
    less = next((one for one in figures if one.kind == "committed" and one.amount < 0), None)
    if less is None:
        return
    sums = standing_of(session, province_code=proposal.province_code, item_id=proposal.uid)
    row = sums.get((less.fiscal_year, less.source))
    bound = row.committed if row else Decimal(0)
    if bound + less.amount < 0:
        words = N_("ปี %(year)d %(source)sผูกพันไว้ %(bound)s บาท น้อยกว่า %(baht)s บาทที่พิมพ์ ตรวจจำนวน ปี และแหล่งเงิน")
        raise Invalid({"amount": _told(words, less, bound=bound, baht=-less.amount)})


def _told(words: str, figure: Figure, **values: Decimal) -> Sentence:
    source = SOURCES.get(figure.source, figure.source)
    return say(words, year=figure.fiscal_year, source=source, **values)


def _read_correction(typed: Mapping[str, str], day: date) -> tuple[Decimal | None, Figure]:
    wrong: dict[str, Sentence] = {}
    reason = visible(typed.get("reason", ""))
    if not reason:
        wrong["reason"] = say(N_("บอกเหตุผลที่แก้ไข"))
    elif len(reason) > 1000:
        wrong["reason"] = say(N_("พิมพ์ได้ไม่เกิน %(most)d ตัวอักษร"), most=1000)
    amount = None
    try:
        amount = read_baht(typed.get("amount", ""))
    except Unreadable as error:
        wrong["amount"] = error.sentence
    document_no, document_on = read_document(typed, wrong, day=day)
    if wrong:
        raise Invalid(wrong)
    return amount, Figure("", Decimal(0), 0, "", document_no, document_on, reason)


def _carry_on(
    session: Session, proposal: Proposal, work: Work, figures: Sequence[Figure], by: Recorder
) -> None:
    stands = _spendable(session, proposal) > 0
    stage = Stage(proposal.stage)
    if stands and work.funded_on is None and stage in (*WAITING, *OWN, *BEFORE_WORKS):
        work.funded_on = figures[0].document_on or by.day
    if stands and stage in WAITING:
        follow(session, proposal, Action.ALLOCATE, by=by, reason=_first_words(figures))
    elif not stands and stage in BEFORE_WORKS:
        work.funded_on = None
        follow(session, proposal, Action.LOSE_MONEY, by=by, reason=_last_words(figures))
    elif not stands and stage in OWN:
        work.funded_on = None


def _spendable(session: Session, proposal: Proposal) -> Decimal:
    """Baht that the item still has or has used: bound, paid and left, of all years and sources."""
    found = session.scalar(
        select(func.sum(ItemMoney.committed + ItemMoney.disbursed + ItemMoney.remaining)).where(
            ItemMoney.province_code == proposal.province_code, ItemMoney.item_id == proposal.uid
        )
    )
    return Decimal(found or 0)


def _first_words(figures: Sequence[Figure]) -> str:
    # kept in the log, so Thai whatever the reader's language is
    return f"{SOURCES.get(figures[0].source, figures[0].source)} {baht(figures[0].amount)} บาท"


def _last_words(figures: Sequence[Figure]) -> str:
    return figures[0].note or f"ตามเอกสารเลขที่ {figures[0].document_no}"
