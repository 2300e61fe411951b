"""One answer about a province: of one with its own server the centre shows what has arrived from it."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from planhub import clock
from planhub.committees.plan_content import content_of, digest_of
from planhub.committees.sealing import seal
from planhub.config import Settings
from planhub.federation.afar import item_of
from planhub.federation.node_link import NodeLink
from planhub.linkage.plan_item import PlanItem
from planhub.linkage.way import Way, set_way
from planhub.proposals.proposal import Proposal
from planhub.workflow.stages import Stage
from tests.factories.areas import surin
from tests.factories.plan_items import plan_item
from tests.factories.proposals import planning_round, proposal

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

NUMBER = "32010204-2571-777"
THERE = "https://plan.surin.go.th"


@pytest.fixture
def moved(session: Session) -> Callable[[Stage | str], Proposal]:
    """A need that waits at the province in what the centre keeps, and stands elsewhere by what arrived."""
    surin(session)
    planning_round(session)
    row = proposal(session, stage=Stage.PROVINCE, number=NUMBER)
    proposal(session, stage=Stage.PLANNED)
    session.commit()

    def arrived(stage: Stage | str) -> Proposal:
        session.execute(
            update(PlanItem)
            .where(PlanItem.province_code == "32", PlanItem.id == row.uid)
            .values(stage=stage, fiscal_year=2571)
        )
        now = clock.now()
        set_way(session, "32", Way.NODE, at=now)
        session.add(NodeLink(province_code="32", address="10.0.0.9:5432/planhub", joined_at=now))
        session.commit()
        return row

    return arrived


@pytest.fixture
def known_address(app: "Flask") -> None:
    settings: Settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = settings.model_copy(update={"province_urls": {"32": f"{THERE}/"}})


def test_the_page_of_a_number_says_what_has_arrived_and_where_the_rest_is(
    client: "FlaskClient", moved: Callable[..., Proposal], known_address: None
) -> None:
    before = client.get(f"/n/{NUMBER}")
    assert "รอ จังหวัดสุรินทร์ พิจารณา" in before.text
    moved(Stage.PLANNED)
    page = client.get(f"/n/{NUMBER}", headers={"If-None-Match": before.headers["ETag"]})
    assert page.status_code == 200
    assert "ข้อมูลจากเครื่องของจังหวัด ณ" in page.text
    assert "พิจารณา มาแล้ว" not in page.text
    assert client.get(f"/api/v1/items/{NUMBER}").json["stage"] == "planned"
    assert "stage-in_plan" in page.text
    assert f'href="{THERE}/n/{NUMBER}"' in page.text
    again = client.get(f"/n/{NUMBER}", headers={"If-None-Match": page.headers["ETag"]})
    assert again.status_code == 304


def test_a_need_made_at_the_province_after_the_move_has_a_page_here(
    client: "FlaskClient", session: Session, moved: Callable[..., Proposal]
) -> None:
    plan_item(session, "32010204", "subdistrict", number="32010204-2571-900", title="ขุดลอกหนองใหม่")
    moved(Stage.PROVINCE)
    page = client.get("/n/32010204-2571-900")
    assert page.status_code == 200
    assert "ขุดลอกหนองใหม่" in page.text
    assert "กบต.ตั้งใจ" in page.text
    assert "https://" not in page.text.split("<main")[1].split("</main>")[0]


@pytest.mark.parametrize("born", [("excel", "planhub"), ("planhub", "excel")])
def test_a_number_is_ours_whatever_key_another_system_uses(session: Session, born: tuple[str, str]) -> None:
    surin(session)
    for source in born:
        plan_item(session, "32010204", source_code=source, number=NUMBER, title=source)
    found = item_of(session, NUMBER)
    assert found is not None
    assert found.words.title == "planhub"


def test_a_returned_need_is_not_called_a_draft(client: "FlaskClient", moved: Callable[..., Proposal]) -> None:
    moved(Stage.DRAFT)
    page = client.get(f"/n/{NUMBER}").text
    assert "ส่งกลับให้แก้ไข" in page
    assert "stage-returned" in page


def test_the_plan_lists_what_has_arrived(
    client: "FlaskClient", moved: Callable[..., Proposal], known_address: None
) -> None:
    assert NUMBER not in client.get("/plan/32/2571").text
    moved(Stage.PLANNED)
    page = client.get("/plan/32/2571").text
    assert NUMBER in page
    assert "ข้อมูลจากเครื่องของจังหวัด ณ" in page
    assert f'href="{THERE}/plan/32/2571"' in page
    assert client.get("/plan/32/2571?start=5").status_code == 200


def test_its_files_are_not_offered_to_be_sent_back_here(
    client: "FlaskClient", moved: Callable[..., Proposal]
) -> None:
    assert "แก้แล้วนำเข้ากลับได้" in client.get("/plan/32/2571").text
    moved(Stage.PLANNED)
    page = client.get("/plan/32/2571").text
    assert "Excel</a>" in page
    assert "นำเข้ากลับ" not in page


OC4IDS = "/api/v1/oc4ids?province=32&year=2571"


@pytest.mark.parametrize(("stage", "status"), [(Stage.PLANNED, 404), (Stage.WORKS, 200)])
def test_projects_of_a_moved_province_are_offered_where_there_are_any(
    client: "FlaskClient", moved: Callable[..., Proposal], stage: Stage, status: int
) -> None:
    moved(stage)
    assert client.get(OC4IDS).status_code == status
    assert (OC4IDS.replace("&", "&amp;") in client.get("/plan/32/2571").text) is (status == 200)


def test_projects_of_the_standard_are_offered_once_there_is_one(
    client: "FlaskClient", session: Session, moved: Callable[..., Proposal]
) -> None:
    assert OC4IDS.replace("&", "&amp;") not in client.get("/plan/32/2571").text
    plan_item(session, "32010204", "works", fiscal_year=2571)
    session.commit()
    assert OC4IDS.replace("&", "&amp;") in client.get("/plan/32/2571").text
    assert client.get(OC4IDS).status_code == 200


LEAD = ["/plan/32/2571/plan.xlsx", "/plan/32/2571/editions", "/plan/32/2571/editions/changes"]


@pytest.mark.parametrize("path", LEAD)
def test_what_needs_the_whole_record_leads_to_the_provinces_server(
    client: "FlaskClient", moved: Callable[..., Proposal], known_address: None, path: str
) -> None:
    moved(Stage.PLANNED)
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{THERE}{path}"


def test_an_edition_of_before_says_that_later_ones_are_elsewhere(
    client: "FlaskClient", session: Session, moved: Callable[..., Proposal], known_address: None
) -> None:
    seen = digest_of(content_of(session, province_code="32", year=2571), "")
    who = {"at": clock.now(), "by": None, "capacity": "ผู้ว่าราชการจังหวัด"}
    seal(session, province_code="32", year=2571, typed={"seen": seen}, **who)  # type: ignore[arg-type]
    session.commit()
    path = "/plan/32/2571/editions/1"
    assert "เครื่องของตนเอง" not in client.get(path).text
    moved(Stage.PLANNED)
    page = client.get(path).text
    assert "ฉบับนี้ลงนามก่อนจังหวัดย้ายไปใช้เครื่องของตนเอง" in page
    assert f'href="{THERE}/plan/32/2571/editions"' in page


def test_without_a_known_address_it_leads_to_what_is_here(
    client: "FlaskClient", moved: Callable[..., Proposal]
) -> None:
    moved(Stage.PLANNED)
    assert client.get("/plan/32/2571/plan.xlsx").headers["Location"] == "/plan/32/2571"


def test_the_time_is_that_of_the_last_report(
    client: "FlaskClient", session: Session, moved: Callable[..., Proposal]
) -> None:
    from planhub.federation.afar import afar
    from planhub.federation.node_report import NodeReport

    moved(Stage.PLANNED)
    at = clock.now() - timedelta(minutes=7)
    counts = {"counted_at": at, "items": {}, "baht": 0, "texts": 0}
    session.add(NodeReport(province_code="32", reported_at=at, program="2", revision="0019", **counts))
    session.flush()
    found = afar(session, "32")
    assert found is not None
    assert found.as_of == at
    assert afar(session, "45") is None
    assert session.scalar(select(func.count()).select_from(NodeLink)) == 1
