"""Decisions on one item through its page: what is offered, what is written, what is told if it cannot be."""

import re
from datetime import date
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.proposals.planning_round import PlanningRound
from planhub.proposals.proposal import Proposal
from planhub.proposals.review import Alignment, Opinion, ProposalLink, Rank, Review
from planhub.workflow.roles import Hat
from planhub.workflow.stages import Action, Stage
from tests.factories import accounts, areas
from tests.factories.proposals import issue, planning_round, proposal, rank
from tests.web.people.test_accounts import fields_of

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

SECRETARY = ("subdistrict_secretary", "320102")
DISTRICT = ("district_secretary", "3201")
PLANNER = ("planner", "32")
OFFICER = ("agency_officer", "32")
AREA_OF = {Stage.SUBDISTRICT: SECRETARY, Stage.DISTRICT: DISTRICT, Stage.PROVINCE: PLANNER}


@pytest.fixture
def country(session: Session) -> Session:
    """Surin with an open round and two agencies."""
    areas.surin(session)
    planning_round(session)
    accounts.agency(session)
    accounts.agency(session, "A-32-RID", "โครงการชลประทานสุรินทร์")
    return session


def enter(client: "FlaskClient", session: Session, who: tuple[str, str], **more: Any) -> Hat:
    hat = accounts.hat(session, *who, **more)
    accounts.sign_in(client, session, hat)
    return hat


def offered(page: str) -> set[str]:
    """Ids of the actions whose buttons stand on the page of an item."""
    row = re.search(r'<div class="cluster act".*?</div>', page, re.S)
    return set(re.findall(r"[?&;]do=(\w+)", row[0])) if row else set()


def form_of(client: "FlaskClient", row: Proposal, action: str) -> dict[str, str]:
    """The hidden fields of the form that an action opens."""
    end = "opinion" if action == Action.OPINE else "decide"
    return fields_of(client.get(f"/items/{row.id}?do={action}").text, f"/items/{row.id}/{end}")


def decide(client: "FlaskClient", row: Proposal, action: str, **typed: Any) -> "TestResponse":
    """Open the form of an action and send it with what is typed."""
    end = "opinion" if action == Action.OPINE else "decide"
    return client.post(f"/items/{row.id}/{end}", data=form_of(client, row, action) | typed)


def log(session: Session, row: Proposal) -> list[Review]:
    session.expire_all()
    found = select(Review).where(Review.proposal_id == row.id).order_by(Review.seq)
    return list(session.scalars(found))


DECISIONS = [
    # the subdistrict classifies: the matter stays where it is
    (Stage.SUBDISTRICT, {}, "classify", {"classification": "self"}, Stage.SUBDISTRICT, "320102"),
    # beyond its power: it names the agency
    (
        Stage.SUBDISTRICT,
        {},
        "classify",
        {"classification": "agency", "agency_code": "A-32-DPT"},
        Stage.SUBDISTRICT,
        "320102",
    ),
    # ranked and classified in the very step that passes it up
    (Stage.SUBDISTRICT, {}, "forward", {"classification": "joint", "rank": "๑"}, Stage.DISTRICT, "3201"),
    # back to the village, with a reason
    (Stage.SUBDISTRICT, {}, "return", {"reason": "ขอแบบแปลน"}, Stage.DRAFT, "32010204"),
    # to a later round
    (Stage.SUBDISTRICT, {}, "defer", {"reason": "รอน้ำลด"}, Stage.DEFERRED, "320102"),
    # not agreed
    (Stage.SUBDISTRICT, {}, "reject", {"reason": "ที่ดินเอกชน"}, Stage.REJECTED, "320102"),
    # the local authority does it itself, which says how it is classified
    (Stage.SUBDISTRICT, {}, "do_locally", {}, Stage.LOCAL, "320102"),
    # together with another office, which is named
    (Stage.SUBDISTRICT, {}, "do_jointly", {"agency_code": "A-32-DPT"}, Stage.JOINT, "320102"),
    # asked of an agency
    (Stage.SUBDISTRICT, {}, "refer", {"agency_code": "A-32-DPT"}, Stage.AGENCY, "A-32-DPT"),
    # the district passes up what it has ranked
    (Stage.DISTRICT, {"classification": "joint"}, "forward", {"rank": "3"}, Stage.PROVINCE, "32"),
    # the district sends back down, with a reason
    (Stage.DISTRICT, {}, "return", {"reason": "จัดลำดับใหม่"}, Stage.SUBDISTRICT, "320102"),
    # the district asks an agency
    (Stage.DISTRICT, {}, "refer", {"agency_code": "A-32-RID"}, Stage.AGENCY, "A-32-RID"),
    # into the plan, within the envelope
    (Stage.PROVINCE, {}, "include", {"plan_year": "2571", "envelope": "within"}, Stage.PLANNED, "32"),
    # into the next year's plan, over the envelope, with a rank
    (
        Stage.PROVINCE,
        {},
        "include",
        {"plan_year": "2572", "envelope": "over", "rank": "2"},
        Stage.PLANNED,
        "32",
    ),
    # the province defers
    (Stage.PROVINCE, {}, "defer", {"reason": "รองบปีหน้า"}, Stage.DEFERRED, "32"),
    # the province sends it back to the district
    (Stage.PROVINCE, {}, "return", {"reason": "ขอราคากลาง"}, Stage.DISTRICT, "3201"),
]


