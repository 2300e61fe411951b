"""What the README and the guides say is there, is there."""

import re
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from planhub.cli import COMMANDS, main
from planhub.config import Settings

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
TEXT = {page.relative_to(ROOT).as_posix(): page.read_text() for page in PAGES}


def test_every_folder_has_its_line_in_the_readme() -> None:
    said = set(re.findall(r"`((?:planhub/)?[a-z]+)`", TEXT["README.md"]))
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout
    if not tracked:
        pytest.skip("not a git checkout: which folders belong to the project cannot be asked")
    folders = {path.split("/")[0] for path in tracked.split("\n") if "/" in path and not path.startswith(".")}
    rooms = {"/".join(path.split("/")[:2]) for path in tracked.split("\n") if re.match(r"planhub/\w+/", path)}
    assert folders - {"planhub", "bin"} <= said
    assert rooms - {"planhub/translations"} <= said
    assert {room for room in said if room.startswith("planhub/")} <= rooms


@pytest.mark.parametrize("page", TEXT)
def test_files_that_are_named_exist(page: str) -> None:
    named = re.findall(r"`((?:bin|docs|bench|planhub|templates|static|tests|seeds)/[\w./-]+)`", TEXT[page])
    missing = [name for name in named if not (ROOT / name.rstrip("/")).exists()]
    assert not missing


@pytest.mark.parametrize("page", TEXT)
def test_commands_that_are_named_exist(page: str) -> None:
    named = set(re.findall(r"planhub ([a-z]+) ?([a-z-]*)", TEXT[page]))
    for command, sub in sorted(pair for pair in named if pair[0] in COMMANDS):
        grouped = command in ("areas", "accounts", "db", "linkage", "node", "sources", "tokens")
        words = [command, sub] if sub and grouped else [command]
        shown = CliRunner().invoke(main, [*words, "--help"])
        assert shown.exit_code == 0, (page, words, shown.output)


def test_settings_that_are_named_exist() -> None:
    known = {f"PLANHUB_{name.upper()}" for name in Settings.model_fields}
    tests = "".join(path.read_text() for path in (ROOT / "tests").rglob("*.py"))
    known |= set(re.findall(r"environ(?:\.get\(|\[)\"(PLANHUB_[A-Z_0-9]+)", tests))
    for page, text in TEXT.items():
        named = set(re.findall(r"PLANHUB_[A-Z_0-9]+", text))
        assert named <= known, page


def test_links_between_pages_lead_somewhere() -> None:
    for page, text in TEXT.items():
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
            assert ((ROOT / page).parent / target).exists(), (page, target)
