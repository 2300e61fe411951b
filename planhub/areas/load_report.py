"""What a load did, and what did not fit, row by row."""

import csv
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from planhub.wording import N_, Sentence

WHAT = {
    "bad_code": N_("รหัสอ่านไม่ได้"),
    "moo_00": N_("หมู่ 00 (นอกเขต)"),
    "unknown_code": N_("ไม่มีรหัสนี้ในทำเนียบ"),
    "parent_missing": N_("ไม่มีพื้นที่ที่ครอบอยู่"),
    "bangkok": N_("อยู่ในกรุงเทพมหานคร"),
    "retired": N_("รหัสเลิกใช้ ใช้รหัสปัจจุบันแทน"),
    "retired_unresolved": N_("รหัสเลิกใช้ และไม่รู้รหัสปัจจุบัน"),
    "name_differs": N_("ชื่อไม่ตรงกับทำเนียบ"),
    "no_name": N_("ไม่มีชื่อ"),
    "no_geometry": N_("ไม่มีรูปแปลง"),
    "outside_country": N_("อยู่นอกประเทศไทย"),
    "duplicate": N_("รหัสซ้ำในแฟ้ม"),
    "bad_value": N_("ค่าในช่องอ่านไม่ได้"),
    "wrong_kind": N_("ไม่ใช่ระดับที่ต้องการ"),
    "layer_skipped": N_("ชั้นข้อมูลที่ไม่มีรหัส"),
}
"""Kinds of problem and the words for them."""


@dataclass(frozen=True)
class Problem:
    """One thing about one row."""

    row: int
    """As a person counts in the file: the first feature, or the line of the sheet."""
    code: str
    what: str
    sentence: Sentence
    loaded: bool
    """True where the row was loaded all the same, as a note."""


@dataclass
class LoadReport:
    """The outcome for one file."""

    file: str
    read: int = 0
    added: int = 0
    changed: int = 0
    same: int = 0
    problems: list[Problem] = field(default_factory=list)

    def note(self, row: int, code: str, what: str, sentence: Sentence) -> None:
        """Something to know about a row that is loaded."""
        self.problems.append(Problem(row, code, what, sentence, loaded=True))

    def refuse(self, row: int, code: str, what: str, sentence: Sentence) -> None:
        """A row that is not loaded."""
        self.problems.append(Problem(row, code, what, sentence, loaded=False))

    @property
    def refused(self) -> int:
        """How many rows were not loaded."""
        return sum(not problem.loaded for problem in self.problems)

    @property
    def nothing_fits(self) -> bool:
        """Whether there were rows and not one of them could be used."""
        return bool(self.read) and not (self.added or self.changed or self.same)

    def counts(self) -> dict[str, int]:
        """Kind of problem to how often, the most frequent first."""
        return dict(Counter(problem.what for problem in self.problems).most_common())


def write_report(reports: list[LoadReport], path: Path) -> None:
    """All problems of all files as CSV that Excel opens in Thai."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["แฟ้ม", "แถว", "รหัส", "เรื่อง", "รายละเอียด", "โหลดแล้ว"])
        for report in reports:
            for p in report.problems:
                loaded = "ใช่" if p.loaded else "ไม่"
                writer.writerow([report.file, p.row, p.code, WHAT[p.what], str(p.sentence), loaded])
