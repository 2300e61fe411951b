"""`planhub sources` on a real database, from a guess to an undone run."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import openpyxl
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.cli import sources as command
from planhub.linkage.plan_item import PlanItem
from planhub.sources.import_run import ImportRun
from planhub.sources.source import Source
from tests.factories.boundaries import outline
from tests.factories.sources import names

LIST = """รหัสโครงการ,ชื่อโครงการ,ปีงบประมาณ,งบประมาณ,สถานะ,รหัสพื้นที่
P-1,ขุดลอกหนองน้ำบ้านตั้งใจ,2571,"500,000",บรรจุในแผน,32010204
P-2,ก่อสร้างถนนสายเหนือ,2571,"1,250,000.50",บรรจุในแผน,320101
P-3,ซ่อมแซมศาลาประชาคม,2571,80000,บรรจุในแผน,99999999
P-4,จัดอบรมอาชีพ,2571,สามหมื่นโดยประมาณ,บรรจุในแผน,32
"""


@pytest.fixture
def installation(within_the_test: Callable[[ModuleType], Session]) -> Session:
    """The commands work on the test's own transaction."""
    session = within_the_test(command)
    names(session)
    return session


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "แผน.csv"
    path.write_text(LIST, "utf-8-sig")
    return path


def run(*words: object) -> Result:
    return CliRunner().invoke(command.sources, [str(word) for word in words])


def test_a_guess_is_printed_and_changes_nothing(installation: Session, plan: Path) -> None:
    result = run("describe", plan)
    assert result.exit_code == 0, result.output
    for words in ("รหัสโครงการ", "ชื่อโครงการ", "งบประมาณ", "รหัสพื้นที่", "สถานะ"):
        assert words in result.output
    assert installation.scalars(select(Source)).all() == []


def test_from_a_guess_to_an_undone_run(installation: Session, plan: Path, tmp_path: Path) -> None:
    result = run("add", "surin", "แผนจังหวัดสุรินทร์", "--province", "32", "--file", plan)
    assert result.exit_code == 0, result.output
    dry = run("import", "surin", plan, "--dry-run")
    assert dry.exit_code == 0, dry.output
    assert "ลองนำเข้า ยังไม่ได้บันทึกรายการใด" in dry.output
    assert "ใหม่ 2" in dry.output
    assert installation.scalar(select(func.count()).select_from(PlanItem)) == 0

    out = tmp_path / "faults.xlsx"
    done = run("import", "surin", plan, "--faults", out)
    assert done.exit_code == 0, done.output
    assert "ใหม่ 2" in done.output
    assert "ไม่พบรหัส 99999999" in done.output
    assert "2 แถวที่ต้องแก้" in done.output
    cells = [
        cell.value for line in openpyxl.load_workbook(out).active.iter_rows() for cell in line if cell.value
    ]
    assert "99999999" in cells
    assert "P-1" not in cells

    again = run("import", "surin", plan)
    assert "ไม่มีอะไรเปลี่ยน" in again.output
    assert "2" in run("list").output

    first = installation.scalars(
        select(ImportRun.id).where(ImportRun.state == "applied").order_by(ImportRun.id)
    ).first()
    undone = run("undo", first)
    assert "ลบ 2 คืนค่าเดิม 0 รายการ" in undone.output
    assert installation.scalar(select(func.count()).select_from(PlanItem)) == 0
    twice = run("undo", first)
    assert twice.exit_code == 1
    assert "ถูกยกเลิกไปแล้ว" in twice.output
    assert run("runs", "--source", "surin").output.count("surin") == 3


