"""Village lists in every form they come, and what does not fit in them."""

import gzip
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.areas import finding
from planhub.areas.area import Area
from planhub.areas.drawing import found_villages
from planhub.areas.load_report import LoadReport, write_report
from planhub.areas.loading_villages import load_villages
from planhub.errors import Invalid

TODAY = date(2026, 11, 21)
HEAD = "village_code,tambon_code,moo,name_th,name_en\n"
LIST = HEAD + "32010201,320102,1,บ้านตั้งใจ,Ban Tang Chai\n32010204,320102,4,บ้านโคกเพชร,Ban Khok Phet\n"


def load(session: Session, path: Path) -> LoadReport:
    return load_villages(session, path, today=TODAY)


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    content = text.encode(encoding)
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def workbook(path: Path, rows: list[list[Any]]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for n, row in enumerate(rows):
            sheet.write_row(n, 0, row)
    return path


def village(session: Session, code: str) -> Area:
    session.expire_all()
    return session.get_one(Area, code)


@pytest.mark.parametrize(
    ("name", "text", "encoding"),
    [
        pytest.param("a.csv", LIST, "utf-8", id="plain"),
        pytest.param("a.csv.gz", LIST, "utf-8", id="gzipped"),
        pytest.param("a.csv", LIST, "utf-8-sig", id="with the mark Excel writes"),
        pytest.param("a.csv", LIST, "cp874", id="in the old Thai code page"),
        pytest.param("a.txt", LIST.replace(",", ";"), "utf-8", id="with semicolons"),
        pytest.param(
            "a.csv",
            "รหัสหมู่บ้าน,ชื่อหมู่บ้าน\n๓๒๐๑๐๒๐๐๑,บ้านตั้งใจ\n320102004,บ้านโคกเพชร\n",
            "utf-8",
            id="Thai headings, Thai digits, nine digits",
        ),
        pytest.param(
            "a.csv",
            "รหัสตำบล,หมู่ที่,ชื่อหมู่บ้าน\n320102,1,บ้านตั้งใจ\n320102,4,บ้านโคกเพชร\n",
            "utf-8",
            id="the code in two columns",
        ),
        pytest.param(
            "a.csv",
            "รหัสจังหวัด,รหัสอำเภอ,รหัสตำบล,หมู่ที่,ชื่อหมู่บ้าน\n32,01,02,1,บ้านตั้งใจ\n32,1,2,๐๔,บ้านโคกเพชร\n",
            "utf-8",
            id="a column for the number of each level, zeros lost by Excel",
        ),
        pytest.param(
            "a.csv",
            "รหัสจังหวัด,รหัสอำเภอ,รหัสตำบล,รหัสหมู่บ้าน,ชื่อหมู่บ้าน\n32,3201,320102,01,บ้านตั้งใจ\n32,3201,320102,4,บ้านโคกเพชร\n",
            "utf-8",
            id="each column with all digits down to it, the village's with its moo alone",
        ),
        pytest.param(
            "a.csv",
            "รหัสจังหวัด,รหัสอำเภอ,รหัสตำบล,รหัสหมู่บ้าน,ชื่อหมู่บ้าน\n32,01,02,32010201,บ้านตั้งใจ\n32,01,02,32010204,บ้านโคกเพชร\n",
            "utf-8",
            id="the levels beside the whole code",
        ),
    ],
)
def test_a_list_is_read_in_every_form_it_comes(
    gazetteer: Session, tmp_path: Path, name: str, text: str, encoding: str
) -> None:
    report = load(gazetteer, written(tmp_path / name, text, encoding))
    assert (report.read, report.added, report.changed, report.refused) == (2, 2, 0, 0)
    found = village(gazetteer, "32010204")
    assert (found.name_th, found.moo, found.kind, found.schematic_name) == ("บ้านโคกเพชร", 4, "village", False)
    address = "หมู่ที่ 4 บ้านโคกเพชร ต.ตั้งใจ อ.เมืองสุรินทร์ จ.สุรินทร์"
    assert finding.full_address(gazetteer, "32010204") == address


def test_a_workbook_with_a_title_above_its_headings_is_read(gazetteer: Session, tmp_path: Path) -> None:
    rows = [
        ["รายชื่อหมู่บ้าน จังหวัดสุรินทร์"],
        [],
        ["ลำดับ", "รหัสหมู่บ้าน", "หมู่ที่", "ชื่อหมู่บ้าน", "ประชากร", "ครัวเรือน", "lat", "lon"],
        [1, 32010201, 1, "บ้านตั้งใจ", 512, "1,024", 14.81, 103.52],
        [2, "32010204", "๔", "บ้านโคกเพชร", "-", None, None, None],
    ]
    report = load(gazetteer, workbook(tmp_path / "a.xlsx", rows))
    assert (report.added, report.problems) == (2, [])
    found = village(gazetteer, "32010201")
    assert (found.population, found.households) == (512, 1024)
    at = select(func.ST_X(Area.point), func.ST_Y(Area.point)).where(Area.code == "32010201")
    assert tuple(gazetteer.execute(at).one()) == (103.52, 14.81)
    assert village(gazetteer, "32010204").population is None


def test_a_second_run_changes_nothing_and_a_shorter_list_empties_nothing(
    gazetteer: Session, tmp_path: Path
) -> None:
    full = "code,name_th,name_en,ประชากร\n32010204,บ้านโคกเพชร,Ban Khok Phet,300\n"
    load(gazetteer, written(tmp_path / "a.csv", full))
    again = load(gazetteer, tmp_path / "a.csv")
    assert (again.added, again.changed, again.same) == (0, 0, 1)
    load(gazetteer, written(tmp_path / "b.csv", "code,name_th\n32010204,บ้านโคกเพชร\n"))
    found = village(gazetteer, "32010204")
    assert (found.name_en, found.population) == ("Ban Khok Phet", 300)


@pytest.mark.parametrize(
    ("row", "what", "loaded"),
    [
        pytest.param("99010101,990101,1,บ้านก,", "parent_missing", False, id="an unknown subdistrict"),
        pytest.param("32010200,320102,0,นอกเขต,", "moo_00", False, id="moo 00 is outside the area"),
        pytest.param("320102,320102,,ตั้งใจ,", "wrong_kind", False, id="a subdistrict in a list of villages"),
        pytest.param("3201020,320102,,บ้านก,", "bad_code", False, id="a digit lost"),
        pytest.param("บ้านก,,,,", "bad_code", False, id="a name where the code should be"),
        pytest.param("10470201,104702,1,บ้านก,", "bangkok", False, id="Bangkok has no villages"),
        pytest.param("10470101,104701,1,บ้านก,", "bangkok", False, id="nor in its divided codes"),
        pytest.param("43030101,430301,1,บ้านก,", "retired", True, id="a code from before บึงกาฬ"),
        pytest.param("53030604,530306,4,บ้านห้วยผึ้ง,", "retired", True, id="a moved subdistrict"),
        pytest.param("32010203,320102,3,,", "no_name", True, id="a village without a name"),
        pytest.param("32010203,320102,7,บ้านก,", "bad_value", True, id="a moo that contradicts the code"),
        pytest.param("32010204,320102,4,บ้านซ้ำ,", "duplicate", False, id="a code that came before"),
    ],
)
def test_what_does_not_fit_is_told_and_the_rest_is_loaded(
    gazetteer: Session, tmp_path: Path, row: str, what: str, loaded: bool
) -> None:
    report = load(gazetteer, written(tmp_path / "a.csv", LIST + row + "\n"))
    [problem] = report.problems
    assert (problem.row, problem.what, problem.loaded) == (4, what, loaded)
    assert str(problem.sentence)
    assert report.added == (3 if loaded else 2)


def test_a_village_under_a_moved_subdistrict_gets_the_code_of_today(
    gazetteer: Session, tmp_path: Path
) -> None:
    load(gazetteer, written(tmp_path / "a.csv", "code,name_th\n53030604,บ้านห้วยผึ้ง\n"))
    assert gazetteer.get(Area, "53030604") is None
    assert village(gazetteer, "53040704").name_th == "บ้านห้วยผึ้ง"


def test_a_changed_name_is_taken_over_and_told(gazetteer: Session, tmp_path: Path) -> None:
    load(gazetteer, written(tmp_path / "a.csv", LIST))
    report = load(gazetteer, written(tmp_path / "b.csv", LIST.replace("บ้านโคกเพชร", "บ้านโคกพลอย")))
    assert (report.changed, report.same) == (1, 1)
    [note] = report.problems
    assert (note.what, note.loaded) == ("name_differs", True)
    assert "โคกเพชร" in str(note.sentence)
    assert finding.by_name(gazetteer, "บ้านโคกพลอย")[0].area.code == "32010204"


def test_a_number_or_a_point_that_cannot_be_is_left_out_and_told(gazetteer: Session, tmp_path: Path) -> None:
    text = "code,name_th,population,lat,lon\n32010204,บ้านโคกเพชร,มาก,103.5,14.8\n"
    report = load(gazetteer, written(tmp_path / "a.csv", text))
    assert [p.what for p in report.problems] == ["bad_value", "bad_value"]
    found = village(gazetteer, "32010204")
    assert (found.population, found.point) == (None, None)


def test_the_sample_s_villages_give_way_to_real_ones(gazetteer: Session, tmp_path: Path) -> None:
    found_villages(gazetteer, "32")
    load(gazetteer, written(tmp_path / "a.csv", LIST))
    named = village(gazetteer, "32010204")
    assert (named.name_th, named.schematic_name, named.point) == ("บ้านโคกเพชร", False, None)
    assert village(gazetteer, "32010202").valid_to == TODAY
    assert village(gazetteer, "32010301").valid_to is None, "another subdistrict keeps its sample"
    back = load(gazetteer, written(tmp_path / "b.csv", HEAD + "32010202,320102,2,บ้านใหม่,\n"))
    assert (back.changed, village(gazetteer, "32010202").valid_to) == (1, None)


def test_a_list_that_reaches_every_district_empties_the_rest_of_the_sample(
    gazetteer: Session, tmp_path: Path
) -> None:
    found_villages(gazetteer, "32")
    districts = [d.code for d in finding.children(gazetteer, "32")]
    rows = "".join(f"{district}0101,{district}01,1,บ้านหนึ่ง,\n" for district in districts)
    load(gazetteer, written(tmp_path / "a.csv", HEAD + rows))
    assert village(gazetteer, "32010301").valid_to == TODAY
    left = select(func.count()).where(Area.schematic_name, Area.valid_to.is_(None))
    assert gazetteer.scalar(left) == 0


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        pytest.param("a.csv", b"", "ว่างเปล่า", id="empty"),
        pytest.param("a.csv", "ก,ข\n1,2\n".encode(), "หัวตาราง", id="no column of codes"),
        pytest.param("a.xlsx", b"PK\x03\x04nonsense", "เสีย", id="a broken workbook"),
        pytest.param("a.csv", b"%PDF-1.4", "ไม่ใช่ชนิดที่อ่านได้", id="a PDF"),
        pytest.param("a.csv", b"\xd0\xcf\x11\xe0old", "ไม่ใช่ชนิดที่อ่านได้", id="an old .xls"),
        pytest.param("a.csv.gz", b"\x1f\x8bnonsense", "เสีย", id="a broken gzip"),
        pytest.param("a.csv.gz", gzip.compress(b"0" * 40_000_000), "แน่นผิดปกติ", id="a gzip bomb"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_sentence(
    gazetteer: Session, tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Invalid) as refused:
        load(gazetteer, path)
    assert told in str(refused.value.fields["file"])


@pytest.mark.parametrize(
    ("member", "told"),
    [("xl/workbook.xml", "แน่นผิดปกติ"), ("readme.txt", "ไม่ใช่ชนิดที่อ่านได้")],
    ids=["a zip bomb called .xlsx", "a zip that is no workbook"],
)
def test_a_zip_is_looked_into_before_it_is_opened(
    gazetteer: Session, tmp_path: Path, member: str, told: str
) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(member, b"0" * (50_000_000 if member.startswith("xl") else 10))
    with pytest.raises(Invalid) as refused:
        load(gazetteer, path)
    assert told in str(refused.value.fields["file"])


def test_the_report_is_a_table_that_excel_opens_in_thai(gazetteer: Session, tmp_path: Path) -> None:
    report = load(gazetteer, written(tmp_path / "a.csv", LIST + "99010101,990101,1,บ้านก,\n"))
    write_report([report], tmp_path / "report.csv")
    lines = (tmp_path / "report.csv").read_bytes().decode("utf-8-sig").splitlines()
    assert lines[0] == "แฟ้ม,แถว,รหัส,เรื่อง,รายละเอียด,โหลดแล้ว"
    assert lines[1].startswith("a.csv,4,99010101,ไม่มีพื้นที่ที่ครอบอยู่,")
    assert len(lines) == 2


@pytest.mark.shared_data
@pytest.mark.slow
def test_all_villages_of_the_country_are_loaded(gazetteer: Session, shared_data: Path) -> None:
    report = load(gazetteer, shared_data / "villages.csv.gz")
    assert (report.read, report.added, report.refused) == (75_207, 75_207, 0)
    assert report.counts() == {"no_name": 12}
    names = select(func.count()).where(Area.kind == "village", Area.name_th == "บ้านหนองบัว")
    assert gazetteer.scalar(names) == 256
    without = select(func.count()).where(
        Area.kind == "subdistrict",
        Area.in_76,
        Area.valid_to.is_(None),
        Area.code.not_in(select(Area.parent_code).where(Area.kind == "village")),
    )
    assert gazetteer.scalar(without) == 184
    found = finding.by_code(gazetteer, "53030604")
    assert found.area.code == "53040704"
