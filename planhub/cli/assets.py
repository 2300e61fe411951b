"""`planhub assets`: puts the browser libraries that npm fetched where the web serves them."""

import shutil
from pathlib import Path

import click

ROOT = Path(__file__).parents[2]

LIBRARIES: dict[str, dict[str, str]] = {
    "leaflet": {
        "dist/leaflet.js": "leaflet/leaflet.js",
        "dist/leaflet.css": "leaflet/leaflet.css",
        "dist/images/layers.png": "leaflet/images/layers.png",
        "dist/images/layers-2x.png": "leaflet/images/layers-2x.png",
        "dist/images/marker-icon.png": "leaflet/images/marker-icon.png",
        "dist/images/marker-icon-2x.png": "leaflet/images/marker-icon-2x.png",
        "dist/images/marker-shadow.png": "leaflet/images/marker-shadow.png",
        "LICENSE": "leaflet/LICENSE",
    },
    "leaflet.markercluster": {
        "dist/leaflet.markercluster.js": "markercluster/leaflet.markercluster.js",
        "dist/MarkerCluster.css": "markercluster/MarkerCluster.css",
        "dist/MarkerCluster.Default.css": "markercluster/MarkerCluster.Default.css",
        "MIT-LICENCE.txt": "markercluster/LICENSE",
    },
    "htmx.org": {"dist/htmx.min.js": "htmx/htmx.min.js", "LICENSE": "htmx/LICENSE"},
    "maplibre-gl": {
        "dist/maplibre-gl.mjs": "maplibre/maplibre-gl.mjs",
        "dist/maplibre-gl-worker.mjs": "maplibre/maplibre-gl-worker.mjs",
        "dist/maplibre-gl.css": "maplibre/maplibre-gl.css",
        "LICENSE.txt": "maplibre/LICENSE",
    },
    "sortablejs": {"Sortable.min.js": "sortable/Sortable.min.js", "LICENSE": "sortable/LICENSE"},
    "@fontsource/sarabun": {
        **{
            f"files/sarabun-{script}-{weight}-normal.woff2": f"sarabun/{script}-{weight}.woff2"
            for script in ("thai", "latin")
            for weight in (400, 600, 700)
        },
        "LICENSE": "sarabun/LICENSE",
    },
    "@expo-google-fonts/sarabun": {
        "400Regular/Sarabun_400Regular.ttf": "sarabun-print/Sarabun-Regular.ttf",
        "400Regular_Italic/Sarabun_400Regular_Italic.ttf": "sarabun-print/Sarabun-Italic.ttf",
        "700Bold/Sarabun_700Bold.ttf": "sarabun-print/Sarabun-Bold.ttf",
        "LICENSE_FONT": "sarabun-print/LICENSE",
    },
}
"""npm package → {file inside it: place under static/vendor}. Printing uses the TrueType fonts."""


class AssetMissing(click.ClickException):
    """A library of package.json is not there, or not in the shape we know."""


def copy_assets(*, modules: Path, vendor: Path) -> list[Path]:
    """Copies every named file, all or nothing; returns what now stands in `vendor`."""
    wanted = [
        (modules / package / source, vendor / place)
        for package, files in LIBRARIES.items()
        for source, place in files.items()
    ]
    missing = [str(source) for source, _ in wanted if not source.is_file()]
    if missing:
        raise AssetMissing(
            "These files of the browser libraries are missing:\n  "
            + "\n  ".join(missing)
            + "\nRun `npm ci --ignore-scripts` beside package.json, then `planhub assets` again."
        )
    for source, target in wanted:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        target.chmod(0o644)
    return [target for _, target in wanted]


@click.command("assets")
@click.option(
    "--modules",
    type=click.Path(path_type=Path, file_okay=False),
    default=ROOT / "node_modules",
    help="Folder where npm put the libraries.",
)
@click.option(
    "--vendor",
    type=click.Path(path_type=Path, file_okay=False),
    default=ROOT / "static" / "vendor",
    help="Folder that the web serves.",
)
def assets(modules: Path, vendor: Path) -> None:
    """Copy the browser libraries and fonts into static/vendor."""
    copied = copy_assets(modules=modules, vendor=vendor)
    size = sum(path.stat().st_size for path in copied)
    click.echo(f"{len(copied)} files, {size / 1024:,.0f} kB in {vendor}")
