"""What is proposed of a file before anybody chooses: sheet, description, blanks that may repeat. Pure."""

from dataclasses import replace
from pathlib import Path

from planhub.errors import Invalid
from planhub.lists import column_evidence
from planhub.lists.description import CARRIED, Column, Description, Field
from planhub.lists.guessing import LOOKED_AT, guess, guess_sheet, is_item
from planhub.lists.headings import locate
from planhub.lists.list_file import List, open_list
from planhub.lists.office_words import with_all_words
from planhub.wording import Sentence

ENCODINGS = ("utf-8", "cp874", "utf-16")
"""That may be chosen for a CSV file whose letters were guessed wrongly."""

_NAMES = (Field.PROVINCE, Field.DISTRICT, Field.SUBDISTRICT, Field.AGENCY, Field.SIDE)
REPEATING = (*_NAMES, *sorted(CARRIED - set(_NAMES)))
"""Columns whose blanks may repeat the cell above; of names that is proposed."""


def open_for(
    path: Path, *, name: str, kept: Description | None, sheet: str = "", encoding: str = ""
) -> tuple[List, dict[str, Sentence]]:
    """The list with the sheet and letters that were chosen, else the kept ones, else the likeliest sheet.

    With it the sentences about what the kept description names and this file has not.
    """
    lost: dict[str, Sentence] = {}
    letters = encoding if encoding in ENCODINGS else None
    if sheet or letters:
        wanted = Description(columns={}, sheet=sheet or None, encoding=letters)
        return open_list(path, name=name, description=wanted), lost
    if kept is not None:
        try:
            return open_list(path, name=name, description=kept), lost
        except Invalid as wrong:
            lost = wrong.fields
    opened = open_list(path, name=name)
    best = guess(opened).description
    if best.sheet is not None and best.sheet != opened.sheet:
        opened = open_list(path, name=name, description=best)
    return opened, lost


def proposed(opened: List, kept: Description | None) -> tuple[Description, dict[str, Sentence]]:
    """The kept description, its columns where they are in this file, or a guess; and what was not found.

    Words that this file alone has are given their likely meaning; those told before keep theirs.
    """
    if kept is None:
        return with_all_words(opened, guess_sheet(opened).description), {}
    try:
        place = locate(opened.first_rows(LOOKED_AT), kept)
    except Invalid as lost:
        new = guess_sheet(opened).description
        new = replace(new, stage_words={**new.stage_words, **kept.stage_words})
        return replace(new, side_words={**new.side_words, **kept.side_words}), lost.fields
    moved = {name: Column(place.columns[name], column.heading) for name, column in kept.columns.items()}
    years = {y: Column(place.year_columns[y], column.heading) for y, column in kept.year_columns.items()}
    rows = tuple(range(place.first_heading, place.last_heading + 1)) if place.last_heading else ()
    here = replace(kept, columns=moved, year_columns=years, header_rows=rows, form=opened.form)
    return with_all_words(opened, here), {}


def repeating(opened: List, description: Description) -> list[Field]:
    """Columns of names with so many blanks that these may repeat the name above: a person says whether."""
    last = description.header_rows[-1] if description.header_rows else 0
    data = [
        tuple("=" if at in row.under else cell for at, cell in enumerate(row.cells))
        for row in opened.first_rows(LOOKED_AT)
        if row.number > last and is_item(row.cells)
    ]
    return [
        field
        for field in REPEATING
        if field in description.carry_down
        or (
            field in _NAMES
            and field in description.columns
            and column_evidence.blank_below(data, description.columns[field].index)
        )
    ]
