"""Files of tables: the page links to them, they hold the office's own rows, and others may not have them."""

import csv
import io
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.areas.area import Area
from planhub.reports.work_tables import PARTS
from planhub.sources.import_run import ImportRun
from planhub.workflow.stages import Stage
from tests.factories import accounts, areas, proposals, work_rows
from tests.factories.sources import names, row, run, source
from tests.web.people.test_accounts import fields_of, led_to

if TYPE_CHECKING:
    from flask.testing import FlaskClient


def table(client: "FlaskClient", path: str) -> list[list[str]]:
    answer = client.get(path)
    assert answer.status_code == 200, path
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


def planner(client: "FlaskClient", session: Session, area: str = "32") -> None:
    accounts.sign_in(client, session, accounts.hat(session, "planner", area))
    session.commit()


def test_an_office_has_the_tables_of_its_own_works(client: "FlaskClient", session: Session) -> None:
    areas.surin(session)
    areas.area(session, "45010101")
    mine, _work = work_rows.work(session, title="ถนน")
    work_rows.work(session, "45010101")
    work_rows.money(session, mine, allocated=1_000)
    planner(client, session)
    for name in PARTS:
        assert client.get(f"/works/tables/{name}.xlsx").data[:2] == b"PK"
    works = table(client, "/works/tables/works.csv")
    assert [line[0] for line in works] == ["เลขที่เรื่อง", mine.number]
    money = table(client, "/works/tables/money.csv")
    assert dict(zip(money[0], money[1], strict=True))["จำนวนเงิน (บาท)"] == "1000.00"
    page = client.get(f"/works/{mine.id}/money").text
    link = f"/works/{mine.id}/tables/money.csv"
    assert link in page
    assert table(client, link) == money


def test_a_work_of_another_province_is_not_given_away(client: "FlaskClient", session: Session) -> None:
    areas.surin(session)
    areas.area(session, "45010101")
    theirs, _work = work_rows.work(session, "45010101")
    planner(client, session)
    assert client.get(f"/works/{theirs.id}/tables/money.csv").status_code == 403
    assert client.get("/royal/45/projects.csv").status_code == 403


def test_items_of_a_plan_are_open_to_everybody(client: "FlaskClient", session: Session) -> None:
    areas.surin(session)
    session.get_one(Area, "32").in_76 = True
    need = proposals.proposal(session, stage=Stage.PLANNED, title="=ถนน", plan_year=2571, envelope="within")
    session.commit()
    page = client.get("/plan/32/2571").text
    assert "/plan/32/2571/items.xlsx" in page
    assert "/api/v1/oc4ids?province=32&amp;year=2571" in page
    lines = table(client, "/plan/32/2571/items.csv")
    assert lines[1][:2] == [need.number, "'=ถนน"]
    assert "0812345678" not in client.get("/plan/32/2571/items.csv").text
    assert client.get("/plan/32/2571/items.xlsx").headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_list_is_taken_out_and_sent_back_by_the_page(
    client: "FlaskClient", session: Session, form: str
) -> None:
    names(session)
    session.get_one(Area, "32").in_76 = True
    of = source(session, "own32", owner_province="32", scope=["32"])
    of.description = None
    run(session, of, row("A"), row("B", title="+ท่อ"))
    planner(client, session)
    assert "/sources/own32/items.xlsx" in client.get("/sources/own32").text
    taken = client.get(f"/sources/own32/items.{form}").data
    action = "/sources/own32/file"
    sent = fields_of(client.get("/sources/own32").text, action) | {"file": (io.BytesIO(taken), f"ก.{form}")}
    told = led_to(client, client.post(action, data=sent)).text
    tried = session.scalars(select(ImportRun).order_by(ImportRun.id.desc())).first()
    assert tried is not None
    assert {key: n for key, n in tried.counts.items() if n} == {
        "unchanged": 2,
        "skipped": 1,
        "placeless": [0, 0],
    }
    assert tried.state == "dry"
    assert "เหมือนเดิม" in told
    assert client.get("/sources/own32/items.pdf").status_code == 404
