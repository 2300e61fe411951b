"""Find an area by its code, by its name or by a point; lists in the order of a Thai dictionary."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from geoalchemy2 import Geography
from sqlalchemy import ColumnElement, cast, func, select
from sqlalchemy.orm import Session

from planhub.areas import codes
from planhub.areas.addresses import full_address, full_addresses, full_name
from planhub.areas.area import Area, AreaAlias, AreaBoundary
from planhub.areas.retired import moved_with_its_subdistrict, successor_of, village_of_today, what_became
from planhub.areas.search import Match, by_beginning, by_name, looks_like_a_code
from planhub.errors import Invalid, NotFound
from planhub.thai.folding import arabic_digits, visible
from planhub.wording import N_, Name, Sentence, say

__all__ = [
    "Answer",
    "Distance",
    "Match",
    "area_at",
    "by_code",
    "by_name",
    "by_point",
    "children",
    "distance_to",
    "full_address",
    "full_addresses",
    "provinces",
    "suggest",
]

_UNKNOWN = N_("ไม่พบรหัส %(code)s ในทำเนียบพื้นที่ ตรวจตัวเลขอีกครั้ง หรือค้นด้วยชื่อ")
_UNKNOWN_IN = N_("ไม่พบรหัส %(code)s แต่พบ %(parent)s %(name)s ตรวจเลข %(n)s หลักท้ายอีกครั้ง หรือค้นด้วยชื่อ")


@dataclass(frozen=True)
class Answer:
    """What a typed code means today."""

    area: Area
    asked: str
    """The code as it was read, before following a successor."""
    note: Sentence | None = None
    """Said to the person when the code is retired; None for a code in use."""

    @property
    def living(self) -> bool:
        """False only for a retired code with no single successor, when retired ones were asked for."""
        return self.area.valid_to is None


@dataclass(frozen=True)
class Distance:
    """How far a point is from an area, or from the nearest wider area that has a boundary."""

    area: Area
    """Whose boundary was measured: of a village its subdistrict's."""
    metres: float
    """0 inside."""
    schematic: bool
    """The boundary is drawn by us, so the distance means little."""


def by_code(
    session: Session,
    typed: str,
    *,
    field: str = "code",
    kinds: Collection[str] = (),
    retired_too: bool = False,
) -> Answer:
    """The area that a typed code means; a retired code gives its successor and a note that says so.

    Invalid for `field` when it is no code, not of `kinds`, unknown, or retired with no single successor
    (then with `retired_too` the retired area itself is answered). Other schemes' codes are tried last.
    """
    code = codes.read_code(typed, field=field, kinds=kinds)
    area = session.get(Area, code)
    if area is None:
        return _by_other_ways(session, code, field)
    if area.valid_to is None:
        return Answer(area, code)
    successor = successor_of(session, area)
    note = what_became(area, successor)
    if successor is None and not retired_too:
        raise Invalid({field: note})
    return Answer(successor or area, code, note)


def area_at(session: Session, code: str) -> Area:
    """The area of a code out of an address, living or retired; NotFound for anything else."""
    area = session.get(Area, code) if codes.is_code(code) else None
    if area is None:
        raise NotFound(say(_UNKNOWN, code=code[:20]))
    return area


def suggest(
    session: Session,
    typed: str,
    *,
    within: str = "",
    kinds: Collection[str] = (),
    limit: int = 20,
    guess: bool = True,
) -> list[Match]:
    """What a person may mean while typing a code or a name; never raises, [] when nothing fits.

    Misspellings and retired names are guessed at, unless something else was found for what was typed.
    """
    if looks_like_a_code(typed):
        try:
            answer = by_code(session, typed, retired_too=True)
        except Invalid:
            digits = "".join(c for c in arabic_digits(visible(typed)) if c.isdecimal())
            return by_beginning(session, digits, within=within, kinds=kinds, limit=limit)
        if not kinds or answer.area.kind in kinds:
            return [Match(answer.area, full_name(session, answer.area.code))]
        return by_beginning(session, answer.area.code, within=within, kinds=kinds, limit=limit)
    return by_name(session, typed, within=within, kinds=kinds, limit=limit, guess=guess)


def by_point(session: Session, lon: float, lat: float, *, kinds: Collection[str] = ()) -> Area | None:
    """The finest living area with a boundary around the point (WGS84 degrees); None outside all."""
    query = (
        select(Area)
        .join(AreaBoundary, AreaBoundary.area_code == Area.code)
        .where(func.ST_Covers(AreaBoundary.geom, _point(lon, lat)), Area.valid_to.is_(None))
        .order_by(func.length(Area.code).desc(), Area.code)
        .limit(1)
    )
    if kinds:
        query = query.where(Area.kind.in_(kinds))
    return session.scalars(query).first()


def distance_to(session: Session, code: str, lon: float, lat: float) -> Distance | None:
    """Metres from a point (WGS84 degrees) to an area; None if neither it nor a wider one has a boundary."""
    area = session.get(Area, code)
    if area is None:
        return None
    base = area.parent_code or "" if area.kind == "community" else code
    metres = func.ST_Distance(cast(AreaBoundary.geom, Geography), cast(_point(lon, lat), Geography))
    row = session.execute(
        select(Area, metres, AreaBoundary.schematic)
        .join(AreaBoundary, AreaBoundary.area_code == Area.code)
        .where(Area.code.in_([*codes.ancestors_of(base), base]))
        .order_by(func.length(Area.code).desc())
        .limit(1)
    ).first()
    return Distance(row[0], float(row[1]), row[2]) if row else None


def children(
    session: Session, code: str, *, kinds: Collection[str] = (), after: str = "", limit: int = 1_000
) -> Sequence[Area]:
    """Living areas directly in an area ("" for the provinces), in Thai order; villages and ชุมชน by number."""
    query = select(Area).where(Area.valid_to.is_(None)).limit(limit)
    query = query.where(Area.parent_code == code if code else Area.parent_code.is_(None))
    if kinds:
        query = query.where(Area.kind.in_(kinds))
    if after:
        query = query.where(Area.code > after)
    return session.scalars(query.order_by(Area.moo, Area.name_th, Area.code)).all()


def provinces(session: Session) -> list[tuple[str, Name]]:
    """Code and name of the 76, in Thai order, for a list to choose from."""
    query = select(Area.code, Area.name_th, Area.name_en).where(
        Area.kind == "province", Area.in_76, Area.valid_to.is_(None)
    )
    return [(code, Name(th, en or th)) for code, th, en in session.execute(query.order_by(Area.name_th))]


def _by_other_ways(session: Session, code: str, field: str) -> Answer:
    alias = session.scalars(select(AreaAlias).where(AreaAlias.alias == code).limit(1)).first()
    area = session.get(Area, alias.area_code) if alias else None
    if area is not None and area.valid_to is None:
        return Answer(area, code)
    village = village_of_today(session, code)
    if village is not None and village.valid_to is None:
        return Answer(village, code, moved_with_its_subdistrict(code, village.code, village.name))
    parent = session.get(Area, codes.parent_of(code) or "")
    if parent is None:
        raise Invalid({field: say(_UNKNOWN, code=code)})
    if parent.valid_to is not None:
        raise Invalid({field: what_became(parent, successor_of(session, parent))})
    name = full_name(session, parent.code)
    raise Invalid({field: say(_UNKNOWN_IN, code=code, parent=parent.code, name=name, n=2)})


def _point(lon: float, lat: float) -> ColumnElement[Any]:
    return func.ST_SetSRID(func.ST_MakePoint(lon, lat), 4326)
