"""The list of local authorities."""

from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.areas.loading_local_authorities import load_local_authorities
from planhub.areas.local_authority import LocalAuthority

HEAD = "dla_code,province_code,type_th,name_th\n"


@pytest.mark.parametrize(
    ("row", "kind", "district"),
    [
        pytest.param("2320101,32,อบจ.,สุรินทร์", "pao", None, id="a PAO belongs to no district"),
        pytest.param("4320102,32,เทศบาลเมือง,สุรินทร์", "town", "3201", id="a town"),
        pytest.param("5320103,,เทศบาลตำบล,เมืองที", "subdistrict_municipality", "3201", id="no province"),
        pytest.param("๖๓๒๐๑๐๔,32,อบต.,นาดี", "sao", "3201", id="Thai digits"),
        pytest.param("6329904,32,อบต.,ไกล", "sao", None, id="a district that is not in the gazetteer"),
        pytest.param("6320104,32,เทศบาลตำบล,นาดี", "subdistrict_municipality", "3201", id="upgraded since"),
    ],
)
def test_a_local_authority_is_kept_with_its_kind_and_place(
    gazetteer: Session, tmp_path: Path, row: str, kind: str, district: str | None
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(HEAD + row + "\n")
    report = load_local_authorities(gazetteer, path)
    assert (report.added, report.problems) == (1, [])
    [found] = gazetteer.scalars(select(LocalAuthority)).all()
    assert (found.kind, found.province_code, found.district_code) == (kind, "32", district)
    assert load_local_authorities(gazetteer, path).same == 1


@pytest.mark.parametrize(
    ("row", "what", "loaded"),
    [
        pytest.param("232,32,อบจ.,สุรินทร์", "bad_code", False, id="too few digits"),
        pytest.param("2990101,99,อบจ.,ไม่มี", "parent_missing", False, id="an unknown province"),
        pytest.param("2320101,32,สมาคม,สุรินทร์", "bad_value", False, id="an unknown kind"),
        pytest.param("4320102,33,เทศบาลเมือง,สุรินทร์", "bad_value", True, id="a province against the code"),
    ],
)
def test_what_does_not_fit_is_told(
    gazetteer: Session, tmp_path: Path, row: str, what: str, loaded: bool
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(HEAD + row + "\n")
    [problem] = load_local_authorities(gazetteer, path).problems
    assert (problem.what, problem.loaded) == (what, loaded)


@pytest.mark.shared_data
def test_all_local_authorities_of_the_country_are_loaded(gazetteer: Session, shared_data: Path) -> None:
    report = load_local_authorities(gazetteer, shared_data / "local_administrations_2560.csv.gz")
    assert (report.read, report.added) == (7_871, 7_851)
    assert report.counts()["duplicate"] == 20
    kinds = select(LocalAuthority.kind, func.count()).group_by(LocalAuthority.kind)
    assert {kind: n for kind, n in gazetteer.execute(kinds)}["pao"] == 76
