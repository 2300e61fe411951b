"""Boundary files as they come: COD-AB GeoJSON (gz too), shapefile (zipped too), GeoPackage, of any level."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError

from planhub.areas.files import (
    MOST_SHAPES,
    broken,
    check_zip,
    kind_of_bytes,
    kind_of_file,
    refusal,
    unpacked,
    wrong_type,
)
from planhub.wording import N_, say

ACCEPTED = "GeoJSON, GeoJSON.gz, Shapefile (.shp, .zip), GeoPackage (.gpkg)"
WGS84 = 4326
_GDAL_ERRORS = (DataSourceError, DataLayerError, FeatureError, FieldError, GeometryError, UnicodeError)

# The deepest level first: a subdistrict's row also bears the codes of its district and province.
_CODE_FIELDS = (
    ("adm3_pcode", "tambon_code", "tam_code", "tb_code", "subdistrict_code", "tambon_idn", "ta_id"),
    ("adm2_pcode", "amphoe_code", "amp_code", "ap_code", "district_code", "amphoe_idn", "am_id"),
    ("adm1_pcode", "province_code", "prov_code", "pv_code", "changwat_code", "prov_id"),
    ("pcode", "area_code", "code"),
)
_NAME_FIELDS = (
    ("adm3_th", "adm3_name_th", "tambon_t", "tam_nam_t", "tb_tn", "t_name_t", "subdistrict_th"),
    ("adm2_th", "adm2_name_th", "amphoe_t", "amphoe_tn", "amp_nam_t", "ap_tn", "district_th"),
    ("adm1_th", "adm1_name_th", "prov_nam_t", "changwat_t", "pv_tn", "province_th"),
    ("name_th", "name"),
)
_UTM = {("WGS", 47): 32647, ("WGS", 48): 32648, ("INDIAN", 47): 24047, ("INDIAN", 48): 24048}

_NO_FIELD = N_("แฟ้ม %(file)s ไม่มีช่องรหัสที่รู้จัก (เช่น ADM3_PCODE) ช่องที่มีคือ %(fields)s บอกชื่อช่องรหัสด้วย --code-field")
_NO_CRS = N_("แฟ้ม %(file)s ไม่บอกระบบพิกัดที่รู้จัก บอกด้วย --srid เช่น 4326 (ละติจูด/ลองจิจูด) 32647 หรือ 32648 (UTM)")
_NO_LAYER = N_("แฟ้ม %(file)s ไม่มีรูปแปลงให้อ่าน ตรวจว่าเป็นแฟ้มขอบเขต และแนบ .shx .dbf มาครบถ้าเป็น Shapefile")


@dataclass(frozen=True)
class Shape:
    """One feature: its row in the layer, the code and name as they stand there, its WKB (None if empty)."""

    row: int
    code: str
    name: str
    wkb: bytes | None


@dataclass(frozen=True)
class Layer:
    """One layer of a file, read whole."""

    name: str
    srid: int
    shapes: list[Shape]


@dataclass(frozen=True)
class Hints:
    """What the person says where the file does not."""

    code_field: str | None = None
    srid: int | None = None
    encoding: str | None = None


def read_layers(path: Path, hints: Hints) -> Iterator[Layer]:
    """The layers of a file that bear area codes; Invalid with a sentence for what cannot be read."""
    found = False
    fields: list[str] = []
    with _unpacked(path) as sources:
        for source in sources:
            for name in _layers_with_shapes(path, source):
                fields = _fields_of(path, source, name)
                code, name_field = _code_and_name(fields, hints)
                if code:
                    found = True
                    yield _read(path, source, name, code, name_field, hints)
    if not found:
        raise refusal(say(_NO_FIELD if fields else _NO_LAYER, file=path.name, fields=", ".join(fields)))


@contextmanager
def _unpacked(path: Path) -> Iterator[list[str]]:
    """What GDAL is to open, after the content is checked; a gzip file is unpacked for the while."""
    kind = kind_of_file(path)
    if kind in ("json", "geopackage", "shapefile"):
        yield [str(path)]
    elif kind == "zip":
        names = check_zip(path, most=MOST_SHAPES)
        inside = [n for n in names if n.lower().endswith((".shp", ".gpkg", ".geojson")) and ".." not in n]
        if not inside:
            raise wrong_type(path, ACCEPTED)
        yield [f"/vsizip/{path.resolve()}/{name}" for name in inside]
    elif kind == "gzip":
        content = unpacked(path, most=MOST_SHAPES)
        if kind_of_bytes(content[:512]) not in ("json", "geopackage"):
            raise wrong_type(path, ACCEPTED)
        with TemporaryDirectory() as folder:
            plain = Path(folder) / "boundaries"
            plain.write_bytes(content)
            yield [str(plain)]
    else:
        raise wrong_type(path, ACCEPTED)


def _layers_with_shapes(path: Path, source: str) -> list[str]:
    try:
        return [str(name) for name, geometry_type in pyogrio.list_layers(source) if geometry_type is not None]
    except _GDAL_ERRORS as error:
        raise broken(path) from error


def _fields_of(path: Path, source: str, layer: str) -> list[str]:
    try:
        return [str(field) for field in pyogrio.read_info(source, layer=layer)["fields"]]
    except _GDAL_ERRORS as error:
        raise broken(path) from error


def _code_and_name(fields: list[str], hints: Hints) -> tuple[str | None, str | None]:
    by_lower = {field.lower(): field for field in fields}
    if hints.code_field:
        return by_lower.get(hints.code_field.lower()), _first(by_lower, sum(_NAME_FIELDS, ()))
    for codes, names in zip(_CODE_FIELDS, _NAME_FIELDS, strict=True):
        code = _first(by_lower, codes)
        if code:
            return code, _first(by_lower, names)
    return None, None


def _first(by_lower: dict[str, str], wanted: tuple[str, ...]) -> str | None:
    return next((by_lower[name] for name in wanted if name in by_lower), None)


def _read(path: Path, source: str, layer: str, code: str, name: str | None, hints: Hints) -> Layer:
    columns = [code, name] if name else [code]
    try:
        meta, _, geometries, data = pyogrio.raw.read(
            source, layer=layer, columns=columns, encoding=hints.encoding, force_2d=True
        )
    except _GDAL_ERRORS as error:
        raise broken(path) from error
    values = dict(zip(map(str, meta["fields"]), data, strict=True))
    names = values[name] if name else [""] * len(geometries)
    shapes = [
        Shape(row, _text(c), _thai(_text(n)), None if g is None else bytes(g))
        for row, (c, n, g) in enumerate(zip(values[code], names, geometries, strict=True), start=1)
    ]
    srid = hints.srid or _srid(meta["crs"])
    if srid is None:
        raise refusal(say(_NO_CRS, file=path.name))
    return Layer(layer, srid, shapes)


def _srid(crs: str | None) -> int | None:
    """EPSG number of what GDAL tells; UTM of Thailand also by its name in old .prj files."""
    text = (crs or "").upper()
    if "CRS84" in text:
        return WGS84
    epsg = re.search(r"EPSG\W+(\d{4,6})\W*$", text)
    if epsg:
        return int(epsg[1])
    zone = re.search(r"UTM[ _]ZONE[ _](4[78])N", text)
    if zone:
        return _UTM.get(("INDIAN" if "INDIAN" in text else "WGS", int(zone[1])))
    return WGS84 if text.startswith("GEOGCS") and "WGS" in text else None


def _text(value: Any) -> str:
    if value is None or value != value:  # an empty number is NaN
        return ""
    if isinstance(value, float):
        return str(int(value))
    return str(value).strip()


def _thai(text: str) -> str:
    """Thai of an old .dbf that GDAL took for Latin-1."""
    if text.isascii() or re.search("[ก-๙]", text):
        return text
    try:
        return text.encode("latin-1").decode("cp874")
    except UnicodeError:
        return text
