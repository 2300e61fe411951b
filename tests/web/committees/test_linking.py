"""What ties an item to others: issues of the plan, duplicates merged, an agency's opinion."""

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.proposals.review import Alignment, Opinion, ProposalLink
from planhub.workflow.stages import Stage
from tests.factories import areas
from tests.factories.proposals import issue, proposal
from tests.web.committees.deciding import DISTRICT, OFFICER, SECRETARY, decide, enter, log

if TYPE_CHECKING:
    from flask.testing import FlaskClient


def test_alignment_has_several_issues_and_one_that_leads(client: "FlaskClient", country: Session) -> None:
    one, two = issue(country, 1, "เกษตรอินทรีย์"), issue(country, 2, "น้ำทั้งระบบ")
    row = proposal(country)
    enter(client, country, SECRETARY)
    both = {"issue_ids": [str(one.id), str(two.id)]}
    unled = decide(client, row, "align", **both)
    assert unled.status_code == 422
    assert "เลือกประเด็นหลักหนึ่งประเด็น" in unled.text
    assert unled.text.count("checked") >= 2, "both boxes are still ticked"
    assert decide(client, row, "align", **both, leading_issue_id=str(two.id)).status_code == 303
    country.expire_all()
    found = country.scalars(select(Alignment))
    assert {made.issue_id: made.is_leading for made in found} == {one.id: False, two.id: True}
    assert "(ประเด็นหลัก)" in client.get(f"/items/{row.id}").text
    assert decide(client, row, "align").status_code == 303
    country.expire_all()
    assert country.scalars(select(Alignment)).all() == [], "none ticked: it agrees with none"


def test_another_provinces_issue_is_refused(client: "FlaskClient", country: Session) -> None:
    areas.area(country, "45")
    theirs = issue(country, province_code="45")
    row = proposal(country)
    enter(client, country, SECRETARY)
    assert decide(client, row, "align", issue_ids=[str(theirs.id)]).status_code == 422
    assert decide(client, row, "align", issue_ids=["x"]).status_code == 422


def test_a_duplicate_is_merged_with_its_trace_and_unmerged(client: "FlaskClient", country: Session) -> None:
    kept, twin = proposal(country, "32010201"), proposal(country, "32010204")
    assert kept.number
    enter(client, country, SECRETARY)
    assert decide(client, twin, "merge", target=kept.number).status_code == 303
    log(country, twin)
    assert twin.stage == Stage.MERGED
    assert twin.number in client.get(f"/items/{kept.id}").text, "the kept one shows whom it carries"
    assert kept.number in client.get(f"/items/{twin.id}").text
    assert decide(client, twin, "unmerge").status_code == 422, "taking back needs a reason"
    assert decide(client, twin, "unmerge", reason="คนละเส้นทาง").status_code == 303
    assert [r.action for r in log(country, twin)] == ["merge", "unmerge"]
    assert (twin.stage, twin.holder_code) == (Stage.SUBDISTRICT, "320102")
    links = country.scalars(select(ProposalLink).order_by(ProposalLink.id)).all()
    assert [link.undoes_id for link in links] == [None, links[0].id], "the trace stays"
    assert "เรื่องที่รวมอยู่ในเรื่องนี้" not in client.get(f"/items/{kept.id}").text


def test_other_records_wear_the_words_of_where_they_are(client: "FlaskClient", country: Session) -> None:
    """What came back is no draft; and a merged one shows how what it lives on in stands."""
    back = proposal(country, "32010201", Stage.DRAFT, returned=True)
    kept, twin = proposal(country, "32010202"), proposal(country, "32010204")
    enter(client, country, SECRETARY)
    assert decide(client, twin, "merge", target=str(kept.number)).status_code == 303
    assert decide(client, kept, "reject", reason="ที่ดินเอกชน").status_code == 303
    page = client.get(f"/items/{twin.id}").text
    alike = page.split("เรื่องคล้ายกันในอำเภอ")[1].split("<h2>")[0]
    mine = next(part for part in alike.split("<li>") if str(back.number) in part)
    assert "stage-returned" in mine
    assert "ส่งกลับให้แก้ไข" in mine
    linked = page.split("เชื่อมกับเรื่องอื่น")[1].split("<h2>")[0]
    assert str(kept.number) in linked
    assert "ไม่เห็นชอบ" in linked


