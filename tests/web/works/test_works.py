"""The page of works: an office sees its own, in the order of waiting; an agency what it carries out."""

from typing import TYPE_CHECKING

import pytest
from sqlalchemy.orm import Session

from planhub.workflow.stages import Stage
from tests.factories import accounts, areas, proposals

if TYPE_CHECKING:
    from flask.testing import FlaskClient


@pytest.fixture
def two(session: Session) -> tuple[int, int]:
    """Two works of one village, the second waiting longer."""
    areas.surin(session)
    young = proposals.proposal(session, stage=Stage.FUNDED, title="ถนนสายใหม่", days_ago=2, plan_year=2570)
    old = proposals.proposal(session, stage=Stage.PLANNED, title="ฝายน้ำล้น", days_ago=40)
    proposals.proposal(session, stage=Stage.PROVINCE, title="ยังไม่เป็นงาน")
    session.commit()
    return young.id, old.id


def test_the_province_sees_its_works_the_longest_waiting_first(
    client: "FlaskClient", session: Session, two: tuple[int, int]
) -> None:
    accounts.sign_in(client, session, accounts.hat(session, "planner", "32"))
    page = client.get("/works").text
    assert page.index("ฝายน้ำล้น") < page.index("ถนนสายใหม่")
    assert "ยังไม่เป็นงาน" not in page
    assert "ฝายน้ำล้น" not in client.get("/works?stage=funded").text
    assert client.get("/works?at=nonsense~x").status_code == 200
    assert "ถนนสายใหม่" in client.get(f"/works/{two[0]}").text


def test_another_district_sees_none_of_it(
    client: "FlaskClient", session: Session, two: tuple[int, int]
) -> None:
    accounts.sign_in(client, session, accounts.hat(session, "district_chief", "3202"))
    assert "ยังไม่มีงาน" in client.get("/works").text
    assert client.get(f"/works/{two[0]}").status_code == 403


def test_finished_works_are_shown_when_asked_for(
    client: "FlaskClient", session: Session, two: tuple[int, int]
) -> None:
    proposals.proposal(session, stage=Stage.COMPLETED, title="ศาลาที่สร้างเสร็จ", days_ago=400, plan_year=2569)
    session.commit()
    accounts.sign_in(client, session, accounts.hat(session, "planner", "32"))
    assert "ศาลาที่สร้างเสร็จ" not in client.get("/works").text
    assert "ศาลาที่สร้างเสร็จ" in client.get("/works?stage=completed").text


@pytest.mark.parametrize(
    ("stage", "told", "where"),
    [
        pytest.param(Stage.PLANNED, "รอเงิน", "money", id="waits for money"),
        pytest.param(Stage.FUNDED, "เลือกวิธีจัดหา", "buying", id="the money is there"),
        pytest.param(Stage.WORKS, "รายงานความก้าวหน้า", "reports", id="being done"),
        pytest.param(Stage.COMPLETED, "บันทึกผลงานและส่งมอบ", "results", id="done, not closed out"),
    ],
)
def test_the_first_page_of_a_work_says_what_comes_next(
    client: "FlaskClient", session: Session, stage: Stage, told: str, where: str
) -> None:
    areas.surin(session)
    work = proposals.proposal(session, stage=stage, plan_year=2570)
    session.commit()
    accounts.sign_in(client, session, accounts.hat(session, "planner", "32"))
    page = client.get(f"/works/{work.id}").text
    next_ = page[page.index('class="next-step"') :].split("</p>")[0]
    assert told in next_
    assert f'href="/works/{work.id}/{where}"' in next_
