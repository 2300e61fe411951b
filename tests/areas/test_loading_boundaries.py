"""Boundary files of every accepted kind, and what does not fit in them."""

from pathlib import Path

import pytest
import shapely
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.areas import finding
from planhub.areas.area import Area, AreaBoundary
from planhub.areas.boundary_file import Hints
from planhub.areas.load_report import LoadReport
from planhub.areas.loading_boundaries import load_boundaries
from planhub.errors import Invalid
from tests.areas.boundary_files import geojson, square, subdistrict, with_gdal

TWO = [
    subdistrict("320101", "ในเมือง", square(103.4, 14.8)),
    subdistrict("320102", "ตั้งใจ", square(103.5, 14.8)),
]


def shape_of(session: Session, code: str, column: str = "geom") -> shapely.Geometry:
    session.expire_all()
    wkb = session.scalar(
        select(func.ST_AsBinary(getattr(AreaBoundary, column))).where(AreaBoundary.area_code == code)
    )
    return shapely.from_wkb(bytes(wkb or b""))


def problems(report: LoadReport) -> list[tuple[int, str, bool]]:
    return [(p.row, p.what, p.loaded) for p in report.problems]


@pytest.mark.parametrize("name", ["a.geojson", "a.geojson.gz", "a.shp", "a.zip", "a.gpkg", "no-ending"])
def test_every_accepted_kind_of_file_gives_the_same_boundaries(
    gazetteer: Session, tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    made = with_gdal(path, TWO) if path.suffix in (".shp", ".zip", ".gpkg") else geojson(path, TWO)
    report = load_boundaries(gazetteer, made)
    assert (report.read, report.added, report.changed, report.problems) == (2, 2, 0, [])
    assert shape_of(gazetteer, "320102").equals(square(103.5, 14.8))
    stored = gazetteer.get_one(AreaBoundary, "320102")
    assert (stored.schematic, stored.source) == (False, name)


def test_a_second_run_changes_nothing(gazetteer: Session, tmp_path: Path) -> None:
    path = geojson(tmp_path / "a.geojson", TWO)
    load_boundaries(gazetteer, path)
    again = load_boundaries(gazetteer, path)
    assert (again.added, again.changed, again.same) == (0, 0, 2)


def test_the_point_of_an_area_is_put_inside_its_new_boundary(gazetteer: Session, tmp_path: Path) -> None:
    ring = square(103.4, 14.8, 0.3).difference(square(103.45, 14.85, 0.2))
    load_boundaries(gazetteer, geojson(tmp_path / "a.geojson", [subdistrict("320101", "ในเมือง", ring)]))
    inside = select(func.ST_Contains(AreaBoundary.geom, Area.point)).where(
        AreaBoundary.area_code == Area.code, Area.code == "320101"
    )
    assert gazetteer.scalar(inside) is True
    found = finding.by_point(gazetteer, 103.41, 14.81)
    assert found is not None
    assert found.code == "320101"


def test_rows_that_do_not_fit_are_told_one_by_one_and_the_rest_is_loaded(
    gazetteer: Session, tmp_path: Path
) -> None:
    here = square(103.4, 14.8)
    features = [
        *TWO,
        subdistrict("329901", "ไม่มีอำเภอ", here),
        subdistrict("320199", "ไม่มีตำบล", here),
        subdistrict("3201", "เลขไม่ครบ", here),
        subdistrict("ABC", "ไม่ใช่เลข", here),
        subdistrict("104701", "บางนา", here),
        subdistrict("320103", "เพี้ยราม", None),
        subdistrict("320104", "นาดี", shapely.LineString([(103, 15), (104, 15)])),
        subdistrict("320105", "ท่าสว่างไกล", square(103.7, 14.8)),
        subdistrict("320106", "สลักได", square(3.7, 14.8)),
        subdistrict("32010204", "หมู่บ้าน", here),
    ]
    report = load_boundaries(gazetteer, geojson(tmp_path / "a.geojson", features))
    assert sorted(problems(report)) == [
        (3, "parent_missing", False),
        (4, "unknown_code", False),
        (5, "name_differs", True),
        (6, "bad_code", False),
        (7, "retired_unresolved", False),
        (8, "no_geometry", False),
        (9, "no_geometry", False),
        (10, "name_differs", True),
        (11, "outside_country", False),
        (12, "wrong_kind", False),
    ]
    assert report.added + report.changed == 4
    assert gazetteer.get_one(Area, "320105").name_th == "ท่าสว่าง"


def test_the_shape_of_a_retired_code_goes_to_its_successor(gazetteer: Session, tmp_path: Path) -> None:
    features = [subdistrict("530306", "ท่าแฝก", square(100.5, 17.8))]
    report = load_boundaries(gazetteer, geojson(tmp_path / "a.geojson", features))
    [note] = report.problems
    assert (note.what, note.loaded) == ("retired", True)
    assert "530407" in str(note.sentence)
    assert gazetteer.get(AreaBoundary, "530306") is None
    assert shape_of(gazetteer, "530407").equals(square(100.5, 17.8))


def test_several_shapes_of_one_code_become_one_area(gazetteer: Session, tmp_path: Path) -> None:
    features = [
        subdistrict("320101", "ในเมือง", square(103.4, 14.8)),
        subdistrict("320101", "ในเมือง", square(103.8, 14.8)),
    ]
    load_boundaries(gazetteer, geojson(tmp_path / "a.geojson", features))
    assert shapely.get_num_geometries(shape_of(gazetteer, "320101")) == 2


def test_a_shape_that_crosses_itself_is_repaired(gazetteer: Session, tmp_path: Path) -> None:
    bow = shapely.Polygon([(103.4, 14.8), (103.5, 14.9), (103.5, 14.8), (103.4, 14.9)])
    load_boundaries(gazetteer, geojson(tmp_path / "a.geojson", [subdistrict("320101", "ในเมือง", bow)]))
    stored = shape_of(gazetteer, "320101")
    assert stored.is_valid
    assert stored.area == pytest.approx(0.005)


def test_simplified_neighbours_still_share_their_border(gazetteer: Session, tmp_path: Path) -> None:
    zigzag = [(103.5 + (0.0004 if n % 2 else 0), 14.8 + n * 0.002) for n in range(51)]
    left = shapely.Polygon([(103.4, 14.9), (103.4, 14.8), *zigzag])
    right = shapely.Polygon([(103.6, 14.8), (103.6, 14.9), *reversed(zigzag)])
    features = [subdistrict("320101", "ในเมือง", left), subdistrict("320102", "ตั้งใจ", right)]
    load_boundaries(gazetteer, geojson(tmp_path / "a.geojson", features))
    simple = [shape_of(gazetteer, code, "simple") for code in ("320101", "320102")]
    assert shapely.coverage_is_valid(simple)
    assert shapely.get_num_coordinates(simple).sum() < 50
    assert shapely.get_num_coordinates(shape_of(gazetteer, "320101")) > 50


@pytest.mark.parametrize(
    ("crs", "srid"),
    [
        pytest.param("EPSG:32648", None, id="the file says UTM 48N"),
        pytest.param(None, 32648, id="the file says nothing and the person does"),
    ],
)
def test_utm_coordinates_become_degrees(
    gazetteer: Session, tmp_path: Path, crs: str | None, srid: int | None
) -> None:
    metres = shapely.box(340_000, 1_640_000, 345_000, 1_645_000)
    path = with_gdal(tmp_path / "a.shp", [subdistrict("320101", "ในเมือง", metres)], crs=crs)
    load_boundaries(gazetteer, path, hints=Hints(srid=srid))
    west, south, *_ = shape_of(gazetteer, "320101").bounds
    assert (west, south) == (pytest.approx(103.51, abs=0.01), pytest.approx(14.83, abs=0.01))


def test_thai_names_of_an_old_shapefile_are_read(gazetteer: Session, tmp_path: Path) -> None:
    path = with_gdal(tmp_path / "a.shp", [subdistrict("320102", "ตั้งใจ", square(103, 15))], encoding="cp874")
    (tmp_path / "a.cpg").unlink()
    assert load_boundaries(gazetteer, path).problems == []


def test_a_column_of_another_name_is_named_by_the_person(gazetteer: Session, tmp_path: Path) -> None:
    path = geojson(tmp_path / "a.geojson", [({"Kod": 320102, "Chue": "ตั้งใจ"}, square(103, 15))])
    with pytest.raises(Invalid, match=r"Kod, Chue.*--code-field"):
        load_boundaries(gazetteer, path)
    assert load_boundaries(gazetteer, path, hints=Hints(code_field="kod")).added == 1


def test_a_coarser_file_of_districts_is_loaded_by_its_own_code(gazetteer: Session, tmp_path: Path) -> None:
    properties = {"ADM2_PCODE": "TH3201", "ADM2_TH": "เมืองสุรินทร์", "ADM1_PCODE": "TH32", "ADM1_TH": "สุรินทร์"}
    report = load_boundaries(gazetteer, geojson(tmp_path / "a.geojson", [(properties, square(103, 15))]))
    assert (report.added, report.problems) == (1, [])
    assert gazetteer.get(AreaBoundary, "3201") is not None


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        pytest.param("a.geojson", b"", "ว่างเปล่า", id="an empty file"),
        pytest.param("a.geojson", b'{"type": "FeatureCollection", "features": [', "เสีย", id="half a file"),
        pytest.param("a.geojson.gz", b"\x1f\x8b\x08\x00broken", "เสีย", id="half an archive"),
        pytest.param("a.zip", b"PK\x03\x04broken", "เสีย", id="a broken zip"),
        pytest.param("a.shp", b"%PDF-1.7 ...", "ไม่ใช่ชนิดที่อ่านได้", id="a PDF called .shp"),
        pytest.param("a.csv", b"code,name\n1,2\n", "ไม่ใช่ชนิดที่อ่านได้", id="a table"),
        pytest.param("a.geojson", b'{"hello": "world"}', "แฟ้ม a.geojson", id="JSON that is no map"),
        pytest.param("a.geojson", None, "ไม่พบแฟ้ม", id="no file at all"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_sentence(
    gazetteer: Session, tmp_path: Path, name: str, content: bytes | None, told: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Invalid) as refused:
        load_boundaries(gazetteer, path)
    assert told in str(refused.value.fields["file"])


def test_progress_is_told_to_the_end(gazetteer: Session, tmp_path: Path) -> None:
    heard: list[tuple[str, int, int]] = []
    load_boundaries(
        gazetteer,
        geojson(tmp_path / "a.geojson", TWO),
        progress=lambda what, done, total: heard.append((what, done, total)),
    )
    assert ("อ่านรูปแปลง", 2, 2) in heard


@pytest.mark.shared_data
@pytest.mark.slow
def test_the_real_boundaries_of_the_country_are_loaded(gazetteer: Session, shared_data: Path) -> None:
    reports = [load_boundaries(gazetteer, shared_data / f"tha_adm{n}.geojson.gz") for n in (1, 2, 3)]
    assert [r.read for r in reports] == [77, 928, 7425]
    assert [r.added + r.changed for r in reports] == [77, 928, 7423]
    assert [r.refused for r in reports] == [0, 0, 2]
    assert {p.code for p in reports[2].problems if not p.loaded} == {"104701", "105001"}
    assert load_boundaries(gazetteer, shared_data / "tha_adm3.geojson.gz").same == 7423
    found = finding.by_point(gazetteer, 103.49, 14.88)
    assert found is not None
    assert found.kind == "subdistrict"
    assert finding.full_address(gazetteer, found.code).endswith("อ.เมืองสุรินทร์ จ.สุรินทร์")
