"""Whom the web runs as when root starts it: a system user without rights, who gets what the web writes."""

import importlib.util
import os
import pwd
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url

from planhub import cluster
from planhub.config import Settings

CHECKOUT = Path(__file__).parents[2]
WITHOUT_OWN_DATABASE = "www-data"
"""Debian's user for web servers, where no database of ours has a user to share."""
READS_ALL = "+dac_read_search"
TRY = "import os, sys; [os.close(os.open(path, os.O_RDONLY)) for path in sys.argv[1:]]"


class UserTrouble(RuntimeError):
    """The web cannot run as the user that was named."""


@dataclass(frozen=True)
class WebUser:
    """A system user; `reads_all` where folders closed to others lie above the program or its data."""

    record: pwd.struct_passwd
    reads_all: bool = False

    def prefix(self) -> list[str]:
        """What is put before the command: the one right that is kept, to read, and none to be had anew."""
        if not self.reads_all:
            return []
        who = [f"--reuid={self.record.pw_uid}", f"--regid={self.record.pw_gid}", "--clear-groups"]
        kept = [f"--{kind}=-all,{READS_ALL}" for kind in ("inh-caps", "ambient-caps", "bounding-set")]
        return ["setpriv", *who, *kept, "--no-new-privs"]

    def options(self) -> dict[str, object]:
        """Arguments of subprocess by which the child becomes that user; none where the prefix does it."""
        if self.reads_all:
            return {}
        return {"user": self.record.pw_uid, "group": self.record.pw_gid, "extra_groups": []}


def web_user(settings: Settings, server: cluster.Server | None, named: str | None) -> WebUser | None:
    """Who the web shall be: the one that was named, else the database's own user; None: ourselves.

    Only root can become somebody else; others stay who they are.
    """
    if os.geteuid() != 0:
        return None
    record = _record(settings, server, named)
    if record is None or record.pw_uid == 0:
        return None
    for user in (WebUser(record), WebUser(record, reads_all=True)):
        if _can_read(user, settings.data):
            return user
    return None


def hand_over(settings: Settings, user: WebUser) -> None:
    """Give the web's user what it writes, and the secret; what a former start or command made, too."""
    for folder in (settings.uploads, settings.issued):
        folder.mkdir(mode=0o700, exist_ok=True)
        _give_all(folder, user)  # looked through whole each time: root may lay a file into any folder
    if settings.signing_key and not settings.secret_key:  # asked for: it is made at first use
        os.chown(settings.data / "secret", user.record.pw_uid, user.record.pw_gid, follow_symlinks=False)


def _record(settings: Settings, server: cluster.Server | None, named: str | None) -> pwd.struct_passwd | None:
    if named:
        return _named(named, server)
    if server is not None:
        return server.place.user
    with suppress(KeyError):
        if owner := settings.data.stat().st_uid:
            return pwd.getpwuid(owner)
        if not _asks_who_knocks(settings.database_url):
            return pwd.getpwnam(WITHOUT_OWN_DATABASE)
    return None


def _named(name: str, server: cluster.Server | None) -> pwd.struct_passwd:
    try:
        record = pwd.getpwnam(name)
    except KeyError as missing:
        raise UserTrouble(f"This system knows no user {name}: adduser --system makes one.") from missing
    if server is not None and record.pw_uid != server.place.user.pw_uid:
        owner = server.place.user.pw_name
        raise UserTrouble(
            f"The web cannot run as {name}: the private database belongs to {owner} and lets in nobody else. "
            "Name that one, or none."
        )
    return record


def _asks_who_knocks(database_url: str) -> bool:
    """Whether that server is reached by a socket without a password: it may know root, and no other."""
    url = make_url(database_url)
    host = str(url.query.get("host") or url.host or "/")
    return host.startswith("/") and not url.password


def _can_read(user: WebUser, data: Path) -> bool:
    flask = importlib.util.find_spec("flask")
    wanted = [CHECKOUT / "planhub" / "wsgi.py", CHECKOUT / "templates" / "layout.html", data / "uploads"]
    files = [str(path) for path in wanted if path.exists()]
    files += [flask.origin] if flask and flask.origin else []
    command = [*user.prefix(), sys.executable, "-I", "-S", "-c", TRY, *files]
    try:
        tried = subprocess.run(  # type: ignore[call-overload]
            command, cwd="/", capture_output=True, check=False, **user.options()
        )
    except OSError:  # the interpreter lies behind a closed folder, or there is no setpriv
        return False
    return bool(tried.returncode == 0)


def _give_all(folder: Path, user: WebUser) -> None:
    for path in _within(folder):  # the uppermost last: cut off halfway, it is done again
        if _strange(path, user):
            os.chown(path, user.record.pw_uid, user.record.pw_gid, follow_symlinks=False)


def _strange(path: Path, user: WebUser) -> bool:
    return path.lstat().st_uid != user.record.pw_uid


def _within(folder: Path) -> Iterator[Path]:
    for above, _, files in os.walk(folder, topdown=False):
        yield from (Path(above) / name for name in files)
        yield Path(above)
