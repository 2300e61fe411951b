"""Setting ranks: a whole list at once, one item by its number, and taking a change back."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from planhub.committees.rank_change import RankChange
from planhub.committees.ranks import ENDED, mark, places_for, standing
from planhub.errors import Conflict, IllegalMove, Invalid, NotAllowed
from planhub.proposals.proposal import Proposal
from planhub.proposals.review import Rank
from planhub.wording import N_, say
from planhub.workflow.roles import Hat
from planhub.workflow.stages import STAGE_OF

Ranks = dict[int, int]


def reorder(
    session: Session,
    *,
    hat: Hat,
    year: int,
    order: Sequence[int],
    seen: str | None,
    at: datetime,
    close: bool = True,
) -> RankChange | None:
    """Give the items 1, 2, 3 … in this order, skipping ranks that items passed up keep.

    Without `close` gaps stay: the items share out the ranks they have, and new ones come after the last.
    `seen` is the mark of the order the page was drawn from (None: whatever stands). What has left since
    keeps its rank. Returns the change, None where nothing moved. Raises Conflict with the ranks that stand.
    """
    before = _lock(session, hat, year)
    if seen is not None and seen != mark(before):
        raise Conflict(N_("มีผู้อื่นจัดลำดับไปก่อนแล้ว ดูลำดับที่บันทึกไว้ล่าสุด แล้วจัดใหม่"), theirs=before)
    here = _waiting(session, hat, year, order)
    order = [id_ for id_ in dict.fromkeys(order) if id_ in here]
    ended = _ended(session, before)
    kept = {id_: rank for id_, rank in before.items() if id_ not in here and id_ not in ended}
    taken = set(kept.values())
    free: Iterable[int] = (rank for rank in range(1, len(order) + len(taken) + 1) if rank not in taken)
    if not close:
        last = max([*taken, *(before.get(id_, 0) for id_ in here), 0])
        free = places_for([before.get(id_) for id_ in order], last=last)
    after = kept | dict(zip(order, free, strict=False))
    return _write(session, hat=hat, year=year, before=before, after=after, at=at)


def place(session: Session, *, hat: Hat, proposal: Proposal, rank: int, at: datetime) -> RankChange | None:
    """Put one item at a rank, that very one; who stood there moves one on, towards the place left empty.

    A rank beyond the end is the one after the last. Raises Invalid where an item that has been passed up
    holds that rank, IllegalMove where this item waits elsewhere.
    """
    year = proposal.fiscal_year
    before = _lock(session, hat, year)
    if before.get(proposal.id) == rank:
        return None
    here = _waiting(session, hat, year, [*before, proposal.id])
    if proposal.id not in here:
        raise IllegalMove(N_("เรื่องนี้ไม่ได้รออยู่ที่นี่แล้ว จึงจัดลำดับไม่ได้"))
    ended = _ended(session, before)
    fixed = {r for id_, r in before.items() if id_ not in here and id_ not in ended}
    if rank in fixed:
        raise Invalid({"rank": say(N_("ลำดับที่ %(rank)d เป็นของเรื่องที่พ้นจากที่นี่ไปแล้ว เลือกลำดับอื่น"), rank=rank)})
    after = {id_: r for id_, r in before.items() if id_ != proposal.id}
    last = max([*after.values(), 0])
    down = before.get(proposal.id, last + 1) > rank
    _put(after, proposal.id, min(rank, last + 1), step=1 if down else -1, fixed=fixed, ended=ended)
    return _write(session, hat=hat, year=year, before=before, after=after, at=at)


def _put(after: Ranks, id_: int, rank: int, *, step: int, fixed: set[int], ended: set[int]) -> None:
    """Give an item a rank; whom it displaces goes on to the next rank that nobody keeps."""
    while True:
        displaced = next((other for other, held in after.items() if held == rank and other != id_), None)
        after[id_] = rank
        if displaced is None:
            return
        if displaced in ended:
            del after[displaced]
            return
        id_, rank = displaced, rank + step
        while rank in fixed:
            rank += step


def undo(session: Session, *, hat: Hat, change_id: int, at: datetime) -> RankChange | None:
    """Take back a re-ordering of this office by a new one. Raises Conflict when others came after it."""
    change = session.get(RankChange, change_id)
    if change is None or (change.office_code, change.level) != (hat.office_code, hat.level):
        raise NotAllowed(N_("การจัดลำดับนี้ไม่ใช่ของหน่วยงานของท่าน"))
    before = _lock(session, hat, change.fiscal_year)
    if any(before.get(int(id_)) != rank for id_, rank in change.after.items()):
        raise Conflict(N_("มีการจัดลำดับหลังจากครั้งนั้นแล้ว จึงย้อนกลับไม่ได้"), theirs=before)
    after = before | {int(id_): rank for id_, rank in change.before.items() if rank is not None}
    after = {id_: rank for id_, rank in after.items() if change.before.get(str(id_), rank) is not None}
    undone = _write(
        session, hat=hat, year=change.fiscal_year, before=before, after=after, at=at, undoes=change.id
    )
    _give_back(session, hat, {int(id_): row for id_, row in change.former.items() if int(id_) not in after})
    return undone


def last_change(session: Session, *, hat: Hat, year: int) -> RankChange | None:
    """The newest change of an office's order, if it may still be taken back."""
    change = session.scalars(
        select(RankChange)
        .where(RankChange.office_code == hat.office_code, RankChange.level == hat.level)
        .where(RankChange.fiscal_year == year)
        .order_by(RankChange.id.desc())
        .limit(1)
    ).one_or_none()
    return change if change is not None and change.undoes_id is None else None


