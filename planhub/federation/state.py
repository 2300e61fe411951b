"""How a province's link stands, and what to do about it: one word, one sentence. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from planhub.linkage.way import Way
from planhub.wording import N_, Sentence, say

UNOBSERVED = timedelta(minutes=5)
"""So long without an observation, the centre itself has stopped looking."""
SILENT = timedelta(minutes=10)
LATE = timedelta(minutes=5)
"""A node reports each minute; the centre has heard nothing newer than this."""
FAR = 16_000_000
"""Bytes of a node's log that are not yet here; a day of a busy province is a few megabytes."""


class State(StrEnum):
    """Most trouble first: the order of the page."""

    STOPPED = "stopped"
    LOST = "lost"
    DIFFERENT = "different"
    SILENT = "silent"
    UNOBSERVED = "unobserved"
    BEHIND = "behind"
    CLOSED = "closed"
    UNLINKED = "unlinked"
    WELL = "well"


STATE_WORD = {
    State.STOPPED: N_("หยุดรับ"),
    State.LOST: N_("ต้องทำสำเนาใหม่"),
    State.DIFFERENT: N_("จำนวนไม่ตรงกัน"),
    State.SILENT: N_("เงียบ"),
    State.UNOBSERVED: N_("ไม่ได้ตรวจ"),
    State.BEHIND: N_("ตามไม่ทัน"),
    State.CLOSED: N_("รอย้าย"),
    State.UNLINKED: N_("ยังไม่เชื่อมโยง"),
    State.WELL: N_("ปกติ"),
}
TROUBLE = frozenset(
    {State.STOPPED, State.LOST, State.DIFFERENT, State.SILENT, State.UNOBSERVED, State.BEHIND}
)

_ADVICE = {
    State.STOPPED: N_("ส่วนกลางรับรายการล่าสุดไม่ได้ แก้รายการนั้นที่จังหวัด หรือดูแล้วข้ามด้วย planhub node skip %(code)s"),
    State.LOST: N_("เครื่องของจังหวัดเก็บของที่ยังไม่ส่งไว้ไม่ครบแล้ว ทำสำเนาใหม่ด้วย planhub node join %(code)s --again"),
    State.DIFFERENT: N_("ทำสำเนาใหม่ด้วย planhub node join %(code)s --again แล้วดูอีกครั้งภายในหนึ่งนาที"),
    State.SILENT: N_("โทรถามจังหวัดว่าเครื่องและสายสื่อสารใช้ได้หรือไม่ เมื่อกลับมา ข้อมูลที่ค้างจะมาถึงเอง"),
    State.UNOBSERVED: N_("planhub serve ของส่วนกลางต้องทำงานอยู่ จึงจะตรวจทุกนาที หรือสั่ง planhub node status"),
    State.BEHIND: N_("รอให้ตามทัน ถ้าไม่ลดลงใน 1 ชั่วโมง ตรวจสายสื่อสารระหว่างสองเครื่อง"),
    State.CLOSED: N_("ปิดรับการแก้ไขที่นี่แล้ว เชื่อมเครื่องของจังหวัดด้วย planhub node join %(code)s"),
    State.UNLINKED: N_("ชวนจังหวัดเชื่อมโยง: ใช้ระบบที่นี่ ใช้เครื่องของตนเอง หรือส่งบัญชีรายการ"),
}


class Link(Protocol):
    """What an observation holds (a NodeLink row)."""

    enabled: bool
    failing: bool
    unreachable: str
    slot_state: str | None
    lag_bytes: int | None
    heard_at: datetime | None
    observed_at: datetime | None
    joined_at: datetime


class Counted(Protocol):
    """What a report and a receipt both hold."""

    counted_at: datetime
    items: dict[str, int]
    baht: Decimal
    texts: int


def advice(state: State, code: str) -> Sentence | None:
    """What to do about it."""
    return say(_ADVICE[state], code=code) if state in _ADVICE else None


def state_of(
    way: Way,
    link: Link | None,
    *,
    said: Counted | None,
    counted: Counted | None,
    reported_at: datetime | None,
    now: datetime,
) -> State:
    """The worst that is true of a province."""
    if way is not Way.NODE:
        return State.UNLINKED if way is Way.NONE else State.WELL
    if link is None:
        return State.CLOSED
    if link.slot_state in ("lost", "missing"):
        return State.LOST
    if link.failing or not link.enabled:
        return State.STOPPED
    if link.observed_at is None or now - link.observed_at > UNOBSERVED:
        return State.UNOBSERVED
    if link.unreachable and now - (link.heard_at or link.joined_at) > LATE:
        return State.SILENT
    if now - (link.heard_at or link.joined_at) > SILENT:
        return State.SILENT
    if differs(said, counted):
        return State.DIFFERENT
    late = reported_at is None or now - reported_at > LATE
    if (link.lag_bytes or 0) > FAR or (late and now - link.joined_at > LATE):
        return State.BEHIND
    return State.WELL


def differs(said: Counted | None, counted: Counted | None) -> bool:
    """Whether the node's last count and ours at its arrival are not the same."""
    if said is None or counted is None or said.counted_at != counted.counted_at:
        return False
    same = _alive(said.items) == _alive(counted.items) and said.texts == counted.texts
    return not (same and Decimal(said.baht) == Decimal(counted.baht))


def _alive(items: Mapping[str, int]) -> dict[str, int]:
    return {stage: int(n) for stage, n in items.items() if n}
