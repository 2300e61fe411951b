"""Names in columns of their own, and codes."""

from typing import Any

import pytest

from planhub.places.columns import one_line
from planhub.places.gazetteer import Gazetteer
from planhub.places.reading import Why, read_code, read_names

NAMES: list[tuple[str, dict[str, Any], str]] = [
    ("bare names", {"province": "สุรินทร์", "district": "ปราสาท", "subdistrict": "กังแอน"}, "320501"),
    (
        "names with their words",
        {"province": "จ.สุรินทร์", "district": "อ.ปราสาท", "subdistrict": "ต.กังแอน"},
        "320501",
    ),
    ("เมือง", {"province": "ร้อยเอ็ด", "district": "เมือง", "subdistrict": "ในเมือง"}, "450101"),
    (
        "a moo as a number",
        {"province": "สุรินทร์", "district": "เมืองสุรินทร์", "subdistrict": "นอกเมือง", "moo": 4},
        "32011104",
    ),
    (
        "a moo as text",
        {"province": "สุรินทร์", "district": "เมือง", "subdistrict": "นอกเมือง", "moo": "ม.๔"},
        "32011104",
    ),
    (
        "a village",
        {"province": "สุรินทร์", "district": "เมือง", "subdistrict": "นอกเมือง", "village": "ละเอาะ"},
        "32011104",
    ),
    ("only a district", {"province": "สุรินทร์", "district": "ปราสาท", "subdistrict": " -   "}, "3205"),
    ("all subdistricts", {"province": "สุรินทร์", "district": "ปราสาท", "subdistrict": "ทุกตำบล"}, "3205"),
    ("several", {"province": "สุรินทร์", "district": "ปราสาท", "subdistrict": "กังแอน, ปรือ"}, "320501 320504"),
    ("moo 0", {"province": "สุรินทร์", "district": "เมือง", "subdistrict": "นอกเมือง", "moo": "0"}, "320111"),
    (
        "several moos",
        {"province": "สุรินทร์", "district": "เมือง", "subdistrict": "นอกเมือง", "moo": "1,4"},
        "32011101 32011104",
    ),
    ("nothing", {}, ""),
    ("Bangkok", {"province": "กทม.", "district": "เขตบางรัก", "subdistrict": "แขวงสีลม"}, "100402"),
]


@pytest.mark.parametrize(("sentence", "cells", "codes"), NAMES)
def test_names_in_columns(sentence: str, cells: dict[str, Any], codes: str, gazetteer: Gazetteer) -> None:
    reading = read_names(gazetteer=gazetteer, **cells)
    assert [p.code for p in reading.places] == codes.split(), sentence
    assert reading.doubt is None


def test_columns_may_be_limited_too(gazetteer: Gazetteer) -> None:
    assert read_names(gazetteer=gazetteer, subdistrict="ในเมือง", within="32").common == "320101"
    assert read_names(gazetteer=gazetteer, district="เมือง", near=("45",)).common == "4501"


def test_a_name_that_is_not_there_is_told(gazetteer: Gazetteer) -> None:
    reading = read_names(gazetteer=gazetteer, province="สุรินทร์", district="ปราสาท", subdistrict="กขคงจฉ")
    assert [p.code for p in reading.places] == ["3205"]
    assert reading.doubt is not None
    assert "“ตำบลกขคงจฉ” ในอ.ปราสาท" in str(reading.doubt.sentence)


def test_cells_that_say_nothing_make_an_empty_line() -> None:
    assert one_line(province=" - ", district="", subdistrict="ทุกตำบล", moo="00", village="…") == ""


CODES = [
    ("a province", "32", "32"),
    ("COD-AB's form", "TH3205", "3205"),
    ("in Thai digits", "๓๒๐๕๐๑", "320501"),
    ("a village", "32011104", "32011104"),
    ("nine digits", "320111004", "32011104"),
    ("a village where none is known: its subdistrict", "32050103", "320501"),
    ("a retired subdistrict answers its successor", "430305", "380104"),
    ("a village of a retired subdistrict", "43030501", "380104"),
    ("a ชุมชน", "C-5320112-001", "C-5320112-001"),
]


@pytest.mark.parametrize(("sentence", "typed", "code"), CODES)
def test_a_code_is_read(sentence: str, typed: str, code: str, gazetteer: Gazetteer) -> None:
    reading = read_code(typed, gazetteer)
    assert ([p.code for p in reading.places], reading.doubt) == ([code], None), sentence
    assert reading.places[0].level in (2, 4, 6, 8)
    assert reading.common == code


BAD_CODES = [
    ("letters", "ปราสาท", Why.UNREAD, "ไม่ใช่ตัวเลข"),
    ("an odd length", "320", Why.UNREAD, "3 หลัก"),
    ("moo 00", "32011100", Why.UNREAD, "00"),
    ("a code that never was", "3299", Why.UNREAD, "ไม่พบ"),
    ("a village that is not there", "32011119", Why.UNREAD, "ไม่พบ"),
    ("a subdistrict that was divided", "104701", Why.AMBIGUOUS, "แบ่งเป็น"),
    ("a district that ended without a record", "3481", Why.UNREAD, "ไม่มีบันทึก"),
]


@pytest.mark.parametrize(("sentence", "typed", "why", "said"), BAD_CODES)
def test_a_code_that_cannot_be_used_is_told(
    sentence: str, typed: str, why: Why, said: str, gazetteer: Gazetteer
) -> None:
    reading = read_code(typed, gazetteer)
    assert reading.places == ()
    assert reading.doubt is not None, sentence
    assert (reading.doubt.why, said in str(reading.doubt.sentence)) == (why, True)


def test_a_code_outside_the_limits_is_not_claimed(gazetteer: Gazetteer) -> None:
    assert read_code("320501", gazetteer, within="45").places == ()
    assert read_code("C-5320112-001", gazetteer, within="32").common == "C-5320112-001"
