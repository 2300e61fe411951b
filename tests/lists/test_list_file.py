import gzip
import random
import struct
import zipfile
from contextlib import suppress
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from planhub.errors import Invalid
from planhub.lists import csv_list, sheet_survey
from planhub.lists.description import Column, Description, Field, Form
from planhub.lists.list_file import open_list
from planhub.lists.sheet_list import SheetList
from planhub.workflow.stages import Stage
from tests.lists.list_files import ERROR_CODES, ods, ole, xls, xlsx

ROWS = [["ที่", "ชื่อโครงการ", "งบประมาณ"], ["1", "ขุดลอกหนองบัว", "1,250,000"], ["2", "ถนน คสล.", " - "]]
TEXT = "\r\n".join(",".join(f'"{cell}"' for cell in cells) for cells in ROWS)


NOISE = random.Random(7).randbytes(500_000).hex()
"""A megabyte that cannot be packed well."""
ENDS = {"<x:c ": "</x:c>", "<x-y:c ": "</x-y:c>"}


def cells(path: Path, **asked: Any) -> list[tuple[str, ...]]:
    return [row.cells for row in open_list(path, name=path.name, **asked).rows()]


def refused(path: Path, **asked: Any) -> str:
    with pytest.raises(Invalid) as error:
        list(open_list(path, name="แผน.xlsx", **asked).rows())
    return str(error.value.sentence)


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        # UTF-8, as most systems export
        (TEXT.encode(), "utf-8"),
        # UTF-8 with the mark that Excel puts before it
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        # Windows-874, as old Thai Excel saves CSV
        (TEXT.encode("cp874"), "cp874"),
        # UTF-16, as Excel saves "Unicode text", with tabs
        (TEXT.replace(",", "\t").replace("1\t250\t000", "1,250,000").encode("utf-16"), "utf-16"),
        # semicolons, as Excel writes where the comma is the decimal sign
        (TEXT.replace('","', '";"').encode(), "utf-8"),
        # tabs
        (TEXT.replace('","', '"\t"').encode("cp874"), "cp874"),
        # pipes
        (TEXT.replace('","', '"|"').encode(), "utf-8"),
        # a first line for Excel that names the sign between cells
        (b"sep=;\r\n" + TEXT.replace('","', '";"').encode(), "utf-8"),
        # line ends of old Macintoshes
        (TEXT.replace("\r\n", "\r").encode(), "utf-8"),
        # packed
        (gzip.compress(TEXT.encode()), "utf-8"),
        # packed Windows-874
        (gzip.compress(TEXT.encode("cp874")), "cp874"),
    ],
)
def test_a_csv_file_is_read_in_whatever_form_it_was_saved(tmp_path: Path, data: bytes, encoding: str) -> None:
    opened = open_list(written(tmp_path / "แผน", data), name="แผน.csv")
    assert [list(row.cells) for row in opened.rows()] == ROWS
    assert (opened.form, opened.encoding, opened.sheets, opened.sheet) == (Form.CSV, encoding, (), None)


def test_the_encoding_of_the_description_is_kept_to(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "a,b\nc,d".encode("utf-16-le"))
    described = Description(columns={Field.TITLE: Column(0)}, encoding="cp874", default_stage=Stage.PLANNED)
    thai = written(tmp_path / "b.csv", "ก,ข".encode("cp874"))
    assert cells(thai, description=described) == [("ก", "ข")]
    assert "อ่านตัวอักษรในแฟ้ม" in refused(path) or "ไม่ใช่ตาราง" in refused(path)


def test_a_few_broken_letters_do_not_make_utf8_windows_874(tmp_path: Path) -> None:
    data = TEXT.encode() * 20
    path = written(tmp_path / "a.csv", data[:-1000] + b"\xff" + data[-999:])
    opened = open_list(path, name="a.csv")
    assert opened.encoding == "utf-8"
    assert any("\ufffd" in cell for row in opened.rows() for cell in row.cells)


