"""The first and the undone step of a move: a province is written nowhere, until its new place takes over."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.errors import IllegalMove
from planhub.federation import ddl
from planhub.federation.names import leaves, province
from planhub.federation.node_event import NodeEvent
from planhub.federation.node_link import NodeLink
from planhub.linkage.way import Way, set_way
from planhub.wording import N_, say

_JOINED = N_("จังหวัด %(code)s เชื่อมอยู่แล้ว ที่นี่อ่านได้อย่างเดียว ถ้าต้องการย้ายกลับมา ให้ส่งออกจากเครื่องของจังหวัด")


def close(session: Session, typed: str, *, at: datetime, by: str, reason: str = "") -> None:
    """From now on nobody writes the province here; whoever is writing ends first."""
    code = province(typed)
    _refuse_joined(session, code)
    ddl.run(
        session.connection(),
        "lock table {leaves} in share row exclusive mode",
        # in the order in which a decision writes them, or one under way would wait for us and we for it;
        # people last, for everybody in the country who signs in waits from then on
        leaves=ddl.names(["proposal", "need", *leaves(code)[:2], "holding", "account"]),
    )
    set_way(session, code, Way.NODE, at=at, note=reason)
    session.add(NodeEvent(province_code=code, at=at, what="close", by=by, reason=reason))
    session.flush()


def reopen(session: Session, typed: str, *, at: datetime, by: str, reason: str = "") -> None:
    """The move is off, or has ended here: people write the province here again."""
    code = province(typed)
    _refuse_joined(session, code)
    set_way(session, code, Way.HOSTED, at=at, note=reason)
    session.add(NodeEvent(province_code=code, at=at, what="open", by=by, reason=reason))
    session.flush()


def _refuse_joined(session: Session, code: str) -> None:
    if session.scalar(select(NodeLink.province_code).where(NodeLink.province_code == code)):
        raise IllegalMove(say(_JOINED, code=code))
