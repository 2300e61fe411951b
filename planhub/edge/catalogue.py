"""The reader's language and words, looked up once a request: a page asks for some hundreds of them."""

from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from babel.support import NullTranslations
from flask import Flask, g, has_app_context
from flask_babel import get_locale, get_translations
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

MOST = 20_000
"""Texts kept ready for pages; more than all there are."""
_READY: "WeakKeyDictionary[NullTranslations, dict[str, Markup]]" = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: the language, its texts, and those of them that pages have shown already."""

    language: str
    texts: NullTranslations
    ready: dict[str, Markup]


def reader() -> Reader:
    """The reader of this request; outside of one, a Thai one."""
    if not has_app_context():
        return _reader("th", NullTranslations())
    kept = vars(g._get_current_object())  # asking the proxy itself costs more than the answer
    known: Reader | None = kept.get("_reader")
    if known is None:
        locale = get_locale()
        known = kept["_reader"] = _reader(str(locale.language) if locale else "th", get_translations())
    return known


def translated(text: str) -> str:
    """A text in the reader's language."""
    return str(reader().texts.gettext(text))


@pass_eval_context
def for_pages(context: EvalContext, text: str, /, **values: Any) -> str:
    """What `_("…")` is in a template: always a format, so that a sign of percent is written twice."""
    known = reader()
    if not context.autoescape:
        return str(known.texts.gettext(text)) % values
    if values:
        return Markup(known.texts.gettext(text)) % values  # noqa: S704 (texts are ours, values are escaped)
    ready = known.ready.get(text)
    if ready is None:
        if len(known.ready) >= MOST:
            known.ready.clear()
        ready = known.ready[text] = Markup(known.texts.gettext(text)) % {}  # noqa: S704
    return ready


def register(app: Flask) -> None:
    """Let templates ask here."""
    app.jinja_env.globals.update(_=for_pages, gettext=for_pages)


def _reader(language: str, texts: NullTranslations) -> Reader:
    return Reader(language, texts, _READY.setdefault(texts, {}))