def test_what_waits_is_listed_and_settled(installation: Session, tmp_path: Path) -> None:
    path = tmp_path / "b.csv"
    path.write_text(
        "รหัส,ชื่อโครงการ,ปีงบประมาณ,งบประมาณ,ตำบล\nA,สร้างถนน,2571,100,ในเมือง\nB,สร้างสะพาน,2571,100,ในเมือง\n",
        "utf-8-sig",
    )
    assert run("add", "two", "สองจังหวัด", "--scope", "32", "--scope", "45", "--file", path).exit_code == 0
    assert "ไม่ชัดเจน 2" in run("import", "two", path).output
    listed = run("work-list")
    assert "รอคำตอบ 2 แถว" in listed.output
    run_id = installation.scalar(select(ImportRun.id))
    settled = run("work-list", "--settle", f"{run_id}/2", "450101")
    assert "บันทึก 2 รายการ" in settled.output, settled.output
    assert set(installation.scalars(select(PlanItem.area_code))) == {"450101"}
    assert "ไม่มีแถวที่รอคำตอบ" in run("work-list").output
    assert run("work-list", "--settle", f"{run_id}/2", "450101").exit_code == 1


REFUSED = [
    (("add", "Bad Code!", "ชื่อ"), "รหัสแหล่งข้อมูล"),
    (("add", "planhub", "ชื่อ"), "รหัสแหล่งข้อมูล"),
    (("add", "ok", "ชื่อ", "--province", "10"), "ไม่ใช่รหัสของ 76 จังหวัด"),
    (("add", "ok", "ชื่อ", "--province", "32", "--scope", "45"), "เฉพาะจังหวัดของตน"),
    (("import", "none", "x.csv"), "ไม่พบแหล่งข้อมูล"),
    (("undo", "4711"), "ไม่พบการนำเข้าครั้งที่ 4711"),
    (("describe", "none.csv"), "none.csv"),
    (("work-list", "--settle", "x/y", "32"), "ไม่ได้รอคำตอบ"),
]


@pytest.mark.parametrize(("words", "sentence"), REFUSED)
def test_a_refusal_is_a_sentence(installation: Session, words: tuple[str, ...], sentence: str) -> None:
    result = run(*words)
    assert result.exit_code == 1
    assert sentence in result.output


def test_a_source_that_nobody_described_says_so(installation: Session, plan: Path) -> None:
    assert run("add", "bare", "ยังไม่อธิบาย").exit_code == 0
    assert "ยังไม่ได้อธิบาย" in run("import", "bare", plan).output
    assert "เก็บไว้กับแหล่งข้อมูล bare" in run("describe", plan, "--source", "bare").output
    assert run("import", "bare", plan).exit_code == 0


def test_rows_without_a_sum_or_a_meaning_are_told(installation: Session, plan: Path, tmp_path: Path) -> None:
    run("add", "surin", "แผนจังหวัดสุรินทร์", "--province", "32", "--file", plan)
    path = tmp_path / "ใหม่.csv"
    heading, first, *_ = LIST.splitlines()
    rows = [
        heading,
        first.replace('"500,000"', "-"),
        first.replace("P-1", "P-9").replace("บรรจุในแผน", "ลอยแพ"),
    ]
    path.write_text("\n".join(rows), "utf-8-sig")
    told = run("import", "surin", path, "--dry-run").output
    assert "1 แถวไม่มีตัวเลขงบประมาณหรือเป็น 0" in told
    assert "1 แถวมีคำของสถานะหรือด้านที่ยังไม่ได้บอกความหมาย" in told


def test_rows_that_are_taken_and_look_odd_are_told(installation: Session, tmp_path: Path) -> None:
    outline(installation, "320102", half=0.05)
    path = tmp_path / "จุด.csv"
    path.write_text(
        "รหัสโครงการ,ชื่อโครงการ,ปีงบประมาณ,งบประมาณ,สถานะ,รหัสพื้นที่,ละติจูด,ลองจิจูด\n"
        "P-1,ขุดลอกหนองใกล้,2571,5000,บรรจุในแผน,320102,14.90000,103.50000\n"
        "P-2,ขุดลอกหนองไกล,2571,5000,บรรจุในแผน,320102,16.70000,103.50000\n",
        "utf-8-sig",
    )
    assert run("add", "surin", "แผนจังหวัดสุรินทร์", "--province", "32", "--file", path).exit_code == 0
    told = run("import", "surin", path, "--dry-run").output
    assert "ใหม่ 2" in told
    assert "! 1 แถวมีพิกัดหรือชื่ออำเภอที่น่าตรวจ" in told
    assert "  3: พิกัด 16.70000, 103.50000" in told
