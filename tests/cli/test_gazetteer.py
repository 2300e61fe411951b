"""An installation knows the country from its first start on, and what it knows is left alone."""

from pathlib import Path

from click.testing import CliRunner
from sqlalchemy import func, select

from planhub import cluster
from planhub.areas.area import Area
from planhub.cli import main
from planhub.cli.gazetteer import fill_if_empty
from planhub.database import open_session
from tests.serving import environment_of, settings_of


def test_an_upgrade_fills_an_empty_gazetteer_once_and_says_so(server: cluster.Server, tmp_path: Path) -> None:
    server.create_database("planhub_founded", template=cluster.DATABASE)
    settings = settings_of(server, "planhub_founded", tmp_path)
    first = CliRunner().invoke(main, ["db", "upgrade"], env=environment_of(settings), catch_exceptions=False)
    assert first.exit_code == 0, first.output
    assert "Loading the gazetteer" in first.output
    assert "8,441 areas" in first.output
    with open_session(settings) as session:
        assert session.scalar(select(func.count()).where(Area.kind == "subdistrict", Area.in_76)) >= 7_256
        session.get_one(Area, "32").name_th = "ชื่อที่แก้เอง"
    said: list[str] = []
    fill_if_empty(settings, said.append)
    assert said == []
    with open_session(settings) as session:
        assert session.get_one(Area, "32").name_th == "ชื่อที่แก้เอง"
    server.drop_database("planhub_founded")
