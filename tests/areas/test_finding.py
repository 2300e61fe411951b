"""Finding areas: by code, by name, by point; addresses and distances."""

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from planhub.areas import finding
from planhub.areas.addresses import full_names, name_of
from planhub.areas.area import Area, AreaAlias, AreaBoundary
from planhub.areas.names import stored_keys
from planhub.errors import Invalid, NotFound

SURIN = (103.49, 14.88)


def village(code: str, name: str, *, schematic: bool = False) -> Area:
    return Area(
        code=code,
        kind="village",
        parent_code=code[:6],
        name_th=name,
        search_key=stored_keys("village", name, None),
        moo=int(code[6:]),
        schematic_name=schematic,
    )


@pytest.fixture
def places(gazetteer: Session) -> Session:
    """The gazetteer with a few villages, and a ชุมชน in a subdistrict."""
    gazetteer.add_all(
        [
            village("32010204", "บ้านหนองบัว"),
            village("32010205", "บ้านหนองบัวน้อย"),
            village("32010206", "หมู่ที่ 6", schematic=True),
            village("53040704", "บ้านห้วยผึ้ง"),
            Area(
                code="C-5320103-001",
                kind="community",
                parent_code="320103",
                name_th="ริมคลอง",
                search_key=stored_keys("community", "ริมคลอง", None),
                local_authority_code="5320103",
            ),
        ]
    )
    gazetteer.flush()
    return gazetteer


@pytest.mark.parametrize(
    ("typed", "code", "told"),
    [
        pytest.param("32010204", "32010204", None, id="a living code says nothing more"),
        pytest.param("๓๒๐๑๐๒๐๐๔", "32010204", None, id="nine Thai digits"),
        pytest.param("530306", "530407", "530407 ท่าแฝก", id="a moved subdistrict answers with its successor"),
        pytest.param("4303", "3801", "3801 เมืองบึงกาฬ", id="so does a district of a new province"),
        pytest.param("53030604", "53040704", "ตรวจชื่อหมู่บ้าน", id="and a village under a moved subdistrict"),
        pytest.param("1047", "1047", None, id="Bangkok is known"),
        pytest.param("C-5320103-001", "C-5320103-001", None, id="a community by its own id"),
    ],
)
def test_a_typed_code_answers_with_the_area_of_today(
    places: Session, typed: str, code: str, told: str | None
) -> None:
    answer = finding.by_code(places, typed)
    assert answer.area.code == code
    assert answer.living
    assert (answer.note is None) if told is None else (told in str(answer.note))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        pytest.param("99", "ไม่พบรหัส 99", id="an unknown province"),
        pytest.param(
            "320199", "พบ 3201 อ.เมืองสุรินทร์ จ.สุรินทร์", id="an unknown subdistrict of a known district"
        ),
        pytest.param("53030699", "ปัจจุบันคือ 530407", id="an unknown village under a moved subdistrict"),
        pytest.param("104701", "แบ่งเป็น 104702, 104703", id="a code that was divided"),
        pytest.param("2504", "ไม่มีบันทึกรหัสที่ใช้แทน", id="a retired code without a successor"),
        pytest.param("32010200", "นอกเขต", id="moo 00"),
        pytest.param("", "ยังไม่ได้กรอก", id="nothing"),
    ],
)
def test_a_code_that_cannot_be_used_is_refused_with_what_to_do(
    places: Session, typed: str, told: str
) -> None:
    with pytest.raises(Invalid) as refused:
        finding.by_code(places, typed, field="area")
    assert told in str(refused.value.fields["area"])


def test_a_divided_code_is_answered_itself_where_retired_ones_are_wanted(gazetteer: Session) -> None:
    answer = finding.by_code(gazetteer, "104701", retired_too=True)
    assert (answer.area.code, answer.living) == ("104701", False)


def test_a_code_of_another_scheme_is_found_by_its_alias(gazetteer: Session) -> None:
    gazetteer.add(AreaAlias(alias="320188", scheme="health", area_code="320102"))
    gazetteer.flush()
    assert finding.by_code(gazetteer, "320188").area.code == "320102"


