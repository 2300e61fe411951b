"""What those who asked for it say of a finished work: did they get it?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from planhub.proposals.links import family, root_of, roots_of
from planhub.proposals.need import Need
from planhub.proposals.proposal import Proposal
from planhub.results.result import VillageAnswer
from planhub.wording import N_
from planhub.workflow.roles import Hat
from planhub.workflow.stages import Stage
from planhub.works.works import mine

PAGE = 50
MOST = 200
ASKED_AT = (Stage.COMPLETED, Stage.EVALUATED)
"""Once the work is done, those who asked for it are asked."""
SHOWN_AT = (*ASKED_AT, Stage.MERGED)
"""Whose page shows the answers: the work's, and of what was merged into it."""
WORD = {"yes": N_("ได้รับแล้ว"), "partly": N_("ได้บางส่วน"), "no": N_("ยังไม่ได้")}
UNHAPPY = ("no", "partly")


@dataclass(frozen=True)
class Asked:
    """One of an area's own needs whose work is done."""

    id: int
    number: str
    title: str
    answer: str | None
    words: str


@dataclass(frozen=True)
class Answered:
    """The word of those who proposed one of the needs behind a work."""

    id: int
    number: str
    area_code: str
    answer: str | None
    """None: not yet."""
    words: str
    at: datetime | None


@dataclass(frozen=True)
class Complaint:
    """One line of the list of those who did not get all of it."""

    id: int
    number: str
    title: str
    place_code: str
    work_id: int
    """The record in which it lives on."""
    answer: str
    words: str
    at: datetime


def asked(session: Session, area_code: str) -> list[Asked]:
    """The area's needs whose work is done, those without an answer first."""
    rows = session.execute(
        select(Proposal, Need.title, VillageAnswer)
        .join(Need, Need.proposal_id == Proposal.id)
        .outerjoin(VillageAnswer, VillageAnswer.proposal_id == Proposal.id)
        .where(Proposal.area_code == area_code, Proposal.stage.in_([*ASKED_AT, Stage.MERGED]))
        .order_by(VillageAnswer.at.desc().nulls_first(), Proposal.id.desc())
        .limit(MOST)
    ).all()
    roots = roots_of(session, [proposal.id for proposal, *_ in rows if proposal.stage == Stage.MERGED])
    return [
        Asked(
            proposal.id,
            proposal.number or "",
            title,
            said.answer if said else None,
            said.words if said else "",
        )
        for proposal, title, said in rows
        if roots.get(proposal.id, proposal).stage in ASKED_AT
    ]


def answers_to(session: Session, proposal: Proposal) -> list[Answered]:
    """What each of those who asked for a work says: the record's own proposer and every merged one."""
    root = root_of(session, proposal)
    ids = [root.id, *family(session, root.id).ids]
    rows = session.execute(
        select(Proposal, VillageAnswer)
        .outerjoin(VillageAnswer, VillageAnswer.proposal_id == Proposal.id)
        .where(Proposal.id.in_(ids))
        .order_by(Proposal.id != root.id, Proposal.number)
    )
    return [
        Answered(
            row.id,
            row.number or "",
            row.area_code,
            said.answer if said else None,
            said.words if said else "",
            said.at if said else None,
        )
        for row, said in rows
    ]


def complaints(
    session: Session,
    *,
    hat: Hat,
    answers: Collection[str] = UNHAPPY,
    after: tuple[datetime, int] | None = None,
) -> list[Complaint]:
    """A page of the answers of an office's villages, the newest first; one more where more follow."""
    query = (
        select(VillageAnswer, Proposal, Need.title)
        .join(Proposal, Proposal.id == VillageAnswer.proposal_id)
        .join(Need, Need.proposal_id == Proposal.id)
        .where(mine(hat), VillageAnswer.answer.in_(list(answers)))
        .order_by(VillageAnswer.at.desc(), VillageAnswer.proposal_id.desc())
        .limit(PAGE + 1)
    )
    if after is not None:
        query = query.where(tuple_(VillageAnswer.at, VillageAnswer.proposal_id) < after)
    rows = session.execute(query).all()
    roots = roots_of(session, [row.id for _said, row, _title in rows if row.stage == Stage.MERGED])
    return [
        Complaint(
            id=row.id,
            number=row.number or "",
            title=title,
            place_code=row.place_code,
            work_id=roots.get(row.id, row).id,
            answer=said.answer,
            words=said.words,
            at=said.at,
        )
        for said, row, title in rows
    ]


def mark_of(session: Session, number: str) -> str:
    """A text that changes whenever an answer to the work behind a number does; "" where nobody is asked."""
    proposal = session.scalars(select(Proposal).where(Proposal.number == number)).one_or_none()
    if proposal is None or proposal.stage not in SHOWN_AT:
        return ""
    return str([(one.id, one.at) for one in answers_to(session, proposal)])
