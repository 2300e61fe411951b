"""The numbers of a map's page and its tables as they are drawn, kept until something in them changes."""

from dataclasses import dataclass, replace
from datetime import datetime

from flask import get_template_attribute
from sqlalchemy.orm import Session

from planhub.clock import local_day
from planhub.edge import tell
from planhub.edge.wording import language
from planhub.maps import frames, tables, wording
from planhub.maps.choice import Measure
from planhub.maps.kept import Kept
from planhub.maps.places import Place
from planhub.maps.shapes import Lines, lines
from planhub.maps.tables import Table
from planhub.maps.versions import version_of
from planhub.web.maps import words
from planhub.web.maps.links import Links

KEPT = 48
"""Pages whose tables are kept in each process; the country's are some 30 kB."""


@dataclass(frozen=True)
class MapTables:
    """What a map's page says in numbers."""

    numbers: Table
    coloured: bool
    """Whether any of the children has an outline to colour."""
    lines: Lines
    """Of the outlines that are drawn: the children's, else the place's own."""
    heads: bool
    """Whether baht per head is known of any child."""
    further: str
    """The heading of the chosen measure, where it has a column of its own."""
    children: str = ""
    """The table of the place's children, as markup."""
    groups: str = ""
    """That of regions and clusters."""


_shelf: Kept[MapTables] = Kept(KEPT)


def map_tables(session: Session, place: Place, links: Links, *, at: datetime) -> MapTables:
    """The tables of a place under these filters, made anew only after something changed, and each day."""
    key = (place.code, links, language(), local_day(at), version_of(session, place.provinces))
    found = _shelf.get(key) or _shelf.put(key, _drawn(_made(session, place, links, at), links))
    return replace(found, numbers=replace(found.numbers, place=place))  # whose area is this session's


def _made(session: Session, place: Place, links: Links, at: datetime) -> MapTables:
    numbers = tables.table(session, place, links.wanted, links.measure, links.sort, at=at)
    children = lines(session, [row.code for row in numbers.rows])
    return MapTables(
        numbers,
        coloured=children.areas > 0,
        lines=children if children.areas else lines(session, [frames.around(place)]),
        heads=any(row.population for row in numbers.rows),
        further=tell(words.FURTHER.get(links.measure, "")),
    )


def _drawn(made: MapTables, links: Links) -> MapTables:
    place, measure = made.numbers.place, made.numbers.measure
    tellers = {
        "heads": made.heads and not made.further,
        "further": made.further,
        "millions": wording.millions,
        "name": lambda row: wording.name_of(row, tell, place.kind),
        "value": lambda row: wording.value_words(row.value(measure), measure, tell, language()),
        "child_word": tell(wording.KIND_WORD[place.child_kind]) if place.child_kind else "",
        "no_population": tell(wording.NO_NUMBER[Measure.PER_HEAD]),
    }

    def table(name: str) -> str:
        drawn: str = get_template_attribute("map/_tables.html", name)(made.numbers, links, tellers)
        return drawn

    return replace(
        made,
        children=table("children") if place.child_kind else "",
        groups=table("groups") if made.numbers.groups else "",
    )
