"""bin/setup on a machine that lacks something, for a user who may not install it."""

import os
import subprocess
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[1]
PROGRAMS = "/usr/lib/postgresql"
AS_NOBODY = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
NOTHING_ELSE = ["env", "-i", "PATH=/usr/bin:/bin", "HOME=/nonexistent"]


def without_postgresql(*command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command as nobody, who has no sudo, where PostgreSQL's programs are hidden."""
    hide = f'mount -t tmpfs none {PROGRAMS} && cd / && exec "$@"'
    words = ["unshare", "--mount", "sh", "-c", hide, "sh", *AS_NOBODY, *NOTHING_ELSE, *map(str, command)]
    return subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture(autouse=True)
def _possible() -> None:
    if os.geteuid() != 0 or not Path(PROGRAMS).exists():
        pytest.skip("only root can hide PostgreSQL from a command")
    if without_postgresql("test", "-x", CHECKOUT / "bin" / "demo").returncode != 0:
        pytest.skip("this system lets nobody hide folders, or closes the checkout to others")


@pytest.mark.parametrize("program", ["demo", "test"])
@pytest.mark.parametrize("by", [(), ("sh",)], ids=["as a program", "by sh"])
def test_who_may_not_install_is_told_the_one_command_to_run(program: str, by: tuple[str, ...]) -> None:
    done = without_postgresql(*by, CHECKOUT / "bin" / program)
    assert done.returncode != 0
    commands = [line.strip() for line in done.stderr.splitlines() if line.strip().startswith("sudo ")]
    assert len(commands) == 1
    assert commands[0].startswith("sudo apt-get install --no-install-recommends -y ")
    assert {"postgresql-15", "postgresql-15-postgis-3"} <= set(commands[0].split())
    assert "Run this once, then start again" in done.stderr
    assert "Traceback" not in done.stderr + done.stdout
