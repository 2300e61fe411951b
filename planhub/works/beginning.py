"""The work of a proposal: begun by the first who has something to record of it, held while it is changed."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from planhub.errors import Conflict
from planhub.proposals.proposal import Proposal
from planhub.proposals.reviewing import lock
from planhub.wording import N_
from planhub.works.work import Work

NOT_BEGUN = 0
"""The version that a page was drawn from when there was no work yet."""


def begin(session: Session, proposal: Proposal, at: datetime) -> Work:
    """The work of a proposal, made if there is none, held with the proposal until the transaction ends.

    The caller raises `version` and sets `updated_at` when it has changed something.
    """
    return _held(session, proposal, at)[0]


def take(session: Session, proposal: Proposal, *, version: int | None, at: datetime) -> Work:
    """The same for a page drawn from `version` (None: whatever stands); the version is raised.

    Raises Conflict (`theirs` is the work as it stands now) when somebody else was first.
    """
    work, new = _held(session, proposal, at)
    standing = NOT_BEGUN if new else work.version
    if version is not None and version != standing:
        raise Conflict(N_("มีผู้อื่นบันทึกงานนี้ไปก่อนแล้ว ดูสิ่งที่บันทึกไว้ แล้วตัดสินใจใหม่"), theirs=work)
    if not new:
        work.version += 1
    work.updated_at = at
    return work


def _held(session: Session, proposal: Proposal, at: datetime) -> tuple[Work, bool]:
    # the proposal first, as a decision holds it: two that begin at different ends would wait for each other
    lock(session, proposal.id)
    made = session.scalar(
        insert(Work)
        .values(proposal_id=proposal.id, updated_at=at)
        .on_conflict_do_nothing()
        .returning(Work.proposal_id)
    )
    work = session.scalars(
        select(Work)
        .where(Work.proposal_id == proposal.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if made is not None:
        flag_modified(work, "updated_at")  # a statement made it: the plan item follows what the session sees
    return work, made is not None