@pytest.mark.parametrize(
    "where",
    [
        # into itself
        "self",
        # into one that was itself merged
        "merged",
        # into one of another district's
        "outside",
    ],
)
def test_a_merge_that_makes_no_sense_is_refused(client: "FlaskClient", country: Session, where: str) -> None:
    row = proposal(country)
    others = {
        "self": row,
        "merged": proposal(country, stage=Stage.MERGED),
        "outside": proposal(country, "32020101"),
    }
    enter(client, country, SECRETARY)
    answer = decide(client, row, "merge", target=str(others[where].number), reason="ซ้ำกัน")
    assert answer.status_code == 422
    assert "ซ้ำกัน" in answer.text
    assert "error-summary" in answer.text
    assert log(country, row) == []


def test_what_is_passed_on_as_an_agencys_matter_names_the_agency_at_once(
    client: "FlaskClient", country: Session
) -> None:
    row = proposal(country)
    enter(client, country, SECRETARY)
    form = client.get(f"/items/{row.id}?do=forward").text
    assert 'value="A-32-DPT"' in form
    given = {"classification": "agency", "agency_code": "A-32-DPT", "rank": "1"}
    too_much = decide(client, row, "forward", **given | {"rank": "999999999"})
    assert too_much.status_code == 422
    assert "ตั้งแต่ 1 ถึง 9,999" in too_much.text
    assert decide(client, row, "forward", **given).status_code == 303
    country.refresh(row)
    assert (row.classification, row.agency_code) == ("agency", "A-32-DPT")


def test_an_agency_gives_its_opinion_and_the_asker_reads_it(client: "FlaskClient", country: Session) -> None:
    row = proposal(country, stage=Stage.DISTRICT)
    enter(client, country, DISTRICT)
    assert decide(client, row, "refer", agency_code="A-32-DPT", reason="ขอราคากลาง").status_code == 303
    officer = client.application.test_client()
    enter(officer, country, OFFICER, agency_code="A-32-DPT")
    listed = officer.get("/inbox").text
    assert str(row.number) in listed
    refused = decide(officer, row, "opine", verdict="infeasible", estimated_cost="1,250,000")
    assert refused.status_code == 422
    assert "เมื่อเห็นว่าทำไม่ได้ ต้องบอกเหตุผล" in refused.text
    assert "1,250,000" in refused.text
    bare = decide(officer, row, "opine", verdict="conditional")
    assert bare.status_code == 422
    assert "ต้องเขียนเงื่อนไข" in bare.text
    garbled = decide(officer, row, "opine", verdict="feasible", estimated_cost="แพง")
    assert garbled.status_code == 422
    assert "แพง" in garbled.text
    given = {"verdict": "conditional", "estimated_cost": "1.25 ล้าน", "permission_note": "ขออนุญาตกรมเจ้าท่า"}
    assert decide(officer, row, "opine", **given, reason="ต้องถมดินก่อน").status_code == 303
    opinion = country.scalars(select(Opinion)).one()
    assert (opinion.agency_code, opinion.estimated_cost) == ("A-32-DPT", 1_250_000)
    assert [r.action for r in log(country, row)] == ["refer", "opine"]
    assert (row.stage, row.holder_code) == (Stage.DISTRICT, "3201"), "back with who asked"
    page = client.get(f"/items/{row.id}").text
    for words in ("ทำได้โดยมีเงื่อนไข", "1,250,000", "ขออนุญาตกรมเจ้าท่า", "ต้องถมดินก่อน"):
        assert words in page
    assert officer.get(f"/items/{row.id}").status_code == 200, "what it answered it may still read"
