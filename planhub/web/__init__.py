"""PAGES: forms in, templates out; a blueprint a file, short views that only translate."""

from planhub.web import about, front, language, map, search, signing

BLUEPRINTS = [about.pages, front.pages, language.pages, map.pages, search.pages, signing.pages]
