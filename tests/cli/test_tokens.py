"""`planhub tokens` on a real database: what a narrow terminal shows of the keys."""

from collections.abc import Callable
from datetime import UTC, datetime
from types import ModuleType

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import update
from sqlalchemy.orm import Session

from planhub.cli import tokens as command
from planhub.sources.source_token import SourceToken
from tests.factories.sources import names, source

NAME = "เครื่องแม่ข่ายสำนักงานจังหวัดสุรินทร์ (ระบบแผนเดิม)"


@pytest.fixture
def installation(within_the_test: Callable[[ModuleType], Session]) -> Session:
    """The commands work on the test's own transaction."""
    session = within_the_test(command)
    names(session)
    source(session, "erp-of-surin-province")
    return session


def run(*words: str, columns: int = 80) -> Result:
    return CliRunner().invoke(command.tokens, words, env={"COLUMNS": str(columns)})


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_a_key_is_one_whole_line_however_narrow_the_terminal(installation: Session, columns: int) -> None:
    issued = run("issue", "erp-of-surin-province", "--name", NAME, "--days", "30")
    assert issued.exit_code == 0, issued.output
    secret = issued.output.split()[-1]
    used = datetime(2026, 11, 21, 18, 35, tzinfo=UTC)
    installation.execute(update(SourceToken).values(last_used_at=used, expires_at=used.replace(year=2027)))
    listed = run("list", columns=columns).output.rstrip("\n").splitlines()
    assert len(listed) == 2, "a heading, and a line for the key"
    for told in (secret[:11], "erp-of-surin-province", "32, 45", NAME):
        assert told in listed[1]
    assert "2026-11-22 01:35" in listed[1], "Thailand's time, as everywhere"
    assert "2027-11-22" in listed[1]
