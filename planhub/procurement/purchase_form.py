"""A purchase's form, read field by field: sums of something, numbers from one up, ids, numbers of e-GP."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import TracebackType
from typing import Self

from planhub.proposals.typed_form import TypedForm
from planhub.thai.folding import arabic_digits, visible
from planhub.wording import N_, say

WORDS_MOST = 200
NO_DAY = date.min
"""Stands where a day must be said and is not, until the form is refused."""


class PurchaseForm(TypedForm):
    """Fields are read within `with`; on leaving it, Invalid says of each what was wrong with it."""

    too_long = N_("ยาวเกินไป พิมพ์ไม่เกิน %(most)d ตัวอักษร")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.check()

    def text(self, name: str, missing: str = "", *, most: int = WORDS_MOST) -> str:
        """Words of at most so many letters, on one line."""
        return self.line(name, most=most, missing=missing)

    def digits(self, name: str) -> str:
        """A number of e-GP, Thai digits, spaces and hyphens allowed."""
        text = visible(arabic_digits(self.typed.get(name, ""))).replace(" ", "").replace("-", "")
        if text and not (text.isascii() and text.isdigit() and len(text) <= 20):
            self.wrong[name] = say(N_("เลขที่โครงการ e-GP เป็นตัวเลขล้วน ไม่เกิน 20 หลัก ตรวจอีกครั้ง"))
        return text

    def one_of(self, name: str, known: Mapping[str, str], missing: str = "") -> str | None:
        """One of the known ids."""
        text = self.typed.get(name, "")
        if text in known:
            return text
        if missing or text:
            self.wrong[name] = say(missing or N_("เลือกจากรายการ"))
        return None

    def sum(self, name: str, missing: str = "", *, nothing: bool = False) -> Decimal | None:
        """Baht; nought is refused unless `nothing` may be said."""
        found = self.baht(name)
        if found == 0 and not nothing:
            self.wrong[name] = say(N_("พิมพ์จำนวนมากกว่า 0 บาท"))
        elif found is None and missing:
            self.wrong.setdefault(name, say(missing))
        return found

    def number(self, name: str, most: int, missing: str = "") -> int | None:
        """A whole number from 1 to `most`."""
        text = visible(arabic_digits(self.typed.get(name, ""))).replace(",", "")
        if not text:
            if missing:
                self.wrong[name] = say(missing)
            return None
        if not (text.isascii() and text.isdigit()) or len(text) > 6 or not 1 <= int(text) <= most:
            self.wrong[name] = say(N_("พิมพ์จำนวนเต็ม 1 ถึง %(most)s"), most=f"{most:,}")
            return None
        return int(text)
