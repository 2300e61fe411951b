"""How long one must wait after how many failures."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.accounts import throttling
from planhub.accounts.account import SigninFailure

NOON = datetime(2026, 11, 21, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("subject", "failures", "minutes"),
    [
        pytest.param("account:a", 0, 0, id="no failure, no wait"),
        pytest.param("account:a", 4, 0, id="four tries are free: one may mistype"),
        pytest.param("account:a", 5, 1, id="the fifth costs a minute"),
        pytest.param("account:a", 6, 2, id="then two"),
        pytest.param("account:a", 8, 8, id="then four, eight"),
        pytest.param("account:a", 11, 60, id="never more than an hour"),
        pytest.param("account:a", 10_000, 60, id="however often it failed"),
        pytest.param("address:1.2.3.4", 60, 0, id="sixty from one address: many people may stand behind it"),
        pytest.param("address:1.2.3.4", 61, 1, id="then it waits, too"),
        pytest.param("address:1.2.3.4", 500, 15, id="but no more than a quarter of an hour"),
    ],
)
def test_waits_double(subject: str, failures: int, minutes: int) -> None:
    assert throttling.wait_after(subject, failures) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param("2001:db8::1", "2001:db8::ffff:1", True, id="one household's IPv6 addresses are one"),
        pytest.param("2001:db8::1", "2001:db8:0:1::1", False, id="the neighbour's are another"),
        pytest.param("1.2.3.4", "1.2.3.5", False, id="IPv4 addresses are apart"),
        pytest.param("", "nonsense", True, id="what is no address is one unknown"),
    ],
)
def test_addresses_are_counted_by_household(one: str, other: str, same: bool) -> None:
    assert (throttling.subjects_of("a", one) == throttling.subjects_of("a", other)) is same


def test_a_day_without_failures_forgets(session: Session) -> None:
    subjects = throttling.subjects_of("32010204", "1.2.3.4")
    for _ in range(6):
        throttling.count_failure(session, subjects, at=NOON)
    assert throttling.left_to_wait(session, subjects, at=NOON) == timedelta(minutes=2)
    assert throttling.left_to_wait(session, subjects, at=NOON + timedelta(minutes=2)) == timedelta(0)
    throttling.count_failure(session, subjects, at=NOON + timedelta(hours=25))
    rows = session.scalars(select(SigninFailure)).all()
    assert [row.failures for row in rows] == [1, 1]


def test_what_is_long_past_is_swept_out(session: Session) -> None:
    throttling.count_failure(session, throttling.subjects_of("old", "1.1.1.1"), at=NOON)
    throttling.count_failure(session, throttling.subjects_of("new", "2.2.2.2"), at=NOON + timedelta(days=2))
    left = session.scalars(select(SigninFailure.subject).order_by(SigninFailure.subject)).all()
    assert left == ["account:new", "address:2.2.2.2"]
