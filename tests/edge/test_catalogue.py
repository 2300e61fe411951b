"""Words for pages: those of the catalogue, for the language of the request, values escaped."""

import pytest
from flask import Flask, render_template_string, session
from flask_babel import gettext
from markupsafe import Markup

from planhub.edge import wording
from planhub.edge.catalogue import reader, translated

WORDS = "กล่องงาน"
COUNTED = "%(n)s วัน"


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_same_words_as_the_catalogue(app: Flask, language: str) -> None:
    with app.test_request_context("/"):
        session["language"] = language
        assert reader().language == wording.language() == language
        assert translated(WORDS) == gettext(WORDS)
        template = "{{ _(words) }}|{{ _('%(n)s วัน', n=3) }}"
        assert render_template_string(template, words=WORDS) == f"{gettext(WORDS)}|{gettext(COUNTED, n=3)}"
    assert reader().language == "th"  # outside of a request


def test_english_and_thai_take_turns(app: Flask) -> None:
    shown = []
    for language in ("en", "th", "en"):
        with app.test_request_context("/"):
            session["language"] = language
            shown.append(render_template_string("{{ _('กล่องงาน') }}"))
    assert shown[0] == shown[2] != shown[1] == WORDS


def test_values_are_escaped_and_a_percent_sign_is_written_twice(app: Flask) -> None:
    with app.test_request_context("/"):
        assert render_template_string("{{ _('<%(n)s>', n='<b>') }}") == "<&lt;b&gt;>"
        assert render_template_string("{{ _('5%%') }}{{ _('5%%') }}") == "5%5%"
        assert render_template_string("{{ _('%(n)s', n=bold) }}", bold=Markup("<b>")) == "<b>"
        assert (
            render_template_string("{% autoescape false %}{{ _('<%(n)s', n='<') }}{% endautoescape %}")
            == "<<"
        )
        with pytest.raises(KeyError):
            render_template_string("{{ _('%(n)s วัน') }}")
