"""The names by which texts are read: from the database, and without one."""

import pickle
from datetime import date

from sqlalchemy.orm import Session

from planhub.areas.founding import found_community
from planhub.areas.local_authority import LocalAuthority
from planhub.places.gazetteer import Gazetteer, Known, build, load
from planhub.places.gazetteer_rows import Row
from planhub.places.reading import read, read_code
from tests.factories.areas import area, community


def test_the_country_is_known_without_a_database(country: Gazetteer) -> None:
    lengths = [len(code) for code in country.names]
    assert (lengths.count(2), lengths.count(4), lengths.count(6)) == (77, 928, 7436)
    assert (country.villages, country.communities) == ({}, {})


def test_every_subdistrict_of_the_country_is_read_as_itself(country: Gazetteer) -> None:
    wrong = []
    for code, name in country.names.items():
        if len(code) == 6:
            district, province = country.names[code[:4]], country.names[code[:2]]
            for text in (f"ต.{name} อ.{district} จ.{province}", f"{name} {district} {province}"):
                reading = read(text, country)
                if [p.code for p in reading.places] != [code] or reading.doubt:
                    wrong.append((code, text, reading))
    assert wrong == []


def test_every_retired_name_in_its_old_district_is_read_as_its_successor(country: Gazetteer) -> None:
    retired = {
        known.then: (key, known.now)
        for key, entries in country.keys[6].items()
        for known in entries
        if not known.living and len(known.now) == 1
    }
    old = {known.then: key for key, entries in country.keys[4].items() for known in entries}
    wrong = []
    for code, (key, now) in retired.items():
        if code[:4] in old:
            text = f"ตำบล{key} อำเภอ{old[code[:4]]} จังหวัด{country.names[code[:2]]}"
            if [p.code for p in read(text, country).places] != list(now):
                wrong.append((code, text))
    assert len(retired) > 1000
    assert wrong == []


def test_a_successor_that_was_retired_too_is_followed() -> None:
    rows = [
        Row("32", "province", "สุรินทร์"),
        Row("3201", "district", "เมืองสุรินทร์"),
        Row("320101", "subdistrict", "ใหม่"),
        Row("320190", "subdistrict", "กลาง", False, ("320101",)),
        Row("320191", "subdistrict", "เก่า", False, ("320190",)),
        Row("320192", "subdistrict", "วน", False, ("320193",)),
        Row("320193", "subdistrict", "เวียน", False, ("320192",)),
    ]
    made = build(rows)
    assert made.keys[6]["เกา"] == (Known("320191", ("320101",)),)
    assert read_code("320191", made).common == "320101"
    assert read_code("320192", made).places == ()


def test_a_community_of_the_database_is_read_under_its_town(session: Session) -> None:
    area(session, "320101", "ในเมือง")
    town = LocalAuthority(code="4320102", kind="town", name_th="สุรินทร์", province_code="32")
    session.add(town)
    session.flush()
    found_community(session, "4320102", subdistrict="320101", name="ชุมชนหลังวัด")
    made = load(session)
    assert read("ซ่อมท่อ ชุมชนหลังวัด เทศบาลเมืองสุรินทร์", made).common == "C-4320102-001"


def test_the_database_gives_villages_communities_and_what_became_of_codes(session: Session) -> None:
    area(session, "320101", "ในเมือง")
    area(session, "32010105", "บ้านหนองบัว")
    area(session, "32010106", "หมู่ที่ 6", schematic_name=True)
    community(session, "C-5320103-001", "320101")
    area(session, "320199", "นอกเวียง", valid_to=date(2020, 1, 1), successor_code="320101")
    made = load(session)
    assert read("ม.5 ตำบลในเมือง", made).common == "32010105"
    assert read("บ้านหนองบัว ตำบลในเมือง", made).common == "32010105"
    assert read("ตำบลนอกเวียง", made).common == "320101"
    assert made.villages["320101"][6].key == ""
    assert read_code("C-5320103-001", made).places[0].level == 8


def test_it_may_be_handed_to_another_process(gazetteer: Gazetteer) -> None:
    read("ตำบลพุทเลา", gazetteer)
    copy = pickle.loads(pickle.dumps(gazetteer))  # noqa: S301 - our own
    assert gazetteer.memo
    assert copy.memo == {}
    assert read("หมู่ที่ 4 ต.นอกเมือง อ.เมือง จ.สุรินทร์", copy).common == "32011104"
