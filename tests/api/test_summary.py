"""/api/v1/summary: 76 rows with code, the same numbers as the map, levels and scopes, ETag."""

from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from planhub.maps.choice import Choice
from planhub.maps.summaries import national
from tests.factories.country import country
from tests.factories.plan_items import plan_item


@pytest.fixture
def filled(session: Session) -> Session:
    country(session)
    plan_item(session, "32010204", "planned", amount="1250000.50", side="water")
    plan_item(session, "32010203", "works", amount=100, fiscal_year=2570)
    plan_item(session, "3202", "province", amount=10)
    plan_item(session, "45", "rejected", amount=7)
    return session


def rows(client: FlaskClient, **query: str) -> list[dict[str, Any]]:
    answer = client.get("/api/v1/summary", query_string=query)
    assert answer.status_code == 200, answer.get_json()
    found: list[dict[str, Any]] = answer.get_json()["rows"]
    return found


def test_the_provinces_are_76_with_the_numbers_of_the_map(client: FlaskClient, filled: Session) -> None:
    for query, choice in (
        ({}, Choice()),
        ({"year": "2570"}, Choice(year=2570)),
        ({"stage": "in_plan", "side": "water"}, Choice(stage="in_plan", side="water")),
        ({"stage": "rejected"}, Choice(stage="rejected")),
    ):
        told = {row["code"]: row for row in rows(client, **query)}
        assert len(told) == 76
        assert "10" not in told
        for row in national(filled, choice):
            mine = told[row.code]
            assert (mine["items"], Decimal(str(mine["baht"]))) == (row.items, row.baht)
            assert (mine["planned"], mine["counted"]) == (row.planned, row.counted)
            assert mine["share_planned"] == (None if row.share is None else float(row.share))
            assert mine["baht_per_head"] == (None if row.per_head is None else float(row.per_head))


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({"level": "district", "within": "32"}, ["3201", "3202"]),
        ({"level": "subdistrict", "within": "32"}, ["320101", "320102", "320201"]),
        ({"level": "subdistrict", "within": "3201"}, ["320101", "320102"]),
        ({"level": "district", "within": "NE-L1"}, ["3201", "3202"]),
        ({"level": "province", "within": "NE-L1"}, ["30", "31", "32", "36"]),
        ({"level": "province", "within": "sb"}, ["94", "95", "96"]),
    ],
)
@pytest.mark.usefixtures("filled")
def test_levels_and_scopes(client: FlaskClient, query: dict[str, str], codes: list[str]) -> None:
    assert [row["code"] for row in rows(client, **query)] == codes


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"level": "village"}, "level"),
        # a place must be wider than the level
        ({"level": "province", "within": "32"}, "within"),
        ({"level": "district", "within": "3201"}, "within"),
        ({"within": "XX"}, "within"),
        ({"within": "10", "level": "district"}, "within"),
        ({"year": "x"}, "year"),
        ({"stage": "x"}, "stage"),
        ({"side": "x"}, "side"),
        ({"measure": "baht"}, "measure"),
    ],
)
def test_a_wrong_parameter_is_named(client: FlaskClient, query: dict[str, str], field: str) -> None:
    answer = client.get("/api/v1/summary", query_string=query)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.get_json()["errors"]] == [field]


def test_while_nothing_changed_nothing_is_sent(client: FlaskClient, filled: Session) -> None:
    first = client.get("/api/v1/summary?level=district&within=32")
    held = {"If-None-Match": first.headers["ETag"]}
    again = client.get("/api/v1/summary?level=district&within=32", headers=held)
    assert (again.status_code, again.data) == (304, b"")
    # the same mark does not serve for another question
    assert client.get("/api/v1/summary?level=district&within=45", headers=held).status_code == 200
    # another province's change is none of this one's
    plan_item(filled, "45")
    assert client.get("/api/v1/summary?level=district&within=32", headers=held).status_code == 304
    plan_item(filled, "32010204")
    changed = client.get("/api/v1/summary?level=district&within=32", headers=held)
    assert changed.status_code == 200
    assert changed.get_json()["rows"][0]["items"] == 3


def test_what_is_kept_of_an_answer_is_let_go_when_an_item_changes(
    client: FlaskClient, filled: Session
) -> None:
    filled.commit()
    before = rows(client, level="district", within="32")
    assert rows(client, level="district", within="32") == before
    plan_item(filled, "32010204")
    filled.commit()
    after = rows(client, level="district", within="32")
    assert sum(row["items"] for row in after) == sum(row["items"] for row in before) + 1
