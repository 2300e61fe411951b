"""Files of our own: private from the first moment, whole or not there, and no link leads anywhere else."""

import os
from pathlib import Path
from threading import Barrier, Thread

import pytest

from planhub import own_files
from planhub.config import Settings
from planhub.needs.attaching import lay_down, place_of
from planhub.sampling import office_list


@pytest.fixture
def roots(tmp_path: Path) -> Path:
    """A file that must stay as it is, whoever points at it."""
    file = tmp_path / "passwords"
    file.write_text("root's own")
    return file


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_private_and_nothing_is_left_beside_it(data: Path) -> None:
    own_files.write(data / "one", b"1")
    own_files.write(data / "one", b"2")
    assert (data / "one").read_bytes() == b"2"
    assert mode(data / "one") == 0o600
    assert names(data) == ["one"]


def test_a_link_is_replaced_and_what_it_led_to_stays(data: Path, roots: Path) -> None:
    (data / "one").symlink_to(roots)
    own_files.write(data / "one", b"ours")
    assert roots.read_text() == "root's own"
    assert (data / "one").read_bytes() == b"ours"
    assert not (data / "one").is_symlink()


@pytest.mark.parametrize("link", ["a", "a/b"])
def test_a_folder_of_ours_that_is_a_link_is_refused(data: Path, tmp_path: Path, link: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (data / link).parent.mkdir(exist_ok=True)
    (data / link).symlink_to(elsewhere)
    with pytest.raises(NotADirectoryError):
        own_files.write(data / "a" / "b" / "one", b"1", levels=2)
    assert names(elsewhere) == []


def test_a_link_that_the_operator_laid_above_is_followed(data: Path, tmp_path: Path) -> None:
    (tmp_path / "installation").symlink_to(data)
    own_files.write(tmp_path / "installation" / "a" / "one", b"1", levels=1)
    assert (data / "a" / "one").read_bytes() == b"1"


def test_a_log_is_added_to_but_not_through_a_link(data: Path, roots: Path) -> None:
    for line in (b"1\n", b"2\n"):
        with own_files.open_log(data / "log") as log:
            log.write(line)
    assert (data / "log").read_bytes() == b"1\n2\n"
    (data / "linked").symlink_to(roots)
    with pytest.raises(OSError, match="symbolic links"):
        own_files.open_log(data / "linked")


def test_a_failure_leaves_the_old_file_and_nothing_else(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own_files.write(data / "one", b"old")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    for moment in ("replace", "fsync"):
        with monkeypatch.context() as broken:
            broken.setattr(os, moment, full)
            with pytest.raises(OSError, match="No space"):
                own_files.write(data / "one", b"new", lasting=True)
        assert (data / "one").read_bytes() == b"old"
        assert names(data) == ["one"]


def test_the_secret_is_one_for_all_who_ask_at_once_and_private_from_the_start(data: Path) -> None:
    found: list[str] = []
    together = Barrier(8)

    def ask() -> None:
        settings = Settings(data=data)
        together.wait()
        found.append(settings.signing_key)

    umask = os.umask(0)
    try:
        threads = [Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        os.umask(umask)
    assert len(set(found)) == 1
    assert len(found[0]) >= 48
    assert mode(data / "secret") == 0o600
    assert names(data) == ["secret"]


def test_an_empty_secret_of_a_crash_is_made_anew(data: Path) -> None:
    (data / "secret").touch()
    key = Settings(data=data).signing_key
    assert len(key) >= 48
    assert Settings(data=data).signing_key == key


def test_a_secret_that_the_operator_keeps_elsewhere_is_read(data: Path, roots: Path) -> None:
    (data / "secret").symlink_to(roots)
    assert Settings(data=data).signing_key == "root's own"


def test_an_upload_leads_nowhere_else(data: Path, tmp_path: Path, roots: Path) -> None:
    sha256 = lay_down(data / "uploads", b"photo")
    place = place_of(data / "uploads", sha256)
    place.unlink()
    place.symlink_to(roots)
    lay_down(data / "uploads", b"photo")
    assert roots.read_text() == "root's own"
    place.unlink()
    place.parent.rmdir()
    place.parent.symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere").mkdir()
    with pytest.raises(NotADirectoryError):
        lay_down(data / "uploads", b"photo")
    assert names(tmp_path / "elsewhere") == []


@pytest.mark.skipif(os.geteuid() != 0, reason="others may link their own folders as they like")
def test_root_lays_nothing_down_where_the_uploads_are_a_link(data: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (data / "uploads").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(NotADirectoryError):
        lay_down(data / "uploads", b"photo")
    assert names(tmp_path / "elsewhere") == []


def test_the_sample_s_list_leads_nowhere_else(data: Path, roots: Path) -> None:
    (data / "examples").mkdir()
    (data / "examples" / office_list.FILE).symlink_to(roots)
    office_list.lay_down(data / "examples", b"PK")
    assert roots.read_text() == "root's own"
    assert mode(data / "examples" / office_list.FILE) == 0o644
