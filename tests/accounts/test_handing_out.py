"""PINs just issued: found again by who issued them, for a while, and unreadable to anybody else."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from planhub.accounts.creating import Issued
from planhub.accounts.handing_out import KEPT, find, keep
from planhub.errors import Conflict, NotFound

AT = datetime.now(UTC)
SLIPS = [
    Issued(1, "32010204", "บ้านตั้งใจ 4", "480517", "32010204"),
    Issued(2, "32010205", "บ้านตั้งใจ 5", "915036", "32010205"),
]


def test_what_was_kept_is_found_whole(tmp_path: Path) -> None:
    key = keep(tmp_path / "issued", SLIPS, by=7, at=AT)
    assert find(tmp_path / "issued", key, by=7, at=AT + KEPT) == SLIPS


@pytest.mark.parametrize(
    ("by", "after", "bend"),
    [
        pytest.param(8, timedelta(0), "", id="somebody else"),
        pytest.param(7, KEPT + timedelta(seconds=1), "", id="too late"),
        pytest.param(7, timedelta(0), "x", id="a bent key"),
        pytest.param(7, timedelta(0), "/../../secret", id="a key that leads elsewhere"),
    ],
)
def test_it_is_not_there_for(tmp_path: Path, by: int, after: timedelta, bend: str) -> None:
    key = keep(tmp_path, SLIPS, by=7, at=AT)
    with pytest.raises(NotFound, match="15 นาที"):
        find(tmp_path, (bend + key)[:32] if bend == "x" else key + bend, by=by, at=AT + after)


def test_the_folder_alone_tells_neither_pins_nor_keys(tmp_path: Path) -> None:
    folder = tmp_path / "issued"
    key = keep(folder, SLIPS, by=7, at=AT)
    (file,) = folder.iterdir()
    content = file.read_bytes()
    assert b"480517" not in content
    assert b"32010204" not in content
    assert key not in file.name
    assert file.stat().st_mode & 0o077 == folder.stat().st_mode & 0o077 == 0


def test_what_nobody_can_open_any_more_is_swept_at_the_next_issue(tmp_path: Path) -> None:
    keep(tmp_path, SLIPS, by=7, at=AT)
    keep(tmp_path, SLIPS, by=7, at=AT + timedelta(minutes=1))
    assert len(list(tmp_path.iterdir())) == 2
    for file in tmp_path.iterdir():
        os.utime(file, times=(AT.timestamp(), AT.timestamp()))
    keep(tmp_path, SLIPS, by=7, at=AT + KEPT + timedelta(seconds=1))
    assert len(list(tmp_path.iterdir())) == 1


def test_a_full_disk_is_told_and_leaves_nothing_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(Conflict, match="เต็ม"):
        keep(tmp_path, SLIPS, by=7, at=AT)
    assert not list(tmp_path.iterdir())
