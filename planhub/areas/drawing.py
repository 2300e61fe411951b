"""Draw districts, subdistricts and villages that nobody has loaded: schematic, and marked so everywhere.

Only what has no real boundary is drawn, by dividing what surrounds it; a later load of real boundaries or
villages takes its place. The same gazetteer always gives the same drawing.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, delete, func, select
from sqlalchemy.orm import Session

from planhub.areas import codes
from planhub.areas.area import Area, AreaBoundary
from planhub.areas.names import stored_keys
from planhub.areas.placing import put_points_inside, put_villages_inside
from planhub.areas.simplifying import simplify
from planhub.areas.sketching import Sketch
from planhub.areas.staging import Progress, silent, upsert
from planhub.wording import N_

SOURCE = N_("เส้นสมมติ: โปรแกรมแบ่งจากรูปจังหวัดเพื่อแสดงตัวอย่าง ไม่ใช่แนวเขตจริง")
"""Shown under every map that has such lines."""
CELLS_EACH = 24
"""Small cells to a subdistrict: enough for a border that looks like one."""
FEWEST_VILLAGES, MOST_VILLAGES = 6, 14

_DRAWING = N_("วาดเส้นสมมติ")
_HARDLY_ANY = 0.05


@dataclass(frozen=True)
class Drawn:
    """What stands as drawn, not surveyed, in some provinces."""

    districts: int
    subdistricts: int
    villages: int


@dataclass(frozen=True)
class _Child:
    code: str
    real: bool


def draw(session: Session, provinces: Collection[str], *, progress: Progress = silent) -> Drawn:
    """Draw what is missing in these provinces, sample villages too where none is known."""
    _divide_all(session, provinces, progress)
    for province in sorted(provinces):
        found_villages(session, province)
        put_villages_inside(session, province)
    return drawn(session, provinces)


def redraw(session: Session, provinces: Collection[str], *, progress: Progress = silent) -> None:
    """After a load: fit the lines that are still schematic in these provinces to the new real ones."""
    lines = select(func.left(AreaBoundary.area_code, 2)).where(AreaBoundary.schematic).distinct()
    affected = sorted(set(session.scalars(lines)) & set(provinces))
    _divide_all(session, affected, progress)
    for province in sorted(provinces):
        put_villages_inside(session, province)


def drawn(session: Session, provinces: Collection[str]) -> Drawn:
    """How much of these provinces is schematic."""
    lines = (
        select(func.length(AreaBoundary.area_code), func.count())
        .where(AreaBoundary.schematic, func.left(AreaBoundary.area_code, 2).in_(provinces))
        .group_by(func.length(AreaBoundary.area_code))
    )
    by_length = {length: n for length, n in session.execute(lines)}
    villages = select(func.count()).where(
        Area.schematic_name, Area.valid_to.is_(None), func.left(Area.code, 2).in_(provinces)
    )
    return Drawn(by_length.get(4, 0), by_length.get(6, 0), session.scalar(villages) or 0)


def _divide_all(session: Session, provinces: Collection[str], progress: Progress) -> None:
    for n, province in enumerate(sorted(provinces)):
        progress(_DRAWING, n, len(provinces))
        sheet = Sketch(session)
        _divide(session, sheet, province)
        sheet.close()
    if provinces:
        simplify(session, {"district", "subdistrict"}, schematic_only=True)
        progress(_DRAWING, len(provinces), len(provinces))
        session.expire_all()


def _divide(session: Session, sheet: Sketch, province: str) -> None:
    """Lay out a province on the sheet and keep its pieces; old lines that have no place any more go."""
    inside = _children_by_parent(session, province)
    districts = inside.get(province, [])
    missing = [d.code for d in districts if not d.real]
    wanted = {d.code: [s.code for s in inside.get(d.code, []) if not s.real] for d in districts}
    if missing:
        pieces = sum(len(inside.get(code, [])) or 1 for code in missing)
        region = _left_over(session, province, [d.code for d in districts if d.real])
        if region:
            sheet.cut(region, CELLS_EACH * pieces)
            sheet.into_districts(missing)
            sheet.store("district", missing, SOURCE)
    for district in districts:
        known = [s.code for s in inside.get(district.code, []) if s.real]
        if wanted[district.code]:
            _divide_district(session, sheet, district, known, wanted[district.code])
    _forget(session, province, [*missing, *(code for group in wanted.values() for code in group)])
    put_points_inside(session, [*missing, *(code for group in wanted.values() for code in group)])


def _divide_district(
    session: Session, sheet: Sketch, district: _Child, known: Sequence[str], wanted: Sequence[str]
) -> None:
    if district.real:
        region = _left_over(session, district.code, known)
        if region is None:
            return
        sheet.cut(region, CELLS_EACH * len(wanted), district=district.code)
    elif known:
        sheet.leave_out(district.code, known)
    sheet.into_subdistricts(district.code, wanted)
    sheet.store("subdistrict", wanted, SOURCE)


def _children_by_parent(session: Session, province: str) -> dict[str, list[_Child]]:
    """Districts of the province and subdistricts of each, living ones, by parent."""
    lo, hi = codes.bounds(province)
    rows = session.execute(
        select(
            Area.parent_code, Area.code, and_(AreaBoundary.area_code.is_not(None), ~AreaBoundary.schematic)
        )
        .outerjoin(AreaBoundary, AreaBoundary.area_code == Area.code)
        .where(
            Area.code >= lo,
            Area.code < hi,
            Area.kind.in_(("district", "subdistrict")),
            Area.valid_to.is_(None),
        )
        .order_by(Area.code)
    )
    found: dict[str, list[_Child]] = {}
    for parent, code, real in rows:
        found.setdefault(parent or "", []).append(_Child(code, bool(real)))
    return found


def _left_over(session: Session, parent: str, known: Sequence[str]) -> bytes | None:
    """EWKB of a parent's shape without the children already known; None if hardly anything is left."""
    whole = session.scalars(select(AreaBoundary.geom).where(AreaBoundary.area_code == parent))
    if whole.first() is None:
        return None
    others = select(func.ST_Union(AreaBoundary.geom)).where(AreaBoundary.area_code.in_(known))
    rest = func.ST_Difference(AreaBoundary.geom, others.scalar_subquery()) if known else AreaBoundary.geom
    share = func.ST_Area(rest) / func.ST_Area(AreaBoundary.geom)
    row = session.execute(select(func.ST_AsEWKB(rest), share).where(AreaBoundary.area_code == parent)).one()
    return bytes(row[0]) if row[1] > _HARDLY_ANY else None


