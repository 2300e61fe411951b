"""Descriptions of lists and rows that fit them, for the tests of what is made of the rows."""

from collections.abc import Sequence
from dataclasses import replace

from planhub.lists.description import Column, Description, Field
from planhub.lists.list_row import ListRow
from planhub.lists.prepared import Prepared
from planhub.lists.preparing import prepare
from planhub.workflow.stages import Stage

HEADINGS = {
    Field.KEY: "รหัสโครงการ",
    Field.TITLE: "ชื่อโครงการ",
    Field.DETAIL: "รายการ",
    Field.YEAR: "ปีงบประมาณ",
    Field.AMOUNT: "งบประมาณ (บาท)",
    Field.STAGE: "สถานะ",
    Field.SIDE: "ด้าน",
    Field.ENVELOPE: "กรอบวงเงิน",
    Field.AGENCY: "หน่วยงาน",
    Field.OBJECTIVE: "วัตถุประสงค์",
    Field.PLACE_CODE: "รหัสพื้นที่",
    Field.PROVINCE: "จังหวัด",
    Field.DISTRICT: "อำเภอ",
    Field.SUBDISTRICT: "ตำบล",
    Field.MOO: "หมู่ที่",
    Field.VILLAGE: "หมู่บ้าน",
    Field.PLACE_TEXT: "สถานที่",
    Field.LAT: "Y",
    Field.LON: "X",
    Field.ZONE: "โซน",
}
BASE = Description(
    columns={name: Column(at, heading) for at, (name, heading) in enumerate(HEADINGS.items())},
    header_rows=(1,),
    year=2570,
    default_stage=Stage.PLANNED,
    stage_words={"เสร็จแล้ว": Stage.COMPLETED, "รอประมูล": Stage.PROCUREMENT},
    side_words={"เรื่องน้ำ": "water", "อื่น ๆ": ""},
)
SOUND = {Field.KEY: "P-1", Field.TITLE: "ขุดลอกหนองบัว"}


def row(number: int = 2, **cells: str) -> ListRow:
    told = {name.value: cell for name, cell in SOUND.items()} | cells
    return ListRow(number, tuple(told.get(name.value, "") for name in HEADINGS))


HEAD = ListRow(1, tuple(HEADINGS.values()))


def one(description: Description = BASE, **cells: str) -> Prepared:
    _head, told = prepare([HEAD, row(**cells)], description)
    return told


def items(rows: Sequence[ListRow], description: Description) -> list[Prepared]:
    return [told for told in prepare(rows, description) if told.skipped is None]


def skipped(rows: Sequence[ListRow], description: Description) -> dict[int, str]:
    return {told.row: str(told.skipped) for told in prepare(rows, description) if told.skipped}


PLAIN = replace(
    BASE, columns={name: column for name, column in BASE.columns.items() if name is not Field.KEY}
)


FORM = Description(
    columns={
        Field.TITLE: Column(1, "โครงการ"),
        Field.AMOUNT: Column(2, "งบประมาณ ที่ขอ"),
        Field.AGENCY: Column(3, "หน่วยงาน"),
        Field.SUBDISTRICT: Column(4, "ตำบล"),
    },
    header_rows=(3, 4),
    year=2570,
    default_stage=Stage.PLANNED,
    groups=(Field.DISTRICT, Field.SIDE),
)
YEARS = Description(
    columns={Field.TITLE: Column(0, "โครงการ"), Field.AGENCY: Column(4, "หน่วยงาน")},
    year_columns={2570: Column(1, "2570"), 2571: Column(2, "2571"), 2572: Column(3, "2572")},
    header_rows=(1,),
    default_stage=Stage.PLANNED,
)
