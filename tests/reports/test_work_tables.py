"""Tables of works as files: reading one back gives exactly what was written, which is what stands."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from planhub.lists.list_file import open_list
from planhub.progress.progress import ChangeRequest, ProgressReport
from planhub.proposals.proposal import Proposal
from planhub.reports.table_file import FORMS, Cell, Head, Look, TableFile, in_csv, write
from planhub.reports.work_columns import NAME, PARTS
from planhub.reports.work_tables import work_table
from planhub.results.result import WorkResult
from planhub.workflow.fines import RATES
from planhub.workflow.procurement import GROUNDS
from planhub.works.work import ContractChange, ContractSlip, Instalment, ProcurementStep
from tests.factories import areas, proposals, work_rows
from tests.reports.reading_back import reads_back, same
from tests.reports.test_item_table import WILD

CELLS = {
    Look.TEXT: st.one_of(st.none(), WILD),
    Look.WHOLE: st.one_of(st.none(), st.integers(-(10**9), 10**9)),
    Look.YEAR: st.one_of(st.none(), st.integers(2400, 2700)),
    Look.BAHT: st.one_of(
        st.none(), st.decimals(Decimal("-999999999999.99"), Decimal("999999999999.99"), places=2)
    ),
    Look.DEGREES: st.one_of(st.none(), st.floats(5, 106).map(lambda x: round(x, 7))),
    Look.DAY: st.one_of(st.none(), st.dates(date(1901, 1, 1), date(2200, 1, 1))),
    Look.MOMENT: st.one_of(
        st.none(),
        st.datetimes(datetime(1901, 1, 1), datetime(2200, 1, 1)).map(lambda at: at.replace(microsecond=0)),
    ),
}
INDICATOR = {"name": "ถนน", "target": "1,200", "actual": "1,200", "unit": "ม."}
HEADS = tuple(Head(look.name, look) for look in Look)


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(*(CELLS[look] for look in Look)), max_size=8))
def test_what_was_written_is_read_back(tmp_path: Path, form: str, rows: list[tuple[Cell, ...]]) -> None:
    path = tmp_path / f"table.{form}"
    with path.open("wb") as out:
        assert write(TableFile("ตาราง", HEADS, rows), out, form) == len(rows)
    read = [row.cells for row in open_list(path, name=path.name).rows()][1:]
    # a sheet ends with its last row that holds anything
    shown = [*read, *[("",) * len(HEADS)] * (len(rows) - len(read))]
    for wrote, got in zip(rows, shown, strict=True):
        got = (*got, *[""] * (len(HEADS) - len(got)))
        for cell, text, look in zip(wrote, got, Look, strict=True):
            assert same(cell, text, look), (cell, text)


@pytest.fixture
def full(session: Session) -> Proposal:
    """A work with a row in every table."""
    areas.surin(session)
    row, work = work_rows.work(session, title="=ถนน\n+สาย 1", told_on=date(2026, 9, 1), physical=40)
    work.method, work.ground, work.invited = "specific", "urgent", 1
    work_rows.money(session, row, allocated=500_000, committed=100_000, disbursed=50_000)
    agreed = work_rows.contract(session, row)
    agreed.fine_kind, agreed.fine_per_day, agreed.guarantee_due_on = "whole", Decimal(400), date(2028, 11, 1)
    agreed.guarantee_returned_on, agreed.guarantee_return_no = date(2028, 11, 9), "สร 9/2571"
    at = proposals.NOW
    session.add_all(
        [
            ProcurementStep(proposal_id=row.id, step="notice", actual_on=date(2026, 5, 5), at=at),
            Instalment(contract_id=agreed.id, no=1, amount=Decimal("0.01"), due_on=date(2026, 7, 1), at=at),
            ContractChange(
                contract_id=agreed.id, kind="extend", days_more=30, amount_before=agreed.amount,
                amount_after=agreed.amount, ends_before=date(2026, 10, 29), ends_after=agreed.ends_on,
                reason="ฝนตกหนัก", at=at,
            ),
            ContractSlip(
                contract_id=agreed.id, field="number", before="=1/2569", after="1/2570", reason="พิมพ์ปีผิด",
                at=at, capacity="พนักงานพัสดุ",
            ),
            ProgressReport(
                proposal_id=row.id, fiscal_year=2569, month=12, by_quarter=True, physical=40,
                activity="@งานดิน", problem_code="disaster", at=at,
            ),
            ChangeRequest(
                proposal_id=row.id, field="amount", reason="ราคาวัสดุขึ้น", state="approved",
                before={"baht": "500000.00"}, after={"baht": "600000.00"}, decision="เห็นควร",
                asked_at=at, asked_as="นายช่าง", decided_at=at, decided_as="ผู้ว่าราชการจังหวัด",
            ),
            WorkResult(
                proposal_id=row.id, owner="อบต.", maintainer="อบต.", people=120, at=at,
                delivered={"indicators": [INDICATOR]},
            ),
        ]
    )  # fmt: skip
    session.flush()
    return row


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("table", PARTS)
def test_every_table_reads_back_as_the_database_has_it(
    session: Session, full: Proposal, tmp_path: Path, table: str, form: str
) -> None:
    of: Any = Proposal.id == full.id
    rows = reads_back(lambda: work_table(session, table, of), tmp_path / f"{table}.{form}")
    assert rows, "the fixture has a row of it"
    heads = [part.head.words for part in PARTS[table]]
    assert heads[:2] == ["เลขที่เรื่อง", "โครงการ"]


def test_figures_and_words_stand_where_their_headings_are(session: Session, full: Proposal) -> None:
    def column(table: str, words: str) -> list[Cell]:
        made = work_table(session, table, Proposal.id == full.id)
        at = [head.words for head in made.heads].index(words)
        return [row[at] for row in made.rows]

    assert column("money", "จำนวนเงิน (บาท)") == [500_000, 100_000, 50_000]
    assert column("money", "ชนิด") == ["จัดสรร", "ก่อหนี้ผูกพัน", "เบิกจ่าย"]
    assert column("instalments", "จำนวนเงิน (บาท)") == [Decimal("0.01")]
    assert column("reports", "ปัญหา") == ["ภัยธรรมชาติ"]
    assert column("results", "ตัวชี้วัด (เป้า/ผล)") == ["ถนน: 1,200/1,200 ม."]
    assert column("works", "วิธีจัดหา") == ["วิธีเฉพาะเจาะจง"]
    assert column("works", "เหตุที่ใช้วิธีเฉพาะเจาะจง") == [GROUNDS["urgent"]]
    assert column("contracts", "ประเภทงานตามอัตราค่าปรับ") == [RATES["whole"].word]
    assert column("contracts", "ครบกำหนดคืนหลักประกัน") == [date(2028, 11, 1)]
    assert column("contracts", "เลขที่หนังสือคืนหลักประกัน") == ["สร 9/2571"]
    assert column("changes", "ขอเปลี่ยน") == ["วงเงิน"]
    assert column("changes", "เดิม") == ["วงเงิน (บาท): 500000.00"]
    assert column("changes", "ใหม่") == ["วงเงิน (บาท): 600000.00"]
    assert column("changes", "ผล") == ["อนุญาตแล้ว"]


def test_headings_of_a_table_differ_and_every_table_has_a_name() -> None:
    assert NAME.keys() == PARTS.keys()
    for parts in PARTS.values():
        heads = [part.head.words for part in parts]
        assert len(set(heads)) == len(heads)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+66 44", "'+66 44"),
        ("-", "'-"),
        ("@สั่ง", "'@สั่ง"),
        ("\tแท็บ", "'\tแท็บ"),
        ("'=เดิม", "''=เดิม"),
        ("'อ้าง", "'อ้าง"),
        ("ถนน", "ถนน"),
        (Decimal("-5.00"), "-5.00"),
    ],
)
def test_csv_shows_a_formula_as_text(typed: Cell, written: str) -> None:
    assert in_csv(typed) == written


def test_a_workbook_of_many_rows_keeps_its_memory_small() -> None:
    import tracemalloc

    heads = [Head(f"ช่อง {n}") for n in range(10)]
    out = BytesIO()
    rows = ((f"แถว {n}", *[n] * 9) for n in range(50_000))
    tracemalloc.start()
    assert write(TableFile("มาก", heads, rows), out, "xlsx") == 50_000
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 40_000_000, f"{most:,} bytes at most, of a file of {len(out.getvalue()):,}"