@pytest.mark.parametrize("code", ["99", "", "'; drop table area; --", "3" * 9_000, "0\u0e01", "32\x00", "๓๒"])
def test_a_code_out_of_an_address_is_found_or_not_found(gazetteer: Session, code: str) -> None:
    assert finding.area_at(gazetteer, "530306").valid_to is not None
    with pytest.raises(NotFound):
        finding.area_at(gazetteer, code)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        pytest.param("สุรินทร์", "32", id="a province before the district that bears its name"),
        pytest.param("สุรินทร", "32", id="without its การันต์"),
        pytest.param("สุรินทน์", "32", id="with a wrong final letter"),
        pytest.param("surin", "32", id="in English"),
        pytest.param("จังหวัดสุรินทร์", "32", id="with its prefix"),
        pytest.param("เมืองสุรินทร์", "3201", id="the capital district"),
        pytest.param("อ.เมือง จ.สุรินทร์", "3201", id="as everybody calls it"),
        pytest.param("ต.ในเมือง อ.เมืองสุรินทร์", "320101", id="a chain that tells one of many"),
        pytest.param("จ.สุรินทร์ อ.เมือง ต.ในเมือง", "320101", id="the chain the other way round"),
        pytest.param("ตําบลตั้งใจ", "320102", id="sara am in two strokes"),
        pytest.param("Tang Chai, Mueang Surin", "320102", id="an English chain"),
        pytest.param("เเกใหญ่ อ.เมืองสุรินทร์", "320110", id="sara ae as two sara e"),
        pytest.param("บ้านหนองบัว ต.ตั้งใจ อ.เมืองสุรินทร์", "32010204", id="a village in its chain"),
        pytest.param("บานหนองบัวน้อย", "32010205", id="a village without tone marks"),
        pytest.param("บ.หนองบัวน้อย", "32010205", id="a village with the short prefix"),
        pytest.param("หมู่ ๔ ต.ตั้งใจ อ.เมืองสุรินทร์", "32010204", id="a moo number in its chain"),
        pytest.param("ชุมชนริมคลอง เมืองสุรินทร์", "C-5320103-001", id="a community in its district"),
        pytest.param("เขตบางนา", "1047", id="a district of Bangkok"),
        pytest.param("กทม.", "10", id="Bangkok by its short name"),
        pytest.param("ปอพาน จ.ร้อยเอ็ด", "450109", id="the name in brackets"),
        pytest.param("เกาะ พะงัน", "8405", id="a space in the middle of a name"),
        pytest.param("๓๒๐๑๐๒", "320102", id="a code"),
        pytest.param("530306", "530407", id="a retired code"),
    ],
)
def test_the_likeliest_area_comes_first(places: Session, typed: str, first: str) -> None:
    matches = finding.suggest(places, typed)
    assert [m.area.code for m in matches][:1] == [first]


def test_a_name_that_many_bear_is_listed_with_the_chain_of_each(gazetteer: Session) -> None:
    matches = finding.by_name(gazetteer, "ต.หนองบัว", limit=50)
    exact = [m for m in matches if m.area.name_th == "หนองบัว"]
    assert len(exact) == 28
    assert len({m.address for m in exact}) == 28
    assert matches[:28] == exact


@pytest.mark.parametrize(
    "typed", ["", " ", "ต.", "zzzzzz", "%", "_", "ไม่มีที่นี่ในโลก", "9" * 300, "\\", "\x00", "\ud800"]
)
def test_what_is_nowhere_gives_an_empty_list(gazetteer: Session, typed: str) -> None:
    assert finding.suggest(gazetteer, typed) == []


def test_a_list_keeps_to_its_limit_kinds_and_scope(gazetteer: Session) -> None:
    matches = finding.suggest(gazetteer, "บ", within="32", kinds=["subdistrict"], limit=7)
    assert len(matches) == 7
    assert {(m.area.kind, m.area.code[:2]) for m in matches} == {("subdistrict", "32")}


def test_a_few_digits_list_the_codes_that_begin_so(gazetteer: Session) -> None:
    assert [m.area.code for m in finding.suggest(gazetteer, "32010", limit=3)] == [
        "320101",
        "320102",
        "320103",
    ]


def test_a_name_only_retired_areas_bear_is_still_found(gazetteer: Session) -> None:
    [match] = finding.by_name(gazetteer, "กิ่งอำเภอศรีหลักชัย")
    assert match.area.valid_to is not None


def test_children_come_in_the_order_of_a_thai_dictionary(gazetteer: Session) -> None:
    names = [a.name_th for a in finding.children(gazetteer, "3201")]
    assert names[:7] == ["กาเกาะ", "แกใหญ่", "คอโค", "เฉนียง", "ตระแสง", "ตั้งใจ", "ตาอ็อง"]
    assert len(finding.children(gazetteer, "")) == 77


def test_villages_come_by_their_number(places: Session) -> None:
    assert [a.moo for a in finding.children(places, "320102")] == [4, 5, 6]


def test_a_point_lies_in_the_finest_area_that_has_a_boundary(gazetteer: Session) -> None:
    found = finding.by_point(gazetteer, *SURIN)
    assert found is not None
    assert found.code == "32"
    assert finding.by_point(gazetteer, 90.0, 0.0) is None


def test_the_distance_of_a_village_is_to_the_nearest_boundary_above_it(places: Session) -> None:
    inside = finding.distance_to(places, "32010204", *SURIN)
    outside = finding.distance_to(places, "C-5320103-001", 100.5, 13.75)
    assert inside is not None
    assert (inside.area.code, inside.metres, inside.schematic) == ("32", 0.0, False)
    assert outside is not None
    assert 200_000 < outside.metres < 400_000
    assert finding.distance_to(places, "nowhere", *SURIN) is None
    places.delete(places.get_one(AreaBoundary, "53"))
    places.flush()
    assert finding.distance_to(places, "53040704", *SURIN) is None


