"""What may be chosen in the forms of accounts: areas and agencies below one's own."""

from planhub.accounts import issuing
from planhub.accounts.agencies import agencies_of
from planhub.accounts.terms import KINDS
from planhub.areas.addresses import name_of
from planhub.areas.area import Area
from planhub.areas.codes import in_bangkok
from planhub.areas.finding import area_at, children
from planhub.database import db
from planhub.edge import tell
from planhub.workflow.roles import LEVEL_OF, Hat, Level, Role

Choices = list[tuple[str, str]]


def areas_below(hat: Hat) -> Choices:
    """Areas one level below this office, to narrow a list by."""
    return [(area.code, _named(area)) for area in children(db.session(), hat.area_code) if area.in_76]


def areas_for(hat: Hat, role: Role | None, *, new: bool) -> Choices:
    """Areas over which this hat may give that role; for a new village's account those that have none."""
    if role is None or not needs_area(role):
        return []
    if role is Role.VILLAGE_HEAD:
        return _villages(hat, new)
    kind = KINDS[LEVEL_OF[role]][0]
    if not hat.area_code or kind == "province":
        return [(a.code, _named(a)) for a in children(db.session(), "") if not in_bangkok(a.code)]
    own = area_at(db.session(), hat.area_code)
    areas = [own] if own.kind == kind else children(db.session(), hat.area_code, kinds=(kind,))
    return [(area.code, _named(area)) for area in areas]


def agencies_for(hat: Hat, role: Role | None) -> Choices:
    """Agencies of this hat's area, for an agency's officer."""
    if role is not Role.AGENCY_OFFICER:
        return []
    return [(agency.code, tell(agency.name)) for agency in agencies_of(db.session(), hat.area_code)]


def needs_area(role: Role | None) -> bool:
    """Whether an office of that role has an area of its own."""
    return role is not None and LEVEL_OF[role] not in (Level.NATION, Level.AGENCY)


def _villages(hat: Hat, new: bool) -> Choices:
    if new:
        places = issuing.without_account(db.session(), hat.area_code)
    else:
        places = issuing.places_of(db.session(), hat.area_code)
    return [(place.code, f"{place.code} {_named(place)}") for place in places]


def _named(area: Area) -> str:
    return tell(name_of(area.kind, area.name_th, area.name_en, area.moo, schematic=area.schematic_name))