@pytest.mark.parametrize(("stage", "more", "action", "typed", "to", "holder"), DECISIONS)
def test_a_decision_leads_where_the_table_says(
    client: "FlaskClient",
    country: Session,
    stage: Stage,
    more: dict[str, Any],
    action: str,
    typed: dict[str, str],
    to: Stage,
    holder: str,
) -> None:
    row = proposal(country, stage=stage, **more)
    enter(client, country, AREA_OF[stage])
    answer = decide(client, row, action, meeting="ครั้งที่ 3/2569", **typed)
    assert answer.status_code == 303
    assert answer.location == f"/items/{row.id}"
    last = log(country, row)[-1]
    assert (row.stage, row.holder_code) == (to, holder)
    assert (last.action, last.from_stage, last.to_stage) == (action, stage, to)
    assert (last.reason, last.meeting) == (typed.get("reason", ""), "ครั้งที่ 3/2569")
    if "rank" in typed:
        assert country.scalars(select(Rank.rank).where(Rank.proposal_id == row.id)).one() in (1, 2, 3)
    if "classification" in typed:
        assert row.classification == typed["classification"]
    if "plan_year" in typed:
        assert (row.plan_year, row.envelope) == (int(typed["plan_year"]), typed["envelope"])
    page = client.get(answer.location).text
    assert "ครั้งที่ 3/2569" in page
    assert typed.get("reason", "") in page


WRONG = [
    # each of these must have a reason
    (Stage.SUBDISTRICT, "return", {"reason": "   "}, "บอกเหตุผล"),
    (Stage.SUBDISTRICT, "defer", {}, "บอกเหตุผล"),
    (Stage.PROVINCE, "reject", {}, "บอกเหตุผล"),
    # neither ranked nor classified
    (Stage.SUBDISTRICT, "forward", {"reason": "เร่งด่วน"}, "จัดลำดับความสำคัญก่อน"),
    (Stage.SUBDISTRICT, "forward", {"rank": "1", "reason": "เร่งด่วน"}, "จำแนกก่อน"),
    # a rank that is no number
    (Stage.DISTRICT, "forward", {"rank": "หนึ่ง", "reason": "เร่งด่วน"}, "ลำดับ"),
    # no agency, and one that is none
    (Stage.DISTRICT, "refer", {"reason": "ขอความเห็น"}, "เลือกส่วนราชการ"),
    (Stage.DISTRICT, "refer", {"agency_code": "A-99-X", "reason": "ขอความเห็น"}, "ไม่พบส่วนราชการรหัส A-99-X"),
    # a plan before its round
    (
        Stage.PROVINCE,
        "include",
        {"plan_year": "2570", "envelope": "within", "reason": "ด่วน"},
        "ปีของแผนต้องไม่ก่อน",
    ),
    # the envelope is not said
    (Stage.PROVINCE, "include", {"plan_year": "2571", "reason": "ด่วน"}, "เกินกรอบวงเงิน"),
    # a classification that does not exist
    (Stage.SUBDISTRICT, "classify", {"classification": "magic", "reason": "ลอง"}, "เลือกการจำแนกจากสามข้อ"),
    # an essay
    (Stage.SUBDISTRICT, "return", {"reason": "ก" * 2001}, "พิมพ์ได้ไม่เกิน 2000 ตัวอักษร"),
    # merging into what is not there, and into nothing
    (Stage.SUBDISTRICT, "merge", {"target": "32010204-2571-999", "reason": "ซ้ำ"}, "32010204-2571-999"),
    (Stage.SUBDISTRICT, "merge", {"reason": "ซ้ำ"}, "เลือกเรื่องที่จะรวมเข้าด้วย"),
]


