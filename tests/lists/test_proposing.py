"""What a person chooses beside the first rows: also of words that only stand far below them."""

from dataclasses import replace
from pathlib import Path

import pytest

from planhub.lists.description import Field
from planhub.lists.guessing import LOOKED_AT
from planhub.lists.list_file import List, open_list
from planhub.lists.office_words import words_of
from planhub.lists.proposing import proposed
from planhub.workflow.stages import Stage


@pytest.fixture
def long_list(tmp_path: Path) -> List:
    """Rows beyond those that a guess reads; the last ones have words that no row before has."""
    rows = [f"P{n},ขุดลอก {n},5000,2571,บรรจุในแผน" for n in range(LOOKED_AT + 500)]
    rows += [
        "Q1,ถนน 1,5000,2571,ลอยแพ",
        "Q2,ถนน 2,5000,2571,แล้วเสร็จ",
        "Q3,ถนน 3,5000,2571,แล้วเสร็จ",
        ",รวม,9,,",
    ]
    path = tmp_path / "long.csv"
    path.write_text("\n".join(["รหัสโครงการ,โครงการ,งบประมาณ,ปีงบประมาณ,สถานะ", *rows]), "utf-8")
    return open_list(path, name="long.csv")


def test_words_are_counted_in_all_rows_and_each_can_be_given_its_meaning(long_list: List) -> None:
    description, lost = proposed(long_list, None)
    assert lost == {}
    assert description.stage_words == {"บรรจุในแผน": Stage.PLANNED, "แล้วเสร็จ": Stage.COMPLETED}
    assert [(w.word, w.meaning, w.times) for w in words_of(long_list, description, Field.STAGE)] == [
        ("บรรจุในแผน", "planned", LOOKED_AT + 500),
        ("แล้วเสร็จ", "completed", 2),
        ("ลอยแพ", "", 1),
    ]


def test_new_words_of_a_later_file_are_proposed_a_meaning_and_those_told_before_keep_theirs(
    tmp_path: Path,
) -> None:
    def listed(*rows: str) -> List:
        path = tmp_path / f"{len(rows)}.csv"
        path.write_text("\n".join(["รหัสโครงการ,โครงการ,งบประมาณ,ปีงบประมาณ,สถานะ,ด้าน", *rows]), "utf-8")
        return open_list(path, name=path.name)

    first = listed(*(f"P{n},ขุดลอก {n},5000,2571,บรรจุในแผน,แหล่งน้ำ" for n in range(3)))
    described, _ = proposed(first, None)
    described = replace(
        described,
        stage_words={"บรรจุในแผน": Stage.PROVINCE},
        side_words={"แหล่งน้ำ": "agriculture", "เบ็ดเตล็ด": "social"},
    )
    later = listed(
        "P0,ขุดลอก 0,5000,2571,บรรจุในแผน,แหล่งน้ำ",
        "P1,ขุดลอก 1,5000,2571,แล้วเสร็จ,เบ็ดเตล็ด",
        "P2,ถนน,5000,2571,ลอยแพ,โครงสร้างพื้นฐาน",
        "P3,ถนน,5000,2571,แล้วเสร็จ,อื่นใด",
    )
    found, lost = proposed(later, described)
    assert lost == {}
    assert found.stage_words == {"บรรจุในแผน": Stage.PROVINCE, "แล้วเสร็จ": Stage.COMPLETED}
    assert {word.word: word.meaning for word in words_of(later, found, Field.STAGE)}["ลอยแพ"] == ""
    assert found.side_words == {
        "แหล่งน้ำ": "agriculture",
        "เบ็ดเตล็ด": "social",
        "โครงสร้างพื้นฐาน": "infrastructure",
        "อื่นใด": "",
    }
