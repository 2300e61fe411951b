"""A form as it was typed, read field by field: each one that cannot be used gets its sentence."""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal

from planhub.errors import Invalid
from planhub.thai.dates import read_date
from planhub.thai.folding import arabic_digits, visible
from planhub.thai.money import Unreadable, read_baht
from planhub.wording import N_, Sentence, say

_COUNT = N_("พิมพ์จำนวนเต็ม 0 ถึง %(most)d หรือเว้นว่าง")


class TypedForm:
    """Reads what was typed; `wrong` collects the sentences, and `check` raises them all at once."""

    too_long = N_("ยาวเกิน %(most)d ตัวอักษร ตัดให้สั้นลง")

    def __init__(self, typed: Mapping[str, str]) -> None:
        self.typed = typed
        self.wrong: dict[str, Sentence] = {}

    def check(self) -> None:
        """Raises Invalid with a sentence for each field that cannot be used."""
        if self.wrong:
            raise Invalid(self.wrong)

    def line(self, name: str, *, most: int = 300, missing: str = "") -> str:
        """Words on one line; `missing` is the sentence for none."""
        return self._fits(name, visible(self.typed.get(name, "")), most, missing)

    def words(self, name: str, *, most: int = 4000, missing: str = "") -> str:
        """Words of any number of lines."""
        lines = [visible(line) for line in self.typed.get(name, "").splitlines()]
        return self._fits(name, "\n".join(lines).strip(), most, missing)

    def day(self, name: str, missing: str = "", *, last: date | None = None) -> date | None:
        """A day, not after `last`."""
        try:
            found = read_date(self.typed.get(name, ""))
        except Unreadable as error:
            self.wrong[name] = error.sentence
            return None
        if found is None and missing:
            self.wrong[name] = say(missing)
        if found is not None and last is not None and found > last:
            self.wrong[name] = say(N_("วันที่ยังมาไม่ถึง พิมพ์วันที่ไม่เกิน %(day)s"), day=last)
        return found

    def baht(self, name: str) -> Decimal | None:
        """A sum of money in baht."""
        try:
            return read_baht(self.typed.get(name, ""))
        except Unreadable as error:
            self.wrong[name] = error.sentence
            return None

    def count(self, name: str, *, most: int = 99_999_999, missing: str = "") -> int | None:
        """A whole number from nothing up; commas and Thai digits are read."""
        text = visible(arabic_digits(self.typed.get(name, ""))).replace(",", "")
        if not text:
            if missing:
                self.wrong[name] = say(missing)
            return None
        if not (text.isascii() and text.isdigit()) or len(text) > 12 or int(text) > most:
            self.wrong[name] = say(_COUNT, most=most)
            return None
        return int(text)

    def choice(self, name: str, known: Collection[str], missing: str) -> str:
        """One of the known; `missing` is the sentence for none and for any other."""
        found = self.typed.get(name, "")
        if found not in known:
            self.wrong[name] = say(missing)
            return ""
        return found

    def year(self, name: str) -> int:
        """A fiscal year in the Buddhist era, typed with two digits or four."""
        text = visible(arabic_digits(self.typed.get(name, "")))
        text = f"25{text}" if len(text) == 2 else text
        if not (text.isascii() and text.isdigit() and len(text) == 4 and 2560 <= int(text) <= 2650):
            self.wrong[name] = say(N_("พิมพ์ปีงบประมาณเป็น พ.ศ. สี่หลัก เช่น 2571"))
            return 0
        return int(text)

    def _fits(self, name: str, text: str, most: int, missing: str) -> str:
        if not text and missing:
            self.wrong[name] = say(missing)
        elif len(text) > most:
            self.wrong[name] = say(self.too_long, most=most)
        return text
