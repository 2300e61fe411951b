"""Offices given and ended; acting holders with order and dates; closing and opening accounts."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.accounts.account import Account
from planhub.accounts.account_event import AccountEvent
from planhub.accounts.appointing import account_named, appoint, end
from planhub.accounts.closing import close, rename, reopen
from planhub.accounts.hats import signed_in
from planhub.accounts.holding import Holding
from planhub.accounts.signing_in import Refused, sign_in
from planhub.errors import Conflict, Invalid, NotAllowed
from tests.accounts.conftest import PIN, VILLAGE
from tests.factories import accounts

NOON = datetime(2026, 11, 21, 5, tzinfo=UTC)
DAY = date(2026, 11, 21)
ORDER = {
    "acting": "yes",
    "order_number": "สร 0118/123",
    "valid_from": "21/11/2569",
    "valid_to": "30/9/2570",
}


def chair(**more: str) -> dict[str, str]:
    return {"role": "subdistrict_chair", "area_code": "320102"} | more


def test_an_acting_holder_wears_the_hat_for_its_days_only(surin: Session, village: Account) -> None:
    hat = accounts.hat(surin, "district_chief", "3201")
    appoint(surin, chair(**ORDER), account_id=village.id, by=hat, at=NOON)

    def roles(day: date) -> list[str]:
        who = signed_in(surin, account_id=village.id, epoch=1, day=day)
        return [hat.role.value for hat in who.hats] if who else []

    assert roles(DAY - timedelta(days=1)) == ["village_head"]
    assert roles(DAY) == ["village_head", "subdistrict_chair"]
    assert roles(date(2027, 9, 30)) == ["village_head", "subdistrict_chair"]
    assert roles(date(2027, 10, 1)) == ["village_head"]
    event = surin.scalars(select(AccountEvent)).one()
    assert event.kind == "acting_appointed"
    assert event.details["order_number"] == "สร 0118/123"


@pytest.mark.parametrize(
    ("missing", "field"),
    [
        pytest.param("order_number", "order_number", id="no acting without the order's number"),
        pytest.param("valid_from", "valid_from", id="nor without its first day"),
        pytest.param("valid_to", "valid_to", id="nor without its last"),
    ],
)
def test_an_acting_appointment_must_be_whole(
    surin: Session, village: Account, missing: str, field: str
) -> None:
    hat = accounts.hat(surin, "district_chief", "3201")
    with pytest.raises(Invalid) as told:
        appoint(surin, chair(**ORDER | {missing: " "}), account_id=village.id, by=hat, at=NOON)
    assert list(told.value.fields) == [field]


@pytest.mark.parametrize(
    ("role", "area", "allowed"),
    [
        pytest.param("district_chief", "3201", True, id="the level above"),
        pytest.param("district_chief", "3202", False, id="of another district"),
        pytest.param("planner", "32", False, id="two levels above"),
        pytest.param("subdistrict_secretary", "320102", False, id="the same level"),
    ],
)
def test_offices_are_given_by_the_level_above(
    surin: Session, village: Account, role: str, area: str, allowed: bool
) -> None:
    hat = accounts.hat(surin, role, area)
    if allowed:
        assert appoint(surin, chair(), account_id=village.id, by=hat, at=NOON).id
        return
    with pytest.raises(NotAllowed):
        appoint(surin, chair(), account_id=village.id, by=hat, at=NOON)


def test_the_same_office_is_not_held_twice_at_a_time(surin: Session, village: Account) -> None:
    hat = accounts.hat(surin, "district_chief", "3201")
    appoint(surin, chair(**ORDER), account_id=village.id, by=hat, at=NOON)
    with pytest.raises(Invalid, match="ช่วงเวลาเดียวกัน"):
        appoint(surin, chair(), account_id=village.id, by=hat, at=NOON)
    later = chair(valid_from="1/10/2570")
    assert appoint(surin, later, account_id=village.id, by=hat, at=NOON).valid_from == date(2027, 10, 1)


def test_a_closed_account_is_given_nothing(surin: Session, village: Account) -> None:
    village.closed_at = NOON
    with pytest.raises(Conflict):
        appoint(
            surin, chair(), account_id=village.id, by=accounts.hat(surin, "district_chief", "3201"), at=NOON
        )


@pytest.mark.parametrize(
    ("valid_from", "last_day", "valid_to"),
    [
        pytest.param(None, "", date(2026, 11, 20), id="a blank ends it now"),
        pytest.param(None, "30/11/2569", date(2026, 11, 30), id="or after its last day"),
        pytest.param(date(2026, 11, 21), "", None, id="one that began today was never used: taken back"),
        pytest.param(date(2027, 1, 1), "", None, id="so is one that has not begun"),
        pytest.param(date(2027, 1, 1), "5/1/2570", date(2027, 1, 5), id="unless it is to last some days"),
    ],
)
def test_ending_an_office(
    surin: Session, village: Account, valid_from: date | None, last_day: str, valid_to: date | None
) -> None:
    held = accounts.holding(surin, "subdistrict_chair", "320102", of=village, valid_from=valid_from)
    holding_id = held.id
    hat = accounts.hat(surin, "district_chief", "3201")
    ended = end(surin, holding_id=holding_id, by=hat, last_day=last_day, at=NOON, day=DAY)
    surin.expire_all()
    left = surin.get(Holding, holding_id)
    if valid_to is None:
        assert ended is None
        assert left is None
    else:
        assert left is not None
        assert left.valid_to == valid_to
    kinds = surin.scalars(select(AccountEvent.kind)).all()
    assert kinds == ["holding_withdrawn" if valid_to is None else "holding_ended"]


def test_an_office_is_ended_once_and_not_by_its_holder(surin: Session, village: Account) -> None:
    hat = accounts.hat(surin, "district_chief", "3201")
    held = surin.scalars(select(Holding).where(Holding.account_id == village.id)).one()
    end(surin, holding_id=held.id, by=hat, last_day="", at=NOON, day=DAY)
    with pytest.raises(Conflict):
        end(surin, holding_id=held.id, by=hat, last_day="", at=NOON, day=DAY)
    with pytest.raises(NotAllowed):
        end(surin, holding_id=hat.holding_id, by=hat, last_day="", at=NOON, day=DAY)
    again = accounts.holding(surin, "village_head", "32010201", of=village)
    with pytest.raises(Invalid, match="อ่าน"):
        end(surin, holding_id=again.id, by=hat, last_day="เมื่อวาน", at=NOON, day=DAY)


def test_a_closed_account_signs_nobody_in_until_it_is_opened_again(surin: Session, village: Account) -> None:
    hat = accounts.hat(surin, "district_chief", "3201")
    close(surin, account_id=village.id, by=hat, at=NOON, day=DAY)
    assert isinstance(sign_in(surin, username=VILLAGE, secret=PIN, address="1.2.3.4", at=NOON), Refused)
    with pytest.raises(Conflict):
        close(surin, account_id=village.id, by=hat, at=NOON, day=DAY)
    issued = reopen(surin, account_id=village.id, by=hat, at=NOON, day=DAY)
    assert sign_in(surin, username=VILLAGE, secret=issued.secret, address="1.2.3.4", at=NOON) is village
    with pytest.raises(Conflict):
        reopen(surin, account_id=village.id, by=hat, at=NOON, day=DAY)
    kinds = surin.scalars(select(AccountEvent.kind).order_by(AccountEvent.id)).all()
    assert kinds == ["closed", "reopened", "reissued"]


def test_a_new_head_takes_over_the_village_s_account(surin: Session, village: Account) -> None:
    hat = accounts.hat(surin, "subdistrict_secretary", "320102")
    who = {"account_id": village.id, "by": hat, "at": NOON, "day": DAY}
    rename(surin, {"name": "นางสมศรี มีสุข", "phone": "081 2345678"}, **who)
    assert (village.name, village.phone) == ("นางสมศรี มีสุข", "0812345678")
    with pytest.raises(Invalid) as told:
        rename(surin, {"name": "", "phone": "1"}, **who)
    assert set(told.value.fields) == {"name", "phone"}
    event = surin.scalars(select(AccountEvent)).one()
    assert "0812345678" not in str(event.details), "no telephone number in the log"


def test_somebody_of_another_office_is_found_by_username(surin: Session, village: Account) -> None:
    assert account_named(surin, " 32010204 ") is village
    with pytest.raises(Invalid):
        account_named(surin, "nobody")
