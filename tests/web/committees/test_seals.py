"""Editions of a plan: sealed by who may, open to all, printed, compared, and seen when tampered with."""

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from planhub.proposals.proposal import Proposal
from planhub.workflow.stages import Stage
from tests.committees.test_sealing import tamper
from tests.factories import accounts, areas, proposals
from tests.web.forms import fields_of, led_to, send

if TYPE_CHECKING:
    from flask.testing import FlaskClient

PLAN = "/plan/32/2571"
EDITIONS = f"{PLAN}/editions"


@pytest.fixture
def need(client: "FlaskClient", session: Session) -> Proposal:
    areas.surin(session)
    need = proposals.proposal(session, stage=Stage.PLANNED, title="ถนนสายใหม่", amount=100)
    accounts.sign_in(client, session, accounts.hat(session, "governor", "32", title="ผู้ว่าราชการจังหวัด"))
    session.commit()
    return need


def change(session: Session, need: Proposal) -> None:
    """Its sum, and one more project."""
    need.amount = Decimal(250)
    proposals.proposal(session, stage=Stage.PLANNED, title="ฝายน้ำล้น", amount=50)
    session.commit()


def test_a_plan_is_sealed_and_says_so(client: "FlaskClient", session: Session, need: Proposal) -> None:
    assert "ลงนามแผนนี้" in client.get(PLAN).text
    page = led_to(client, send(client, EDITIONS, EDITIONS, meeting="ก.บ.จ. 3/2569")).text
    assert "ฉบับที่ 1 (ฉบับแรก)" in page
    assert "ถนนสายใหม่" in page
    assert "ผู้ว่าราชการจังหวัด" in page
    assert "ตรวจแล้ว เนื้อหาตรงกับที่ลงนามทุกตัวอักษร" in page
    plan = client.get(PLAN).text
    assert "แผนนี้ลงนามแล้ว ฉบับที่ 1" in plan
    assert "ยังไม่มีอะไรเปลี่ยนหลังลงนาม" in plan
    assert "ตรงกับฉบับที่ 1 ทุกรายการ" in client.get(EDITIONS).text, "and there is nothing to seal again"


def test_what_changed_since_is_told_and_sealed_with_a_reason(
    client: "FlaskClient", session: Session, need: Proposal
) -> None:
    send(client, EDITIONS, EDITIONS)
    change(session, need)
    assert "หลังลงนามเพิ่ม 1 เอาออก 0 เปลี่ยน 1 โครงการ" in client.get(PLAN).text
    changes = client.get(f"{EDITIONS}/changes").text
    assert "ฝายน้ำล้น" in changes
    assert ">100<" in changes
    assert ">250<" in changes
    assert "เพิ่ม 1 เอาออก 0 เปลี่ยน 1" in client.get(EDITIONS).text
    refused = send(client, EDITIONS, EDITIONS, kind="change", meeting="ก.บ.จ. 4/2569")
    assert refused.status_code == 422
    assert "ก.บ.จ. 4/2569" in refused.text
    assert 'value="change" checked' in refused.text
    assert "บอกเหตุผลที่ต้องมีฉบับใหม่" in refused.text
    send(client, EDITIONS, EDITIONS, kind="change", reason="ราคาวัสดุเปลี่ยน")
    assert "ราคาวัสดุเปลี่ยน" in client.get(EDITIONS).text
    between = client.get(f"{EDITIONS}/changes?from=1&to=2").text
    assert "ฝายน้ำล้น" in between
    assert "ตรงกันทุกรายการ" in client.get(f"{EDITIONS}/changes").text
    for odd in ("?from=9", "?to=x", "?from=now"):
        assert client.get(f"{EDITIONS}/changes{odd}").status_code == 404


def test_only_what_the_page_showed_is_sealed(client: "FlaskClient", session: Session, need: Proposal) -> None:
    form = fields_of(client.get(EDITIONS).text, EDITIONS)
    change(session, need)
    answer = client.post(EDITIONS, data=form | {"meeting": "ก.บ.จ. 3/2569"})
    assert answer.status_code == 409
    assert "แผนเปลี่ยนไปหลังจากเปิดหน้านี้" in answer.text
    assert "ก.บ.จ. 3/2569" in answer.text


def test_everybody_reads_and_few_seal(client: "FlaskClient", session: Session, need: Proposal) -> None:
    send(client, EDITIONS, EDITIONS)
    stranger = client.application.test_client()
    for page in (EDITIONS, f"{EDITIONS}/1", f"{EDITIONS}/changes"):
        assert stranger.get(page).status_code == 200
    assert stranger.get(f"{EDITIONS}/2").status_code == 404
    assert stranger.get("/plan/32/2572/editions/changes").status_code == 404
    change(session, need)
    form = fields_of(client.get(EDITIONS).text, EDITIONS)
    accounts.sign_in(client, session, accounts.hat(session, "planner", "45"))
    session.commit()
    assert f'<form method="post" action="{EDITIONS}"' not in client.get(EDITIONS).text
    assert client.post(EDITIONS, data=form | {"kind": "change", "reason": "x"}).status_code == 403


def test_the_page_of_an_edition_says_when_it_was_tampered_with(
    client: "FlaskClient", session: Session, need: Proposal
) -> None:
    send(client, EDITIONS, EDITIONS)
    tamper(session, "update sealed_plan set content = jsonb_set(content, '{0,amount}', '\"900.00\"')")
    session.commit()
    assert "เนื้อหาไม่ตรงกับที่ลงนาม" in client.get(f"{EDITIONS}/1").text


def test_the_web_cannot_change_an_edition(client: "FlaskClient", session: Session, need: Proposal) -> None:
    send(client, EDITIONS, EDITIONS)
    rights = text("select has_table_privilege('planhub_web', 'sealed_plan', 'update, delete, truncate')")
    assert session.scalar(rights) is False
