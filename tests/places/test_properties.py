"""What holds for every text."""

import re
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from planhub.places.folded import fold
from planhub.places.gazetteer import Gazetteer, built_in
from planhub.places.likeness import distance
from planhub.places.reading import read, read_code, read_names
from planhub.thai.folding import search_key, visible

MARKS = [
    *("ตำบล อำเภอ จังหวัด ต. อ. จ. ม. บ. หมู่ที่ หมู่ บ้าน เขต แขวง อบต. ทต. เทศบาลเมือง กทม. และ".split()),
    *("- , / 5 1-9 ๓ กม. ถึง เมือง กิ่งอำเภอ รพ.สต. ํ า ่".split()),
    " ",
]
WHOLE = settings(deadline=None)


@cache
def country() -> Gazetteer:
    """The names of the country, made when first asked for."""
    return built_in()


NAMES = st.deferred(lambda: st.sampled_from(sorted(set(country().names.values()))))
SUBDISTRICTS = st.deferred(
    lambda: st.sampled_from([c for c in sorted(country().names) if len(c) == 6 and c[:2] != "10"])
)
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(MARKS) | NAMES | st.text(max_size=3), max_size=14).map("".join),
)
WITHINS = st.sampled_from(["", "32", "3201", "320101", "10", "99"])


@WHOLE
@given(TEXTS, WITHINS)
def test_any_text_is_read_and_claims_lie_within_the_limits(text: str, within: str) -> None:
    reading = read(text, country(), within=within)
    codes = [place.code for place in reading.places]
    assert all(code.startswith(within) and country().knows(code) for code in codes)
    assert len(set(codes)) == len(codes)
    assert not any(a != b and a.startswith(b) for a in codes for b in codes)
    if reading.common:
        assert all(code.startswith(reading.common) for code in codes)
    if reading.doubt:
        assert str(reading.doubt.sentence)
        assert all(country().knows(code) for code in reading.doubt.candidates)


@WHOLE
@given(TEXTS)
def test_what_is_claimed_is_named_in_the_text(text: str) -> None:
    for place in read(text, country()).places:
        assert place.words
        assert place.words in fold(text).text
        assert _is_named(place.code, fold(place.words).key, country()), place


def _is_named(code: str, words: str, gazetteer: Gazetteer) -> bool:
    keys = [key for key, entries in gazetteer.keys[len(code)].items() if any(code in k.now for k in entries)]
    ends = [0.0] * (len(words) + 1)
    return any(
        distance(key, words[start:], ends[start:], 0.34 * len(key))[0] <= 0.34 * len(key)
        for key in keys
        for start in range(len(words))
    )


@WHOLE
@given(
    TEXTS, st.dictionaries(st.sampled_from(["province", "district", "subdistrict", "moo", "village"]), TEXTS)
)
def test_any_cells_and_any_code_are_read(text: str, cells: dict[str, Any]) -> None:
    assert read_names(gazetteer=country(), **cells) == read_names(gazetteer=country(), **cells)
    reading = read_code(text, country())
    assert (len(reading.places) == 1) != (reading.doubt is not None)


@st.composite
def spoiled(draw: st.DrawFn) -> tuple[str, str]:
    """A subdistrict's whole chain with tone marks lost, ำ in two pieces and spaces strewn into the words."""
    code = draw(SUBDISTRICTS)
    names = country().names
    text = f"ตำบล{names[code]} อำเภอ{names[code[:4]]} จังหวัด{names[code[:2]]}"
    random = draw(st.randoms(use_true_random=False))
    spoils = {"ำ": ["ำ", "ํา", "ํ า"], "แ": ["แ", "เเ"]}
    letters = [
        random.choice(spoils.get(c, [c])) for c in text if not (re.match("[็-์]", c) and random.random() < 0.3)
    ]
    return code, "".join(c + (" " if random.random() < 0.06 else "") for c in letters)


@WHOLE
@given(spoiled())
def test_lost_tone_marks_and_strewn_spaces_change_nothing(case: tuple[str, str]) -> None:
    code, text = case
    assert [place.code for place in read(text, country()).places] == [code]


@WHOLE
@given(TEXTS)
def test_the_folded_key_is_the_one_that_is_searched_with(text: str) -> None:
    folded = fold(text)
    assert folded.text == visible(text) or re.search("[\uf700-\uf71a]", text)
    assert folded.key == search_key(folded.text)
    assert folded.words(0, len(folded.key)) in folded.text
    assert len(folded.at) == len(folded.key) + 1
    assert folded.at == sorted(folded.at)


@WHOLE
@given(NAMES.map(search_key), st.text("กขคงจฉชดตนบปมรลาิีุูเแ", max_size=6))
def test_a_name_is_nothing_away_from_itself_whatever_follows(name: str, more: str) -> None:
    ends = [9.0] * (len(name) + len(more) + 1)
    ends[len(name)] = 0.0
    assert distance(name, name + more, ends, 5.0) == (0.0, len(name))