@pytest.mark.parametrize(("stage", "action", "typed", "told"), WRONG)
def test_what_is_missing_is_told_and_nothing_typed_is_lost(
    client: "FlaskClient", country: Session, stage: Stage, action: str, typed: dict[str, str], told: str
) -> None:
    row = proposal(country, stage=stage)
    enter(client, country, AREA_OF[stage])
    answer = decide(client, row, action, **typed)
    assert answer.status_code == 422
    page = unescape(answer.text)
    assert told in page
    assert "error-summary" in page
    assert typed.get("reason", "").strip() in page
    assert log(country, row) == []
    assert row.stage == stage
    assert country.scalars(select(Rank)).all() == [], "no rank is left behind by a decision that was refused"


OFFERS = [
    # a committee with the matter before it
    (
        Stage.SUBDISTRICT,
        SECRETARY,
        {},
        "forward classify align merge refer do_locally do_jointly return defer reject",
    ),
    (Stage.DISTRICT, DISTRICT, {}, "forward classify align merge refer return defer reject"),
    (Stage.PROVINCE, PLANNER, {}, "include classify align merge refer return defer reject"),
    # the levels around it look on
    (Stage.DISTRICT, SECRETARY, {}, ""),
    (Stage.DISTRICT, PLANNER, {}, ""),
    # the agency that was asked
    (Stage.AGENCY, OFFICER, {"agency_code": "A-32-DPT"}, "opine"),
    # the committee that asked waits, or takes it back
    (Stage.AGENCY, DISTRICT, {}, "recall"),
    # decided here: only a higher level may go on with it
    (Stage.REJECTED, SECRETARY, {}, ""),
    (Stage.REJECTED, DISTRICT, {}, "reopen"),
    (Stage.REJECTED, PLANNER, {}, "reopen"),
    (Stage.DEFERRED, SECRETARY, {}, ""),
    (Stage.DEFERRED, DISTRICT, {}, "resume"),
    # a merge may be taken back by those who made it
    (Stage.MERGED, SECRETARY, {}, "unmerge"),
]


@pytest.mark.parametrize(("stage", "who", "more", "actions"), OFFERS)
def test_only_what_is_possible_is_offered(
    client: "FlaskClient",
    country: Session,
    stage: Stage,
    who: tuple[str, str],
    more: dict[str, str],
    actions: str,
) -> None:
    row = proposal(
        country,
        stage=stage,
        decided_by="subdistrict",
        decided_year=2571,
        agency_code="A-32-DPT",
        came_from=Stage.DISTRICT if stage is Stage.AGENCY else Stage.SUBDISTRICT,
    )
    enter(client, country, who, **more)
    page = client.get(f"/items/{row.id}")
    assert page.status_code == 200
    assert offered(page.text) == set(actions.split())
    if not actions:
        assert "ตอนนี้ไม่มีสิ่งที่บทบาทนี้ต้องทำกับเรื่องนี้" in page.text


CLOSED = [
    # the window closed yesterday
    ({"subdistrict": {"closes": date(2026, 11, 20)}}, {}, "ปิดแล้วเมื่อ"),
    # it opens next month
    ({"subdistrict": {"opens": date(2026, 12, 1)}}, {}, "ยังไม่เปิด เปิดวันที่"),
    # all that may go has gone
    ({"subdistrict": {"top_n": 1}}, {"gone": True}, "รอบนี้ส่งต่อได้ไม่เกิน 1 เรื่อง และส่งครบแล้ว"),
    # three of four villages have not answered
    ({"subdistrict": {"children_first": True}}, {}, "ยังมี 3 พื้นที่ที่ยังไม่ส่งเรื่อง"),
]


