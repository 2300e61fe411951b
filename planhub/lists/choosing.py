"""A description as a person chooses it beside the first rows of a file, and back. Pure.

A select above each column says what it holds; what a description has beyond these controls stays.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from planhub.errors import Invalid
from planhub.lists import column_evidence
from planhub.lists.description import CARRIED, FIELD_WORD, Column, Description, Field, letter
from planhub.lists.description_json import read_description
from planhub.lists.guessing import LOOKED_AT, guess, guess_sheet, is_item
from planhub.lists.headings import joined, locate
from planhub.lists.list_file import List, open_list
from planhub.lists.list_row import ListRow
from planhub.lists.meant_words import side_meant, stage_meant
from planhub.lists.office_words import SHOWN_WORDS, found_words, with_all_words
from planhub.thai.folding import arabic_digits, visible
from planhub.wording import N_, Sentence, say
from planhub.workflow.stages import Stage

ENCODINGS = ("utf-8", "cp874", "utf-16")
"""That may be chosen for a CSV file whose letters were guessed wrongly."""
SHOWN_ROWS = 40
WIDE, ROWS_OF_WIDE = 60, 15
"""Of a list with more columns than the first only so many rows are shown."""
SHOWN_COLUMNS = 300
FEW_WORDS = 8
"""Of more words for sides the rest are folded away."""
PLACED = {"title+place_text": Field.TITLE, "detail+place_text": Field.DETAIL}
"""Columns that name the place in their text besides what they hold."""
YEAR = "year-"

_NAMES = (Field.PROVINCE, Field.DISTRICT, Field.SUBDISTRICT, Field.AGENCY, Field.SIDE)
_REPEATING = (*_NAMES, *sorted(CARRIED - set(_NAMES)))

_TWICE = N_("เลือก “%(field)s” ไว้หลายช่อง (%(columns)s) เลือกไว้ช่องเดียว")
_NEW_WORDS = N_("ช่องนี้มีคำที่ยังไม่ได้บอกความหมาย ตรวจคำเหล่านั้นแล้วบันทึกอีกครั้ง")
_ROWS = re.compile(r"\d{1,3}")


def options(description: Description) -> list[tuple[str, Sentence]]:
    """What a column can be said to hold."""
    found = [(field.value, say(word)) for field, word in FIELD_WORD.items()]
    found += [
        ("title+place_text", say(N_("ชื่อโครงการ ซึ่งบอกสถานที่ด้วย"))),
        ("detail+place_text", say(N_("รายการย่อย ซึ่งบอกสถานที่ด้วย"))),
    ]
    return found + [
        (f"{YEAR}{year}", say(N_("งบประมาณปี %(year)s"), year=year))
        for year in sorted(description.year_columns)
    ]


def chosen(description: Description) -> dict[int, str]:
    """The option of each column that holds something."""
    found: dict[int, str] = {}
    for field, column in description.columns.items():
        found.setdefault(column.index, field.value)
    for option, field in PLACED.items():
        here, place = description.columns.get(field), description.columns.get(Field.PLACE_TEXT)
        if here is not None and place is not None and here.index == place.index:
            found[here.index] = option
    return found | {column.index: f"{YEAR}{year}" for year, column in description.year_columns.items()}


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
    """The kept description, its columns where they are in this file, or a guess; and what was not found."""
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
    return replace(kept, columns=moved, year_columns=years, header_rows=rows, form=opened.form), {}


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
        for field in _REPEATING
        if field in description.carry_down
        or (
            field in _NAMES
            and field in description.columns
            and column_evidence.blank_below(data, description.columns[field].index)
        )
    ]


def choose(
    form: Mapping[str, str], *, opened: List, base: Description
) -> tuple[Description, dict[str, Sentence]]:
    """The description that a form says over `base`, and what is wrong with it by the form's fields."""
    rows = {row.number: row for row in opened.first_rows(LOOKED_AT)}
    headings = _headings(form, rows)
    columns, years, faults = _columns(form, headings)
    data: dict[str, Any] = base.to_json() | {
        "form": opened.form.value,
        "encoding": form.get("encoding") if form.get("encoding") in ENCODINGS else None,
        "sheet": opened.sheet if len(opened.sheets) > 1 else None,
        "header_rows": _row_numbers(form),
        "columns": columns,
        "year_columns": years,
        "year": arabic_digits(form.get("year", "").strip()) or None,
        "province_code": form.get("province_code") or None,
        "default_stage": form.get("default_stage") or None,
        "amount_unit": form.get("amount_unit") or None,
        "carry_down": [field.value for field in _REPEATING if f"carry-{field}" in form]
        if "asks_carry" in form
        else [field.value for field in base.carry_down],
        "placeless_here": "placeless_here" in form if "asks_placeless" in form else base.placeless_here,
    }
    for kind in ("stage", "side"):
        seen = _words(form, kind)
        before = {word: meaning for word, meaning in data[f"{kind}_words"].items() if word not in seen}
        data[f"{kind}_words"] = before | {w: m for w, m in seen.items() if m or kind == "side"}
    try:
        description = read_description(data, draft=True)
    except Invalid as wrong:
        return base, faults | {name.partition(".")[0]: sentence for name, sentence in wrong.fields.items()}
    return _unasked(form, opened, description, faults | description.lacks)


