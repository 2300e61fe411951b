"""PAGES: forms in, templates out; a blueprint a file, short views that only translate."""

from planhub.web import about, language

BLUEPRINTS = [about.pages, language.pages]