@pytest.mark.parametrize(("windows", "more", "told"), CLOSED)
def test_the_rounds_rules_are_told_before_anybody_tries(
    client: "FlaskClient",
    session: Session,
    windows: dict[str, dict[str, Any]],
    more: dict[str, bool],
    told: str,
) -> None:
    areas.surin(session)
    planning_round(session, **windows)
    hat = enter(client, session, SECRETARY)
    if more.get("gone"):
        first = proposal(session, stage=Stage.DISTRICT, classification="self")
        session.add(
            Review(
                proposal_id=first.id,
                seq=1,
                action="forward",
                from_stage=Stage.SUBDISTRICT,
                to_stage=Stage.DISTRICT,
                holder_code="3201",
                actor_id=hat.account_id,
                holding_id=hat.holding_id,
                role=hat.role,
                capacity="เลขานุการ",
                at=first.stage_since,
                given={},
            )
        )
    row = proposal(session, classification="self")
    rank(session, row, "subdistrict", 1)
    page = client.get(f"/items/{row.id}").text
    assert told in unescape(page)
    assert "forward" not in offered(page)
    assert "return" in offered(page), "other decisions are not bound by the window"
    form = form_of(client, row, "return") | {"action": "forward", "reason": "ลองส่ง"}
    answer = client.post(f"/items/{row.id}/decide", data=form)
    assert answer.status_code == 409
    assert told in unescape(answer.text)
    assert log(session, row) == []


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


ENVELOPES = [
    # nobody has said how much the year's envelope is: what is planned already
    (None, "ยังไม่ได้กำหนดกรอบวงเงิน · ภายในกรอบแล้ว 3 ล้านบาท · เกินกรอบแล้ว 1 ล้านบาท"),
    # it is known: what would be left after this
    (5_000_000, "กรอบ 5 ล้านบาท · ภายในกรอบแล้ว 3 ล้านบาท · ถ้าบรรจุภายในกรอบอีก 500,000 บาท จะเหลือ 1.5 ล้านบาท"),
    # and whether this is too much
    (3_200_000, "ถ้าบรรจุภายในกรอบอีก 500,000 บาท จะเกินกรอบไป 300,000 บาท"),
]


@pytest.mark.parametrize(("limit", "told"), ENVELOPES)
def test_the_form_of_the_plan_says_how_the_years_envelope_stands(
    client: "FlaskClient", country: Session, limit: int | None, told: str
) -> None:
    country.scalars(select(PlanningRound)).one().envelope = limit
    proposal(country, stage=Stage.PLANNED, amount=3_000_000)
    proposal(country, stage=Stage.WORKS, amount=1_000_000, plan_year=2571, envelope="over")
    proposal(country, stage=Stage.REJECTED, amount=9_000_000, plan_year=2571, envelope="within")
    rows = [proposal(country, stage=Stage.PROVINCE, amount=n) for n in (500_000, 200_000, 300_000)]
    enter(client, country, PLANNER)
    page = unescape(client.get(f"/items/{rows[0].id}?do=include").text)
    assert told in page
    assert page.index(told) < page.index('name="envelope"')
    data = {"csrf_token": token_of(client), "action": "include", "pick": [f"{r.id}:1" for r in rows[1:]]}
    assert told in unescape(client.post("/inbox/bulk", data=data).text), "for many, all of them together"


MEETINGS = [
    (SECRETARY, Stage.SUBDISTRICT, "กบต."),
    (DISTRICT, Stage.DISTRICT, "กบอ."),
    (PLANNER, Stage.PROVINCE, "ก.บ.จ."),
]


@pytest.mark.parametrize(("who", "stage", "body"), MEETINGS)
def test_the_example_of_a_meeting_names_the_committee_of_ones_own_level(
    client: "FlaskClient", country: Session, who: tuple[str, str], stage: Stage, body: str
) -> None:
    row = proposal(country, stage=stage)
    enter(client, country, who)
    example = f"เช่น {body} ครั้งที่ 3/2569"
    assert example in unescape(client.get(f"/items/{row.id}?do=return").text)
    data = {"csrf_token": token_of(client), "action": "return", "pick": f"{row.id}:1"}
    assert example in unescape(client.post("/inbox/bulk", data=data).text)


def test_sizes_and_counts_have_their_thousands_apart(client: "FlaskClient", country: Session) -> None:
    sizes = {"width_m": "4", "length_m": "2050", "thickness_m": "0.15", "volume_m3": "36000.5"}
    row = proposal(country, need={"size": sizes, "people": 1250, "later": {"cost_estimate": "1250000"}})
    enter(client, country, SECRETARY)
    page = client.get(f"/items/{row.id}").text
    for words in ("2,050 ", "36,000.5 ", "0.15 ", "1,250<", "1,250,000"):
        assert words in page
    assert "2050 " not in page


