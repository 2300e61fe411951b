"""PAGES: forms in, templates out; a blueprint a file, short views that only translate."""

from planhub.web import about, language, signing

BLUEPRINTS = [about.pages, language.pages, signing.pages]
