"""Lines that break, servers that die, rows that cannot be: one province stops at most, and says so."""

from uuid import uuid4

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from planhub.errors import IllegalMove, Invalid
from planhub.federation import joining, leaving, reporting, skipping, status, watching
from planhub.federation.node_event import NodeEvent
from planhub.federation.node_link import NodeLink
from planhub.federation.state import State
from planhub.federation.status import ProvinceStatus
from planhub.federation.waiting_changes import Waiting
from planhub.linkage.plan_item import PlanItem
from planhub.linkage.way import Way
from tests.factories import areas
from tests.factories.plan_items import plan_item
from tests.federation.conftest import Seat, at, join, proved, rows, same, until

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", autouse=True)
def joined(centre: Seat, surin: Seat, roi_et: Seat) -> None:
    with centre.session() as session:
        for code in ("32", "45"):
            areas.area(session, code)
    for node in (surin, roi_et):
        node.add(4)
        node.report()
        join(centre, node)


def many(node: Seat, n: int) -> None:
    """As many items of one year in one transaction, by one statement a table."""
    node.run(
        "insert into plan_item select '32', gen_random_uuid(), 'list', :run || '-' || n, 2570,"
        " '3202', '320201', '32020101', 'planned', null, null, n, now(), now() from generate_series(1, :n) n",
        n=n,
        run=str(uuid4()),
    )
    node.run(
        "insert into plan_item_text (province_code, id, title, search_key)"
        " select province_code, id, 'ถนน', 'ถนน' from plan_item i"
        " where not exists (select from plan_item_text t where t.id = i.id)"
    )


def shown(centre: Seat, code: str) -> ProvinceStatus:
    """What the centre's page would say now."""
    watching.watch(centre.engine(), at=at())
    with centre.session() as session:
        return next(one for one in status.statuses(session, now=at()) if one.code == code)


