"""`planhub assets` copies every named file or none, and says what is missing."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from planhub.cli.assets import LIBRARIES, AssetMissing, assets, copy_assets


def fetched(modules: Path) -> None:
    """A node_modules with every file we name."""
    for package, files in LIBRARIES.items():
        for source in files:
            file = modules / package / source
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"{package} {source}")


def test_every_named_file_lands_in_its_place(tmp_path: Path) -> None:
    fetched(tmp_path / "modules")
    copied = copy_assets(modules=tmp_path / "modules", vendor=tmp_path / "vendor")
    assert len(copied) == sum(map(len, LIBRARIES.values()))
    assert (tmp_path / "vendor/leaflet/leaflet.js").read_text() == "leaflet dist/leaflet.js"


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    fetched(tmp_path / "modules")
    copy_assets(modules=tmp_path / "modules", vendor=tmp_path / "vendor")
    again = copy_assets(modules=tmp_path / "modules", vendor=tmp_path / "vendor")
    assert all(path.is_file() for path in again)


def test_a_missing_file_is_named_and_nothing_is_copied(tmp_path: Path) -> None:
    fetched(tmp_path / "modules")
    (tmp_path / "modules/htmx.org/dist/htmx.min.js").unlink()
    with pytest.raises(AssetMissing, match=r"htmx\.min\.js"):
        copy_assets(modules=tmp_path / "modules", vendor=tmp_path / "vendor")
    assert not (tmp_path / "vendor").exists()


def test_the_command_fails_loudly_and_says_what_to_run(tmp_path: Path) -> None:
    result = CliRunner().invoke(assets, ["--modules", str(tmp_path), "--vendor", str(tmp_path / "vendor")])
    assert result.exit_code != 0
    assert "npm ci" in result.output


def test_every_library_is_locked_by_its_hash_and_no_address() -> None:
    import json

    root = Path(__file__).parents[2]
    lock = json.loads((root / "package-lock.json").read_text())["packages"]
    assert set(LIBRARIES) <= {name.removeprefix("node_modules/") for name in lock}
    for name, package in lock.items():
        assert not name or package["integrity"].startswith("sha512-"), name
        assert "resolved" not in package, name
