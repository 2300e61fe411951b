"""The file in which a province moves: what was written is what is read, or it is refused."""

from itertools import chain
from pathlib import Path

import pytest

from planhub.errors import Invalid
from planhub.federation.parcel import Manifest, Writer, opened

TABLE, PICTURE = [b"1\tone\n", b"2\ttwo\n"], b"a picture of a road"


@pytest.fixture
def parcel(tmp_path: Path) -> Path:
    picture = tmp_path / "picture"
    picture.write_bytes(PICTURE)
    file = tmp_path / "surin.parcel"
    with file.open("wb") as into:
        writer = Writer(into, Manifest("32", "0022", "2026-11-21T10:00:00+07:00", closed=True))
        writer.table("proposal", ["id", "title"], iter(TABLE))
        writer.file("ab/picture", picture)
        writer.close()
    return file


def test_tables_and_attachments_are_read_as_they_were_written(parcel: Path) -> None:
    with opened(parcel) as read:
        assert read.manifest.tables == {"proposal": 2}
        assert read.manifest.files == 1
        assert b"".join(read.table("proposal")) == b"".join(TABLE)
        assert dict(read.files()) == {"ab/picture": PICTURE}


@pytest.mark.parametrize(("was", "now"), [(b"two", b"too"), (b"road", b"roof")])
def test_what_changed_on_the_way_is_refused(parcel: Path, was: bytes, now: bytes) -> None:
    parcel.write_bytes(parcel.read_bytes().replace(was, now))
    with opened(parcel) as read, pytest.raises(Invalid):
        list(chain(read.table("proposal"), read.files()))
