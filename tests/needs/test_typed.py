"""Two pages open on one draft: the last typed wins per field, and nothing vanishes unsaid."""

import pytest

from planhub.needs.typed import MOST, REPLACED, keep, mark, remark

KNOWN = ("title", "problem", "people")


def test_a_field_left_alone_does_not_overwrite_what_another_page_typed() -> None:
    stood = {"title": "เก่า", "problem": "น้ำท่วม"}
    drawn = mark(stood, KNOWN)
    first = keep(stood, {"title": "ใหม่", "problem": "น้ำท่วม"}, drawn=drawn, known=KNOWN)
    second = keep(first.typed, {"title": "เก่า", "problem": "น้ำท่วมทุกปี"}, drawn=drawn, known=KNOWN)
    assert second.typed == {"title": "ใหม่", "problem": "น้ำท่วมทุกปี"}
    assert second.replaced == {}


def test_the_same_field_typed_on_two_pages_keeps_the_last_and_tells_the_other() -> None:
    stood = {"title": "เก่า"}
    drawn = mark(stood, KNOWN)
    first = keep(stood, {"title": "จากแท็บแรก"}, drawn=drawn, known=KNOWN)
    second = keep(first.typed, {"title": "จากแท็บสอง"}, drawn=drawn, moment="10:42", known=KNOWN)
    assert second.typed["title"] == "จากแท็บสอง"
    assert second.replaced == {"title": "จากแท็บแรก"}
    assert second.typed[REPLACED] == [{"field": "title", "text": "จากแท็บแรก", "at": "10:42"}]


def test_the_same_text_typed_twice_is_no_conflict() -> None:
    drawn = mark({}, KNOWN)
    first = keep({}, {"title": "ถนน"}, drawn=drawn, known=KNOWN)
    assert keep(first.typed, {"title": "ถนน"}, drawn=drawn, known=KNOWN).replaced == {}


def test_line_breaks_as_a_browser_sends_them_are_no_change() -> None:
    stood = {"problem": "หนึ่ง\nสอง"}
    drawn = mark(stood, KNOWN)
    assert not keep(stood, {"problem": "หนึ่ง\r\nสอง"}, drawn=drawn, known=KNOWN).changed


def test_unknown_fields_and_own_keys_are_left_out() -> None:
    kept = keep({}, {"stage": "planned", REPLACED: "x", "title": "ถนน"}, known=KNOWN)
    assert kept.typed == {"title": "ถนน"}


def test_what_no_database_holds_is_taken_out_and_an_accident_is_cut() -> None:
    kept = keep({}, {"title": "ก\x00ข\ud800", "problem": "น" * (MOST + 5)}, known=KNOWN)
    assert kept.typed["title"] == "กข"
    assert len(kept.typed["problem"]) == MOST


def test_only_the_last_twenty_overtyped_texts_are_kept() -> None:
    typed = {"title": "0"}
    for n in range(1, 30):
        typed = keep(typed, {"title": str(n)}, drawn="title=00000000", known=KNOWN).typed
    assert len(typed[REPLACED]) == 20
    assert typed[REPLACED][-1]["text"] == "28"


def test_a_page_that_saved_one_field_still_knows_that_another_was_typed_elsewhere() -> None:
    stood = {"title": "เก่า", "problem": "น้ำท่วม"}
    drawn = mark(stood, KNOWN)
    other_tab = keep(stood, {"title": "ใหม่"}, drawn=drawn, known=KNOWN).typed
    saved = keep(other_tab, {"problem": "น้ำท่วมหนัก"}, drawn=drawn, known=KNOWN).typed
    drawn = remark(drawn, saved, ["problem"])
    whole_page = keep(saved, {"title": "เก่า", "problem": "น้ำท่วมหนัก"}, drawn=drawn, known=KNOWN)
    assert whole_page.typed == {"title": "ใหม่", "problem": "น้ำท่วมหนัก"}


PAGE, OTHER = "aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb"


@pytest.mark.parametrize(
    ("stands_by", "sent_by", "told"),
    [
        pytest.param(PAGE, PAGE, False, id="a page that overtypes itself has nobody to tell"),
        pytest.param(OTHER, PAGE, True, id="what another page typed is told"),
        pytest.param("", PAGE, True, id="of what nobody signed one cannot know"),
        pytest.param(PAGE, "", True, id="nor of one that does not sign"),
        pytest.param("", "", True, id="nor when neither does"),
    ],
)
def test_only_another_pages_words_are_told_as_overtyped(stands_by: str, sent_by: str, told: bool) -> None:
    first = keep({}, {"title": "ก"}, drawn=mark({}, ["title"]), page=stands_by, known=["title"])
    second = keep(first.typed, {"title": "ข"}, drawn=mark({}, ["title"]), page=sent_by, known=["title"])
    assert second.typed["title"] == "ข"
    assert second.replaced == ({"title": "ก"} if told else {})


def test_a_page_s_name_is_a_short_one_of_ours() -> None:
    assert "_pages" not in keep({}, {"title": "ก"}, page="<script>" * 50, known=["title"]).typed