def test_rows_of_csv_are_numbered_as_excel_shows_them(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", 'ก,"หนึ่ง\nสอง"\n\nค,ง\n'.encode())
    rows = list(open_list(path, name="a.csv").rows())
    assert [(row.number, row.cells) for row in rows] == [(1, ("ก", "หนึ่ง\nสอง")), (2, ()), (3, ("ค", "ง"))]


def test_amounts_with_commas_do_not_pass_for_the_sign_between_cells(tmp_path: Path) -> None:
    lines = "\n".join(f"โครงการที่ {n};1,250,000;2,000,000" for n in range(50))
    assert cells(written(tmp_path / "a.csv", lines.encode()))[7] == ("โครงการที่ 7", "1,250,000", "2,000,000")


SHEET = [["แผน", ""], [], ["ที่", "ชื่อโครงการ", "งบ"], [1, "ถนน\nคสล.", 1250000.5], [2, "๓ สาย", "#REF!"]]
AS_TEXT = [("แผน", "", ""), ("", "", ""), ("ที่", "ชื่อโครงการ", "งบ"), ("1", "ถนน\nคสล.", "1250000.5")]
AS_TEXT += [("2", "๓ สาย", "#REF!")]


@pytest.mark.parametrize("make", [xlsx, xls, ods])
@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods", ".csv", ""])
def test_a_workbook_is_known_by_its_content_and_not_by_its_name(
    tmp_path: Path, make: Any, suffix: str
) -> None:
    opened = open_list(make(tmp_path / f"a{suffix}", {"แผน 2570": SHEET}), name=f"a{suffix}")
    assert [row.cells for row in opened.rows()] == AS_TEXT
    assert [row.number for row in opened.first_rows(3)] == [1, 2, 3]
    assert (opened.form, opened.sheets, opened.sheet) == (Form.SHEET, ("แผน 2570",), "แผน 2570")


LETTER = "เรียนผู้ว่าราชการจังหวัด\nขอส่งบัญชีโครงการตามที่แนบมา\n"


@pytest.mark.parametrize("name", ["แผน.xlsx", "แผน.XLS", "แผน.ods"])
def test_a_text_that_bears_the_name_of_a_workbook_is_told_as_one(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(LETTER, "utf-8")
    with pytest.raises(Invalid, match="เป็นข้อความธรรมดา") as error:
        open_list(path, name=name)
    assert name in str(error.value.sentence)
    path.write_text("โครงการ,งบประมาณ\nขุดลอก,5000\n", "cp874")
    assert open_list(path, name=name).first_rows(1)[0].cells == ("โครงการ", "งบประมาณ"), (
        "a table for all that"
    )


def test_a_list_of_one_column_is_a_list(tmp_path: Path) -> None:
    path = tmp_path / "titles.csv"
    path.write_text(LETTER, "utf-8")
    assert len(open_list(path, name=path.name).first_rows(9)) == 2


@pytest.mark.parametrize("make", [xlsx, xls, ods])
@pytest.mark.parametrize("sign", list(ERROR_CODES))
def test_every_error_of_excel_is_told_and_never_passes_for_a_blank(
    tmp_path: Path, make: Any, sign: str
) -> None:
    path = make(tmp_path / "a", {"หนึ่ง": [["x"]], "สอง": [["ก", ""], ["", sign]]})
    opened = open_list(path, name="a")
    assert isinstance(opened, SheetList)
    assert [row.cells for row in opened.in_sheet("สอง").rows()] == [("ก", ""), ("", sign)]


@pytest.mark.parametrize("make", [xlsx, xls, ods])
def test_the_sheet_is_chosen_by_name_and_a_lost_one_is_named(tmp_path: Path, make: Any) -> None:
    path = make(tmp_path / "a", {"ปก": [], "แผน": [["ก"]], "อื่น": [["ข"]]})
    assert open_list(path, name="a").sheet == "แผน"
    asked = Description(columns={}, sheet=" อื่น")
    assert open_list(path, name="a", description=asked).sheet == "อื่น"
    with pytest.raises(Invalid) as error:
        open_list(path, name="a", description=Description(columns={}, sheet="ปี 2570"))
    assert "ปก, แผน, อื่น" in str(error.value.fields["sheet"])


def test_the_only_sheet_is_read_whatever_it_is_called_this_month(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a", {"พ.ย. 69": [["ก"]]})
    assert open_list(path, name="a", description=Description(columns={}, sheet="ต.ค. 69")).sheet == "พ.ย. 69"


def test_hidden_sheets_are_not_offered(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a", {"แผน": [["ข"]], "เก่า": [["ก"]]}, hidden=["เก่า"])
    assert open_list(path, name="a").sheets == ("แผน",)


def test_cells_of_every_kind_come_as_the_office_sees_them(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    values = [0.1 + 0.2, 1234567890123, 32010204.0, True, date(2026, 11, 21), None, time(8, 30)]
    values += [datetime(2026, 11, 21, 8, 30), 1e-7, -5]
    book.active.append(values)
    book.save(path)
    assert cells(path)[0] == (
        *("0.3", "1234567890123", "32010204", "TRUE", "2026-11-21", "", "08:30:00"),
        *("2026-11-21 08:30:00", "1e-07", "-5"),
    )


def test_merged_cells_are_told(tmp_path: Path) -> None:
    merge = [[lambda book, sheet, y, x: sheet.merge_range(y, x, y + 2, x, "อำเภอเมือง")]]
    opened = open_list(xlsx(tmp_path / "a", {"ก": merge}), name="a")
    assert isinstance(opened, SheetList)
    assert opened.merged() == [((0, 0), (2, 0))]


def cut(path: Path, keep: float) -> Path:
    data = path.read_bytes()
    return written(path, data[: int(len(data) * keep)])


def zipped(path: Path, names: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in names.items():
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize(
    ("make", "told"),
    [
        # nothing in the file
        (lambda path: written(path, b""), "ว่างเปล่า"),
        # a CSV file of blanks
        (lambda path: written(path, b"\r\n  \r\n"), "ว่างเปล่า"),
        # a workbook whose sheets are all blank
        (lambda path: xlsx(path, {"ก": [], "ข": []}), "ไม่มีแผ่นงานที่มีข้อมูล"),
        # a download that broke off
        (lambda path: cut(xlsx(path, {"ก": SHEET}), 0.6), "เสียหรือไม่ครบ"),
        (lambda path: cut(ods(path, {"ก": SHEET}), 0.6), "เสียหรือไม่ครบ"),
        (lambda path: cut(xls(path, {"ก": SHEET}), 0.4), "เสียหรือไม่ครบ"),
        (lambda path: cut(written(path, gzip.compress(TEXT.encode() * 500)), 0.5), "เสียหรือไม่ครบ"),
        # a password to open it, new form and old
        (lambda path: written(path, ole({"EncryptedPackage": b"x" * 9000})), "มีรหัสผ่าน"),
        (lambda path: xls(path, {"ก": SHEET}, locked=True), "มีรหัสผ่าน"),
        # Word, old and new
        (lambda path: written(path, ole({"WordDocument": b"x"})), "Word"),
        (lambda path: zipped(path, {"word/document.xml": b"<x/>"}), "Word"),
        # a system's page named .xls
        (lambda path: written(path, b"<html><table><tr><td>1"), "หน้าเว็บ"),
        (lambda path: written(path, b'<?xml version="1.0"?><html><table>'), "หน้าเว็บ"),
        # other things
        (lambda path: written(path, b"%PDF-1.4 ..."), "PDF"),
        (lambda path: written(path, b"\x89PNG\r\n\x1a\n" + bytes(50)), "รูปภาพ"),
        (lambda path: written(path, bytes(range(256)) * 20), "ไม่รู้จัก"),
        # a ZIP with the list in it, and a packed workbook
        (lambda path: zipped(path, {"แผน.csv": b"a"}), "แตก ZIP"),
        (lambda path: written(path, gzip.compress(b"PK\x03\x04" + bytes(50))), "คลายแฟ้มก่อน"),
        # a ZIP bomb: 200 MB of blanks in 200 kB
        (lambda path: zipped(path, {"xl/workbook.xml": b" " * 200_000_000}), "บีบอัดไว้แน่นผิดปกติ"),
        (lambda path: written(path, gzip.compress(b"a,b\n" * 20_000_000)), "บีบอัดไว้แน่นผิดปกติ"),
        # bytes that are letters in no encoding of Thai
        (lambda path: written(path, b"\x81\x82\x83\xff,\xfe\xfd\n" * 200), "อ่านตัวอักษรในแฟ้ม"),
        # one line without end
        (lambda path: written(path, b"abc," * 2_000_000), "แถวที่ยาวผิดปกติ"),
        # a quotation mark that never closes
        (lambda path: written(path, b'a,b\n1,"' + b"x\n" * 150_000), "ไม่ปิด"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_what_to_do(tmp_path: Path, make: Any, told: str) -> None:
    sentence = refused(make(tmp_path / "upload.bin"))
    assert told in sentence
    assert "แผน.xlsx" in sentence
    assert "upload" not in sentence


def test_every_way_of_cutting_a_workbook_short_is_refused_or_read(tmp_path: Path) -> None:
    for make in (xlsx, ods, xls):
        whole = make(tmp_path / "whole", {"ก": SHEET}).read_bytes()
        for keep in range(0, len(whole), max(len(whole) // 40, 1)):
            path = written(tmp_path / "cut", whole[:keep])
            with suppress(Invalid):
                assert [row.number for row in open_list(path, name="a").rows()] == list(range(1, 6))


def test_a_word_in_the_last_corner_does_not_fill_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    far = [["ก"]] + [[None]] * 3
    xlsx(path, {"ก": [*far, [lambda book, sheet, y, x: sheet.write_string(1_048_575, 16_383, "ข")]]})
    assert "1,048,576" in refused(path)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # in single quotes
        ('r="XFD1048576"', "r='XFD1048576'"),
        # with spaces
        ('r="XFD1048576"', 'r = "XFD1048576"'),
        # in small letters
        ('r="XFD1048576"', 'r="xfd1048576"'),
        # with a tab after the name
        ('<c r="XFD1048576"', '<c\tr="XFD1048576"'),
        # with the sign that ends a tag, or starts one, before it
        ('<c r="XFD1048576"', '<c x=">" r="XFD1048576"'),
        ('<c r="XFD1048576"', '<c x="<" r="XFD1048576"'),
        # spaces there, and as many usual spellings elsewhere as are missing
        ('<c r="XFD1048576"', '<c x=\' r="\' r = "XFD1048576"'),
        # with a prefix, also one of signs that are no letters
        ("<c ", "<x:c "),
        ("<c ", "<x-y:c "),
        # behind a megabyte of something else, and more than one
        ('<c r="XFD1048576"', f'<c x="{"a" * 3_000_000}" r="XFD1048576"'),
        ('<c r="XFD1048576"', f'<c x="{NOISE * 18}" r="XFD1048576"'),
    ],
    ids=range(11),
)
def test_nor_when_it_is_spelt_in_another_way(tmp_path: Path, old: str, new: str) -> None:
    path = tmp_path / "a.xlsx"
    xlsx(path, {"ก": [["ก"], [lambda book, sheet, y, x: sheet.write_string(1_048_575, 16_383, "ข")]]})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    assert old in sheet
    sheet = sheet.replace('<row r="1048576"', '<row r="200000"').replace("XFD1048576", "XFD200000")
    old, new = (words.replace("XFD1048576", "XFD200000") for words in (old, new))
    sheet = sheet.replace(old, new.replace("xfd1048576", "xfd200000")).replace("</c>", ENDS.get(new, "</c>"))
    parts["xl/worksheets/sheet1.xml"] = sheet.encode()
    told = refused(zipped(path, parts))
    assert "ใหญ่เกินไป" in told or "เสีย" in told, told


REPEATED = (
    '<table:table-row table:number-rows-repeated="1000000"><table:table-cell office:value-type="float"'
    ' office:value="1" table:number-columns-repeated="16000"/></table:table-row>'
)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # in single quotes
        ('repeated="16000"', "repeated='16000'"),
        # with a sign, with noughts, or as a sign of XML
        ('repeated="16000"', 'repeated="+16000"'),
        ('repeated="16000"', 'repeated="00000000000016000"'),
        ('repeated="16000"', 'repeated="&#49;6000"'),
        # with spaces
        ('repeated="1000000"', 'repeated = "1000000"'),
        # with the sign that ends a tag before it
        ("table:number-rows", 'x=">" table:number-rows'),
        ("<table:table-cell", '<table:table-cell x=">"'),
        # with a line's end after the name
        ("<table:table-row ", "<table:table-row\n"),
        # a value of which no type is told
        ('office:value-type="float"', ""),
        # behind two megabytes of something else
        ("<table:table-cell", f"<!--{'a' * 2_000_000}--><table:table-cell"),
    ],
    ids=range(10),
)
def test_nor_in_libreoffice_when_it_is_spelt_in_another_way(tmp_path: Path, old: str, new: str) -> None:
    tail = REPEATED.replace(old, new)
    assert tail != REPEATED
    told = refused(ods(tmp_path / "a.ods", {"ก": ROWS}, tail=tail))
    assert "ใหญ่เกินไป" in told or "เสีย" in told, told


@pytest.mark.parametrize(
    "start",
    [
        '<c r="A1" t="e">',  # error cells without a value
        "<c ",  # tags without an end
        "<row ",
        '<c "',
    ],
)
def test_what_is_begun_ten_thousand_times_is_looked_at_once(tmp_path: Path, start: str) -> None:
    path = xlsx(tmp_path / "a.xlsx", {"ก": [["ก"]]})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b"</row>", start.encode() * 300_000 + b"</row>")
    with suppress(Invalid):  # hours, were it looked at again from each start
        open_list(zipped(path, parts), name="a.xlsx")


def test_an_old_container_whose_table_goes_round_does_not_fill_the_memory(tmp_path: Path) -> None:
    data = bytearray(ole({"Workbook": bytes(1_000_000 // 20)}).ljust(1 << 20, b"\0"))
    struct.pack_into("<I", data, 68, 1)  # more of the table is in a sector that names itself as the next
    data[1024:1536] = struct.pack("<128I", *[0] * 127, 1)
    assert refused(written(tmp_path / "a.xls", bytes(data)))


def test_nor_in_old_excel_nor_in_libreoffice(tmp_path: Path) -> None:
    wide = [[""] * 255 + ["ข"]] + [[]] * 30_000 + [["ก"]]
    assert "ใหญ่เกินไป" in refused(xls(tmp_path / "a.xls", {"ก": wide}))
    assert "ใหญ่เกินไป" in refused(ods(tmp_path / "a.ods", {"ก": ROWS}, tail=REPEATED))


def test_formats_far_below_the_list_are_no_data(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    blank = lambda book, sheet, y, x: sheet.write_blank(1_048_575, 16_000, None, book.add_format({"bold": 1}))  # noqa: E731
    xlsx(path, {"ก": [["ก"], ["ข"], [blank]]})
    assert cells(path) == [("ก",), ("ข",)]


def test_blank_rows_in_the_middle_of_libreoffice_keep_the_row_numbers(tmp_path: Path) -> None:
    gap = (
        '<table:table-row table:number-rows-repeated="5"><table:table-cell/></table:table-row>'
        '<table:table-row><table:table-cell/><table:table-cell office:value-type="string"'
        ' calcext:value-type="error"><text:p>#REF!</text:p></table:table-cell></table:table-row>'
    )
    rows = list(open_list(ods(tmp_path / "a", {"ก": ROWS}, tail=gap), name="a").rows())
    assert (rows[-1].number, rows[-1].cells) == (9, ("", "#REF!", ""))


def test_error_cells_are_found_where_a_sheet_is_read_in_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet_survey, "MEGABYTE", 700)
    monkeypatch.setattr(csv_list, "MEGABYTE", 700)
    rows = [["โครงการ", "#DIV/0!" if n % 7 == 0 else n] for n in range(300)]
    for make in (xlsx, ods):
        found = [row.cells[1] for row in open_list(make(tmp_path / "a", {"ก": rows}), name="a").rows()]
        assert found == ["#DIV/0!" if n % 7 == 0 else str(n) for n in range(300)]


def test_a_csv_file_of_one_hundred_thousand_rows_comes_row_by_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8") as file:
        for n in range(100_000):
            file.write(f"{n},โครงการที่ {n},{n * 100}\n")
    rows = open_list(path, name="a.csv").rows()
    assert next(rows).cells == ("0", "โครงการที่ 0", "0")
    assert sum(1 for _ in rows) == 99_999


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("name", "rows", "columns"),
    [("province_budget_fy2565", 911, 14), ("lamphun_pao_budget_execution", 416, 10), ("villages", 75_208, 5)],
)
def test_real_files_are_read_whole(shared_data: Path, name: str, rows: int, columns: int) -> None:
    opened = open_list(shared_data / f"{name}.csv.gz", name=f"{name}.csv.gz")
    assert {len(row.cells) for row in opened.rows()} == {columns}
    assert sum(1 for _ in opened.rows()) == rows
