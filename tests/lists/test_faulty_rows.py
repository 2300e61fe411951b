import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from planhub.lists import faulty_rows
from planhub.lists.description import Column, Description, Field
from planhub.lists.faulty_rows import TO_MEND, described_headings, heading_rows, write_faulty_rows
from planhub.lists.guessing import propose
from planhub.lists.headings import MARK
from planhub.lists.list_file import open_list
from planhub.lists.list_row import ListRow
from planhub.lists.prepared import Prepared
from planhub.lists.preparing import prepare
from planhub.wording import Sentence
from planhub.workflow.stages import Stage
from tests.lists.list_files import table, xlsx

LIST = table("""
แผนพัฒนาจังหวัดสุรินทร์ ประจำปีงบประมาณ พ.ศ. 2570
ที่ | ชื่อโครงการ | ที่ตั้ง | | งบประมาณ (บาท)
| | หมู่ที่ | ตำบล |
อำเภอเมืองสุรินทร์
1 | ก่อสร้างถนน | 5 | ในเมือง | 500,000
2 | ขุดลอกหนอง | หก | ในเมือง | มาก
อำเภอปราสาท
1 | =HYPERLINK("http://x") | 500 | กังแอน | 7,000
2 | สระ | 1 | กังแอน | 8,000
3 | สระ | 1 | กังแอน | แปดพัน
""")
DESCRIBED = propose(LIST).description


def workbook(
    rows: Sequence[ListRow], description: Description, tmp_path: Path, **asked: Any
) -> tuple[Any, Path, int]:
    out = io.BytesIO()
    count = write_faulty_rows(out, prepare(rows, description), description, **asked)
    path = tmp_path / "แก้.xlsx"
    path.write_bytes(out.getvalue())
    return openpyxl.load_workbook(path).active, path, count


def again(path: Path, description: Description) -> list[Prepared]:
    opened = open_list(path, name=path.name, description=description)
    return [told for told in prepare(opened.rows(), description) if told.skipped is None]


def texts(sheet: Any, row: int) -> list[str]:
    return [str(cell.value or "") for cell in sheet[row]]


def test_the_office_gets_its_own_headings_and_only_the_rows_to_mend(tmp_path: Path) -> None:
    opened = open_list(xlsx(tmp_path / "a", {"แผน": [row.cells for row in LIST]}), name="a")
    heads = heading_rows(opened, DESCRIBED)
    sheet, _path, count = workbook(LIST, DESCRIBED, tmp_path, headings=heads)
    assert count == 3
    assert texts(sheet, 1)[0] == LIST[0].cells[0]
    assert texts(sheet, 2) == ["ที่", "ชื่อโครงการ", "ที่ตั้ง", "", "งบประมาณ (บาท)", TO_MEND, MARK]
    assert texts(sheet, 3) == ["", "", "หมู่ที่", "ตำบล", "", TO_MEND, MARK]
    assert texts(sheet, 4)[0] == "อำเภอเมืองสุรินทร์"
    assert texts(sheet, 5)[:5] == ["2", "ขุดลอกหนอง", "หก", "ในเมือง", "มาก"]
    assert [texts(sheet, row)[0] for row in (6, 7, 8)] == ["อำเภอปราสาท", "1", "3"]
    assert sheet.max_row == 8


def test_faulty_cells_are_coloured_and_say_why(tmp_path: Path) -> None:
    sheet, _path, _count = workbook(LIST, DESCRIBED, tmp_path)
    faulty = {cell.coordinate for row in sheet.iter_rows(min_row=4) for cell in row if cell.comment}
    assert faulty == {"C5", "E5", "C7", "E8"}
    assert "1–99" in sheet["C5"].comment.text
    assert {sheet[at].fill.fgColor.rgb for at in faulty} == {"FFFFC9C9"}
    assert sheet["B5"].fill.fgColor.rgb != "FFFFC9C9"
    told = sheet["F5"].value.split("\n")
    assert told[0] == "แถวเดิมที่ 6"
    assert told[1].startswith("ช่อง C “ที่ตั้ง หมู่ที่”: อ่าน “หก”")
    assert told[2].startswith("ช่อง E “งบประมาณ (บาท)”: อ่าน “มาก”")


def test_an_unclear_cell_has_another_colour_than_a_wrong_one(tmp_path: Path) -> None:
    rows = table("โครงการ|สถานะ|งบ\nก|ลอยแพ|5\nข|แล้วเสร็จ|x")
    columns = {
        Field.TITLE: Column(0, "โครงการ"),
        Field.STAGE: Column(1, "สถานะ"),
        Field.AMOUNT: Column(2, "งบ"),
    }
    asked = Description(
        columns=columns, header_rows=(1,), year=2570, stage_words={"แล้วเสร็จ": Stage.COMPLETED}
    )
    sheet, _path, _count = workbook(rows, asked, tmp_path)
    assert (sheet["B2"].fill.fgColor.rgb, sheet["C3"].fill.fgColor.rgb) == ("FFFFEEB3", "FFFFC9C9")


