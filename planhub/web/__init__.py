"""PAGES: forms in, templates out; a blueprint a file, short views that only translate."""

from planhub.web import about, files, front, language, public
from planhub.web.committees import (
    details,
    envelopes,
    inbox,
    plan,
    plan_items,
    reviews,
    rounds,
    seals,
    upkeep,
)
from planhub.web.entry import entry, got_it, needs, place
from planhub.web.governor import files as governor_files
from planhub.web.governor import governor, wall
from planhub.web.maps import explorer, map, nation, search, tiles  # noqa: A004
from planhub.web.people import accounts, signing
from planhub.web.sources import nodes, sources
from planhub.web.works import (
    buying,
    changes,
    money,
    photos,
    reports,
    results,
    royal,
    silence,
    slips,
    tables,
    works,
    year_end,
)

BLUEPRINTS = [
    about.pages,
    accounts.pages,
    details.pages,
    entry.pages,
    place.pages,
    envelopes.pages,
    explorer.pages,
    files.pages,
    front.pages,
    got_it.pages,
    governor.pages,
    governor_files.pages,
    wall.pages,
    inbox.pages,
    language.pages,
    map.pages,
    nation.pages,
    needs.pages,
    nodes.pages,
    plan.pages,
    plan_items.pages,
    public.pages,
    reviews.pages,
    rounds.pages,
    royal.pages,
    seals.pages,
    search.pages,
    signing.pages,
    sources.pages,
    tiles.pages,
    upkeep.pages,
    buying.pages,
    changes.pages,
    money.pages,
    photos.pages,
    reports.pages,
    silence.pages,
    slips.pages,
    results.pages,
    tables.pages,
    works.pages,
    year_end.pages,
]
