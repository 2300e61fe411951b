"""Files that nothing names are removed; all others stay."""

import io
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from PIL import Image
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from planhub import clock
from planhub.cli.needs import needs
from planhub.needs import sweeping
from planhub.needs.attaching import UPLOADING, attach, lay_down, place_of, take_off, thumb_of
from planhub.needs.sweeping import Swept, sweep
from planhub.proposals.need import Attachment
from tests.factories import areas, proposals

NOW = clock.now()


@pytest.fixture
def photo(session: Session, tmp_path: Path) -> Callable[[str], Attachment]:
    """Attaches a photo of some colour to a need of its own."""
    areas.surin(session)

    def attached(colour: str) -> Attachment:
        picture = io.BytesIO()
        Image.new("RGB", (300, 200), colour).save(picture, "JPEG")
        row = proposals.proposal(session)
        return attach(
            session,
            proposal_id=row.id,
            kind="photo",
            name="รูป.jpg",
            data=picture.getvalue(),
            uploads=tmp_path,
            at=NOW,
            by=None,
        )

    return attached


def age(folder: Path, days: float = 2) -> None:
    """Make every file so many days old."""
    then = (NOW - timedelta(days=days)).timestamp()
    for path in folder.rglob("*"):
        if path.is_file():
            os.utime(path, (then, then))


def left(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


def test_a_form_that_was_rolled_back_leaves_nothing_for_ever(
    session: Session, tmp_path: Path, photo: Callable[[str], Attachment]
) -> None:
    kept = photo("red").sha256
    with session.begin_nested() as form:
        lost = photo("blue").sha256
        form.rollback()
    assert place_of(tmp_path, lost).exists()
    age(tmp_path)
    gone = sweep(session, uploads=tmp_path, now=NOW, named_in=(Attachment.sha256,))
    assert gone.files == 2, "the picture and its small copy"
    assert gone.bytes > 0
    assert left(tmp_path) == {kept, f"{kept}.thumb"}
    assert sweep(session, uploads=tmp_path, now=NOW, named_in=(Attachment.sha256,)) == Swept(0, 0)


def test_what_was_taken_off_can_still_be_put_back(
    session: Session, tmp_path: Path, photo: Callable[[str], Attachment]
) -> None:
    row = photo("red")
    take_off(session, proposal_id=row.proposal_id, attachment_id=row.id, at=NOW)
    age(tmp_path)
    assert sweep(session, uploads=tmp_path, now=NOW, named_in=(Attachment.sha256,)) == Swept(0, 0)
    assert thumb_of(place_of(tmp_path, row.sha256)).exists()


def test_what_is_younger_than_a_day_stays(session: Session, tmp_path: Path) -> None:
    """A form that is still on its way has laid down its files, but not yet their rows."""
    lay_down(tmp_path, b"on its way")
    age(tmp_path, days=0.9)
    assert sweep(session, uploads=tmp_path, now=NOW, named_in=(Attachment.sha256,)) == Swept(0, 0)
    age(tmp_path, days=1.1)
    assert sweep(session, uploads=tmp_path, now=NOW, named_in=(Attachment.sha256,)).files == 1


def test_half_written_drafts_go_and_what_is_not_ours_stays(session: Session, tmp_path: Path) -> None:
    folder = tmp_path / "ab"
    folder.mkdir()
    for name in (".new-x7k2", "README", "backup.tar", "a" * 63):
        (folder / name).write_text("x")
    (tmp_path / "lost+found").mkdir()
    (tmp_path / "lost+found" / ("a" * 64)).write_text("x")
    age(tmp_path)
    assert sweep(session, uploads=tmp_path, now=NOW, named_in=(Attachment.sha256,)).files == 1
    assert left(tmp_path) == {"README", "backup.tar", "a" * 63, "a" * 64}


def test_an_old_file_that_is_sent_again_is_young_again(session: Session, tmp_path: Path) -> None:
    sha256 = lay_down(tmp_path, b"sent twice")
    age(tmp_path)
    assert lay_down(tmp_path, b"sent twice") == sha256
    assert sweep(session, uploads=tmp_path, now=NOW, named_in=(Attachment.sha256,)) == Swept(0, 0)


def test_a_draft_that_finds_its_name_meanwhile_ends_no_sweep(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Listed as a draft, gone when it is looked at: before it is judged, or before it is removed."""
    for n in range(3):
        lay_down(tmp_path, b"%d" % n)
    folder = tmp_path / "ab"
    folder.mkdir()
    for name in (".new-early", ".new-late"):
        (folder / name).write_text("x")
    age(tmp_path)
    looked_at, unlink = sweeping._files, Path.unlink

    def renamed(uploads: Path) -> list[Path]:
        found = list(looked_at(uploads))
        (folder / ".new-early").rename(folder / "early")
        return found

    def gone(path: Path, missing_ok: bool = False) -> None:
        if path.name == ".new-late":
            path.rename(folder / "late")
        unlink(path, missing_ok)

    monkeypatch.setattr(sweeping, "_files", renamed)
    monkeypatch.setattr(Path, "unlink", gone)
    assert sweep(session, uploads=tmp_path, now=NOW, named_in=(Attachment.sha256,)).files == 3
    assert left(tmp_path) == {"early", "late"}


def test_uploads_wait_for_a_few_files_only(
    session: Session, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "AT_ONCE", 2)
    for n in range(5):
        lay_down(tmp_path, b"%d" % n)
    age(tmp_path)
    named, seen = sweeping._named, []

    def watched(*given: Any) -> set[str]:
        seen.append((len(given[1]), may_upload(engine)))
        return named(*given)

    begun = session.begin_nested

    def between() -> Any:
        seen.append((0, may_upload(engine)))
        return begun()

    monkeypatch.setattr(sweeping, "_named", watched)
    monkeypatch.setattr(session, "begin_nested", between)
    assert sweep(session, uploads=tmp_path, now=NOW, named_in=(Attachment.sha256,)).files == 5
    assert seen == [(0, True), (2, False), (0, True), (2, False), (0, True), (1, False)]
    assert may_upload(engine)


def may_upload(engine: Engine) -> bool:
    """Whether somebody else who attaches a file would have to wait."""
    with engine.connect() as other:
        return bool(other.scalar(select(func.pg_try_advisory_xact_lock_shared(UPLOADING))))


def test_no_folder_at_all_is_nothing_to_do(session: Session, tmp_path: Path) -> None:
    assert sweep(session, uploads=tmp_path / "none", now=NOW, named_in=(Attachment.sha256,)) == Swept(0, 0)


def test_the_command_says_what_it_did(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from contextlib import nullcontext

    monkeypatch.setattr("planhub.cli.needs.open_session", lambda _settings: nullcontext(session))
    monkeypatch.setenv("PLANHUB_DATA", str(tmp_path))
    lay_down(tmp_path / "uploads", b"x" * 3000)
    age(tmp_path)
    done = CliRunner().invoke(needs, ["sweep"])
    assert done.output == "1 files removed, 3 kB\n"
