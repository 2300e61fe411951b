"""The plan's workbook: columns of form ผ.02, sums per issue, nothing typed becomes a formula."""

from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from sqlalchemy.orm import Session

from planhub.proposals.need import BudgetLine
from planhub.proposals.proposal import Proposal
from planhub.proposals.review import Alignment
from planhub.reports.plan_workbook import period, write_plan
from planhub.workflow.stages import Stage
from tests.factories import accounts, areas, proposals

COLUMNS = [
    "ที่", "โครงการ", "วัตถุประสงค์", "เป้าหมาย (ผลผลิตของโครงการ)", "2571", "2572", "2573", "2574", "2575",
    "ตัวชี้วัด", "ผลที่คาดว่าจะได้รับ", "หน่วยงานรับผิดชอบหลัก",
]  # fmt: skip


def planned(session: Session, **more: Any) -> Proposal:
    areas.surin(session)
    return proposals.proposal(session, stage=Stage.PLANNED, **more)


def sheet_of(session: Session, year: int = 2571) -> Any:
    out = BytesIO()
    write_plan(session, out, province_code="32", year=year, province="สุรินทร์")
    return openpyxl.load_workbook(BytesIO(out.getvalue())).active


def values(sheet: Any) -> list[list[Any]]:
    return [list(row) for row in sheet.iter_rows(values_only=True)]


@pytest.mark.parametrize(("year", "first"), [(2570, 2566), (2571, 2571), (2575, 2571), (2576, 2576)])
def test_plan_periods_are_of_five_years(year: int, first: int) -> None:
    assert period(year) == list(range(first, first + 5))


def test_the_form_as_officials_know_it(session: Session) -> None:
    agency = accounts.agency(session)
    need = {
        "objective": "ให้เดินทางได้ทุกฤดู", "quantity": Decimal("2.50"), "unit": "กิโลเมตร",
        "expected_result": "เด็กไปโรงเรียนได้ทุกวัน", "later": {"indicators": "ถนน 1 สาย"},
        "request": "หนา 15 ซม.",
    }  # fmt: skip
    row = planned(session, title="ถนนสายวัดป่า", amount=100_000, need=need, agency_code=agency.code)
    session.add(BudgetLine(proposal_id=row.id, fiscal_year=2572, source="lao", amount=Decimal("250000.50")))
    session.flush()
    sheet = sheet_of(session)
    rows = values(sheet)
    assert rows[0][-1] == "แบบ ผ.02"
    assert rows[1][0] == "แผนพัฒนาจังหวัดสุรินทร์ ประจำปีงบประมาณ พ.ศ. 2571"
    assert rows[2][4] == "งบประมาณ (บาท)"
    assert rows[3] == COLUMNS
    project = rows[5]
    assert project[0] == 1
    assert project[1].startswith("ถนนสายวัดป่า\nหมู่ที่ 4 บ้านตั้งใจ 4 ต.ตั้งใจ")
    assert row.number is not None
    assert row.number in project[1]
    assert project[2:] == [
        "ให้เดินทางได้ทุกฤดู", "2.5 กิโลเมตร\nหนา 15 ซม.", 100_000, 250_000.5, None, None, None,
        "ถนน 1 สาย", "เด็กไปโรงเรียนได้ทุกวัน", agency.name_th,
    ]  # fmt: skip
    assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", "9")
    assert sheet["B6"].font.name == "TH Sarabun New"
    assert sheet.print_title_rows == "$1:$4"


def test_sums_by_leading_issue_and_all_together(session: Session) -> None:
    areas.surin(session)
    farms, roads = proposals.issue(session, 1, "เกษตร"), proposals.issue(session, 2, "ถนน")
    both, one = planned(session, title="ก", amount=100), planned(session, title="ข", amount=20)
    loose = planned(session, title="ค", amount=3, envelope="over")
    session.add_all(
        [
            Alignment(proposal_id=both.id, issue_id=farms.id, is_leading=False),
            Alignment(proposal_id=both.id, issue_id=roads.id, is_leading=True),
            Alignment(proposal_id=one.id, issue_id=farms.id, is_leading=True),
        ]
    )
    session.flush()
    rows = [(row[0], row[1], row[4]) for row in values(sheet_of(session))[4:]]
    heads = [row[0] for row in rows if isinstance(row[0], str)]
    assert heads == ["ประเด็นการพัฒนาที่ 1 เกษตร", "ประเด็นการพัฒนาที่ 2 ถนน", "ยังไม่ระบุประเด็นการพัฒนา"]
    sums = [(row[1], row[2]) for row in rows if row[0] is None]
    assert sums == [
        ("รวม 1 โครงการ", 20),
        ("รวม 1 โครงการ", 100),
        ("รวม 1 โครงการ", 3),
        ("รวมทั้งสิ้น 3 โครงการ", 123),
    ]
    marked = {row[1].split("\n")[0]: row[1].split("\n")[2:] for row in rows if isinstance(row[0], int)}
    assert marked == {"ข": [], "ก": ["หลายประเด็น/บูรณาการ"], "ค": ["เกินกรอบวงเงิน"]}
    assert loose.envelope == "over"


@pytest.mark.parametrize(
    "text", ["=1+1", "+66812345678", "-5 ไร่", "@SUM(A1)", '=HYPERLINK("http://x")', "http://x.th"]
)
def test_what_was_typed_is_text(session: Session, text: str) -> None:
    planned(session, title=text, need={"objective": text, "expected_result": text})
    sheet = sheet_of(session)
    for cell in (sheet["C6"], sheet["K6"]):
        assert (cell.value, cell.data_type) == (text, "s")
        assert cell.hyperlink is None
    assert sheet["B6"].data_type == "s"


def test_money_of_other_years_is_told(session: Session) -> None:
    row = planned(session, title="ก", amount=7)
    session.add(BudgetLine(proposal_id=row.id, fiscal_year=2576, source="lao", amount=Decimal(1_000)))
    session.flush()
    assert "ปีอื่นนอกตาราง 1,000 บาท" in values(sheet_of(session))[5][1]


def test_an_empty_plan_is_an_empty_form(session: Session) -> None:
    areas.surin(session)
    assert values(sheet_of(session))[4][1] == "รวมทั้งสิ้น 0 โครงการ"
