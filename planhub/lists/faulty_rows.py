"""The workbook of rows that an office must mend: its own headings and rows, the faulty cells coloured.

Once mended it is loaded as it is, by the description of the list it came from.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import IO, Any, Protocol

import xlsxwriter

from planhub.lists.description import Column, Description, letter
from planhub.lists.headings import LOOKED_AT, MARK, locate
from planhub.lists.list_file import List
from planhub.lists.prepared import Fault
from planhub.lists.row_kinds import WIDEST_FIRST, group, group_words
from planhub.wording import N_, Sentence, say

TO_MEND = "สิ่งที่ต้องแก้"
"""Heading of the last column; Thai, as the list itself is."""
CELL_MOST = 32_000
"""Letters that a cell of a workbook holds, with some to spare."""
MOST_COMMENTS = 10_000
"""A workbook with more opens slowly; the last column says the same."""
MOST_ROWS = 1_000_000

_ROW = N_("แถวเดิมที่ %(row)s")
_WHERE = N_("ช่อง %(column)s “%(heading)s”: %(sentence)s")
_FONT = {"font_name": "TH Sarabun New", "font_size": 14, "valign": "top"}
_COLOURS = {"wrong": "#FFC9C9", "unclear": "#FFEEB3"}


class Told(Protocol):
    """A row and what became of it, out of a run or fresh from reading (Prepared)."""

    @property
    def row(self) -> int: ...
    @property
    def key(self) -> str: ...
    @property
    def cells(self) -> tuple[str, ...]: ...
    @property
    def faults(self) -> tuple[Fault, ...]: ...
    @property
    def skipped(self) -> Sentence | None: ...


def heading_rows(opened: List, description: Description) -> tuple[tuple[str, ...], ...]:
    """The office's own rows down to the last of its headings, out of its file."""
    first = opened.first_rows(LOOKED_AT)
    place = locate(first, description)
    return tuple(row.cells for row in first if row.number <= place.last_heading)


def described_headings(description: Description) -> tuple[tuple[str, ...], ...]:
    """The same out of the description alone, where the file is no longer at hand: each in its row."""
    if not description.header_rows:
        return ()
    columns = _columns(description)
    cells = [""] * (max(column.index for column in columns) + 1 if columns else 0)
    for column in columns:
        cells[column.index] = column.heading
    above, below = description.header_rows[0] - 1, len(description.header_rows) - 1
    return ((),) * above + (tuple(cells),) + ((),) * below


def write_faulty_rows(
    out: IO[bytes],
    rows: Iterable[Told],
    description: Description,
    *,
    headings: Sequence[tuple[str, ...]] | None = None,
    tell: Callable[[Sentence], str] = str,
) -> int:
    """Write the rows that have a fault, in their order, and the headings of groups over them; how many rows.

    Rows go out as they come, so memory does not grow with them (but for comments, which are limited). What
    stands in a cell is written as text, never as a formula or a link.
    """
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = xlsxwriter.Workbook(out, {"constant_memory": True, **safe})
    heads = tuple(headings) if headings is not None else described_headings(description)
    heads = heads if description.header_rows else ()
    sheet = _Sheet(workbook, description, heads, tell)
    last = 0
    for told in rows:
        if told.skipped is not None:
            sheet.group(told.skipped)
        elif told.faults and told.row != last and sheet.count < MOST_ROWS:
            sheet.item(told)
            last = told.row
    workbook.close()
    return sheet.count


def _columns(description: Description) -> list[Column]:
    return [*description.columns.values(), *description.year_columns.values()]


