"""A row's cells made into values, column by column, each fault with its column. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from planhub.lists.cell_columns import CellColumn, cell_readers
from planhub.lists.cell_values import Unfit
from planhub.lists.description import EXECUTION, Column, Description, Field
from planhub.lists.execution import add_up
from planhub.lists.headings import Place
from planhub.lists.points import read_point
from planhub.lists.prepared import Fault, Values
from planhub.lists.row_codes import codes_in
from planhub.thai.folding import visible
from planhub.wording import N_, Sentence, say

FINER: Mapping[Field, tuple[Field, ...]] = {
    Field.PROVINCE: (Field.DISTRICT, Field.SUBDISTRICT, Field.MOO, Field.VILLAGE),
    Field.DISTRICT: (Field.SUBDISTRICT, Field.MOO, Field.VILLAGE),
    Field.SUBDISTRICT: (Field.MOO, Field.VILLAGE),
}
"""What a new name of an area ends for the rows below."""

_PLACES = (Field.PROVINCE, Field.DISTRICT, Field.SUBDISTRICT, Field.VILLAGE)

_NO_TITLE = N_("ไม่มีชื่อโครงการ กรอกชื่อโครงการ")
_NO_YEAR = N_("ไม่มีปีงบประมาณ กรอกปี พ.ศ. สี่หลัก เช่น 2571")
_NO_STAGE = N_("ไม่มีสถานะ กรอกสถานะ หรือเลือกสถานะของทั้งรายการในคำอธิบาย")


class RowReader:
    """Reads the rows of one file."""

    def __init__(self, description: Description, place: Place) -> None:
        self._description, self._place = description, place
        readers = cell_readers(description)
        # beside a column for each year nobody can tell of which year the figures are
        unsaid = EXECUTION if place.year_columns else ()
        self._columns = {
            name: CellColumn(name, at, readers[name])
            for name, at in place.columns.items()
            if name in readers and name not in unsaid
        }
        self._plain = tuple(
            (name, column.at, column.kept, column)
            for name, column in self._columns.items()
            if name not in _PLACES
        )
        self._places = tuple(self._columns[name] for name in _PLACES if name in self._columns)
        self._place_named = any(name in place.columns or name in description.groups for name in _PLACES)
        self._amounts = {
            year: CellColumn(Field.AMOUNT, at, readers[Field.AMOUNT])
            for year, at in sorted(place.year_columns.items())
        }
        self._figures = any(name in self._columns for name in EXECUTION)
        self._point = {name: place.columns[name] for name in _POINT if name in place.columns}
        self._groups = {name: readers[name] for name in description.groups}

    def read(self, cells: tuple[str, ...], above: Mapping[Field, str]) -> tuple[Values, tuple[Fault, ...]]:
        """Everything a row says, and what is wrong with it."""
        told: dict[str, Any] = {}
        faults: list[Fault] = []
        width = len(cells)
        for name, at, kept, column in self._plain:
            cell = cells[at] if at < width else ""
            if above and name in above and not visible(cell):
                cell = above[name]
            if cell:
                value, unfit = kept.get(cell) or column.fresh(cell)
                if unfit is not None:
                    faults.append(self.fault(name, unfit.sentence, unfit))
                elif value is not None:
                    told[name] = value
        if above:
            self._grouped(told, above, faults)
        if self._place_named:
            self._named(cells, told, above, faults)
        if self._point:
            self._pointed(cells, told, faults)
        values = self._values(told, faults)
        if len(faults) > 1:
            faults.sort(key=lambda fault: (len(fault.column or ""), fault.column or ""))
        return values, tuple(faults)

    def key(self, cells: tuple[str, ...]) -> str:
        """The cell with the office's own key."""
        at = self._place.columns.get(Field.KEY)
        return cells[at] if at is not None and at < len(cells) else ""

    def fault(
        self, name: Field, sentence: Sentence, unfit: Unfit | None = None, at: int | None = None
    ) -> Fault:
        """A fault in the column of a field, or of the whole row where it has none."""
        kind = unfit.kind if unfit else "wrong"
        at = self._place.columns.get(name) if at is None else at
        if at is None:
            return Fault(None, name.value, sentence, kind)
        headings = self._place.headings
        return Fault(
            Column(at).letter, name.value, sentence, kind, headings[at] if at < len(headings) else ""
        )

    def years(
        self, cells: tuple[str, ...], values: Values
    ) -> Iterator[tuple[int, Values, tuple[Fault, ...]]]:
        """The years of a row that has a column for each: those with an amount, or the first without any."""
        found = False
        for year, column in self._amounts.items():
            cell = cells[column.at] if column.at < len(cells) else ""
            amount, unfit = column.entry(cell) if cell else (None, None)
            if amount or unfit:
                found = True
                wrong = (self.fault(Field.AMOUNT, unfit.sentence, unfit, column.at),) if unfit else ()
                yield year, replace(values, fiscal_year=year, amount=amount), wrong
        if not found:
            year = values.fiscal_year or next(iter(self._amounts))
            yield year, replace(values, fiscal_year=year), ()

    def _grouped(self, told: dict[str, Any], above: Mapping[Field, str], faults: list[Fault]) -> None:
        """What headings of groups say of side and office, where the row has no column for it."""
        for name, read in self._groups.items():
            if name in above and name not in self._columns and name not in _PLACES:
                try:
                    told[name] = read(above[name])
                except Unfit as unfit:
                    faults.append(self.fault(name, unfit.sentence, unfit))

    def _named(
        self, cells: tuple[str, ...], told: dict[str, Any], above: Mapping[Field, str], faults: list[Fault]
    ) -> None:
        """Names of areas; a code in a column of names joins the code of the place."""
        numbered: list[tuple[Field, str]] = []
        for name in _PLACES:
            column = self._columns.get(name)
            cell = cells[column.at] if column and column.at < len(cells) else ""
            if not cell or (name in above and not visible(cell)):
                cell = above.get(name, "")
            if not cell:
                continue
            value, unfit = column.entry(cell) if column else (visible(cell), None)
            if unfit is not None:
                faults.append(self.fault(name, unfit.sentence, unfit))
            elif value is not None:
                if value[0] in _DIGITS and value.isdecimal():
                    numbered.append((name, value))
                else:
                    told[name] = value
        if numbered:
            try:
                told["place_code"] = codes_in(numbered, told.get("place_code"))
            except Unfit as unfit:
                faults.append(self.fault(numbered[-1][0], unfit.sentence, unfit))

    def _pointed(self, cells: tuple[str, ...], told: dict[str, Any], faults: list[Fault]) -> None:
        lat, lon, zone = (
            cells[at] if (at := self._point.get(name, -1)) >= 0 and at < len(cells) else "" for name in _POINT
        )
        if not lat and not lon:
            return
        try:
            point = read_point(lat, lon, zone, default_zone=self._description.utm_zone)
        except Unfit as unfit:
            name = Field.LAT if lat else Field.LON
            faults.append(self.fault(name, unfit.sentence, unfit))
            return
        if point is not None:
            told["lat"], told["lon"] = point

    def _values(self, told: dict[str, Any], faults: list[Fault]) -> Values:
        """The row with what its description says of all rows; what is still missing is a fault."""
        asked = self._description
        title, detail = told.get("title"), told.pop("detail", None)
        if detail and detail != title:
            title = f"{title} – {detail}" if title else detail
        told["title"] = title
        year = told.pop("year", None) or asked.year
        if title is None and not _faulty(faults, Field.TITLE):
            faults.append(self.fault(Field.TITLE, say(_NO_TITLE)))
        if year is None and not self._amounts and not _faulty(faults, Field.YEAR):
            faults.append(self.fault(Field.YEAR, say(_NO_YEAR)))
        if "stage" not in told and not _faulty(faults, Field.STAGE):
            told["stage"] = asked.default_stage
            if asked.default_stage is None:
                faults.append(self.fault(Field.STAGE, say(_NO_STAGE)))
        if self._figures:
            wrong = add_up(told, described=self._columns.keys(), unread={fault.field for fault in faults})
            if wrong is not None:
                faults.append(self.fault(*wrong))
        return Values(fiscal_year=year, **told)


_POINT = (Field.LAT, Field.LON, Field.ZONE)
_DIGITS = frozenset("0123456789๐๑๒๓๔๕๖๗๘๙")


def _faulty(faults: list[Fault], name: Field) -> bool:
    return any(fault.field == name for fault in faults)
