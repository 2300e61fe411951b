"""A form's fields read one by one: days, sums, counts and words as offices type them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from planhub.errors import Invalid
from planhub.thai.dates import read_date
from planhub.thai.folding import arabic_digits, visible
from planhub.thai.money import Unreadable, read_baht
from planhub.wording import N_, Sentence, say

WORDS_MOST = 200


class Form:
    """Fields read one by one; what cannot be used is kept with its sentence until all are read."""

    def __init__(self, typed: Mapping[str, str]) -> None:
        self.typed = typed
        self.wrong: dict[str, Sentence] = {}

    def refuse(self) -> None:
        """Raise Invalid if anything was wrong."""
        if self.wrong:
            raise Invalid(self.wrong)

    def words(self, name: str, missing: str = "", *, most: int = WORDS_MOST) -> str:
        """Words of at most so many letters."""
        text = visible(self.typed.get(name, ""))
        if len(text) > most:
            self.wrong[name] = say(N_("ยาวเกินไป พิมพ์ไม่เกิน %(most)d ตัวอักษร"), most=most)
        elif not text and missing:
            self.wrong[name] = say(missing)
        return text

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

    def day(self, name: str, missing: str = "") -> date | None:
        """A day, Buddhist or Christian year."""
        try:
            found = read_date(self.typed.get(name, ""))
        except Unreadable as error:
            self.wrong[name] = error.sentence
            return None
        if found is None and missing:
            self.wrong[name] = say(missing)
        return found

    def sum(self, name: str, missing: str = "", *, nothing: bool = False) -> Decimal | None:
        """Baht; nought is refused unless `nothing` may be said."""
        try:
            found = read_baht(self.typed.get(name, ""))
        except Unreadable as error:
            self.wrong[name] = error.sentence
            return None
        if found == 0 and not nothing:
            self.wrong[name] = say(N_("พิมพ์จำนวนมากกว่า 0 บาท"))
        elif found is None and missing:
            self.wrong[name] = say(missing)
        return found

    def count(self, name: str, most: int, missing: str = "") -> int | None:
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
