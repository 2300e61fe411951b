"""A village's page: what became of what was merged, told as on its public page, at a fixed price."""

import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy.orm import Session

from planhub.needs.home import Card, home_of
from planhub.proposals.proposal import Proposal
from planhub.proposals.reviewing import review
from planhub.proposals.story import tell_of
from planhub.workflow.judging import Given
from planhub.workflow.roles import Hat
from planhub.workflow.stages import Action, Stage
from tests.committees.test_forecast import statements
from tests.factories import accounts, areas
from tests.factories.proposals import NOW, TODAY, YEAR, proposal

if TYPE_CHECKING:
    from flask.testing import FlaskClient

VILLAGE = "32010204"
HOW: dict[str, Any] = {"capacity": "เลขานุการ", "version": None, "at": NOW, "day": TODAY}


@pytest.fixture
def clerk(session: Session) -> Hat:
    areas.surin(session)
    return accounts.hat(session, "subdistrict_secretary", "320102")


def merged(session: Session, clerk: Hat, into: Proposal) -> Proposal:
    """A need of the village, merged into another one."""
    row = proposal(session, VILLAGE)
    given = Given(target_id=into.id)
    return review(session, proposal_id=row.id, action=Action.MERGE, hat=clerk, given=given, **HOW)


def card_of(session: Session, row: Proposal) -> tuple[str, Card]:
    """The shelf on which a need stands, and its card."""
    home = home_of(session, area_code=VILLAGE, fiscal_year=YEAR, day=TODAY)
    shelves = {name: getattr(home, name) for name in ("running", "ended")}
    return next((name, card) for name, cards in shelves.items() for card in cards if card.id == row.id)


FATES = [
    # it waits further up: the card says at whose table
    (Stage.DISTRICT, {}, "running", "รอ กบอ.เมืองสุรินทร์ พิจารณา มาแล้ว 3 วัน"),
    # it is in the plan
    (Stage.PLANNED, {}, "running", "บรรจุในแผนของจังหวัดสุรินทร์แล้ว"),
    # it was refused: that is the end of the merged one too
    (Stage.REJECTED, {"decided_by": "district", "holder_code": "3201"}, "ended", "ไม่เห็นชอบ"),
]


@pytest.mark.parametrize(("stage", "more", "shelf", "words"), FATES)
def test_a_merged_needs_card_says_how_it_goes_with_what_it_lives_on_in(
    session: Session, clerk: Hat, stage: Stage, more: dict[str, Any], shelf: str, words: str
) -> None:
    other = proposal(session, "32010201")
    row = merged(session, clerk, other)
    if stage is Stage.PLANNED:
        other.plan_year, other.envelope = YEAR, "within"
    other.stage = stage
    other.holder_code = more.get("holder_code", {"district": "3201"}.get(stage, "32"))
    other.decided_by = more.get("decided_by")
    session.flush()
    where, card = card_of(session, row)
    said = str(card.standing.say)
    assert where == shelf
    assert said.startswith(f"รวมอยู่กับเรื่อง {other.number} ตอนนี้: ")
    assert words in said
    assert said == str(tell_of(session, str(row.number), day=TODAY).standing.say), "as its public page says"


def test_the_news_say_into_which_number_a_need_went(session: Session, clerk: Hat) -> None:
    other = proposal(session, "32010201")
    merged(session, clerk, other)
    (news,) = home_of(session, area_code=VILLAGE, fiscal_year=YEAR, day=TODAY).news
    assert str(news.event.words) == f"กบต.ตั้งใจ รวมเข้ากับเรื่อง {other.number}"


def test_the_last_of_several_merges_is_told(session: Session, clerk: Hat) -> None:
    last = proposal(session, "32010201")
    between = proposal(session, "32010202")
    row = merged(session, clerk, between)
    given = Given(target_id=last.id)
    review(session, proposal_id=between.id, action=Action.MERGE, hat=clerk, given=given, **HOW)
    _, card = card_of(session, row)
    assert str(last.number) in str(card.standing.say)


def test_what_was_taken_out_again_speaks_for_itself(session: Session, clerk: Hat) -> None:
    other = proposal(session, "32010201")
    row = merged(session, clerk, other)
    why = Given(reason="เป็นคนละสาย")
    review(session, proposal_id=row.id, action=Action.UNMERGE, hat=clerk, given=why, **HOW)
    where, card = card_of(session, row)
    assert where == "running"
    assert str(other.number) not in str(card.standing.say)


def test_many_merged_needs_cost_as_much_as_one(session: Session, clerk: Hat) -> None:
    other = proposal(session, "32010201")

    def cost() -> int:
        session.flush()
        session.expire_all()
        with statements(session) as seen:
            home_of(session, area_code=VILLAGE, fiscal_year=YEAR, day=TODAY)
        return len(seen)

    merged(session, clerk, other)
    one = cost()
    for _ in range(4):
        merged(session, clerk, other)
    assert cost() == one


AT_AGENCY = {"stage": Stage.AGENCY, "came_from": Stage.DISTRICT, "agency_code": "A-32-X"}
GLUED = [
    # an office whose name ends with a bracket, and others: a name stands free of the words after it
    (
        {"stage": Stage.AGENCY, "came_from": Stage.DISTRICT, "agency_code": "A-32-X"},
        "รอ สำนัก (สุรินทร์) ให้ความเห็น",
    ),
    ({"stage": Stage.PROVINCE}, "รอ จังหวัดสุรินทร์ พิจารณา"),
    ({"stage": Stage.DEFERRED, "holder_code": "3201"}, "กบอ.เมืองสุรินทร์ เลื่อนไปพิจารณารอบถัดไป"),
]


@pytest.mark.parametrize(("values", "words"), GLUED)
def test_a_name_stands_free_of_the_words_beside_it(
    client: "FlaskClient", session: Session, values: dict[str, Any], words: str
) -> None:
    areas.surin(session)
    accounts.agency(session, "A-32-X", "สำนัก (สุรินทร์)")
    proposal(session, VILLAGE, **values)
    accounts.sign_in(client, session, accounts.hat(session, "village_head", VILLAGE))
    assert words in unescape(client.get("/needs").text)


def test_the_news_name_an_office_free_of_the_words_beside_it(client: "FlaskClient", session: Session) -> None:
    areas.surin(session)
    accounts.agency(session, "A-32-X", "สำนัก (สุรินทร์)")
    above = accounts.hat(session, "district_secretary", "3201")
    row = proposal(session, VILLAGE, Stage.DISTRICT)
    given = Given(agency_code="A-32-X")
    review(session, proposal_id=row.id, action=Action.REFER, hat=above, given=given, **HOW)
    accounts.sign_in(client, session, accounts.hat(session, "village_head", VILLAGE))
    page = unescape(client.get("/needs").text)
    assert "กบอ.เมืองสุรินทร์ ส่งให้ สำนัก (สุรินทร์) ให้ความเห็น" in page
    assert not re.search(r"\)[ก-๙]", page), "nothing is glued to a bracket"
