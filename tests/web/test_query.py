"""Addresses written in one go are those that url_for writes."""

import pytest
from flask import Flask, url_for

from planhub.maps.choice import Choice, Measure
from planhub.maps.wanted import Wanted
from planhub.web.committees.sitting import linker
from planhub.web.maps.links import Links
from planhub.web.query import query

ODD = "ถนน & 50% a+b #1/2 “x”?:@!$'()*,;="


@pytest.mark.parametrize("words", ["", "ถนน", ODD])
def test_a_query(app: Flask, words: str) -> None:
    with app.test_request_context("/"):
        given = {"words": words, "year": 2571} if words else {}
        assert url_for("map.country") + query(given) == url_for("map.country", **given)


def test_places_of_the_map(app: Flask) -> None:
    links = Links("TH", Wanted(Choice(2571, "planned")), Measure.BAHT, words=ODD)
    asked = {"year": "2571", "stage": "planned", "words": ODD, "measure": "baht"}
    with app.test_request_context("/"):
        for code in ("32", "NE-L1", "C-320102-001"):
            assert links.to(code) == url_for("map.place", code=code, **asked)
        assert Links("TH", Wanted(), Measure.ITEMS).to("32") == url_for("map.place", code="32")


def test_the_list_with_some_of_it_changed(app: Flask) -> None:
    with app.test_request_context("/"):
        link = linker({"tab": "decided", "words": ODD, "child": "3201"})
        assert link(item=17, child=None) == url_for("inbox.index", tab="decided", words=ODD, item=17)
        assert linker({})() == url_for("inbox.index")
