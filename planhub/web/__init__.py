"""PAGES: forms in, templates out; a blueprint a file, short views that only translate."""

from planhub.web import about, accounts, entry, files, front, language, map, needs, public, search, signing

BLUEPRINTS = [
    about.pages,
    accounts.pages,
    entry.pages,
    files.pages,
    front.pages,
    language.pages,
    map.pages,
    needs.pages,
    public.pages,
    search.pages,
    signing.pages,
]
