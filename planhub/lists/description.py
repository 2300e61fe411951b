"""What an office's list looks like: where its headings are, which column holds what, what its words mean.

Described once on a page, kept with the source as JSON and used again next month. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from planhub.errors import Invalid
from planhub.wording import N_, Sentence, say
from planhub.workflow.stages import Stage


class Form(StrEnum):
    """How the file is kept."""

    CSV = "csv"
    SHEET = "sheet"


class Unit(StrEnum):
    """What the numbers of the amount columns count."""

    BAHT = "baht"
    THOUSAND = "thousand"
    MILLION = "million"


TIMES = {Unit.BAHT: 1, Unit.THOUSAND: 1_000, Unit.MILLION: 1_000_000}


class Field(StrEnum):
    """What a column of an office's list can hold."""

    KEY = "key"
    TITLE = "title"
    DETAIL = "detail"
    """The item within a project of several; it follows the project's name in the title."""
    YEAR = "year"
    AMOUNT = "amount"
    STAGE = "stage"
    SIDE = "side"
    ENVELOPE = "envelope"
    AGENCY = "agency"
    OBJECTIVE = "objective"
    PLACE_CODE = "place_code"
    PROVINCE = "province"
    """Name or code; so too for district, subdistrict and village."""
    DISTRICT = "district"
    SUBDISTRICT = "subdistrict"
    MOO = "moo"
    VILLAGE = "village"
    PLACE_TEXT = "place_text"
    LAT = "lat"
    """Degrees, or UTM northing (Y); the whole place when there is no column for the other half."""
    LON = "lon"
    """Degrees, or UTM easting (X)."""
    ZONE = "zone"
    """UTM zone, 47 or 48."""
    ALLOCATED = "allocated"
    """What the year's budget gave; the item's amount, too, where no column says another."""
    INCREASED = "increased"
    """Transferred to it later; so too decreased."""
    DECREASED = "decreased"
    COMMITTED = "committed"
    """Bound by a contract or order and not yet paid."""
    DISBURSED = "disbursed"
    REMAINING = "remaining"
    """Read to check the others: it is computed, never kept."""


FIELD_WORD = {
    Field.KEY: N_("รหัสโครงการ"),
    Field.TITLE: N_("ชื่อโครงการ"),
    Field.DETAIL: N_("รายการย่อยของโครงการ"),
    Field.YEAR: N_("ปีงบประมาณ"),
    Field.AMOUNT: N_("งบประมาณ"),
    Field.STAGE: N_("สถานะ"),
    Field.SIDE: N_("ด้าน"),
    Field.ENVELOPE: N_("กรอบวงเงิน"),
    Field.AGENCY: N_("หน่วยงาน"),
    Field.OBJECTIVE: N_("วัตถุประสงค์"),
    Field.PLACE_CODE: N_("รหัสพื้นที่"),
    Field.PROVINCE: N_("จังหวัด"),
    Field.DISTRICT: N_("อำเภอ"),
    Field.SUBDISTRICT: N_("ตำบล"),
    Field.MOO: N_("หมู่ที่"),
    Field.VILLAGE: N_("หมู่บ้าน"),
    Field.PLACE_TEXT: N_("สถานที่"),
    Field.LAT: N_("ละติจูด"),
    Field.LON: N_("ลองจิจูด"),
    Field.ZONE: N_("โซน UTM"),
    Field.ALLOCATED: N_("งบอนุมัติหรือได้รับจัดสรร"),
    Field.INCREASED: N_("โอนเพิ่ม"),
    Field.DECREASED: N_("โอนลด"),
    Field.COMMITTED: N_("ก่อหนี้ผูกพัน"),
    Field.DISBURSED: N_("เบิกจ่าย"),
    Field.REMAINING: N_("คงเหลือ"),
}

EXECUTION = (
    Field.ALLOCATED,
    Field.INCREASED,
    Field.DECREASED,
    Field.COMMITTED,
    Field.DISBURSED,
    Field.REMAINING,
)
"""What became of a year's money, figure by figure; the last follows from the others."""
MONEY = (Field.AMOUNT, *EXECUTION)
"""Columns of baht."""

PLACES = (
    Field.PLACE_CODE,
    Field.PROVINCE,
    Field.DISTRICT,
    Field.SUBDISTRICT,
    Field.MOO,
    Field.VILLAGE,
)
"""Columns of codes and names of areas."""

CARRIED = frozenset(
    {Field.TITLE, Field.YEAR, Field.STAGE, Field.SIDE, Field.AGENCY, Field.OBJECTIVE, Field.PROVINCE}
    | {Field.DISTRICT, Field.SUBDISTRICT, Field.VILLAGE, Field.MOO}
)
"""Fields that may be carried down into the blanks of merged cells; never an amount: it would count twice."""
GROUPED = frozenset({Field.SIDE, Field.AGENCY, Field.PROVINCE, Field.DISTRICT, Field.SUBDISTRICT})
"""Fields that a heading alone in a row ("อำเภอเมืองสุรินทร์") may give to the rows under it."""


