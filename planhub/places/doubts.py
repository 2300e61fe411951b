"""The sentences that tell a person what could not be settled, and what would settle it. Pure."""

from collections.abc import Iterable

from planhub.areas import codes
from planhub.places.gazetteer import Gazetteer, Known
from planhub.places.place import Doubt, Why
from planhub.wording import N_, Sentence, say

_SEVERAL = N_("“%(words)s” ตรงกับ %(n)s พื้นที่ เช่น %(examples)s เลือกพื้นที่ที่ถูก หรือเติมอำเภอและจังหวัดในข้อความ")
_CONFLICT = N_("“%(words)s” ไม่อยู่ใน%(wider)s แต่มีชื่อนี้ที่ %(examples)s ตรวจว่าชื่อใดผิด แล้วเลือกพื้นที่")
_PERHAPS = N_("“%(words)s” อาจเป็น %(examples)s แต่ไม่มีชื่ออำเภอหรือจังหวัดที่อ่านออกมายืนยัน เลือกพื้นที่ที่ถูก")
_UNREAD_IN = N_("ไม่พบ “%(words)s” ใน%(wider)s ตรวจตัวสะกด หรือเลือกพื้นที่เอง")
_UNREAD = N_("ไม่พบ “%(words)s” ในทำเนียบพื้นที่ ตรวจตัวสะกด หรือเลือกพื้นที่เอง")
_OUTSIDE = N_("“%(words)s” อยู่นอก%(wider)s ตรวจว่าเป็นรายการของพื้นที่นี้หรือไม่")
_DIVIDED = N_("“%(words)s” เลิกใช้แล้วและแบ่งเป็น %(examples)s เลือกพื้นที่ที่ถูก")
_ENDED = N_("“%(words)s” เลิกใช้แล้ว และไม่มีบันทึกว่าปัจจุบันคือพื้นที่ใด เลือกพื้นที่เอง")
_NO_MOO = N_("ไม่พบหมู่ที่ %(n)s ใน%(wider)s ตรวจเลขหมู่ หรือใช้ระดับตำบล")
_MOO_OR_NAME = N_("หมู่ที่ %(n)s ใน%(wider)s ชื่อ%(name)s ไม่ตรงกับ “%(words)s” เลือกหมู่บ้านที่ถูก")
_OTHER_DISTRICT = N_("ตรวจชื่ออำเภอ: “%(words)s” ไม่ใช่อำเภอของ %(taken)s ซึ่งเป็นตำบลเดียวของจังหวัดที่ชื่อนี้ จึงใช้ตำบลนี้")
_WORDS = {2: "จ.", 4: "อ.", 6: "ต."}
_BANGKOK_WORDS = {2: "", 4: "เขต", 6: "แขวง"}
_SHOWN = 3


def several(words: str, known: Iterable[Known], gazetteer: Gazetteer) -> Doubt:
    """Several areas bear the name, or the one that bore it was divided or has ended."""
    found = list(known)
    areas = tuple(dict.fromkeys(code for one in found for code in one.now))
    if not areas:
        return Doubt(Why.UNREAD, say(_ENDED, words=words), words)
    sentence = _DIVIDED if len(found) == 1 else _SEVERAL
    examples = _examples(areas, gazetteer)
    return Doubt(Why.AMBIGUOUS, say(sentence, words=words, n=len(areas), examples=examples), words, areas)


def conflict(words: str, known: Iterable[Known], wider: Iterable[str], gazetteer: Gazetteer) -> Doubt:
    """The name is known, but not in the wider area that the text says, or names in no readable way."""
    areas = tuple(dict.fromkeys(code for one in known for code in one.now))
    named = tuple(dict.fromkeys(wider))
    values = {"words": words, "wider": _examples(named, gazetteer), "examples": _examples(areas, gazetteer)}
    sentence = _CONFLICT if named else _PERHAPS
    return Doubt(Why.AMBIGUOUS, say(sentence, **values), words, (*areas, *named))


def unread(words: str, gazetteer: Gazetteer, wider: Iterable[str] = ()) -> Doubt:
    """No area of this name; `wider` is where it was looked for."""
    named = _examples(tuple(dict.fromkeys(wider)), gazetteer)
    sentence = say(_UNREAD_IN, words=words, wider=named) if named else say(_UNREAD, words=words)
    return Doubt(Why.UNREAD, sentence, words)


def other_district(words: str, taken: str, gazetteer: Gazetteer) -> Sentence:
    """A subdistrict was taken by its name alone: the district that is written is likest to another."""
    return say(_OTHER_DISTRICT, words=words, taken=address(taken, gazetteer))


def outside(words: str, code: str, within: str, gazetteer: Gazetteer) -> Doubt:
    """The text names a place, but not where it has to lie."""
    wider = address(within, gazetteer)
    return Doubt(Why.UNREAD, say(_OUTSIDE, words=words or address(code, gazetteer), wider=wider), words)


def no_such_moo(words: str, number: int, subdistrict: str, gazetteer: Gazetteer) -> Doubt:
    """The subdistrict has villages, but none of this number."""
    return Doubt(Why.UNREAD, say(_NO_MOO, n=number, wider=address(subdistrict, gazetteer)), words)


def moo_or_name(words: str, numbered: str, named: tuple[str, ...], gazetteer: Gazetteer) -> Doubt:
    """Moo number and village name are those of different villages."""
    values = {
        "n": int(numbered[6:]),
        "wider": address(numbered[:6], gazetteer),
        "name": gazetteer.names[numbered],
        "words": words,
    }
    return Doubt(Why.AMBIGUOUS, say(_MOO_OR_NAME, **values), words, (numbered, *named))


def address(code: str, gazetteer: Gazetteer) -> str:
    """ต.ในเมือง อ.เมืองสุรินทร์ จ.สุรินทร์; of a village with its number and name before it."""
    words = _BANGKOK_WORDS if codes.in_bangkok(code) else _WORDS
    parts = [words[n] + gazetteer.names.get(code[:n], code[:n]) for n in (6, 4, 2) if n <= len(code)]
    if len(code) == 8:
        parts.insert(0, f"หมู่ที่ {int(code[6:])} {gazetteer.names.get(code, '')}".strip())
    return " ".join(parts)


def _examples(areas: tuple[str, ...], gazetteer: Gazetteer) -> str:
    shown = ", ".join(address(code, gazetteer) for code in areas[:_SHOWN])
    return shown if len(areas) <= _SHOWN else f"{shown} …"
