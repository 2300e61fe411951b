"""What the office that decides cannot take back itself, and who still could: said before it is done."""

from planhub.wording import N_, Sentence, say
from planhub.workflow.roles import OFFICE_WORD, Level
from planhub.workflow.stages import Action

ABOVE = {
    Level.SUBDISTRICT: N_("กบอ. หรือจังหวัด"),
    Level.DISTRICT: N_("จังหวัด"),
}
"""Whose power it is to reopen what a level has ended; above the province nobody decides."""
_NEXT = {Level.SUBDISTRICT: Level.DISTRICT, Level.DISTRICT: Level.PROVINCE}
_FROM = {
    Level.SUBDISTRICT: N_("ผู้เสนอ"),
    Level.DISTRICT: OFFICE_WORD[Level.SUBDISTRICT],
    Level.PROVINCE: OFFICE_WORD[Level.DISTRICT],
}

_FORWARD = N_("%(own)s เรียกคืนหรือแก้มติเองไม่ได้ ระหว่างที่เรื่องยังรออยู่ที่ %(above)s ขอให้ %(above)s ส่งกลับมาพร้อมเหตุผลได้")
_RETURN = N_("%(own)s เรียกคืนเองไม่ได้ เรื่องจะกลับมาเมื่อ %(below)s แก้ไขแล้วส่งมาใหม่")
_DEFER = N_("%(own)s นำกลับมาพิจารณาเองได้เมื่อเปิดรอบปีถัดไปแล้วเท่านั้น ก่อนนั้นมีเพียง %(above)s ที่นำกลับมาได้")
_DEFER_LAST = N_("นำกลับมาพิจารณาได้เมื่อเปิดรอบปีถัดไปแล้วเท่านั้น ก่อนนั้นไม่มีระดับใดนำกลับมาได้")
_REJECT = N_("%(own)s เปิดเรื่องใหม่เองไม่ได้ มีเพียง %(above)s ที่เปิดให้พิจารณาใหม่ได้")
_REJECT_LAST = N_("ไม่มีระดับใดเปิดเรื่องนี้ให้พิจารณาใหม่ได้ ถ้าจะทำ ผู้เสนอต้องแจ้งเป็นเรื่องใหม่")
_OURSELVES = N_(
    "เรื่องจะพ้นการพิจารณา ส่งกลับ ส่งต่อให้ กบอ. หรือแก้มติไม่ได้อีก และไม่มีระดับใดเปิดใหม่ได้ ถ้าจะเปลี่ยน ผู้เสนอต้องแจ้งเป็นเรื่องใหม่"
)
_INCLUDE = N_(
    "แก้ปีของแผนหรือวงเงินภายในหรือเกินกรอบเองไม่ได้ ถ้าบรรจุผิด มีเพียงผู้ว่าราชการจังหวัดที่นำออกจากแผนมาพิจารณาใหม่ได้ "
    "โดยมีมติ ก.บ.จ. และก่อนได้รับเงิน ตรวจให้แน่ก่อนกดปุ่ม"
)
_OPINE = N_("แก้ความเห็นเองไม่ได้ เรื่องจะกลับไปที่ผู้ถาม ถ้าเรื่องยังรออยู่ที่นั่น ผู้ถามส่งมาให้ความเห็นอีกครั้งได้")


def lasting(action: Action, level: Level) -> Sentence | None:
    """The sentence that stands before the button; None for what its own office may undo or do again."""
    own, above = OFFICE_WORD[level], ABOVE.get(level)
    if action is Action.FORWARD and level in _NEXT:
        return say(_FORWARD, own=own, above=OFFICE_WORD[_NEXT[level]])
    if action is Action.RETURN and level in _FROM:
        return say(_RETURN, own=own, below=_FROM[level])
    if action is Action.DEFER:
        return say(_DEFER, own=own, above=above) if above else say(_DEFER_LAST)
    if action is Action.REJECT:
        return say(_REJECT, own=own, above=above) if above else say(_REJECT_LAST)
    plain = {
        Action.DO_LOCALLY: _OURSELVES,
        Action.DO_JOINTLY: _OURSELVES,
        Action.INCLUDE: _INCLUDE,
        Action.OPINE: _OPINE,
    }
    return say(plain[action]) if action in plain else None
