"""A province's plan as officials know it: form ผ.02 (domain notes 2.1), one sheet, A4 lying, in Thai."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.accounts.holding import Agency
from planhub.areas.addresses import full_addresses
from planhub.committees.plan import ranked
from planhub.proposals.need import BudgetLine, Need
from planhub.thai.money import baht

FONT = "TH Sarabun New"
BATCH = 500
CELL_MOST = 32_000
"""Letters that a cell of a workbook holds, with some to spare."""
FIRST_PERIOD = 2566
"""Plan periods are of five years and begin with 2566, 2571 …"""

WIDTHS = (6, 34, 26, 22, 13, 13, 13, 13, 13, 20, 24, 22)
BEFORE = ("ที่", "โครงการ", "วัตถุประสงค์", "เป้าหมาย (ผลผลิตของโครงการ)")
AFTER = ("ตัวชี้วัด", "ผลที่คาดว่าจะได้รับ", "หน่วยงานรับผิดชอบหลัก")
FIRST_YEAR, LAST = len(BEFORE), len(WIDTHS) - 1
NO_ISSUE = "ยังไม่ระบุประเด็นการพัฒนา"
INTEGRATED = "หลายประเด็น/บูรณาการ"
OVER = "เกินกรอบวงเงิน"


def write_plan(
    session: Session, out: IO[bytes], *, province_code: str, year: int, province: str, mark: str = ""
) -> int:
    """Write the plan of a province (its name without จังหวัด) and fiscal year; returns how many projects.

    Rows go out as they are read, so memory does not grow with the plan. Whatever people typed is written
    as text, never as a formula or a link. `mark` stands behind the page number on every printed page.
    """
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = xlsxwriter.Workbook(out, {"constant_memory": True, **safe})
    sheet = workbook.add_worksheet(f"ผ.02 {year}")
    writer = _Sheet(workbook, sheet, period(year))
    writer.head(f"แผนพัฒนาจังหวัด{province} ประจำปีงบประมาณ พ.ศ. {year}")
    sheet.set_footer(f'&C&"{FONT},Regular"&14หน้า &P จาก &N{mark}')
    issue: Any = _NOTHING
    for row, money in _rows(session, province_code, year):
        if row.issue_id != issue:
            writer.subtotal()
            writer.section(f"ประเด็นการพัฒนาที่ {row.issue_no} {row.issue}" if row.issue_id else NO_ISSUE)
            issue = row.issue_id
        writer.project(row, money)
    writer.subtotal()
    writer.total()
    workbook.close()
    return writer.count


def period(year: int) -> list[int]:
    """The five years of the plan period in which a year lies."""
    first = FIRST_PERIOD + (year - FIRST_PERIOD) // 5 * 5
    return list(range(first, first + 5))


def _rows(session: Session, province_code: str, year: int) -> Iterator[tuple[Any, dict[int, Decimal]]]:
    """Projects by leading issue, in the order of the plan, each with its money by year."""
    lines = ranked(province_code, year).subquery()
    query = (
        select(lines, Need, Agency.name_th)
        .join(Need, Need.proposal_id == lines.c.id)
        .outerjoin(Agency, Agency.code == lines.c.agency_code)
        .order_by(lines.c.issue_no.nulls_last(), lines.c.issue_id, lines.c.place)
    )
    for batch in session.execute(query.execution_options(yield_per=BATCH)).partitions(BATCH):
        money: dict[int, dict[int, Decimal]] = {row.id: {} for row in batch}
        places = full_addresses(session, {row.area_code for row in batch})
        sums = session.execute(
            select(BudgetLine.proposal_id, BudgetLine.fiscal_year, func.sum(BudgetLine.amount))
            .where(BudgetLine.proposal_id.in_(money))
            .group_by(BudgetLine.proposal_id, BudgetLine.fiscal_year)
        )
        for proposal_id, fiscal_year, sum_ in sums:
            money[proposal_id][fiscal_year] = sum_
        for row in batch:
            yield _Project(row, places[row.area_code]), money[row.id]
            session.expunge(row.Need)


class _Project:
    """A line's texts."""

    def __init__(self, row: Any, address: str) -> None:
        need: Need = row.Need
        self.issue_id, self.issue_no, self.issue = row.issue_id, row.issue_no, row.issue
        self.amount: Decimal = row.amount
        marks = [INTEGRATED] * (row.issues > 1) + [OVER] * (row.envelope == "over")
        self.project = "\n".join(filter(None, (need.title, f"{address} ({row.number})", " · ".join(marks))))
        self.objective = need.objective or need.problem or ""
        output = f"{need.quantity.normalize():f} {need.unit or ''}" if need.quantity else ""
        self.target = "\n".join(filter(None, (output.strip(), need.request)))
        self.indicators = str(need.later.get("indicators") or "")
        self.result = need.expected_result or ""
        self.agency = row.name_th or str(need.later.get("lead_agency") or "")


