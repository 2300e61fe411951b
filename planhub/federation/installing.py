"""Make this installation the centre, or one province's own."""

import getpass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.errors import IllegalMove
from planhub.federation.installation import Installation, Place, here
from planhub.federation.names import province
from planhub.federation.node_event import NodeEvent
from planhub.federation.node_link import NodeLink
from planhub.linkage.plan_item import PlanItem
from planhub.wording import N_, say

_JOINED = N_(
    "ส่วนกลางนี้เชื่อมกับเครื่องของจังหวัดอยู่ %(n)s แห่ง ให้เลิกเชื่อม (planhub node leave) ก่อนเปลี่ยนเป็นเครื่องของจังหวัด"
)
_OTHERS = N_("ฐานข้อมูลนี้มีแผนของจังหวัดอื่น (%(codes)s) เครื่องของจังหวัดต้องมีแต่ของตนเอง ให้เริ่มด้วยฐานข้อมูลใหม่")


def operator() -> str:
    """Who runs the command, as the system knows them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no such user: a container's number
        return "?"


def become(session: Session, place: Place, code: str | None, *, at: datetime, by: str) -> Installation:
    """Take the role; IllegalMove where what stands here does not fit it."""
    if place is Place.PROVINCE:
        code = province(code or "")
        joined = session.scalar(select(func.count()).select_from(NodeLink))
        if joined:
            raise IllegalMove(say(_JOINED, n=joined))
        others = select(PlanItem.province_code).where(PlanItem.province_code != code).distinct().limit(5)
        if found := session.scalars(others).all():
            raise IllegalMove(say(_OTHERS, codes=", ".join(sorted(found))))
    else:
        code = None
    row = here(session) or Installation()
    row.role, row.province_code, row.since = place.value, code, at
    session.add(row)
    session.add(NodeEvent(province_code=code or "", at=at, what="init", by=by, details={"role": place.value}))
    session.flush()
    return row


def own_province(session: Session) -> str:
    """The province whose installation this is; IllegalMove when it is none's."""
    row = here(session)
    if row is None or row.role != Place.PROVINCE or row.province_code is None:
        raise IllegalMove(N_("เครื่องนี้ยังไม่ได้ตั้งเป็นเครื่องของจังหวัด สั่ง planhub node init province รหัสจังหวัด ก่อน"))
    return row.province_code