def test_what_an_office_wrote_stays_text_and_no_formula(tmp_path: Path) -> None:
    sheet, _path, _count = workbook(LIST, DESCRIBED, tmp_path)
    cell = sheet["B7"]
    assert (cell.value, cell.data_type, cell.hyperlink) == ('=HYPERLINK("http://x")', "s", None)
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize("own_headings", [True, False])
def test_mended_it_is_read_by_the_same_description_as_if_it_had_been_right_at_once(
    tmp_path: Path, own_headings: bool
) -> None:
    opened = open_list(xlsx(tmp_path / "a", {"แผน": [row.cells for row in LIST]}), name="a")
    heads = heading_rows(opened, DESCRIBED) if own_headings else None
    sheet, path, _count = workbook(list(opened.rows()), DESCRIBED, tmp_path, headings=heads)
    sheet["C5"], sheet["E5"], sheet["C7"], sheet["E8"] = "6", 600_000, "ม.5", "9,000"
    sheet.parent.save(path)
    mended = {(6, 2): "6", (6, 4): "600000", (8, 2): "ม.5", (10, 4): "9,000"}
    whole = [
        ListRow(row.number, tuple(mended.get((row.number, at), cell) for at, cell in enumerate(row.cells)))
        for row in LIST
    ]
    right = {each.row: each for each in prepare(whole, DESCRIBED) if each.skipped is None}
    found = again(path, DESCRIBED)
    assert [each.faults for each in found] == [(), (), ()]
    assert [each.values for each in found] == [right[row].values for row in (6, 8, 10)]
    assert [each.key for each in found] == [right[row].key for row in (6, 8, 10)]
    assert right[10].key.endswith("-2")


def test_a_row_whose_title_was_mended_gets_the_key_that_it_will_have_in_the_whole_list(
    tmp_path: Path,
) -> None:
    rows = table("โครงการ|งบประมาณ|ตำบล\n|5,000|ในเมือง\nข|6,000|นอกเมือง")
    asked = replace(propose(rows).description, year=2570)
    sheet, path, _count = workbook(rows, asked, tmp_path)
    sheet["A2"] = "ขุดลอกหนอง"
    sheet.parent.save(path)
    (mended,) = again(path, asked)
    first, _second = [
        each
        for each in prepare(table("โครงการ|งบประมาณ|ตำบล\nขุดลอกหนอง|5,000|ในเมือง\nข|6,000|นอกเมือง"), asked)
        if each.skipped is None
    ]
    assert (mended.faults, mended.key) == ((), first.key)


def test_merged_cells_above_are_written_out_beside_the_row(tmp_path: Path) -> None:
    rows = table("อำเภอ|โครงการ|งบประมาณ\nปราสาท|ก|5\n|ข|6\n|ค|x\n|ง|8")
    asked = replace(propose(rows).description, year=2570, carry_down=(Field.DISTRICT,))
    sheet, path, _count = workbook(rows, asked, tmp_path)
    assert texts(sheet, 2)[:3] == ["ปราสาท", "ค", "x"]
    assert [each.values.district for each in again(path, asked)] == ["ปราสาท"]


def test_a_row_of_several_years_is_sent_back_once(tmp_path: Path) -> None:
    rows = table("โครงการ|งบ 2570|งบ 2571|หน่วยงาน\nก|x|5|อบต.\nข|1|2|อบต.\nค|4|y|อบต.")
    asked = Description(
        columns={Field.TITLE: Column(0, "โครงการ"), Field.AGENCY: Column(3, "หน่วยงาน")},
        year_columns={2570: Column(1, "งบ 2570"), 2571: Column(2, "งบ 2571")},
        header_rows=(1,),
        default_stage=Stage.PLANNED,
    )
    sheet, path, count = workbook(rows, asked, tmp_path)
    assert count == 2
    sheet["B2"], sheet["C3"] = "3", "5"
    sheet.parent.save(path)
    assert [(each.values.fiscal_year, each.values.amount) for each in again(path, asked)] == [
        *[(2570, 3), (2571, 5), (2570, 4), (2571, 5)]
    ]


def test_without_headings_the_rows_begin_at_the_top(tmp_path: Path) -> None:
    asked = Description(
        columns={Field.TITLE: Column(0), Field.AMOUNT: Column(1), Field.AGENCY: Column(2)},
        year=2570,
        default_stage=Stage.PLANNED,
    )
    sheet, path, _count = workbook(table("ก|x|อบต.\nข|5|อบต."), asked, tmp_path)
    sheet["B1"] = "5"
    sheet.parent.save(path)
    assert [(each.values.title, each.values.amount) for each in again(path, asked)] == [("ก", 5)]
    assert described_headings(asked) == ()


def test_sentences_are_told_in_the_language_that_is_asked_for(tmp_path: Path) -> None:
    def tell(sentence: Sentence) -> str:
        return f"EN:{len(sentence.text)}"

    sheet, _path, _count = workbook(LIST, DESCRIBED, tmp_path, tell=tell)
    assert sheet["C5"].comment.text.startswith("EN:")
    assert texts(sheet, 5)[5].startswith("EN:")


def test_comments_end_where_they_would_slow_the_workbook_and_the_last_column_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faulty_rows, "MOST_COMMENTS", 2)
    sheet, _path, count = workbook(LIST, DESCRIBED, tmp_path)
    assert sum(bool(cell.comment) for row in sheet.iter_rows() for cell in row) == 2
    assert count == 3
    assert all("ช่อง" in texts(sheet, row)[5] for row in (5, 7, 8))


def test_letters_beyond_what_a_cell_holds_are_cut(tmp_path: Path) -> None:
    rows = table(f"โครงการ|งบประมาณ|หน่วยงาน\n{'ก' * 40_000}|5,000|อบต.")
    asked = replace(propose(rows).description, year=2570)
    sheet, _path, count = workbook(rows, asked, tmp_path)
    assert (count, len(sheet["A2"].value)) == (1, faulty_rows.CELL_MOST)


def test_a_list_without_faults_gives_a_workbook_of_headings(tmp_path: Path) -> None:
    rows = table("โครงการ|งบประมาณ|หน่วยงาน\nก|5,000|อบต.")
    sheet, _path, count = workbook(rows, replace(propose(rows).description, year=2570), tmp_path)
    assert (count, sheet.max_row) == (0, 1)
