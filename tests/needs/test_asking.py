"""Reading a draft: every field, right or wrong, and never an exception."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planhub.needs.asking import composed_title, read
from planhub.needs.questions import BY_NAME, FIELDS, ROWS
from planhub.proposals.value_lists import BUDGET_GROUP_OF_SIDE, BUDGET_GROUPS, SIDES

GOOD = {
    "side": "infrastructure",
    "problem": "ฝนตกทีไรถนนขาด\nรถโรงเรียนเข้าไม่ได้",
    "title": "ก่อสร้างถนนคอนกรีตเสริมเหล็ก สายวัดป่าถึงโรงเรียน",
    "lat": "14.88",
    "lon": "103.49",
    "amount_1": "1,250,000",
    "hearing_on": "1 พ.ย. 2569",
}
TODAY = date(2026, 11, 21)


def reading(**typed: str) -> Any:
    return read(GOOD | typed, fiscal_year=2571, day=TODAY)


def test_a_good_draft_has_no_error_and_no_warning() -> None:
    result = reading()
    assert result.errors == {}
    assert result.warnings == {}
    assert result.amount == Decimal("1250000.00")
    assert result.values["lines"] == [(2571, "open", Decimal("1250000.00"))]
    assert result.values["hearing_on"] == date(2026, 11, 1)
    assert result.values["problem"] == "ฝนตกทีไรถนนขาด\nรถโรงเรียนเข้าไม่ได้"


def test_an_empty_draft_asks_for_problem_side_and_title_only() -> None:
    result = read({}, fiscal_year=2571, day=TODAY)
    assert list(result.errors) == ["problem", "side", "title"]
    assert set(result.warnings) == {"lat", "amount_1", "hearing_on"}


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        # Thai digits and a thousands separator
        ("people", "๑,๒๕๐", 1250),
        # the unit may stay behind the number
        ("households", "86 ครัวเรือน", 86),
        # "about"
        ("attendees", "ประมาณ 70", 70),
        # a ledger's dash is nothing
        ("people", " - ", None),
        # metres, and what people write instead
        ("length_m", "1.2 กม.", Decimal(1200)),
        ("thickness_m", "15 ซม.", Decimal("0.15")),
        ("width_m", "๔ เมตร", Decimal(4)),
        ("quantity", "2.5", Decimal("2.50")),
        # two-digit years are Buddhist
        ("hearing_on", "15/10/69", date(2026, 10, 15)),
        ("hearing_on", "๑๕ ต.ค. ๒๕๖๙", date(2026, 10, 15)),
        # a telephone number in any dress
        ("proposer_phone", "+66 81-234-5678", "0812345678"),
        ("proposer_phone", "๐๘๑ ๒๓๔ ๕๖๗๘", "0812345678"),
        # zero-width and direction marks go, spaces are put right
        ("title", "  ซ่อม\u200bถนน \u202e สายใหม่ ", "ซ่อมถนน สายใหม่"),
        # a NUL goes: no database text can hold it
        ("problem", "น้ำ\x00ท่วม", "น้ำท่วม"),
        ("wish_rank", "1", 1),
        ("land_status", "temple", "temple"),
    ],
)
def test_is_read(name: str, typed: str, value: object) -> None:
    result = reading(**{name: typed})
    assert name not in result.errors
    assert result.values[name] == value


@pytest.mark.parametrize(
    ("name", "typed", "says"),
    [
        # negative, non-numeric and huge money
        ("amount_1", "-500", "ติดลบ"),
        ("amount_1", "ห้าแสน", "เป็นจำนวนเงินไม่ได้"),
        ("amount_1", "999,999,999,999", "99,999 ล้านบาท"),
        ("amount_1", "9" * 60, "มากเกินไป"),
        ("amount_1", "1.234", "ทศนิยม"),
        # years outside the round
        ("year_1", "2560", "2571 ถึง 2575"),
        ("year_1", "สองห้า", "เป็นตัวเลขไม่ได้"),
        ("source_1", "bank", "เลือก"),
        # heads
        ("people", "-3", "ติดลบ"),
        ("people", "3.5", "จำนวนเต็ม"),
        ("people", "100,000,000", "ไม่เกิน"),
        ("attendees", "หลายคน", "เป็นตัวเลขไม่ได้"),
        # lengths
        ("length_m", "12 วา", "เป็นตัวเลขไม่ได้"),
        ("width_m", "99999", "ไม่เกิน"),
        # dates
        ("hearing_on", "31/2/2569", "ไม่มีวันที่"),
        ("hearing_on", "1/12/2569", "ยังมาไม่ถึง"),
        ("hearing_on", "1/1/2540", "นานเกินไป"),
        ("hearing_on", "เมื่อวาน", "เป็นวันที่ไม่ได้"),
        # text
        ("title", "ก" * 501, "ไม่เกิน 500"),
        ("title", "ก" + "\u0e48" * 200, "ซ้อนกัน"),
        ("title", "\u0e48" * 200, "ซ้อนกัน"),
        ("title", "....", "ไม่มีตัวอักษร"),
        ("problem", "น้ำ" * 2000, "ไม่เกิน 2,000"),
        # choices that are in no list
        ("side", "moon", "เลือก"),
        ("proposer_phone", "12345", "โทรศัพท์"),
        ("wish_rank", "0", "เริ่มจาก 1"),
        # a place that cannot be
        ("lat", "103.49", "ลองจิจูด"),
        # the end before the beginning
        ("end_on", "1/1/2570", "ก่อนวันเริ่ม"),
    ],
)
def test_is_answered_with_a_sentence(name: str, typed: str, says: str) -> None:
    result = reading(
        **({"start_on": "1/1/2571", name: typed} if name == "end_on" else {name: typed, "lon": "103.49"})
    )
    if name == "lat":
        assert "lat" in result.errors
        return
    assert says in str(result.errors[name])


def test_money_in_two_rows_of_one_year_and_source_is_refused() -> None:
    result = reading(amount_2="10", year_2="2571", source_2="open")
    assert "ซ้ำปี" in str(result.errors["amount_2"])


def test_money_over_years_and_sources_is_summed() -> None:
    result = reading(amount_2="๒๕๐,๐๐๐", year_2="72", source_2="people", amount_3=" - ")
    assert result.errors == {}
    assert result.values["lines"][1] == (2572, "people", Decimal("250000.00"))
    assert result.amount == Decimal("1500000.00")


def test_no_budget_needed_is_a_line_of_nothing() -> None:
    result = reading(amount_1="", source_1="none")
    assert result.values["lines"] == [(2571, "none", Decimal(0))]
    assert "amount_1" not in result.warnings
    assert "source_1" in reading(amount_1="5", source_1="none").errors


def test_a_title_is_made_of_work_what_place_and_size() -> None:
    typed = {
        "work_kind": "dredge",
        "work_what": "หนองบัว",
        "work_place": "หมู่ที่ 4",
        "width_m": "๔๐",
        "length_m": "1.2 กม.",
        "depth_m": "ลึกมาก",
    }
    assert composed_title(typed) == "ขุดลอกหนองบัว หมู่ที่ 4 กว้าง 40 เมตร ยาว 1,200 เมตร"
    assert read(typed, fiscal_year=2571).values["title"] == composed_title(typed)
    assert composed_title({"work_kind": "dredge"}) == ""


def test_a_phone_from_gps_keeps_its_accuracy_and_typed_numbers_have_none() -> None:
    assert reading(accuracy_m="12", point_source="gps").values["accuracy_m"] == 12
    assert reading(accuracy_m="12", point_source="typed").values["accuracy_m"] is None


def test_a_place_abroad_warns_and_does_not_refuse() -> None:
    result = reading(lat="48.85", lon="2.35")
    assert result.errors == {}
    assert "นอกประเทศไทย" in str(result.warnings["lat"])


def test_every_side_falls_into_a_budget_group() -> None:
    assert set(BUDGET_GROUP_OF_SIDE) == set(SIDES)
    assert set(BUDGET_GROUP_OF_SIDE.values()) <= set(BUDGET_GROUPS)


def test_names_are_single_and_rows_are_all_there() -> None:
    assert len(BY_NAME) == len(FIELDS)
    assert {f"{name}_{n}" for name in ("year", "source", "amount") for n in range(1, ROWS + 1)} <= set(
        BY_NAME
    )


ANYTHING = st.one_of(
    st.text(max_size=80),
    st.text(alphabet="0123456789๐๑๒๓๔๕๖๗๘๙ ,.-/()ล้านแสนพ.ศ.กม%\u0e48\u0e31\u200b\x00", max_size=30),
    st.text(alphabet=st.characters(categories=["Mn", "Cf", "Cc", "Lo"]), max_size=30),
)


@given(st.dictionaries(st.sampled_from([*BY_NAME, "unknown", "_replaced"]), ANYTHING, max_size=20))
def test_no_typed_text_ever_makes_reading_raise(typed: dict[str, str]) -> None:
    result = read(typed, fiscal_year=2571, day=TODAY)
    assert all(str(sentence) for sentence in result.errors.values())
    assert result.amount >= 0


@given(
    st.dictionaries(
        st.sampled_from(sorted(BY_NAME)), st.one_of(st.none(), st.integers(), st.lists(st.text())), max_size=6
    )
)
def test_a_damaged_draft_is_read_too(typed: dict[str, object]) -> None:
    assert set(read(typed, fiscal_year=2571).errors) >= {"side", "problem"}
