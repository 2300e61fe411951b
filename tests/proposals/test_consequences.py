"""What comes with a decision: which offices may be named, and what becomes of those that were merged."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from planhub.errors import IllegalMove, Invalid
from planhub.proposals.proposal import Proposal
from planhub.proposals.reviewing import review
from planhub.proposals.standing import Offices, standing_of
from planhub.proposals.story import Story, mark_of, tell_of
from planhub.workflow.judging import Given
from planhub.workflow.roles import Hat
from planhub.workflow.stages import Action, Stage
from tests.factories import accounts, areas
from tests.factories.proposals import NOW, TODAY, planning_round, proposal


@pytest.fixture
def surin(session: Session) -> Session:
    areas.surin(session)
    planning_round(session)
    return session


def do(session: Session, row: Proposal, hat: Hat, action: Action, *, hours: int = 0, **given: Any) -> None:
    review(
        session, proposal_id=row.id, action=action, hat=hat, capacity=str(hat.role), given=Given(**given),
        version=None, at=NOW + timedelta(hours=hours), day=TODAY,
    )  # fmt: skip


AGENCIES = [
    # it closed in September
    ({"valid_to": date(2026, 9, 30)}, "เลิกแล้วเมื่อ"),
    # it opens next year
    ({"valid_from": date(2027, 1, 1)}, "ยังไม่เปิด"),
    # its last day is today
    ({"valid_to": TODAY}, ""),
    # it has no dates
    ({}, ""),
]


@pytest.mark.parametrize("action", [Action.CLASSIFY, Action.REFER, Action.DO_JOINTLY])
@pytest.mark.parametrize(("dates", "told"), AGENCIES)
def test_an_office_that_is_not_in_being_today_is_refused_by_name(
    surin: Session, action: Action, dates: dict[str, date], told: str
) -> None:
    office = accounts.agency(surin)
    for name, day in dates.items():
        setattr(office, name, day)
    row = proposal(surin)
    clerk = accounts.hat(surin, "subdistrict_secretary", "320102")
    given = {"agency_code": office.code, "classification": "joint"}
    if not told:
        do(surin, row, clerk, action, **given)
        assert row.agency_code == office.code
        return
    with pytest.raises(Invalid) as error:
        do(surin, row, clerk, action, **given)
    sentence = str(error.value.fields["agency_code"])
    assert told in sentence
    assert office.name_th in sentence


def test_an_office_named_earlier_that_has_closed_since_is_not_asked_by_leaving_the_field_empty(
    surin: Session,
) -> None:
    office = accounts.agency(surin)
    row = proposal(surin, agency_code=office.code)
    office.valid_to = date(2026, 9, 30)
    clerk = accounts.hat(surin, "subdistrict_secretary", "320102")
    with pytest.raises(Invalid) as error:
        do(surin, row, clerk, Action.REFER)
    assert "agency_code" in error.value.fields


@pytest.fixture
def twins(surin: Session) -> tuple[Proposal, Proposal, Hat]:
    """One need merged into another by the subdistrict's secretary."""
    kept = proposal(surin, "32010201", number="32010201-2571-001")
    twin = proposal(surin, "32010204", number="32010204-2571-001")
    clerk = accounts.hat(surin, "subdistrict_secretary", "320102")
    do(surin, twin, clerk, Action.MERGE, target_id=kept.id)
    return kept, twin, clerk


def told(session: Session, row: Proposal) -> tuple[Story, str]:
    """The public story of a number, and all its words."""
    story = tell_of(session, str(row.number), day=TODAY)
    return story, " | ".join(f"{event.words} {event.reason}" for event in story.events)


FATES = [
    # not agreed
    (Action.REJECT, "ที่ดินเอกชน", "กบต.ตั้งใจ ไม่เห็นชอบ", "กบต.ตั้งใจ ไม่เห็นชอบ"),
    # sent back to be mended
    (Action.RETURN, "ขอแบบแปลน", "กบต.ตั้งใจ ส่งกลับให้แก้ไข", "ต้องแก้ไขแล้วส่งใหม่"),
    # put off
    (Action.DEFER, "รอน้ำลด", "กบต.ตั้งใจ เลื่อนไปพิจารณารอบถัดไป", "เลื่อนไปพิจารณารอบถัดไป"),
]


@pytest.mark.parametrize(("action", "reason", "words", "now"), FATES)
def test_what_was_merged_shares_the_fate_of_what_it_lives_on_in_and_its_story_says_so(
    surin: Session, twins: tuple[Proposal, Proposal, Hat], action: Action, reason: str, words: str, now: str
) -> None:
    kept, twin, clerk = twins
    mark = mark_of(surin, str(twin.number))
    do(surin, kept, clerk, action, reason=reason, hours=1)
    assert twin.stage == Stage.MERGED, "it stays with what it was merged into"
    assert mark_of(surin, str(twin.number)) != mark, "a page kept by a browser is fetched again"
    story, all_ = told(surin, twin)
    assert f"เรื่อง {kept.number} ที่รวมไว้: {words} {reason}" in all_
    assert str(story.standing.say).startswith(f"รวมอยู่กับเรื่อง {kept.number} ตอนนี้: ")
    assert now in str(story.standing.say)
    _, own = told(surin, kept)
    assert "ที่รวมไว้" not in own


