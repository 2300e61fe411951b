"""Files are laid down whole or not at all, under plain names."""

import errno
import hashlib
import os
from pathlib import Path

import pytest

from planhub.needs.attaching import NoRoom, lay_down, place_of, plain_name


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        # folders of either kind
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\somchai\\แบบ.pdf", "แบบ.pdf"),
        # a mark that turns the reading direction, to hide the ending
        ("รูป\u202egpj.exe", "รูปgpj.exe"),
        # control characters, dots and nothing at all
        ("a\x00b\nc.jpg", "abc.jpg"),
        ("...", "ไม่มีชื่อ"),
        ("", "ไม่มีชื่อ"),
        # too long keeps its ending
        ("ก" * 300 + ".jpeg", "ก" * 70 + ".jpeg"),
    ],
)
def test_names_are_made_plain(name: str, plain: str) -> None:
    assert plain_name(name) == plain


def test_bytes_lie_under_their_digest_once(tmp_path: Path) -> None:
    sha256 = lay_down(tmp_path, b"photo")
    assert sha256 == hashlib.sha256(b"photo").hexdigest()
    assert place_of(tmp_path, sha256).read_bytes() == b"photo"
    before = place_of(tmp_path, sha256).stat().st_ino
    assert lay_down(tmp_path, b"photo") == sha256
    assert place_of(tmp_path, sha256).stat().st_ino == before


@pytest.mark.parametrize("moment", ["fsync", "replace"])
def test_a_full_disk_leaves_nothing_half_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(*((os, "fsync", full) if moment == "fsync" else (os, "replace", full)))
    with pytest.raises(NoRoom):
        lay_down(tmp_path, b"photo")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
