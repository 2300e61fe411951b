"""The list that PlanHub itself writes of plan items: its headings, and how it is read back. Pure.

A file with these headings is read by this description, whatever the source's own files look like, so that a
list that was taken out, changed and loaded again needs nobody to describe it.
"""

from collections.abc import Mapping
from dataclasses import replace

from planhub.lists.description import Column, Description, Field, Form
from planhub.lists.headings import heading_key
from planhub.lists.list_file import List

SIGN = "แบบรายการ PlanHub (ไม่ต้องแก้)"
"""Heading of the last column, by which such a file is known."""

HEADING: Mapping[Field, str] = {
    Field.KEY: "รหัสโครงการ",
    Field.TITLE: "ชื่อโครงการ",
    Field.YEAR: "ปีงบประมาณ",
    Field.AMOUNT: "งบประมาณ (บาท)",
    Field.STAGE: "สถานะ",
    Field.SIDE: "ด้าน",
    Field.ENVELOPE: "กรอบวงเงิน",
    Field.AGENCY: "หน่วยงาน",
    Field.OBJECTIVE: "วัตถุประสงค์",
    Field.PLACE_CODE: "รหัสพื้นที่",
    Field.MOO: "หมู่ที่",
    Field.PLACE_TEXT: "สถานที่",
    Field.LAT: "ละติจูด",
    Field.LON: "ลองจิจูด",
}
"""In the order of the columns; what is only to be read stands behind them."""
FIELDS = tuple(HEADING)
FIGURE_HEADING: Mapping[Field, str] = {
    Field.ALLOCATED: "จัดสรร (บาท)",
    Field.INCREASED: "โอนเพิ่ม (บาท)",
    Field.DECREASED: "โอนลด (บาท)",
    Field.COMMITTED: "ก่อหนี้ผูกพัน (บาท)",
    Field.DISBURSED: "เบิกจ่าย (บาท)",
}
"""Behind them, of a source whose own list tells what became of the money: the figures that it tells."""
ENVELOPE_WORD = {"within": "ภายในกรอบ", "over": "เกินกรอบ"}

DESCRIPTION = Description(
    columns={name: Column(at, words) for at, (name, words) in enumerate(HEADING.items())},
    form=Form.SHEET,
    header_rows=(1,),
)


def figures_of(description: Description | None) -> tuple[Field, ...]:
    """The figures of execution that a list described so tells of a row."""
    if description is None or description.year_columns:
        return ()
    return tuple(name for name in FIGURE_HEADING if name in description.columns)


def own_description(opened: List) -> Description | None:
    """The description of a file that PlanHub wrote; None for any other."""
    heads = [heading_key(cell) for row in opened.first_rows(1) for cell in row.cells]
    if heading_key(SIGN) not in heads:
        return None
    found = {name: heads.index(key) for name, key in _FIGURE_KEY.items() if key in heads}
    figures = {name: Column(at, FIGURE_HEADING[name]) for name, at in found.items()}
    return replace(DESCRIPTION, columns={**DESCRIPTION.columns, **figures}) if figures else DESCRIPTION


_FIGURE_KEY = {name: heading_key(words) for name, words in FIGURE_HEADING.items()}
