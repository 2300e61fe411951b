"""What a person chooses beside the first rows: also of words that only stand far below them."""

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
