"""Makers of small boundary files of every accepted kind, for the tests."""

import gzip
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from warnings import filterwarnings

import numpy as np
import pyogrio
import shapely

Feature = tuple[dict[str, Any], shapely.Geometry | None]


def square(west: float, south: float, size: float = 0.1) -> shapely.Geometry:
    """A square with its lower left corner there."""
    return shapely.box(west, south, west + size, south + size)


def subdistrict(code: str, name: str, shape: shapely.Geometry | None) -> Feature:
    """A feature as COD-AB writes it, with the codes of what it lies in."""
    pcode = code if code.startswith("TH") else f"TH{code}"
    properties = {
        "ADM3_PCODE": pcode,
        "ADM3_TH": name,
        "ADM2_PCODE": pcode[:6],
        "ADM2_TH": "เมือง",
        "ADM1_PCODE": pcode[:4],
    }
    return properties, shape


def geojson(path: Path, features: Sequence[Feature]) -> Path:
    """GeoJSON, gzipped if the name ends so."""
    content = json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": properties,
                    "geometry": shape and json.loads(shapely.to_geojson(shape)),
                }
                for properties, shape in features
            ],
        },
        ensure_ascii=False,
    ).encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def with_gdal(
    path: Path, features: Sequence[Feature], *, crs: str | None = "EPSG:4326", encoding: str = "UTF-8"
) -> Path:
    """What the name's ending says: .shp, .gpkg; a .zip holds a shapefile."""
    inner = path.with_suffix(".shp") if path.suffix == ".zip" else path
    fields = list(features[0][0])
    if crs is None:
        filterwarnings("ignore", message="'crs' was not provided")  # that is what the test is about
    pyogrio.raw.write(
        inner,
        geometry=np.array([shapely.to_wkb(shape) for _, shape in features], dtype=object),
        field_data=[np.array([p[f] for p, _ in features], dtype=object) for f in fields],
        fields=fields,
        geometry_type="Polygon" if all(s.geom_type == "Polygon" for _, s in features if s) else "Unknown",
        crs=crs,
        encoding=None if path.suffix == ".gpkg" else encoding,
        **({"layer": "tambon"} if path.suffix == ".gpkg" else {}),
    )
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in inner.parent.glob(inner.stem + ".*"):
                if part != path:
                    archive.write(part, f"ขอบเขต/{part.name}")
    return path
