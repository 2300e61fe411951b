"""Rows of an office's list made into values and faults, by its description; pure, row after row."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from planhub.lists import row_kinds
from planhub.lists.description import CARRIED, GROUPED, Description, Field, Form
from planhub.lists.headings import LOOKED_AT, Place, heading_key, locate
from planhub.lists.list_file import ListRow
from planhub.lists.prepared import Fault as Fault
from planhub.lists.prepared import Prepared as Prepared
from planhub.lists.prepared import Values as Values
from planhub.lists.row_keys import Keys
from planhub.lists.row_values import FINER, RowReader
from planhub.thai.folding import visible
from planhub.wording import Sentence

_NONE = Values()
_FEW = 2


def prepare(rows: Iterable[ListRow], description: Description) -> Iterator[Prepared]:
    """Every row of the list, understood as far as it can be; never raises on what a cell holds.

    Invalid when the description lacks something, or when a described column is not in this file. `key` is
    the office's own where there is a column of keys, else a digest of title, place and year, with a running
    number for equal ones. A row of a list with a column for each year comes once for each year that has an
    amount, with the year behind its key ("…/2571").
    """
    description.require_complete()
    rest = iter(rows)
    first = list(islice(rest, LOOKED_AT))
    place = locate(first, description)
    return _prepared(chain(first, rest), description, place)


def _prepared(rows: Iterable[ListRow], description: Description, place: Place) -> Iterator[Prepared]:
    walk = _Walk(description, place)
    for row in rows:
        if row.number <= place.last_heading:
            yield Prepared(row.number, "", _NONE, (), walk.above(row), row.cells)
            continue
        skipped = walk.skipped(row)
        if skipped is not None:
            yield Prepared(row.number, "", _NONE, (), skipped, row.cells)
        else:
            yield from walk.items(row)


class _Walk:
    """The way down a list: what groups and merged cells above say of the rows below."""

    def __init__(self, description: Description, place: Place) -> None:
        self.place = place
        self.title = place.columns[Field.TITLE]
        self.heading = place.headings[self.title] if self.title < len(place.headings) else ""
        self.repeated = frozenset(description.carry_down)
        self.carry = tuple(
            (name, at)
            for name, at in place.columns.items()
            if name in self.repeated or (description.form is not Form.CSV and _may_be_merged(name, place))
        )
        self.groups = tuple(name for name in description.groups if name in GROUPED)
        self.suspect = _TOTALS | _GROUPS if self.groups else _TOTALS
        self.given: dict[Field, str] = {}
        self.carried: dict[Field, str] = {}
        self.reader = RowReader(description, place)
        self.keys = Keys(described=Field.KEY in place.columns)
        columns = {*place.columns.values(), *place.year_columns.values()}
        self.few = min(_FEW, len(columns) - 1)

    def above(self, row: ListRow) -> Sentence:
        """What a row is that stands over the first row of data."""
        if not row_kinds.filled(row.cells):
            return row_kinds.EMPTY
        return row_kinds.HEADING if row.number >= self.place.first_heading else row_kinds.TITLE

    def skipped(self, row: ListRow) -> Sentence | None:
        """Why a row is no item; None for an item. A heading of a group is remembered for the rows below."""
        cells = row.cells
        title = cells[self.title] if self.title < len(cells) else ""
        said = len(cells) - cells.count("")
        if said > _FEW and title and title[0] not in self.suspect and title[0].isalpha():
            return HEADING_AGAIN if title == self.heading and self._heading_again(cells) else None
        texts = row_kinds.filled(cells)
        if not texts:
            return row_kinds.EMPTY
        if row_kinds.column_numbers(texts):
            return row_kinds.COLUMN_NUMBERS
        if self._heading_again(cells):
            return HEADING_AGAIN
        if (told := row_kinds.total(texts)) is not None:
            return told
        if len(texts) <= self.few:
            if (told := row_kinds.note(texts)) is not None:
                return told
            if (told := self._group(texts)) is not None:
                return told
            if len(texts) == 1 and self.few:
                return row_kinds.NUMBERS_ONLY if row_kinds.numbers_only(texts) else row_kinds.alone(texts[0])
        elif self.groups and (words := row_kinds.group_with_sums(texts, self.groups)):
            return self._group([words])
        if row_kinds.numbers_only(texts):
            return row_kinds.NUMBERS_ONLY
        return None

    def _heading_again(self, cells: tuple[str, ...]) -> bool:
        """Whether most of the described columns hold their own headings, as where a printed page begins."""
        pairs = [
            (cells[at], self.place.headings[at])
            for at in self.place.columns.values()
            if at < len(cells) and at < len(self.place.headings) and cells[at].strip()
        ]
        same = sum(bool(heading) and heading_key(cell) == heading_key(heading) for cell, heading in pairs)
        return same > 0 and 2 * same > len(pairs)

    def _group(self, texts: list[str]) -> Sentence | None:
        words = next((text for text in texts if not row_kinds.numbers_only([text])), "")
        found = row_kinds.group(words, self.groups) if words else None
        if found is None:
            return None
        name, value = found
        for finer in FINER.get(name, ()):
            self.given.pop(finer, None)
        self.given[name] = value
        self.carried.clear()
        return row_kinds.group_told(words)

    def items(self, row: ListRow) -> Iterator[Prepared]:
        """The item of a row, or its items where there is a column for each year."""
        above = self._above(row)
        values, faults = self.reader.read(row.cells, above)
        mark = row.cells[at] if (at := self.place.mark) is not None and at < len(row.cells) else ""
        key, told = self.keys.of(row, values, self.reader.key(row.cells), mark)
        if told is not None:
            faults = (*faults, self.reader.fault(Field.KEY, told))
        if not self.place.year_columns:
            yield Prepared(row.number, key, values, faults, None, self._filled(row))
            return
        for year, each, wrong in self.reader.years(row.cells, values):
            told_apart = f"{key}/{year}" if key else ""
            yield Prepared(row.number, told_apart, each, (*faults, *wrong), None, self._filled(row))

    def _filled(self, row: ListRow) -> tuple[str, ...]:
        """The row as it would stand had no cells been merged."""
        lent = self._lent(row)
        if not lent:
            return row.cells
        whole = list(row.cells)
        for name, at in self.carry:
            if name in lent and at < len(whole):
                whole[at] = lent[name]
        return tuple(whole)

    def _above(self, row: ListRow) -> dict[Field, str]:
        """What merged cells and groups above give to a row, for the columns that it leaves blank."""
        if not self.carry:
            return self.given
        cells = row.cells
        seen = {name: cells[at] for name, at in self.carry if at < len(cells) and visible(cells[at])}
        for name, cell in seen.items():
            if cell != self.carried.get(name):
                for finer in FINER.get(name, ()):
                    self.carried.pop(finer, None)
        self.carried.update(seen)
        lent = self._lent(row)
        return self.given | lent if lent else self.given

    def _lent(self, row: ListRow) -> dict[Field, str]:
        """What blank cells have from above: those of merged cells, and those that a person said repeat it."""
        if not row.under and not self.repeated:
            return {}
        return {
            name: self.carried[name]
            for name, at in self.carry
            if name in self.carried
            and (name in self.repeated or at in row.under)
            and not (at < len(row.cells) and visible(row.cells[at]))
        }


def _may_be_merged(name: Field, place: Place) -> bool:
    """A title over several lines of detail may be; one without them would be one project twice."""
    return name in CARRIED and (name is not Field.TITLE or Field.DETAIL in place.columns)


HEADING_AGAIN = row_kinds.HEADING_AGAIN
_TOTALS = frozenset("รยผทTtGgSs")
_GROUPS = frozenset("จอกทตดแยป")
"""First letters of totals and of groups; a title beginning otherwise, among several cells, is neither."""
