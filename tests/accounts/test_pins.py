"""Rules of PINs and passwords, a sentence a row."""

import re

import pytest

from planhub.accounts.pins import fault_of, is_place, new_password, new_pin, read_new_secret, read_secret
from planhub.errors import Invalid

VILLAGE = "32010204"
OFFICIAL = "somchai.p"


@pytest.mark.parametrize(
    ("username", "secret", "told"),
    [
        pytest.param(VILLAGE, "274916", None, id="six digits without a pattern will do for a village"),
        pytest.param(VILLAGE, "123456", "เดาง่าย", id="digits in a row are easy to guess"),
        pytest.param(VILLAGE, "654321", "เดาง่าย", id="and backwards"),
        pytest.param(VILLAGE, "000000", "เดาง่าย", id="six times the same"),
        pytest.param(VILLAGE, "121212", "เดาง่าย", id="two digits taking turns"),
        pytest.param(VILLAGE, "135791", "เดาง่าย", id="every second digit in a row"),
        pytest.param(VILLAGE, "482482", "เดาง่าย", id="the same three digits twice"),
        pytest.param(VILLAGE, "112233", "เดาง่าย", id="one of the PINs that everybody takes"),
        pytest.param(VILLAGE, "320102", "ส่วนหนึ่งของรหัส", id="the head of the village's own code"),
        pytest.param(VILLAGE, "010204", "ส่วนหนึ่งของรหัส", id="its tail"),
        pytest.param(VILLAGE, "402010", "ส่วนหนึ่งของรหัส", id="its tail backwards"),
        pytest.param("C-5320103-001", "320103", "ส่วนหนึ่งของรหัส", id="digits of a community's id"),
        pytest.param(VILLAGE, "2749", "6 หลัก", id="four digits are too few"),
        pytest.param(VILLAGE, "2749163", "6 หลัก", id="seven are neither PIN nor password"),
        pytest.param(VILLAGE, "ฝนตกหนัก", "6 หลัก", id="a short password: told of both ways"),
        pytest.param(VILLAGE, "ฝนตกทีไรถนนขาด", None, id="a village may take a Thai password"),
        pytest.param(VILLAGE, "x32010204x", "ชื่อผู้ใช้", id="but not its code with a fringe"),
        pytest.param(OFFICIAL, "274916", "6 ตัว", id="an official has no PIN"),
        pytest.param(OFFICIAL, "ninechars", "9 ตัว", id="nine characters are too few"),
        pytest.param(OFFICIAL, "ten chars!", None, id="ten will do"),
        pytest.param(OFFICIAL, "Somchai.P 2569", "ชื่อผู้ใช้", id="the username inside, in any case"),
        pytest.param(OFFICIAL, "ababababababab", "ตัวเดิมซ้ำ", id="two letters over and over"),
        pytest.param(OFFICIAL, "ก" * 201, "200", id="too long to be hashed"),
        pytest.param(OFFICIAL, "   ", "ยังไม่ได้พิมพ์", id="nothing but spaces"),
        pytest.param(OFFICIAL, "", "ยังไม่ได้พิมพ์", id="nothing"),
    ],
)
def test_what_is_good_enough(username: str, secret: str, told: str | None) -> None:
    fault = fault_of(secret, username=username)
    assert (fault is None) if told is None else (fault is not None and told in str(fault))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        pytest.param("๒๗๔๙๑๖", "274916", id="Thai digits"),
        pytest.param(" 274 916 ", "274916", id="a PIN with spaces"),
        pytest.param("274-916", "274916", id="a PIN with a dash, as on the slip"),
        pytest.param("ten chars! ", "ten chars! ", id="a password keeps its spaces"),
    ],
)
def test_what_is_compared(typed: str, read: str) -> None:
    assert read_secret(typed) == read


def test_the_second_typing_must_agree_and_is_the_field_named() -> None:
    with pytest.raises(Invalid) as told:
        read_new_secret("274916", "274917", username=VILLAGE)
    assert list(told.value.fields) == ["repeat_password"]
    assert read_new_secret("๒๗๔๙๑๖", "274 916", username=VILLAGE) == "274916"


def test_pins_by_lot_keep_the_rules_and_differ() -> None:
    pins = [new_pin(VILLAGE) for _ in range(200)]
    assert all(fault_of(pin, username=VILLAGE) is None for pin in pins)
    assert len(set(pins)) > 190


def test_first_passwords_are_readable_on_paper_and_good_enough() -> None:
    password = new_password()
    assert re.fullmatch(r"[a-z2-9]{4}(-[a-z2-9]{4}){2}", password)
    assert not set(password) & set("ilo01")
    assert fault_of(password, username=OFFICIAL) is None


@pytest.mark.parametrize(
    ("username", "place"),
    [
        pytest.param("32010204", True, id="a village's code"),
        pytest.param("C-5320103-001", True, id="a community's id"),
        pytest.param("320102", False, id="a subdistrict's code is nobody's name"),
        pytest.param("somchai", False, id="an official's name"),
    ],
)
def test_who_may_have_a_pin(username: str, place: bool) -> None:
    assert is_place(username) is place
