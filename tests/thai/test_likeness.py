"""How alike two texts are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planhub.thai.likeness import likenesses

LINES = st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=12)


@pytest.mark.parametrize(
    ("one", "other", "at_least", "at_most"),
    [
        pytest.param("ขุดลอกหนองน้ำ", "ขุดลอกหนองน้ำ", 1, 1, id="the same"),
        pytest.param("ขุดลอกหนองน้ำ", "ขุดลอกหนองน้ำใส", 0.7, 0.9, id="one word more"),
        pytest.param("หนองน้ำขุดลอก", "ขุดลอกหนองน้ำ", 0.4, 0.6, id="the same words in another order"),
        pytest.param("ขุดลอกหนองน้ำ", "ติดตั้งกล้องวงจรปิด", 0, 0.05, id="nothing in common"),
        pytest.param("นานานานา", "นานานานา", 1, 1, id="the same, with a word four times"),
        pytest.param("", "ขุดลอก", 0, 0, id="no words are like nothing"),
        pytest.param("ขุดลอก", "", 0, 0.15, id="nor are others without words"),
        pytest.param("ก", "ก", 1, 1, id="one letter"),
    ],
)
def test_likeness(one: str, other: str, at_least: float, at_most: float) -> None:
    assert at_least <= likenesses(one, other)[0] <= at_most


@given(LINES, st.lists(LINES, min_size=1))
def test_each_line_is_compared_as_if_it_were_alone(mine: str, others: list[str]) -> None:
    found = likenesses(mine, "\n".join(others))
    assert [likenesses(mine, other)[0] for other in others] == list(found)
    assert ((found >= 0) & (found <= 1)).all()


@given(LINES.filter(bool))
def test_a_text_is_wholly_like_itself(mine: str) -> None:
    assert likenesses(mine, mine)[0] == 1


def test_it_is_what_sets_of_groups_share() -> None:
    one, other = "ก่อสร้างถนนคอนกรีต", "ซ่อมสร้างถนนลาดยาง"
    mine, theirs = ({f"  {text} "[n : n + 3] for n in range(len(text) + 1)} for text in (one, other))
    assert likenesses(one, other)[0] == len(mine & theirs) / len(mine | theirs)