SUBPAGES = [
    # the page of an item belongs to the inbox it came from
    (SECRETARY, "/items/{id}", "กล่องงาน"),
    (SECRETARY, "/needs/{id}/details", "กล่องงาน"),
    (SECRETARY, "/inbox/ranking", "กล่องงาน"),
    (PLANNER, "/plan/32/2571", "แผน"),
    (PLANNER, "/rounds/32/2571", "รอบ"),
    (DISTRICT, "/plan/32/2571", "แผน"),
    (("village_head", "32010204"), "/needs/{draft}/1", "เรื่องของเรา"),
]


@pytest.mark.parametrize(("who", "path", "word"), SUBPAGES)
def test_the_menu_says_where_one_is_on_subpages_too(
    client: "FlaskClient", country: Session, who: tuple[str, str], path: str, word: str
) -> None:
    row, draft = proposal(country), proposal(country, stage=Stage.DRAFT)
    enter(client, country, who)
    page = client.get(path.format(id=row.id, draft=draft.id))
    assert page.status_code == 200
    menu = page.text.split('<nav class="nav')[1].split("</nav>")[0]
    assert re.findall(r'aria-current="page">([^<]+)<', menu) == [word]


DETAILS = [
    (SECRETARY, {}, True),
    (DISTRICT, {}, True),
    (PLANNER, {}, True),
    # they decide, but do not write the technical part
    (("subdistrict_chair", "320102"), {}, False),
    (("governor", "32"), {}, False),
    # the agency that was asked, and one that was not but has answered before
    (OFFICER, {"agency_code": "A-32-DPT"}, True),
]


@pytest.mark.parametrize(("who", "more", "may"), DETAILS)
def test_the_technical_page_is_linked_for_those_who_may_write_it_and_the_public_one_for_all(
    client: "FlaskClient", country: Session, who: tuple[str, str], more: dict[str, str], may: bool
) -> None:
    row = proposal(country, stage=Stage.AGENCY, came_from=Stage.DISTRICT, agency_code="A-32-DPT")
    enter(client, country, who, **more)
    for page in (client.get(f"/items/{row.id}").text, client.get(f"/inbox?item={row.id}").text):
        assert (f'href="/needs/{row.id}/details"' in page) is may
        assert ("รายละเอียดทางเทคนิค" in page) is may
        assert f'href="/n/{row.number}"' in page
        assert "หน้าสาธารณะ" in page
    assert (client.get(f"/needs/{row.id}/details").status_code == 200) is may


def test_the_plan_leads_to_the_public_page_of_each_item_for_everyone(
    client: "FlaskClient", country: Session
) -> None:
    row = proposal(country, stage=Stage.PLANNED, amount=3_000_000)
    country.scalars(select(PlanningRound)).one().envelope = 5_000_000
    country.flush()
    public = client.get("/plan/32/2571").text
    assert public.count(f'href="/n/{row.number}"') == 1, "the title itself"
    assert "กรอบวงเงิน" in public
    assert "เหลือ 2 ล้านบาท" in public
    enter(client, country, PLANNER)
    inside = client.get("/plan/32/2571").text
    assert f'href="/items/{row.id}"' in inside
    assert inside.count(f'href="/n/{row.number}"') == 1
    assert "/plan/32/2571</a>" in inside, "the address of the plan, to be passed on"


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


REFUSED = [
    # another agency's question
    (Stage.AGENCY, OFFICER, {"agency_code": "A-32-RID"}, 403),
    # an agency and a matter that was sent to nobody
    (Stage.DISTRICT, OFFICER, {"agency_code": "A-32-RID"}, 403),
    # the subdistrict beside
    (Stage.SUBDISTRICT, ("subdistrict_secretary", "320103"), {}, 403),
    # another district
    (Stage.SUBDISTRICT, ("district_chief", "3202"), {}, 403),
    # another province
    (Stage.PROVINCE, ("planner", "45"), {}, 403),
    # who looks after accounts does not decide
    (Stage.SUBDISTRICT, ("administrator", ""), {}, 403),
]


@pytest.mark.parametrize(("stage", "who", "more", "status"), REFUSED)
def test_what_lies_outside_is_neither_read_nor_decided(
    client: "FlaskClient",
    country: Session,
    stage: Stage,
    who: tuple[str, str],
    more: dict[str, str],
    status: int,
) -> None:
    areas.area(country, "45")
    row = proposal(country, stage=stage, agency_code="A-32-DPT" if stage is Stage.AGENCY else None)
    enter(client, country, who, **more)
    assert client.get(f"/items/{row.id}").status_code == status
    tokens = {"csrf_token": token_of(client), "version": "1", "reason": "ลองดู"}
    for end, action in (("decide", "return"), ("opinion", "opine"), ("rank", "")):
        data = tokens | {"action": action, "verdict": "feasible", "rank": "1"}
        assert client.post(f"/items/{row.id}/{end}", data=data).status_code == status
    assert log(country, row) == []
    assert row.stage == stage


