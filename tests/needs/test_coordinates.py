"""A place as typed: what is read, and what is answered with a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planhub.needs.coordinates import read_place
from planhub.thai.money import Unreadable

SURIN = (14.882, 103.493)
UTM_SURIN = (14.8817743, 103.4894569)


@pytest.mark.parametrize(
    ("lat", "lon", "expected"),
    [
        # decimal degrees in two boxes
        ("14.8820", "103.4930", SURIN),
        # Thai digits
        ("๑๔.๘๘๒๐", "๑๐๓.๔๙๓๐", SURIN),
        # both in the first box, with a comma
        ("14.8820, 103.4930", "", SURIN),
        # both in the second box
        ("", "14.8820 103.4930", SURIN),
        # degrees, minutes, seconds with signs and letters
        ("14°52'55.2\"N 103°29'34.8\"E", "", SURIN),
        # degrees, minutes, seconds as bare numbers in two boxes
        ("14 52 55.2", "103 29 34.8", SURIN),
        # Thai words for the directions
        ("14.882 เหนือ", "103.493 ตะวันออก", SURIN),
        # longitude first, told by its letter
        ("E103.493 N14.882", "", SURIN),
        # UTM with zone and band
        ("48P 337500 1645800", "", UTM_SURIN),
        # UTM with hemisphere for band and separators of thousands
        ("48N 337,500 1,645,800", "", UTM_SURIN),
        # UTM shared between the boxes
        ("48P 337500", "1645800", UTM_SURIN),
        # the zone behind
        ("337500 1645800 48P", "", UTM_SURIN),
        # labelled, and northing first
        ("zone 48 N 1645800 E 337500", "", UTM_SURIN),
        # metres with their letters behind
        ("48P 337500mE 1645800mN", "", UTM_SURIN),
    ],
)
def test_is_read(lat: str, lon: str, expected: tuple[float, float]) -> None:
    place = read_place(lat, lon)
    assert place is not None
    assert (place.lat, place.lon) == pytest.approx(expected, abs=1e-6)
    assert place.warning is None


@pytest.mark.parametrize(
    ("lat", "lon", "says"),
    [
        # the two the wrong way round
        ("103.4930", "14.8820", "สลับกัน"),
        # a minus
        ("-14.88", "103.49", "ซีกโลกเหนือ"),
        # south and west
        ("14.88 S", "103.49 W", "ซีกโลกเหนือ"),
        # only one
        ("14.88", "", "ลองจิจูด"),
        ("", "103.49", "ละติจูด"),
        # minutes past sixty
        ("14 61 0", "103 0 0", "60"),
        # not on the earth
        ("99", "200", "ไม่มีบนโลก"),
        # no number at all
        ("หลังวัด", "", "อ่านพิกัด"),
        # UTM without its zone
        ("337500 1645800", "", "โซน"),
        # UTM of another country
        ("50Q 337500 1645800", "", "47 กับ 48"),
        # UTM of the southern hemisphere
        ("48S 337500 1645800", "", "N, P หรือ Q"),
        # northing before easting
        ("48P 1645800 337500", "", "มาก่อน"),
        # half a UTM
        ("48P 337500", "", "สองค่า"),
        # northing of no Thai place
        ("48P 337500 9645800", "", "นอกช่วง"),
    ],
)
def test_is_answered_with_a_sentence(lat: str, lon: str, says: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_place(lat, lon)
    assert says in str(refused.value.sentence)


def test_two_empty_boxes_are_no_place() -> None:
    assert read_place(" ", "-") is None


def test_a_place_abroad_is_read_and_warned_of() -> None:
    place = read_place("17.97", "102.61")  # Vientiane lies in the box of the country
    assert place is not None
    assert place.warning is None
    place = read_place("48.85", "2.35")
    assert place is not None
    assert "นอกประเทศไทย" in str(place.warning)


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_is_typed_gives_a_place_or_a_sentence(lat: str, lon: str) -> None:
    try:
        place = read_place(lat, lon)
    except Unreadable:
        return  # a sentence: its words are tested above
    assert place is None or (abs(place.lat) <= 90 and abs(place.lon) <= 180)


@given(
    st.text(alphabet="0123456789.,-°'\" NSEWPQnsew/4748", max_size=40),
    st.text(alphabet="0123456789.- NE", max_size=20),
)
def test_whatever_looks_like_a_place_gives_a_place_or_a_sentence(lat: str, lon: str) -> None:
    try:
        place = read_place(lat, lon)
    except Unreadable:
        return  # a sentence: its words are tested above
    assert place is None or (0 <= place.lat <= 90 and 0 <= place.lon <= 180)
