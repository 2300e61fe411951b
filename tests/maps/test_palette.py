"""Classes of a choropleth: every value in exactly one, real limits, colours that eyes tell apart."""

import re
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planhub.maps.palette import NO_DATA, SEQUENCE, STAGE_COLOUR, ZERO, scale
from planhub.workflow.stages import STAGE_GROUP

CSS = Path(__file__).parents[2] / "static" / "css" / "planhub.css"
Values = list[Decimal]


def decimals(*numbers: float | int | str) -> Values:
    return [Decimal(str(n)) for n in numbers]


@pytest.mark.parametrize(
    ("values", "whole", "limits"),
    [
        # nothing at all: no class
        ([], True, []),
        # one value: one class that is that value
        (decimals(5), True, [5, 5]),
        # all the same
        (decimals(7, 7, 7, 7), True, [7, 7]),
        # few different counts: each its own class
        (decimals(1, 2, 3), True, [1, 2, 3, 3]),
        # ten counts: two areas a class, the ends the smallest and largest themselves
        (decimals(*range(1, 11)), True, [1, 3, 5, 7, 9, 10]),
        # one area far above the others keeps a class of its own
        (decimals(3, 4, 5, 6, 9_999), True, [3, 4, 5, 6, 9_900, 9_999]),
        # baht: limits of two digits, the ends rounded outwards
        (decimals("1234567.89", "2345678", "3456789", "4567890", "9876543"), False, None),
    ],
)
def test_limits(values: Values, whole: bool, limits: list[int] | None) -> None:
    classes = scale(values, whole=whole).classes
    found = [int(c.low) for c in classes] + ([int(classes[-1].high)] if classes else [])
    if limits is None:
        assert found == [1_200_000, 2_300_000, 3_400_000, 4_500_000, 9_800_000, 9_900_000]
    else:
        assert found == limits


@given(st.lists(st.decimals(min_value=0, max_value=10**10, places=2) | st.none(), max_size=90), st.booleans())
def test_every_value_lies_in_the_class_whose_colour_it_wears(
    values: list[Decimal | None], whole: bool
) -> None:
    if whole:
        values = [v if v is None else v.to_integral_value() for v in values]
    made = scale(values, whole=whole)
    assert sum(c.areas for c in made.classes) + made.zeros + made.unknown == len(values)
    assert all(c.areas > 0 for c in made.classes)
    assert all(a.high == b.low and a.low < b.low for a, b in pairwise(made.classes))
    assert len({c.colour for c in made.classes}) == len(made.classes)
    for value in values:
        inside = [
            c
            for c in made.classes
            if value is not None and c.low <= value and (value < c.high or c.last) and value > 0
        ]
        colour = NO_DATA if value is None else inside[-1].colour if inside else ZERO
        assert made.colour(value) == colour
        assert value is None or value <= 0 or inside[-1].high >= value


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_classes_differ_in_lightness_so_that_they_need_no_colour_sense() -> None:
    lights = [luminance(colour) for colour in SEQUENCE]
    ratios = [(a + 0.05) / (b + 0.05) for a, b in pairwise(lights)]
    assert all(ratio > 1.3 for ratio in ratios), ratios
    assert len({*SEQUENCE, ZERO, NO_DATA}) == 7


def test_no_class_wears_the_colour_of_a_stage() -> None:
    assert not {*SEQUENCE, ZERO, NO_DATA} & set(STAGE_COLOUR.values())


def test_stage_colours_are_those_of_the_stylesheet() -> None:
    css = CSS.read_text()
    named = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", css))
    for group in set(STAGE_GROUP.values()) | set(STAGE_COLOUR):
        rule = re.search(rf"\.stage-{group} {{ --mark: (?:var\(--([a-z-]+)\)|(#[0-9a-f]{{6}}))", css)
        colour = (named[rule[1]] if rule[1] else rule[2]) if rule else named["waiting"]
        assert STAGE_COLOUR[group] == colour, group
