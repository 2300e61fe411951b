"""Which row of a list holds its headings, and what each column most likely is. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from planhub.clock import FIRST_YEAR, LAST_YEAR
from planhub.lists import column_evidence as evidence
from planhub.lists.description import EXECUTION, Column, Field
from planhub.lists.heading_words import meanings, year_of
from planhub.lists.headings import heading_key, joined
from planhub.lists.list_row import ListRow
from planhub.thai.folding import arabic_digits, visible

MOST_ABOVE = 40
"""Rows from the top among which headings are looked for."""
TALLEST = 3
_LONGEST = 80
_MONEY = re.compile(r"[\d,]*\d(?:\.\d+)?")
_PERCENT = re.compile(r"ร้อยละ|%|percent", re.IGNORECASE)
_BARE_CODE = frozenset(map(heading_key, ("รหัส", "code")))
_LOOSE = 100
"""From this rank on, a heading only begins with a known word."""


@dataclass(frozen=True)
class Headings:
    """The rows of headings and the joined heading of each column."""

    rows: tuple[int, ...]
    columns: tuple[str, ...]

    def assigned(self, data: evidence.Rows) -> tuple[dict[Field, Column], dict[int, Column]]:
        """Columns by field and by year, as far as what stands in them bears it out."""
        if not self.rows:
            return _by_content(data), {}
        years = self._years(data)
        taken = {column.index for column in years.values()}
        found = [
            (rank, at, name)
            for at, heading in enumerate(self.columns)
            if at not in taken
            for name, rank in meanings(heading)
            if not (years and name is Field.AMOUNT)
        ]
        columns: dict[Field, Column] = {}
        if not any(name is Field.PLACE_CODE for _rank, _at, name in found):
            self._bare_codes(columns, data)
        titles = [candidate for candidate in sorted(found) if candidate[2] is Field.TITLE]
        for rank, at, name in (*titles, *sorted(found)):
            # "รายการ" may be title or detail: the title chooses first, the others by how well the word fits
            if name in columns or any(at == column.index for column in columns.values()):
                continue
            if rank >= _LOOSE and name in (Field.LAT, Field.LON, Field.KEY):
                continue
            if name in EXECUTION and _PERCENT.search(self.columns[at]):
                continue
            if evidence.fits(name, data, at):
                columns[name] = Column(at, self.columns[at])
        _execution(columns, years)
        if Field.LON in columns and Field.LAT not in columns:
            del columns[Field.LON]
        return columns, years

    def _bare_codes(self, columns: dict[Field, Column], data: evidence.Rows) -> None:
        """A heading that only says "code" is the project's own, unless areas' codes stand under it."""
        for at, heading in enumerate(self.columns):
            if heading_key(heading) in _BARE_CODE and evidence.area_codes(data, at):
                columns[Field.PLACE_CODE] = Column(at, heading)
                return

    def _years(self, data: evidence.Rows) -> dict[int, Column]:
        """Columns that hold the amounts of a year each, where there are several."""
        years: dict[int, Column] = {}
        for at, heading in enumerate(self.columns):
            year = year_of(arabic_digits(heading))
            if year is None or not FIRST_YEAR <= year <= LAST_YEAR or year in years:
                continue
            bare = re.sub(r"พ\.?\s*ศ\.?|ปี|[\d\s().]", "", arabic_digits(heading))
            money = not bare or any(name is Field.AMOUNT for name, _rank in meanings(heading))
            if money and evidence.fits(Field.AMOUNT, data, at):
                years[year] = Column(at, heading)
        return years if len(years) > 1 else {}


def find_headings(first: Sequence[ListRow]) -> Headings:
    """The rows among the first whose words say most of what columns hold; none when they say little."""
    best, best_score = Headings((), ()), 1.5
    for start in range(min(len(first), MOST_ABOVE)):
        for height in range(1, TALLEST + 1):
            rows = first[start : start + height]
            if len(rows) < height or not all(map(_like_headings, rows)):
                break
            if height > 1 and sum(bool(visible(cell)) for cell in rows[0].cells) < 2:
                break  # a line alone in its row is a title, and would be said of every column beside it
            columns = joined(rows)
            # a second row must say more than the first alone did, so that no data is taken for headings
            score = _score(columns) - 0.4 * (height - 1)
            if score > best_score:
                best, best_score = Headings(tuple(row.number for row in rows), columns), score
    return best


def _score(columns: Sequence[str]) -> float:
    fields: dict[Field, float] = {}
    years = len({year for heading in columns if (year := year_of(arabic_digits(heading)))})
    for heading in columns:
        for name, rank in meanings(heading)[:1]:
            worth = 1.0 if rank < 10 else 0.8 if rank < _LOOSE else 0.5
            fields[name] = max(fields.get(name, 0.0), worth)
    return sum(fields.values()) + (0.5 * years if years > 1 else 0.0) + (Field.TITLE in fields)


def _like_headings(row: ListRow) -> bool:
    """Short words, hardly a number: a row of data has amounts."""
    texts = [text for cell in row.cells if (text := visible(arabic_digits(cell)))]
    if not texts or max(map(len, texts)) > _LONGEST:
        return False
    numbers = [text for text in texts if _MONEY.fullmatch(text)]
    return all(re.fullmatch(r"25[4-9]\d", text) for text in numbers)


def _execution(columns: dict[Field, Column], years: dict[int, Column]) -> None:
    """Beside what was bound, paid or is left, the budget is what was allocated; else these say nothing."""
    found = [name for name in EXECUTION if name in columns]
    told = Field.AMOUNT in columns or Field.ALLOCATED in columns
    if years or not told or not {Field.COMMITTED, Field.DISBURSED, Field.REMAINING} & set(found):
        for name in found:
            if name is not Field.ALLOCATED or years:
                del columns[name]
        if Field.AMOUNT not in columns and Field.ALLOCATED in columns:
            columns[Field.AMOUNT] = columns.pop(Field.ALLOCATED)
        return
    if Field.ALLOCATED not in columns:
        columns[Field.ALLOCATED] = columns.pop(Field.AMOUNT)


def _by_content(data: evidence.Rows) -> dict[Field, Column]:
    """Without headings: the longest texts are the title, the largest numbers the amount."""
    width = max(map(len, data), default=0)
    texts = [evidence.words(data, at) for at in range(width)]
    lengths = {at: sum(map(len, words)) / len(words) for at, words in enumerate(texts) if words}
    if not lengths:
        return {}
    title = max(lengths, key=lambda at: lengths[at])
    columns = {Field.TITLE: Column(title)}
    sums = {
        at: sum(float(word.replace(",", "")) for word in texts[at]) / len(texts[at])
        for at in lengths
        if at != title and all(_MONEY.fullmatch(word) and word.isascii() for word in texts[at])
    }
    if sums and max(sums.values()) >= 5_000:
        columns[Field.AMOUNT] = Column(max(sums, key=lambda at: sums[at]))
    return columns
