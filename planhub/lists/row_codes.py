"""Codes of areas in the columns of names: whole, or the part of each level as registers have it. Pure."""

from collections.abc import Mapping, Sequence

from planhub.areas.codes import read_code, refuse_bangkok
from planhub.errors import Invalid
from planhub.lists.cell_values import Unfit
from planhub.lists.description import Field
from planhub.thai.folding import arabic_digits
from planhub.wording import N_, say

LEVELS: Mapping[Field, int] = {
    Field.PROVINCE: 2,
    Field.DISTRICT: 4,
    Field.SUBDISTRICT: 6,
    Field.VILLAGE: 8,
}
"""Digits of the code of each kind of area."""

_NOT_UNDER = N_("รหัส %(code)s ไม่อยู่ใน %(parent)s ที่ช่องอื่นของแถวนี้บอก ตรวจว่าช่องใดผิด")
_LENGTH = N_("รหัส “%(typed)s” มี %(n)s หลัก ช่องนี้ต้องการรหัส %(wanted)s หลัก หรือชื่อ")


def codes_in(cells: Sequence[tuple[Field, str]], known: str | None) -> str:
    """The finest code, from widest to finest column: 32, 3201 and 320102, or 32, 01 and 02."""
    code = ""
    for name, cell in cells:
        typed = arabic_digits(cell)
        length = LEVELS[name]
        if len(typed) == length or (name is Field.SUBDISTRICT and len(typed) == 8):
            if not typed.startswith(code):
                raise Unfit(say(_NOT_UNDER, code=typed, parent=code), "unclear")
            code = typed
        elif len(typed) <= 2 and len(code) == length - 2:
            code += typed.zfill(2)
        else:
            raise Unfit(say(_LENGTH, typed=typed[:20], n=len(typed), wanted=length))
    try:
        code = read_code(code)
        refuse_bangkok(code)
    except Invalid as error:
        raise Unfit(error.sentence) from None
    if known is None:
        return code
    finer, wider = (known, code) if len(known) >= len(code) else (code, known)
    if not finer.startswith(wider) and not finer.startswith("C"):
        raise Unfit(say(_NOT_UNDER, code=finer, parent=wider), "unclear")
    return finer
