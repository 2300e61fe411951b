"""Where the headings of a list stand, and in which column of this file each described one is found. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from planhub.errors import Invalid
from planhub.lists.description import FIELD_WORD, Column, Description, Field
from planhub.lists.list_row import ListRow
from planhub.thai.folding import search_key, visible
from planhub.wording import N_, Sentence, say

MARK = "รหัสแถว (ไม่ต้องแก้)"
"""Heading of the column that keeps the key of a row sent back."""
LOOKED_AT = 80
"""Rows from the top among which headings are looked for, should they have moved."""

_LOST = N_(
    "ไม่พบช่อง “%(heading)s” (%(field)s) ในแฟ้มนี้ หัวตารางที่พบคือ %(found)s แก้หัวตารางในแฟ้มให้เหมือนเดิม หรือเลือกช่องใหม่"
)
_EMPTY = N_("แฟ้มนี้ไม่มีหัวตาราง “%(heading)s” (%(field)s) ตรวจว่าเป็นแฟ้มและแผ่นงานที่ถูกต้อง")


@dataclass(frozen=True)
class Place:
    """Where things stand in this file."""

    last_heading: int
    """Number of the last heading row; 0 where there is none."""
    first_heading: int
    headings: tuple[str, ...]
    """Joined headings, by column."""
    columns: Mapping[Field, int]
    year_columns: Mapping[int, int]
    mark: int | None = None
    """The column of keys in a workbook of rows that were sent back to be mended."""


def joined(rows: Sequence[ListRow]) -> tuple[str, ...]:
    """One heading for each column out of the rows of headings, a merged one said of all columns under it."""
    width = max((len(row.cells) for row in rows), default=0)
    lines = [[visible(cell) for cell in row.cells] + [""] * (width - len(row.cells)) for row in rows]
    for upper, lower in pairwise(lines):
        above = ""
        for at in range(width):
            above = upper[at] or (above if lower[at] else "")
            upper[at] = above
    return tuple(" ".join(dict.fromkeys(filter(None, parts))) for parts in zip(*lines, strict=True))


def locate(first: Sequence[ListRow], description: Description) -> Place:
    """Where the described columns stand in a file with these first rows; Invalid names the one that is lost.

    The described rows are tried first; a title line more or less, or a column put in, is found by headings.
    """
    height = len(description.header_rows)
    if not height:
        return _as_described(description)
    by_number = {row.number: at for at, row in enumerate(first)}
    starts = list(range(len(first) - height + 1))
    described = by_number.get(description.header_rows[0])
    if described in starts:
        starts.remove(described)
        starts.insert(0, described)
    best: tuple[int, ...] = ()
    lost: dict[str, Sentence] = {}
    for start in starts:
        rows = first[start : start + height]
        headings = joined(rows)
        place, missing = _match(headings, rows, description)
        if not missing:
            return place
        told = sum(map(bool, headings))
        wanted = len(description.columns) + len(description.year_columns)
        if not best or (wanted - len(missing), told) > best:
            best, lost = (wanted - len(missing), told), missing
    if not lost:
        lost = {
            name.value: say(_EMPTY, heading=column.heading, field=FIELD_WORD[name])
            for name, column in description.columns.items()
        }
    raise Invalid(lost)


def _as_described(description: Description) -> Place:
    columns = {name: column.index for name, column in description.columns.items()}
    years = {year: column.index for year, column in description.year_columns.items()}
    width = max((*columns.values(), *years.values()), default=-1) + 1
    headings = [""] * width
    for column in (*description.columns.values(), *description.year_columns.values()):
        headings[column.index] = column.heading
    return Place(0, 0, tuple(headings), columns, years)


def _match(
    headings: tuple[str, ...], rows: Sequence[ListRow], description: Description
) -> tuple[Place, dict[str, Sentence]]:
    keys = [heading_key(heading) for heading in headings]
    missing: dict[str, Sentence] = {}

    def found(column: Column, name: str, word: str) -> int:
        at = _nearest(keys, column)
        if at is None:
            shown = ", ".join(dict.fromkeys(filter(None, headings)))[:300]
            missing[name] = say(_LOST, heading=column.heading, field=word, found=shown or "–")
            return column.index
        return at

    columns = {
        name: found(column, name.value, FIELD_WORD[name]) for name, column in description.columns.items()
    }
    years = {
        year: found(column, f"year_columns.{year}", FIELD_WORD[Field.AMOUNT])
        for year, column in description.year_columns.items()
    }
    mark = keys.index(heading_key(MARK)) if heading_key(MARK) in keys else None
    return Place(rows[-1].number, rows[0].number, headings, columns, years, mark), missing


def _nearest(keys: Sequence[str], column: Column) -> int | None:
    """The column of that heading; of several alike, the one nearest to where it stood."""
    wanted = heading_key(column.heading)
    if not wanted:
        return column.index
    same = [at for at, key in enumerate(keys) if key == wanted]
    return min(same, key=lambda at: abs(at - column.index), default=None)


def heading_key(heading: str) -> str:
    """A heading without what people do not tell apart: spaces, tone marks, dots, brackets, underlines."""
    return search_key(heading).translate(_SIGNS)


_SIGNS = {ord(sign): None for sign in "._-–—()[]*:/'\"“”ฯ"}
