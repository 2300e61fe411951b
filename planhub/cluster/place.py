"""Where a cluster's files lie, and which user of the operating system runs it."""

import hashlib
import os
import pwd
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from planhub import own_files
from planhub.cluster.trouble import ClusterTrouble

FALLBACK = Path("/var/lib/planhub-databases")
"""Of root alone; not /var/lib/planhub, which an installation may give to its own system user."""
NOTE = "cluster-lies-in"
SERVICE_USER = "postgres"
LONGEST_SOCKET_FOLDER = 93
"""A socket's whole path may have 107 bytes; `/.s.PGSQL.5432` and a margin take the rest."""


@dataclass(frozen=True)
class Place:
    """A cluster's folder and the user who owns the server's processes."""

    home: Path
    user: pwd.struct_passwd

    @property
    def data(self) -> Path:
        """PostgreSQL's own data directory."""
        return self.home / "data"

    @property
    def building(self) -> Path:
        """Where a new data directory is made, until it is whole and gets its name."""
        return self.home / "data.tmp"

    def give(self, path: Path) -> None:
        """Hand a file or folder that root made to the server's user."""
        if os.geteuid() == 0:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)

    def write(self, path: Path, text: str) -> None:
        """Replace a file of the server in one step, so that a killed start leaves the old one or the new."""
        owner = (self.user.pw_uid, self.user.pw_gid) if os.geteuid() == 0 else None
        own_files.write(path, text.encode(), owner=owner)

    def socket_folder(self) -> Path:
        """A private folder for the socket: the one of last time if it is still ours, else a new one.

        It keeps its name, so that a server that fell over or was restarted comes back under the address
        that the web knows; it lies outside the data folder because a socket's path must be short.
        """
        note = self.home / "socket-lies-in"
        if note.exists() and self._taken_again(folder := Path(note.read_text())):
            return folder
        usual = tempfile.gettempdir()
        fits = len(usual) + len("/planhub-12345678") <= LONGEST_SOCKET_FOLDER
        base = usual if fits and may_enter(Path(usual), self.user) else "/tmp"  # noqa: S108 - mkdtemp's is private
        folder = Path(tempfile.mkdtemp(prefix="planhub-", dir=base))
        self.give(folder)
        note.write_text(str(folder))
        return folder

    def _taken_again(self, folder: Path) -> bool:
        """Make the folder of last time anew, or find that it still stands and is ours alone."""
        try:
            folder.mkdir(mode=0o700)
            self.give(folder)
        except FileExistsError:
            found = folder.lstat()
            ours = stat.S_ISDIR(found.st_mode) and found.st_uid == self.user.pw_uid
            return ours and found.st_mode & 0o077 == 0 and not self._anothers(folder)
        except OSError:
            return False
        return True

    def _anothers(self, folder: Path) -> bool:
        """Whether another data folder's server listens there: this one may be a copy of it, note and all."""
        for note in folder.glob(".s.PGSQL.*.lock"):
            written = note.read_text().splitlines()  # PostgreSQL writes its process, then its data directory
            if len(written) < 2 or written[1] != str(self.data):
                return True
        return False


def place_of(data: Path) -> Place:
    """The cluster's place for an installation's data folder; the folders are made as needed."""
    data = data.resolve()
    make_folder(data)
    uid = os.geteuid()
    home = _home(data, uid)
    user = _server_user(home / "data", uid)
    if uid == 0 and home.parent == data and not may_enter(data, user):
        home = FALLBACK / hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
        make_folder(FALLBACK)
        own_files.write(data / NOTE, f"{home}\n".encode())
    make_folder(home)
    return Place(home, user)


def may_enter(folder: Path, user: pwd.struct_passwd) -> bool:
    """Whether that user may pass through a folder and all its parents, by their permission bits."""
    for step in (folder, *folder.parents):
        found = step.stat()
        if found.st_uid == user.pw_uid:
            allowed = found.st_mode & stat.S_IXUSR
        elif found.st_gid == user.pw_gid:
            allowed = found.st_mode & stat.S_IXGRP
        else:
            allowed = found.st_mode & stat.S_IXOTH
        if not allowed:
            return False
    return True


def make_folder(folder: Path) -> None:
    """A folder that others may pass through but not list, whatever the umask."""
    if folder.is_dir():
        return
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(exist_ok=True)
        folder.chmod(0o711)
    except PermissionError as trouble:
        raise ClusterTrouble(
            f"The folder {folder} cannot be made here ({trouble.strerror}). Name another with --data."
        ) from trouble


def _home(data: Path, uid: int) -> Path:
    note = data / NOTE
    if not note.exists():
        return data / "cluster"
    if uid != 0:
        raise ClusterTrouble(
            f"The database of {data} was made by root. Run as root again, or name another folder with --data."
        )
    return Path(note.read_text().strip())


def _server_user(data: Path, uid: int) -> pwd.struct_passwd:
    """Root lends its server to whoever owns the database already, else to Debian's postgres user."""
    owner = data.stat().st_uid if data.exists() else None
    if uid != 0 and owner not in (None, uid):
        raise ClusterTrouble(
            f"The database in {data} belongs to another user. Name another folder with --data."
        )
    try:
        if uid != 0:
            return pwd.getpwuid(uid)
        return pwd.getpwuid(owner) if owner else pwd.getpwnam(SERVICE_USER)
    except KeyError as missing:
        who = SERVICE_USER if uid == 0 else f"number {uid}"
        raise ClusterTrouble(
            f"This system knows no user {who}; PostgreSQL needs one with a name."
        ) from missing
