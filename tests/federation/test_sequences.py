"""Random sequences of import, undoing, settling, API batches, proposals' moves and replication.

Two installations, the centre (with Roi Et and Maha Sarakham) and Surin's own, are two databases of one
server; what is done at Surin comes to the centre by PostgreSQL's own logical replication, while the centre
works on. Every step is committed as the web role. PLANHUB_TEST_SEQUENCES says how many sequences are tried, a
few where it is not set.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text
from sqlalchemy.orm import Session

from planhub import cluster
from planhub.errors import Conflict, Invalid, PlanHubError
from planhub.federation import joining, leaving, publishing, reporting
from planhub.federation.installation import Place
from planhub.linkage.way import Way
from planhub.lists.words import place_key
from planhub.proposals.bearings import possible_actions
from planhub.proposals.proposal import Proposal
from planhub.proposals.reviewing import review
from planhub.sources import receiving, settling
from planhub.sources.receiving import Batch
from planhub.sources.registering import find_source
from planhub.sources.undoing import undo
from planhub.workflow.judging import Given
from planhub.workflow.stages import Stage
from tests.factories.proposals import TODAY, proposal
from tests.factories.sources import AT, reader, row, run
from tests.federation.conftest import at, until
from tests.federation.modelled import Model
from tests.federation.site import Site

pytestmark = pytest.mark.slow

FEW = 20
STEPS = 16
KEYS = "ABCDE"
SURIN = ("32010204", "320101", "3202", "32")
OTHERS = ("45010101", "4501", "45", "44010101", "44")
WORKED_IN = ("32", "44", "45")
NOWHERE = "99999999"
UNCLEAR = ("ที่ใด?", "แห่งใด?")
NEVER: tuple[int, str | None] = (0, None)
"""Version and stamp of a province in which nothing was ever written."""
BOTH = st.sampled_from(("centre", "node"))

stages = st.sampled_from((Stage.PLANNED, Stage.FUNDED, Stage.WORKS, Stage.WITHDRAWN))
amounts = st.integers(0, 3).map(lambda n: Decimal(n) / 4)
placed = st.fixed_dictionaries({"amount": amounts, "stage": stages, "place": st.integers(0, 12)})
unclear = st.fixed_dictionaries({"amount": amounts, "stage": stages, "place_text": st.sampled_from(UNCLEAR)})
files = st.dictionaries(st.sampled_from(KEYS), placed | placed | unclear, max_size=len(KEYS))
rows_sent = st.tuples(st.sampled_from(KEYS), placed, st.sampled_from((None, "stands", "before", 0)))
batches = st.lists(rows_sent, min_size=1, max_size=5)
moves = st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), min_size=1, max_size=4)


class Sequences(RuleBasedStateMachine):
    """What may happen at two installations in any order, and a model of each."""

    centre: Site
    node: Site
    done = 0
    began = 0.0

    def __init__(self) -> None:
        super().__init__()
        self.at = AT
        self.batch: dict[str, tuple[Batch, Any]] = {}
        self.arrived = NEVER

    @initialize(complete=st.booleans(), also=st.booleans())
    def begin(self, complete: bool, also: bool) -> None:
        self.node.empty()
        self.centre.empty()
        self.wait()
        self.centre.begin(OTHERS, complete=complete)
        self.node.begin(SURIN, complete=also)

    def teardown(self) -> None:
        if sys.exc_info()[0] is None:  # what failed before says more
            self.arrive()
            self.centre.proved()
            self.node.proved()
            type(self).done += 1
            if self.done % 50 == 0:
                tidy(self.centre, self.node)
                sys.stdout.write(f"{self.done} sequences in {time.monotonic() - self.began:.0f} s\n")
                sys.stdout.flush()

    def site(self, where: str) -> Site:
        self.at += timedelta(hours=1)
        return self.centre if where == "centre" else self.node

    def wait(self) -> None:
        """Until the centre has all that the node has said so far."""
        told = at()
        with Session(self.node.root) as session, session.begin():
            assert reporting.report(session, "32", at=told, program="0")
        query = text("select counted_at from node_receipt where province_code = '32'")
        until(lambda: self.heard(query) == told, "the node's report at the centre", nap=0.005)

    def heard(self, query: Any) -> Any:
        with self.centre.root.connect() as connection:
            return connection.scalar(query)

    @rule()
    def arrive(self) -> None:
        """What the node did has come: the same rows, counted there as here, and caches know."""
        self.wait()
        assert self.centre.everything("32") == self.node.everything("32")
        counted = text(
            "select r.items = n.items and r.baht = n.baht and r.texts = n.texts"
            " from node_report n join node_receipt r using (province_code) where n.province_code = '32'"
        )
        assert self.heard(counted) is True
        version, stamp = self.centre.stamps("32").get("32", NEVER)
        before, stamp_before = self.arrived
        assert version > before or stamp == stamp_before
        self.arrived = version, stamp

    @rule()
    def a_month_goes_by(self) -> None:
        self.arrive()
        self.centre.age()
        self.node.age()

    @rule(where=BOTH, lists=st.lists(files | st.integers(0, 4), min_size=1, max_size=3))
    def import_files(self, where: str, lists: list[dict[str, dict[str, Any]] | int]) -> None:
        """New files, or an old one again; the last one again changes nothing, unless something else has."""
        for new in lists:
            site = self.site(where)
            if not isinstance(new, int):
                self.import_file(site, {key: located(site, values) for key, values in new.items()})
            elif site.model.files:
                self.import_file(site, site.model.files[-1 - new % len(site.model.files)].given)

    def import_file(self, site: Site, given: dict[str, dict[str, Any]]) -> None:
        with Counted(site), site.work() as session:
            rows = [row(key, "", at=n, **values) for n, (key, values) in enumerate(given.items(), start=2)]
            ran = run(session, find_source(session, "list"), *rows, at=self.at)
            run_id, changed = ran.run.id, ran.changed
        file = site.model.imported(run_id, given)
        assert changed is bool(file.before)
        site.ledger_is_the_model()

    @precondition(lambda self: self.centre.model.files or self.node.model.files)
    @rule(where=BOTH, which=st.lists(st.integers(0, 3), min_size=1, max_size=2))
    def undo_runs(self, where: str, which: list[int]) -> None:
        for n in which:
            site = self.site(where)
            if not site.model.files:
                return
            file = site.model.files[-1 - n % len(site.model.files)]
            with Counted(site), site.work() as session:
                done = undo(session, file.run_id, by=None, at=self.at)
            assert (done.removed + done.restored, done.left) == site.model.undone(file)
            site.ledger_is_the_model()

    @rule(where=BOTH, words=st.sampled_from(UNCLEAR), which=st.integers(0, 9))
    def settle_a_place(self, where: str, words: str, which: int) -> None:
        site = self.site(where)
        area = site.model.places[which % len(site.model.places)]
        waited = site.model.settle(words, area)
        try:
            with Counted(site), site.work() as session:
                source = find_source(session, "list")
                key = place_key(words)
                settling.settle(
                    session, source, words_key=key, area_code=area, by=None, at=self.at, reader=reader()
                )
        except Invalid:
            assert not waited
        else:
            assert waited
        site.ledger_is_the_model()

    @rule(where=BOTH, given=batches, again=st.booleans())
    def send_a_batch(self, where: str, given: list[tuple[str, dict[str, Any], Any]], again: bool) -> None:
        """Some items believe the version that stands, some an older one, some none."""
        if again and where in self.batch:
            self.send_it_again(where)
        site = self.site(where)
        model = site.model
        known = [
            (key, located(site, values), version_of(model, key, believes)) for key, values, believes in given
        ]
        items = [sent(key, values, version) for key, values, version in known]
        batch = Batch(key=f"{self.at:%Y%m%d%H}", body=json.dumps(items).encode(), items=items)
        with Counted(site), site.work() as session:
            assert receiving.answered(session, site.sender, batch, at=self.at) is None
            verdicts = receiving.receive(session, site.sender, batch, at=self.at)
            told = [(verdict.key, verdict.outcome, verdict.version) for verdict in verdicts]
            receiving.keep_answer(session, site.sender, batch, {"told": told})
        assert told == model.sent(known)
        self.batch[where] = (batch, [list(each) for each in told])
        site.ledger_is_the_model()

    def send_it_again(self, where: str) -> None:
        """The same batch with the same key is answered as before and does nothing; another is refused."""
        site = self.site(where)
        batch, told = self.batch[where]
        with Counted(site), site.work() as session:
            assert receiving.answered(session, site.sender, batch, at=self.at) == {"told": told}
            other = Batch(key=batch.key, body=b"{}", items=[{}])
            with pytest.raises(Invalid):
                receiving.answered(session, site.sender, other, at=self.at)
        site.ledger_is_the_model()

    @rule(where=BOTH, amount=st.integers(0, 3))
    def propose(self, where: str, amount: int) -> None:
        site = self.site(where)
        with Counted(site), site.work() as session:
            made = proposal(session, site.village, amount=amount, updated_at=self.at).id
        site.proposals.append(made)

    @precondition(lambda self: self.centre.proposals or self.node.proposals)
    @rule(where=BOTH, which=st.integers(0, 9), steps=moves, late=st.booleans())
    def move_a_proposal(self, where: str, which: int, steps: list[tuple[int, int]], late: bool) -> None:
        """By whom the rules let move it; a page that was drawn too early is refused."""
        site = self.site(where)
        if not site.proposals:
            return
        chosen = site.proposals[which % len(site.proposals)]
        for n, other in steps:
            self.at += timedelta(minutes=7)
            try:
                with Counted(site), site.work() as session:
                    stands = session.get_one(Proposal, chosen)
                    offered = [
                        (hat, action)
                        for hat in site.hats
                        for action in possible_actions(session, stands, hat, TODAY)
                    ]
                    if not offered:
                        return
                    hat, action = offered[n % len(offered)]
                    review(
                        session,
                        proposal_id=chosen,
                        action=action,
                        hat=hat,
                        capacity=str(hat.role),
                        given=self.given(site, n, other),
                        version=stands.version - late,
                        at=self.at,
                        day=TODAY,
                    )
            except Conflict:
                assert late
            except PlanHubError:
                assert not late

    def given(self, site: Site, n: int, other: int) -> Given:
        return Given(
            reason="เหตุผล",
            classification=("self", "joint", "agency")[n % 3],
            rank=1 + n % 9,
            agency_code=f"A-{site.mine[0]}-DPT",
            target_id=site.proposals[other % len(site.proposals)],
            plan_year=2571 + n % 2,
            envelope=("within", "over")[other % 2],
            verdict="feasible",
        )


class Counted:
    """Within it: a province's version goes up when its items change, and only then."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def __enter__(self) -> None:
        self.before = self.site.stamps()

    def __exit__(self, *failed: Any) -> None:
        now = self.site.stamps()
        for code in self.site.mine:
            (before, old), (version, new) = self.before.get(code, NEVER), now.get(code, NEVER)
            assert (version > before) is (old != new), (code, before, version)


