"""A description as a person chooses it beside the first rows of a file, and back. Pure.

A select above each column says what it holds; what a description has beyond these controls stays.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from planhub.errors import Invalid
from planhub.lists.description import FIELD_WORD, Description, Field, letter
from planhub.lists.description_json import read_description
from planhub.lists.guessing import LOOKED_AT
from planhub.lists.headings import joined
from planhub.lists.list_file import List
from planhub.lists.list_row import ListRow
from planhub.lists.meant_words import side_meant, stage_meant
from planhub.lists.office_words import SHOWN_WORDS, found_words
from planhub.lists.proposing import ENCODINGS, REPEATING
from planhub.thai.folding import arabic_digits, visible
from planhub.wording import N_, Sentence, say
from planhub.workflow.stages import Stage

SHOWN_ROWS = 40
WIDE, ROWS_OF_WIDE = 60, 15
"""Of a list with more columns than the first only so many rows are shown."""
SHOWN_COLUMNS = 300
FEW_WORDS = 8
"""Of more words for sides the rest are folded away."""
PLACED = {"title+place_text": Field.TITLE, "detail+place_text": Field.DETAIL}
"""Columns that name the place in their text besides what they hold."""
YEAR = "year-"

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
        "carry_down": [field.value for field in REPEATING if f"carry-{field}" in form]
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
