"""The minute's beat beside a running web."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import create_engine, insert, select, text
from sqlalchemy.orm import Session

from planhub import clock, cluster
from planhub.accounts.account import AnsweredOnce
from planhub.cli.heart import Heart
from planhub.config import Settings
from planhub.proposals.proposal import Proposal
from planhub.workflow.stages import Stage
from tests.factories import areas, proposals
from tests.serving import settings_of

NAME = "planhub_heart"


def beat(heart: Heart) -> None:
    heart.tick()
    assert heart._thread is not None
    heart._thread.join(30)


def test_what_is_past_goes_while_the_web_runs_and_nobody_has_to_ask(
    server: cluster.Server, tmp_path: Path
) -> None:
    server.create_database(NAME, template=cluster.DATABASE)
    engine = create_engine(server.url(cluster.OWNER, NAME))
    row = {"account_id": None, "path": "/needs", "location": "/needs/1"}
    with engine.begin() as connection:
        for key, days in (("old", 30), ("new", 1)):
            at = clock.now() - timedelta(days=days)
            connection.execute(insert(AnsweredOnce), [row | {"key": key, "at": at}])
    told: list[str] = []
    beat(Heart(settings_of(server, NAME, tmp_path), told.append))
    with engine.connect() as connection:
        assert connection.scalars(select(AnsweredOnce.key)).all() == ["new"]
    engine.dispose()
    assert told == []


def test_a_trouble_that_lasts_is_told_once(tmp_path: Path) -> None:
    told: list[str] = []
    heart = Heart(
        Settings(data=tmp_path, database_url=f"postgresql+psycopg:///?host={tmp_path}"), told.append
    )
    for _ in range(2):
        beat(heart)
        heart._next = 0.0
    assert len(told) == 1
    assert told[0].startswith("Not all of the minute's work could be done: ")


def test_what_fails_stops_nothing_else_of_the_minute(server: cluster.Server, tmp_path: Path) -> None:
    name = f"{NAME}_failing"
    server.create_database(name, template=cluster.DATABASE)
    engine = create_engine(server.url(cluster.OWNER, name))
    year = clock.fiscal_year(clock.today())
    with Session(engine) as session, session.begin():
        areas.surin(session)
        proposals.planning_round(session, "32", year + 1)
        due = proposals.proposal(session, stage=Stage.PLANNED, fiscal_year=year - 1, plan_year=year - 1).id
        session.execute(text("alter table answered_once rename to gone"))
    told: list[str] = []
    beat(Heart(settings_of(server, name, tmp_path), told.append))
    with Session(engine) as session:
        assert session.get_one(Proposal, due).stage == Stage.PROVINCE
    engine.dispose()
    assert len(told) == 1
    assert "answered_once" in told[0]
