"""Population and houses of subdistricts."""

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from planhub.areas.area import Area
from planhub.areas.loading_population import load_population


def people(session: Session, code: str) -> tuple[int | None, int | None]:
    session.expire_all()
    area = session.get_one(Area, code)
    return area.population, area.households


def test_a_district_has_as_many_as_its_subdistricts_together(gazetteer: Session, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('รหัสตำบล,ประชากร,จำนวนบ้าน\n320101,"40,000",15000\nTH320102,๗๐๐๐,-\n')
    report = load_population(gazetteer, path)
    assert (report.changed, report.problems) == (2, [])
    assert people(gazetteer, "320102") == (7_000, None)
    assert people(gazetteer, "3201") == (47_000, 15_000)
    assert load_population(gazetteer, path).changed == 0


@pytest.mark.parametrize(
    ("row", "what"),
    [
        pytest.param("329901,10,5", "unknown_code", id="an unknown subdistrict"),
        pytest.param("530306,10,5", "unknown_code", id="a retired one"),
        pytest.param("3201,10,5", "bad_code", id="a district"),
        pytest.param("320102,สิบ,5", "bad_value", id="a number in words"),
        pytest.param("320102,-5,5", "bad_value", id="a negative number"),
        pytest.param("320101,10,5", "duplicate", id="a code that came before"),
    ],
)
def test_what_does_not_fit_is_told(gazetteer: Session, tmp_path: Path, row: str, what: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"tambon_code,population,houses\n320101,1,1\n{row}\n")
    [problem] = load_population(gazetteer, path).problems
    assert (problem.row, problem.what, problem.loaded) == (3, what, False)


@pytest.mark.shared_data
def test_the_subdistricts_of_a_province_add_up_to_its_own_figure(
    gazetteer: Session, shared_data: Path
) -> None:
    report = load_population(gazetteer, shared_data / "subdistricts.csv.gz")
    assert (report.read, report.changed, report.problems) == (7_256, 7_256, [])
    assert people(gazetteer, "3201") == (257_605, people(gazetteer, "3201")[1])
    districts = gazetteer.query(Area).filter(Area.parent_code == "32", Area.valid_to.is_(None))
    assert sum(d.population or 0 for d in districts) == people(gazetteer, "32")[0]