class _Sheet:
    """Writes one row after another."""

    def __init__(
        self,
        workbook: Any,
        description: Description,
        heads: Sequence[tuple[str, ...]],
        tell: Callable[[Sentence], str],
    ) -> None:
        self.description, self.tell = description, tell
        self.sheet = workbook.add_worksheet("แถวที่ต้องแก้")
        self.plain = workbook.add_format(_FONT)
        wrapped = _FONT | {"text_wrap": True}
        self.note = workbook.add_format(wrapped | {"font_color": "#9C0006"})
        self.head = workbook.add_format(wrapped | {"bold": True, "bg_color": "#E8EDF7", "border": 1})
        self.faulty = {
            kind: workbook.add_format(_FONT | {"bg_color": colour, "border": 1, "border_color": "#9C0006"})
            for kind, colour in _COLOURS.items()
        }
        wide = [len(cells) for cells in heads] + [column.index + 1 for column in _columns(description)]
        self.width = max(wide, default=1)
        self.at = self.count = self.comments = 0
        self.groups: dict[str, str] = {}
        self.written: dict[str, str] = {}
        self._head(heads)

    def _head(self, heads: Sequence[tuple[str, ...]]) -> None:
        self.sheet.set_column(0, self.width - 1, 18, self.plain)
        self.sheet.set_column(self.width, self.width, 60)
        self.sheet.set_column(self.width + 1, self.width + 1, 12, None, {"hidden": True})
        first = len(heads) - len(self.description.header_rows)
        for cells in heads:
            is_head = self.at >= first
            for column in range(self.width):
                words = cells[column] if column < len(cells) else ""
                self._write(column, words, self.head if is_head else self.plain)
            if is_head:  # in each row of them, for a heading above is said of the blanks beside it
                self._write(self.width, TO_MEND, self.head)
                self._write(self.width + 1, MARK, self.head)
            self.at += 1
        if heads:
            self.sheet.freeze_panes(self.at, 0)

    def group(self, skipped: Sentence) -> None:
        """Remember the heading of a group for the faulty rows under it."""
        words = group_words(skipped)
        found = group(words, self.description.groups) if words else None
        if words and found:
            if found[0] in WIDEST_FIRST:
                for finer in WIDEST_FIRST[WIDEST_FIRST.index(found[0]) :]:
                    self.groups.pop(finer, None)
            self.groups[found[0]] = words

    def item(self, told: Told) -> None:
        """A row, its faulty cells coloured and commented, and all its faults in the last column."""
        self._groups()
        worst: dict[str, list[Fault]] = {}
        for fault in told.faults:
            worst.setdefault(fault.column or "", []).append(fault)
        for column in range(max(self.width, len(told.cells))):
            here = worst.get(letter(column), [])
            cell = told.cells[column] if column < len(told.cells) else ""
            if column >= self.width:
                break
            look = self.faulty["wrong" if any(f.kind == "wrong" for f in here) else "unclear"]
            self._write(column, cell, look if here else self.plain)
            if here:
                self._comment(column, "\n".join(self.tell(fault.sentence) for fault in here))
        self._write(self.width, self._told(told), self.note)
        if self.description.header_rows:
            self._write(self.width + 1, told.key, self.plain)
        self.at += 1
        self.count += 1

    def _groups(self) -> None:
        if self.groups != self.written:
            for words in self.groups.values():
                self._write(0, words, self.plain)
                self.at += 1
            self.written = dict(self.groups)

    def _told(self, told: Told) -> str:
        lines = [self.tell(say(_ROW, row=told.row))]
        for fault in told.faults:
            sentence = self.tell(fault.sentence)
            if fault.column:
                sentence = self.tell(
                    say(_WHERE, column=fault.column, heading=fault.heading, sentence=sentence)
                )
            lines.append(sentence)
        return "\n".join(lines)

    def _comment(self, column: int, words: str) -> None:
        if self.comments < MOST_COMMENTS:
            self.sheet.write_comment(self.at, column, words[:1_000], {"x_scale": 2.2, "author": "PlanHub"})
            self.comments += 1

    def _write(self, column: int, words: str, look: Any) -> None:
        if words:
            self.sheet.write_string(self.at, column, words[:CELL_MOST], look)
        else:
            self.sheet.write_blank(self.at, column, None, look)
