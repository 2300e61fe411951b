"""Schematic lines and sample villages of the show provinces: plausible, the same each time, marked."""

from collections.abc import Iterator

import pytest
import shapely
from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from planhub.areas.area import Area, AreaBoundary
from planhub.areas.drawing import SOURCE, draw, drawn, found_villages, how_many_villages, redraw
from planhub.areas.names import stored_keys

# tests/areas/conftest.py seeds once per module; this module also draws once


@pytest.fixture(scope="module")
def drawn_once(seeded: Connection) -> Connection:
    with Session(seeded, join_transaction_mode="create_savepoint") as session:
        draw(session, ["32", "45"])
        session.commit()
    return seeded


@pytest.fixture
def session(drawn_once: Connection) -> Iterator[Session]:
    with (
        drawn_once.begin_nested() as test,
        Session(drawn_once, join_transaction_mode="create_savepoint") as s,
    ):
        yield s
        s.close()
        test.rollback()


def shapes(session: Session, kind: str, province: str, column: str = "geom") -> dict[str, shapely.Geometry]:
    rows = session.execute(
        select(Area.code, func.ST_AsBinary(getattr(AreaBoundary, column)))
        .join(AreaBoundary, AreaBoundary.area_code == Area.code)
        .where(Area.kind == kind, Area.code.startswith(province))
        .order_by(Area.code)
    )
    return {code: shapely.from_wkb(bytes(wkb)) for code, wkb in rows}


def everything(session: Session) -> list[object]:
    """All shapes and points, to compare before and after."""
    shapes = select(AreaBoundary.area_code, func.ST_AsBinary(AreaBoundary.geom)).order_by("area_code")
    points = select(Area.code, func.ST_AsText(Area.point)).order_by(Area.code)
    return [*session.execute(shapes).all(), *session.execute(points).all()]


@pytest.mark.parametrize(("province", "districts", "subdistricts"), [("32", 17, 159), ("45", 20, 193)])
def test_every_district_and_subdistrict_is_one_valid_piece_of_its_province(
    session: Session, province: str, districts: int, subdistricts: int
) -> None:
    whole = shapes(session, "province", province)[province]
    for kind, number in (("district", districts), ("subdistrict", subdistricts)):
        pieces = list(shapes(session, kind, province).values())
        assert len(pieces) == number
        assert all(shapely.is_valid(pieces))
        assert {shapely.get_num_geometries(p) for p in pieces} == {1}
        assert sum(p.area for p in pieces) == pytest.approx(whole.area, rel=1e-5)
        assert min(p.area for p in pieces) > whole.area / number / 10


@pytest.mark.parametrize("column", ["geom", "simple"])
def test_neighbours_share_their_border_without_gap_or_overlap(session: Session, column: str) -> None:
    for kind in ("district", "subdistrict"):
        assert shapely.coverage_is_valid(list(shapes(session, kind, "32", column).values()))


def test_a_district_is_made_of_its_subdistricts(session: Session) -> None:
    districts = shapes(session, "district", "32")
    subdistricts = shapes(session, "subdistrict", "32")
    for code, district in districts.items():
        inside = shapely.union_all([s for c, s in subdistricts.items() if c.startswith(code)])
        assert inside.symmetric_difference(district).area < district.area * 1e-6


def test_what_is_drawn_says_so_and_the_real_outline_does_not(session: Session) -> None:
    marked = session.execute(
        select(Area.kind, AreaBoundary.schematic, AreaBoundary.source)
        .join(AreaBoundary, AreaBoundary.area_code == Area.code)
        .where(Area.code.startswith("32"))
        .distinct()
    )
    found = {kind: (schematic, source) for kind, schematic, source in marked}
    assert found["province"][0] is False
    assert found["district"] == found["subdistrict"] == (True, SOURCE)
    assert "ไม่ใช่แนวเขตจริง" in SOURCE


def test_each_subdistrict_has_6_to_14_villages_called_by_number_inside_it(session: Session) -> None:
    rows = session.execute(
        select(Area.parent_code, func.count(), func.bool_and(func.ST_Covers(AreaBoundary.geom, Area.point)))
        .join(AreaBoundary, AreaBoundary.area_code == Area.parent_code)
        .where(Area.kind == "village", Area.schematic_name)
        .group_by(Area.parent_code)
    ).all()
    assert len(rows) == 159 + 193
    assert all(6 <= n <= 14 and inside for _, n, inside in rows)
    show = session.get_one(Area, "32010204")
    assert (show.name_th, show.moo, show.schematic_name) == ("หมู่ที่ 4", 4, True)


def test_the_number_of_villages_depends_on_the_code_alone() -> None:
    assert how_many_villages("320102") == how_many_villages("320102")
    assert {how_many_villages(f"3201{n:02d}") for n in range(1, 60)} == set(range(6, 15))


def test_drawing_again_changes_nothing(session: Session) -> None:
    before = everything(session)
    again = draw(session, ["32", "45"])
    assert (again.districts, again.subdistricts) == (37, 352)
    assert everything(session) == before


def test_drawing_from_nothing_gives_the_same_drawing(session: Session) -> None:
    before = {code: shape.wkb for code, shape in shapes(session, "subdistrict", "32").items()}
    session.query(AreaBoundary).filter(
        AreaBoundary.schematic, AreaBoundary.area_code.startswith("32")
    ).delete()
    draw(session, ["32"])
    assert {code: shape.wkb for code, shape in shapes(session, "subdistrict", "32").items()} == before


def test_real_villages_of_a_province_are_not_joined_by_invented_ones(session: Session) -> None:
    name = "บ้านตั้งใจ"
    session.add(
        Area(
            code="33010101",
            kind="village",
            parent_code="330101",
            name_th=name,
            search_key=stored_keys("village", name, None),
            moo=1,
        )
    )
    session.flush()
    found_villages(session, "33")
    assert drawn(session, ["33"]).villages == 0


def test_lines_are_fitted_to_a_district_that_became_real(session: Session) -> None:
    district = session.get_one(AreaBoundary, "3201")
    district.schematic = False
    district.geom = session.scalar(select(func.ST_Multi(func.ST_Buffer(district.geom, -0.03))))
    session.flush()
    redraw(session, ["32"])
    session.expire_all()
    real = shapes(session, "district", "32")["3201"]
    inside = {c: s for c, s in shapes(session, "subdistrict", "32").items() if c.startswith("3201")}
    assert len(inside) == 21
    assert shapely.union_all(list(inside.values())).symmetric_difference(real).area < real.area * 1e-5
    villages = session.execute(
        select(func.bool_and(func.ST_Covers(AreaBoundary.geom, Area.point)))
        .select_from(Area)
        .join(AreaBoundary, AreaBoundary.area_code == Area.parent_code)
        .where(Area.kind == "village", Area.code.startswith("3201"))
    )
    assert villages.scalar_one() is True
    assert session.get_one(AreaBoundary, "3201").schematic is False


def test_nothing_is_drawn_where_nothing_surrounds_it(session: Session) -> None:
    session.query(AreaBoundary).filter(AreaBoundary.area_code == "53").delete()
    assert draw(session, ["53"]).subdistricts == 0
    assert drawn(session, ["53"]).villages > 0
