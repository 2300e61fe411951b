"""Cells are read as offices write them; what cannot be used is told with its column and the remedy."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from planhub.lists.description import Field, Unit
from planhub.workflow.stages import Stage
from tests.lists.described import BASE, one


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
