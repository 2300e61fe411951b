"""The pyramid and the summary tell the same of every choice of stages and years, on the map and as JSON."""

import json
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.linkage.plan_item import PlanSummary
from planhub.maps import open_summary
from planhub.maps.choice import COUNTED, STAGE_CHOICES, Choice
from planhub.maps.conditions import years
from planhub.maps.figures import DONE, FUNDED, Figures, kept_figures
from planhub.maps.wanted import Wanted
from planhub.workflow.stages import IN_PLAN, Stage
from tests.factories.country import country
from tests.factories.plan_items import plan_item

LEVELS = {"": 2, "32": 4, "3201": 6}
"""An area and the level of its children."""


@pytest.fixture
def filled(session: Session) -> Session:
    """An item of each stage at each grain, in two years, some of a side."""
    country(session)
    for n, stage in enumerate(Stage, start=1):
        if stage is Stage.DRAFT:
            continue
        for code in ("32", "3201", "320102", "32010204", "45"):
            plan_item(session, code, stage.value, amount=10 * n, fiscal_year=2570 + n % 2, side="water")
    return session


def by_hand(session: Session, choice: Choice, level: int, parent: str) -> dict[str, Figures]:
    """Added up from the summary, stage by stage."""
    table = PlanSummary
    query = (
        select(table.area_code, table.stage, func.sum(table.items), func.sum(table.baht))
        .where(table.level == level, table.area_code.startswith(parent))
        .group_by(table.area_code, table.stage)
    )
    if choice.year:
        query = query.where(table.fiscal_year == choice.year)
    found: dict[str, Figures] = {}
    for code, stage, n, baht in session.execute(query):
        was = found.get(code, Figures())
        found[code] = Figures(
            was.items + (n if stage in choice.stages else 0),
            was.baht + (baht if stage in choice.stages else Decimal(0)),
            was.planned + (n if stage in IN_PLAN else 0),
            was.counted + (n if stage in COUNTED else 0),
            was.funded + (n if stage in FUNDED else 0),
            was.done + (n if stage in DONE else 0),
        )
    return {code: one for code, one in found.items() if one.items or one.counted}


@pytest.mark.parametrize("stage", ["", *STAGE_CHOICES])
@pytest.mark.parametrize("year", [None, 2570])
def test_every_choice(filled: Session, stage: str, year: int | None) -> None:
    choice = Choice(year=year, stage=stage)
    for parent, level in LEVELS.items():
        told = kept_figures(filled, Wanted(choice), parent=parent)
        told = {
            code: Figures(*[one.items, one.baht, one.planned, one.counted, one.funded, one.done])
            for code, one in told.items()
            if code != parent and (one.items or one.counted)
        }
        expected = by_hand(filled, choice, level, parent)
        assert told == expected, parent
        word = next(name for name, digits in open_summary.LEVELS.items() if digits == level)
        rows = [json.loads(row) for row in open_summary.summary(filled, word, (), parent, choice)]
        sent = {row["code"]: (row["items"], Decimal(str(row["baht"])), row["planned"], row["counted"])
                for row in rows if row["items"] or row["counted"]}  # fmt: skip
        assert sent == {c: (f.items, f.baht, f.planned, f.counted) for c, f in expected.items()}


def test_years_are_those_of_the_items_newest_first(filled: Session) -> None:
    assert years(filled) == [2571, 2570]


def test_without_items_there_is_no_year(session: Session) -> None:
    assert years(session) == []
