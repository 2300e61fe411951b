"""What is kept for a while goes by itself: keys of answered forms, and files of first PINs."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from planhub.accounts import tidying
from planhub.accounts.account import AnsweredOnce
from planhub.accounts.creating import Issued
from planhub.accounts.handing_out import KEPT, find, keep
from planhub.accounts.tidying import REMEMBERED, tidy

AT = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
SLIP = Issued(1, "32010204", "บ้านตั้งใจ 4", "480517", "32010204")


def answered(session: Session, *ages: timedelta) -> None:
    rows = [
        {"key": f"{n:032}", "account_id": None, "path": "/needs", "location": "/needs/1", "at": AT - age}
        for n, age in enumerate(ages)
    ]
    session.execute(insert(AnsweredOnce), rows)


def left(session: Session) -> list[str]:
    return [key[-1] for key in session.scalars(select(AnsweredOnce.key).order_by(AnsweredOnce.key))]


def test_a_key_is_remembered_for_a_week(session: Session, tmp_path: Path) -> None:
    answered(session, timedelta(0), REMEMBERED, REMEMBERED + timedelta(seconds=1), timedelta(days=400))
    assert tidy(session, issued=tmp_path, at=AT) == 2
    assert left(session) == ["0", "1"]


def test_the_oldest_go_first_and_never_too_many_at_once(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tidying, "AT_ONCE", 2)
    answered(session, *(REMEMBERED + timedelta(days=n) for n in (1, 5, 3)))
    assert tidy(session, issued=tmp_path, at=AT) == 2
    assert left(session) == ["0"]
    assert tidy(session, issued=tmp_path, at=AT) == 1
    assert session.scalar(select(func.count()).select_from(AnsweredOnce)) == 0


def test_pins_go_a_quarter_of_an_hour_after_they_were_issued(session: Session, tmp_path: Path) -> None:
    folder = tmp_path / "issued"
    key = keep(folder, [SLIP], by=7, at=AT)
    (file,) = folder.iterdir()
    os.utime(file, times=(AT.timestamp(), AT.timestamp()))
    tidy(session, issued=folder, at=AT + KEPT)
    assert find(folder, key, by=7, at=AT + KEPT) == [SLIP]
    tidy(session, issued=folder, at=AT + KEPT + timedelta(seconds=1))
    assert list(folder.iterdir()) == []


def test_nothing_else_is_touched_and_no_link_followed(session: Session, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for place in (elsewhere, tmp_path / "issued"):
        place.mkdir(exist_ok=True)
        (place / "note").touch()
        (place / ("0" * 64)).touch()
        (place / ".new-0123456789abcdef").touch()
    (tmp_path / "issued" / ("1" * 64)).symlink_to(elsewhere / "note")
    later = datetime.now(UTC) + timedelta(days=1)
    tidy(session, issued=tmp_path / "issued", at=later)
    assert [path.name for path in (tmp_path / "issued").iterdir()] == ["note"]
    (tmp_path / "link").symlink_to(elsewhere)
    tidy(session, issued=tmp_path / "link", at=later)
    assert len(list(elsewhere.iterdir())) == 3


def test_an_installation_that_never_issued_any_has_no_folder(session: Session, tmp_path: Path) -> None:
    assert tidy(session, issued=tmp_path / "issued", at=AT) == 0
    assert not (tmp_path / "issued").exists()
