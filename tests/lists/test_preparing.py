from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planhub.errors import Invalid
from planhub.lists.description import CARRIED, Column, Description, Field, Unit
from planhub.lists.guessing import guess
from planhub.lists.list_file import open_list
from planhub.lists.list_row import ListRow
from planhub.lists.prepared import Prepared, Values
from planhub.lists.preparing import prepare
from planhub.workflow.stages import Stage
from tests.lists.list_files import table, xlsx

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


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        # numbers as text, with commas, Thai digits, spaces, the signs of a ledger
        ({"amount": "1,250,000"}, {"amount": Decimal("1250000.00")}),
        ({"amount": " ๑,๒๕๐,๐๐๐.๕๐ บาท"}, {"amount": Decimal("1250000.50")}),
        ({"amount": "1250000.-"}, {"amount": Decimal("1250000.00")}),
        ({"amount": "1.25 ล้าน"}, {"amount": Decimal("1250000.00")}),
        ({"amount": "0"}, {"amount": Decimal("0.00")}),
        # a sum that Excel computed
        ({"amount": "1234567.8900000001"}, {"amount": Decimal("1234567.89")}),
        # no amount
        ({"amount": " -   "}, {"amount": None}),
        ({"amount": ""}, {"amount": None}),
        # years in both eras, of two digits, in words, of a day
        ({"year": "2571"}, {"fiscal_year": 2571}),
        ({"year": "๒๕๗๑"}, {"fiscal_year": 2571}),
        ({"year": "71"}, {"fiscal_year": 2571}),
        ({"year": "2028"}, {"fiscal_year": 2571}),
        ({"year": "ปีงบประมาณ พ.ศ. 2571"}, {"fiscal_year": 2571}),
        ({"year": "2026-11-21"}, {"fiscal_year": 2570}),
        ({"year": "2569-10-01"}, {"fiscal_year": 2570}),
        ({"year": "-"}, {"fiscal_year": 2570}),
        # stages by the office's words, by ours, by ids; blank is that of the whole list
        ({"stage": "เสร็จแล้ว"}, {"stage": Stage.COMPLETED}),
        ({"stage": " เสร็จ แล้ว"}, {"stage": Stage.COMPLETED}),
        ({"stage": "กำลังดำเนินการ"}, {"stage": Stage.WORKS}),
        ({"stage": "funded"}, {"stage": Stage.FUNDED}),
        ({"stage": ""}, {"stage": Stage.PLANNED}),
        # sides, with "ด้าน" before them or not; a word that names no side
        ({"side": "ด้านแหล่งน้ำ"}, {"side": "water"}),
        ({"side": "เรื่องน้ำ"}, {"side": "water"}),
        ({"side": "health"}, {"side": "health"}),
        ({"side": "อื่นๆ"}, {"side": None}),
        # the envelope
        ({"envelope": "ภายในกรอบวงเงิน"}, {"envelope": "within"}),
        ({"envelope": "เกินกรอบ"}, {"envelope": "over"}),
        # texts on one line, without what cannot be seen
        ({"title": " ถนน\n คสล.\u200b  สาย ๑ "}, {"title": "ถนน คสล. สาย ๑"}),
        ({"title": "พัฒนาแหล่งน้ำ", "detail": "ขุดสระ"}, {"title": "พัฒนาแหล่งน้ำ – ขุดสระ"}),
        ({"title": "ขุดสระ", "detail": "ขุดสระ"}, {"title": "ขุดสระ"}),
        ({"title": "", "detail": "ขุดสระ"}, {"title": "ขุดสระ"}),
        ({"agency": " - "}, {"agency": None}),
        # numbers of villages
        ({"moo": "5"}, {"moo": "5"}),
        ({"moo": "ม.๕"}, {"moo": "5"}),
        ({"moo": "หมู่ที่ 05"}, {"moo": "5"}),
        ({"moo": "4, 5 และ 6"}, {"moo": "4,5,6"}),
        ({"moo": "หมู่ 3-5"}, {"moo": "3,4,5"}),
        ({"moo": "หมู่ที่ 5 บ้านหนองบัว"}, {"moo": "5"}),
        ({"moo": "0"}, {"moo": None}),
        # names of areas as written
        ({"district": "เมืองสุรินทร์", "subdistrict": "ในเมือง"}, {"district": "เมืองสุรินทร์", "place_code": None}),
        # codes in the columns of names: whole, or level by level
        ({"province": "32", "district": "3201", "subdistrict": "320102"}, {"place_code": "320102"}),
        ({"province": "๓๒", "district": "1", "subdistrict": "02"}, {"place_code": "320102"}),
        ({"province": "32", "district": "เมืองสุรินทร์"}, {"place_code": "32", "district": "เมืองสุรินทร์"}),
        ({"village": "32010204"}, {"place_code": "32010204", "village": None}),
        ({"place_code": "TH320102", "province": "32"}, {"place_code": "320102"}),
        ({"place_code": "32", "subdistrict": "320102"}, {"place_code": "320102"}),
        ({"place_code": "C-5320103-001"}, {"place_code": "C-5320103-001"}),
        # places in degrees, in UTM with its zone in a column, all in one column, zero for none
        ({"lat": "14.882", "lon": "103.493"}, {"lat": 14.882, "lon": 103.493}),
        ({"lat": "๑๔.๘๘๒", "lon": "๑๐๓.๔๙๓"}, {"lat": 14.882, "lon": 103.493}),
        ({"lat": "14.882, 103.493"}, {"lat": 14.882, "lon": 103.493}),
        ({"lat": "0", "lon": "0.0"}, {"lat": None, "lon": None}),
    ],
)  # fmt: skip
def test_cells_are_read_as_offices_write_them(cells: dict[str, str], wanted: dict[str, Any]) -> None:
    told = one(**cells)
    assert told.faults == ()
    assert {name: getattr(told.values, name) for name in wanted} == wanted


