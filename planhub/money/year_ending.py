"""A fiscal year closed: what is left of its money is kept over its end, returned, or lapses, in bulk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from sqlalchemy.orm import Session

from planhub.errors import Conflict, Invalid, NotAllowed, PlanHubError
from planhub.money.accounting import Figure, standing_of
from planhub.money.entering import may_enter, write
from planhub.money.figures import NOTE_MOST, SOURCES, carried_over, read_document
from planhub.money.year_days import YEAR_END_DAYS, early_fault
from planhub.proposals.proposal import Proposal
from planhub.proposals.reviewing import BULK_LIMIT, lock
from planhub.thai.folding import visible
from planhub.wording import N_, Sentence, say
from planhub.works.beginning import take
from planhub.works.following import Recorder

CARRY_OVER, RETURN, LAPSE = "carry", "return", "lapse"
WAYS = {CARRY_OVER: N_("กันเหลื่อมปี"), RETURN: N_("ส่งคืน"), LAPSE: N_("ให้พับไป")}
_KIND = {CARRY_OVER: "carried", RETURN: "returned", LAPSE: "lapsed"}


@dataclass(frozen=True)
class Picked:
    """A ticked row: one item's money of a source, with the sums that its reader saw."""

    proposal_id: int
    source: str
    bound: Decimal
    free: Decimal


@dataclass
class Ended:
    """What became of the ticked rows: each other one with its sentence, by proposal."""

    done: list[Picked] = field(default_factory=list)
    refused: list[tuple[Picked, Sentence]] = field(default_factory=list)


def read_picked(texts: Sequence[str]) -> list[Picked]:
    """The ticked rows of a form (leftovers.Left.pick). Raises Invalid for none, and for too many."""
    found = {}
    for text in texts:
        id_, _, rest = text.partition("~")
        source, _, sums = rest.partition("~")
        bound, _, free = sums.partition("~")
        try:
            told = Decimal(bound), Decimal(free)
        except InvalidOperation:
            continue
        whole = id_.isascii() and id_.isdigit() and len(id_) <= 18 and all(one.is_finite() for one in told)
        if whole and source in SOURCES:
            found[int(id_), source] = Picked(int(id_), source, *told)
    if not found:
        raise Invalid({"pick": say(N_("ยังไม่ได้เลือกรายการ ทำเครื่องหมายหน้ารายการที่ต้องการก่อน"))})
    if len(found) > BULK_LIMIT:
        raise Invalid({"pick": say(N_("เลือกได้ครั้งละไม่เกิน %(n)d เรื่อง"), n=BULK_LIMIT)})
    return [found[key] for key in sorted(found)]


def end_year(
    session: Session,
    *,
    year: int,
    picked: Sequence[Picked],
    typed: Mapping[str, str],
    by: Recorder,
    days: int = YEAR_END_DAYS,
) -> Ended:
    """Close these rows of a year in one way and under one document; a wrong one holds back no other.

    `days` before 30 September it may be kept over or lapse. Raises what `read_way` raises.
    """
    way, paper = read_way(typed, year=year, day=by.day, days=days)
    ended = Ended()
    for one in sorted(picked, key=lambda row: (row.proposal_id, row.source)):
        try:
            with session.begin_nested():
                _end(session, one, way, paper, by)
        except PlanHubError as error:
            ended.refused.append((one, error.sentence))
        else:
            ended.done.append(one)
    return ended


def _end(session: Session, one: Picked, way: str, paper: Figure, by: Recorder) -> None:
    proposal = lock(session, one.proposal_id)
    if not by.hat.covers(proposal.place_code, proposal.area_code):
        raise NotAllowed(N_("เรื่องนี้อยู่นอกพื้นที่ของท่าน"))
    may_enter(proposal, by.hat)
    bound, free = _now(session, proposal, paper.fiscal_year, one.source)
    if (bound, free) != (one.bound, one.free):
        words = N_("มีผู้อื่นบันทึกไปก่อน ตอนนี้ผูกพัน %(bound)s บาท คงเหลือ %(free)s บาท ตรวจแล้วเลือกใหม่")
        raise Conflict(say(words, bound=bound, free=free))
    if not free and (way != CARRY_OVER or not bound):
        words = N_("ไม่มีเงินคงเหลือที่ยังไม่ผูกพัน (ผูกพันอยู่ %(bound)s บาท) กันเหลื่อมปีได้อย่างเดียว")
        raise Invalid({"pick": say(words, bound=bound)})
    figures = _figures(way, paper, one.source, bound=bound, free=free)
    work = take(session, proposal, version=None, at=by.at)
    write(session, proposal=proposal, work=work, figures=figures, by=by)


def _figures(way: str, paper: Figure, source: str, *, bound: Decimal, free: Decimal) -> list[Figure]:
    one = Figure(
        _KIND[way], free, paper.fiscal_year, source, paper.document_no, paper.document_on, paper.note
    )
    return carried_over(one, free=free, bound=bound) if way == CARRY_OVER else [one]


def _now(session: Session, proposal: Proposal, year: int, source: str) -> tuple[Decimal, Decimal]:
    sums = standing_of(session, province_code=proposal.province_code, item_id=proposal.uid)
    row = sums.get((year, source))
    return (row.committed, row.remaining) if row else (Decimal(0), Decimal(0))


def read_way(
    typed: Mapping[str, str], *, year: int, day: date, days: int = YEAR_END_DAYS
) -> tuple[str, Figure]:
    """What is to be done, and the paper behind it.

    Fields: `way`, `document_no`, `document_on`, `note`. Raises Invalid.
    """
    wrong: dict[str, Sentence] = {}
    way = typed.get("way", "")
    if way not in WAYS:
        wrong["way"] = say(N_("เลือกว่าจะกันเหลื่อมปี ส่งคืน หรือให้พับไป"))
    elif fault := early_fault(_KIND[way], year=year, day=day, days=days):
        wrong["way"] = fault
    number, written = read_document(typed, wrong, day=day)
    note = visible(typed.get("note", ""))
    if len(note) > NOTE_MOST:
        wrong["note"] = say(N_("พิมพ์ได้ไม่เกิน %(most)d ตัวอักษร"), most=NOTE_MOST)
    elif way in (RETURN, LAPSE) and not note:
        wrong["note"] = say(N_("บอกเหตุผล เพราะเงินจะไม่อยู่กับงานนี้แล้ว"))
    if wrong:
        raise Invalid(wrong)
    return way, Figure("", Decimal(0), year, "", number, written, note)
