"""`planhub areas` on a real database."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.orm import Session

from planhub.areas.area import Area
from planhub.cli import areas as command

VILLAGES = "code,name_th\n32010204,บ้านโคกเพชร\n32010200,นอกเขต\n"


@pytest.fixture
def installation(within_the_test: Callable[[ModuleType], Session]) -> Session:
    """The commands work on the test's own transaction."""
    return within_the_test(command)


def run(*words: object) -> Result:
    return CliRunner().invoke(command.areas, [str(word) for word in words])


def test_the_gazetteer_is_seeded_and_the_show_provinces_are_drawn(installation: Session) -> None:
    result = run("seed", "--draw")
    assert result.exit_code == 0, result.output
    assert "8,441 areas and 1,583 retired codes: 10,024 new" in result.output
    assert "Schematic, not surveyed: 37 districts, 352 subdistricts" in result.output
    assert installation.get_one(Area, "32010204").schematic_name
    found = run("find", "หมู่ 4", "ต.ตั้งใจ", "อ.เมืองสุรินทร์")
    assert found.output.split() == ["32010204", "หมู่ที่", "4", "ต.ตั้งใจ", "อ.เมืองสุรินทร์", "จ.สุรินทร์"]


def test_a_load_says_what_it_did_and_writes_what_did_not_fit(installation: Session, tmp_path: Path) -> None:
    run("seed")
    (tmp_path / "a.csv").write_text(VILLAGES)
    result = run("load-villages", tmp_path / "a.csv", "--report", tmp_path / "report.csv")
    assert result.exit_code == 0, result.output
    assert "a.csv: 2 rows read; 1 new, 0 changed, 0 as before, 1 not loaded" in result.output
    assert "หมู่ 00" in result.output
    assert "32010200" in (tmp_path / "report.csv").read_text("utf-8-sig")
    assert installation.get_one(Area, "32010204").name_th == "บ้านโคกเพชร"


def test_a_file_that_cannot_be_used_is_told_and_the_next_is_loaded(
    installation: Session, tmp_path: Path
) -> None:
    run("seed")
    (tmp_path / "a.csv").write_text(VILLAGES)
    result = run("load-villages", tmp_path / "none.csv", tmp_path / "a.csv")
    assert result.exit_code == 1
    assert "none.csv: ไม่พบแฟ้ม none.csv" in result.output
    assert installation.get(Area, "32010204") is not None


def test_every_other_file_command_reads_its_file(installation: Session, tmp_path: Path) -> None:
    run("seed")
    authorities, people = tmp_path / "lao.csv", tmp_path / "people.csv"
    authorities.write_text("dla_code,type_th,name_th\n4320102,เทศบาลเมือง,สุรินทร์\n")
    people.write_text("tambon_code,population\n320101,40000\n")
    shapes = tmp_path / "a.geojson"
    shapes.write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"ADM3_PCODE":"TH320101"},'
        '"geometry":{"type":"Polygon","coordinates":[[[103,15],[104,15],[104,16],[103,15]]]}}]}'
    )
    for name, path in (
        ("load-local-authorities", authorities),
        ("load-population", people),
        ("load-boundaries", shapes),
    ):
        result = run(name, path)
        assert result.exit_code == 0, result.output
        assert "1 rows read" in result.output
        assert "0 not loaded" in result.output
    community = run("add-community", "4320102", "320101", "ริมคลอง")
    assert community.output == "C-4320102-001 ริมคลอง\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param(("draw", "99"), "ไม่พบรหัส 99", id="drawing an unknown province"),
        pytest.param(("draw", "3201"), "ต้องการรหัสจังหวัด", id="drawing a district"),
        pytest.param(("add-community", "1", "320101", "ก"), "ไม่พบองค์กร", id="an unknown authority"),
        pytest.param(("find", "ไม่มีที่นี่ในโลก"), "ไม่พบพื้นที่", id="a name that is nowhere"),
    ],
)
def test_a_wrong_word_is_answered_in_one_sentence(
    installation: Session, words: tuple[str, ...], told: str
) -> None:
    result = run(*words)
    assert result.exit_code == 1
    assert told in result.output
    assert "Traceback" not in result.output


def test_nothing_is_loaded_into_an_empty_gazetteer_and_one_line_says_what_to_run(
    installation: Session, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text(VILLAGES)
    result = run("load-villages", tmp_path / "a.csv", tmp_path / "a.csv")
    assert result.exit_code == 1
    assert "planhub areas seed" in result.output
    assert len(result.output.splitlines()) == 1


def test_a_file_of_which_nothing_fits_ends_with_1(installation: Session, tmp_path: Path) -> None:
    run("seed")
    (tmp_path / "a.csv").write_text("code,name_th\n32010200,นอกเขต\n99010101,ที่ไหนก็ไม่รู้\n")
    result = run("load-villages", tmp_path / "a.csv")
    assert result.exit_code == 1, result.output
    assert "2 not loaded" in result.output
    assert "a.csv: ไม่มีแถวใดโหลดได้เลย" in result.output