@pytest.mark.parametrize(
    "cells",
    [
        # northing and easting, in columns called Y and X
        {"lat": "1645800", "lon": "337500", "zone": "48"},
        # the two changed places
        {"lat": "337,500", "lon": "1,645,800", "zone": "48P"},
        # the zone in the cell
        {"lat": "48P 337500 1645800"},
    ],
)
def test_metres_become_degrees(cells: dict[str, str]) -> None:
    told = one(**cells)
    assert told.faults == ()
    assert (round(told.values.lat or 0, 3), round(told.values.lon or 0, 3)) == (14.882, 103.489)


def test_the_zone_may_be_said_once_for_the_whole_list() -> None:
    asked = replace(BASE, utm_zone=48)
    assert round(one(asked, lat="1645800", lon="337500").values.lon or 0, 3) == 103.489
    assert round(one(asked, lat="337500 1645800").values.lon or 0, 3) == 103.489


@pytest.mark.parametrize(
    ("cells", "field", "kind", "told"),
    [
        # no title, one too long, one that a wrong encoding has spoilt
        ({"title": ""}, "title", "wrong", "กรอกชื่อโครงการ"),
        ({"title": "ถ" * 501}, "title", "wrong", "501"),
        ({"title": "ถนน \ufffd\ufffd"}, "title", "wrong", "UTF-8"),
        # errors of Excel, in any column
        ({"title": "#REF!"}, "title", "wrong", "#REF!"),
        ({"amount": "#N/A"}, "amount", "wrong", "แก้สูตร"),
        ({"stage": "#NAME?"}, "stage", "wrong", "แก้สูตร"),
        ({"amount": "########"}, "amount", "wrong", "แคบเกินไป"),
        # no amount at all, a debt, two numbers, more than a column holds
        ({"amount": "ขอความอนุเคราะห์"}, "amount", "wrong", "1,250,000"),
        ({"amount": "-5,000"}, "amount", "wrong", "ติดลบ"),
        ({"amount": "5 6"}, "amount", "wrong", "1,250,000"),
        ({"amount": "9" * 15}, "amount", "wrong", "มาก"),
        ({"amount": "9" * 500}, "amount", "wrong", "พิมพ์ตัวเลข"),
        # a year that is none, of another age, or several
        ({"year": "ปีหน้า"}, "year", "wrong", "2571"),
        ({"year": "2657"}, "year", "wrong", "ไม่น่าใช่"),
        ({"year": "2569-13-01"}, "year", "wrong", "ไม่น่าใช่"),
        ({"year": "2570-2572"}, "year", "unclear", "หลายปี"),
        ({"year": "2570/71"}, "year", "unclear", "หลายปี"),
        # words nobody has described yet
        ({"stage": "ลอยแพ"}, "stage", "unclear", "ลอยแพ"),
        ({"stage": "ร่าง"}, "stage", "unclear", "ร่าง"),
        ({"side": "ด้านมืด"}, "side", "unclear", "ด้านมืด"),
        ({"envelope": "ครึ่งๆ"}, "envelope", "unclear", "เกินกรอบ"),
        # numbers of villages that there cannot be
        ({"moo": "100"}, "moo", "wrong", "1–99"),
        ({"moo": "หมู่บ้านหนองบัว"}, "moo", "wrong", "1–99"),
        # codes that are none, of Bangkok, of two places
        ({"place_code": "3201020"}, "place_code", "wrong", "7 หลัก"),
        ({"place_code": "10310101"}, "place_code", "wrong", "กรุงเทพมหานคร"),
        ({"province": "32", "subdistrict": "450102"}, "subdistrict", "unclear", "32"),
        ({"place_code": "32010204", "subdistrict": "450102"}, "subdistrict", "unclear", "ช่องใดผิด"),
        ({"subdistrict": "12345"}, "subdistrict", "wrong", "5 หลัก"),
        ({"subdistrict": "02"}, "subdistrict", "wrong", "2 หลัก"),
        # places that cannot be read, lie abroad, lack the zone
        ({"lat": "เหนือ", "lon": "ใต้"}, "lat", "wrong", "14.88"),
        ({"lat": "48.85", "lon": "2.35"}, "lat", "wrong", "นอกประเทศไทย"),
        ({"lat": "1645800", "lon": "337500"}, "lat", "wrong", "โซน"),
        ({"lon": "103.49"}, "lon", "wrong", "ละติจูด"),
        # keys: none, one that is too long
        ({"key": ""}, "key", "wrong", "กรอกรหัส"),
        ({"key": "x" * 201}, "key", "wrong", "สั้นลง"),
        ({"key": "#REF!"}, "key", "wrong", "พิมพ์รหัสใหม่"),
        # texts beyond measure
        ({"objective": "ก" * 10_001}, "objective", "wrong", "10001"),
        ({"village": "ก" * 201}, "village", "wrong", "200"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_told_with_its_column_and_the_remedy(
    cells: dict[str, str], field: str, kind: str, told: str
) -> None:
    found = one(**{"amount": "5,000", "agency": "อบต."} | cells)
    (fault,) = found.faults
    column = BASE.columns[Field(field)]
    assert (fault.field, fault.kind) == (field, kind)
    assert (fault.column, fault.heading) == (column.letter, column.heading)
    assert told in str(fault.sentence)
    assert (found.wrong, found.unclear) == (kind == "wrong", kind == "unclear")


def test_all_faults_of_a_row_are_told_and_the_sound_cells_are_kept() -> None:
    told = one(amount="มาก", year="?", moo="x", agency="อบต.ในเมือง")
    assert {fault.field for fault in told.faults} == {"amount", "year", "moo"}
    assert (told.values.agency, told.values.title) == ("อบต.ในเมือง", "ขุดลอกหนองบัว")


def test_a_list_without_stage_or_year_for_a_row_says_so() -> None:
    bare = replace(BASE, year=None, default_stage=None)
    assert {fault.field for fault in one(bare).faults} == {"year", "stage"}


@pytest.mark.parametrize(
    ("unit", "cell", "baht"),
    [
        # a number counts the unit of the column
        (Unit.MILLION, "1.25", "1250000.00"),
        (Unit.THOUSAND, "1,250", "1250000.00"),
        (Unit.MILLION, "0.0012345", "1234.50"),
        # words in the cell say their own
        (Unit.MILLION, "1.25 ล้านบาท", "1250000.00"),
        (Unit.MILLION, "500 บาท", "500000000.00"),
    ],
)
def test_amounts_are_counted_in_the_unit_of_the_column(unit: Unit, cell: str, baht: str) -> None:
    assert str(one(replace(BASE, amount_unit=unit), amount=cell).values.amount) == baht


def test_an_amount_beyond_the_column_is_told_to_have_a_wrong_unit() -> None:
    (fault,) = one(replace(BASE, amount_unit=Unit.MILLION), amount="1250000").faults
    assert "ตรวจหน่วย" in str(fault.sentence)


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
LIST = table("""
แผนพัฒนาจังหวัด ประจำปี 2570

ที่ | โครงการ                     | งบประมาณ | หน่วยงาน | ตำบล
   |                             | ที่ขอ      |         |
(1)| (2)                         | (3)       | (4)      | (5)
อำเภอเมืองสุรินทร์
1  | ขุดลอกหนอง                   | 5,000     | อบต.     | ในเมือง
2  | รวมพลังชุมชนต้านยาเสพติด       | 6,000     | อำเภอ    | นอกเมือง
รวม 2 โครงการ |                   | 11,000    |          |
   | ยอดยกไป                      | 11,000    |          |
ที่ | โครงการ                     | งบประมาณ | หน่วยงาน | ตำบล
   | ยอดยกมา                      | 11,000    |          |
2. อำเภอปราสาท (1 โครงการ) |      | 7,000     |          |
1  | รวมกลุ่มทอผ้า                 | 7,000     | พช.      | กังแอน
   |                             | 7,000     |          |
รวมอำเภอปราสาท |                  | 7,000     |          |
รวมทั้งสิ้น 3 โครงการ เป็นเงิน |     | 18,000    |          |
ด้านแหล่งน้ำ
1  | ฝาย                         | 1         | อบต.     | บ้านพลวง
หมายเหตุ ข้อมูล ณ วันที่ 1 ตุลาคม 2569
   |                             |           | ลงชื่อ.............ผู้รายงาน
คำชี้แจงที่ไม่มีใครรู้ว่าคืออะไร
""")  # fmt: skip


def test_rows_that_are_no_items_are_passed_over_with_the_reason() -> None:
    told = skipped(LIST, FORM)
    assert [(row, reason.split(" “")[0]) for row, reason in told.items()] == [
        *[
            (1, "ข้อความเหนือหัวตาราง"),
            (2, "แถวว่าง"),
            (3, "แถวหัวตาราง"),
            (4, "แถวหัวตาราง"),
            (5, "แถวเลขที่ของช่อง"),
        ],
        *[(6, "หัวข้อกลุ่ม"), (9, "แถวยอดรวม"), (10, "แถวยอดรวม"), (11, "หัวตารางซ้ำ"), (12, "แถวยอดรวม")],
        *[(13, "หัวข้อกลุ่ม"), (15, "แถวที่มีแต่ตัวเลข ไม่มีชื่อโครงการ อ่านเป็นยอดรวม"), (16, "แถวยอดรวม")],
        *[(17, "แถวยอดรวม"), (18, "หัวข้อกลุ่ม"), (20, "หมายเหตุหรือลายมือชื่อท้ายตาราง")],
        *[(21, "หมายเหตุหรือลายมือชื่อท้ายตาราง"), (22, "มีข้อความเพียงช่องเดียว อ่านเป็นหัวข้อ ไม่ใช่โครงการ:")],
    ]


def test_projects_are_kept_though_they_are_called_like_a_total_and_numbering_starts_again() -> None:
    found = items(LIST, FORM)
    assert [(told.row, told.values.title) for told in found] == [
        *[(7, "ขุดลอกหนอง"), (8, "รวมพลังชุมชนต้านยาเสพติด"), (14, "รวมกลุ่มทอผ้า"), (19, "ฝาย")]
    ]
    assert [told.faults for told in found] == [()] * 4


def test_headings_of_groups_are_carried_down_to_the_next() -> None:
    assert [(told.values.district, told.values.side) for told in items(LIST, FORM)] == [
        *[("เมืองสุรินทร์", None), ("เมืองสุรินทร์", None), ("ปราสาท", None), ("ปราสาท", "water")]
    ]


@pytest.mark.parametrize(
    ("words", "others", "is_total"),
    [
        # totals as people write them
        ("รวม", ["5,000"], True),
        ("รวมทั้งสิ้น", ["5,000"], True),
        ("รวมเป็นเงินทั้งสิ้น", [], True),
        ("รวม ๑๒ โครงการ", [], True),
        ("รวม 3 โครงการ 1,250,000 บาท", [], True),
        ("รวมด้านแหล่งน้ำ", ["9"], True),
        ("รวม ต.กังแอน", ["9"], True),
        ("รวมโครงการด้านเกษตร", ["9"], True),
        ("รวมงบประมาณ", [], True),
        ("ยอดยกมา", ["9"], True),
        ("ผลรวม", [], True),
        ("Total", ["9"], True),
        ("Grand Total", [], True),
        ("(รวม)", [], True),
        # projects
        ("รวมพลังสร้างสุข", ["9"], False),
        ("รวมกองทุนหมู่บ้าน", ["9"], False),
        ("รวมโครงการชลประทาน", ["อบต.", "ในเมือง"], False),
        ("ยอดเขาสวยงาม พัฒนาการท่องเที่ยว", ["9"], False),
        ("Totally new road", ["9", "อบต."], False),
    ],
)
def test_totals_are_told_from_projects(words: str, others: list[str], is_total: bool) -> None:
    cells = ["", words, "", "", ""]
    for at, other in zip((2, 3, 4), others, strict=False):
        cells[at] = other
    told = skipped([*LIST[:5], ListRow(6, tuple(cells))], FORM)
    assert (6 in told and "ยอดรวม" in told[6]) == is_total


def test_blanks_of_merged_cells_repeat_the_cell_above_until_a_wider_area_changes() -> None:
    described = Description(
        columns={
            Field.DISTRICT: Column(0, "อำเภอ"),
            Field.SUBDISTRICT: Column(1, "ตำบล"),
            Field.TITLE: Column(2, "โครงการ"),
            Field.AMOUNT: Column(3, "งบ"),
        },
        header_rows=(1,),
        year=2570,
        default_stage=Stage.PLANNED,
        carry_down=(Field.DISTRICT, Field.SUBDISTRICT),
    )
    rows = table("""
        อำเภอ | ตำบล | โครงการ | งบ
        เมือง | ในเมือง | ก | 1
        | | ข | 2
        | นอกเมือง | ค |
        ปราสาท | | ง | 4
    """)
    found = items([ListRow(r.number, r.cells) for r in rows], described)
    places = [(told.values.district, told.values.subdistrict) for told in found]
    assert places == [("เมือง", "ในเมือง"), ("เมือง", "ในเมือง"), ("เมือง", "นอกเมือง"), ("ปราสาท", None)]
    assert [told.values.amount for told in found] == [1, 2, None, 4]
    assert found[1].cells == ("เมือง", "ในเมือง", "ข", "2")


def merged(words: str, rows: int = 2) -> Any:
    """A cell that reaches over so many rows."""
    return lambda book, sheet, y, x: sheet.merge_range(y, x, y + rows - 1, x, words)


def test_a_merged_cell_speaks_for_its_own_rows_and_for_no_others(tmp_path: Path) -> None:
    rows = [
        ["อำเภอ", "หน่วยงาน", "ชื่อโครงการ", "งบประมาณ (บาท)", "ตำบล"],
        [merged("เมืองสุรินทร์", 3), merged("อบต.ในเมือง"), "ก่อสร้างถนน", 500000, "ในเมือง"],
        [None, None, "ขุดลอกหนอง", 600000, "ในเมือง"],
        [None, None, "ขุดสระ", merged("700000"), "ในเมือง"],
        [None, None, "สร้างฝาย", None, "ในเมือง"],
        ["ปราสาท", None, "ซ่อมประปา", 800000, "ในเมือง"],
    ]
    opened = open_list(xlsx(tmp_path / "a.xlsx", {"แผน": rows}), name="a 2570.xlsx")
    asked = guess(opened).description
    assert asked.carry_down == ()
    found = [each for each in prepare(opened.rows(), asked) if not each.skipped]
    assert [(each.values.district, each.values.agency) for each in found] == [
        ("เมืองสุรินทร์", "อบต.ในเมือง"),
        ("เมืองสุรินทร์", "อบต.ในเมือง"),
        ("เมืองสุรินทร์", None),
        (None, None),
        ("ปราสาท", None),
    ]
    assert [each.values.amount for each in found] == [500000, 600000, 700000, None, 800000], "never twice"
    assert found[1].cells[:3] == ("เมืองสุรินทร์", "อบต.ในเมือง", "ขุดลอกหนอง")


YEARS = Description(
    columns={Field.TITLE: Column(0, "โครงการ"), Field.AGENCY: Column(4, "หน่วยงาน")},
    year_columns={2570: Column(1, "2570"), 2571: Column(2, "2571"), 2572: Column(3, "2572")},
    header_rows=(1,),
    default_stage=Stage.PLANNED,
)


def test_a_row_with_a_column_for_each_year_gives_an_item_a_year() -> None:
    rows = table("""
        โครงการ | 2570 | 2571 | 2572 | หน่วยงาน
        ถนน | 500 | - | 700 | อบต.
        สระ | | | | อบต.
        ฝาย | ห้าร้อย | 9 | | อบต.
    """)
    found = items(rows, YEARS)
    assert [(told.row, told.values.fiscal_year, told.values.amount) for told in found] == [
        *[(2, 2570, 500), (2, 2572, 700), (3, 2570, None), (4, 2570, None), (4, 2571, 9)]
    ]
    assert [told.key.split("/")[1] for told in found] == ["2570", "2572", "2570", "2570", "2571"]
    assert len({told.key.split("/")[0] for told in found}) == 3
    assert [(told.faults[0].column, told.row) for told in found if told.faults] == [("B", 4)]


@pytest.mark.parametrize(
    "rows",
    [
        # as described
        "ที่|โครงการ|งบ|อำเภอ\n1|ก|5|เมือง",
        # one more title line than last month
        "แผนของจังหวัด\n\nที่|โครงการ|งบ|อำเภอ\n1|ก|5|เมือง",
        # a column put in, the others moved
        "ที่|รหัส|โครงการ|หมายเหตุ|อำเภอ|งบ\n1|x|ก|y|เมือง|5",
        # headings spelt with other spaces, marks and dots
        "ที่|โครง การ|งบ.|อําเภอ\n1|ก|5|เมือง",
    ],
)
def test_a_file_whose_columns_have_moved_is_read_by_its_headings(rows: str) -> None:
    columns = {
        Field.TITLE: Column(1, "โครงการ"),
        Field.AMOUNT: Column(2, "งบ"),
        Field.DISTRICT: Column(3, "อำเภอ"),
    }
    asked = Description(columns=columns, header_rows=(1,), year=2570, default_stage=Stage.PLANNED)
    (told,) = items(table(rows), asked)
    assert (told.values.title, told.values.amount, told.values.district) == ("ก", 5, "เมือง")


def test_a_lost_column_is_named_with_what_was_found() -> None:
    asked = replace(YEARS, columns=YEARS.columns | {Field.DISTRICT: Column(5, "อำเภอ")})
    with pytest.raises(Invalid) as error:
        prepare(table("โครงการ|2570|2571|2572|หน่วยงาน\nก|1|2|3|ข"), asked)
    assert set(error.value.fields) == {"district"}
    assert "โครงการ, 2570, 2571, 2572, หน่วยงาน" in str(error.value.fields["district"])


@pytest.mark.parametrize("rows", [[], [ListRow(1, ())], table("อะไร|ไม่รู้")])
def test_another_file_altogether_is_refused(rows: list[ListRow]) -> None:
    with pytest.raises(Invalid, match="หัวตาราง"):
        prepare(rows, YEARS)


def test_a_description_that_lacks_something_is_refused() -> None:
    with pytest.raises(Invalid, match="ปีงบประมาณ"):
        prepare([], Description(columns={Field.TITLE: Column(0)}, default_stage=Stage.PLANNED))


def test_a_list_without_headings_begins_with_its_first_row() -> None:
    asked = Description(columns={Field.TITLE: Column(0)}, year=2570, default_stage=Stage.PLANNED)
    assert [told.values.title for told in items(table("ก\nข"), asked)] == ["ก", "ข"]


PLAIN = replace(
    BASE, columns={name: column for name, column in BASE.columns.items() if name is not Field.KEY}
)


def keys(*rows: dict[str, str], description: Description = PLAIN) -> list[str]:
    listed = [row(number=n, **cells) for n, cells in enumerate(rows, start=2)]
    return [told.key for told in items([HEAD, *listed], description)]


def test_the_offices_own_key_is_kept_and_one_used_twice_is_told() -> None:
    found = items([HEAD, row(2), row(3, key="P-2"), row(4)], BASE)
    assert [told.key for told in found] == ["P-1", "P-2", "P-1"]
    assert [[str(fault.sentence) for fault in told.faults] for told in found[:2]] == [[], []]
    assert "ซ้ำกับแถวที่ 2" in str(found[2].faults[0].sentence)


@pytest.mark.parametrize(
    ("change", "same"),
    [
        # a project stays the same when its amount, stage or office changes
        ({"amount": "9"}, True),
        ({"stage": "เสร็จแล้ว"}, True),
        ({"agency": "อบต."}, True),
        # and when its title is typed with other spaces or marks
        ({"title": "ขุดลอก หนองบัว"}, True),
        # another title, place or year is another project
        ({"title": "ขุดลอกหนองแวง"}, False),
        ({"subdistrict": "ในเมือง"}, False),
        ({"moo": "5"}, False),
        ({"year": "2571"}, False),
    ],
)
def test_without_a_key_column_title_place_and_year_tell_rows_apart(
    change: dict[str, str], same: bool
) -> None:
    assert (keys({})[0] == keys(change)[0]) is same


def test_equal_rows_are_numbered_and_the_same_next_month() -> None:
    first = keys({}, {"title": "อื่น"}, {}, {})
    assert len(set(first)) == 4
    assert first[2].startswith(first[0] + "-")
    assert keys({}, {}, {}, {"title": "อื่น"}) == [first[0], first[2], first[3], first[1]]


ODD = [
    *["", " - ", "#REF!", "รวม", "อำเภอเมือง", "2570", "1,250,000", "๙", "14.5", "103.5", "1645800"],
    *["48P 1 2", "หมู่ 3-5", "32", "02", "10", "-", "\ufffd", "\x00", "\ud800", "=1+1", "1e400", "NaN"],
    *["ล้าน", "(1)"],
]
DIGITS = "0123456789๐๑๒,.-/ ()ล้านหมื่นแสนบาทNSEWพศ."
cell = st.one_of(st.text(max_size=40), st.sampled_from(ODD), st.text(alphabet=DIGITS, max_size=30))


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.lists(cell, max_size=len(HEADINGS) + 2), max_size=6),
    st.sampled_from([BASE, PLAIN, replace(BASE, carry_down=tuple(CARRIED), groups=FORM.groups, utm_zone=47)]),
    st.sampled_from(list(Unit)),
)
def test_no_cell_makes_it_fail(rows: list[list[str]], description: Description, unit: Unit) -> None:
    listed = [HEAD, *(ListRow(n, tuple(cells)) for n, cells in enumerate(rows, start=2))]
    found = list(prepare(listed, replace(description, amount_unit=unit)))
    assert [told.row for told in found] == [listed_row.number for listed_row in listed]
    for told in found:
        assert told.skipped is not None or told.key or told.wrong
        assert all(str(fault.sentence) for fault in told.faults)
        amount = told.values.amount
        assert amount is None or (0 <= amount < 10**12 and amount == round(amount, 2))
        assert "\x00" not in (told.values.title or "")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(cell, max_size=6), max_size=6))
def test_no_cell_makes_a_list_of_years_or_without_headings_fail(rows: list[list[str]]) -> None:
    listed = [ListRow(n, tuple(cells)) for n, cells in enumerate(rows, start=2)]
    bare = Description(columns={Field.TITLE: Column(0)}, year=2570, default_stage=Stage.PLANNED)
    assert len(list(prepare(listed, bare))) == len(rows)
    head = ListRow(1, ("โครงการ", "2570", "2571", "2572", "หน่วยงาน"))
    found = list(prepare([head, *listed], YEARS))
    assert {told.row for told in found} == {1, *(each.number for each in listed)}


def test_values_as_json_leave_out_what_is_not_said() -> None:
    values = Values(title="ก", amount=Decimal("5.00"), stage=Stage.PLANNED)
    assert values.to_json() == {"title": "ก", "amount": "5.00", "stage": "planned"}
