"""What was ended is taken up again by a higher level, by a resolution, or in the next round."""

from typing import TYPE_CHECKING

import pytest
from sqlalchemy.orm import Session

from planhub.workflow.stages import Stage
from tests.factories.proposals import proposal
from tests.web.committees.deciding import DISTRICT, PLANNER, SECRETARY, decide, enter, log, offered, token_of

if TYPE_CHECKING:
    from flask.testing import FlaskClient

REOPENED = [
    # what the subdistrict refused, the district opens before itself
    (Stage.REJECTED, "subdistrict", DISTRICT, "reopen", Stage.DISTRICT),
    # and the province before itself
    (Stage.REJECTED, "subdistrict", PLANNER, "reopen", Stage.PROVINCE),
    # what the subdistrict deferred, the district takes up
    (Stage.DEFERRED, "subdistrict", DISTRICT, "resume", Stage.DISTRICT),
    # what the district refused, the province opens
    (Stage.REJECTED, "district", PLANNER, "reopen", Stage.PROVINCE),
]


@pytest.mark.parametrize(("stage", "by", "who", "action", "to"), REOPENED)
def test_a_higher_level_takes_up_what_was_ended(
    client: "FlaskClient",
    country: Session,
    stage: Stage,
    by: str,
    who: tuple[str, str],
    action: str,
    to: Stage,
) -> None:
    row = proposal(country, stage=stage, decided_by=by, decided_year=2571, came_from=by)
    enter(client, country, who)
    assert decide(client, row, action).status_code == 422, "a reason is asked for"
    assert decide(client, row, action, reason="มีข้อมูลใหม่").status_code == 303
    assert log(country, row)[-1].action == action
    assert row.stage == to
    assert row.holder_code == who[1]


def test_the_governor_takes_a_wrong_item_out_of_the_plan_by_a_resolution(
    client: "FlaskClient", country: Session
) -> None:
    row = proposal(
        country,
        stage=Stage.PLANNED,
        decided_by="province",
        came_from="province",
        plan_year=2571,
        envelope="within",
    )
    enter(client, country, PLANNER)
    assert "take_out" not in offered(client.get(f"/items/{row.id}").text)
    governor = client.application.test_client()
    enter(governor, country, ("governor", "32"))
    assert "take_out" in offered(governor.get(f"/items/{row.id}").text)
    answer = decide(governor, row, "take_out", reason="บรรจุผิดปี")
    assert answer.status_code == 422
    assert "บอกมติ ก.บ.จ." in answer.text
    assert "บรรจุผิดปี" in answer.text, "what was typed is still there"
    said = {"reason": "บรรจุผิดปี", "meeting": "ก.บ.จ. ครั้งที่ 4/2569"}
    assert decide(governor, row, "take_out", **said).status_code == 303
    country.refresh(row)
    assert (row.stage, row.plan_year, row.envelope) == (Stage.PROVINCE, None, None)
    assert "มีมติเปลี่ยนแผน นำออกจากแผนมาพิจารณาใหม่" in client.get(f"/n/{row.number}").text
    again = {"plan_year": "2572", "envelope": "over"}
    assert decide(client, row, "include", **again).status_code == 303
    country.refresh(row)
    assert (row.stage, row.plan_year) == (Stage.PLANNED, 2572)


@pytest.mark.parametrize(
    ("stage", "by", "who", "action"),
    [
        # the level that decided
        (Stage.REJECTED, "subdistrict", SECRETARY, "reopen"),
        (Stage.DEFERRED, "subdistrict", SECRETARY, "resume"),
        (Stage.REJECTED, "province", PLANNER, "reopen"),
        # a lower one
        (Stage.REJECTED, "province", DISTRICT, "reopen"),
    ],
)
def test_no_level_reopens_its_own_decision(
    client: "FlaskClient", country: Session, stage: Stage, by: str, who: tuple[str, str], action: str
) -> None:
    row = proposal(country, stage=stage, decided_by=by, decided_year=2571, came_from=by)
    enter(client, country, who)
    data = {"csrf_token": token_of(client), "version": "1", "reason": "ขอเปิดใหม่", "action": action}
    answer = client.post(f"/items/{row.id}/decide", data=data)
    assert answer.status_code in (403, 409)
    assert "ขอเปิดใหม่" in answer.text, "what was typed is still there"
    assert log(country, row) == []


def test_a_deferred_matter_is_taken_up_by_its_own_level_in_the_next_round(
    client: "FlaskClient", country: Session
) -> None:
    row = proposal(country, stage=Stage.DEFERRED, decided_by="subdistrict", decided_year=2570)
    enter(client, country, SECRETARY)
    assert offered(client.get(f"/items/{row.id}").text) == {"resume"}
    assert decide(client, row, "resume", reason="น้ำลดแล้ว").status_code == 303
    assert log(country, row)[-1].to_stage == Stage.SUBDISTRICT
