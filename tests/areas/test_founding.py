"""A ชุมชน gets its own id under its local authority."""

import pytest
from sqlalchemy.orm import Session

from planhub.areas import codes, finding
from planhub.areas.founding import found_community
from planhub.areas.local_authority import LocalAuthority
from planhub.errors import Invalid


@pytest.fixture
def town(gazetteer: Session) -> Session:
    """The gazetteer with two local authorities of Surin."""
    for code, name in (("4320102", "สุรินทร์"), ("4320103", "เมืองที")):
        gazetteer.add(LocalAuthority(code=code, kind="town", name_th=name, province_code="32"))
    gazetteer.flush()
    return gazetteer


def test_communities_are_numbered_within_their_authority(town: Session) -> None:
    names = ["ริมคลอง", "ชุมชนหลังวัด", "ตลาดเก่า"]
    first, second, _ = [found_community(town, "4320102", subdistrict="320101", name=n) for n in names]
    other = found_community(town, "๔๓๒๐๑๐๓", subdistrict="320103", name="ริมคลอง")
    assert [first.code, second.code, other.code] == ["C-4320102-001", "C-4320102-002", "C-4320103-001"]
    assert (second.name_th, second.parent_code, second.in_76) == ("หลังวัด", "320101", True)
    assert codes.province_of(second.code) == "32"
    assert finding.full_address(town, second.code) == "ชุมชนหลังวัด ต.ในเมือง อ.เมืองสุรินทร์ จ.สุรินทร์"


@pytest.mark.parametrize(
    ("authority", "subdistrict", "name", "field"),
    [
        pytest.param("9999999", "320101", "ริมคลอง", "local_authority", id="an unknown authority"),
        pytest.param("", "320101", "ริมคลอง", "local_authority", id="none"),
        pytest.param("4320102", "320199", "ริมคลอง", "subdistrict", id="an unknown subdistrict"),
        pytest.param("4320102", "3201", "ริมคลอง", "subdistrict", id="a district"),
        pytest.param("4320102", "450101", "ริมคลอง", "subdistrict", id="a subdistrict of another province"),
        pytest.param("4320102", "320101", " ชุมชน ", "name", id="no name"),
        pytest.param("4320102", "320101", "ก" * 121, "name", id="a name too long"),
        pytest.param("4320102", "320101", "ชุมชน ตลาด เก่า", "name", id="a name there is already"),
    ],
)
def test_what_cannot_be_a_community_is_refused_at_its_field(
    town: Session, authority: str, subdistrict: str, name: str, field: str
) -> None:
    found_community(town, "4320102", subdistrict="320101", name="ตลาดเก่า")
    with pytest.raises(Invalid) as refused:
        found_community(town, authority, subdistrict=subdistrict, name=name)
    assert list(refused.value.fields) == [field]
