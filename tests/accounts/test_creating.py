"""Creating accounts: each level the one below, in its own area; every wrong field told at once."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from planhub.accounts import hashes
from planhub.accounts.account import Account
from planhub.accounts.account_event import KIND_WORD, AccountEvent
from planhub.accounts.creating import create
from planhub.accounts.holding import Holding
from planhub.errors import Invalid, NotAllowed
from tests.factories import accounts, areas

NOON = datetime(2026, 11, 21, 5, tzinfo=UTC)
CHANGES = ("update account_event set kind = 'x'", "delete from account_event", "truncate account_event")
PERSON = {"name": "สมชาย ใจดี", "username": "somchai.p"}


def typed(role: str, area_code: str = "", **more: str) -> dict[str, str]:
    return PERSON | {"role": role, "area_code": area_code} | more


@pytest.mark.parametrize(
    ("by", "by_area", "role", "area_code", "allowed"),
    [
        pytest.param("administrator", "", "planner", "32", True, id="administrator: a planner"),
        pytest.param("administrator", "", "viewer", "", True, id="administrator: the ministry's viewer"),
        pytest.param("administrator", "", "district_chief", "3201", False, id="but not two levels down"),
        pytest.param("planner", "32", "district_secretary", "3201", True, id="planner: own districts"),
        pytest.param("planner", "32", "planner", "32", False, id="planner: not another planner"),
        pytest.param("planner", "45", "district_secretary", "3201", False, id="nor another province's"),
        pytest.param("district_chief", "3201", "subdistrict_chair", "320102", True, id="chief: subdistricts"),
        pytest.param("district_secretary", "3201", "village_head", "32010203", True, id="and villages"),
        pytest.param("district_secretary", "3202", "village_head", "32010203", False, id="own district only"),
        pytest.param("subdistrict_secretary", "320102", "village_head", "32010203", True, id="secretary"),
        pytest.param("subdistrict_secretary", "320102", "village_head", "32010301", False, id="own one only"),
        pytest.param("subdistrict_chair", "320102", "village_head", "32010203", False, id="a chair has none"),
        pytest.param("governor", "32", "planner", "32", False, id="the governor creates nobody"),
        pytest.param("village_head", "32010203", "village_head", "32010203", False, id="nor does a village"),
    ],
)
def test_each_level_creates_the_one_below(
    surin: Session, by: str, by_area: str, role: str, area_code: str, allowed: bool
) -> None:
    hat = accounts.hat(surin, by, by_area)
    form = typed(role, area_code)
    if not allowed:
        with pytest.raises(NotAllowed):
            create(surin, form, by=hat, at=NOON)
        return
    issued = create(surin, form, by=hat, at=NOON)
    account = surin.get_one(Account, issued.account_id)
    assert account.must_change
    assert account.created_by == hat.account_id
    assert hashes.matches(account.password_hash, issued.secret)
    held = surin.scalars(select(Holding).where(Holding.account_id == account.id)).one()
    assert (held.role, held.area_code) == (role, area_code)
    event = surin.scalars(select(AccountEvent)).one()
    assert (event.kind, event.account_id, event.by_account_id) == ("created", account.id, hat.account_id)
    assert issued.secret not in str(event.details)


def test_a_village_is_named_by_its_code_and_place(surin: Session) -> None:
    hat = accounts.hat(surin, "district_chief", "3201")
    issued = create(surin, {"role": "village_head", "area_code": "๓๒๐๑๐๒๐๓"}, by=hat, at=NOON)
    assert (issued.username, issued.name) == ("32010203", "หมู่ที่ 3 บ้านตั้งใจ 3")
    assert issued.secret.isdecimal()
    assert len(issued.secret) == 6


def test_a_community_belongs_to_the_district_of_its_subdistrict(surin: Session) -> None:
    areas.community(surin, "C-5320103-001", "320102")
    form = {"role": "village_head", "area_code": "C-5320103-001"}
    with pytest.raises(NotAllowed):
        create(surin, form, by=accounts.hat(surin, "district_chief", "3202"), at=NOON)
    issued = create(surin, form, by=accounts.hat(surin, "district_chief", "3201"), at=NOON)
    assert (issued.username, issued.name) == ("C-5320103-001", "ชุมชนริมน้ำ")


def test_an_agency_s_officer_sits_where_the_agency_does(surin: Session) -> None:
    agency = accounts.agency(surin)
    planner = accounts.hat(surin, "planner", "32")
    create(surin, typed("agency_officer", agency_code=agency.code), by=planner, at=NOON)
    held = surin.scalars(select(Holding).where(Holding.role == "agency_officer")).one()
    assert (held.area_code, held.agency_code) == ("32", "A-32-DPT")
    elsewhere = accounts.hat(surin, "planner", "45")
    with pytest.raises(NotAllowed):
        create(surin, typed("agency_officer", agency_code=agency.code, username="b.c"), by=elsewhere, at=NOON)


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        pytest.param({"role": ""}, ["role"], id="no role"),
        pytest.param({"role": "king"}, ["role"], id="a role that is not there"),
        pytest.param({"area_code": ""}, ["area_code"], id="no area"),
        pytest.param({"area_code": "3299"}, ["area_code"], id="an area that is not there"),
        pytest.param({"area_code": "320102"}, ["area_code"], id="an area of another kind"),
        pytest.param({"name": " "}, ["name"], id="no name"),
        pytest.param({"name": "ก" * 201}, ["name"], id="a name without end"),
        pytest.param({"username": "สมชาย"}, ["username"], id="a Thai username"),
        pytest.param({"username": "ab"}, ["username"], id="a very short one"),
        pytest.param({"username": "c1234567001"}, ["username"], id="one that reads as a community's id"),
        pytest.param({"username": "32010204"}, ["username"], id="a village's code for an official"),
        pytest.param({"phone": "12345"}, ["phone"], id="a telephone number of five digits"),
        pytest.param({"valid_to": "31/31/2569"}, ["valid_to"], id="a day that is not in the calendar"),
        pytest.param(
            {"valid_from": "2/1/2570", "valid_to": "1/1/2570"}, ["valid_to"], id="an end before its beginning"
        ),
        pytest.param(
            {"acting": "yes"},
            ["order_number", "valid_from", "valid_to"],
            id="acting without an order",
        ),
        pytest.param(
            {"area_code": "x", "username": "", "name": "", "phone": "1"},
            ["area_code", "name", "phone", "username"],
            id="everything wrong is told at once",
        ),
    ],
)
def test_each_wrong_field_is_named(surin: Session, change: dict[str, str], fields: list[str]) -> None:
    planner = accounts.hat(surin, "planner", "32")
    with pytest.raises(Invalid) as told:
        create(surin, typed("district_secretary", "3201") | change, by=planner, at=NOON)
    assert sorted(told.value.fields) == sorted(fields)
    assert surin.scalars(select(Account).where(Account.username == "somchai.p")).first() is None


def test_telephone_numbers_are_read_as_people_type_them(surin: Session) -> None:
    planner = accounts.hat(surin, "planner", "32")
    form = typed("district_secretary", "3201", phone="๐๘๑-๒๓๔ ๕๖๗๘")
    issued = create(surin, form, by=planner, at=NOON)
    assert surin.get_one(Account, issued.account_id).phone == "0812345678"


def test_a_username_is_given_once(surin: Session) -> None:
    planner = accounts.hat(surin, "planner", "32")
    create(surin, typed("district_secretary", "3201"), by=planner, at=NOON)
    with pytest.raises(Invalid) as told:
        create(surin, typed("district_secretary", "3202", username="Somchai.P"), by=planner, at=NOON)
    assert "มีอยู่แล้ว" in str(told.value.fields["username"])


def test_an_acting_first_office_keeps_its_order_and_dates(surin: Session) -> None:
    planner = accounts.hat(surin, "planner", "32")
    order: dict[str, Any] = {
        "acting": "yes",
        "order_number": "สร 0118/123",
        "valid_from": "1/10/2569",
        "valid_to": "30 ก.ย. 70",
    }
    issued = create(surin, typed("district_chief", "3201", **order), by=planner, at=NOON)
    held = surin.scalars(select(Holding).where(Holding.account_id == issued.account_id)).one()
    assert (held.order_number, held.valid_from) == ("สร 0118/123", date(2026, 10, 1))
    assert held.valid_to == date(2027, 9, 30)


def test_the_command_line_may_create_the_first_administrator(session: Session) -> None:
    issued = create(session, typed("administrator"), by=None, at=NOON)
    assert session.scalars(select(Holding.area_code)).all() == [""]
    assert session.scalars(select(AccountEvent.by_account_id)).all() == [None]
    assert issued.username == "somchai.p"


def test_what_was_done_to_accounts_is_only_added_to(session: Session) -> None:
    create(session, typed("administrator"), by=None, at=NOON)
    for change in CHANGES:
        with pytest.raises(DBAPIError, match="only added to"), session.begin_nested():
            session.execute(text(change))


@pytest.mark.parametrize("change", CHANGES)
def test_the_web_may_not_even_try(web_session: Session, change: str) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        web_session.execute(text(change))


def test_every_kind_of_event_has_a_word() -> None:
    import re
    from pathlib import Path

    import planhub.accounts

    folder = Path(planhub.accounts.__path__[0])
    code = "".join(path.read_text() for path in folder.glob("*ing*.py"))
    used = set(re.findall(r'"(\w+)", (?:by=|at\b)', code)) | {"acting_appointed", "appointed"}
    assert {"created", "closed", "secret_changed"} < used
    assert used <= KIND_WORD.keys()
