"""The look a year after the close-out: is the work in use? It ends the record."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from planhub.errors import Conflict, IllegalMove
from planhub.proposals.proposal import Proposal
from planhub.proposals.typed_form import TypedForm
from planhub.results.result import LaterLook
from planhub.wording import N_, say
from planhub.workflow.stages import Action
from planhub.works.beginning import take
from planhub.works.following import Recorder, follow

STATE_WORD = {
    "in_use": N_("ใช้ประโยชน์อยู่"),
    "partly": N_("ใช้ได้บางส่วน"),
    "not_used": N_("ไม่ได้ใช้"),
}


def look(
    session: Session,
    *,
    proposal: Proposal,
    typed: Mapping[str, str],
    version: int | None,
    by: Recorder,
) -> LaterLook:
    """Record what was seen. Fields: `state`, `why`. Raises Invalid, Conflict; IllegalMove before its day."""
    take(session, proposal, version=version, at=by.at)
    row = session.get(LaterLook, proposal.id, populate_existing=True)
    if row is None:
        raise IllegalMove(N_("บันทึกผลงานและส่งมอบก่อน แล้วจึงตรวจการใช้งานหลังหนึ่งปี"))
    if row.state is not None:
        raise Conflict(N_("มีผู้บันทึกการตรวจการใช้งานไปแล้ว"), theirs=row)
    if row.due_on > by.day:
        raise IllegalMove(say(N_("ยังไม่ถึงกำหนดตรวจการใช้งาน กำหนดวันที่ %(day)s"), day=row.due_on))
    form = TypedForm(typed)
    state = form.choice("state", STATE_WORD, N_("เลือกว่าใช้ประโยชน์อยู่ ใช้ได้บางส่วน หรือไม่ได้ใช้"))
    asked = N_("บอกว่าส่วนใดใช้ไม่ได้ หรือทำไมจึงไม่ได้ใช้") if state in ("partly", "not_used") else ""
    why = form.words("why", most=2000, missing=asked)
    form.check()
    row.state, row.why, row.at, row.by, row.capacity = state, why, by.at, by.hat.account_id, by.capacity
    reason = f"{STATE_WORD[state]}: {why}" if why else STATE_WORD[state]
    follow(session, proposal, Action.EVALUATE, by=by, reason=reason)
    return row
