"""The pages of a result: closing out, the look a year later, the villages' answers and their public page."""

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.orm import Session

from planhub import clock
from planhub.proposals.proposal import Proposal
from planhub.proposals.reviewing import review
from planhub.results.closing_out import year_after
from planhub.results.result import LaterLook, VillageAnswer, WorkResult
from planhub.thai.dates import thai_date
from planhub.workflow.judging import Given
from planhub.workflow.stages import Action, Stage
from tests.factories import accounts, areas, proposals, works
from tests.web.forms import fields_of

if TYPE_CHECKING:
    from flask.testing import FlaskClient


@pytest.fixture
def work(session: Session) -> Proposal:
    """A completed work of Surin that somebody promised an indicator for."""
    areas.surin(session)
    row = works.completed(session, need={"later": {"indicators": "ถนน ยาว 850 เมตร"}, "people": 1250})
    session.commit()
    return row


def enter(client: "FlaskClient", session: Session, role: str, area: str) -> None:
    hat = accounts.hat(session, role, area)
    session.commit()
    accounts.sign_in(client, session, hat)


def test_the_form_begins_with_what_was_promised_and_keeps_what_was_typed(
    client: "FlaskClient", session: Session, work: Proposal
) -> None:
    enter(client, session, "planner", "32")
    path = f"/works/{work.id}/results"
    page = client.get(path).text
    assert 'value="ถนน ยาว"' in page
    assert 'value="850"' in page
    form = fields_of(page, path)
    wrong = client.post(path, data=form | works.CLOSING | {"owner": "", "impact_good": "เด็กไม่ขาดเรียน"})
    assert wrong.status_code == 422
    for typed in ("๘๐๐", "เด็กไม่ขาดเรียน", "อบต.ตั้งใจ กองช่าง", "๑ พ.ย. ๖๙"):
        assert typed in wrong.text, typed
    assert client.post(path, data=form | works.CLOSING | {"once": "2"}).status_code == 303
    page = client.get(path).text
    assert "94" in page
    a_year_on = year_after(clock.today())
    assert thai_date(a_year_on, long=True) in page, "when somebody will look again"
    session.expire_all()
    assert session.get_one(WorkResult, work.id).people == 1250
    assert client.post(path, data=form | works.CLOSING | {"once": "3"}).status_code == 409
    again = client.get(f"{path}?edit=yes").text
    assert 'value="1 พ.ย. 2569"' in again


def test_the_look_is_asked_for_when_it_is_due_and_ends_the_record(
    client: "FlaskClient", session: Session, work: Proposal
) -> None:
    works.look_due(session, work)
    enter(client, session, "planner", "32")
    assert work.number is not None
    assert work.number in client.get("/works/looks").text
    assert work.number not in client.get("/works/looks?shelf=coming&at=nonsense~1").text
    path, page = f"/works/{work.id}/results/look", client.get(f"/works/{work.id}/results").text
    wrong = client.post(path, data=fields_of(page, path) | {"state": "partly"})
    assert wrong.status_code == 422
    typed = {"state": "partly", "why": "ท่อตันหนึ่งช่วง", "once": "2"}
    assert client.post(path, data=fields_of(page, path) | typed).status_code == 303
    session.expire_all()
    assert work.stage == Stage.EVALUATED
    assert session.get_one(LaterLook, work.id).state == "partly"
    assert "ท่อตันหนึ่งช่วง" in client.get("/works/looks?shelf=seen").text


def test_a_committee_that_does_not_carry_it_out_reads_only(
    client: "FlaskClient", session: Session, work: Proposal
) -> None:
    enter(client, session, "district_chief", "3201")
    page = client.get(f"/works/{work.id}/results")
    assert page.status_code == 200
    assert '<form method="post" action="/works' not in page.text
    said = page.text.partition("ยังไม่มีผลงานที่บันทึก")[2].partition("</main>")[0]
    assert f'href="/works/{work.id}/reports"' in said, "where it is told that the work is done"
    enter(client, session, "subdistrict_secretary", "320102")  # an agency's work: another one does it
    form = re.findall(r'name="(csrf_token)" value="([^"]+)"', client.get("/works").text)
    assert client.post(f"/works/{work.id}/results", data=dict(form)).status_code == 403


def test_every_village_that_asked_answers_and_all_can_read_it(
    client: "FlaskClient", session: Session, work: Proposal
) -> None:
    part = proposals.proposal(session, "32010203", title="ถนนของหมู่สาม")
    work.stage = Stage.SUBDISTRICT
    review(
        session,
        proposal_id=part.id,
        action=Action.MERGE,
        hat=accounts.hat(session, "subdistrict_secretary", "320102"),
        capacity="เลขานุการ กบต.",
        given=Given(target_id=work.id),
        version=None,
        at=proposals.NOW,
        day=proposals.TODAY,
    )
    work.stage = Stage.COMPLETED
    session.commit()
    assert "ได้รับหรือยัง" not in client.get(f"/n/{part.number}").text
    enter(client, session, "village_head", "32010203")
    home = client.get("/needs").text
    assert "ได้รับหรือยัง" in home
    path = f"/got-it/{part.id}"
    ask = client.get(path).text
    wrong = client.post(path, data=fields_of(ask, path) | {"answer": "no"})
    assert wrong.status_code == 422
    typed = {"answer": "no", "words": "ถนนมาไม่ถึงหมู่เรา โทร 081-234-5678", "once": "2"}
    assert client.post(path, data=fields_of(ask, path) | typed).status_code == 303
    assert session.get_one(VillageAnswer, part.id).answer == "no"
    assert client.get(f"/got-it/{work.id}").status_code == 403, "another village's"
    enter(client, session, "planner", "32")
    for page in ("/works/answers", f"/works/{work.id}/results"):
        assert "ถนนมาไม่ถึงหมู่เรา" in client.get(page).text, page
    assert "ถนนมาไม่ถึงหมู่เรา" not in client.get("/works/answers?answer=yes").text
    public = client.get(f"/n/{work.number}").text
    assert "ถนนมาไม่ถึงหมู่เรา" in public
    assert "081-234-5678" not in public


def test_the_public_page_is_not_taken_for_the_one_before_the_answer(
    client: "FlaskClient", session: Session, work: Proposal
) -> None:
    address = f"/n/{work.number}"
    tag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    session.add(VillageAnswer(proposal_id=work.id, answer="yes", words="", at=proposals.NOW))
    session.commit()
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200
