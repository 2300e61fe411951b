"""Thai text made comparable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planhub.thai.folding import arabic_digits, search_key, search_words, thai_digits, visible


@pytest.mark.parametrize(
    ("typed", "same_as"),
    [
        pytest.param("น้ํา", "น้ำ", id="sara am typed as nikhahit and aa"),
        pytest.param("นํ้า", "น้ำ", id="nikhahit typed before the tone mark"),
        pytest.param("นำ", "น้ำ", id="the tone mark left out"),
        pytest.param("เเม่ริม", "แม่ริม", id="two sara e for one sara ae"),
        pytest.param("เล็ก", "เลก", id="mai taikhu left out"),
        pytest.param("สุรินทร์", "สุรินทร", id="karan left out"),
        pytest.param("ใน\u200bเมือง\ufeff", "ในเมือง", id="zero-width space and byte order mark"),
        pytest.param("ใน เมือง\u00a0", "ในเมือง", id="ordinary and hard spaces"),
        pytest.param("หมู่ที่ ๑๒", "หมู่ที่12", id="Thai digits"),
        pytest.param("Chiang Mai", "chiangmai", id="English in any case and spacing"),
    ],
)
def test_spellings_that_people_do_not_tell_apart_give_one_key(typed: str, same_as: str) -> None:
    assert search_key(typed) == search_key(same_as)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("นา", "นาง", id="another final consonant"),
        pytest.param("ในเมือง", "ในเวียง", id="another word"),
        pytest.param("หมู่ 1", "หมู่ 11", id="another number"),
        pytest.param("ปา", "ปี", id="another vowel"),
    ],
)
def test_other_words_keep_other_keys(one: str, other: str) -> None:
    assert search_key(one) != search_key(other)


def test_nothing_typed_gives_an_empty_key() -> None:
    assert search_key(" \u200b่ ") == ""


@pytest.mark.parametrize(
    ("typed", "looked_for"),
    [
        pytest.param("ถนน คอนกรีต", "ถนน คอนกรีต", id="words in any order"),
        pytest.param("ขุดลอก หนองน้ำ", "ขุดลอก หนองนำ", id="each folded"),
        pytest.param("ถนน หมู่ ๓", "ถนน หมู3", id="a short number belongs to the word before it"),
        pytest.param("ถนน ๕๐๐ เมตร", "ถนน 500 เมตร", id="a number of three digits stands alone"),
        pytest.param("3 ถนน", "3 ถนน", id="a number that comes first stands alone"),
        pytest.param("ถนน ถนน", "ถนน", id="each once"),
        pytest.param("น้ำ ดี", "นำดี", id="words too short for the index are one word"),
        pytest.param("น้ำ ประปา", "นำ ประปา", id="a short word beside a longer one"),
        pytest.param(" ่ ", "", id="nothing left"),
    ],
)
def test_words_looked_for_are_folded_each(typed: str, looked_for: str) -> None:
    assert search_words(typed) == looked_for


@given(st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x0E5B)))
def test_a_key_is_its_own_key(text: str) -> None:
    assert search_key(search_key(text)) == search_key(text)


def test_digits_go_both_ways() -> None:
    assert arabic_digits("พ.ศ. ๒๕๗๑") == "พ.ศ. 2571"
    assert thai_digits("พ.ศ. 2571") == "พ.ศ. ๒๕๗๑"


def test_visible_text_keeps_its_tone_marks_and_single_spaces() -> None:
    assert visible("  บ้าน\u200bหนองบัว \t หมู่ 3 ") == "บ้านหนองบัว หมู่ 3"


def test_visible_text_holds_nothing_a_database_refuses() -> None:
    assert visible("ก\x00ข\ud800ค") == "ก ขค"