def test_the_story_goes_on_through_a_second_merge_and_skips_what_was_before(
    surin: Session, twins: tuple[Proposal, Proposal, Hat]
) -> None:
    kept, twin, clerk = twins
    root = proposal(surin, "32010202", number="32010202-2571-001")
    do(surin, root, clerk, Action.RETURN, reason="ก่อนรวม", hours=1)
    root.stage, root.holder_code = Stage.SUBDISTRICT, "320102"
    do(surin, kept, clerk, Action.MERGE, target_id=root.id, hours=2)
    do(surin, root, clerk, Action.REJECT, reason="หลังรวม", hours=3)
    story, all_ = told(surin, twin)
    assert f"เรื่อง {root.number} ที่รวมไว้: กบต.ตั้งใจ ไม่เห็นชอบ หลังรวม" in all_
    assert f"รวมเข้ากับเรื่อง {root.number}" in all_
    assert "ก่อนรวม" not in all_
    assert str(root.number) in str(story.standing.say)
    assert [event.at for event in story.events] == sorted((e.at for e in story.events), reverse=True)


UNMERGED = [
    # who merged them may not take one out of a decision of its own
    ("subdistrict_secretary", "320102", "subdistrict_secretary", "320102", False),
    # nor out of a higher one's
    ("district_secretary", "3201", "subdistrict_secretary", "320102", False),
    # a higher level may, as it may reopen what was refused
    ("subdistrict_secretary", "320102", "district_secretary", "3201", True),
]


@pytest.mark.parametrize(("refuser", "at", "asker", "sits", "may"), UNMERGED)
def test_a_refusal_is_not_got_round_by_taking_a_merged_need_out_of_it(
    surin: Session,
    twins: tuple[Proposal, Proposal, Hat],
    refuser: str,
    at: str,
    asker: str,
    sits: str,
    may: bool,
) -> None:
    kept, twin, _ = twins
    if refuser.startswith("district"):
        kept.stage, kept.holder_code, kept.decided_by = Stage.DISTRICT, "3201", "subdistrict"
    do(surin, kept, accounts.hat(surin, refuser, at), Action.REJECT, reason="ที่ดินเอกชน", hours=1)
    hat = accounts.hat(surin, asker, sits)
    if may:
        do(surin, twin, hat, Action.UNMERGE, reason="คนละเส้นทาง", hours=2)
        assert twin.stage == Stage.SUBDISTRICT
        assert "ที่รวมไว้" not in told(surin, twin)[1]
        return
    with pytest.raises(IllegalMove) as error:
        do(surin, twin, hat, Action.UNMERGE, reason="คนละเส้นทาง", hours=2)
    assert str(kept.number) in str(error.value.sentence)


def test_while_it_is_being_mended_a_merged_need_may_still_be_taken_out(
    surin: Session, twins: tuple[Proposal, Proposal, Hat]
) -> None:
    kept, twin, clerk = twins
    do(surin, kept, clerk, Action.RETURN, reason="ขอแบบแปลน", hours=1)
    do(surin, twin, clerk, Action.UNMERGE, reason="คนละเส้นทาง", hours=2)
    assert twin.stage == Stage.SUBDISTRICT


class TestReturned:
    """What comes back to be mended is told as that, and coming again as coming again."""

    def test_where_it_is(self, surin: Session) -> None:
        row = proposal(surin, number="32010204-2571-001")
        clerk = accounts.hat(surin, "subdistrict_secretary", "320102")
        do(surin, row, clerk, Action.RETURN, reason="ขอแบบแปลน")
        standing = tell_of(surin, "32010204-2571-001", day=TODAY).standing
        assert "ส่งกลับให้" in str(standing.where)
        assert "หมู่ที่ 4" in str(standing.where)
        assert "แก้ไข" in str(standing.where)
        assert "ร่าง" not in str(standing.where)

    def test_from_the_district_to_the_subdistrict(self, surin: Session) -> None:
        row = proposal(surin, stage=Stage.DISTRICT, number="32010204-2571-001")
        clerk = accounts.hat(surin, "district_secretary", "3201")
        do(surin, row, clerk, Action.RETURN, reason="จัดลำดับใหม่")
        standing = tell_of(surin, "32010204-2571-001", day=TODAY).standing
        assert str(standing.where) == "ส่งกลับให้ กบต.ตั้งใจ แก้ไข"

    def test_a_numbered_draft_is_being_mended_and_a_new_one_is_a_draft(self, surin: Session) -> None:
        mended = proposal(surin, stage=Stage.DRAFT, returned=True, number="32010204-2571-001")
        mended.returned = False
        new = proposal(surin, stage=Stage.DRAFT)
        words = [standing_of(row, Offices({}, {}), day=TODAY).word for row in (mended, new)]
        assert words == ["กำลังแก้ไขตามที่ส่งกลับ", "ร่าง"]

    def test_coming_again_is_told_with_its_number(self, surin: Session) -> None:
        row = proposal(surin, stage=Stage.DRAFT)
        head = accounts.hat(surin, "village_head", "32010204")
        clerk = accounts.hat(surin, "subdistrict_secretary", "320102")
        row.number, row.submitted_at = "32010204-2571-001", NOW
        for hours in (1, 3, 5):
            do(surin, row, head, Action.SUBMIT, hours=hours)
            if hours < 5:
                do(surin, row, clerk, Action.RETURN, reason="ขอแบบแปลน", hours=hours + 1)
        words = [str(event.words) for event in tell_of(surin, row.number, day=TODAY).events]
        assert [w for w in words if "ส่งกลับ" not in w] == [
            "หมู่ที่ 4 บ้านตั้งใจ 4 ส่งใหม่หลังแก้ไข (ครั้งที่ 3)",
            "หมู่ที่ 4 บ้านตั้งใจ 4 ส่งใหม่หลังแก้ไข (ครั้งที่ 2)",
            "หมู่ที่ 4 บ้านตั้งใจ 4 เสนอเรื่อง",
        ]
