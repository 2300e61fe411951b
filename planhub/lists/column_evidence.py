"""What the rows under a heading show: whether a column can be what its heading says. Pure."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

import geothai

from planhub.lists.cell_values import NOTHING, Unfit, read_amount, read_moo, read_place_code, read_year
from planhub.lists.description import MONEY, Field, Unit
from planhub.lists.meant_words import side_meant, stage_meant
from planhub.thai.folding import arabic_digits, visible

MOST_WORDS = 60
"""Different words that a column of stages or sides has at most."""
MOST_REPEATED, MANY = 100, 20
"""Of so many keys one may stand twice by mistake: the row is told so. In a list of a few that is no key."""
_PLACE = re.compile(r"ตำบล|ต\.|หมู่ที่|หมู่|ม\.|บ้าน|อำเภอ|อ\.|แขวง")
_FINE_CODE = re.compile(r"\d{6}|\d{8}", re.ASCII)
_COORDINATE = re.compile(r"\d{1,3}\.\d{2,}|\d{6,7}")

Rows = Sequence[tuple[str, ...]]


def words(rows: Iterable[tuple[str, ...]], at: int) -> list[str]:
    """What stands in a column, blanks and dashes left out."""
    texts = (visible(row[at]) for row in rows if at < len(row))
    return [text for text in texts if text not in NOTHING]


def fits(name: Field, rows: Rows, at: int) -> bool:
    """Whether the column's cells can be of that field; a column without cells may be anything."""
    texts = words(rows, at)
    if not texts:
        return True
    if name in _READ:
        return _share(texts, _READ[name]) >= 0.6
    if name is Field.KEY:
        repeated = len(texts) - len(set(texts))
        return len(texts) >= 0.95 * len(rows) and repeated <= max(
            len(texts) // MOST_REPEATED, len(texts) >= MANY
        )
    if name in (Field.STAGE, Field.SIDE):
        told = Counter(texts)
        known = stage_meant if name is Field.STAGE else side_meant
        meant = sum(times for word, times in told.items() if known(word))
        return len(told) <= MOST_WORDS and 2 * meant >= len(texts)
    if name in (Field.LAT, Field.LON):
        return sum(bool(_COORDINATE.search(arabic_digits(text))) for text in texts) >= 0.6 * len(texts)
    return True


def names_places(rows: Rows, at: int) -> bool:
    """Whether a fair part of a column's texts names places."""
    texts = words(rows, at)
    return sum(bool(_PLACE.search(text)) for text in texts) >= 0.1 * max(len(rows), 1)


def area_codes(rows: Rows, at: int) -> bool:
    """Whether codes of subdistricts or villages stand in the column, and hardly anything else."""
    texts = [re.sub(r"\s", "", arabic_digits(text)) for text in words(rows, at)]
    good = sum(bool(_FINE_CODE.fullmatch(text)) and text[:6] in _subdistricts() for text in texts)
    return bool(texts) and good >= 0.9 * len(texts)


@cache
def _subdistricts() -> frozenset[str]:
    return frozenset(
        subdistrict.code
        for province in geothai.provinces()
        for district in geothai.districts(province.code)
        for subdistrict in geothai.subdistricts(district.code)
    )


def filled_share(rows: Rows, at: int) -> float:
    """The share of rows that have something in the column."""
    return len(words(rows, at)) / max(len(rows), 1)


def blank_below(rows: Rows, at: int) -> bool:
    """Whether the column looks like merged cells written out: the first filled, at least half blank below."""
    first = bool(rows) and at < len(rows[0]) and visible(rows[0][at]) not in NOTHING
    return first and filled_share(rows, at) <= 0.5


def _share(texts: Sequence[str], read: Callable[[str], object]) -> float:
    good = 0
    for text in texts:
        try:
            read(text)
            good += 1
        except Unfit:
            pass
    return good / len(texts)


_READ: Mapping[Field, Callable[[str], object]] = {
    **dict.fromkeys(MONEY, lambda text: read_amount(text, Unit.BAHT)),
    Field.YEAR: read_year,
    Field.MOO: read_moo,
    Field.PLACE_CODE: read_place_code,
}
