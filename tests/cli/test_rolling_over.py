"""The year's end by the minute's beat: each province by itself, and only those that work here."""

import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, create_engine, func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from planhub import clock, cluster
from planhub.cli import rolling_over
from planhub.cli.heart import Heart
from planhub.cli.needs import needs
from planhub.cli.rolling_over import YearsEnd, roll_over
from planhub.linkage.way import Way, set_way
from planhub.proposals import rolling
from planhub.proposals.proposal import Proposal
from planhub.workflow.stages import Stage
from tests.factories import areas, proposals
from tests.serving import settings_of

NAME = "planhub_rolling"
VILLAGES = {"32": "32010204", "45": "45010101"}
_count = count(1)


def test_the_beat_takes_what_is_due_into_the_next_round(server: cluster.Server, tmp_path: Path) -> None:
    server.create_database(NAME, template=cluster.DATABASE)
    engine = create_engine(server.url(cluster.OWNER, NAME))
    this_year = clock.fiscal_year(clock.today())
    with Session(engine) as session, session.begin():
        areas.surin(session)
        ids = {}
        for province, village in (("32", "32010204"), ("45", "45010101")):
            ids[province] = proposals.proposal(
                session, village, Stage.PLANNED, fiscal_year=this_year - 1, plan_year=this_year - 1
            ).id
            proposals.planning_round(session, province, this_year + 1)
        # Roi Et has gone to a server of its own, where it does this itself
        set_way(session, "45", Way.NODE, at=clock.now())
    told: list[str] = []
    heart = Heart(settings_of(server, NAME, tmp_path), told.append)
    heart.tick()
    assert heart._thread is not None
    heart._thread.join(60)
    with Session(engine) as session:
        stages = {province: session.get_one(Proposal, id_).stage for province, id_ in ids.items()}
    assert roll_over(engine) == {}
    engine.dispose()
    assert stages == {"32": Stage.PROVINCE, "45": Stage.PLANNED}
    assert told == []


@pytest.fixture
def due(server: cluster.Server) -> Iterator[Engine]:
    """A database in which a round of the next year is open in Surin and Roi Et, with five due in each."""
    name = f"planhub_rolling_{next(_count)}"
    server.create_database(name, template=cluster.DATABASE)
    engine = create_engine(server.url(cluster.OWNER, name))
    with Session(engine) as session, session.begin():
        areas.surin(session)
        for province, village in VILLAGES.items():
            proposals.planning_round(session, province, clock.fiscal_year(clock.today()) + 1)
            fill(session, village, 5)
    yield engine
    engine.dispose()


def fill(session: Session, village: str, how_many: int) -> list[int]:
    """So many that are due, the longest waiting first."""
    year = clock.fiscal_year(clock.today()) - 1
    return [
        proposals.proposal(
            session, village, Stage.PLANNED, fiscal_year=year, plan_year=year, days_ago=30 - n
        ).id
        for n in range(how_many)
    ]


def left(engine: Engine) -> tuple[int, int]:
    """How many still wait in Surin and in Roi Et."""
    with Session(engine) as session:
        found = [
            session.scalar(
                select(func.count())
                .select_from(Proposal)
                .where(Proposal.province_code == province, Proposal.stage == Stage.PLANNED)
            )
            for province in VILLAGES
        ]
    return found[0] or 0, found[1] or 0


@pytest.fixture
def few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rolling, "LOOKED_FOR", 3)
    monkeypatch.setattr(rolling_over, "AT_ONCE", 2)


