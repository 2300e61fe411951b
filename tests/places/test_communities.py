"""ชุมชน in free text: read when the local authority is proved, and never taken for a village."""

import pickle

import pytest

from planhub.places.gazetteer import Gazetteer, build
from planhub.places.gazetteer_rows import Authority, Row, built_in_rows
from planhub.places.place import Why
from planhub.places.reading import read

# ต.ในเมือง, ต.นอกเมือง of อ.เมืองสุรินทร์; ต.ในเมือง of อ.เมืองร้อยเอ็ด
COMMUNITIES = {
    "C-4320101-001": ("บ้านใต้", "320101"),
    "C-4320101-002": ("วัดกลาง", "320101"),
    "C-4320101-003": ("ริมทางรถไฟ", "320111"),
    "C-5320112-001": ("บ้านใต้", "320111"),
    "C-5320199-001": ("บ้านใต้", "320111"),
    "C-4450101-001": ("บ้านใต้", "450101"),
    "C-4450101-002": ("ทุ่งเจริญ", "450101"),
}
AUTHORITIES = [
    Authority("4320101", "town", "สุรินทร์", "32", "3201"),
    Authority("5320112", "subdistrict_municipality", "เมืองที", "32", "3201"),
    Authority("4450101", "town", "ร้อยเอ็ด", "45", "4501"),
    # two of one name in two provinces, of which one has a ชุมชน of the name
    Authority("5320113", "subdistrict_municipality", "บ้านใหม่", "32", "3205"),
    Authority("5450113", "subdistrict_municipality", "บ้านใหม่", "45", "4502"),
]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    rows = built_in_rows()
    rows += [
        Row(code, "community", name, parent=parent, authority=code[2:9])
        for code, (name, parent) in COMMUNITIES.items()
    ]
    rows.append(Row("C-5320113-001", "community", "สุขใจ", parent="320501", authority="5320113"))
    rows += [Row("32011101", "village", "บ้านใต้"), Row("32011201", "village", "บ้านใต้")]
    return build(rows, AUTHORITIES)


@pytest.mark.parametrize(
    ("why", "text", "codes"),
    [
        # the town is proved by its name, and the ชุมชน by its own in the town
        ("a town", "ขุดลอกท่อ ชุมชนบ้านใต้ เทศบาลเมืองสุรินทร์", ["C-4320101-001"]),
        ("in short words", "ชุมชนวัดกลาง ทม.สุรินทร์", ["C-4320101-002"]),
        ("the town first", "เทศบาลเมืองร้อยเอ็ด ชุมชนทุ่งเจริญ", ["C-4450101-002"]),
        (
            "with all that is around it",
            "ชุมชนบ้านใต้ ต.ในเมือง อ.เมืองสุรินทร์ เทศบาลเมืองสุรินทร์ จ.สุรินทร์",
            ["C-4320101-001"],
        ),
        ("the same name in another town", "ชุมชนบ้านใต้ เทศบาลเมืองร้อยเอ็ด จังหวัดร้อยเอ็ด", ["C-4450101-001"]),
        (
            "a เทศบาลตำบล that bears no subdistrict's name",
            "ชุมชนบ้านใต้ เทศบาลตำบลเมืองที จ.สุรินทร์",
            ["C-5320112-001"],
        ),
        # the subdistrict proves it where it has one ชุมชน of the name
        ("by its subdistrict", "ชุมชนวัดกลาง ต.ในเมือง อ.เมืองสุรินทร์", ["C-4320101-002"]),
        # several of one town: the subdistrict that holds them, for one item has one place
        ("two of one subdistrict", "ชุมชนบ้านใต้ และชุมชนวัดกลาง เทศบาลเมืองสุรินทร์", ["320101"]),
        ("two of two subdistricts", "ชุมชนบ้านใต้ ชุมชนริมทางรถไฟ เทศบาลเมืองสุรินทร์", ["320101", "320111"]),
        # no further than is proved
        ("a name that the town does not have", "ชุมชนตลาดเก่า เทศบาลเมืองสุรินทร์", ["32"]),
        ("a name that goes on", "ชุมชนบ้านใต้สามัคคี เทศบาลเมืองสุรินทร์", ["32"]),
        ("one of two unknown", "ชุมชนบ้านใต้ ชุมชนตลาดเก่า เทศบาลเมืองสุรินทร์", ["32"]),
        ("a place that contradicts the town", "ชุมชนบ้านใต้ เทศบาลเมืองสุรินทร์ อ.ปราสาท จ.สุรินทร์", ["3205"]),
        ("no authority and no subdistrict", "ชุมชนบ้านใต้ จ.สุรินทร์", ["32"]),
        (
            "two of the name in the subdistrict's two authorities",
            "ชุมชนบ้านใต้ ต.นอกเมือง อ.เมืองสุรินทร์",
            ["320111"],
        ),
        # a ชุมชน is no village, though the subdistrict has one of the name
        ("not the village", "ชุมชนบ้านใต้ ต.คอโค อ.เมืองสุรินทร์", ["320112"]),
        ("the village itself is still read", "บ้านใต้ ต.คอโค อ.เมืองสุรินทร์", ["32011201"]),
        # a name that two authorities bear
        ("decided by the province", "ชุมชนสุขใจ เทศบาลตำบลบ้านใหม่ จ.สุรินทร์", ["C-5320113-001"]),
        ("decided by the district", "ชุมชนสุขใจ ทต.บ้านใหม่ อ.ปราสาท จ.สุรินทร์", ["C-5320113-001"]),
    ],
)
def test_a_community_is_claimed_when_its_authority_is_proved(
    gazetteer: Gazetteer, why: str, text: str, codes: list[str]
) -> None:
    assert sorted(place.code for place in read(text, gazetteer).places) == codes, why


def test_of_two_authorities_of_one_name_none_is_taken_without_a_province(gazetteer: Gazetteer) -> None:
    open_ = read("ชุมชนสุขใจ เทศบาลตำบลบ้านใหม่", gazetteer)
    assert not any(place.code.startswith("C-") for place in open_.places)
    # the province of the list decides
    near = read("ชุมชนสุขใจ เทศบาลตำบลบ้านใหม่", gazetteer, near=("32",))
    assert [place.code for place in near.places] == ["C-5320113-001"]


def test_nothing_outside_the_limits_is_claimed(gazetteer: Gazetteer) -> None:
    text = "ชุมชนบ้านใต้ เทศบาลเมืองสุรินทร์"
    assert [place.code for place in read(text, gazetteer, within="32").places] == ["C-4320101-001"]
    assert [place.code for place in read(text, gazetteer, within="320101").places] == ["C-4320101-001"]
    outside = read(text, gazetteer, within="45")
    assert outside.places == ()
    assert outside.doubt is not None
    assert outside.doubt.why is Why.UNREAD


def test_a_subdistrict_of_many_places_is_settled_by_the_town(gazetteer: Gazetteer) -> None:
    read_ = read("ชุมชนวัดกลาง ต.ในเมือง เทศบาลเมืองสุรินทร์", gazetteer)
    assert ([place.code for place in read_.places], read_.doubt) == (["C-4320101-002"], None)
    assert read_.common == "C-4320101-002"


def test_a_gazetteer_with_communities_can_be_pickled(gazetteer: Gazetteer) -> None:
    copy = pickle.loads(pickle.dumps(gazetteer))  # noqa: S301 - our own
    assert read("ชุมชนวัดกลาง ทม.สุรินทร์", copy).common == "C-4320101-002"
