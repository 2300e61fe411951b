"""A description proposed for a list, from its first rows; a person looks at it before it is used. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planhub.errors import Invalid
from planhub.lists import column_evidence as evidence
from planhub.lists import row_kinds
from planhub.lists.description import EXECUTION, GROUPED, Column, Description, Field, Form
from planhub.lists.guessed_columns import find_headings
from planhub.lists.list_file import List
from planhub.lists.list_row import ListRow
from planhub.lists.meant_words import side_meant, stage_meant
from planhub.lists.sheet_list import SheetList
from planhub.lists.title_facts import province_in, source_in, unit_in, year_in, zone_in
from planhub.thai.folding import visible
from planhub.workflow.stages import Stage

LOOKED_AT = 2_000
"""Rows that are read for a guess."""
MOST_SHEETS = 12


@dataclass(frozen=True)
class Guess:
    """A proposal, and what a person must look at."""

    description: Description
    """May still lack what its `lacks` names."""
    found: int
    """Columns that were understood."""
    unknown_stages: Mapping[str, int]
    """Words of the stage column that no stage is proposed for, with how many rows have them."""
    unknown_sides: Mapping[str, int]
    """The same for sides; they are proposed to name no side."""


def guess(opened: List) -> Guess:
    """A description for an opened list; of several sheets, the one whose headings say most."""
    guesses = [guess_sheet(opened)]
    if isinstance(opened, SheetList):
        for sheet in opened.sheets[:MOST_SHEETS]:
            other = None if sheet == opened.sheet else _readable(opened, sheet)
            if other is not None:
                guesses.append(guess_sheet(other))
    return max(guesses, key=lambda each: each.found)


def _readable(opened: SheetList, sheet: str) -> SheetList | None:
    try:
        other = opened.in_sheet(sheet)
        return other if other.first_rows(1) else None
    except Invalid:
        return None  # a sheet that cannot be read is no reason to give up the others


def guess_sheet(opened: List) -> Guess:
    """A description for the sheet that is read, whatever the others hold."""
    return propose(
        opened.first_rows(LOOKED_AT),
        form=opened.form,
        sheet=opened.sheet if len(opened.sheets) > 1 else None,
        name=opened.name,
    )


def placeless_here(opened: List, description: Description) -> bool:
    """Whether a row without a place is the province's own: as was said, else where no column tells places.

    A column that the description leaves unused counts: the list speaks of places all the same.
    """
    if description.placeless_here is not None:
        return description.placeless_here
    return not description.tells_places and not guess_sheet(opened).description.tells_places


def propose(
    first: Sequence[ListRow],
    *,
    form: Form = Form.CSV,
    sheet: str | None = None,
    name: str = "",
) -> Guess:
    """A description for a list with these first rows; `name` of the file may tell its year."""
    headings = find_headings(first)
    below = [row for row in first if row.number > (headings.rows[-1] if headings.rows else 0)]
    data = [row.cells for row in below if is_item(row.cells)]
    columns, years = headings.assigned(data)
    above = [visible(" ".join(row.cells)) for row in first if headings.rows and row.number < headings.rows[0]]
    _place_text(columns, data)
    groups = _groups([row.cells for row in below])
    stages, unknown_stages = _meant(columns, Field.STAGE, data)
    sides, unknown_sides = _meant(columns, Field.SIDE, data)
    if Field.SIDE in groups and Field.SIDE not in columns:
        sides = _group_sides([row.cells for row in below])
    # what is bound and paid was allocated before
    spent = any(each in columns for each in EXECUTION)
    description = Description(
        columns=columns,
        form=form,
        sheet=sheet,
        header_rows=headings.rows,
        year_columns=years,
        year=None
        if Field.YEAR in columns or years
        else year_in(_amount(columns), above, (sheet or "", name)),
        province_code=None if Field.PROVINCE in columns else province_in(above),
        stage_words={word: Stage(stage) for word, stage in stages.items()},
        side_words=sides | dict.fromkeys(unknown_sides, ""),
        default_stage=None if Field.STAGE in columns else Stage.FUNDED if spent else Stage.PLANNED,
        amount_unit=unit_in(_amounts(columns, years), above),
        groups=groups,
        budget_source=source_in((*above, name)) if spent else None,
        utm_zone=zone_in([columns[each] for each in (Field.LAT, Field.LON) if each in columns], above),
    )
    found = len(columns) + len(years)
    return Guess(description, found, unknown_stages, unknown_sides)


def _amounts(columns: Mapping[Field, Column], years: Mapping[int, Column]) -> list[Column]:
    return [column for column in (_amount(columns), *years.values()) if column]


def _amount(columns: Mapping[Field, Column]) -> Column | None:
    return columns.get(Field.AMOUNT) or columns.get(Field.ALLOCATED)


def is_item(cells: tuple[str, ...]) -> bool:
    """Whether a row looks like an item: neither a total, a note, column numbers, nor a cell alone."""
    texts = row_kinds.filled(cells)
    if len(texts) < 2 or row_kinds.total(texts) or row_kinds.note(texts):
        return False
    return not row_kinds.column_numbers(texts) and not row_kinds.numbers_only(texts)


def _place_text(columns: dict[Field, Column], data: evidence.Rows) -> None:
    """Without a column for the place, the title or the item may name it."""
    fine = (Field.PLACE_CODE, Field.SUBDISTRICT)
    if Field.PLACE_TEXT in columns or any(
        name in columns and evidence.filled_share(data, columns[name].index) >= 0.8 for name in fine
    ):
        return
    for name in (Field.DETAIL, Field.TITLE):
        if name in columns and evidence.names_places(data, columns[name].index):
            columns[Field.PLACE_TEXT] = columns[name]
            return


def _meant(
    columns: Mapping[Field, Column], name: Field, data: evidence.Rows
) -> tuple[dict[str, str], dict[str, int]]:
    """Words of a column with their likely meaning, and those without."""
    if name not in columns:
        return {}, {}
    told = Counter(evidence.words(data, columns[name].index))
    known = {word: meaning for word in told if (meaning := _meaning(name, word))}
    return known, {word: times for word, times in told.items() if word not in known}


def _meaning(name: Field, word: str) -> str | None:
    return stage_meant(word) if name is Field.STAGE else side_meant(word)


def _groups(rows: evidence.Rows) -> tuple[Field, ...]:
    """Fields that headings of groups give; a district in one row is enough, an office or side needs two."""
    found: Counter[Field] = Counter()
    for cells in rows:
        if words := _group_words(row_kinds.filled(cells)):
            name = row_kinds.group(words, _ORDER)
            if name is not None:
                found[name[0]] += 1
    return tuple(name for name in _ORDER if found[name] >= (1 if name in row_kinds.WIDEST_FIRST else 2))


def _group_words(texts: list[str]) -> str | None:
    if not texts or row_kinds.total(texts) or row_kinds.note(texts):
        return None
    words = [text for text in texts if not row_kinds.numbers_only([text])]
    return (
        words[0]
        if len(words) == 1 and (len(texts) <= 2 or len(texts) == len(words))
        else (row_kinds.group_with_sums(texts, _ORDER) if words else None)
    )


_ORDER = tuple(
    name
    for name in (Field.PROVINCE, Field.DISTRICT, Field.SUBDISTRICT, Field.SIDE, Field.AGENCY)
    if name in GROUPED
)


def _group_sides(rows: evidence.Rows) -> dict[str, str]:
    found = {}
    for cells in rows:
        words = _group_words(row_kinds.filled(cells))
        group = row_kinds.group(words, (Field.SIDE,)) if words else None
        if group:
            found[group[1]] = side_meant(group[1]) or ""
    return found
