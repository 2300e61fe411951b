"""Runs among themselves: two at once, crosswise with batches and proposals; one killed half way."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine, delete, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from planhub.areas.area import Area
from planhub.linkage.plan_item import PlanItem, PlanItemText
from planhub.linkage.projecting import follow
from planhub.linkage.recounting import differences
from planhub.proposals.need import BudgetLine, Need
from planhub.proposals.proposal import Proposal
from planhub.sources.applying import apply_items
from planhub.sources.import_run import ImportRow, ImportRun
from planhub.sources.registering import find_source
from planhub.sources.source import Source
from planhub.sources.source_item import SourceItem
from planhub.sources.staging import Given
from tests.factories.proposals import proposal
from tests.factories.sources import AT, names, row, run, source


@pytest.fixture
def committed(engine: Engine) -> Iterator[Engine]:
    """A place for committed rows of one source; all of them are gone again afterwards."""
    with Session(engine) as session, session.begin():
        names(session)
        source(session)
        source(session, "other")
    yield engine
    with Session(engine) as session, session.begin():
        # the ledger names the runs, and is never emptied otherwise
        session.execute(text("alter table money_entry disable trigger money_entry_never_emptied"))
        session.execute(
            text(
                "truncate plan_item, plan_item_text, plan_summary, plan_version, plan_pyramid, import_row,"
                " import_change, import_run, source_item, settlement, source cascade"
            )
        )
        session.execute(text("alter table money_entry enable trigger money_entry_never_emptied"))
        for digits in (8, 6, 4, 2):
            session.execute(delete(Area).where(func.length(Area.code) == digits))


def at_once(works: list[Callable[[], None]]) -> None:
    """All of them together; the first failure of any is the test's."""
    with ThreadPoolExecutor(len(works)) as pool:
        for done in [pool.submit(work) for work in works]:
            done.result()


def import_as(
    engine: Engine, code: str, amount: int, *, n: int = 200, backend: list[int] | None = None
) -> None:
    with Session(engine) as session, session.begin():
        if backend is not None:
            backend.append(session.scalar(select(func.pg_backend_pid())) or 0)
        places = ("32010204", "45010101") if amount % 2 else ("45010101", "32010204")
        rows = [row(f"{k}", places[k % 2], at=k, amount=Decimal(amount)) for k in range(1, n)]
        run(session, session.get_one(Source, code), *rows)


def test_two_runs_of_one_source_come_one_after_the_other(committed: Engine) -> None:
    at_once([partial(import_as, committed, "excel", n) for n in range(4)])
    with Session(committed) as session:
        assert session.scalar(select(func.count()).select_from(ImportRun)) == 4
        # whoever was last, all items are of one and the same file
        assert len(set(session.scalars(select(PlanItem.amount)))) == 1
        assert set(session.scalars(select(SourceItem.version))) == {4}
        assert differences(session) == []


def test_runs_of_two_sources_batches_and_proposals_never_meet_crosswise(committed: Engine) -> None:
    def work(what: int) -> None:
        for n in range(6):
            if what < 2:
                import_as(committed, ("excel", "other")[what], n, n=40)
            elif what == 2:
                with Session(committed) as session, session.begin():
                    given = [Given(row(f"api{k}", p, amount=Decimal(n))) for k, p in enumerate(("45", "32"))]
                    apply_items(session, find_source(session, "other"), given, at=AT)
            else:
                with Session(committed) as session, session.begin():
                    follow(session)
                    proposal(session, "45010101")
                    proposal(session, "32010204")

    try:
        at_once([partial(work, what) for what in range(4)])
        with Session(committed) as session:
            assert differences(session) == []
            assert session.scalar(select(func.count()).select_from(PlanItem)) == 39 + 39 + 2 + 12
    finally:
        with Session(committed) as session, session.begin():
            for table in (Need, BudgetLine, Proposal):
                session.execute(delete(table))


@pytest.mark.parametrize(
    "statement", ["insert into plan_item_text", "insert into source_item", "insert into import_row"]
)
def test_a_killed_import_leaves_nothing_half_and_can_be_done_again(committed: Engine, statement: str) -> None:
    """The backend is killed from another connection just as it begins one of its statements."""
    from sqlalchemy import event

    with committed.connect() as killer:

        def kill(connection: Any, cursor: Any, sql: str, *rest: Any) -> None:
            if sql.lower().lstrip().startswith(statement):
                pid = connection.connection.driver_connection.info.backend_pid
                killer.execute(text("select pg_terminate_backend(:pid)"), {"pid": pid})

        event.listen(committed, "before_cursor_execute", kill)
        try:
            with pytest.raises(DBAPIError), suppress(ReferenceError):
                import_as(committed, "excel", 1)
        finally:
            event.remove(committed, "before_cursor_execute", kill)
    with Session(committed) as session:
        for table in (PlanItem, PlanItemText, SourceItem, ImportRun, ImportRow):
            assert session.scalar(select(func.count()).select_from(table)) == 0
        assert differences(session) == []
    import_as(committed, "excel", 1)
    with Session(committed) as session:
        assert session.scalar(select(func.count()).select_from(PlanItem)) == 199
        assert differences(session) == []
