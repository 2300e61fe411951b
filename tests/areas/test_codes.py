"""Area codes: what people type, and what it contains."""

import pytest

from planhub.areas import codes
from planhub.errors import Invalid


@pytest.mark.parametrize(
    ("typed", "code", "kind"),
    [
        pytest.param("32", "32", "province", id="two digits are a province"),
        pytest.param("3201", "3201", "district", id="four are a district"),
        pytest.param("320102", "320102", "subdistrict", id="six are a subdistrict"),
        pytest.param("32010204", "32010204", "village", id="eight are a village"),
        pytest.param("๓๒๐๑๐๒๐๔", "32010204", "village", id="Thai digits"),
        pytest.param(" 32-01-02-04 ", "32010204", "village", id="dashes and spaces"),
        pytest.param("32 01 02\u200b04", "32010204", "village", id="a zero-width space from a copied text"),
        pytest.param("320102004", "32010204", "village", id="of nine digits the seventh is dropped"),
        pytest.param("TH530407", "530407", "subdistrict", id="the p-code of a boundary file"),
        pytest.param("th-32", "32", "province", id="the ISO code of a province"),
        pytest.param("C-5320103-001", "C-5320103-001", "community", id="the id of a community"),
        pytest.param("c 5320103 ๐๐๑", "C-5320103-001", "community", id="the same, carelessly typed"),
    ],
)
def test_what_people_type_becomes_a_code(typed: str, code: str, kind: str) -> None:
    assert codes.read_code(typed) == code
    assert codes.kind_of(code) == kind


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        pytest.param("", "ยังไม่ได้กรอก", id="nothing"),
        pytest.param("TH", "ยังไม่ได้กรอก", id="only the prefix"),
        pytest.param("32O10204", "ไม่ใช่ตัวเลข", id="the letter O for a zero"),
        pytest.param("บ้านหนองบัว", "ไม่ใช่ตัวเลข", id="a name"),
        pytest.param("²²", "ไม่ใช่ตัวเลข", id="digits that are none"),
        pytest.param("3", "1 หลัก", id="one digit"),
        pytest.param("3201020", "7 หลัก", id="a digit lost"),
        pytest.param("3201020400", "10 หลัก", id="digits too many"),
        pytest.param("32010200", "นอกเขต", id="moo 00 is outside the area, no village"),
        pytest.param("340119000", "นอกเขต", id="moo 00 in nine digits"),
        pytest.param("3200", "อำเภอเป็น 00", id="district 00"),
        pytest.param("320100", "ตำบลเป็น 00", id="subdistrict 00"),
        pytest.param("00", "จังหวัดเป็น 00", id="province 00"),
        pytest.param("C-532-001", "รหัสชุมชน", id="a community without its authority"),
        pytest.param("C-5320103-000", "รหัสชุมชน", id="community number 000"),
        pytest.param("9" * 500, "500 หลัก", id="a flood of digits"),
    ],
)
def test_what_is_no_code_is_refused_with_a_sentence_for_its_field(typed: str, told: str) -> None:
    with pytest.raises(Invalid) as refused:
        codes.read_code(typed, field="village")
    sentence = str(refused.value.fields["village"])
    assert told in sentence
    assert len(sentence) < 220


def test_a_field_for_villages_says_that_a_subdistrict_was_given() -> None:
    with pytest.raises(Invalid, match="เป็นรหัสตำบล แต่ช่องนี้ต้องการรหัสหมู่บ้าน / ชุมชน"):
        codes.read_code("320102", kinds=("village", "community"))


@pytest.mark.parametrize(
    ("code", "parent", "ancestors", "province"),
    [
        pytest.param("32010204", "320102", ["32", "3201", "320102"], "32", id="a village"),
        pytest.param("32", None, [], "32", id="a province lies in nothing"),
        pytest.param("C-5320103-001", None, [], "32", id="a community's parent is not in its id"),
    ],
)
def test_the_prefix_tells_where_it_lies(
    code: str, parent: str | None, ancestors: list[str], province: str
) -> None:
    assert codes.parent_of(code) == parent
    assert codes.ancestors_of(code) == ancestors
    assert codes.province_of(code) == province


@pytest.mark.parametrize(
    ("scope", "code", "inside"),
    [
        pytest.param("", "32010204", True, id="the country contains all"),
        pytest.param("3201", "3201", True, id="an area contains itself"),
        pytest.param("3201", "32010299", True, id="a district contains its villages"),
        pytest.param("3201", "32", False, id="but not its province"),
        pytest.param("3201", "3202", False, id="nor its neighbour"),
        pytest.param("32", "4501", False, id="nor another province"),
    ],
)
def test_bounds_say_the_same_as_the_prefix(scope: str, code: str, inside: bool) -> None:
    lo, hi = codes.bounds(scope)
    assert codes.contains(scope, code) is inside
    assert (lo.encode() <= code.encode() < hi.encode()) is inside


def test_bangkok_is_known_and_refused_where_only_the_76_count() -> None:
    assert codes.in_bangkok("104702")
    assert not codes.in_bangkok("11")
    codes.refuse_bangkok("32")
    with pytest.raises(Invalid, match="กรุงเทพมหานคร"):
        codes.refuse_bangkok(codes.read_code("1047"))


def test_a_community_gets_its_own_id() -> None:
    assert codes.community_code("5320103", 7) == "C-5320103-007"
    assert codes.is_community("C-5320103-007")
