"""`planhub linkage recount`: proves the summaries, says what differs, mends on request."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import update
from sqlalchemy.orm import Session

from planhub.cli import linkage
from planhub.linkage.plan_item import PlanSummary
from planhub.linkage.recounting import differences
from tests.factories.plan_items import plan_item


@pytest.fixture
def command(session: Session, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Runs the command on the test's own session."""

    @contextmanager
    def here(_settings: Any) -> Iterator[Session]:
        yield session

    monkeypatch.setattr(linkage, "open_session", here)
    return CliRunner()


def test_right_summaries_are_proved(command: CliRunner, session: Session) -> None:
    plan_item(session, "32010204")
    result = command.invoke(linkage.linkage, ["recount"])
    assert result.exit_code == 0
    assert "equals the recount" in result.output


def test_wrong_ones_are_listed_and_the_command_fails(command: CliRunner, session: Session) -> None:
    plan_item(session, "32010204", amount=5)
    session.execute(update(PlanSummary).where(PlanSummary.level == 4).values(items=8))
    result = command.invoke(linkage.linkage, ["recount"])
    assert result.exit_code == 1
    assert (
        "3201 2571 planned infrastructure: kept 8 items 5.00 baht, counted 1 items 5.00 baht" in result.output
    )
    assert len(differences(session)) == 1


def test_repair_mends_them(command: CliRunner, session: Session) -> None:
    plan_item(session, "32010204")
    session.execute(update(PlanSummary).values(items=0, baht=0))
    result = command.invoke(linkage.linkage, ["recount", "--repair"])
    assert result.exit_code == 0
    assert "3 rows differed; 3 summary rows written anew." in result.output
    assert differences(session) == []
