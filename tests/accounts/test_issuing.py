"""PINs anew: one, or slips for all villages of a district; printed once, stored only as hashes."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.accounts import hashes
from planhub.accounts.account import Account
from planhub.accounts.account_event import AccountEvent
from planhub.accounts.coverage import coverage
from planhub.accounts.issuing import create_villages, reissue, reissue_unused
from planhub.accounts.signing_in import Refused, sign_in
from planhub.areas.area import Area
from planhub.errors import Conflict, NotAllowed
from tests.accounts.conftest import PIN, VILLAGE
from tests.factories import accounts, areas

NOON = datetime(2026, 11, 21, 5, tzinfo=UTC)
DAY = date(2026, 11, 21)


def district(session: Session, code: str = "3201") -> Area:
    return session.get_one(Area, code)


def test_all_villages_of_a_district_get_what_they_lack_and_once(surin: Session, village: Account) -> None:
    areas.community(surin, "C-5320103-001", "320102")
    retired = areas.area(surin, "32010209", "บ้านเดิม")
    retired.valid_to = date(2020, 1, 1)
    surin.flush()
    hat = accounts.hat(surin, "district_secretary", "3201")
    issued = create_villages(surin, district(surin), by=hat, at=NOON)
    assert [one.username for one in issued] == [
        "32010201",
        "32010202",
        "32010203",
        "32010301",
        "C-5320103-001",
    ]
    assert hashes.matches(village.password_hash, PIN), "who has an account keeps it"
    for one in issued:
        entered = sign_in(surin, username=one.username, secret=one.secret, address="1.2.3.4", at=NOON)
        assert isinstance(entered, Account)
        assert entered.must_change
    assert create_villages(surin, district(surin), by=hat, at=NOON) == []
    stored = surin.scalars(select(Account.password_hash)).all()
    assert not any(one.secret in hash_ for one in issued for hash_ in stored)
    events = surin.scalars(select(AccountEvent.by_account_id).where(AccountEvent.kind == "created")).all()
    assert events == [hat.account_id] * 5


def test_a_subdistrict_alone(surin: Session) -> None:
    hat = accounts.hat(surin, "subdistrict_secretary", "320102")
    issued = create_villages(surin, district(surin, "320102"), by=hat, at=NOON)
    assert [one.username[-2:] for one in issued] == ["01", "02", "03", "04"]
    with pytest.raises(NotAllowed):
        create_villages(surin, district(surin, "320103"), by=hat, at=NOON)
    with pytest.raises(NotAllowed):
        create_villages(surin, district(surin), by=hat, at=NOON)


@pytest.mark.parametrize("role", ["planner", "subdistrict_chair", "governor"])
def test_other_roles_print_no_slips(surin: Session, role: str) -> None:
    with pytest.raises(NotAllowed):
        create_villages(surin, district(surin), by=accounts.hat(surin, role, "32"), at=NOON)


def test_lost_slips_are_made_anew_only_where_nobody_has_entered(surin: Session, village: Account) -> None:
    hat = accounts.hat(surin, "district_secretary", "3201")
    first = create_villages(surin, district(surin), by=hat, at=NOON)
    village.last_signin_at = NOON
    used = first[0]
    sign_in(surin, username=used.username, secret=used.secret, address="1.2.3.4", at=NOON)
    surin.flush()
    again = reissue_unused(surin, district(surin), by=hat, at=NOON)
    assert [one.username for one in again] == [one.username for one in first[1:]]
    lost = first[1]
    refused = sign_in(surin, username=lost.username, secret=lost.secret, address="1.2.3.4", at=NOON)
    assert isinstance(refused, Refused)
    mended = again[0]
    entered = sign_in(surin, username=mended.username, secret=mended.secret, address="1.2.3.4", at=NOON)
    assert isinstance(entered, Account)


def test_a_village_account_with_a_higher_office_is_left_alone(surin: Session) -> None:
    chief = accounts.hat(surin, "district_chief", "3201")
    (one,) = [v for v in create_villages(surin, district(surin), by=chief, at=NOON) if v.username == VILLAGE]
    accounts.holding(surin, "planner", "32", of=surin.get_one(Account, one.account_id))
    again = reissue_unused(surin, district(surin), by=chief, at=NOON)
    assert VILLAGE not in [other.username for other in again]


def test_reissuing_ends_the_old_pin_its_sessions_and_its_waiting(surin: Session, village: Account) -> None:
    for _ in range(7):
        sign_in(surin, username=VILLAGE, secret="999111", address="1.2.3.4", at=NOON)
    hat = accounts.hat(surin, "subdistrict_secretary", "320102")
    issued = reissue(surin, account_id=village.id, by=hat, at=NOON, day=DAY)
    assert village.session_epoch == 2
    assert village.must_change
    entered = sign_in(surin, username=VILLAGE, secret=issued.secret, address="1.2.3.4", at=NOON)
    assert entered is village
    assert not hashes.matches(village.password_hash, PIN)


@pytest.mark.parametrize(
    ("role", "area", "other_office", "allowed"),
    [
        pytest.param("subdistrict_secretary", "320102", None, True, id="the subdistrict above"),
        pytest.param("district_chief", "3201", None, True, id="the district above that"),
        pytest.param("subdistrict_secretary", "320103", None, False, id="the subdistrict next door"),
        pytest.param("planner", "32", None, False, id="the province leaves villages to districts"),
        pytest.param(
            "subdistrict_secretary", "320102", ("planner", "32"), False, id="who also holds a higher office"
        ),
        pytest.param(
            "district_chief", "3201", ("village_head", "32020101"), False, id="or one in another district"
        ),
        pytest.param(
            "district_chief", "3201", ("village_head", "32010301"), True, id="or another below the same"
        ),
    ],
)
def test_credentials_are_renewed_only_by_who_stands_above_every_office(
    surin: Session,
    village: Account,
    role: str,
    area: str,
    other_office: tuple[str, str] | None,
    allowed: bool,
) -> None:
    if other_office:
        accounts.holding(surin, *other_office, of=village)
    hat = accounts.hat(surin, role, area)
    if allowed:
        assert reissue(surin, account_id=village.id, by=hat, at=NOON, day=DAY).username == VILLAGE
        return
    with pytest.raises(NotAllowed):
        reissue(surin, account_id=village.id, by=hat, at=NOON, day=DAY)
    assert hashes.matches(village.password_hash, PIN)


def test_an_office_long_ended_does_not_protect(surin: Session, village: Account) -> None:
    accounts.holding(surin, "planner", "32", of=village, valid_to=date(2026, 1, 1))
    hat = accounts.hat(surin, "district_chief", "3201")
    assert reissue(surin, account_id=village.id, by=hat, at=NOON, day=DAY)


def test_nobody_renews_their_own_or_a_closed_one(surin: Session, village: Account) -> None:
    hat = accounts.hat(surin, "district_chief", "3201")
    with pytest.raises(NotAllowed, match="ตนเอง"):
        reissue(surin, account_id=hat.account_id, by=hat, at=NOON, day=DAY)
    village.closed_at = NOON
    with pytest.raises(Conflict):
        reissue(surin, account_id=village.id, by=hat, at=NOON, day=DAY)


def test_what_is_missing_is_counted_by_subdistrict(surin: Session, village: Account) -> None:
    areas.community(surin, "C-5320103-001", "320103")
    rows = {row.code: (row.places, row.without, row.unused) for row in coverage(surin, "3201")}
    assert rows == {"320102": (4, 3, 1), "320103": (2, 2, 0)}
    village.last_signin_at = NOON
    surin.flush()
    assert {row.code: row.unused for row in coverage(surin, "320102")} == {"320102": 0}


def test_many_villages_take_few_statements(surin: Session) -> None:
    for n in range(1, 41):
        areas.area(surin, f"320104{n:02}")
    hat = accounts.hat(surin, "district_secretary", "3201")
    create_villages(surin, district(surin, "320104"), by=hat, at=NOON)
    assert surin.scalar(select(func.count()).where(Account.username.startswith("320104"))) == 40
