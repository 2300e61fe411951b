"""Finding PostgreSQL's programs, and running them as the user who may run them."""

import os
import pwd
import subprocess
from pathlib import Path

from planhub.cluster.trouble import ClusterTrouble

ROOT = Path("/usr/lib/postgresql")
SHARE = Path("/usr/share/postgresql")
OLDEST = 15
INSTALL = "apt-get install postgresql-15 postgresql-15-postgis-3"


def installed() -> list[int]:
    """Major versions that are installed with PostGIS and not too old, newest first."""
    found = (
        int(folder.name)
        for folder in ROOT.glob("[0-9]*")
        if folder.name.isdigit()
        and (folder / "bin" / "initdb").exists()
        and (SHARE / folder.name / "extension" / "postgis.control").exists()
    )
    return sorted((version for version in found if version >= OLDEST), reverse=True)


def programs(data: Path) -> Path:
    """Folder of the programs that fit an existing database, or the newest when there is none yet."""
    versions = installed()
    if not versions:
        raise ClusterTrouble(f"PostgreSQL {OLDEST} with PostGIS is not installed. Run: sudo {INSTALL}")
    try:
        wanted = int((data / "PG_VERSION").read_text())
    except FileNotFoundError:
        wanted = versions[0]
    if wanted not in versions:
        raise ClusterTrouble(
            f"The database in {data} was made by PostgreSQL {wanted}, which is not installed. "
            f"Run: sudo apt-get install postgresql-{wanted} postgresql-{wanted}-postgis-3"
        )
    return ROOT / str(wanted) / "bin"


def run(command: list[str], *, user: pwd.struct_passwd) -> subprocess.CompletedProcess[str]:
    """Run a program as that user; PostgreSQL refuses root, so root's child changes its uid first."""
    as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    environment = {"PATH": os.defpath, "HOME": user.pw_dir, "LC_ALL": "C.UTF-8", "PGTZ": "UTC", "TZ": "UTC"}
    return subprocess.run(  # type: ignore[call-overload,no-any-return]
        command,
        cwd="/",
        env=environment,
        umask=0o077,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        **as_user,
    )
