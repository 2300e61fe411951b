"""Two provinces on servers of their own, and a centre: real PostgreSQL clusters, real replication."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from planhub.errors import Conflict, IllegalMove
from planhub.federation import joining, leaving, status, watching
from planhub.federation.state import State
from planhub.linkage.plan_item import PlanVersion
from planhub.linkage.upserting import take_turns
from planhub.linkage.way import Way
from tests.factories import areas
from tests.factories.plan_items import plan_item
from tests.federation.conftest import Seat, at, join, proved, rows, same, until

pytestmark = pytest.mark.slow


def test_joining_copies_what_stands_and_follows_what_comes(centre: Seat, surin: Seat, roi_et: Seat) -> None:
    surin.add(5)
    roi_et.add(3, stage="district")
    surin.report()
    done = join(centre, surin)
    assert (done.copied["plan_item_32"].before, done.copied["plan_item_32"].after) == (0, 5)
    join(centre, roi_et)
    same(centre, surin)
    same(centre, roi_et)
    with pytest.raises(IllegalMove, match="เชื่อมอยู่แล้ว"):
        join(centre, surin)
    surin.add(2, stage="funded", amount=7)
    surin.run("update plan_item set stage = 'completed', amount = amount + 0.25 where stage = 'planned'")
    surin.run("delete from plan_item where id in (select id from plan_item where amount = 7 limit 1)")
    surin.run("update plan_item_text set title = 'ขุดลอก'")
    same(centre, surin)
    same(centre, roi_et)
    assert len(rows(centre, "32")) == 6
    proved(surin)


def version(centre: Seat) -> int:
    with centre.session() as session:
        return session.scalar(select(PlanVersion.version).where(PlanVersion.province_code == "32")) or 0


def test_words_alone_that_a_new_copy_brings_let_caches_go(centre: Seat, surin: Seat) -> None:
    with centre.engine().begin() as connection:
        connection.execute(text("alter subscription planhub_32 disable"))
    surin.run("update plan_item_text set title = 'ถนน' where id = (select id from plan_item limit 1)")
    before = version(centre)
    done = join(centre, surin, again=True).copied
    assert (done["plan_item_32"].added, done["plan_item_text_32"].added) == (0, 1)
    assert version(centre) == before + 1
    join(centre, surin, again=True)
    assert version(centre) == before + 1
    same(centre, surin)


def test_a_new_copy_that_fails_half_way_says_to_make_it_again(
    centre: Seat, surin: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old link is gone by then; somebody imports at the centre and does not end."""
    monkeypatch.setattr(joining, "TRIES", 2)
    with centre.session() as session:
        areas.area(session, "32010204")
    with Session(centre.engine()) as importing:
        take_turns(importing, ["32"])
        with pytest.raises(Conflict, match="อยู่นาน"):
            join(centre, surin, again=True)
    watching.watch(centre.engine(), at=at())
    with centre.session() as session:
        told = next(one for one in status.statuses(session, now=at()) if one.code == "32")
    assert told.state is State.LOST
    assert "planhub node join 32 --again" in str(told.advice)
    join(centre, surin, again=True)
    same(centre, surin)


def test_joining_and_an_import_at_the_centre_wait_for_each_other(centre: Seat, surin: Seat) -> None:
    leaving.leave(centre.engine(), "32", way=Way.HOSTED, at=at(), by="test")
    waits = text("select count(*) from pg_locks where not granted")
    with ThreadPoolExecutor(1) as others, Session(centre.engine()) as importing:
        take_turns(importing, ["32"])
        joined = others.submit(join, centre, surin, replace=True)
        with centre.engine().connect() as looking:
            until(lambda: bool(looking.scalar(waits)), "joining waits", nap=0.02)
        plan_item(importing, "32010204", title="เฉพาะที่ส่วนกลาง")
        importing.commit()
        assert joined.result().copied["plan_item_32"].removed == 1
    same(centre, surin)


def test_of_two_operators_who_join_a_province_at_once_the_second_is_told(centre: Seat, surin: Seat) -> None:
    """Each would take away the slot that the other has just made, and what is written between is a gap."""
    leaving.leave(centre.engine(), "32", way=Way.HOSTED, at=at(), by="test")
    waits = text("select count(*) from pg_locks where not granted")
    slot = text(
        "select slot_name, xmin, catalog_xmin from pg_replication_slots where slot_name = 'planhub_32'"
    )
    with ThreadPoolExecutor(1) as others, Session(centre.engine()) as importing:
        take_turns(importing, ["32"])
        joined = others.submit(join, centre, surin, replace=True)
        with centre.engine().connect() as looking:
            until(lambda: bool(looking.scalar(waits)), "the first is in the middle", nap=0.02)
        with surin.engine().connect() as node:
            before = node.execute(slot).one()
            for late in (lambda: join(centre, surin, replace=True), lambda: join(centre, surin, again=True)):
                with pytest.raises(Conflict, match="มีผู้กำลังเชื่อมหรือเลิกเชื่อมจังหวัด 32"):
                    late()
            with pytest.raises(Conflict, match="จังหวัด 32"):
                leaving.leave(centre.engine(), "32", way=Way.HOSTED, at=at(), by="test")
            assert node.execute(slot).one() == before, "the slot of the first stands"
        surin.add(1)
        importing.rollback()
        joined.result()
    same(centre, surin)
    with pytest.raises(IllegalMove, match="เชื่อมอยู่แล้ว"):
        join(centre, surin)


def test_joining_that_breaks_off_leaves_the_next_operator_free(centre: Seat, surin: Seat) -> None:
    for _ in range(2):
        with pytest.raises(IllegalMove, match="เชื่อมอยู่แล้ว"):
            join(centre, surin)
    join(centre, surin, again=True)
    same(centre, surin)
