"""The filters of items, as the description tells them; `parameters` reads them."""

from dataclasses import replace

from planhub.api.operations import Parameter, text, whole
from planhub.api.parameters import MOST, USUAL
from planhub.maps.choice import NO_SIDE, STAGE_CHOICES
from planhub.maps.open_data import FIELDS
from planhub.proposals.value_lists import SIDES

AREA = text("area", "An area's code: everything in it", example="3201")
YEAR = text("year", "Buddhist fiscal year; left out: all", example="2571")
STAGE = Parameter(
    "stage",
    {"type": "string", "enum": ["", *STAGE_CHOICES]},
    "A stage or a group of stages; left out: all (of a summary: all that count)",
)
SIDE = Parameter("side", {"type": "string", "enum": ["", NO_SIDE, *SIDES]}, "A side; - for none named")
ITEM_FILTERS = (
    AREA,
    YEAR,
    STAGE,
    SIDE,
    text("source", "Code of the system in which the item was born", example="planhub"),
    text("bbox", "west,south,east,north in degrees", example="103.2,14.5,103.9,15.1"),
    Parameter(
        "changed_since",
        {"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]},
        "A day or time; without a zone it is Thailand's. To keep a copy: `ask_again_from` of the last time",
        example="2026-11-01",
    ),
    text(
        "words",
        "All of these words are in the title; three letters at least unless an area is named",
        example="ขุดลอก",
    ),
    text("fields", f"Names with commas between: {', '.join(FIELDS)}", example="id,title"),
)
WHOLE_FILTERS = (replace(AREA, required=True), *ITEM_FILTERS[1:])
"""Of a whole file: without an area it would not end."""
PAGE = (
    whole("limit", "Items of a page", minimum=1, maximum=MOST, default=USUAL),
    text("after", "From `next` of the page before"),
)