@dataclass(frozen=True, order=True)
class Column:
    """A column of the file: its place from 0, and its heading as it stood when the list was described.

    A file whose columns have moved is read by the heading.
    """

    index: int
    heading: str = ""

    @property
    def letter(self) -> str:
        """A, B … Z, AA, as the office sees it."""
        return letter(self.index)


def letter(index: int) -> str:
    """The name of a column by its place from 0: A, B … Z, AA."""
    name, n = "", index + 1
    while n:
        n, rest = divmod(n - 1, 26)
        name = chr(65 + rest) + name
    return name


@dataclass(frozen=True)
class Description:
    """How to read one office's list."""

    columns: Mapping[Field, Column]
    form: Form = Form.SHEET
    encoding: str | None = None
    """Of a CSV file; None lets it be guessed for each file."""
    sheet: str | None = None
    """Name of the sheet; None is the first that shows anything."""
    header_rows: tuple[int, ...] = ()
    """Row numbers of the headings as the office sees them; () where the first row already holds data."""
    year_columns: Mapping[int, Column] = field(default_factory=dict)
    """Amounts side by side for several fiscal years, as in form ผ.02: such a row gives an item a year."""
    year: int | None = None
    """Fiscal year (พ.ศ.) of rows that name none."""
    province_code: str | None = None
    """Province of rows that name none."""
    stage_words: Mapping[str, Stage] = field(default_factory=dict)
    side_words: Mapping[str, str] = field(default_factory=dict)
    """The office's word to an id of value_lists.SIDES; "" means that the word names no side."""
    default_stage: Stage | None = None
    amount_unit: Unit = Unit.BAHT
    carry_down: tuple[Field, ...] = ()
    """Fields whose blank cells repeat the cell above, as somebody said; merged cells need no saying."""
    groups: tuple[Field, ...] = ()
    """Fields given by a heading alone in a row, carried down to the next such heading."""
    utm_zone: int | None = None
    """Zone of UTM coordinates that name none."""
    budget_source: str | None = None
    """Where the money of all rows comes from: an id of value_lists.BUDGET_SOURCES; None is not known."""
    placeless_here: bool | None = None
    """Whether a row that names no place is the province's own; None: nobody was asked, the file decides."""

    @property
    def tells_places(self) -> bool:
        """Whether the list has a column or headings of groups for places, besides what titles may name."""
        text = self.columns.get(Field.PLACE_TEXT)
        titles = {self.columns[name].index for name in (Field.TITLE, Field.DETAIL) if name in self.columns}
        own_text = text is not None and text.index not in titles
        return own_text or any(name in self.columns or name in self.groups for name in PLACES)

    @property
    def lacks(self) -> dict[str, Sentence]:
        """What must still be said before rows can be read; empty when nothing is missing."""
        missing = {}
        if Field.TITLE not in self.columns:
            missing["title"] = say(N_("ยังไม่ได้บอกว่าช่องใดเป็นชื่อโครงการ เลือกช่องหนึ่งช่อง"))
        if self.year is None and Field.YEAR not in self.columns and not self.year_columns:
            missing["year"] = say(N_("ยังไม่ทราบปีงบประมาณ เลือกช่องปี หรือพิมพ์ปีของทั้งรายการ เช่น 2570"))
        if self.default_stage is None and Field.STAGE not in self.columns:
            missing["default_stage"] = say(N_("ยังไม่ทราบสถานะ เลือกช่องสถานะ หรือเลือกสถานะของทั้งรายการ"))
        return missing

    def require_complete(self) -> None:
        """Invalid while anything is missing."""
        if self.lacks:
            raise Invalid(self.lacks)

    def to_json(self) -> dict[str, Any]:
        """Plain values for JSONB; `description_json.read_description` gives an equal description back."""
        return {
            "form": self.form.value,
            "encoding": self.encoding,
            "sheet": self.sheet,
            "header_rows": list(self.header_rows),
            "columns": {name.value: _column_json(column) for name, column in self.columns.items()},
            "year_columns": {str(year): _column_json(c) for year, c in self.year_columns.items()},
            "year": self.year,
            "province_code": self.province_code,
            "stage_words": {word: stage.value for word, stage in self.stage_words.items()},
            "side_words": dict(self.side_words),
            "default_stage": self.default_stage.value if self.default_stage else None,
            "amount_unit": self.amount_unit.value,
            "carry_down": [name.value for name in self.carry_down],
            "groups": [name.value for name in self.groups],
            "utm_zone": self.utm_zone,
            "budget_source": self.budget_source,
            "placeless_here": self.placeless_here,
        }


def _column_json(column: Column) -> dict[str, Any]:
    return {"index": column.index, "heading": column.heading}
