"""PAGES: forms in, templates out; a blueprint a file, short views that only translate."""

from planhub.web import (
    about,
    accounts,
    details,
    entry,
    files,
    front,
    inbox,
    language,
    map,  # noqa: A004
    needs,
    plan,
    public,
    reviews,
    rounds,
    search,
    signing,
    tiles,
)

BLUEPRINTS = [
    about.pages,
    accounts.pages,
    details.pages,
    entry.pages,
    files.pages,
    front.pages,
    inbox.pages,
    language.pages,
    map.pages,
    needs.pages,
    plan.pages,
    public.pages,
    reviews.pages,
    rounds.pages,
    search.pages,
    signing.pages,
    tiles.pages,
]
