"""What gunicorn's processes are told to do, called by gunicorn itself."""

import os
import subprocess
import sys
from pathlib import Path

from planhub.cli import gunicorn_hooks

APP = """
import gc
def app(environ, start_response): ...
"""
WORKER_SAYS = """
import gc
from planhub.cli.gunicorn_hooks import *
def post_worker_init(worker):
    print("frozen", gc.get_freeze_count(), flush=True)
    worker.alive = False
    import os, signal
    os.kill(worker.ppid, signal.SIGTERM)
"""


def test_what_stands_before_the_first_worker_is_not_looked_over_again(tmp_path: Path) -> None:
    (tmp_path / "small.py").write_text(APP)
    (tmp_path / "hooks.py").write_text(WORKER_SAYS)
    done = subprocess.run(
        [sys.executable, "-m", "gunicorn", "small:app", "--bind", "127.0.0.1:0", "--preload",
         "--no-control-socket", "--config", "python:hooks"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path]),
             gunicorn_hooks.PARENT: str(os.getpid())},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )  # fmt: skip
    frozen = [int(line.split()[1]) for line in done.stdout.splitlines() if line.startswith("frozen")]
    assert frozen, done.stderr
    assert frozen[0] > 1_000
