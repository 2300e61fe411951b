"""Where sample needs come from: villages and subdistricts, with the words by which titles name them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import Session, aliased

from planhub.areas.area import Area
from planhub.areas.codes import BANGKOK


@dataclass(frozen=True)
class Place:
    """One proposing area."""

    code: str
    kind: str
    """village or subdistrict."""
    words: str
    """หมู่ที่ 4 ตำบลตั้งใจ, or ตำบลตั้งใจ."""
    longitude: float | None = None
    latitude: float | None = None

    @property
    def subdistrict(self) -> str:
        """Code of its subdistrict."""
        return self.code[:6]

    @property
    def district(self) -> str:
        """Code of its district."""
        return self.code[:4]

    @property
    def province(self) -> str:
        """Code of its province."""
        return self.code[:2]


def places(session: Session, *, kind: str, province: str) -> list[Place]:
    """Living villages or subdistricts of a province, by code."""
    rows = session.execute(
        _query().where(Area.kind == kind, Area.code.startswith(province)).order_by(Area.code)
    )
    return [
        Place(
            code=row.code,
            kind=row.kind,
            words=_words(row.kind, row.name_th, row.moo, row.schematic_name, row.above),
            longitude=row.longitude,
            latitude=row.latitude,
        )
        for row in rows
    ]


def how_many(session: Session, kinds: Sequence[str]) -> dict[str, dict[str, int]]:
    """Province to kind to number of its living areas; Bangkok is none of the provinces."""
    rows = session.execute(
        select(func.left(Area.code, 2).label("province"), Area.kind, func.count())
        .where(Area.kind.in_(kinds), Area.valid_to.is_(None), ~Area.code.startswith(BANGKOK))
        .group_by("province", Area.kind)
        .order_by("province", Area.kind)
    )
    found: dict[str, dict[str, int]] = {}
    for province, kind, n in rows:
        found.setdefault(province, {})[kind] = n
    return found


def office_names(session: Session, province: str) -> dict[str, str]:
    """Code to short name, as offices sign, of a province and all its districts and subdistricts."""
    prefix = case((Area.kind == "province", "จ."), (Area.kind == "district", "อ."), else_="ต.")
    rows = session.execute(
        select(Area.code, prefix, Area.name_th).where(
            Area.kind.in_(("province", "district", "subdistrict")),
            Area.code.startswith(province),
            Area.valid_to.is_(None),
        )
    )
    return {code: short + name for code, short, name in rows}


def _query() -> Select[*tuple[object, ...]]:
    above = aliased(Area)
    # the country's list of villages has no coordinates: they stand in their subdistrict
    spot = func.coalesce(Area.point, above.point)
    return (
        select(
            Area.code,
            Area.kind,
            Area.name_th,
            Area.moo,
            Area.schematic_name,
            above.name_th.label("above"),
            func.ST_X(spot).label("longitude"),
            func.ST_Y(spot).label("latitude"),
        )
        .outerjoin(above, and_(above.code == Area.parent_code, Area.kind == "village"))
        .where(Area.valid_to.is_(None))
    )


def _words(kind: str, name: str, moo: int | None, schematic: bool, above: str | None) -> str:
    if kind == "subdistrict":
        return f"ตำบล{name}"
    own = "" if schematic or not name else f"{name} "
    return f"{own}หมู่ที่ {moo} ตำบล{above or ''}"
