"""The summaries equal a recount after any changes, by one writer or two; wrong ones are found and mended."""

import random
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Engine, delete, func, select, text, update
from sqlalchemy.orm import Session

from planhub.areas.area import Area
from planhub.linkage import pyramid_recounting
from planhub.linkage.plan_item import PlanItem, PlanItemText, PlanSummary, PlanVersion
from planhub.linkage.projecting import follow
from planhub.linkage.recounting import differences, repair
from planhub.linkage.upserting import take_turns
from planhub.proposals.need import BudgetLine, Need
from planhub.proposals.proposal import Proposal
from planhub.workflow.stages import Stage
from tests.factories.plan_items import plan_item
from tests.factories.proposals import proposal

PLACES = ["32010204", "32010301", "3201", "32", "45010101", "450201", "4502", "96010203"]


def test_two_hundred_random_changes_leave_every_summary_right(session: Session) -> None:
    dice = random.Random(2571)
    alive: list[Any] = []
    for step in range(200):
        what = dice.random()
        if what < 0.5 or not alive:
            alive.append(
                plan_item(
                    session,
                    dice.choice(PLACES),
                    dice.choice(list(Stage)).value,
                    amount=dice.randrange(10**9) / 100,
                    side=dice.choice([None, "water", "health"]),
                    fiscal_year=dice.choice([2569, 2570, 2571]),
                )
            )
        elif what < 0.7:
            gone = alive.pop(dice.randrange(len(alive)))
            session.execute(delete(PlanItem).where(PlanItem.id == gone))
        elif what < 0.9:  # a whole handful at once: one statement, one firing of the trigger
            some = dice.sample(alive, min(len(alive), 7))
            values = {
                "stage": dice.choice(list(Stage)).value,
                "amount": PlanItem.amount + dice.randrange(1000),
            }
            session.execute(update(PlanItem).where(PlanItem.id.in_(some)).values(values))
        else:  # to another year and to another district: both old and new place must follow
            moved = {"fiscal_year": 2572, "district_code": PlanItem.province_code + "07", "side": "water"}
            session.execute(update(PlanItem).where(PlanItem.id == dice.choice(alive)).values(moved))
        if step % 50 == 49:
            assert differences(session) == []
    assert session.scalar(select(func.count()).select_from(PlanItem)) == len(alive)
    assert session.scalar(select(func.sum(PlanSummary.items)).where(PlanSummary.level == 2)) == len(alive)


def test_a_wrong_summary_is_found_and_mended(session: Session) -> None:
    plan_item(session, "32010204", amount=100)
    plan_item(session, "32010204", amount=50)
    plan_item(session, "45010101", amount=7)
    session.execute(update(PlanSummary).where(PlanSummary.area_code == "3201").values(items=9))
    session.execute(delete(PlanSummary).where(PlanSummary.area_code == "450101"))
    found = {d.area_code: (d.kept_items, d.items, d.baht) for d in differences(session)}
    assert found == {"3201": (9, 2, 150), "450101": (0, 1, 7)}
    before = session.scalar(select(PlanVersion.version).where(PlanVersion.province_code == "32"))
    assert repair(session) == 6
    assert differences(session) == []
    session.expire_all()
    # caches that hold the wrong numbers must let go
    assert session.scalar(select(PlanVersion.version).where(PlanVersion.province_code == "32")) == before + 1


def test_a_province_whose_items_are_all_gone_lets_caches_go_too(session: Session) -> None:
    plan_item(session, "32010204")
    plan_item(session, "45010101")
    session.execute(delete(PlanItem).where(PlanItem.province_code == "45"))
    versions = select(PlanVersion.province_code, PlanVersion.version).order_by(PlanVersion.province_code)
    before = dict(session.execute(versions).all())
    for mend in (repair, pyramid_recounting.repair):
        mend(session)
        after = dict(session.execute(versions).all())
        assert after == {code: version + 1 for code, version in before.items()}
        before = after


def test_rows_left_at_zero_are_no_difference(session: Session) -> None:
    plan_item(session, "32010204")
    session.execute(delete(PlanItem))
    assert session.scalar(select(func.count()).select_from(PlanSummary)) == 3
    assert differences(session) == []


@pytest.fixture
def emptied(engine: Engine) -> Any:
    """A place for committed rows; all of them are gone again afterwards."""
    yield engine
    with Session(engine) as session, session.begin():
        for table in (PlanItem, PlanItemText, PlanSummary, PlanVersion, Need, BudgetLine, Proposal):
            session.execute(delete(table))
        for digits in (8, 6, 4, 2):
            session.execute(delete(Area).where(func.length(Area.code) == digits))


def test_two_writers_crossing_each_other_wait_but_never_deadlock(emptied: Engine) -> None:
    # each writer has needs of its own in both provinces, so they meet only in the summaries
    places = ("32010204", "45010101", "32020101", "45020101")
    with Session(emptied) as session, session.begin():
        follow(session)
        mine = [proposal(session, place).id for place in places]
        theirs = [proposal(session, place).id for place in reversed(places)]
    start = Barrier(2)

    def decide(ids: list[int]) -> int:
        start.wait()
        for n in range(40):
            with Session(emptied) as session, session.begin():
                follow(session)
                for id_ in ids:
                    row = session.get_one(Proposal, id_)
                    row.stage, row.amount = ("district", "province")[n % 2], row.amount + 1
        return 40

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(decide, [mine, theirs])) == 80
    with Session(emptied) as session:
        assert differences(session) == []
        assert session.scalar(select(PlanVersion.version).where(PlanVersion.province_code == "32")) == 81


def test_a_repair_waits_for_an_import_of_many_provinces_and_not_it_for_the_repair(emptied: Engine) -> None:
    with Session(emptied) as session, session.begin():
        plan_item(session, "32010204")
        plan_item(session, "45010101")

    def mend() -> int:
        with Session(emptied) as session, session.begin():
            return repair(session)

    waiting = text("select count(*) from pg_locks where not granted and relation = 'plan_item'::regclass")
    with ThreadPoolExecutor(1) as others, Session(emptied) as importing, emptied.connect() as looking:
        take_turns(importing, ["32", "45"])
        mended = others.submit(mend)
        end = time.monotonic() + 30
        while not looking.scalar(waiting):  # the repair stands before the table
            assert time.monotonic() < end
            time.sleep(0.02)
        plan_item(importing, "45010101")
        importing.commit()
        assert mended.result() == 6
    with Session(emptied) as session:
        assert differences(session) == []