@pytest.mark.usefixtures("few_at_once")
def test_it_goes_on_in_small_steps_with_rests_and_where_the_minute_before_left_off(
    due: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    rests: list[float] = []
    years_end = YearsEnd(rest=rests.append)

    # a minute that is over leaves all to the next
    monkeypatch.setattr(rolling_over, "OF_A_MINUTE", 0.0)
    years_end.work(due)
    assert (left(due), rests) == ((5, 5), [])
    monkeypatch.setattr(rolling_over, "OF_A_MINUTE", 60.0)
    years_end.work(due)
    assert left(due) == (0, 0)
    # in each of both provinces twice looked for: 3 found, then 2: transactions of 2, 1 and 2
    assert len(rests) == 10
    assert min(rests) > 0
    # what falls due later is not looked for in every minute
    with Session(due) as session, session.begin():
        fill(session, VILLAGES["32"], 1)
    years_end.work(due)
    assert left(due) == (1, 0)
    monkeypatch.setattr(years_end, "_look_at", 0.0)
    years_end.work(due)
    assert left(due) == (0, 0)


@pytest.mark.usefixtures("few_at_once")
def test_where_looking_takes_all_of_the_minute_something_is_moved_all_the_same(
    due: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rolling_over, "OF_A_MINUTE", 0.5)
    years_end = YearsEnd(rest=lambda seconds: time.sleep(0.6))
    for _ in range(3):
        years_end.work(due)
    assert sum(left(due)) < 10


@pytest.mark.usefixtures("few_at_once")
def test_no_rest_lasts_longer_than_the_minute(due: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rolling_over, "RESTS", 1e9)
    monkeypatch.setattr(rolling_over, "OF_A_MINUTE", 60.0)
    rests: list[float] = []
    YearsEnd(rest=rests.append).work(due)
    assert left(due) == (0, 0)
    assert 0 < max(rests) <= 60


@pytest.mark.usefixtures("few_at_once")
def test_what_the_database_refuses_holds_back_no_other_and_is_told(due: Engine) -> None:
    with Session(due) as session, session.begin():
        oldest = select(Proposal.id).where(Proposal.province_code == "32").order_by(Proposal.stage_since)
        # more than are found at a time
        refused = session.scalars(oldest.limit(4)).all()
        ids = ", ".join(map(str, refused))
        session.execute(
            text(f"alter table proposal add constraint stays check (stage = 'planned' or id not in ({ids}))")
        )
        fill(session, VILLAGES["32"], 1)
    years_end = YearsEnd(rest=lambda seconds: None)
    with pytest.raises(IntegrityError, match="stays"):
        years_end.work(due)
    assert left(due) == (4, 0)
    # until the next look there is nothing to tell
    years_end.work(due)
    again = roll_over(due)["32"]
    assert (again.planned, again.refused) == (0, 4)
    assert "stays" in str(again.trouble)


def test_the_command_says_what_it_did_and_what_was_refused(
    due: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Session(due) as session, session.begin():
        one = session.scalar(select(func.min(Proposal.id)).where(Proposal.province_code == "45"))
        session.execute(
            text(f"alter table proposal add constraint stays check (stage = 'planned' or id <> {one})")
        )
    monkeypatch.setenv("PLANHUB_DATABASE_URL", due.url.render_as_string(hide_password=False))
    result = CliRunner().invoke(needs, ["roll"])
    assert result.exit_code == 1
    assert "32: 5 from the plan, 0 put off before\n" in result.output
    assert "45: 4 from the plan, 0 put off before, 1 refused\n" in result.output
    assert 'Error: 45: new row for relation "proposal" violates check constraint' in result.output
    with Session(due) as session, session.begin():
        session.execute(text("alter table proposal drop constraint stays"))
    assert CliRunner().invoke(needs, ["roll"]).output == "45: 1 from the plan, 0 put off before\n"
    assert CliRunner().invoke(needs, ["roll"]).output == "nothing is due\n"


def test_a_province_that_goes_to_its_own_server_meanwhile_is_left(
    due: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    years_end = YearsEnd(rest=lambda seconds: None)
    monkeypatch.setattr(rolling_over, "OF_A_MINUTE", 0.0)
    years_end.work(due)
    with Session(due) as session, session.begin():
        set_way(session, "45", Way.NODE, at=clock.now())
    monkeypatch.setattr(rolling_over, "OF_A_MINUTE", 60.0)
    years_end.work(due)
    assert left(due) == (0, 5)
