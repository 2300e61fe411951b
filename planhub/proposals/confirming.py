"""The office that holds what has no money says each quarter whether it is still wanted."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from planhub.clock import local_day
from planhub.errors import Invalid
from planhub.proposals.proposal import Proposal
from planhub.proposals.quarterly import UNFUNDED, Quarter, comes_up
from planhub.proposals.reviewing import BULK_LIMIT, Outcome, review_many
from planhub.proposals.upkeep import QuarterAnswer
from planhub.wording import N_, Sentence, say
from planhub.workflow.judging import Given
from planhub.workflow.roles import Hat
from planhub.workflow.stages import Action, Stage

REASON_MOST = 2000
_ELSEWHERE = N_("เรื่องนี้ไม่ได้รอเงินอยู่ที่หน่วยงานของท่านแล้ว")
_EARLY = N_("เรื่องนี้ยังไม่ถึงรอบทบทวนในไตรมาสนี้")


def confirm(
    session: Session,
    *,
    items: Sequence[tuple[int, int | None]],
    quarter: Quarter,
    hat: Hat,
    capacity: str,
    at: datetime,
    reason: str = "",
    answer: str = "confirmed",
) -> Outcome:
    """Say of some items that they are still wanted (`confirmed`), or that they are being mended (`changed`).

    One that does not wait here is refused with its sentence and holds back no other. Raises Invalid.
    """
    _check(items, reason)
    outcome = _held_here(session, items, quarter, hat)
    _write(session, outcome.done, answer, quarter=quarter, hat=hat, capacity=capacity, at=at, reason=reason)
    return outcome


def withdraw(
    session: Session,
    *,
    items: Sequence[tuple[int, int | None]],
    quarter: Quarter,
    hat: Hat,
    capacity: str,
    at: datetime,
    reason: str,
) -> Outcome:
    """Let some items go, for one reason; each with its row in the log. Raises Invalid without a reason."""
    _check(items, reason)
    if not reason.strip():
        raise Invalid({"reason": say(N_("บอกเหตุผลที่ถอน เพื่อให้ผู้เสนอทราบว่าเพราะอะไร"))})
    here = _held_here(session, items, quarter, hat)
    versions = dict(items)
    outcome = review_many(
        session,
        items=[(id_, versions[id_]) for id_ in here.done],
        action=Action.LET_GO,
        hat=hat,
        capacity=capacity,
        given=Given(reason=reason),
        at=at,
        day=local_day(at),
    )
    outcome.refused |= here.refused
    _write(
        session, outcome.done, "withdrawn", quarter=quarter, hat=hat, capacity=capacity, at=at, reason=reason
    )
    return outcome


def _check(items: Sequence[tuple[int, int | None]], reason: str) -> None:
    if not items:
        raise Invalid({"pick": say(N_("ยังไม่ได้เลือกเรื่อง กลับไปทำเครื่องหมายหน้าเรื่องที่ต้องการก่อน"))})
    if len(items) > BULK_LIMIT:
        raise Invalid({"pick": say(N_("เลือกได้ครั้งละไม่เกิน %(n)d เรื่อง"), n=BULK_LIMIT)})
    if len(reason) > REASON_MOST:
        raise Invalid({"reason": say(N_("ยาวเกิน %(most)d ตัวอักษร ตัดให้สั้นลง"), most=REASON_MOST)})


def _held_here(
    session: Session, items: Sequence[tuple[int, int | None]], quarter: Quarter, hat: Hat
) -> Outcome:
    """Which of the items wait at this office and come up in the quarter; the others with their sentence."""
    ids = sorted({id_ for id_, _version in items})
    rows = session.execute(
        select(Proposal.id, Proposal.stage, comes_up(quarter))
        .where(Proposal.id.in_(ids), Proposal.holder_code == hat.office_code)
        .order_by(Proposal.id)
        .with_for_update()
    ).all()
    found = {id_: (Stage(stage), up) for id_, stage, up in rows}
    outcome = Outcome()
    for id_ in ids:
        sentence: Sentence | None = None
        if id_ not in found or found[id_][0] not in UNFUNDED:
            sentence = say(_ELSEWHERE)
        elif not found[id_][1]:
            sentence = say(_EARLY)
        if sentence is None:
            outcome.done.append(id_)
        else:
            outcome.refused[id_] = sentence
    return outcome


def _write(
    session: Session,
    ids: Sequence[int],
    answer: str,
    *,
    quarter: Quarter,
    hat: Hat,
    capacity: str,
    at: datetime,
    reason: str,
) -> None:
    if not ids:
        return
    said = {"answer": answer, "reason": reason.strip(), "at": at, "by": hat.account_id, "capacity": capacity}
    when = {"fiscal_year": quarter.fiscal_year, "quarter": quarter.number}
    statement = insert(QuarterAnswer).values([{"proposal_id": id_} | when | said for id_ in ids])
    # said again in the same quarter: the last word counts
    session.execute(
        statement.on_conflict_do_update(index_elements=["proposal_id", "fiscal_year", "quarter"], set_=said)
    )