def located(site: Site, values: dict[str, Any]) -> dict[str, Any]:
    """A row with the code of its place: most lie where the site may write, some elsewhere or nowhere."""
    if "place" not in values:
        return values
    codes = (*site.model.places * 2, *SURIN[:1], *OTHERS[:1], NOWHERE)
    place = codes[values["place"] % len(codes)]
    return {name: value for name, value in values.items() if name != "place"} | {"place_code": place}


def version_of(model: Model, key: str, believes: Any) -> int | None:
    """The version that a sender names: the one that stands, one before it, a fixed one or none."""
    stands = model.versions[key] if key in model.items else 0
    return {"stands": stands, "before": max(stands - 1, 0)}.get(believes, believes)


def sent(key: str, values: dict[str, Any], version: int | None) -> dict[str, Any]:
    """An item of a batch that says what `row` says in a file."""
    item = {
        "external_id": key,
        "title": f"โครงการ {key}",
        "fiscal_year": 2571,
        "amount": float(values["amount"]),
        "stage": values["stage"].value,
        "side": "water",
        "area_code": values["place_code"],
    }
    return item if version is None else item | {"version": version}


def tidy(*sites: Site) -> None:
    """Away with dead rows: the throw-away server has no autovacuum."""
    for site in sites:
        with site.root.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("vacuum"))


