"""`planhub accounts` on a real database: what the server's keeper can do."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from types import ModuleType

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.accounts.account import Account
from planhub.accounts.holding import Holding
from planhub.accounts.signing_in import Refused, sign_in
from planhub.cli import accounts as command
from tests.factories import areas

NOON = datetime(2026, 11, 21, 5, tzinfo=UTC)


@pytest.fixture
def installation(within_the_test: Callable[[ModuleType], Session]) -> Session:
    """The commands work on the test's own transaction."""
    session = within_the_test(command)
    areas.surin(session)
    return session


def run(*words: str) -> Result:
    return CliRunner().invoke(command.accounts, words)


def password(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return re.findall(r"password  (\S+)", result.output)[0]


def test_the_first_administrator_signs_in_with_a_one_time_password(installation: Session) -> None:
    secret = password(run("create", "admin"))
    account = sign_in(installation, username="admin", secret=secret, address="1.2.3.4", at=NOON)
    assert isinstance(account, Account)
    assert account.must_change
    held = installation.scalars(select(Holding)).one()
    assert (held.role, held.area_code, held.created_by) == ("administrator", "", None)


def test_a_village_s_account_and_a_new_pin(installation: Session) -> None:
    first = password(run("create", "32010204", "--role", "village_head"))
    second = password(run("reissue", "32010204"))
    assert first != second
    refused = sign_in(installation, username="32010204", secret=first, address="1.2.3.4", at=NOON)
    assert isinstance(refused, Refused)
    entered = sign_in(installation, username="32010204", secret=second, address="1.2.3.4", at=NOON)
    assert isinstance(entered, Account)


def test_offices_are_given_and_listed(installation: Session) -> None:
    password(run("create", "somchai.p", "--role", "district_chief", "--area", "3201", "--name", "สมชาย"))
    acting = ("--order", "สร 1/2569", "--from", "1/10/2569", "--to", "30/9/2570")
    result = run("appoint", "somchai.p", "--role", "governor", "--area", "32", *acting)
    assert result.exit_code == 0, result.output
    listed = run("list", "--area", "32").output
    assert "somchai.p" in listed
    assert "1/2569" in listed
    assert "3201" not in run("list", "--role", "governor").output


def test_a_closed_account_is_closed(installation: Session) -> None:
    secret = password(run("create", "admin"))
    assert run("close", "admin").exit_code == 0
    refused = sign_in(installation, username="admin", secret=secret, address="1.2.3.4", at=NOON)
    assert isinstance(refused, Refused)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param(("create", "ผู้ดูแล"), "username", id="a Thai username"),
        pytest.param(
            ("create", "x.y.z", "--role", "planner", "--area", "99"), "area_code", id="no such area"
        ),
        pytest.param(("reissue", "nobody"), "nobody", id="no such account"),
        pytest.param(("close", "nobody"), "nobody", id="none to close"),
    ],
)
def test_a_mistake_is_told_and_nothing_is_done(
    installation: Session, words: tuple[str, ...], told: str
) -> None:
    result = run(*words)
    assert result.exit_code == 1
    assert told in result.output
    assert installation.scalars(select(Account)).all() == []
