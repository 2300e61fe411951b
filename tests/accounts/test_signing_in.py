"""Signing in: by code or name, throttled, telling nothing about what exists."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import argon2
import pytest
from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from planhub.accounts import hashes, hats, throttling
from planhub.accounts.account import Account, SigninFailure
from planhub.accounts.account_event import AccountEvent
from planhub.accounts.signing_in import Refused, change_secret, sign_in, sign_out_everywhere
from planhub.areas.area import Area
from planhub.errors import Invalid, NotAllowed
from tests.accounts.conftest import PIN, VILLAGE
from tests.factories import accounts, areas

NOON = datetime(2026, 11, 21, 5, tzinfo=UTC)


def enter(
    session: Session, username: str = VILLAGE, secret: str = PIN, *, at: datetime = NOON, **more: str
) -> Account | Refused:
    return sign_in(session, username=username, secret=secret, address=more.get("address", "1.2.3.4"), at=at)


@pytest.mark.parametrize(
    ("username", "secret"),
    [
        pytest.param("32010204", PIN, id="code and PIN"),
        pytest.param("๓๒๐๑๐๒๐๔", "๒๗๔๙๑๖", id="in Thai digits"),
        pytest.param(" 3201 02 04 ", "274 916", id="with spaces"),
        pytest.param("32-01-02-04", "274-916", id="with dashes"),
        pytest.param("320102004", PIN, id="the nine digits of health systems"),
    ],
)
def test_a_village_enters_however_it_types_its_code(
    surin: Session, village: Account, username: str, secret: str
) -> None:
    entered = enter(surin, username, secret)
    assert entered is village
    assert village.last_signin_at == NOON


def test_an_official_enters_by_name_in_any_case(surin: Session) -> None:
    account = accounts.account(surin, username="somchai.p", password_hash=hashes.hashed("ten chars!"))
    assert enter(surin, " Somchai.P", "ten chars!") is account


def test_nothing_tells_which_was_wrong_or_whether_the_account_is(surin: Session, village: Account) -> None:
    accounts.account(surin, username="gone", password_hash=hashes.hashed("ten chars!"), closed_at=NOON)
    told = {
        str(refused.sentence)
        for refused in (
            enter(surin, VILLAGE, "000001"),
            enter(surin, "32010203", PIN),
            enter(surin, "nobody", "ten chars!"),
            enter(surin, "gone", "ten chars!"),
        )
        if isinstance(refused, Refused)
    }
    assert len(told) == 1


@pytest.mark.parametrize(
    ("username", "secret", "field", "words"),
    [
        pytest.param("", PIN, "username", "ยังไม่ได้พิมพ์", id="no name"),
        pytest.param(VILLAGE, "", "password", "ยังไม่ได้พิมพ์", id="no PIN"),
        pytest.param("320102", PIN, "username", "รหัสตำบล", id="a subdistrict's code has no account"),
        pytest.param("32010299", PIN, "username", "ไม่พบรหัส 32010299", id="a village that is not there"),
        pytest.param("32010200", PIN, "username", "00", id="moo 00 is no village"),
        pytest.param("320102045678", PIN, "username", "12 หลัก", id="too many digits"),
    ],
)
def test_a_field_that_cannot_be_right_is_named(
    surin: Session, village: Account, username: str, secret: str, field: str, words: str
) -> None:
    with pytest.raises(Invalid) as told:
        enter(surin, username, secret)
    assert list(told.value.fields) == [field]
    assert words in str(told.value.fields[field])


def test_a_retired_village_code_answers_with_its_successor(surin: Session, village: Account) -> None:
    old = areas.area(surin, "32010305", "บ้านเดิม")
    old.valid_to, old.successor_code = datetime(2020, 1, 1).date(), VILLAGE
    surin.flush()
    with pytest.raises(Invalid) as told:
        enter(surin, "32010305", PIN)
    sentence = str(told.value.fields["username"])
    assert "32010305 เลิกใช้แล้ว" in sentence
    assert "ปัจจุบันคือ 32010204" in sentence
    assert surin.get(Area, VILLAGE) is not None


def test_the_fifth_failure_waits_a_minute_even_with_the_right_pin(surin: Session, village: Account) -> None:
    told = [enter(surin, secret="999111") for _ in range(5)]
    assert [t.minutes for t in told if isinstance(t, Refused)] == [0, 0, 0, 0, 1]
    right = enter(surin, at=NOON + timedelta(seconds=30))
    assert isinstance(right, Refused)
    assert "รออีก 1 นาที" in str(right.sentence)
    assert enter(surin, at=NOON + timedelta(seconds=60)) is village


def test_waiting_is_not_made_longer_by_trying(surin: Session, village: Account) -> None:
    for _ in range(5):
        enter(surin, secret="999111")
    for _ in range(20):
        enter(surin, secret="999111", at=NOON + timedelta(seconds=10))
    assert enter(surin, at=NOON + timedelta(seconds=61)) is village


def test_an_account_waits_wherever_the_tries_come_from(surin: Session, village: Account) -> None:
    for n in range(5):
        enter(surin, secret="999111", address=f"1.2.3.{n}")
    assert isinstance(enter(surin, address="9.9.9.9"), Refused)


def test_an_unknown_name_is_throttled_as_a_known_one(surin: Session) -> None:
    told = [enter(surin, "nobody", "x" * 12) for _ in range(6)]
    assert [t.minutes for t in told if isinstance(t, Refused)] == [0, 0, 0, 0, 1, 1]


def test_an_address_that_tries_many_names_waits(surin: Session, village: Account) -> None:
    for n in range(61):
        enter(surin, f"somebody{n}", "x" * 12)
    assert isinstance(enter(surin), Refused)
    assert enter(surin, address="9.9.9.9") is village


def test_a_good_sign_in_forgets_the_account_s_failures(surin: Session, village: Account) -> None:
    for _ in range(4):
        enter(surin, secret="999111")
    enter(surin)
    told = enter(surin, secret="999111")
    assert isinstance(told, Refused)
    assert told.minutes == 0


def test_a_hash_of_older_parameters_is_renewed_at_sign_in(surin: Session, village: Account) -> None:
    village.password_hash = argon2.PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PIN)
    assert enter(surin) is village
    assert "m=19456,t=2,p=1" in village.password_hash
    assert enter(surin) is village


def test_a_stored_hash_that_cannot_be_read_lets_nobody_in(surin: Session, village: Account) -> None:
    village.password_hash = "-"
    assert isinstance(enter(surin, secret="-"), Refused)


def change(session: Session, account: Account, old: str, new: str, repeated: str | None = None) -> object:
    return change_secret(
        session,
        account_id=account.id,
        old=old,
        new=new,
        repeated=new if repeated is None else repeated,
        at=NOON,
    )


def test_changing_signs_out_every_other_browser_and_is_logged(surin: Session, village: Account) -> None:
    before = village.session_epoch
    assert change(surin, village, PIN, "385027") is village
    assert enter(surin, secret="385027") is village
    assert isinstance(enter(surin), Refused)
    day = NOON.date()
    assert hats.signed_in(surin, account_id=village.id, epoch=before, day=day) is None
    assert hats.signed_in(surin, account_id=village.id, epoch=village.session_epoch, day=day) is not None
    assert surin.scalars(select(AccountEvent.kind)).all() == ["secret_changed"]


def test_the_old_one_is_asked_and_its_guesses_are_counted(surin: Session, village: Account) -> None:
    told = [change(surin, village, "111999", "385027") for _ in range(6)]
    assert all(isinstance(t, Refused) for t in told)
    assert isinstance(change(surin, village, PIN, "385027"), Refused)
    assert isinstance(enter(surin), Refused)


def test_the_first_change_follows_the_sign_in_and_asks_no_old_one(surin: Session, village: Account) -> None:
    village.must_change = True
    assert change(surin, village, "", "385027") is village
    assert village.must_change is False


@pytest.mark.parametrize(
    ("new", "repeated", "field"),
    [
        pytest.param(PIN, PIN, "new_password", id="the same as before is no change"),
        pytest.param("123456", "123456", "new_password", id="an easy one"),
        pytest.param("385027", "385028", "repeat_password", id="typed differently the second time"),
    ],
)
def test_a_new_one_that_will_not_do_changes_nothing(
    surin: Session, village: Account, new: str, repeated: str, field: str
) -> None:
    with pytest.raises(Invalid) as told:
        change(surin, village, PIN, new, repeated)
    assert list(told.value.fields) == [field]
    assert village.session_epoch == 1


def test_signing_out_everywhere_ends_every_session(surin: Session, village: Account) -> None:
    sign_out_everywhere(surin, account_id=village.id, at=NOON)
    assert hats.signed_in(surin, account_id=village.id, epoch=1, day=NOON.date()) is None
    village.closed_at = NOON
    with pytest.raises(NotAllowed):
        sign_out_everywhere(surin, account_id=village.id, at=NOON)


def test_tries_at_the_same_moment_are_all_counted(engine: Engine) -> None:
    """Twelve guesses at once: each waits for the one before, and none slips past the count."""

    def guess(_: int) -> int:
        with Session(engine) as session, session.begin():
            refused = enter(session, "nobody.at.once", "x" * 12, address="10.9.8.7")
            return refused.minutes if isinstance(refused, Refused) else -1

    subjects = throttling.subjects_of("nobody.at.once", "10.9.8.7")
    try:
        with ThreadPoolExecutor(max_workers=6) as pool:
            minutes = sorted(pool.map(guess, range(12)))
        assert minutes == [0] * 4 + [1] * 8
        with Session(engine) as session:
            assert [session.get_one(SigninFailure, one).failures for one in subjects] == [5, 5]
    finally:
        with Session(engine) as session, session.begin():
            session.execute(delete(SigninFailure).where(SigninFailure.subject.in_(subjects)))
