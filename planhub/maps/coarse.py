"""Where finer outlines are not loaded: the wider areas that stand for them on the moved map."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.areas.area import Area
from planhub.maps.kept import Kept
from planhub.maps.tile_area import TileArea

FINER = {"district": 4, "subdistrict": 6}
"""Levels, and the digits of their codes."""


class Wider(NamedTuple):
    """An area that stands for what lies within it."""

    code: str
    name_th: str
    name_en: str | None


@dataclass
class Standing:
    """What stands for the outlines of one level."""

    whole: list[Wider] = field(default_factory=list)
    """With an outline of their own and none within."""
    part: list[Wider] = field(default_factory=list)
    """With outlines of some that lie within: drawn over it, so that it shows where the others would be."""
    lacking: list[str] = field(default_factory=list)
    """Codes of the others, for which the parts stand."""


_kept: Kept[Mapping[str, Standing]] = Kept(1)


def standing_as_drawn(session: Session, drawn: str) -> Mapping[str, Standing]:
    """The same, kept by the digest of what area tiles show: it looks at the outlines of the whole country."""
    return _kept.get(drawn) or _kept.put(drawn, standing(session))


def standing(session: Session) -> Mapping[str, Standing]:
    """Level to the nearest wider areas with an outline that stand for areas without."""
    known = _known(session)
    outlined = {code for code, (_, drawn) in known.items() if drawn}
    return {level: _standing(known, outlined, digits) for level, digits in FINER.items()}


def _standing(known: Mapping[str, tuple[Wider, bool]], outlined: set[str], digits: int) -> Standing:
    found = Standing()
    divided = {code[:n] for code in outlined if len(code) <= digits for n in range(2, len(code), 2)}
    holding = set()
    for code in known:
        above = [code[:n] for n in range(digits - 2, 0, -2) if code[:n] in outlined]
        if len(code) == digits and code not in outlined and above and above[0] in divided:
            holding.add(above[0])
            found.lacking.append(code)
    for code, (area, drawn) in known.items():
        if drawn and len(code) < digits and code not in divided:
            found.whole.append(area)
        elif code in holding:
            found.part.append(area)
    return found


def _known(session: Session) -> dict[str, tuple[Wider, bool]]:
    """Areas of today by code, down to the subdistricts of the 76, and whether each has an outline."""
    rows = session.execute(
        select(Area.code, Area.name_th, Area.name_en, TileArea.shape.is_not(None))
        .join(TileArea, TileArea.code == Area.code)
        .where(TileArea.kind.in_(("province", *FINER)), Area.valid_to.is_(None), Area.in_76)
        .order_by(func.length(Area.code), Area.code)
    )
    return {code: (Wider(code, th, en), drawn) for code, th, en, drawn in rows}
