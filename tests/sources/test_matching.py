"""A row's place by its code, its columns of names or its text: the finest that is proved, and no further."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.areas.area import Area
from planhub.linkage.plan_item import PlanItem, PlanItemText
from planhub.lists.faults import read_fault
from planhub.lists.prepared import Fault
from planhub.sources.import_run import ImportRow
from planhub.sources.settlement import Settlement
from planhub.wording import say
from tests.factories.areas import area, community
from tests.factories.sources import AT, names, reader, row, run, source

READER = reader(
    ถนนสายหลัก="320102", ตาเกาว์="32010203", ในเมืองและตั้งใจ="320101 320102", ร้อยเอ็ด="45", สองจังหวัด="32 45"
)

PLACED = [
    # a whole code is the place
    ({"place_code": "32010204"}, "", "32010204"),
    ({"place_code": "320102"}, "", "320102"),
    ({"place_code": "32"}, "", "32"),
    # written with Thai digits, spaces or nine digits
    ({"place_code": "๓๒๐๑๐๒๐๔"}, "", "32010204"),
    ({"place_code": "TH 320102"}, "", "320102"),
    # a retired code is its successor of today, a village of a retired subdistrict the same moo
    ({"place_code": "320199"}, "", "320102"),
    ({"place_code": "32019904"}, "", "32010204"),
    # a ชุมชน lies where its parent does
    ({"place_code": "C-4320103-001"}, "", "C-4320103-001"),
    # names in columns, with or without their prefix, in any spelling of the tone marks
    ({"province": "สุรินทร์"}, "", "32"),
    ({"province": "จังหวัดสุรินทร์", "district": "อ.เมืองสุรินทร์"}, "", "3201"),
    ({"province": "สุรินทร", "district": "เมือง"}, "", "3201"),
    ({"province": "สุรินทร์", "district": "เมืองสุรินทร์", "subdistrict": "ตั้งใจ"}, "", "320102"),
    # a subdistrict that only one district has needs no district
    ({"subdistrict": "ต.ตั้งใจ"}, "", "320102"),
    # of two alike the columns decide, or the province of the whole list
    ({"province": "ร้อยเอ็ด", "subdistrict": "ในเมือง"}, "", "450101"),
    ({"subdistrict": "ในเมือง"}, "32", "320101"),
    # a number of a village in a subdistrict found by its name or code
    ({"province": "สุรินทร์", "subdistrict": "ตั้งใจ", "moo": "4"}, "", "32010204"),
    ({"place_code": "320102", "moo": "3"}, "", "32010203"),
    # no village of this subdistrict is known: the subdistrict is all that is proved
    ({"place_code": "320101", "moo": "9"}, "", "320101"),
    # a text refines the columns, and names nothing outside them
    ({"place_code": "32", "place_text": "ถนนสายหลัก"}, "", "320102"),
    ({"subdistrict": "ตั้งใจ", "village": "บ้านตาเกาว์"}, "", "32010203"),
    ({"place_text": "ถนนสายหลัก"}, "", "320102"),
    # a text that names no place leaves the row where its list is, if that has been said
    ({"place_text": "ค่าเบี้ยเลี้ยง"}, "32", "32"),
    ({}, "32", "32"),
    # several places: the area that holds them
    ({"place_text": "ในเมืองและตั้งใจ"}, "", "3201"),
]


@pytest.fixture
def country(session: Session) -> Session:
    names(session)
    area(session, "320199", "ตั้งใจเก่า").valid_to = date(2560, 1, 1)
    session.get_one(Area, "320199").successor_code = "320102"
    community(session, "C-4320103-001", "320102")
    session.flush()
    return session


@pytest.mark.parametrize(("told", "province", "code"), PLACED)
def test_a_place_is_found(country: Session, told: dict[str, str], province: str, code: str) -> None:
    more: dict[str, Any] = {"province": province, "placeless_here": bool(province)}
    run(country, source(country), row("A", "", **told), **more, reader=READER)
    found = country.execute(select(PlanItem.area_code, PlanItem.province_code)).all()
    assert [tuple(f) for f in found] == [(code, code[3:5] if code[0] == "C" else code[:2])] or (
        code[0] == "C" and found[0][0] == code and found[0][1] == "32"
    )


UNPLACED = [
    # an unknown code
    ({"place_code": "32010288"}, "", "wrong", "ไม่พบรหัส 32010288"),
    ({"place_code": "3201020"}, "", "wrong", "7 หลัก"),
    # a retired code without a successor
    ({"place_code": "450199"}, "", "unclear", "450199"),
    # a province for which the source may not write: nothing to mend
    ({"place_code": "96"}, "", "outside", "จ.นราธิวาส (96) อยู่นอกจังหวัดที่แหล่งข้อมูลนี้รับผิดชอบ (สุรินทร์ 32, ร้อยเอ็ด 45)"),
    ({"place_code": "10"}, "", "outside", "กรุงเทพมหานคร"),
    # two of that name, and nothing tells which
    ({"subdistrict": "ในเมือง?"}, "", "unclear", "ได้หลายแห่ง"),
    # nothing of a place, in a list of many provinces or of one that was not said to own such rows
    ({}, "", "unclear", "ไม่ได้บอกสถานที่"),
    ({}, "32", "unclear", "ไม่ได้บอกสถานที่"),
    ({"place_text": "ค่าเบี้ยเลี้ยง"}, "32", "unclear", "ค่าเบี้ยเลี้ยง"),
    ({"place_text": "ค่าเบี้ยเลี้ยง"}, "", "unclear", "ค่าเบี้ยเลี้ยง"),
    ({"place_text": "สองจังหวัด"}, "", "unclear", "ไม่อยู่ในจังหวัดเดียวกัน"),
]


@pytest.mark.parametrize(("told", "province", "outcome", "sentence"), UNPLACED)
def test_a_place_is_not_found_and_the_row_says_why(
    country: Session, told: dict[str, str], province: str, outcome: str, sentence: str
) -> None:
    area(country, "96", "นราธิวาส")
    area(country, "10", "กรุงเทพมหานคร").in_76 = False
    area(country, "450199", "เก่า").valid_to = date(2560, 1, 1)
    run(country, source(country), row("A", "", **told), province=province, reader=READER)
    kept = country.scalars(select(ImportRow)).one()
    assert kept.outcome == outcome
    assert sentence in str(read_fault((kept.faults or [])[0]).sentence)
    assert country.scalar(select(func.count()).select_from(PlanItem)) == 0


def test_an_item_of_several_places_names_them_all(country: Session) -> None:
    run(country, source(country), row("A", "", place_text="ในเมืองและตั้งใจ"), row("B"), reader=READER)
    found = country.execute(
        select(PlanItem.external_id, PlanItemText.places).join(PlanItemText, PlanItemText.id == PlanItem.id)
    )
    assert {key: places for key, places in found} == {"A": ["320101", "320102"], "B": None}


def test_a_settlement_wins_over_code_names_and_text(country: Session) -> None:
    of = source(country)
    for words, words_key in (("ต.ในเมือง", "ต.ในเมือง"), ("32010288", "32010288")):
        country.add(
            Settlement(
                source_code=of.code, words_key=words_key, words=words, area_code="450101", by=None, at=AT
            )
        )
    country.flush()
    run(country, of, row("A", "", subdistrict="ต.ในเมือง"), row("B", "32010288"), row("C"))
    placed = dict(country.execute(select(PlanItem.external_id, PlanItem.area_code)).all())
    assert placed == {"A": "450101", "B": "450101", "C": "32010204"}


def test_a_settlement_answers_what_a_reader_of_cells_left_open_about_the_place(country: Session) -> None:
    of = source(country)
    unclear = Fault("E", "moo", say("อ่านหมู่ที่ไม่ได้"), "unclear", "หมู่")
    rows = [row("A", "320102", moo="๕-?", faults=(unclear,))]
    run(country, of, *rows)
    kept = country.scalars(select(ImportRow)).one()
    assert (kept.outcome, kept.words) == ("unclear", "320102 หมู่ที่ ๕-?")
    country.add(
        Settlement(
            source_code=of.code, words_key=kept.words_key or "", words="", area_code="320102", by=None, at=AT
        )
    )
    country.flush()
    assert run(country, of, *rows).run.counts["new"] == 1


def test_a_text_is_read_once_however_many_rows_have_it(country: Session) -> None:
    asked: list[str] = []

    def counting() -> object:
        read = READER()

        def one(words: str, /, **more: object) -> object:
            asked.append(words)
            return read(words, **more)

        return one

    rows = [row(str(n), "", place_text="ถนนสายหลัก") for n in range(30)]
    assert run(country, source(country), *rows, reader=counting).run.counts["new"] == 30
    assert asked == ["ถนนสายหลัก"]