def token_of(client: "FlaskClient") -> str:
    return re.findall(r'name="csrf_token" value="([^"]+)"', client.get("/privacy").text)[0]


def test_a_stale_page_gets_both_versions_and_keeps_what_was_typed(
    client: "FlaskClient", country: Session
) -> None:
    row = proposal(country)
    enter(client, country, SECRETARY)
    form = form_of(client, row, "reject") | {"reason": "เหตุผลของคนที่สอง"}
    chair = client.application.test_client()
    enter(chair, country, ("subdistrict_chair", "320102"))
    assert decide(chair, row, "defer", reason="เหตุผลของคนแรก").status_code == 303
    answer = client.post(f"/items/{row.id}/decide", data=form)
    assert answer.status_code == 409
    page = unescape(answer.text)
    assert "มีผู้พิจารณาเรื่องนี้ไปก่อนท่าน" in page
    assert "เหตุผลของคนแรก" in page
    assert "ประธาน กบต." in page
    assert "เหตุผลของคนที่สอง" in page
    assert [r.action for r in log(country, row)] == ["defer"]


def test_a_stale_page_tells_every_field_that_was_typed(client: "FlaskClient", country: Session) -> None:
    row = proposal(country, stage=Stage.PROVINCE)
    enter(client, country, PLANNER)
    forms = {action: form_of(client, row, action) for action in ("include", "classify")}
    governor = client.application.test_client()
    enter(governor, country, ("governor", "32"))
    assert decide(governor, row, "defer", reason="เหตุผลของคนแรก").status_code == 303
    plan = {"plan_year": "2572", "envelope": "over", "rank": "๗", "meeting": "ครั้งที่ 9/2569"}
    classes = {"classification": "agency", "agency_code": "A-32-RID"}
    told = {
        "include": ["บรรจุ", "2572", "เกินกรอบวงเงิน", "๗", "ครั้งที่ 9/2569"],
        "classify": ["อยู่ในอำนาจหน้าที่ของหน่วยงาน", "โครงการชลประทานสุรินทร์"],
    }
    for action, typed in (("include", plan), ("classify", classes)):
        answer = client.post(f"/items/{row.id}/decide", data=forms[action] | typed)
        assert answer.status_code == 409
        mine = unescape(answer.text).split("ที่ท่านพิมพ์ไว้ ยังไม่ได้บันทึก")[1].split("</section>")[0]
        for words in told[action]:
            assert words in mine


@pytest.mark.parametrize("code", ["A-32-NONE", "A-\x00", "x" * 600, "<b>"])
def test_a_stale_page_with_a_code_that_is_no_agency_is_told_too(
    client: "FlaskClient", country: Session, code: str
) -> None:
    row = proposal(country)
    enter(client, country, SECRETARY)
    form = form_of(client, row, "refer") | {"agency_code": code, "version": "99"}
    answer = client.post(f"/items/{row.id}/decide", data=form)
    assert answer.status_code in (400, 409, 422)
    assert "<b></dd>" not in answer.text


REOPENED_PAGES = [
    # a refused decision, rank and bulk page opened again by the reload key
    (SECRETARY, {}, Stage.SUBDISTRICT, "/items/{id}/decide", "/items/{id}"),
    (SECRETARY, {}, Stage.SUBDISTRICT, "/items/{id}/rank", "/items/{id}"),
    (SECRETARY, {}, Stage.SUBDISTRICT, "/inbox/bulk", "/inbox"),
    # and an agency's refused opinion
    (OFFICER, {"agency_code": "A-32-DPT"}, Stage.AGENCY, "/items/{id}/opinion", "/items/{id}"),
]


@pytest.mark.parametrize(("who", "more", "stage", "path", "to"), REOPENED_PAGES)
def test_the_address_of_a_refused_form_leads_back(
    client: "FlaskClient",
    country: Session,
    who: tuple[str, str],
    more: dict[str, str],
    stage: Stage,
    path: str,
    to: str,
) -> None:
    row = proposal(country, stage=stage, agency_code="A-32-DPT")
    enter(client, country, who, **more)
    answer = client.get(path.format(id=row.id))
    assert (answer.status_code, answer.location) == (303, to.format(id=row.id))
    assert client.get(answer.location).status_code == 200