class _Sheet:
    """Writes one row after another and keeps the sums."""

    def __init__(self, workbook: Any, sheet: Any, years: Sequence[int]) -> None:
        plain = {"font_name": FONT, "font_size": 14, "valign": "top", "text_wrap": True}
        boxed = plain | {"border": 1}
        strong = boxed | {"bold": True}
        self.sheet, self.years = sheet, years
        self.right = workbook.add_format(plain | {"bold": True, "align": "right"})
        self.title = workbook.add_format(plain | {"bold": True, "font_size": 18, "text_wrap": False})
        self.label = workbook.add_format(
            strong | {"align": "center", "valign": "vcenter", "bg_color": "#E8EDF7"}
        )
        self.text = workbook.add_format(boxed)
        self.centre = workbook.add_format(boxed | {"align": "center"})
        self.money = workbook.add_format(boxed | {"num_format": "#,##0.00"})
        self.band = workbook.add_format(strong | {"bg_color": "#F3F5FA"})
        self.sum_text = workbook.add_format(strong | {"align": "right"})
        self.sum_money = workbook.add_format(strong | {"num_format": "#,##0.00"})
        self.at = self.count = 0
        self.section_count = 0
        self.section_sums = [Decimal(0)] * 5
        self.sums = [Decimal(0)] * 5

    def head(self, title: str) -> None:
        """The form's mark at the top right, its title, and two rows of headings that repeat on each page."""
        sheet = self.sheet
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        sheet.repeat_rows(0, 3)
        sheet.freeze_panes(4, 2)
        sheet.write_string(0, LAST, "แบบ ผ.02", self.right)
        sheet.write_string(1, 0, title, self.title)
        for column in range(len(WIDTHS)):
            sheet.write_blank(2, column, None, self.label)
        sheet.merge_range(2, FIRST_YEAR, 2, FIRST_YEAR + 4, "งบประมาณ (บาท)", self.label)
        labels = (*BEFORE, *map(str, self.years), *AFTER)
        for column, label in enumerate(labels):
            sheet.write_string(3, column, label, self.label)
        self.at = 4

    def section(self, words: str) -> None:
        """The heading of an issue."""
        self.sheet.merge_range(self.at, 0, self.at, LAST, "", self.band)
        self.sheet.write_string(self.at, 0, words[:CELL_MOST], self.band)
        self.at += 1

    def project(self, row: Any, money: dict[int, Decimal]) -> None:
        """One project."""
        self.count += 1
        self.section_count += 1
        elsewhere = sum((sum_ for year, sum_ in money.items() if year not in self.years), Decimal(0))
        project = row.project + (f"\n(ปีอื่นนอกตาราง {baht(elsewhere)} บาท)" if elsewhere else "")
        self.sheet.write_number(self.at, 0, self.count, self.centre)
        for column, words in enumerate((project, row.objective, row.target), start=1):
            self.sheet.write_string(self.at, column, words[:CELL_MOST], self.text)
        for n, year in enumerate(self.years):
            self._baht(FIRST_YEAR + n, money.get(year), self.money)
            self.section_sums[n] += money.get(year, Decimal(0))
        after = (row.indicators, row.result, row.agency)
        for column, words in enumerate(after, start=FIRST_YEAR + 5):
            self.sheet.write_string(self.at, column, words[:CELL_MOST], self.text)
        self.at += 1

    def subtotal(self) -> None:
        """The sum of an issue, where it had projects."""
        if self.section_count:
            self._sums(f"รวม {self.section_count} โครงการ", self.section_sums)
            self.sums = [a + b for a, b in zip(self.sums, self.section_sums, strict=True)]
        self.section_count, self.section_sums = 0, [Decimal(0)] * 5

    def total(self) -> None:
        """The sum of all."""
        self._sums(f"รวมทั้งสิ้น {self.count} โครงการ", self.sums)
        self.sheet.print_area(0, 0, self.at - 1, LAST)

    def _sums(self, words: str, sums: Sequence[Decimal]) -> None:
        for column in range(len(WIDTHS)):
            self.sheet.write_blank(self.at, column, None, self.sum_text)
        self.sheet.write_string(self.at, 1, words, self.sum_text)
        for n, sum_ in enumerate(sums):
            self._baht(FIRST_YEAR + n, sum_, self.sum_money)
        self.at += 1

    def _baht(self, column: int, sum_: Decimal | None, look: Any) -> None:
        if sum_:
            self.sheet.write_number(self.at, column, float(sum_), look)
        else:
            self.sheet.write_blank(self.at, column, None, look)


_NOTHING = object()
