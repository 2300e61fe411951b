import json
from typing import Any

import pytest

from planhub.errors import Invalid
from planhub.lists.description import (
    CARRIED,
    FIELD_WORD,
    GROUPED,
    Column,
    Description,
    Field,
    Form,
    Unit,
    letter,
)
from planhub.lists.description_json import read_description
from planhub.workflow.stages import Stage

FULL = Description(
    columns={Field.TITLE: Column(1, "ชื่อโครงการ"), Field.AMOUNT: Column(5, "งบประมาณ (ล้านบาท)")},
    form=Form.CSV,
    encoding="cp874",
    sheet="แผน  2570",
    header_rows=(3, 4),
    year_columns={2571: Column(6, "2571"), 2572: Column(7, "2572")},
    year=2570,
    province_code="32",
    stage_words={"แล้วเสร็จ": Stage.COMPLETED},
    side_words={"ด้านแหล่งน้ำ": "water", "อื่น ๆ": ""},
    default_stage=Stage.PLANNED,
    amount_unit=Unit.MILLION,
    carry_down=(Field.DISTRICT,),
    groups=(Field.DISTRICT, Field.SIDE),
    utm_zone=48,
    placeless_here=False,
)
LEAST = {"columns": {"title": {"index": 0}}, "year": 2570, "default_stage": "planned"}


@pytest.mark.parametrize("description", [FULL, Description(columns={Field.TITLE: Column(0)})])
def test_a_description_comes_back_from_json_as_it_went(description: Description) -> None:
    kept = json.loads(json.dumps(description.to_json()))
    assert read_description(kept, draft=True) == description


@pytest.mark.parametrize(
    ("change", "at", "told"),
    [
        # no title column
        ({"columns": {}}, "title", "เลือกช่องหนึ่งช่อง"),
        # no year anywhere
        ({"year": None}, "year", "2570"),
        # no stage anywhere
        ({"default_stage": None}, "default_stage", "เลือกสถานะของทั้งรายการ"),
        # a field that there is not
        ({"columns": {"titel": {"index": 0}}}, "columns", "titel"),
        # a column that is none
        ({"columns": {"title": {"index": -1}}}, "columns.title", "เลือกช่อง"),
        ({"columns": {"title": 3}}, "columns.title", "เลือกช่อง"),
        ({"columns": {"title": {"index": "x"}}}, "columns.title", "เลือกช่อง"),
        ({"columns": {"title": {"index": 0, "heading": "ก" * 2000}}}, "columns.title", "เลือกช่อง"),
        ({"columns": [1, 2]}, "columns", "อธิบายรายการใหม่"),
        # a year of the Christian era, words, none of our century
        ({"year": 2027}, "year", "พ.ศ."),
        ({"year": "ปีหน้า"}, "year", "พ.ศ."),
        ({"year_columns": {"2027": {"index": 1}}}, "year_columns", "พ.ศ."),
        # Bangkok is no province of the 76; a district is no province
        ({"province_code": "10"}, "province_code", "กรุงเทพมหานคร"),
        ({"province_code": "3201"}, "province_code", "จังหวัด"),
        # a stage and a side that there are not; a draft is not public
        ({"stage_words": {"เสร็จ": "finished"}}, "stage_words.เสร็จ", "finished"),
        ({"stage_words": {"ร่าง": "draft"}}, "stage_words.ร่าง", "ร่าง"),
        ({"default_stage": "draft"}, "default_stage", "ร่าง"),
        ({"side_words": {"น้ำ": "sea"}}, "side_words.น้ำ", "sea"),
        ({"side_words": {str(n): "water" for n in range(1001)}}, "side_words", "1000"),
        # rows of headings that do not follow each other, or are none
        ({"header_rows": [3, 5]}, "header_rows", "3,4"),
        ({"header_rows": [0]}, "header_rows", "3,4"),
        ({"header_rows": "3"}, "header_rows", "อธิบายรายการใหม่"),
        # an unknown encoding, or one that is no text of Thai offices
        ({"encoding": "klingon"}, "encoding", "cp874"),
        ({"encoding": "rot13"}, "encoding", "cp874"),
        # an amount is never carried down: it would be counted twice
        ({"carry_down": ["amount"]}, "carry_down", "amount"),
        ({"groups": ["title"]}, "groups", "title"),
        ({"utm_zone": 46}, "utm_zone", "47"),
        ({"amount_unit": "dollar"}, "amount_unit", "dollar"),
        ({"form": "pdf"}, "form", "pdf"),
        ({"sheet": ""}, "sheet", "อธิบายรายการใหม่"),
        # something nobody knows
        ({"colour": "blue"}, "colour", "colour"),
    ],
)
def test_what_cannot_be_used_is_told_where_it_stands(change: dict[str, Any], at: str, told: str) -> None:
    with pytest.raises(Invalid) as error:
        read_description(LEAST | change)
    assert told in str(error.value.fields[at])


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(Invalid) as error:
        read_description(LEAST | {"year": 1, "utm_zone": 1, "form": "x"})
    assert set(error.value.fields) == {"year", "utm_zone", "form"}


@pytest.mark.parametrize("data", [None, [], "x", 3])
def test_what_is_no_description_at_all_is_refused(data: object) -> None:
    with pytest.raises(Invalid, match="อธิบายรายการใหม่"):
        read_description(data)


def test_a_draft_may_lack_what_a_description_in_use_may_not() -> None:
    draft = read_description({"columns": {}}, draft=True)
    assert set(draft.lacks) == {"title", "year", "default_stage"}


@pytest.mark.parametrize(("column", "field"), [("year", "year"), ("stage", "default_stage")])
def test_a_column_answers_what_else_must_be_said_for_the_whole_list(column: str, field: str) -> None:
    data = LEAST | {"columns": {"title": {"index": 0}, column: {"index": 1}}, field: None}
    assert read_description(data).lacks == {}


@pytest.mark.parametrize(
    ("index", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")]
)
def test_columns_are_named_as_excel_names_them(index: int, name: str) -> None:
    assert letter(index) == Column(index).letter == name


def test_every_field_has_its_words_and_no_money_is_carried_down() -> None:
    assert set(FIELD_WORD) == set(Field)
    assert Field.AMOUNT not in CARRIED | GROUPED
