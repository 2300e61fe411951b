"""The lists of works in trouble as files, whole: the pages show fifty at a time."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice

from sqlalchemy.orm import Session

from planhub.areas.addresses import full_addresses
from planhub.oversight.narrowed import Narrowed
from planhub.oversight.trouble import TROUBLE_WORD, Found, Limits, Trouble
from planhub.oversight.troubles import every
from planhub.reports.table_file import Cell, Head, Look, TableFile
from planhub.workflow.stages import STAGE_WORD

BATCH = 500
SHEET = {
    Trouble.LATE: "เลยกำหนดแล้วเสร็จ",
    Trouble.STALE: "ไม่มีรายงาน",
    Trouble.OVER: "เงินเกินวงเงิน",
    Trouble.NO_CONTRACT: "ยังไม่ทำสัญญา",
}
"""Names of the sheets; a workbook allows 31 letters."""
HEADS = (
    Head("เลขที่เรื่อง", width=20),
    Head("โครงการ", width=50),
    Head("รหัสพื้นที่", width=12),
    Head("พื้นที่", width=40),
    Head("สถานะ", width=20),
    Head("หน่วยงาน", width=30),
    Head("วงเงิน (บาท)", Look.BAHT),
    Head("จัดสรร (บาท)", Look.BAHT),
    Head("ผูกพัน (บาท)", Look.BAHT),
    Head("เบิกจ่าย (บาท)", Look.BAHT),
    Head("ทำได้แล้ว (ร้อยละ)", Look.WHOLE, 12),
    Head("วันที่ได้เงิน", Look.DAY),
    Head("ต้องแล้วเสร็จ", Look.DAY),
    Head("รายงานล่าสุด", Look.MOMENT, 22),
    Head("ผ่านมา (วัน)", Look.WHOLE, 12),
    Head("เกิน (บาท)", Look.BAHT),
    Head("เรื่องที่ต้องติดตามทั้งหมด", width=40),
)


def trouble_table(session: Session, narrowed: Narrowed, trouble: Trouble, limits: Limits) -> TableFile:
    """Every item in this trouble under the filters, the worst first."""
    return TableFile(SHEET[trouble], HEADS, _troubled(session, narrowed, trouble, limits))


def _troubled(
    session: Session, narrowed: Narrowed, trouble: Trouble, limits: Limits
) -> Iterator[Sequence[Cell]]:
    found = every(session, narrowed, trouble, limits)
    while batch := list(islice(found, BATCH)):
        places = full_addresses(session, {item.area_code for item in batch})
        for item in batch:
            yield _row(item, places[item.area_code], trouble, limits.day)


def _row(item: Found, place: str, trouble: Trouble, day: date) -> Sequence[Cell]:
    return (
        item.number,
        item.title,
        item.area_code,
        place,
        STAGE_WORD[item.stage],
        item.agency,
        item.amount,
        item.allocated,
        item.committed,
        item.disbursed,
        item.physical,
        item.funded_on,
        item.due_on,
        item.reported_at,
        item.days(trouble, day),
        item.excess or None,
        ", ".join(TROUBLE_WORD[one] for one in Trouble if one in item.troubles),
    )
