"""PAGES: forms in, templates out; a blueprint a file, short views that only translate."""

from planhub.web import language

BLUEPRINTS = [language.pages]
