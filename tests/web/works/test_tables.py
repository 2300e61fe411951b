"""Files of tables: the page links to them, they hold the office's own rows, and others may not have them."""

import csv
import io
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub import clock
from planhub.areas.area import Area
from planhub.progress.progress import ChangeRequest
from planhub.reports.work_columns import PARTS
from planhub.results.royal import half_of
from planhub.results.royal_keeping import open_halves, period_of
from planhub.results.royal_project import RoyalProject
from planhub.sources.import_run import ImportRun
from planhub.workflow.stages import Stage
from tests.factories import accounts, areas, proposals, work_rows
from tests.factories.sources import names, row, run, source
from tests.web.forms import fields_of, led_to

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


def test_silent_offices_are_taken_out_whole_and_sorted_as_shown(
    client: "FlaskClient", session: Session
) -> None:
    areas.surin(session)
    areas.area(session, "45010101")
    work_rows.work(session, agency_code=accounts.agency(session).code)
    work_rows.work(session, funded_on=clock.today())
    work_rows.work(session, "45010101")
    planner(client, session)
    page = client.get("/works/silent?sort=office&up=yes").text
    link = "/works/silent.csv?sort=office&up=yes"
    assert link.replace("&", "&amp;") in page
    assert [line[0] for line in table(client, link)[1:]] == ["32", "A-32-DPT"]
    assert [line[0] for line in table(client, "/works/silent.csv")[1:]] == ["A-32-DPT", "32"]
    assert client.get("/works/silent.xlsx").data[:2] == b"PK"
    accounts.sign_in(client, session, accounts.hat(session, "village_head", "32010204"))
    assert client.get("/works/silent.csv").status_code == 403


def test_changes_asked_for_lead_to_their_file(client: "FlaskClient", session: Session) -> None:
    areas.surin(session)
    mine, _work = work_rows.work(session, title="ถนน")
    change = ChangeRequest(
        proposal_id=mine.id, field="amount", reason="ราคาวัสดุขึ้น", asked_at=proposals.NOW,
        before={"baht": "500000.00"}, after={"baht": "600000.00"},
    )  # fmt: skip
    session.add(change)
    planner(client, session)
    link = f"/works/{mine.id}/tables/changes.csv"
    assert link in client.get(f"/works/{mine.id}/changes").text
    head, row = table(client, link)
    told = dict(zip(head, row, strict=True))
    assert (told["ขอเปลี่ยน"], told["ใหม่"], told["ผล"]) == ("วงเงิน", "วงเงิน (บาท): 600000.00", "รออนุญาต")
    assert "/works/tables/changes.xlsx" in client.get("/works").text
    assert table(client, "/works/tables/changes.csv") == [head, row]


def test_the_ministry_alone_has_the_76_provinces(client: "FlaskClient", session: Session) -> None:
    areas.surin(session)
    session.get_one(Area, "32").in_76 = True
    project = RoyalProject(province_code="32", area_code="320102", name="อ่างเก็บน้ำ", at=proposals.NOW)
    session.add(project)
    planner(client, session)
    assert client.get("/royal/tables/summary.csv").status_code == 403
    accounts.sign_in(client, session, accounts.hat(session, "viewer", ""))
    page = client.get("/royal").text
    period = period_of(half_of(clock.today()))
    link = f"/royal/tables/summary.csv?period={period}"
    assert link in page
    assert client.get(link.replace("csv", "xlsx")).data[:2] == b"PK"
    head, *rows = table(client, link)
    (surin,) = [dict(zip(head, row, strict=True)) for row in rows if row[0] == "32"]
    assert surin["โครงการ"] == "1"
    before = open_halves(half_of(clock.today()))[1]
    earlier = table(client, f"/royal/tables/summary.csv?period={period_of(before)}")
    assert earlier[1][2:4] == [str(before.fiscal_year), str(before.half)]


def test_items_of_a_plan_are_open_to_everybody(client: "FlaskClient", session: Session) -> None:
    areas.surin(session)
    session.get_one(Area, "32").in_76 = True
    need = proposals.proposal(session, stage=Stage.PLANNED, title="=ถนน", plan_year=2571, envelope="within")
    session.commit()
    page = client.get("/plan/32/2571").text
    assert "/plan/32/2571/items.xlsx" in page
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
