"""The year's end by the minute's beat: each province by itself, and only those that work here."""

from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from planhub import clock, cluster
from planhub.cli.heart import Heart
from planhub.cli.rolling_over import roll_over
from planhub.linkage.way import Way, set_way
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
    assert roll_over(engine, until_done=True) == {}
    engine.dispose()
    assert stages == {"32": Stage.PROVINCE, "45": Stage.PLANNED}
    assert told == []
