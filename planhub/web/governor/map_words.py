"""The map of the governor's pages: which areas it has, their colours and words, and where names find room."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from planhub.areas.area import Area
from planhub.database import db
from planhub.edge import tell
from planhub.edge.wording import language
from planhub.maps import versions, wording
from planhub.maps.choice import Measure
from planhub.maps.outline_picture import Picture, picture
from planhub.maps.palette import NO_DATA, scale
from planhub.oversight.governed import Governed
from planhub.oversight.narrowed import Narrowed
from planhub.oversight.sums import Line
from planhub.web.governor.asked import Asked
from planhub.wording import N_

SHOW_WORD = {"items": N_("จำนวนรายการ"), "baht": N_("วงเงิน"), "late": N_("เลยกำหนด")}
_MEASURE = {"items": Measure.ITEMS, "baht": Measure.BAHT, "late": Measure.ITEMS}


def children(narrowed: Narrowed) -> list[str]:
    """Codes of the areas that the map is divided into."""
    parent = narrowed.district if narrowed.by_subdistrict else narrowed.province
    kind = "subdistrict" if narrowed.by_subdistrict else "district"
    query = select(Area.code).where(Area.parent_code == parent, Area.kind == kind, Area.valid_to.is_(None))
    return list(db.session().scalars(query.order_by(Area.code)))


def coloured(
    page: Asked, found: Governed, name_of: Callable[[str, str], str], within: Sequence[str]
) -> dict[str, Any] | None:
    """The map with the colour and the words of each area, and its legend; None without outlines."""
    session, narrowed = db.session(), page.narrowed
    drawn = picture(session, within, version=versions.gazetteer_version(session))
    if drawn is None:
        return None
    filter_ = "subdistrict" if narrowed.by_subdistrict else "district"
    measure, chosen = _MEASURE[page.show], getattr(narrowed, filter_)
    values = {line.code: _value(line, page.show) for line in found.areas if line.code}
    counted = [one.code for one in drawn.areas if not chosen or one.code == chosen]
    classes = scale([values.get(code, Decimal(0)) for code in counted], whole=measure is Measure.ITEMS)
    areas = [
        {
            "outline": one,
            "name": name_of(filter_, one.code),
            "fill": classes.colour(values.get(one.code, Decimal(0))) if one.code in counted else NO_DATA,
            "say": wording.value_words(values.get(one.code, Decimal(0)), measure, tell, language()),
            "url": page.to(**{filter_: one.code}),
        }
        for one in drawn.areas
    ]
    return {
        "picture": drawn,
        "areas": areas,
        "title": tell(SHOW_WORD[page.show]),
        "classes": [(colour, words) for colour, words, _n in wording.legend(classes, measure, tell)],
        "zeros": classes.zeros,
        "labelled": labelled(drawn),
    }


def labelled(drawn: Picture) -> frozenset[str]:
    """Areas with room for their name: none stands on another's."""
    placed: list[tuple[float, float]] = []
    shown = set()
    for one in sorted(drawn.areas, key=lambda area: -area.room):
        if all(abs(one.x - x) > 84 or abs(one.y - y) > 19 for x, y in placed):
            placed.append((one.x, one.y))
            shown.add(one.code)
    return frozenset(shown)


def _value(line: Line, show: str) -> Decimal:
    sums = line.all
    return {"items": Decimal(sums.items), "baht": sums.amount, "late": Decimal(sums.late)}[show]