def _forget(session: Session, province: str, drawn_now: Sequence[str]) -> None:
    """Delete schematic lines of areas that are not to be drawn: retired since."""
    lo, hi = codes.bounds(province)
    session.execute(
        delete(AreaBoundary)
        .where(
            AreaBoundary.schematic,
            AreaBoundary.area_code >= lo,
            AreaBoundary.area_code < hi,
            AreaBoundary.area_code.not_in(drawn_now),
        )
        .execution_options(synchronize_session=False)
    )


def found_villages(session: Session, province: str) -> None:
    """Villages "หมู่ที่ n" in every subdistrict, if the province has no list of real ones."""
    lo, hi = codes.bounds(province)
    inside = and_(Area.code >= lo, Area.code < hi, Area.valid_to.is_(None))
    if session.scalar(select(func.count()).where(inside, Area.kind == "village", ~Area.schematic_name)):
        return
    subdistricts = session.scalars(select(Area.code).where(inside, Area.kind == "subdistrict"))
    upsert(
        session,
        Area,
        [_village(code, moo) for code in subdistricts for moo in range(1, how_many_villages(code) + 1)],
    )


def how_many_villages(subdistrict: str) -> int:
    """How many sample villages a subdistrict gets: 6 to 14, always the same for the same code."""
    scattered = int(subdistrict) * 2_654_435_761 % 2**32
    return FEWEST_VILLAGES + (scattered >> 8) % (MOST_VILLAGES - FEWEST_VILLAGES + 1)


def _village(subdistrict: str, moo: int) -> dict[str, object]:
    name_th, name_en = f"หมู่ที่ {moo}", f"Moo {moo}"
    return {
        "code": f"{subdistrict}{moo:02d}",
        "kind": "village",
        "parent_code": subdistrict,
        "name_th": name_th,
        "name_en": name_en,
        "search_key": stored_keys("village", name_th, name_en),
        "moo": moo,
        "cluster_centre": False,
        "in_76": True,
        "schematic_name": True,
        "valid_to": None,
    }