def test_a_log_in_thai_is_read_wherever_its_tail_begins(
    centre: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    with centre.engine().connect() as connection:
        connection.execute(text("do $$ begin raise log 'กกกกกกกกกกกกกกกก'; end $$"))
        for tail in range(40, 43):  # a letter has three bytes
            monkeypatch.setattr(watching, "LOG_TAIL", tail)
            assert watching._log(connection)


def test_all_is_well_and_the_counts_are_those_of_the_node(centre: Seat, surin: Seat) -> None:
    surin.add(2, stage="funded")
    surin.report()
    same(centre, surin)
    until(lambda: shown(centre, "32").said == {"planned": 4, "funded": 2}, "the report")
    until(lambda: shown(centre, "32").lag_seconds == 0, "no lag")
    told = shown(centre, "32")
    assert (told.state, told.way, told.items, told.differs) == (State.WELL, Way.NODE, told.said, False)
    assert told.to_json()["total"] == 6
    assert told.last_word is not None


def test_the_centre_was_away_for_an_hour_of_work(centre: Seat, surin: Seat, roi_et: Seat) -> None:
    """As many changes as the busiest hour brings, in transactions of every size."""
    centre.stop()
    surin.add(80, stage="district", amount=7)
    many(surin, 1500)
    surin.run(
        "update plan_item set stage = 'province' where stage = 'district'"
        " and id < '80000000-0000-0000-0000-000000000000'"
    )
    surin.run("delete from plan_item_text where id in (select id from plan_item where amount >= 1400)")
    surin.run("delete from plan_item where amount between 1400 and 1499 and fiscal_year = 2570")
    roi_et.add(30)
    surin.report()
    centre.start()
    same(centre, surin)
    same(centre, roi_et)


def test_a_node_is_killed_in_the_middle_and_comes_back(centre: Seat, surin: Seat, roi_et: Seat) -> None:
    many(surin, 5000)
    surin.kill()  # whatever part of it is under way
    roi_et.add(3)
    same_without = rows(centre, "45")
    until(lambda: len(rows(centre, "45")) == len(rows(roi_et, "45")), "Roi Et goes on meanwhile")
    assert len(rows(centre, "45")) >= len(same_without)
    until(lambda: "refused" in shown(centre, "32").unreachable, "the page says so")
    surin.start()
    surin.add(2)
    same(centre, surin)


def test_the_centre_is_killed_in_the_middle_and_comes_back(centre: Seat, surin: Seat) -> None:
    many(surin, 5000)
    centre.kill()
    centre.start()
    surin.add(2)
    same(centre, surin)


def test_people_at_the_centre_cannot_write_what_the_node_writes(centre: Seat) -> None:
    before = rows(centre, "32")
    with pytest.raises(Exception, match="not written here"):
        centre.run("update plan_item set amount = 0 where province_code = '32'")
    assert rows(centre, "32") == before


def test_a_province_cannot_write_anothers_rows(centre: Seat, surin: Seat, roi_et: Seat) -> None:
    """At its own installation refused; forced there, never sent; sent by a forger, never taken."""
    theirs = rows(centre, "45")
    with pytest.raises(Exception, match="not written here"), surin.session() as session:
        plan_item(session, "45010101")
    with Session(surin.engine()) as session, session.begin():  # the server's master may force it in
        session.execute(text("set local session_replication_role = replica"))
        plan_item(session, "45010101")
        plan_item(session, "45010102")
        # and offer more than its own: another's items, and the centre's accounts
        session.execute(
            text("alter publication planhub_32 add table plan_item_45, plan_item_text_45, account")
        )
    surin.add(1)
    until(lambda: len(rows(centre, "32")) == len(rows(surin, "32")), "its own still arrive")
    assert rows(centre, "45") == theirs
    with pytest.raises(IllegalMove, match=r"public\.account"):  # nor is it ever taken in again like this
        joining.join(centre.engine(), "32", surin.conninfo, at=at(), by="test", again=True)
    with Session(surin.engine()) as session, session.begin():
        session.execute(
            text("alter publication planhub_32 drop table plan_item_45, plan_item_text_45, account")
        )
        session.execute(text("set local session_replication_role = replica"))
        session.execute(text("delete from plan_item where province_code = '45'"))
        session.execute(text("delete from plan_item_text where province_code = '45'"))
    same(centre, surin)
    same(centre, roi_et)


def test_a_bad_row_stops_its_province_alone_until_an_operator_skips_it(
    centre: Seat, surin: Seat, roi_et: Seat
) -> None:
    """The node's table is tampered with, so that it sends what the centre's refuses."""
    with surin.engine().begin() as connection:
        connection.execute(text("alter table plan_item drop constraint ck_plan_item_own_places"))
    surin.add(1, district_code="4501", subdistrict_code=None, amount=900013)
    surin.add(1, amount=900014)
    until(lambda: shown(centre, "32").state is State.STOPPED, "the page shows it")
    told = shown(centre, "32")
    assert "ck_plan_item_own_places" in told.last_error
    assert "planhub node skip 32" in str(told.advice)
    assert told.last_error_at is not None
    roi_et.add(2)
    same(centre, roi_et)
    assert 900014 not in amounts(centre)

    with skipping.halted(centre.engine(), "32") as waiting:
        assert waiting is not None
        assert waiting.changes == {"insert plan_item_32": 1, "insert plan_item_text_32": 1}
        skipping.skip(centre.engine(), "32", waiting, at=at(), by="somsri", reason="อำเภอผิดจังหวัด")
    until(lambda: 900014 in amounts(centre), "what came after it arrives")
    proved(centre)
    with centre.session() as session:
        logged = session.scalars(select(NodeEvent).where(NodeEvent.what == "skip")).one()
        assert (logged.by, logged.reason, logged.details["lsn"]) == ("somsri", "อำเภอผิดจังหวัด", waiting.lsn)
    surin.report()
    until(lambda: shown(centre, "32").state is State.DIFFERENT, "the counts differ, and the page says so")
    assert shown(centre, "32").skipped == 1

    surin.run("delete from plan_item_text where id in (select id from plan_item where amount = 900013)")
    surin.run("delete from plan_item where amount = 900013")
    with surin.engine().begin() as connection:
        connection.execute(
            text(
                "alter table plan_item add constraint ck_plan_item_own_places"
                " check (left(district_code, 2) = province_code)"
            )
        )
    join_again(centre, surin)
    surin.report()
    until(lambda: shown(centre, "32").state is State.WELL, "well again")
    assert shown(centre, "32").skipped == 0


def amounts(centre: Seat) -> set[object]:
    with centre.session() as session:
        return set(session.scalars(select(PlanItem.amount).where(PlanItem.province_code == "32")))


def join_again(centre: Seat, node: Seat) -> None:
    """A new copy, while people go on working at the node; only what differs is written."""
    done = joining.join(centre.engine(), node.code or "", node.conninfo, at=at(), by="test", again=True)
    assert done.copied[f"plan_item_{node.code}"].added <= 5
    same(centre, node)


def test_nothing_waits_when_all_has_arrived(centre: Seat, surin: Seat) -> None:
    same(centre, surin)
    with skipping.halted(centre.engine(), "32") as waiting:
        assert waiting is None
    surin.add(1)
    same(centre, surin)


def test_a_link_goes_on_when_the_operator_breaks_off_or_gives_no_reason(centre: Seat, surin: Seat) -> None:
    engine, nothing = centre.engine(), Waiting("0/0", at(), {})
    with pytest.raises(KeyboardInterrupt), skipping.halted(engine, "32"):
        raise KeyboardInterrupt
    with pytest.raises(Invalid, match="เหตุผล"), skipping.halted(engine, "32"):
        skipping.skip(engine, "32", nothing, at=at(), by="somsri", reason=" ")
    surin.add(1)
    same(centre, surin)


def test_a_newer_schema_at_the_centre_goes_on_reading_older_nodes(centre: Seat, surin: Seat) -> None:
    """The centre is upgraded first; a column that the node has not takes its default."""
    with centre.engine().begin() as connection:
        connection.execute(text("alter table plan_item add column origin text not null default 'unknown'"))
        connection.execute(text("alter table plan_item_text add column motto text"))
    try:
        surin.add(2, stage="works")
        surin.run("update plan_item set amount = amount + 1 where stage = 'works'")
        with centre.session() as session:
            until(lambda: len(rows_without_new(centre)) == len(rows(surin, "32")), "they arrive")
            assert session.scalar(text("select count(*) from plan_item where origin <> 'unknown'")) == 0
        done = joining.join(centre.engine(), "32", surin.conninfo, at=at(), by="test", again=True)
        assert done.copied["plan_item_32"].after == len(rows(surin, "32"))
        proved(centre)
    finally:
        with centre.engine().begin() as connection:
            connection.execute(text("alter table plan_item drop column origin"))
            connection.execute(text("alter table plan_item_text drop column motto"))
    same(centre, surin)


def rows_without_new(centre: Seat) -> list[object]:
    with centre.session() as session:
        return list(session.scalars(select(PlanItem.id).where(PlanItem.province_code == "32")))


def test_a_newer_node_is_not_joined_before_the_centre_is_upgraded(centre: Seat, roi_et: Seat) -> None:
    leaving.leave(centre.engine(), "45", way=Way.HOSTED, at=at(), by="test")
    with roi_et.engine().begin() as connection:
        connection.execute(text("alter table plan_item add column new_thing int"))
    before = rows(centre, "45")
    try:
        with pytest.raises(IllegalMove, match="new_thing"):
            join(centre, roi_et)
        with centre.session() as session:
            assert session.get(NodeLink, "45") is None
    finally:
        with roi_et.engine().begin() as connection:
            connection.execute(text("alter table plan_item drop column new_thing"))
    assert rows(centre, "45") == before
    with roi_et.engine().connect() as connection:  # nothing is left behind that would keep its log
        assert connection.scalar(text("select count(*) from pg_replication_slots")) == 0
    join(centre, roi_et)
    same(centre, roi_et)


def test_what_only_the_centre_has_is_not_thrown_away_unasked(centre: Seat, roi_et: Seat) -> None:
    assert leaving.leave(centre.engine(), "45", way=Way.HOSTED, at=at(), by="test", reason="ทดลอง") is None
    centre_only = Seat.add.__get__(Seat_at(centre, "45"))
    centre_only(2)
    with pytest.raises(IllegalMove, match="test 2"):
        join(centre, roi_et)
    assert join(centre, roi_et, replace=True).copied["plan_item_45"].removed == 2
    same(centre, roi_et)


def Seat_at(centre: Seat, code: str) -> Seat:  # noqa: N802 - a seat seen as another province's
    seat = object.__new__(Seat)
    seat.__dict__ = {**centre.__dict__, "code": code}
    return seat


def test_a_lost_slot_is_seen_and_mended_by_a_new_copy(centre: Seat, surin: Seat) -> None:
    with centre.engine().begin() as connection:
        connection.execute(text("alter subscription planhub_32 disable"))
    with surin.engine().connect() as connection:
        until(lambda: not connection.scalar(text("select bool_or(active) from pg_replication_slots")), "idle")
        connection.execute(text("select pg_drop_replication_slot('planhub_32')"))
        connection.commit()
    surin.add(3)
    told = shown(centre, "32")
    assert told.state is State.LOST
    assert "--again" in str(told.advice)
    join_again(centre, surin)


def test_a_report_waits_for_no_long_import(surin: Seat) -> None:
    surin.report()
    with surin.session() as busy:
        plan_item(busy, "32010204")
        with surin.session() as session:
            assert not reporting.report(session, "32", at=at(), program="later")
    with surin.session() as session:
        program, age = session.execute(
            text("select program, reported_at - counted_at from node_report where province_code = '32'")
        ).one()
        assert program == "later"
        assert age.total_seconds() > 0


def test_the_linking_role_reads_its_three_tables_and_nothing_else(surin: Seat) -> None:
    with surin.server.connect("planhub_link", surin.database) as link:
        assert link.execute("select count(*) from plan_item_32").fetchone()
        for statement in (
            "select count(*) from plan_item_45",
            "select count(*) from plan_item",
            "select count(*) from account",
            "select count(*) from proposal",
            "select count(*) from node_event",
            "insert into plan_item_32 (province_code) values ('32')",
            "create table t (i int)",
        ):
            with pytest.raises(Exception, match=r"permission denied|read-only"):
                link.execute(statement)  # type: ignore[arg-type]
        row = link.execute(
            "select rolsuper, rolcreatedb, rolcreaterole, rolbypassrls, rolreplication from pg_roles"
            " where rolname = current_user"
        ).fetchone()
        assert row == (False, False, False, False, True)


def test_leaving_keeps_what_arrived_and_takes_the_slot_away(centre: Seat, roi_et: Seat) -> None:
    before = rows(centre, "45")
    assert leaving.leave(centre.engine(), "45", way=Way.HOSTED, at=at(), by="test") is None
    assert rows(centre, "45") == before
    with roi_et.engine().connect() as connection:
        assert connection.scalar(text("select count(*) from pg_replication_slots")) == 0
    centre.run("update plan_item set amount = amount + 1 where province_code = '45'")
    proved(centre)
    with centre.session() as session:
        assert session.scalar(select(func.count()).select_from(NodeLink)) == 1
    join(centre, roi_et)
    same(centre, roi_et)
