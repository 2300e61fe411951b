"""The file in which a province moves: a tar of its tables (COPY's own text), attachments, a manifest."""

import hashlib
import json
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from planhub.errors import Invalid
from planhub.wording import N_, say

MANIFEST = "manifest.json"
FORM = 1
_NO_PARCEL = N_("ไฟล์นี้ไม่ใช่ไฟล์ย้ายจังหวัดของ PlanHub หรือคัดลอกมาไม่ครบ: %(why)s")


@dataclass
class Manifest:
    """What the file must hold."""

    province_code: str
    revision: str
    """Of the schema; the new place must have the same."""
    written_at: str
    closed: bool
    """Whether the old place writes no more; without it the file is a copy, not a move."""
    tables: dict[str, int] = field(default_factory=dict)
    """Rows of each."""
    columns: dict[str, list[str]] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    """SHA-256 of each table's text, and of each attachment by its name in the tar."""
    files: int = 0
    form: int = FORM


class Writer:
    """Puts a parcel together; the manifest goes last."""

    def __init__(self, into: IO[bytes], manifest: Manifest) -> None:
        self.manifest = manifest
        self._tar = tarfile.open(fileobj=into, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115 - closed below

    def table(self, name: str, columns: list[str], blocks: Iterator[bytes]) -> None:
        """One table, from COPY; its rows are its lines."""
        digest, rows = hashlib.sha256(), 0
        with TemporaryFile() as kept:
            for block in blocks:
                kept.write(block)
                digest.update(block)
                rows += bytes(block).count(b"\n")
            size = kept.tell()
            kept.seek(0)
            self._add(f"tables/{name}", size, kept)
        self.manifest.tables[name], self.manifest.columns[name] = rows, columns
        self.manifest.digests[name] = digest.hexdigest()

    def file(self, name: str, path: Path) -> None:
        """One attachment."""
        with path.open("rb") as f:
            digest, size = hashlib.file_digest(f, "sha256").hexdigest(), f.tell()
            f.seek(0)
            self._add(f"uploads/{name}", size, f)
        self.manifest.files += 1
        self.manifest.digests[f"uploads/{name}"] = digest

    def close(self) -> None:
        """The manifest, and the end."""
        text = json.dumps(asdict(self.manifest), ensure_ascii=False, indent=1).encode()
        self._add(MANIFEST, len(text), BytesIO(text))
        self._tar.close()

    def _add(self, name: str, size: int, content: IO[bytes]) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        info.mtime = datetime.fromisoformat(self.manifest.written_at).timestamp()
        self._tar.addfile(info, content)


class Reader:
    """An opened parcel whose manifest was read."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.manifest = Manifest(**json.loads(self._content(MANIFEST).read()))
        if self.manifest.form != FORM:
            raise Invalid({"file": say(_NO_PARCEL, why=f"form {self.manifest.form}")})

    def table(self, name: str) -> Iterator[bytes]:
        """A table's text, in blocks; Invalid at its end when it is not what was written."""
        digest = hashlib.sha256()
        content = self._content(f"tables/{name}")
        while block := content.read(1 << 20):
            digest.update(block)
            yield block
        if digest.hexdigest() != self.manifest.digests.get(name):
            raise Invalid({"file": say(_NO_PARCEL, why=name)})

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Name and content of each attachment; Invalid for one that is not what was written."""
        for member in self._tar:
            if member.isfile() and member.name.startswith("uploads/"):
                opened: Any = self._tar.extractfile(member)
                content = opened.read()
                if hashlib.sha256(content).hexdigest() != self.manifest.digests.get(member.name):
                    raise Invalid({"file": say(_NO_PARCEL, why=member.name)})
                yield member.name.removeprefix("uploads/"), content

    def _content(self, name: str) -> IO[bytes]:
        try:
            content = self._tar.extractfile(name)
        except KeyError as missing:
            raise Invalid({"file": say(_NO_PARCEL, why=name)}) from missing
        if content is None:
            raise Invalid({"file": say(_NO_PARCEL, why=name)})
        return content


@contextmanager
def opened(path: Path) -> Iterator[Reader]:
    """Read a parcel; Invalid when it is none."""
    try:
        with tarfile.open(path, "r:") as tar:
            yield Reader(tar)
    except (OSError, tarfile.TarError, ValueError, TypeError) as wrong:
        raise Invalid({"file": say(_NO_PARCEL, why=str(wrong))}) from wrong
