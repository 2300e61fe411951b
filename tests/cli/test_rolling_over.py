"""The year's end by the minute's beat: each province by itself, and only those that work here."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from planhub import clock, cluster
from planhub.cli import rolling_over
from planhub.cli.heart import Heart
from planhub.cli.rolling_over import YearsEnd, roll_over
from planhub.linkage.way import Way, set_way
from planhub.proposals import rolling
from planhub.proposals.proposal import Proposal
from planhub.workflow.stages import Stage
from tests.factories import areas, proposals
from tests.serving import settings_of

NAME = "planhub_rolling"


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


def test_it_goes_on_in_small_steps_with_rests_and_where_the_minute_before_left_off(
    server: cluster.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.create_database("planhub_rolling_slowly", template=cluster.DATABASE)
    engine = create_engine(server.url(cluster.OWNER, "planhub_rolling_slowly"))
    this_year = clock.fiscal_year(clock.today())

    def fill(session: Session, village: str, how_many: int) -> None:
        for _ in range(how_many):
            proposals.proposal(
                session, village, Stage.PLANNED, fiscal_year=this_year - 1, plan_year=this_year - 1
            )

    def left(province: str) -> int:
        due = (Proposal.province_code == province) & (Proposal.stage == Stage.PLANNED)
        with Session(engine) as session:
            return session.scalar(select(func.count()).select_from(Proposal).where(due)) or 0

    with Session(engine) as session, session.begin():
        areas.surin(session)
        for province, village in (("32", "32010204"), ("45", "45010101")):
            proposals.planning_round(session, province, this_year + 1)
            fill(session, village, 5)
    monkeypatch.setattr(rolling, "LOOKED_FOR", 3)
    monkeypatch.setattr(rolling_over, "AT_ONCE", 2)
    rests: list[float] = []
    years_end = YearsEnd(rest=rests.append)

    # a minute that is over leaves all to the next
    monkeypatch.setattr(rolling_over, "OF_A_MINUTE", 0.0)
    years_end.work(engine)
    assert (left("32"), left("45"), rests) == (5, 5, [])
    monkeypatch.setattr(rolling_over, "OF_A_MINUTE", 60.0)
    years_end.work(engine)
    assert (left("32"), left("45")) == (0, 0)
    # in each of both provinces twice looked for: 3 found, then 2: transactions of 2, 1 and 2
    assert len(rests) == 10
    assert min(rests) > 0
    # what falls due later is not looked for in every minute
    with Session(engine) as session, session.begin():
        fill(session, "32010204", 1)
    years_end.work(engine)
    assert left("32") == 1
    monkeypatch.setattr(years_end, "_look_at", 0.0)
    years_end.work(engine)
    assert left("32") == 0
    engine.dispose()
