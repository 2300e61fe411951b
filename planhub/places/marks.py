"""The words that announce a place: ตำบล, อ., จังหวัด, หมู่ที่ 5, อบต. and what readers of print make of them. Pure.

Everything is said in folded letters (`folded`): หมู่ที่ is there หมูที, บ้าน is บาน.
"""

import re
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import NamedTuple

from planhub.places.folded import Folded, is_letter
from planhub.places.gazetteer import Known

# A letter lost or misread is allowed where no other word is left; the name that must follow guards the rest.
_MARK = re.compile(
    r"(?P<skip>รพ\.?สต\.?|กลุมจังหวัด|แขวงทางหลวง|แขวงการทาง)"
    r"|(?P<lao>องคการบริหารสวนตำบล|อบต\.?|เทศบาลตำบล|ทต\.)"
    r"|(?P<pao>องคการบริหารสวนจังหวัด|อบจ\.?)"
    r"|(?P<town>เทศบาลเมือง|เทศบาลนคร|ทม\.|ทน\.)"
    r"|(?P<bangkok>กรุงเทพมหานคร|กรุงเทพฯ|กทม\.?)"
    r"|(?P<province>จ[ัิีื]{0,2}(?:ง(?:[หทฑ]{1,2}ว{0,2}|ว{1,2})|ว[หทฑ]ว?|[หทฑ]ว)[ัิีื]{0,2}[ดคตรศ]"
    r"|[ัิ]ง[หทฑ]วั[ดคต]|จังหวั|จ\.)"
    r"|(?P<district>(?:(?<![เแโ])กิง)?(?:[อฮถ](?:[าำ]{1,2}[เแ]{0,2}|[เแ])|[าำ]เ)[ภกถ]{1,2}[อฮ]"
    r"|อำเภ|เภอ|(?:(?<![เแโ])กิง)?อ\.|เขต)"
    r"|(?P<subdistrict>[ตคดท][าำ]{1,2}[บป]{1,2}[ลสถ]|[ตาำ]บล|[ตด]ำบ|ตาบ|[ตดค]\.|แขวง)"
    r"|(?P<moo>หมูที|หมู(?=\d)|ม\.(?=\d))"
    r"|(?P<village>หมูบาน|บาน|บ\.)"
)


def _spoiled(kind: str, word: str) -> str:
    """A pattern of a word with any one letter changed, lost or put in."""
    ways = [word[:n] + letter + word[n + skip :] for n in range(len(word)) for letter, skip in _CHANGES]
    return f"(?P<spoiled_{kind}>{'|'.join(dict.fromkeys(ways))})"


_CHANGES = (("[ก-๎]", 1), ("", 1), ("[ก-๎]", 0))
_SPOILED_MARK = re.compile(
    "|".join(
        [
            _MARK.pattern,
            _spoiled("province", "จังหวัด"),
            _spoiled("district", "อำเภอ"),
            _spoiled("subdistrict", "ตำบล"),
        ]
    )
)
_LEVELS = {"lao": 6, "pao": 2, "bangkok": 2, "province": 2, "district": 4, "subdistrict": 6}
_MISREAD = ("ด.", "ค.")
_GUARDED = ("province", "district", "subdistrict")
_BANGKOK_WORDS = ("เขต", "แขวง")
_NUMBER = re.compile(r"\d{1,3}")
_NEXT_NUMBER = re.compile(r"(,|และ|กับ|-|ถึง)+(หมูที|หมู|ม\.)?(?=\d)")
_RANGE = ("-", "ถึง")
_NO_HAMLET = re.compile(r"(?:งาน|ชาว|ราน|ไท|เรือน|ราย|ชุมชน)$")
"""Before บ้าน: what is no hamlet; a ชุมชน is none either (`communities`)."""
_MOST_MOO = 99
_STAIN = 4


class Option(NamedTuple):
    """A name of the gazetteer that the text spells out after a mark."""

    end: int
    known: tuple[Known, ...]
    whole: bool
    """Whether a word ends where the name does."""


