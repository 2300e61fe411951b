"""Where finer outlines are not loaded: the wider areas that stand for them on the moved map."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.areas import codes
from planhub.areas.area import Area
from planhub.maps.tile_area import TileArea

FINER = ("district", "subdistrict")


def standing(session: Session) -> dict[str, Sequence[Area]]:
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


def _outlined(session: Session, kind: str, apart_from: set[str]) -> list[Area]:
    rows = session.scalars(
        select(Area)
        .join(TileArea, TileArea.code == Area.code)
        .where(TileArea.kind == kind, TileArea.shape.is_not(None), Area.valid_to.is_(None))
        .order_by(Area.code)
    )
    return [area for area in rows if area.code not in apart_from and not codes.in_bangkok(area.code)]