def _unasked(
    form: Mapping[str, str], opened: List, description: Description, faults: dict[str, Sentence]
) -> tuple[Description, dict[str, Sentence]]:
    """Words of a column chosen just now, which the form could not yet show, with their likely meaning."""
    stages, sides = dict(description.stage_words), dict(description.side_words)
    for word in _new(form, opened, description, Field.STAGE):
        if meaning := stage_meant(word):
            stages[word] = Stage(meaning)
        else:
            faults = faults | {"stage-0": say(_NEW_WORDS)}
    new = _new(form, opened, description, Field.SIDE)
    for word in new:
        sides[word] = side_meant(word) or ""
        if not sides[word] and len(new) <= FEW_WORDS:  # of many words, most name no side and need no answer
            faults = faults | {"side-0": say(_NEW_WORDS)}
    return replace(description, stage_words=stages, side_words=sides), faults


def _new(form: Mapping[str, str], opened: List, description: Description, field: Field) -> list[str]:
    told = description.stage_words if field is Field.STAGE else description.side_words
    seen = _words(form, field.value)
    return [word for word in found_words(opened, description, field) if word not in seen and word not in told]


def _row_numbers(form: Mapping[str, str]) -> list[int]:
    typed = arabic_digits(form.get("header_rows", ""))
    parts = [part for part in re.split(r"[\s,]+", typed) if part]
    if not all(_ROWS.fullmatch(part) for part in parts):
        first, _, last = (part.strip() for part in typed.partition("-"))
        if _ROWS.fullmatch(first) and _ROWS.fullmatch(last):
            return list(range(int(first), int(last) + 1)) or [0]
        return [0]  # refused with the sentence about rows
    return [int(part) for part in parts]


def _headings(form: Mapping[str, str], rows: Mapping[int, ListRow]) -> Sequence[str]:
    return joined([rows[number] for number in _row_numbers(form) if number in rows])


def _columns(
    form: Mapping[str, str], headings: Sequence[str]
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Sentence]]:
    at: dict[str, list[int]] = {}
    for name, option in form.items():
        place = name.removeprefix("col-")
        if option and place != name and _ROWS.fullmatch(place):
            for key in option.split("+") if option in PLACED else [option]:
                at.setdefault(key, []).append(int(place))
    faults = {
        f"col-{places[1]}": say(_TWICE, field=_told(key), columns=", ".join(map(letter, sorted(places))))
        for key, places in at.items()
        if len(places) > 1
    }
    said = {
        key: {"index": min(places), "heading": headings[min(places)] if min(places) < len(headings) else ""}
        for key, places in at.items()
    }
    years = {key.removeprefix(YEAR): column for key, column in said.items() if key.startswith(YEAR)}
    return {key: column for key, column in said.items() if not key.startswith(YEAR)}, years, faults


def _told(key: str) -> str:
    return FIELD_WORD[Field(key)] if key in set(Field) else key.removeprefix(YEAR)


def _words(form: Mapping[str, str], kind: str) -> dict[str, str]:
    """What a form says of words: {word: meaning}."""
    found = {}
    for n in range(SHOWN_WORDS):
        word = form.get(f"{kind}-word-{n}")
        if word is not None:
            found[visible(word)] = form.get(f"{kind}-{n}", "")
    return found