def _lock(session: Session, hat: Hat, year: int) -> Ranks:
    """The office's ranks, which nobody else changes until this transaction ends."""
    if hat.level not in STAGE_OF:
        raise NotAllowed(N_("จัดลำดับได้เฉพาะคณะกรรมการตำบล อำเภอ และจังหวัด"))
    key = f"rank {hat.level} {hat.office_code} {year}"
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))
    return standing(session, hat=hat, year=year)


def _waiting(session: Session, hat: Hat, year: int, ids: Sequence[int]) -> set[int]:
    """Those of the items that wait at this office in this round."""
    if len(ids) > 2_000:
        raise Invalid({"order": say(N_("จัดลำดับได้ครั้งละไม่เกิน 2,000 เรื่อง"))})
    return set(
        session.scalars(
            select(Proposal.id)
            .where(Proposal.id.in_(ids), Proposal.holder_code == hat.office_code)
            .where(Proposal.stage == STAGE_OF[hat.level], Proposal.fiscal_year == year)
        )
    )


def _ended(session: Session, ids: Iterable[int]) -> set[int]:
    """Those of the items that go no further this time: they need their rank no more."""
    return set(
        session.scalars(select(Proposal.id).where(Proposal.id.in_(list(ids)), Proposal.stage.in_(ENDED)))
    )


def _write(
    session: Session,
    *,
    hat: Hat,
    year: int,
    before: Ranks,
    after: Ranks,
    at: datetime,
    undoes: int | None = None,
) -> RankChange | None:
    changed = [id_ for id_ in {*before, *after} if before.get(id_) != after.get(id_)]
    if not changed:
        return None
    former = _former(session, hat, year, [id_ for id_ in changed if id_ not in before])
    _free(session, hat, [id_ for id_ in changed if id_ not in after])
    _set(session, hat, year, {id_: after[id_] for id_ in changed if id_ in after}, at)
    change = RankChange(
        level=hat.level,
        office_code=hat.office_code,
        fiscal_year=year,
        before={str(id_): before.get(id_) for id_ in changed},
        after={str(id_): after.get(id_) for id_ in changed},
        former=former,
        by=hat.account_id,
        at=at,
        undoes_id=undoes,
    )
    session.add(change)
    session.flush()
    for row in session.identity_map.values():
        if isinstance(row, Rank):
            session.expire(row)
    return change


def _free(session: Session, hat: Hat, ids: Sequence[int]) -> None:
    session.execute(delete(Rank).where(Rank.level == hat.level, Rank.proposal_id.in_(ids)))


def _set(session: Session, hat: Hat, year: int, ranks: Ranks, at: datetime) -> None:
    rows = [
        {"proposal_id": id_, "level": hat.level, "office_code": hat.office_code, "fiscal_year": year,
         "rank": rank, "set_by": hat.account_id, "set_at": at}
        for id_, rank in sorted(ranks.items())
    ]  # fmt: skip
    if not rows:
        return
    statement = insert(Rank)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["proposal_id", "level"],
            set_={
                name: statement.excluded[name]
                for name in ("office_code", "fiscal_year", "rank", "set_by", "set_at")
            },
        ),
        rows,
    )


def _former(session: Session, hat: Hat, year: int, ids: Iterable[int]) -> dict[str, dict[str, Any]]:
    """The ranks that items have at this level from an earlier round: the new ones take their place."""
    rows = session.scalars(
        select(Rank)
        .where(Rank.level == hat.level, Rank.proposal_id.in_(list(ids)), Rank.fiscal_year != year)
        .execution_options(populate_existing=True)
    )
    return {
        str(row.proposal_id): {
            "office_code": row.office_code, "fiscal_year": row.fiscal_year, "rank": row.rank,
            "set_by": row.set_by, "set_at": row.set_at.isoformat(),
        }
        for row in rows
    }  # fmt: skip


def _give_back(session: Session, hat: Hat, former: dict[int, dict[str, Any]]) -> None:
    """Let items have their ranks of an earlier round again; one that is another's by now stays his."""
    for id_, told in sorted(former.items()):
        held = _lock(session, hat, told["fiscal_year"])
        if told["rank"] not in held.values():
            row = told | {"proposal_id": id_, "level": hat.level}
            row["set_at"] = datetime.fromisoformat(told["set_at"])
            session.execute(insert(Rank), [row])
