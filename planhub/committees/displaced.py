"""What giving one item a rank did, in a sentence: which rank it has now, and whom it displaced."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.committees.rank_change import RankChange
from planhub.proposals.need import Need
from planhub.wording import N_, Sentence, say

TITLE_MOST = 60


def told(session: Session, *, change: RankChange | None, proposal_id: int, asked: int) -> Sentence:
    """The sentence of a change that `ranking.place` made; None is "it stood there already"."""
    if change is None:
        return say(N_("อยู่ลำดับที่ %(rank)s อยู่แล้ว"), rank=asked)
    given = change.after[str(proposal_id)]
    if given != asked:
        return say(
            N_("จัดไว้ลำดับที่ %(rank)s ซึ่งต่อท้ายรายการ (ลำดับที่ %(asked)s เกินท้ายรายการ)"), rank=given, asked=asked
        )
    moved = {
        int(id_): (change.before[id_], rank)
        for id_, rank in change.after.items()
        if rank is not None and int(id_) != proposal_id
    }
    first = next((id_ for id_, (before, _) in moved.items() if before == given), None)
    if first is None:
        return say(N_("จัดไว้ลำดับที่ %(rank)s"), rank=given)
    title = session.scalar(select(Need.title).where(Need.proposal_id == first)) or ""
    values = {
        "rank": given,
        "title": title if len(title) <= TITLE_MOST else title[: TITLE_MOST - 1] + "…",
        "to": moved[first][1],
        "n": len(moved) - 1,
    }
    if len(moved) == 1:
        return say(N_("จัดไว้ลำดับที่ %(rank)s · “%(title)s” เลื่อนจากลำดับที่ %(rank)s ไปลำดับที่ %(to)s"), **values)
    return say(
        N_(
            "จัดไว้ลำดับที่ %(rank)s · “%(title)s” เลื่อนจากลำดับที่ %(rank)s ไปลำดับที่ %(to)s และอีก %(n)s เรื่องเลื่อนต่อกันไป"
        ),
        **values,
    )