def test_the_same_rank_typed_for_two_marks_both(client: "FlaskClient", country: Session) -> None:
    rows = [proposal(country, classification="self") for _n in range(3)]
    enter(client, country, SECRETARY)
    pick = [f"{row.id}:{row.version}" for row in rows]
    data = {"csrf_token": token_of(client), "action": "forward", "confirmed": "yes", "pick": pick}
    ranks = {f"rank-{row.id}": n for row, n in zip(rows, ("4", "๔", "5"), strict=True)}
    answer = client.post("/inbox/bulk", data=data | ranks)
    assert answer.status_code == 422
    bad = re.findall(r'<input class="input w-4 bad" name="rank-(\d+)"[^>]* aria-invalid="true"', answer.text)
    assert bad == [str(row.id) for row in rows[:2]]
    told = re.findall(r'<p class="error" id="f-rank-(\d+)-error">ลำดับที่ 4 พิมพ์ไว้สองเรื่อง', answer.text)
    assert told == bad


def test_the_workbook_of_a_plan_has_a_name_in_plain_letters_too(
    client: "FlaskClient", country: Session
) -> None:
    with client.get("/plan/32/2571/plan.xlsx") as answer:
        name = answer.headers["Content-Disposition"]
    assert name.startswith("attachment; filename=\"plan-32-2571.xlsx\"; filename*=UTF-8''")
    assert unquote(name.split("''")[1]).endswith("-2571.xlsx")
    assert "แผนพัฒนาจังหวัด" in unquote(name)


def test_a_stale_page_whose_action_still_serves_opens_the_form_again(
    client: "FlaskClient", country: Session
) -> None:
    row = proposal(country)
    enter(client, country, SECRETARY)
    stale = form_of(client, row, "return") | {"reason": "ขอแบบแปลนเพิ่ม"}
    assert decide(client, row, "classify", classification="self").status_code == 303
    answer = client.post(f"/items/{row.id}/decide", data=stale)
    assert answer.status_code == 409
    fresh = fields_of(answer.text, f"/items/{row.id}/decide")
    assert "ขอแบบแปลนเพิ่ม" in answer.text.split('id="decide-form"')[1]
    assert client.post(f"/items/{row.id}/decide", data=fresh | {"reason": "ขอแบบแปลนเพิ่ม"}).status_code == 303
    assert [r.action for r in log(country, row)] == ["classify", "return"]


