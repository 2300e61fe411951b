"""Rows come into the staging table letter by letter, whatever stands in their cells."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.linkage.plan_item import PlanItemText
from planhub.lists.words import place_key, place_words
from planhub.sources import staging
from tests.factories.sources import names, row, run, source

ODD = [
    "tab\tand\nline\r\nand back\\slash",
    "\\N",
    "\\.",
    '"quoted", and ; commas',
    "น้ำํา ๑๒๓ \u200bhidden",
    "a\x1fb",
    "😀 นอกระนาบ",
]


@pytest.mark.parametrize("words", ODD)
def test_words_arrive_as_they_were_written(session: Session, words: str) -> None:
    names(session)
    run(session, source(session), row("A", title=words, objective=words))
    assert session.execute(select(PlanItemText.title, PlanItemText.objective)).one() == (words, words)


def test_what_no_database_can_hold_is_left_out(session: Session) -> None:
    names(session)
    run(session, source(session), row("A", title="ก\x00ข\ud800ค"))
    assert session.scalar(select(PlanItemText.title)) == "กขค"


def test_progress_is_told_by_the_block(session: Session) -> None:
    heard: list[int] = []
    n = staging.stage(session, (row(str(i)) for i in range(4_500)), told=heard.append)
    assert (n, heard) == (4_500, [2_000, 4_000, 4_500])


WORDS = [
    # the code alone when it says all
    ({"place_code": "32010204", "province": "สุรินทร์"}, "32010204"),
    # names get the prefix that the column had in its heading
    ({"province": "สุรินทร์", "district": "เมือง", "subdistrict": "ต.ในเมือง"}, "ต.ในเมือง อำเภอเมือง จังหวัดสุรินทร์"),
    ({"village": "หนองบัว", "moo": "5", "subdistrict": "ในเมือง"}, "บ้านหนองบัว หมู่ที่ 5 ตำบลในเมือง"),
    # a text comes before the names
    ({"place_text": "สายบ้านเหนือ", "province": "สุรินทร์"}, "สายบ้านเหนือ จังหวัดสุรินทร์"),
    ({}, ""),
]


@pytest.mark.parametrize(("told", "words"), WORDS)
def test_what_a_row_says_of_its_place_is_one_line(told: dict[str, str], words: str) -> None:
    values = row("A", **({"place_code": ""} | told)).values
    assert place_words(values, values.place_code) == words


def test_words_are_the_same_key_however_they_are_typed() -> None:
    assert place_key("ต.ในเมือง  อ.เมือง") == place_key("ต.ในเมืองอ.เมือง")
    assert place_key("หมู่ ๕") == place_key("หมู่5")
    assert len(place_key("ก" * 3_000)) == 64
