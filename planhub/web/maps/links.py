"""Addresses of the map: all that was chosen stands in them, to be sent, marked and gone back to."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import quote

from flask import current_app, url_for

from planhub.maps import questions
from planhub.maps.choice import Measure
from planhub.maps.places import COUNTRY
from planhub.maps.wanted import LONGEST, Wanted, read_wanted
from planhub.thai.folding import visible
from planhub.web.query import query


@dataclass(frozen=True)
class Links:
    """Links under one set of filters; values that are the usual ones are left out of the address."""

    code: str
    wanted: Wanted
    measure: Measure
    sort: str = ""
    usual: str = ""
    """The order that needs no word in the address."""
    words: str = ""
    """The words looked for, as they were typed."""
    items: str = ""
    """Whether items are drawn: "yes" at every level, "no" at none; "": from the district down."""
    at: str = ""
    """Where the moved map opens: zoom, latitude and longitude."""

    def _query(self, *, sort: bool = False) -> dict[str, Any]:
        measure = "" if self.measure is Measure.ITEMS else self.measure.value
        choice = self.wanted.choice
        given = {
            "year": str(choice.year or ""),
            "stage": choice.stage,
            "side": choice.side,
            "source": self.wanted.source,
            "words": self.words,
            "measure": measure,
            "items": self.items,
            "sort": self.sort if sort and self.sort != self.usual else "",
        }
        return {name: value for name, value in given.items() if value}

    def to(self, code: str) -> str:
        """The page of another place under the same filters."""
        if code in ("", COUNTRY):
            return url_for("map.country", **self._query())
        begun, chosen = self._around
        return begun + quote(code) + chosen

    @cached_property
    def _around(self) -> tuple[str, str]:
        """What stands before and after the code of any place: a table has a hundred of them."""
        return url_for("map.place", code="-")[:-1], query(self._query())

    @property
    def bare(self) -> str:
        """This place without any filter."""
        return url_for("map.country") if self.code == COUNTRY else url_for("map.place", code=self.code)

    @property
    def frame(self) -> str:
        """The map of this place."""
        return url_for("map.frame", code=self.code, **self._query())

    @property
    def explorer(self) -> str:
        """The map that is moved and asked, under the same filters."""
        given = self._query() | ({"at": self.at} if self.at else {})
        return url_for("explorer.index", **given)

    def showing(self, items: str) -> str:
        """The same page with items drawn or not."""
        return replace(self, items=items).to(self.code)

    def file(self, form: str) -> str:
        """The table as csv or xlsx, in the order it is shown."""
        return url_for("map.table", code=self.code, form=form, **self._query(sort=True))

    def colouring(self, measure: Measure) -> str:
        """The same place, coloured by another measure."""
        return replace(self, measure=measure, sort="").to(self.code)

    def sorting(self, column: str) -> str:
        """The same page sorted by a column; again: the other way round. Names begin with the first."""
        first = column if column in ("name", "code") else f"-{column}"
        wanted = {column: f"-{column}", f"-{column}": column}.get(self.sort, first)
        query = replace(self, sort=wanted)._query(sort=True)
        if self.code == COUNTRY:
            return url_for("map.country", **query)
        return url_for("map.place", code=self.code, **query)

    def sorted_by(self, column: str) -> str | None:
        """up, down, or None when the table is sorted by another column."""
        return {column: "up", f"-{column}": "down"}.get(self.sort)

    def page(self, after: str) -> str:
        """The next page of the items' list."""
        return url_for("map.place", code=self.code, after=after, **self._query()) + "#items"


def asked(code: str, given: Mapping[str, str]) -> Links:
    """All that an address asks for, of one place; Invalid names the parameter that makes no sense."""
    return Links(
        code,
        read_wanted(given),
        questions.read_measure(given),
        words=visible(given.get("words", ""))[:LONGEST],
        items=questions.read_items(given),
    )


def item_url(number: str) -> str:
    """The public page of an item by its number."""
    return url_for("public.need", number=number)


def asset(path: str) -> str:
    """Address of a static file, changing with its content."""
    address: str = current_app.jinja_env.globals["asset"](path)  # type: ignore[operator]
    return address