def test_a_double_click_is_answered_once(client: "FlaskClient", country: Session) -> None:
    row = proposal(country)
    enter(client, country, SECRETARY)
    form = form_of(client, row, "return") | {"reason": "ขอแบบแปลน"}
    first = client.post(f"/items/{row.id}/decide", data=form)
    second = client.post(f"/items/{row.id}/decide", data=form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert len(log(country, row)) == 1


def test_an_acting_holder_signs_as_such(client: "FlaskClient", country: Session) -> None:
    row = proposal(country, stage=Stage.DISTRICT)
    order = {"order_number": "สร 0118/123", "valid_from": date(2026, 10, 1), "valid_to": date(2099, 9, 30)}
    enter(client, country, ("district_chief", "3201"), acting=True, **order)
    assert decide(client, row, "defer", reason="รอน้ำลด").status_code == 303
    signed = log(country, row)[-1].capacity
    assert signed.startswith("นายอำเภอ")
    assert signed.endswith("(รักษาการ ตามคำสั่งที่ สร 0118/123)")
    assert signed in client.get(f"/items/{row.id}").text


def test_an_acting_holder_after_the_last_day_decides_nothing(client: "FlaskClient", country: Session) -> None:
    row = proposal(country, stage=Stage.DISTRICT)
    order = {"order_number": "สร 0118/123", "valid_from": date(2025, 10, 1), "valid_to": date(2026, 9, 30)}
    enter(client, country, ("district_chief", "3201"), acting=True, **order)
    assert client.get(f"/items/{row.id}").status_code in (302, 303, 401, 403)


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


def test_one_rank_typed_on_the_items_page(client: "FlaskClient", country: Session) -> None:
    first, row = proposal(country), proposal(country)
    rank(country, first, "subdistrict", 1)
    enter(client, country, SECRETARY)
    data = {"csrf_token": token_of(client), "rank": "๑"}
    assert client.post(f"/items/{row.id}/rank", data=data).status_code == 303
    country.expire_all()
    held = country.scalars(select(Rank))
    assert {one.proposal_id: one.rank for one in held} == {row.id: 1, first.id: 2}
    assert client.post(f"/items/{row.id}/rank", data=data | {"rank": "0"}).status_code == 422


def test_the_rank_form_names_the_free_ranks_and_the_answer_says_whom_it_displaced(
    client: "FlaskClient", country: Session
) -> None:
    for n in (1, 2, 4, 8):
        rank(country, proposal(country, title=f"เรื่องที่ {n}"), "subdistrict", n)
    row = proposal(country, classification="self")
    enter(client, country, SECRETARY)
    page = unescape(client.get(f"/items/{row.id}?do=forward").text)
    assert "เลขว่าง: 3, 5–7" in page
    assert "ต่อท้าย: 9" in page
    assert "เลขของเรื่องที่ส่งต่อไปแล้วใช้ไม่ได้" in page
    form = page.split('id="decide-form"')[1]
    assert re.search(r'ลำดับที่</span>\s*<input[^>]* name="rank"', form), "the unit stands before the number"
    answer = client.get(decide(client, row, "forward", rank="2").location).text
    assert "จัดไว้ลำดับที่ 2 · “เรื่องที่ 2” เลื่อนจากลำดับที่ 2 ไปลำดับที่ 3" in unescape(answer)


def test_an_item_that_waits_here_is_ranked_from_its_own_page(client: "FlaskClient", country: Session) -> None:
    first, row = proposal(country, title="เรื่องแรก"), proposal(country)
    rank(country, first, "subdistrict", 1)
    enter(client, country, SECRETARY)
    page = client.get(f"/items/{row.id}").text
    form = fields_of(page, f"/items/{row.id}/rank")
    answer = client.post(f"/items/{row.id}/rank", data=form | {"rank": "1"})
    told = unescape(client.get(answer.location).text)
    assert "จัดไว้ลำดับที่ 1 · “เรื่องแรก” เลื่อนจากลำดับที่ 1 ไปลำดับที่ 2" in told
    again = client.post(f"/items/{row.id}/rank", data=form | {"rank": "๑", "once": "another"})
    assert "อยู่ลำดับที่ 1 อยู่แล้ว" in client.get(again.location).text
    wrong = client.post(f"/items/{row.id}/rank", data=form | {"rank": "หนึ่ง", "once": "third"})
    assert wrong.status_code == 422
    assert 'value="หนึ่ง"' in wrong.text, "what was typed stands in its box"


def test_the_rank_form_is_not_offered_where_nothing_waits(client: "FlaskClient", country: Session) -> None:
    row = proposal(country, stage=Stage.DISTRICT)
    enter(client, country, SECRETARY)
    assert f"/items/{row.id}/rank" not in client.get(f"/items/{row.id}").text


def test_a_rank_given_in_the_list_comes_back_to_the_list(client: "FlaskClient", country: Session) -> None:
    row = proposal(country)
    enter(client, country, SECRETARY)
    page = client.get(f"/inbox?item={row.id}&side=infrastructure").text
    form = fields_of(page, f"/items/{row.id}/rank")
    answer = client.post(f"/items/{row.id}/rank", data=form | {"rank": "1"})
    assert answer.location.startswith("/inbox?")
    assert f"item={row.id}" in answer.location
    assert "side=infrastructure" in answer.location


@pytest.mark.parametrize("action", ["", "fly", "submit", "allocate", "opine"])
def test_an_action_that_is_not_of_this_form_is_told(
    client: "FlaskClient", country: Session, action: str
) -> None:
    row = proposal(country)
    enter(client, country, SECRETARY)
    data = {"csrf_token": token_of(client), "version": "1", "action": action, "reason": "ลองดู"}
    answer = client.post(f"/items/{row.id}/decide", data=data)
    assert answer.status_code == 422
    assert "เลือกว่าจะทำอะไรกับเรื่องนี้" in answer.text
    assert "ลองดู" in answer.text


@pytest.mark.parametrize("path", ["/items/999999", "/items/99999999999999999999"])
def test_a_number_nobody_has_is_not_found(client: "FlaskClient", country: Session, path: str) -> None:
    enter(client, country, SECRETARY)
    assert client.get(path).status_code == 404
    assert client.post(f"{path}/decide", data={"csrf_token": token_of(client)}).status_code == 404
