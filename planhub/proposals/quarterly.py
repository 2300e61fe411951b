"""What has no money yet comes up each quarter of the fiscal year at the office that holds it, and is marked
where nobody confirmed it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, func, select, tuple_
from sqlalchemy.orm import Session

from planhub import clock
from planhub.proposals.need import Need
from planhub.proposals.proposal import Proposal
from planhub.proposals.upkeep import QuarterAnswer
from planhub.wording import N_, Sentence, say
from planhub.workflow.roles import Hat
from planhub.workflow.stages import Stage

PAGE = 100
UNFUNDED = (Stage.PROVINCE, Stage.PLANNED, Stage.DEFERRED)
"""Stages in which a proposal waits for money, or for the round that may give it some."""

ANSWER_WORD = {
    "confirmed": N_("ยืนยันว่ายังต้องการ"),
    "changed": N_("ยังต้องการ แต่ขอแก้ไข"),
    "withdrawn": N_("ถอนออก"),
}
_MISSED = N_("ไม่มีผู้ยืนยันในไตรมาส %(quarter)d/%(year)d")


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a Thai fiscal year: the first begins in October."""

    fiscal_year: int
    """Buddhist."""
    number: int

    @property
    def begins(self) -> date:
        """Its first day."""
        year = self.fiscal_year - clock.BUDDHIST_ERA
        return date(year - 1, 10, 1) if self.number == 1 else date(year, 3 * self.number - 5, 1)

    @property
    def ends(self) -> date:
        """Its last day."""
        return date.fromordinal(self.after.begins.toordinal() - 1)

    @property
    def after(self) -> "Quarter":
        """The next one."""
        last = self.number == 4
        return Quarter(self.fiscal_year + last, 1 if last else self.number + 1)

    @property
    def before(self) -> "Quarter":
        """The one before."""
        first = self.number == 1
        return Quarter(self.fiscal_year - first, 4 if first else self.number - 1)

    @property
    def missed(self) -> Sentence:
        """The mark of what nobody confirmed in it."""
        return say(_MISSED, quarter=self.number, year=self.fiscal_year)


