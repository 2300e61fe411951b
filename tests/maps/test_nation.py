"""The ministry's table: every province once, sums that agree, this month's changes, who is silent."""

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from planhub.linkage.plan_item import PlanItem, PlanVersion
from planhub.linkage.plan_month import PlanMonth
from planhub.maps.nation import Line, nation
from planhub.wording import Name
from tests.factories import accounts
from tests.factories.country import country
from tests.factories.plan_items import plan_item

NOW = datetime.now(UTC)


@pytest.fixture
def filled(session: Session) -> Session:
    country(session)
    plan_item(session, "32010204", "planned", amount=1_000_000)
    plan_item(session, "32010203", "subdistrict", amount=500_000)
    plan_item(session, "32010203", "rejected", amount=9_000_000)
    plan_item(session, "45", "completed", amount=2_000_000, fiscal_year=2570)
    return session


def line(session: Session, code: str, **more: object) -> Line:
    found = nation(session, year=None, at=NOW)
    return next(row for row in (*found.provinces, *found.wider) if row.code == code)


def last_month(session: Session) -> None:
    """As if everything had happened forty days ago."""
    session.execute(text("alter table plan_version disable trigger plan_month_opens"))
    session.execute(update(PlanVersion).values(changed_at=NOW - timedelta(days=40)))
    session.execute(text("alter table plan_version enable always trigger plan_month_opens"))
    session.expire_all()


def test_every_province_stands_there_once_and_the_sums_agree(filled: Session) -> None:
    found = nation(filled, year=None, at=NOW)
    assert len({row.code for row in found.provinces}) == len(found.provinces) == 76
    assert (found.whole.items, found.whole.baht) == (3, 3_500_000)
    regions = [row for row in found.wider if row.kind == "region"]
    assert sum(row.items for row in regions) == found.whole.items
    assert sum(row.baht for row in regions) == found.whole.baht
    surin = line(filled, "32")
    assert (surin.items, surin.now) == (2, {"waiting": 1, "in_plan": 1, "not_agreed": 1})
    assert nation(filled, year=2570, at=NOW).whole.items == 1


def test_what_changed_is_counted_from_the_first_of_the_month(filled: Session) -> None:
    last_month(filled)
    assert line(filled, "32").new == 0, "nothing changed yet"
    plan_item(filled, "32010204", "province")
    filled.execute(
        update(PlanItem)
        .where(PlanItem.province_code == "32", PlanItem.stage == "subdistrict")
        .values(stage="planned")
    )
    surin = line(filled, "32")
    assert (surin.new, surin.gained("in_plan"), surin.gained("waiting")) == (1, 1, 0)
    assert line(filled, "45").new == 0
    kept = filled.execute(select(PlanMonth.stage, PlanMonth.items).order_by(PlanMonth.stage))
    assert [tuple(row) for row in kept] == [("planned", 1), ("rejected", 1), ("subdistrict", 1)]


def test_a_writer_that_began_last_month_does_not_open_this_one_again(filled: Session) -> None:
    last_month(filled)
    plan_item(filled, "32010204", "province")
    filled.execute(
        update(PlanVersion)
        .where(PlanVersion.province_code == "32")
        .values(changed_at=NOW - timedelta(days=40))
    )
    plan_item(filled, "32010204", "province")
    assert line(filled, "32").new == 2
    kept = filled.scalars(select(PlanMonth.stage).order_by(PlanMonth.stage)).all()
    assert kept == ["planned", "rejected", "subdistrict"]


def test_a_province_whose_first_item_came_this_month_gained_all_of_it(filled: Session) -> None:
    assert line(filled, "32").new == 2
    assert line(filled, "45").gained("done") == 1


def test_who_has_been_silent_is_told(filled: Session) -> None:
    last_month(filled)
    plan_item(filled, "45", "planned")
    assert line(filled, "32").silence == 40
    assert line(filled, "32").quiet
    assert (line(filled, "45").silence, line(filled, "45").quiet) == (0, False)
    assert line(filled, "50").silence is None, "nothing ever arrived"
    assert nation(filled, year=None, at=NOW).silent == 75
    first = nation(filled, year=None, at=NOW, sort="-silence").provinces
    assert first[0].silence is None
    assert first[-1].code == "45"


def test_the_picture_of_a_row_fills_it(filled: Session) -> None:
    told = Line(
        "32", "province", Name("ก", "a"), now={"waiting": 1, "in_plan": 2, "done": 1, "not_agreed": 7}
    )
    assert told.parts() == [("waiting", 0.0, 25.0), ("in_plan", 25.0, 50.0), ("done", 75.0, 25.0)]
    assert Line("32", "province", Name("ก", "a")).parts() == []


def test_the_ministry_opens_the_page_and_takes_the_table_home(filled: Session, client: FlaskClient) -> None:
    hat = accounts.hat(filled, "viewer", "")
    filled.commit()
    accounts.sign_in(client, filled, hat)
    page = client.get("/nation?sort=-items")
    assert page.status_code == 200
    assert (
        page.text.index('data-code="32"')
        < page.text.index('data-code="45"')
        < page.text.index('data-code="50"')
    )
    table = client.get("/nation/table.csv?year=2571")
    text = table.get_data().decode("utf-8-sig")
    assert text.count("\n") > 76
    assert any(row.startswith("32,สุรินทร์") for row in text.splitlines())
    assert client.get("/nation/table.xlsx").data[:2] == b"PK"
    assert client.get("/nation?year=x").status_code == 422
