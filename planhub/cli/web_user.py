"""Whom the web runs as when root starts it: a system user without rights, who gets what the web writes."""

import importlib.util
import os
import pwd
import shlex
import stat
import subprocess
import sys
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
REAL_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
LEVELS = 16
"""Folders within folders that are looked through; far more than the web makes."""


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

    def warning(self, data: Path) -> str | None:
        """What whoever starts it should know, in one line: what is kept, and how to do without."""
        if not self.reads_all:
            return None
        places = (CHECKOUT, data.resolve(), Path(sys.executable).resolve(), Path(sys.base_prefix).resolve())
        closed = " ".join(dict.fromkeys(shlex.quote(str(one)) for place in places for one in _closed(place)))
        way = f"chmod o+x {closed} does without" if closed else "docs/running.md says how to do without"
        return f"The web is lent the right to read files (CAP_DAC_READ_SEARCH), past closed folders; {way}"

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
    """Give the web's user what it writes, and the secret; what a former start or command made, too.

    What lies there may be a trap of a web that was broken into: no link is followed, no second name given.
    """
    for folder in (settings.uploads, settings.issued):
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
        try:
            _give_all(folder, user)  # looked through whole each time: root may lay a file into any folder
        except NotADirectoryError as no_folder:
            raise _no_folder(folder) from no_folder
    if settings.signing_key and not settings.secret_key:  # asked for: it is made at first use
        secret = settings.data / "secret"
        _give(secret, secret.lstat(), user)


def refuse_links(settings: Settings) -> None:
    """Before root itself writes where the web's user may lay what it likes."""
    for folder in (settings.uploads, settings.issued):
        if os.geteuid() == 0 and folder.is_symlink():
            raise _no_folder(folder)


def _no_folder(folder: Path) -> UserTrouble:
    return UserTrouble(
        f"{folder} is not a folder of its own but a link or a file: put a real folder in its place. "
        "For another disk mount it there, or set PLANHUB_DATA."
    )


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


def _closed(path: Path) -> list[Path]:
    """The folders above it that other users may not pass, the topmost first."""
    return [above for above in reversed(path.parents) if not above.stat().st_mode & stat.S_IXOTH]


def _give_all(folder: Path | str, user: WebUser, *, above: int | None = None, levels: int = LEVELS) -> None:
    """A folder and what is in it; `above` is the open folder in which it lies."""
    opened = os.open(folder, REAL_FOLDER, dir_fd=above)
    try:
        for name in os.listdir(opened):  # noqa: PTH208 - an open folder has no path
            with suppress(FileNotFoundError):  # swept up meanwhile
                found = os.stat(name, dir_fd=opened, follow_symlinks=False)
                if not stat.S_ISDIR(found.st_mode):
                    _give(name, found, user, above=opened)
                elif levels:
                    _give_all(name, user, above=opened, levels=levels - 1)
        if os.fstat(opened).st_uid != user.record.pw_uid:
            os.fchown(opened, user.record.pw_uid, user.record.pw_gid)
    finally:
        os.close(opened)


def _give(name: Path | str, found: os.stat_result, user: WebUser, *, above: int | None = None) -> None:
    """A file that has this one name: a second may stand anywhere."""
    plain = stat.S_ISREG(found.st_mode) and found.st_nlink == 1
    if plain and found.st_uid != user.record.pw_uid:
        os.chown(name, user.record.pw_uid, user.record.pw_gid, dir_fd=above, follow_symlinks=False)