def quarter_of(day: date) -> Quarter:
    """The quarter in which a day lies."""
    return Quarter(clock.fiscal_year(day), (day.month - 10) % 12 // 3 + 1)


@dataclass(frozen=True)
class Row:
    """One item of the list."""

    id: int
    version: int
    number: str
    title: str
    place_code: str
    stage: Stage
    stage_since: datetime
    amount: Decimal
    plan_year: int | None
    agency_code: str | None
    answer: str | None
    reason: str
    answered_at: datetime | None


def comes_up(quarter: Quarter) -> ColumnElement[bool]:
    """What has waited for money since before the quarter began: what came later is looked at in the next."""
    begins = datetime.combine(quarter.begins, time(), clock.BANGKOK)
    return and_(Proposal.stage.in_(UNFUNDED), Proposal.stage_since < begins)


def rows_of(
    session: Session,
    *,
    hat: Hat,
    quarter: Quarter,
    answered: bool = False,
    after: tuple[datetime, int] | None = None,
) -> list[Row]:
    """A page of an office's items, the longest waiting first; one more than PAGE where more follow."""
    query = (
        _at(hat, quarter)
        .add_columns(Need.title, QuarterAnswer)
        .join(Need, Need.proposal_id == Proposal.id)
        .where(QuarterAnswer.answer.is_not(None) if answered else QuarterAnswer.answer.is_(None))
        .order_by(Proposal.stage_since, Proposal.id)
        .limit(PAGE + 1)
    )
    if after is not None:
        query = query.where(tuple_(Proposal.stage_since, Proposal.id) > after)
    return [_row(proposal, title, answer) for proposal, title, answer in session.execute(query)]


def rows_among(session: Session, ids: Collection[int], *, hat: Hat, quarter: Quarter) -> list[Row]:
    """Those of some items that come up at this office."""
    query = (
        _at(hat, quarter)
        .add_columns(Need.title, QuarterAnswer)
        .join(Need, Need.proposal_id == Proposal.id)
        .where(Proposal.id.in_(list(ids)))
        .order_by(Proposal.stage_since, Proposal.id)
    )
    return [_row(proposal, title, answer) for proposal, title, answer in session.execute(query)]


def let_go(session: Session, *, hat: Hat, quarter: Quarter) -> int:
    """How many this office let go in the quarter: they stand in its list no more."""
    gone = select(func.count()).where(
        Proposal.id == QuarterAnswer.proposal_id,
        Proposal.holder_code == hat.office_code,
        QuarterAnswer.fiscal_year == quarter.fiscal_year,
        QuarterAnswer.quarter == quarter.number,
        QuarterAnswer.answer == "withdrawn",
    )
    return session.scalar(gone) or 0


def counts(session: Session, *, hat: Hat, quarter: Quarter) -> tuple[int, int]:
    """How many of an office's items wait for an answer in the quarter, and how many have one."""
    found = _at(hat, quarter).with_only_columns(func.count(), func.count(QuarterAnswer.answer))
    whole, answered = session.execute(found).one()
    return whole - answered, answered


def missed(session: Session, ids: Collection[int], *, day: date) -> dict[int, Quarter]:
    """Of these proposals, those that nobody confirmed: id to the quarter that went by without a word."""
    if not ids:
        return {}
    last = quarter_of(day).before
    return dict.fromkeys(session.scalars(_missed(last), {"ids": list(ids)}), last)


@lru_cache(maxsize=4)  # every list asks: building it costs more than sending it
def _missed(last: Quarter) -> Select[int]:
    said = select(QuarterAnswer.proposal_id).where(
        QuarterAnswer.proposal_id == Proposal.id, _in_either(last, last.after)
    )
    ids: BindParameter[list[int]] = bindparam("ids", expanding=True)
    return select(Proposal.id).where(Proposal.id.in_(ids), comes_up(last), ~said.exists())


def marks(session: Session, ids: Iterable[int], *, day: date) -> dict[int, Sentence]:
    """The same as the sentences that lists and items wear."""
    return {id_: quarter.missed for id_, quarter in missed(session, list(ids), day=day).items()}


def answers_of(session: Session, proposal_id: int) -> list[QuarterAnswer]:
    """What was said of an item quarter by quarter, the newest first."""
    return list(
        session.scalars(
            select(QuarterAnswer)
            .where(QuarterAnswer.proposal_id == proposal_id)
            .order_by(QuarterAnswer.fiscal_year.desc(), QuarterAnswer.quarter.desc())
        )
    )


def _at(hat: Hat, quarter: Quarter) -> Select[Proposal]:
    return (
        select(Proposal)
        .outerjoin(
            QuarterAnswer,
            and_(
                QuarterAnswer.proposal_id == Proposal.id,
                QuarterAnswer.fiscal_year == quarter.fiscal_year,
                QuarterAnswer.quarter == quarter.number,
            ),
        )
        .where(Proposal.holder_code == hat.office_code, comes_up(quarter))
    )


def _in_either(*quarters: Quarter) -> ColumnElement[bool]:
    wanted = [(quarter.fiscal_year, quarter.number) for quarter in quarters]
    return tuple_(QuarterAnswer.fiscal_year, QuarterAnswer.quarter).in_(wanted)


def _row(proposal: Proposal, title: str, answer: QuarterAnswer | None) -> Row:
    return Row(
        id=proposal.id,
        version=proposal.version,
        number=proposal.number or "",
        title=title,
        place_code=proposal.place_code,
        stage=Stage(proposal.stage),
        stage_since=proposal.stage_since,
        amount=proposal.amount,
        plan_year=proposal.plan_year,
        agency_code=proposal.agency_code,
        answer=answer.answer if answer else None,
        reason=answer.reason if answer else "",
        answered_at=answer.at if answer else None,
    )