def few_provinces(site: Site) -> None:
    """Away with the partitions where nothing happens: each costs every statement its planning."""
    with site.root.begin() as connection:
        for half in ("plan_item", "plan_item_text"):
            query = text("select relid::regclass::text from pg_partition_tree(:half) where isleaf")
            for leaf in connection.scalars(query, {"half": half}).all():
                if leaf.removeprefix(f"{half}_") not in WORKED_IN:
                    connection.execute(text(f"drop table {leaf}"))


@pytest.fixture
def country(server: cluster.Server, worker_id: str) -> Iterator[tuple[Site, Site]]:
    """A centre and a joined node."""
    databases = [f"planhub_{what}_{worker_id}" for what in ("sequences", "sequences_32")]
    for database in databases:
        server.create_database(database, template=cluster.DATABASE)
    centre = Site(server, databases[0], mine=("45", "44"), village="45010101")
    node = Site(server, databases[1], mine=("32",), village="32010204")
    for site in (centre, node):
        few_provinces(site)
    centre.found(Place.CENTRE)
    node.found(Place.PROVINCE)
    with node.root.begin() as connection:
        publishing.publish(connection, "32", password=None, at=at(), by="test")
    conninfo = f"host={server.sockets} dbname={databases[1]} user={cluster.LINK}"
    joining.join(centre.root, "32", conninfo, at=at(), by="test")
    yield centre, node
    leaving.leave(centre.root, "32", way=Way.HOSTED, at=at(), by="test")
    for site in (centre, node):
        site.close()
        server.drop_database(site.database)


def test_any_sequence_leaves_items_and_summaries_equal_to_a_recount(country: tuple[Site, Site]) -> None:
    Sequences.centre, Sequences.node = country
    asked = int(os.environ.get("PLANHUB_TEST_SEQUENCES") or 0)
    Sequences.began = time.monotonic()
    run_state_machine_as_test(
        Sequences,
        settings=settings(
            max_examples=asked or FEW,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=not asked,
            database=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert Sequences.done >= (asked or FEW)
    sys.stdout.write(f"{Sequences.done} sequences in {time.monotonic() - Sequences.began:.0f} s\n")
