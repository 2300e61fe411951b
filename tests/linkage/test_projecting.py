"""A proposal's change, its plan item and the summaries are one transaction; the web writes only items."""

from decimal import Decimal

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError, ProgrammingError
from sqlalchemy.orm import Session

from planhub.linkage.plan_item import PlanItem, PlanItemText, PlanSummary, PlanVersion
from planhub.linkage.recounting import differences
from planhub.proposals.review import Review
from planhub.workflow.stages import Stage
from tests.factories.areas import surin
from tests.factories.plan_items import plan_item
from tests.factories.proposals import NOW, proposal


def kept(session: Session, code: str) -> dict[str, tuple[int, Decimal]]:
    """Stage to items and baht of an area, over years and sides, rows of zero left out."""
    rows = session.execute(
        select(PlanSummary.stage, PlanSummary.items, PlanSummary.baht).where(
            PlanSummary.area_code == code, PlanSummary.items != 0
        )
    )
    return {stage: (items, baht) for stage, items, baht in rows}


def test_a_new_need_is_on_the_map_when_its_transaction_ends(session: Session) -> None:
    row = proposal(session, "32010204", amount=500_000, title="ขุดลอกหนองน้ำ", point=(103.5, 14.9))
    assert session.scalar(select(PlanItem.stage).where(PlanItem.id == row.uid)) is None
    session.commit()
    item = session.scalars(select(PlanItem).where(PlanItem.id == row.uid)).one()
    words = session.scalars(select(PlanItemText).where(PlanItemText.id == row.uid)).one()
    assert (item.area_code, item.stage, item.amount) == ("32010204", "subdistrict", Decimal(500_000))
    assert (words.number, words.title, words.point_how) == (row.number, "ขุดลอกหนองน้ำ", "map")
    for code in ("32", "3201", "320102"):
        assert kept(session, code) == {"subdistrict": (1, Decimal(500_000))}


def test_what_is_rolled_back_never_reaches_the_map(session: Session) -> None:
    surin(session)
    session.commit()
    row = proposal(session, "32010204")
    uid = row.uid
    session.rollback()
    session.commit()
    assert session.scalar(select(PlanItem.id).where(PlanItem.id == uid)) is None
    assert kept(session, "32") == {}


def test_a_draft_without_a_number_stays_home(session: Session) -> None:
    proposal(session, "32010204", Stage.DRAFT)
    session.commit()
    assert session.scalars(select(PlanItem)).all() == []


def test_a_decision_moves_the_counts_and_raises_the_version(session: Session) -> None:
    row = proposal(session, "32010204", Stage.PROVINCE, amount=750_000)
    session.commit()
    before = session.scalar(select(PlanVersion.version).where(PlanVersion.province_code == "32"))
    row.stage, row.plan_year, row.envelope = Stage.PLANNED, 2571, "within"
    session.commit()
    assert kept(session, "3201") == {"planned": (1, Decimal(750_000))}
    assert session.scalar(select(PlanVersion.version)) == (before or 0) + 1


def test_saving_without_a_change_leaves_item_and_version_alone(session: Session) -> None:
    row = proposal(session, "32010204")
    session.commit()
    before = session.scalar(select(PlanVersion.version))
    row.version += 1
    session.commit()
    assert session.scalar(select(PlanVersion.version)) == before


@pytest.mark.parametrize(
    "stage",
    [
        # merged: it lives on in another item, so its money must not be counted twice
        Stage.MERGED,
        # withdrawn by its owner
        Stage.WITHDRAWN,
        # not agreed
        Stage.REJECTED,
        # returned to the village, to be mended
        Stage.DRAFT,
    ],
)
def test_what_does_not_stand_is_not_counted(session: Session, stage: Stage) -> None:
    from planhub.maps.choice import Choice
    from planhub.maps.summaries import national

    surin(session)
    row = proposal(session, "32010204", amount=100)
    proposal(session, "32010203", amount=40)
    session.commit()
    row.stage = stage
    session.commit()
    surin_row = next(r for r in national(session, Choice()) if r.code == "32")
    assert (surin_row.items, surin_row.baht, surin_row.counted) == (1, Decimal(40), 1)
    assert differences(session) == []


def test_there_is_a_partition_for_each_of_the_76_and_none_for_bangkok(session: Session) -> None:
    partitions = "select count(*) from pg_inherits where inhparent = cast(:parent as regclass)"
    for table in ("plan_item", "plan_item_text"):
        assert session.scalar(text(partitions), {"parent": table}) == 76
    with pytest.raises(DBAPIError, match="no partition"), session.begin_nested():
        plan_item(session, "10010101")


@pytest.mark.parametrize("verb", ["insert", "update", "delete"])
def test_the_web_role_cannot_touch_a_summary(session: Session, web_session: Session, verb: str) -> None:
    plan_item(session)
    session.commit()
    statements = {
        "insert": "insert into plan_summary values (2, 2571, '32', 'planned', '', 1, 1)",
        "update": "update plan_summary set items = 0",
        "delete": "delete from plan_summary",
    }
    with pytest.raises(ProgrammingError, match="permission denied"):
        web_session.execute(text(statements[verb]))


def test_the_log_of_decisions_can_be_neither_changed_nor_deleted(
    session: Session, web_session: Session
) -> None:
    row = proposal(session, "32010204")
    session.add(
        Review(
            proposal_id=row.id, seq=1, action="submit", from_stage="draft", to_stage="subdistrict",
            holder_code="320102", role="village_head", capacity="ผู้ใหญ่บ้าน", at=NOW,
        )
    )  # fmt: skip
    session.commit()
    for statement in (update(Review).values(reason="อื่น"), delete(Review)):
        with pytest.raises(DBAPIError):
            web_session.execute(statement)
        web_session.rollback()


def test_the_web_role_moves_the_summaries_through_items_alone(web_session: Session) -> None:
    plan_item(web_session, "32010204", amount=9)
    web_session.commit()
    assert kept(web_session, "32")["planned"] == (1, Decimal(9))
