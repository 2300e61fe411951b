"""The list that PlanHub itself writes of plan items: its headings, and how it is read back. Pure.

A file with these headings is read by this description, whatever the source's own files look like, so that a
list that was taken out, changed and loaded again needs nobody to describe it.
"""

from collections.abc import Mapping

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
ENVELOPE_WORD = {"within": "ภายในกรอบ", "over": "เกินกรอบ"}

DESCRIPTION = Description(
    columns={name: Column(at, words) for at, (name, words) in enumerate(HEADING.items())},
    form=Form.SHEET,
    header_rows=(1,),
)


def own_description(opened: List) -> Description | None:
    """The description of a file that PlanHub wrote; None for any other."""
    first = opened.first_rows(1)
    sign = heading_key(SIGN)
    return DESCRIPTION if first and any(heading_key(cell) == sign for cell in first[0].cells) else None
