"""What a map's address stands for: the country, a region or cluster, or an area, with the way up from it."""

from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from planhub.areas import codes, finding
from planhub.areas.area import Area
from planhub.errors import Invalid, NotFound
from planhub.maps.groups import Group, groups
from planhub.wording import N_, Sentence, say

COUNTRY = "th"
"""How the country is written where an address needs a code."""
CHILD_KIND = {
    "country": "province",
    "region": "province",
    "cluster": "province",
    "province": "district",
    "district": "subdistrict",
    "subdistrict": "village",
}
_BANGKOK = N_("กรุงเทพมหานครไม่ใช่จังหวัด จึงไม่อยู่ในแผนของ 76 จังหวัด เลือกจังหวัดอื่นจากแผนที่ประเทศ")


@dataclass(frozen=True)
class Step:
    """One name on the way from the country down."""

    code: str
    kind: str
    name_th: str
    name_en: str | None = None
    moo: int | None = None


@dataclass(frozen=True)
class Place:
    """Where a map is."""

    code: str
    """"th", the id of a region or cluster, or an area's code."""
    kind: str
    steps: tuple[Step, ...]
    """From the country down to the place itself."""
    provinces: frozenset[str] = frozenset()
    """Provinces whose items it shows; empty: all."""
    area: Area | None = None
    note: Sentence | None = None
    """Said when the code that was asked for is retired."""
    instead: tuple[str, ...] = field(default=())
    """Codes that a retired one was divided into."""

    @property
    def child_kind(self) -> str:
        """Kind of what the map is divided into; "" where it is not divided."""
        return CHILD_KIND.get(self.kind, "")

    @property
    def here(self) -> Step:
        """The place itself."""
        return self.steps[-1]


THAILAND = Step(COUNTRY, "country", N_("ทั้งประเทศ"), "Thailand")


def place_of(session: Session, typed: str) -> Place:
    """The place of a code out of an address; NotFound with a sentence for anything else.

    A retired code gives its successor's place with a note, or itself with the codes it was divided into.
    """
    if typed in ("", COUNTRY):
        return Place(COUNTRY, "country", (THAILAND,))
    group = groups().get(typed.upper())
    if group:
        return _group(group)
    try:
        answer = finding.by_code(session, typed, retired_too=True)
    except Invalid as wrong:
        raise NotFound(wrong.sentence) from wrong
    area = answer.area
    if codes.in_bangkok(area.code):
        raise NotFound(say(_BANGKOK))
    return Place(
        code=area.code,
        kind=area.kind,
        steps=(THAILAND, *_above(session, area), _step(area)),
        provinces=frozenset({codes.province_of(area.parent_code or area.code)}),
        area=area,
        note=answer.note,
        instead=tuple(area.split_into or ()) if not answer.living else (),
    )


def _group(group: Group) -> Place:
    steps = [Step(group.id, group.kind, group.name_th, group.name_en)]
    region = groups()[group.region]
    if group.kind == "cluster":
        steps.insert(0, Step(region.id, "region", region.name_th, region.name_en))
    return Place(group.id, group.kind, (THAILAND, *steps), group.provinces)


def _above(session: Session, area: Area) -> list[Step]:
    steps: list[Step] = []
    parent = session.get(Area, area.parent_code) if area.parent_code else None
    while parent is not None:
        steps.insert(0, _step(parent))
        parent = session.get(Area, parent.parent_code) if parent.parent_code else None
    return steps


def _step(area: Area) -> Step:
    return Step(area.code, area.kind, area.name_th, area.name_en, area.moo)
