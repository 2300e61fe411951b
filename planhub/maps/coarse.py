"""Where finer outlines are not loaded: the wider areas that stand for them on the moved map."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.areas import codes
from planhub.areas.area import Area
from planhub.maps.kept import Kept
from planhub.maps.tile_area import TileArea

FINER = ("district", "subdistrict")


class Wider(NamedTuple):
    """An area that stands for what lies within it."""

    code: str
    name_th: str
    name_en: str | None


_kept: Kept[Mapping[str, Sequence[Wider]]] = Kept(1)


def standing_as_drawn(session: Session, drawn: str) -> Mapping[str, Sequence[Wider]]:
    """The same, kept by the digest of what area tiles show: it looks at the outlines of the whole country."""
    return _kept.get(drawn) or _kept.put(drawn, standing(session))


def standing(session: Session) -> Mapping[str, Sequence[Wider]]:
    """Level to the nearest wider areas with an outline and none of that level within them."""
    has = {level: _above(session, level) for level in FINER}
    divided = has["district"] | {district[:2] for district in has["subdistrict"]}
    return {
        "district": _outlined(session, "province", has["district"]),
        "subdistrict": [
            *_outlined(session, "province", divided),
            *_outlined(session, "district", has["subdistrict"]),
        ],
    }


def _above(session: Session, level: str) -> set[str]:
    """Codes of the areas that have an outline of this level within them."""
    rows = session.scalars(
        select(TileArea.parent_code).distinct().where(TileArea.kind == level, TileArea.shape.is_not(None))
    )
    return {code for code in rows if code}


def _outlined(session: Session, kind: str, apart_from: set[str]) -> list[Wider]:
    rows = session.execute(
        select(Area.code, Area.name_th, Area.name_en)
        .join(TileArea, TileArea.code == Area.code)
        .where(TileArea.kind == kind, TileArea.shape.is_not(None), Area.valid_to.is_(None))
        .order_by(Area.code)
    )
    wider = [Wider(*row) for row in rows]
    return [area for area in wider if area.code not in apart_from and not codes.in_bangkok(area.code)]
