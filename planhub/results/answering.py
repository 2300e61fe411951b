"""Those who asked say whether they got it; they may change their word, and the last one counts."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from planhub.errors import IllegalMove
from planhub.proposals.links import root_of
from planhub.proposals.proposal import Proposal
from planhub.proposals.typed_form import TypedForm
from planhub.results.answers import ASKED_AT, WORD
from planhub.results.result import VillageAnswer
from planhub.wording import N_


def answer(
    session: Session, *, proposal: Proposal, typed: Mapping[str, str], at: datetime, by: int
) -> VillageAnswer:
    """Keep the answer of those who proposed this. Fields: `answer`, `words`.

    What was merged answers for itself, once the record it lives on in is done. Raises Invalid, IllegalMove.
    """
    if proposal.number is None or root_of(session, proposal).stage not in ASKED_AT:
        raise IllegalMove(N_("ตอบได้เมื่องานของเรื่องนี้แล้วเสร็จ"))
    form = TypedForm(typed)
    said = form.choice("answer", WORD, N_("เลือกว่าได้รับแล้ว ได้บางส่วน หรือยังไม่ได้"))
    missing = N_("บอกว่ายังขาดอะไร พิมพ์สั้น ๆ ก็ได้") if said in ("partly", "no") else ""
    words = form.words("words", most=2000, missing=missing)
    form.check()
    values = {"answer": said, "words": words, "at": at, "by": by}
    session.execute(
        insert(VillageAnswer)
        .values(proposal_id=proposal.id, **values)
        .on_conflict_do_update(index_elements=["proposal_id"], set_=values)
    )
    return session.get_one(VillageAnswer, proposal.id, populate_existing=True)
