"""The list of the level below: who is seen, found, narrowed, and in what state."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from planhub.accounts import below
from planhub.accounts.account import Account
from planhub.accounts.below import Row, Wanted
from planhub.accounts.founding import found
from planhub.accounts.holding import Agency
from planhub.errors import Invalid, NotAllowed
from planhub.workflow.roles import Hat
from tests.accounts.conftest import VILLAGE
from tests.factories import accounts, areas

NOON = datetime(2026, 11, 21, 5, tzinfo=UTC)
DAY = date(2026, 11, 21)


@pytest.fixture
def chief(surin: Session, village: Account) -> Hat:
    """A district chief, with people in the district, above it and next to it."""
    areas.community(surin, "C-5320103-001", "320102")
    for role, code, name in (
        ("village_head", "C-5320103-001", "ประธานชุมชน ริมน้ำ"),
        ("village_head", "32010301", "ผู้ใหญ่บ้าน แสลงพันธ์"),
        ("subdistrict_chair", "320103", "กำนัน แสลงพันธ์"),
        ("village_head", "32020101", "ต่างอำเภอ"),
        ("planner", "32", "สูงกว่า"),
    ):
        accounts.holding(surin, role, code, of=accounts.account(surin, name, username=f"u{code.lower()}"))
    return accounts.hat(surin, "district_chief", "3201")


def names(session: Session, hat: Hat, **wanted: str) -> list[str]:
    return [row.account.name for row in below.page(session, hat, Wanted(**wanted), day=DAY)[0]]


ALL = ["บ้านตั้งใจ", "กำนัน แสลงพันธ์", "ผู้ใหญ่บ้าน แสลงพันธ์", "ประธานชุมชน ริมน้ำ"]


def test_one_sees_the_level_below_in_one_s_area_and_nobody_else(surin: Session, chief: Hat) -> None:
    assert names(surin, chief) == ALL


@pytest.mark.parametrize(
    ("wanted", "seen"),
    [
        pytest.param({"words": "แสลง"}, ALL[1:3], id="part of a name"),
        pytest.param({"words": "ตั้งใจ"}, [ALL[0]], id="the name of the place"),
        pytest.param({"words": "๓๒๐๑๐๒"}, [ALL[0]], id="the beginning of a code, in Thai digits"),
        pytest.param({"words": "%"}, [], id="a percent sign is a percent sign"),
        pytest.param({"words": "ไม่มีคนนี้"}, [], id="nobody"),
        pytest.param({"role": "subdistrict_chair"}, [ALL[1]], id="a role"),
        pytest.param({"role": "no-such-role"}, ALL, id="a role that is not there narrows nothing"),
        pytest.param({"area_code": "320102"}, [ALL[0], ALL[3]], id="a subdistrict, with its community"),
        pytest.param({"state": "unused"}, ALL, id="never entered"),
        pytest.param({"state": "acting"}, [], id="acting"),
        pytest.param({"state": "closed"}, [], id="closed"),
    ],
)
def test_the_list_is_narrowed(surin: Session, chief: Hat, wanted: dict[str, str], seen: list[str]) -> None:
    assert names(surin, chief, **wanted) == seen


def test_pages_follow_each_other_without_gap_or_repeat(
    surin: Session, chief: Hat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(below, "PAGE", 3)
    first, older = below.page(surin, chief, Wanted(), day=DAY)
    second, end = below.page(surin, chief, Wanted(), day=DAY, after=older)
    assert [row.account.name for row in first + second] == ALL
    assert end == ""
    bent, _ = below.page(surin, chief, Wanted(), day=DAY, after="nonsense")
    assert bent[0].account.name == ALL[0], "a bent address begins at the beginning"


@pytest.mark.parametrize(
    ("account", "term", "said"),
    [
        pytest.param({}, {}, "ยังไม่เคยเข้าใช้", id="never entered"),
        pytest.param({"last_signin_at": NOON}, {}, "เข้าใช้ล่าสุด 2026-11-21", id="in use"),
        pytest.param(
            {"last_signin_at": datetime(2026, 11, 20, 19, tzinfo=UTC)},
            {},
            "เข้าใช้ล่าสุด 2026-11-21",
            id="in use since two at night, Thailand's day",
        ),
        pytest.param(
            {"last_signin_at": NOON, "must_change": True}, {}, "รอตั้งรหัสใหม่", id="waits for a change"
        ),
        pytest.param({"closed_at": NOON}, {}, "ปิดแล้ว 2026-11-21", id="closed"),
        pytest.param({}, {"valid_to": date(2026, 11, 20)}, "ตำแหน่งสิ้นสุด 2026-11-20", id="ended yesterday"),
        pytest.param({}, {"valid_from": date(2026, 11, 22)}, "เริ่ม 2026-11-22", id="begins tomorrow"),
    ],
)
def test_each_row_says_how_it_stands(
    surin: Session, account: dict[str, object], term: dict[str, object], said: str
) -> None:
    who = accounts.account(surin, **account)
    held = accounts.holding(surin, "village_head", VILLAGE, of=who, **term)
    row = Row(held, who, None, DAY)
    assert str(row.state) == said
    assert row.in_force is not (bool(term) or "closed_at" in account)


def form(**change: str) -> dict[str, str]:
    whole = {"name_th": "สำนักงานโยธาธิการ", "short": "dpt", "area_code": "32", "level": "regional"}
    return whole | change


def test_a_planner_adds_an_agency_of_the_province(surin: Session) -> None:
    agency = found(surin, form(), by=accounts.hat(surin, "planner", "32"))
    assert (agency.code, agency.area_code) == ("A-32-DPT", "32")
    assert surin.get(Agency, "A-32-DPT") is agency


@pytest.mark.parametrize(
    ("change", "field"),
    [
        pytest.param({"name_th": ""}, "name_th", id="no name"),
        pytest.param({"short": "ยธ"}, "short", id="a Thai short name"),
        pytest.param({"level": ""}, "level", id="no level"),
        pytest.param({"area_code": "99"}, "area_code", id="no such province"),
    ],
)
def test_a_wrong_field_of_an_agency_is_named(surin: Session, change: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as told:
        found(surin, form(**change), by=accounts.hat(surin, "planner", "32"))
    assert list(told.value.fields) == [field]


def test_an_agency_is_added_once_and_by_its_own_province(surin: Session) -> None:
    planner = accounts.hat(surin, "planner", "32")
    found(surin, form(), by=planner)
    with pytest.raises(Invalid, match="มีแล้ว"):
        found(surin, form(), by=planner)
    for role, area in (("planner", "45"), ("district_chief", "3201")):
        with pytest.raises(NotAllowed):
            found(surin, form(short="XYZ"), by=accounts.hat(surin, role, area))