@dataclass(slots=True, eq=False)
class Mark:
    """An announced place, first as written, then as it was found to be."""

    kind: str
    """The group of the pattern; "listed" for a further name after one, "bare" for a name with no mark."""
    level: int
    start: int
    name: int
    """Where the name begins."""
    end: int = 0
    """Where the longest name ends that the text spells out; where the mark ends if there is none."""
    limit: int = 0
    """Where the next mark begins."""
    options: list[Option] = field(default_factory=list)
    """The longest first."""
    numbers: tuple[int, ...] = ()
    bangkok: bool = False
    """Announced by a word that only Bangkok uses."""
    stuck: bool = False
    """A short word that may be the end of another, or a spoiled one: only a name behind it proves it."""
    found: tuple[Known, ...] = ()
    """What it can be; one when it is settled."""
    sure: bool = True
    """False when letters had to be corrected."""
    used: bool = False
    """A finer place stands for it."""

    @property
    def settled(self) -> bool:
        """Whether it is one area of today."""
        return len(self.found) == 1 and len(self.found[0].now) == 1


def marks_of(folded: Folded, *, spoiled: bool = False) -> Generator[Mark, int, None]:
    """The marks of a text from left to right; the reader of names says where to go on (`send`).

    `spoiled`: also words of which any one letter is wrong, where a word begins; a name must follow.
    """
    place = 0
    pattern = _SPOILED_MARK if spoiled else _MARK
    while found := pattern.search(folded.key, place):
        mark = _mark(found, folded)
        if mark:
            place = yield mark
        else:
            place = found.end() if found.lastgroup == "skip" else found.start() + 1


def _mark(found: "re.Match[str]", folded: Folded) -> Mark | None:
    kind, words, start = str(found.lastgroup), found[0], found.start()
    if kind.startswith("spoiled_"):
        kind = kind.removeprefix("spoiled_")
        mark = Mark(kind, _LEVELS[kind], start, _past_dirt(folded, found.end()), found.end(), stuck=True)
        return mark if start in folded.gaps or start == 0 else None
    stuck = words.endswith(".") and (words in _MISREAD or not _stands_alone(folded, start))
    if kind == "skip" or (stuck and kind not in _GUARDED):
        return None
    if kind == "moo":
        numbers, end = _numbers(folded, found.end())
        if not numbers or not _may_be_moo(folded, words, start, end):
            return None
        return Mark(kind, 8, start, found.end(), end, numbers=numbers)
    if kind == "village" and _NO_HAMLET.search(folded.key, max(0, start - 6), start):
        return None
    name = start if kind == "bangkok" else _past_dirt(folded, found.end())
    stuck = stuck or words in _BANGKOK_WORDS
    level = _LEVELS.get(kind, 8)
    return Mark(kind, level, start, name, found.end(), bangkok=words in _BANGKOK_WORDS, stuck=stuck)


def _past_dirt(folded: Folded, place: int) -> int:
    """The next Thai letter, if only a stain of the page lies before it ("ตำบล y หนองบัว")."""
    return next((n for n in range(place, place + _STAIN) if is_letter(folded.key[n : n + 1])), place)


def _stands_alone(folded: Folded, start: int) -> bool:
    """Whether "ต." is surely no end of another short word such as สต. or กอ."""
    if start == 0 or start in folded.gaps:
        return True
    before = folded.key[start - 1]
    return not is_letter(before) and before != "."


def _may_be_moo(folded: Folded, words: str, start: int, end: int) -> bool:
    """ "ม." is also a metre: "150 ม. 1 แห่ง" is no village."""
    if words != "ม." or not folded.key[start - 1 : start].isdecimal():
        return True
    return re.match(r"ต\.|ตำบล|บาน|บ\.|หมูบาน|ถนน|ซอย|[,-]", folded.key[end : end + 8]) is not None


def _numbers(folded: Folded, place: int) -> tuple[tuple[int, ...], int]:
    """The moo numbers from here on: "3", "3 และหมู่ที่ 4", "1,2", "1-5"."""
    numbers: list[int] = []
    joint = ""
    while found := _NUMBER.match(folded.key, place):
        cut = next((n for n in range(found.start() + 1, found.end()) if n in folded.gaps), found.end())
        number = int(folded.key[found.start() : cut])
        if not 1 <= number <= _MOST_MOO or (folded.key[cut : cut + 1].isdecimal() and cut not in folded.gaps):
            break
        if joint in _RANGE and numbers and numbers[-1] < number <= numbers[-1] + 30:
            numbers.extend(range(numbers[-1] + 1, number))
        numbers.append(number)
        place = cut
        more = _NEXT_NUMBER.match(folded.key, place)
        if not more:
            break
        joint = "," if more[2] else more[1]  # "หมู่ที่ 1 - หมู่ที่ 5": the two ends of a road
        place = more.end()
    return tuple(dict.fromkeys(numbers)), place
