"""Royal-initiative projects as files: a province's with their last report, and 76 provinces side by side."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from planhub.reports.table_file import Cell, Head, Look, TableFile
from planhub.results.royal import STATUS_WORD, Half, ProvinceLine, Shown

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
SUMMARY_HEADS = (
    Head("รหัสจังหวัด", width=12),
    Head("จังหวัด", width=24),
    Head("ปีงบประมาณ", Look.YEAR, 12),
    Head("ครึ่งปีที่", Look.WHOLE, 10),
    Head("โครงการ", Look.WHOLE, 12),
    Head("รายงานแล้ว", Look.WHOLE, 12),
    Head("เชื่อมกับแผนแล้ว", Look.WHOLE, 12),
    *(Head(word, Look.WHOLE, 12) for word in STATUS_WORD.values()),
    Head("ยังไม่เคยรายงาน", Look.WHOLE, 12),
    Head("ใช้เงินในงวด (บาท)", Look.BAHT),
)


def summary_table(lines: Iterable[ProvinceLine], half: Half) -> TableFile:
    """The ministry's summary of a half-year; statuses are those told last."""
    return TableFile("76 จังหวัด", SUMMARY_HEADS, (_line(line, half) for line in lines))


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


def _line(line: ProvinceLine, half: Half) -> Sequence[Cell]:
    return (
        line.code,
        line.name.th,
        half.fiscal_year,
        half.half,
        line.projects,
        line.reported,
        line.linked,
        *(line.by_status.get(status, 0) for status in STATUS_WORD),
        line.by_status.get("", 0),
        line.spent,
    )
