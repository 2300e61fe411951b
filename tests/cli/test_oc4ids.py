"""`planhub oc4ids export` writes one package that can be read, and refuses a province that is none."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy.orm import Session

from planhub.areas.area import Area
from planhub.cli import oc4ids
from planhub.workflow.stages import Stage
from tests.factories import areas, work_rows


@pytest.fixture
def here(session: Session, monkeypatch: pytest.MonkeyPatch) -> Session:
    """The command works in this test's own transaction."""

    @contextmanager
    def opened(*_given: Any) -> Iterator[Session]:
        yield session

    monkeypatch.setattr(oc4ids, "open_session", opened)
    areas.surin(session)
    session.get_one(Area, "32").in_76 = True
    session.flush()
    return session


def export(out: Path, *more: str) -> Any:
    return CliRunner().invoke(oc4ids.oc4ids, ["export", "--out", str(out), *more])


def test_all_projects_are_one_package(here: Session, tmp_path: Path) -> None:
    for _ in range(3):
        work_rows.work(here, stage=Stage.WORKS, title='ถนน "สายใหม่"')
    here.commit()
    said = export(tmp_path / "out.json", "--province", "32")
    assert said.exit_code == 0, said.output
    assert "3 โครงการ" in said.output
    package = json.loads((tmp_path / "out.json").read_text())
    assert len({one["id"] for one in package["projects"]}) == 3
    assert package["publisher"] == {"name": "จังหวัดสุรินทร์"}


def test_a_province_without_money_gives_no_file(here: Session, tmp_path: Path) -> None:
    said = export(tmp_path / "out.json", "--province", "32", "--year", "2560")
    assert said.exit_code == 1
    assert "สุรินทร์" in said.output
    assert not (tmp_path / "out.json").exists()


def test_what_is_no_province_is_refused(here: Session, tmp_path: Path) -> None:
    said = export(tmp_path / "out.json", "--province", "99")
    assert said.exit_code == 1
    assert "99" in said.output
