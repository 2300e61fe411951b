"""Rows of a list, prepared one after the other: what reaches over rows, years side by side, moved columns."""

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
from planhub.lists.prepared import Values
from planhub.lists.preparing import prepare
from planhub.workflow.stages import Stage
from tests.lists.described import BASE, FORM, HEAD, HEADINGS, PLAIN, YEARS, items
from tests.lists.list_files import table, xlsx


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


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        # as local plans write of what costs nothing: that is known, and no fault
        ("ไม่ใช้งบประมาณ", 0),
        ("ไม่ใช้งบ", 0),
        ("ไม่ได้ใช้งบประมาณ", 0),
        # nothing is said
        ("-", None),
        ("", None),
    ],
)
def test_what_costs_nothing_is_told_from_what_is_not_known(typed: str, amount: int | None) -> None:
    columns = {Field.TITLE: Column(0, "โครงการ"), Field.AMOUNT: Column(1, "งบ")}
    asked = Description(columns=columns, header_rows=(1,), year=2570, default_stage=Stage.PLANNED)
    told = items(table(f"โครงการ|งบ|x\nก|{typed}|y"), asked)[0]
    assert (told.values.amount, told.faults) == (amount, ())


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
