"""Silent offices and royal-initiative projects as files: whole, and read back as they stand."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from planhub.areas.area import Area
from planhub.progress.silent_offices import silent_offices
from planhub.reports.royal_table import royal_table, summary_table
from planhub.reports.silent_table import silent_table
from planhub.reports.table_file import FORMS
from planhub.results.royal import Half, projects_of, summary
from planhub.results.royal_project import RoyalProject, RoyalReport
from planhub.workflow.due import DueRules
from tests.factories import accounts, areas, proposals, work_rows
from tests.reports.reading_back import reads_back

DAY = date(2026, 11, 21)


@pytest.mark.parametrize("form", FORMS)
def test_every_silent_office_is_in_the_file(session: Session, tmp_path: Path, form: str) -> None:
    areas.surin(session)
    work_rows.work(session, agency_code=accounts.agency(session).code)
    work_rows.work(session, funded_on=date(2026, 11, 1))
    hat = accounts.hat(session, "planner", "32")
    assert len(silent_offices(session, hat=hat, day=DAY, rules=DueRules(), most=1).rows) == 1
    found = silent_offices(session, hat=hat, day=DAY, rules=DueRules(), most=None).rows
    rows = reads_back(lambda: silent_table(session, found, DAY), tmp_path / f"silent.{form}")
    assert [row[0] for row in rows] == ["A-32-DPT", "32"], "the worst first"
    assert rows[0][2:6] == (1, 1, work_rows.FUNDED_ON, (DAY - work_rows.FUNDED_ON).days)
    assert rows[1][1] == "จังหวัดสุรินทร์"


@pytest.fixture
def royal(session: Session) -> None:
    """One project in use, one of which nobody ever told; in Surin."""
    areas.surin(session)
    session.get_one(Area, "32").in_76 = True
    for name in ("=อ่างเก็บน้ำ", "ฝาย"):
        project = RoyalProject(province_code="32", area_code="320102", name=name, at=proposals.NOW)
        session.add(project)
        session.flush()
    told = {"project_id": project.id, "status": "in_use", "spent": 1_500, "at": proposals.NOW}
    session.add(RoyalReport(fiscal_year=2570, half=1, **told))
    session.flush()


@pytest.mark.usefixtures("royal")
@pytest.mark.parametrize("form", FORMS)
def test_the_ministry_s_summary_reads_back(session: Session, tmp_path: Path, form: str) -> None:
    half = Half(2570, 1)
    lines = summary(session, half)
    rows = reads_back(lambda: summary_table(lines, half), tmp_path / f"royal.{form}")
    assert len(rows) == len(lines)
    heads = [one.words for one in summary_table(lines, half).heads]
    (surin,) = [dict(zip(heads, row, strict=True)) for row in rows if row[0] == "32"]
    assert (surin["โครงการ"], surin["รายงานแล้ว"], surin["ใช้ประโยชน์อยู่"], surin["ยังไม่เคยรายงาน"]) == (
        2,
        1,
        1,
        1,
    )
    assert surin["ใช้เงินในงวด (บาท)"] == 1_500


@pytest.mark.usefixtures("royal")
@pytest.mark.parametrize("form", FORMS)
def test_a_province_s_royal_projects_read_back(session: Session, tmp_path: Path, form: str) -> None:
    shown = projects_of(session, "32")
    rows = reads_back(lambda: royal_table(shown, {"320102": "ต.ตั้งใจ"}), tmp_path / f"royal.{form}")
    assert [row[2] for row in rows] == ["=อ่างเก็บน้ำ", "ฝาย"]
