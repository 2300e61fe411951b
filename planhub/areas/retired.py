"""What became of a retired code: its successor, followed to the end, and the sentence that says so."""

from sqlalchemy.orm import Session

from planhub.areas import codes
from planhub.areas.area import Area
from planhub.clock import BUDDHIST_ERA
from planhub.wording import N_, Name, Sentence, say

_FOLLOWED = N_("รหัส %(old)s เลิกใช้แล้วตั้งแต่ปี พ.ศ. %(year)s ปัจจุบันคือ %(new)s %(name)s")
_MOVED = N_("รหัส %(old)s อยู่ในรหัสตำบลที่เลิกใช้แล้ว หมู่เดียวกันในรหัสปัจจุบันคือ %(new)s %(name)s ตรวจชื่อหมู่บ้านให้ตรงก่อนใช้")
_DIVIDED = N_("รหัส %(old)s (%(name)s) เลิกใช้แล้วตั้งแต่ปี พ.ศ. %(year)s และแบ่งเป็น %(new)s เลือกรหัสใดรหัสหนึ่ง")
_ENDED = N_("รหัส %(old)s (%(name)s) เลิกใช้แล้วตั้งแต่ปี พ.ศ. %(year)s และไม่มีบันทึกรหัสที่ใช้แทน ค้นด้วยชื่อ หรือถามอำเภอ")


def successor_of(session: Session, area: Area) -> Area | None:
    """The living area that stands for this one today: itself, its successor's successor …, or None."""
    seen: set[str] = set()
    current: Area | None = area
    while current is not None and current.valid_to is not None:
        if current.code in seen or not current.successor_code:
            return None
        seen.add(current.code)
        current = session.get(Area, current.successor_code)
    return current


def village_of_today(session: Session, code: str) -> Area | None:
    """For a village code under a retired subdistrict: the same moo under the successor, if it is there."""
    subdistrict = session.get(Area, code[:6])
    if codes.is_community(code) or len(code) != 8 or subdistrict is None or subdistrict.valid_to is None:
        return None
    today = successor_of(session, subdistrict)
    return session.get(Area, today.code + code[6:]) if today else None


def what_became(area: Area, successor: Area | None) -> Sentence:
    """The sentence for a retired area, told to whoever typed its code."""
    year = area.valid_to.year + BUDDHIST_ERA if area.valid_to else ""
    if successor:
        return say(_FOLLOWED, old=area.code, year=year, new=successor.code, name=successor.name)
    if area.split_into:
        return say(_DIVIDED, old=area.code, name=area.name, year=year, new=", ".join(area.split_into))
    return say(_ENDED, old=area.code, name=area.name, year=year)


def moved_with_its_subdistrict(code: str, today: str, name: Name | str) -> Sentence:
    """The sentence for a village code whose subdistrict got another code."""
    return say(_MOVED, old=code, new=today, name=name)
