"""What became of a row's money: figures that add up to the satang, or a sentence by how much not. Pure."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from planhub.lists.description import EXECUTION, Field
from planhub.wording import N_, Sentence, say

_NOTHING = Decimal("0.00")
_DIFFERS = N_(
    "คงเหลือในแฟ้ม %(told)s บาท แต่จัดสรร + โอนเพิ่ม − โอนลด − ผูกพัน − เบิกจ่าย ได้ %(computed)s บาท"
    " ต่างกัน %(difference)s บาท ตรวจตัวเลขของแถวนี้"
)
_OVERSPENT = N_("ผูกพันและเบิกจ่ายรวมกันเกินเงินที่ได้รับ %(difference)s บาท ตรวจตัวเลขของแถวนี้ หรือเพิ่มยอดโอนเพิ่ม")


def add_up(
    told: dict[str, Any], *, described: Collection[Field], unread: Collection[str]
) -> tuple[Field, Sentence] | None:
    """Check the figures of a row and leave in `told` what is kept; the column at fault and why, or None.

    What remains is taken out: it is computed. The amount is what was allocated, where no column says another,
    or what was transferred to it where nothing was. `unread` names fields whose cells could not be read: of
    such a row no sum is drawn. A blank in a column of `described` is nothing, where another cell says some.
    """
    if any(name.value in told for name in EXECUTION):
        for name in EXECUTION[:-1]:
            if name in described and name.value not in unread:
                told.setdefault(name.value, _NOTHING)
    remaining: Decimal | None = told.pop(Field.REMAINING.value, None)
    figures = {name: told.get(name.value) or _NOTHING for name in EXECUTION}
    given = figures[Field.ALLOCATED] + figures[Field.INCREASED] - figures[Field.DECREASED]
    left = given - figures[Field.COMMITTED] - figures[Field.DISBURSED]
    if told.get("amount") is None and Field.ALLOCATED.value in told:
        told["amount"] = told[Field.ALLOCATED.value] or max(given, _NOTHING)
    if any(name.value in unread for name in EXECUTION):
        return None
    if remaining is not None and remaining != left:
        words = {
            "told": _baht(remaining),
            "computed": _baht(left),
            "difference": _baht(abs(remaining - left)),
        }
        return Field.REMAINING, say(_DIFFERS, **words)
    if min(left, given) < 0:
        at = Field.DISBURSED if Field.DISBURSED.value in told else Field.COMMITTED
        return at, say(_OVERSPENT, difference=_baht(-min(left, given)))
    return None


def _baht(sum_: Decimal) -> str:
    return f"{sum_:,.2f}"
