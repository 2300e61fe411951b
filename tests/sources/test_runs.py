"""Runs among themselves: any order of imports, undoings, settlements and batches; two at once; one killed."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import Engine, delete, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from planhub.areas.area import Area
from planhub.errors import Invalid
from planhub.linkage.plan_item import PlanItem, PlanItemText
from planhub.linkage.projecting import follow
from planhub.linkage.recounting import differences
from planhub.lists.prepared import Prepared
from planhub.lists.words import place_key
from planhub.proposals.need import BudgetLine, Need
from planhub.proposals.proposal import Proposal
from planhub.sources import settling
from planhub.sources.applying import apply_items
from planhub.sources.import_run import ImportRow, ImportRun
from planhub.sources.registering import find_source
from planhub.sources.source import Source
from planhub.sources.source_item import SourceItem
from planhub.sources.staging import Given
from planhub.sources.undoing import undo
from planhub.workflow.stages import Stage
from tests.factories.proposals import proposal
from tests.factories.sources import AT, names, reader, row, run, source

KEYS = "ABCDEF"
PLACES = ("32010204", "320101", "3202", "32", "45010101", "4501", "45")
UNCLEAR = ("ที่ใด?", "แห่งใด?")
STAGES = (Stage.PLANNED, Stage.FUNDED, Stage.WORKS)

placed = st.fixed_dictionaries(
    {
        "amount": st.integers(0, 3).map(Decimal),
        "stage": st.sampled_from(STAGES),
        "place_code": st.sampled_from(PLACES),
    }
)
unclear = st.fixed_dictionaries({"amount": st.just(Decimal(9)), "place_text": st.sampled_from(UNCLEAR)})
wrong = st.fixed_dictionaries({"place_code": st.just("99999999")})
files = st.dictionaries(st.sampled_from(KEYS), placed | unclear | wrong, max_size=len(KEYS))


@dataclass(frozen=True)
class Stands:
    """An item as the model has it, and which run wrote it last."""

    amount: Decimal
    stage: Stage
    area: str
    by: int | None


@dataclass
class File:
    """An applied run of the model."""

    run_id: int
    given: dict[str, dict[str, Any]]
    before: dict[str, Stands | None]
    waits: set[str]


class Imports(RuleBasedStateMachine):
    """One complete list, one database, and a dictionary that says what should stand."""

    engine: Engine

    def __init__(self) -> None:
        super().__init__()
        self.connection = self.engine.connect()
        self.whole = self.connection.begin()
        self.session = Session(self.connection, join_transaction_mode="create_savepoint")
        follow(self.session)
        self.items: dict[str, Stands] = {}
        self.versions: dict[str, int] = {}
        self.files: list[File] = []
        self.settled: dict[str, str] = {}
        self.proposals: list[int] = []
        self.at = AT

    def teardown(self) -> None:
        self.session.close()
        self.whole.rollback()
        self.connection.close()

    @initialize(complete=st.booleans())
    def begin(self, complete: bool) -> None:
        names(self.session)
        self.source = source(self.session, withdraws_missing=complete)
        self.complete = complete
        self.session.commit()

    def rows(self, given: dict[str, dict[str, Any]]) -> list[Prepared]:
        return [row(key, "", at=n, **values) for n, (key, values) in enumerate(given.items(), start=2)]

    def area_of(self, values: dict[str, Any]) -> str | None:
        """Where the model puts a row; None while nobody knows."""
        code: str | None = values.get("place_code")
        if code == "99999999":
            return None
        return code or self.settled.get(values["place_text"])

    def write(self, key: str, values: dict[str, Any], area: str, by: int | None) -> bool:
        """The model's own apply; whether it changed anything."""
        new = Stands(values["amount"], values.get("stage", Stage.PLANNED), area, by)
        old = self.items.get(key)
        if old is not None and replace(old, by=by) == new:
            return False
        self.items[key] = new
        return True

    @rule(given=files)
    def import_file(self, given: dict[str, dict[str, Any]]) -> None:
        self.at += timedelta(days=1)
        ran = run(self.session, self.source, *self.rows(given), at=self.at)
        self.session.commit()
        file = File(ran.run.id, given, {}, set())
        stood = dict(self.items)
        for key, values in given.items():
            area = self.area_of(values)
            if area is None:
                file.waits |= {key} if "place_text" in values else set()
            elif self.write(key, values, area, file.run_id):
                file.before[key] = stood.get(key)
        if self.complete:
            for key in set(self.items) - set(given):
                old = self.items[key]
                if old.stage is not Stage.WITHDRAWN:
                    file.before[key] = old
                    self.items[key] = replace(old, stage=Stage.WITHDRAWN, by=file.run_id)
        assert ran.changed is bool(file.before)
        self.files.append(file)

    @precondition(lambda self: self.files)
    @rule()
    def import_again(self) -> None:
        """The last file once more: nothing changes, unless something else has happened since."""
        before = dict(self.items)
        self.import_file(self.files[-1].given)
        again = self.files[-1]
        if not again.before:
            assert self.items == before

    @precondition(lambda self: self.files)
    @rule(which=st.integers(0, 5))
    def undo_run(self, which: int) -> None:
        self.at += timedelta(days=1)
        file = self.files.pop(-1 - which % len(self.files))
        done = undo(self.session, file.run_id, by=None, at=self.at)
        self.session.commit()
        left = 0
        for key, before in file.before.items():
            now = self.items.get(key)
            if now is None or now.by != file.run_id:
                left += 1
            elif before is None:
                del self.items[key]
            else:
                self.items[key] = before
        assert (done.removed + done.restored, done.left) == (len(file.before) - left, left)

    @rule(words=st.sampled_from(UNCLEAR), area=st.sampled_from(PLACES))
    def settle(self, words: str, area: str) -> None:
        self.at += timedelta(days=1)
        waiting = [
            (file, key)
            for n, file in enumerate(self.files)
            for key in sorted(file.waits)
            if file.given[key]["place_text"] == words
            and not any(key in later.given for later in self.files[n + 1 :])
        ]
        if not waiting:
            with pytest.raises(Invalid):
                self._settle(words, area)
            self.session.rollback()
            return
        self._settle(words, area)
        self.session.commit()
        self.settled[words] = area
        for file, key in waiting:
            stood = self.items.get(key)
            if self.write(key, file.given[key], area, file.run_id):
                file.before.setdefault(key, stood)
            file.waits.discard(key)

    def _settle(self, words: str, area: str) -> None:
        settling.settle(
            self.session,
            self.source,
            words_key=place_key(words),
            area_code=area,
            by=None,
            at=self.at,
            reader=reader(),
        )

    @rule(key=st.sampled_from(KEYS), values=placed)
    def send_by_api(self, key: str, values: dict[str, Any]) -> None:
        self.at += timedelta(days=1)
        apply_items(self.session, self.source, [Given(row(key, "", **values))], at=self.at)
        self.session.commit()
        self.write(key, values, values["place_code"], None)

    @rule(place=st.sampled_from(("32010204", "45010101")))
    def propose(self, place: str) -> None:
        self.proposals.append(proposal(self.session, place).id)
        self.session.commit()

    @precondition(lambda self: self.proposals)
    @rule(stage=st.sampled_from((Stage.DISTRICT, Stage.PROVINCE)))
    def move_a_proposal(self, stage: Stage) -> None:
        self.session.get_one(Proposal, self.proposals[-1]).stage = stage
        self.session.commit()

    @invariant()
    def summaries_equal_a_recount(self) -> None:
        assert differences(self.session) == []

    @invariant()
    def items_are_those_of_the_model(self) -> None:
        found = self.session.execute(
            select(PlanItem.external_id, PlanItem.amount, PlanItem.stage, PlanItem.area_code)
            .join(
                PlanItemText,
                (PlanItemText.id == PlanItem.id) & (PlanItemText.province_code == PlanItem.province_code),
            )
            .where(PlanItem.source_code != "planhub")
        )
        told = {key: (amount, stage, area) for key, amount, stage, area in found}
        assert told == {key: (i.amount, i.stage.value, i.area) for key, i in self.items.items()}

    @invariant()
    def versions_only_go_up(self) -> None:
        rows = self.session.execute(select(SourceItem.external_id, SourceItem.version))
        found = {key: version for key, version in rows}
        assert all(found.get(key, 0) >= version for key, version in self.versions.items())
        self.versions = found

    @invariant()
    def the_work_list_is_that_of_the_model(self) -> None:
        waits = {
            (file.run_id, key)
            for n, file in enumerate(self.files)
            for key in file.waits
            if not any(key in later.given for later in self.files[n + 1 :])
        }
        rows = self.session.execute(select(ImportRow.run_id, ImportRow.key).where(ImportRow.waiting))
        assert {(run_id, key) for run_id, key in rows} == waits


@pytest.mark.slow
def test_any_order_of_imports_undoings_settlements_batches_and_proposals(engine: Engine) -> None:
    Imports.engine = engine
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        Imports,
        settings=settings(
            max_examples=25,
            stateful_step_count=14,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.fixture
def committed(engine: Engine) -> Iterator[Engine]:
    """A place for committed rows of one source; all of them are gone again afterwards."""
    with Session(engine) as session, session.begin():
        names(session)
        source(session)
        source(session, "other")
    yield engine
    with Session(engine) as session, session.begin():
        session.execute(
            text(
                "truncate plan_item, plan_item_text, plan_summary, plan_version, plan_pyramid, import_row,"
                " import_change, import_run, source_item, settlement, source cascade"
            )
        )
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