@pytest.mark.parametrize(
    ("code", "short", "long"),
    [
        pytest.param(
            "32010204",
            "หมู่ที่ 4 บ้านหนองบัว ต.ตั้งใจ อ.เมืองสุรินทร์ จ.สุรินทร์",
            "หมู่ที่ 4 บ้านหนองบัว ตำบลตั้งใจ อำเภอเมืองสุรินทร์ จังหวัดสุรินทร์",
            id="a village",
        ),
        pytest.param(
            "32010206",
            "หมู่ที่ 6 ต.ตั้งใจ อ.เมืองสุรินทร์ จ.สุรินทร์",
            "หมู่ที่ 6 ตำบลตั้งใจ อำเภอเมืองสุรินทร์ จังหวัดสุรินทร์",
            id="a village of the sample, which has no name",
        ),
        pytest.param(
            "C-5320103-001",
            "ชุมชนริมคลอง ต.เพี้ยราม อ.เมืองสุรินทร์ จ.สุรินทร์",
            "ชุมชนริมคลอง ตำบลเพี้ยราม อำเภอเมืองสุรินทร์ จังหวัดสุรินทร์",
            id="a community",
        ),
        pytest.param("104702", "แขวงบางนาเหนือ เขตบางนา กรุงเทพมหานคร", None, id="in Bangkok"),
        pytest.param("32", "จ.สุรินทร์", "จังหวัดสุรินทร์", id="a province"),
        pytest.param("99", "99", "99", id="a code nobody knows stands for itself"),
    ],
)
def test_an_address_goes_from_the_village_to_the_province(
    places: Session, code: str, short: str, long: str | None
) -> None:
    assert finding.full_address(places, code) == short
    assert finding.full_address(places, code, long=True) == (long or short)


def test_the_addresses_of_a_list_take_one_query(places: Session) -> None:
    codes = places.scalars(select(Area.code).where(Area.code.startswith("32")).limit(100)).all()
    asked: list[str] = []
    connection = places.connection()

    def count(*args: object) -> None:
        asked.append(str(args[2]))

    event.listen(connection, "before_cursor_execute", count)
    found = finding.full_addresses(places, codes)
    event.remove(connection, "before_cursor_execute", count)
    assert len(asked) == 1
    assert set(found) == set(codes)
    assert all(address.endswith("จ.สุรินทร์") for address in found.values())


@pytest.mark.parametrize(
    ("code", "english"),
    [
        pytest.param(
            "32010206", "Moo 6, Tang Chai Subdistrict, Mueang Surin District, Surin", id="a village"
        ),
        pytest.param(
            "C-5320103-001",
            "ชุมชนริมคลอง, Phia Ram Subdistrict, Mueang Surin District, Surin",
            id="a community has its Thai name only, and keeps it",
        ),
        pytest.param("320102", "Tang Chai Subdistrict, Mueang Surin District, Surin", id="a subdistrict"),
        pytest.param("3201", "Mueang Surin District, Surin", id="a district"),
        pytest.param("32", "Surin Province", id="a province by itself"),
        pytest.param("104702", "Bang Na Nuea Subdistrict, Bang Na District, Bangkok", id="in Bangkok"),
        pytest.param("10", "Bangkok", id="Bangkok, which is no province"),
        pytest.param("99", "99", id="a code nobody knows stands for itself"),
    ],
)
def test_an_address_in_english(places: Session, code: str, english: str) -> None:
    assert full_names(places, [code])[code].en == english


@pytest.mark.parametrize(
    ("given", "thai", "english"),
    [
        (("village", "บ้านโคกเพชร", "Ban Khok Phet", 4), "หมู่ที่ 4 บ้านโคกเพชร", "Moo 4 Ban Khok Phet"),
        (("village", "บ้านโคกเพชร", None, 4), "หมู่ที่ 4 บ้านโคกเพชร", "Moo 4 บ้านโคกเพชร"),
        (("subdistrict", "ในเมือง", "Nai Mueang", None), "ต.ในเมือง", "Nai Mueang Subdistrict"),
        (("district", "เมืองสุรินทร์", "Mueang Surin", None), "อ.เมืองสุรินทร์", "Mueang Surin District"),
        (("district", "ทดสอบ", None, None), "อ.ทดสอบ", "อ.ทดสอบ"),
        (("province", "สุรินทร์", "Surin", None), "จ.สุรินทร์", "Surin Province"),
        (("community", "ริมน้ำ", None, None), "ชุมชนริมน้ำ", "ชุมชนริมน้ำ"),
        (("community", "ริมน้ำ", "Rim Nam", None), "ชุมชนริมน้ำ", "Rim Nam Community"),
    ],
)
def test_a_name_wears_the_word_for_its_kind_in_both_languages(
    given: tuple[str, str, str | None, int | None], thai: str, english: str
) -> None:
    kind, name_th, name_en, moo = given
    found = name_of(kind, name_th, name_en, moo)
    assert (found.th, found.en) == (thai, english)


def test_the_sample_villages_have_a_number_for_a_name_in_both_languages() -> None:
    found = name_of("village", "หมู่ที่ 4", "Moo 4", 4, schematic=True)
    assert (found.th, found.en) == ("หมู่ที่ 4", "Moo 4")
