"""Royal-initiative projects with their last status report as a file, for the half-yearly letter."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from planhub.reports.table_file import Cell, Head, Look, TableFile
from planhub.results.royal import STATUS_WORD, Shown

HEADS = (
    Head("รหัสพื้นที่", width=12),
    Head("พื้นที่", width=40),
    Head("โครงการอันเนื่องมาจากพระราชดำริ", width=50),
    Head("วันที่มีพระราชดำริ", Look.DAY),
    Head("หน่วยงานที่ดูแล", width=30),
    Head("ปีงบประมาณที่รายงาน", Look.YEAR, 12),
    Head("ครึ่งปีที่", Look.WHOLE, 10),
    Head("สถานภาพ", width=20),
    Head("คำรายงาน", width=50),
    Head("ใช้จ่าย (บาท)", Look.BAHT),
    Head("ผู้ได้ประโยชน์ (คน)", Look.WHOLE),
    Head("เลขที่เรื่องในแผน", width=20),
    Head("โครงการในแผน", width=40),
)


def royal_table(shown: Iterable[Shown], addresses: Mapping[str, str]) -> TableFile:
    """A province's projects; `addresses` of their areas by code."""
    return TableFile("โครงการพระราชดำริ", HEADS, _rows(shown, addresses))


def _rows(shown: Iterable[Shown], addresses: Mapping[str, str]) -> Iterator[Sequence[Cell]]:
    for one in shown:
        project, last = one.project, one.last
        told: Sequence[Cell] = (
            (
                last.fiscal_year,
                last.half,
                STATUS_WORD.get(last.status, last.status),
                last.words,
                last.spent,
                last.people,
            )
            if last
            else (None,) * 6
        )
        yield (
            project.area_code,
            addresses.get(project.area_code),
            project.name,
            project.began_on,
            project.agency,
            *told,
            one.number,
            one.title,
        )
