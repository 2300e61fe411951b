"""Area codes as text: what was typed made into a code, what it contains, what kind it is. Pure.

PP province, PPDD district, PPDDTT subdistrict, PPDDTTMM village; the parent is the prefix.
A ชุมชน has no DOPA code and bears its own: C-<local authority, 7 digits>-nnn.
"""

import re
from collections.abc import Collection
from typing import NoReturn

from planhub.errors import Invalid
from planhub.thai.folding import arabic_digits, visible
from planhub.wording import N_, Sentence, say

KIND_OF_LENGTH = {2: "province", 4: "district", 6: "subdistrict", 8: "village"}
KIND_NAMES = {
    "province": N_("จังหวัด"),
    "district": N_("อำเภอ"),
    "subdistrict": N_("ตำบล"),
    "village": N_("หมู่บ้าน"),
    "community": N_("ชุมชน"),
}
BANGKOK = "10"

_SEPARATORS = re.compile(r"[\s\-–—_./]+")
_COMMUNITY = re.compile(r"C(\d{7})(\d{3})")
_COMMUNITY_CODE = re.compile(r"C-[0-9]{7}-[0-9]{3}")
_CODE = re.compile(r"(?:[0-9]{2}){1,4}|" + _COMMUNITY_CODE.pattern)
_NOTHING = N_("ยังไม่ได้กรอกรหัสพื้นที่ กรอกเป็นตัวเลข เช่น 32010204 (จังหวัด 2 อำเภอ 4 ตำบล 6 หมู่บ้าน 8 หลัก)")
_NOT_DIGITS = N_("รหัส “%(typed)s” มีสิ่งที่ไม่ใช่ตัวเลข รหัสพื้นที่มีแต่ตัวเลข เช่น 32010204 พิมพ์ใหม่เฉพาะตัวเลข")
_BAD_LENGTH = N_(
    "รหัส %(code)s มี %(n)s หลัก แต่รหัสพื้นที่มี 2 (จังหวัด) 4 (อำเภอ) 6 (ตำบล) หรือ 8 หลัก (หมู่บ้าน) ตรวจว่าพิมพ์ตกหรือเกิน"
)
_MOO_00 = N_("รหัส %(code)s ลงท้ายด้วย 00 ซึ่งหมายถึงผู้ที่อยู่นอกเขต ไม่ใช่หมู่บ้าน ใช้เลขหมู่ 01–99 หรือรหัสตำบล %(parent)s")
_PART_00 = N_("รหัส %(code)s มีส่วนของ%(part)sเป็น 00 ซึ่งไม่มีอยู่ ตรวจตัวเลขอีกครั้ง หรือใช้รหัส %(parent)s")
_COMMUNITY_FORM = N_("รหัสชุมชน “%(typed)s” ไม่ถูกแบบ เขียนเป็น C-รหัส อปท. 7 หลัก-ลำดับ 001–999 เช่น C-5320103-001")
_OTHER_KIND = N_("รหัส %(code)s เป็นรหัส%(kind)s แต่ช่องนี้ต้องการรหัส%(wanted)s")
_BANGKOK = N_("รหัส %(code)s อยู่ในกรุงเทพมหานคร ซึ่งไม่ใช่จังหวัดและไม่อยู่ในแผนของ 76 จังหวัด ใช้รหัสของจังหวัดอื่น")


def read_code(typed: str, *, field: str = "code", kinds: Collection[str] = ()) -> str:
    """The area code in what was typed: Thai digits, spaces, dashes, "TH" and nine digits are understood.

    Invalid, with a sentence for `field`, if it is no code or its kind is not among `kinds`. Whether the
    area exists is the gazetteer's to say. Of nine digits the seventh is dropped (health systems' form).
    """
    text = arabic_digits(visible(typed)).upper()
    compact = _SEPARATORS.sub("", text)
    if compact.startswith("C"):
        code = _read_community(compact, typed=text, field=field)
    else:
        code = _read_digits(compact.removeprefix("TH"), typed=text, field=field)
    kind = kind_of(code)
    if kinds and kind not in kinds:
        wanted = " / ".join(KIND_NAMES[k] for k in KIND_NAMES if k in kinds)
        _refuse(field, say(_OTHER_KIND, code=code, kind=KIND_NAMES[kind], wanted=wanted))
    return code


def is_code(text: str) -> bool:
    """Whether it has the very form of a code as the gazetteer keeps it."""
    return _CODE.fullmatch(text) is not None


def kind_of(code: str) -> str:
    """province, district, subdistrict, village or community, of a code as `read_code` returns it."""
    return "community" if is_community(code) else KIND_OF_LENGTH[len(code)]


def parent_of(code: str) -> str | None:
    """Code of the area it lies in; None for a province, and for a ชุมชน (its parent stands in its row)."""
    return None if is_community(code) or len(code) <= 2 else code[:-2]


def ancestors_of(code: str) -> list[str]:
    """Codes of all areas it lies in, province first, without itself."""
    return [] if is_community(code) else [code[:n] for n in range(2, len(code), 2)]


def province_of(code: str) -> str:
    """The two digits of its province; of a ชุมชน those of its local authority."""
    return code[3:5] if is_community(code) else code[:2]


def is_community(code: str) -> bool:
    """Whether it is the own id of a ชุมชน."""
    return _COMMUNITY_CODE.fullmatch(code) is not None


def community_code(local_authority: str, number: int) -> str:
    """The id of the n-th ชุมชน (1 to 999) of a local authority."""
    return f"C-{local_authority}-{number:03d}"


def contains(scope: str, code: str) -> bool:
    """Whether the code is the scope or lies in it; the scope "" is the whole country."""
    return code.startswith(scope)


def bounds(prefix: str) -> tuple[str, str]:
    """(lo, hi): in byte order exactly the codes with this prefix satisfy lo <= code < hi."""
    return prefix, prefix + "~"


def in_bangkok(code: str) -> bool:
    """Whether it is Bangkok or lies in it: in the gazetteer, outside the 76."""
    return province_of(code) == BANGKOK


def refuse_bangkok(code: str, *, field: str = "code") -> None:
    """Invalid if the code lies in Bangkok, for fields that take only the 76 provinces."""
    if in_bangkok(code):
        _refuse(field, say(_BANGKOK, code=code))


def _read_digits(digits: str, *, typed: str, field: str) -> str:
    if not digits:
        _refuse(field, say(_NOTHING))
    if not (digits.isascii() and digits.isdecimal()):
        _refuse(field, say(_NOT_DIGITS, typed=_short(typed)))
    code = digits[:6] + digits[7:] if len(digits) == 9 else digits
    if len(code) not in KIND_OF_LENGTH:
        _refuse(field, say(_BAD_LENGTH, code=_short(code), n=len(code)))
    for end in range(2, len(code) + 1, 2):
        if code[end - 2 : end] == "00":
            kind = KIND_OF_LENGTH[end]
            sentence = _MOO_00 if kind == "village" else _PART_00
            parent = code[: end - 2] or "10–96"
            _refuse(field, say(sentence, code=code, part=KIND_NAMES[kind], parent=parent))
    return code


def _read_community(compact: str, *, typed: str, field: str) -> str:
    found = _COMMUNITY.fullmatch(compact)
    if not found or found[2] == "000":
        _refuse(field, say(_COMMUNITY_FORM, typed=_short(typed)))
    return f"C-{found[1]}-{found[2]}"


def _short(typed: str) -> str:
    return typed if len(typed) <= 30 else typed[:29] + "…"


def _refuse(field: str, sentence: Sentence) -> NoReturn:
    raise Invalid({field: sentence})
