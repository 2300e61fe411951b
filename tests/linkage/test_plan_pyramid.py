"""The pyramid equals a recount after any changes, local or replicated; wrong rows are found and mended."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.orm import Session

from planhub.linkage.plan_item import PlanItem, PlanItemText, PlanVersion
from planhub.linkage.plan_pyramid import PHASE_STAGES, PlanPyramid, mean_wait, plan_pyramid_change
from planhub.linkage.pyramid_recounting import differences, repair
from planhub.workflow.stages import NOT_COUNTED, STAGE_GROUP, Stage
from tests.factories.plan_items import NOW, plan_item

PLACES = ["32010204", "32010301", "3201", "320101", "32", "45010101", "450201", "4502", "96010203"]


def change(session: Session, dice: random.Random, alive: list[Any]) -> None:
    """One change of any kind."""
    what = dice.random()
    if what < 0.5 or not alive:
        alive.append(
            plan_item(
                session,
                dice.choice(PLACES),
                dice.choice(list(Stage)).value,
                amount=dice.randrange(10**9) / 100,
                fiscal_year=dice.choice([2569, 2570, 2571]),
                source_code=dice.choice(["planhub", "dopa"]),
                stage_since=NOW - timedelta(seconds=dice.randrange(10**7) / 10),
            )
        )
    elif what < 0.65:
        gone = alive.pop(dice.randrange(len(alive)))
        session.execute(delete(PlanItem).where(PlanItem.id == gone))
    elif what < 0.9:  # several at once: one firing of a statement's trigger
        some = dice.sample(alive, min(len(alive), 7))
        values = {
            "stage": dice.choice(list(Stage)).value,
            "amount": PlanItem.amount + dice.randrange(1000),
            "stage_since": NOW - timedelta(days=dice.randrange(90)),
        }
        session.execute(update(PlanItem).where(PlanItem.id.in_(some)).values(values))
    else:
        moved = {"fiscal_year": 2572, "district_code": PlanItem.province_code + "07", "source_code": "moved"}
        session.execute(update(PlanItem).where(PlanItem.id == dice.choice(alive)).values(moved))


def test_two_hundred_random_changes_leave_it_right(session: Session) -> None:
    dice = random.Random(2571)
    alive: list[Any] = []
    for step in range(200):
        change(session, dice, alive)
        if step % 50 == 49:
            assert differences(session) == []
    counted = select(func.count()).where(PlanItem.stage.not_in(["draft", "merged"]))
    items = sum((getattr(PlanPyramid, phase) for phase in PHASE_STAGES), start=0)
    for grain in (2, 4, 6, 8):  # at each grain every item is counted once, wherever it is known to lie
        assert session.scalar(select(func.sum(items)).where(PlanPyramid.grain == grain)) == session.scalar(
            counted
        )


def test_replicated_rows_are_counted_too(replica: Session) -> None:
    dice = random.Random(32)
    alive: list[Any] = []
    for step in range(120):
        change(replica, dice, alive)
        if step % 40 == 39:
            replica.execute(text("set constraints settle immediate"))  # as its commit would
            replica.execute(text("set constraints settle deferred"))
            assert differences(replica) == []
    assert replica.scalar(select(func.count()).select_from(PlanPyramid).where(PlanPyramid.grain == 8))
    assert replica.scalar(select(func.count()).select_from(plan_pyramid_change)) == 0
    version = select(func.sum(PlanVersion.version))
    before = replica.scalar(version)
    replica.execute(update(PlanItemText).where(PlanItemText.id == alive[0]).values(title="ขุดลอกคลอง"))
    replica.execute(text("set constraints settle immediate"))
    assert replica.scalar(version) == (before or 0) + 1


def test_a_wrong_row_is_found_and_mended(session: Session) -> None:
    plan_item(session, "32010204", amount=100)
    plan_item(session, "32010204", "district", amount=50)
    session.execute(update(PlanPyramid).where(PlanPyramid.area_code == "3201").values(planned=9))
    session.execute(delete(PlanPyramid).where(PlanPyramid.area_code == "32010204"))
    found = {d.area_code: str(d) for d in differences(session)}
    assert list(found) == ["3201", "32010204"]
    assert found["3201"] == "3201 (grain 4) 2571 test: planned kept 9 counted 1"
    assert repair(session) == 4
    assert differences(session) == []


def test_a_change_of_words_alone_lets_caches_go(session: Session) -> None:
    identity = plan_item(session, "32010204")
    version = select(PlanVersion.version).where(PlanVersion.province_code == "32")
    before = session.scalar(version)
    session.execute(update(PlanItemText).where(PlanItemText.id == identity).values(title="ขุดลอกคลอง"))
    assert session.scalar(version) == before + 1
    assert differences(session) == []


def test_every_stage_that_counts_has_its_phase_and_each_phase_one_colour() -> None:
    phased = [stage for stages in PHASE_STAGES.values() for stage in stages]
    assert sorted(phased) == sorted(set(Stage) - {Stage.DRAFT, Stage.MERGED})
    assert {s for s in phased if s not in NOT_COUNTED} == set(Stage) - NOT_COUNTED
    for stages in PHASE_STAGES.values():
        assert len({STAGE_GROUP[stage] for stage in stages}) == 1


def test_the_mean_wait_is_in_days() -> None:
    at = datetime(2026, 11, 21, tzinfo=UTC)
    since = [at - timedelta(days=10), at - timedelta(days=21)]
    assert mean_wait(2, sum(int(moment.timestamp()) for moment in since), at) == 16
    assert mean_wait(0, 0, at) is None
