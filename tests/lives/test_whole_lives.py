"""Whole lives of needs, from the village's word to the look a year after: after each move all is one story.

Everything is done by who may do it, through the writers that the pages use, as the web's role of the
database; what is refused has a sentence and changes nothing. PLANHUB_TEST_LIVES says how many moves are
made, a thousand where it is not set.
"""

import os
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from sqlalchemy import select

from planhub import cluster
from planhub.errors import Conflict, IllegalMove, Invalid, NotAllowed, NotFound, PlanHubError
from planhub.progress.changing import open_requests
from planhub.proposals.proposal import Proposal
from planhub.results.result import LaterLook, WorkResult
from planhub.workflow.stages import Stage
from tests.lives import committee_desk, money_desk, work_desk
from tests.lives.committee_desk import Nothing
from tests.lives.recounted import a_month_goes_by, prove, prove_pages, prove_summaries
from tests.lives.world import World

pytestmark = pytest.mark.slow

NAMED = (NotFound, NotAllowed, IllegalMove, Invalid, Conflict)
MOVES, STEPS, OF_AN_EXAMPLE = 1_000, 30, 30
DOINGS = committee_desk.DOINGS | money_desk.DOINGS | work_desk.DOINGS
ANYTHING = sorted(DOINGS)
TELLING = ("report", "look_at_report", "take_photo", "take_photo_off")
WORKING = (*TELLING, "ask_change", "decide_change", "ask_change", "decide_change", "spend")
BUYING = ("choose_method", "take_step", "sign_contract", "sign_contract", "do_it_ourselves", "give")
DELIVERING = (
    "receive",
    "divide_contract",
    "amend_contract",
    "mend_slip",
    "end_contract",
    "finish_purchase",
    "report_done",
)
OWNED = (*BUYING, *DELIVERING, *WORKING, "take_back", "report_done", "close_year")
FITTING = {
    Stage.DRAFT: ("submit_need", "submit_need", "mend_draft"),
    Stage.SUBDISTRICT: ("decide", "forward", "rank", "decide_many"),
    Stage.DISTRICT: ("decide", "forward", "rank", "decide_many"),
    Stage.AGENCY: ("decide", "forward"),
    Stage.PROVINCE: ("decide", "forward", "rank", "decide_many", "answer_quarter", "add_details"),
    Stage.PLANNED: ("give", "seal_plan", "answer_quarter", "roll_over", "keep_royal", "add_details"),
    Stage.FUNDED: (*BUYING, *WORKING, "take_back", "close_year", "keep_royal"),
    Stage.PROCUREMENT: (*BUYING, *WORKING, "take_back", "close_year"),
    Stage.WORKS: (*DELIVERING, *WORKING, "take_back", "close_year", "choose_method", "add_details"),
    Stage.LOCAL: OWNED,
    Stage.JOINT: OWNED,
    Stage.COMPLETED: ("close_work", "look_again", "answer_for_village", "receive", "spend", "close_year"),
    Stage.EVALUATED: ("answer_for_village", "receive", "spend", "take_back"),
    Stage.DEFERRED: ("decide", "roll_over", "answer_quarter"),
    Stage.MERGED: ("decide", "answer_for_village"),
    Stage.REJECTED: ("decide",),
    Stage.WITHDRAWN: ("type_need",),
}
"""What is done at each stage; most of it may be done then."""
NEXT = {
    Stage.DRAFT: "submit_need",
    Stage.PLANNED: "give",
    Stage.FUNDED: "choose_method",
    Stage.COMPLETED: "close_work",
    Stage.EVALUATED: "type_need",
    Stage.WITHDRAWN: "type_need",
}
"""The step that leads on, where it is always the same."""

MANY = 10_000
CHANGING = (
    "divide_contract",
    "amend_contract",
    "mend_slip",
    "end_contract",
    "ask_change",
    "report",
    "look_at_report",
)
WAIT = "wait"
some = st.integers(0, MANY - 1)
seeds = st.integers(0, 2**32)


class Lives(RuleBasedStateMachine):
    """Many needs of one subdistrict, and everybody who has to do with them."""

    world: World
    wanted = MOVES
    enough = failed = False
    """What more there is to try, once enough was done without a failure, does nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.made = 0
        self.world.begin()

    def teardown(self) -> None:
        try:
            if sys.exc_info()[0] is None:  # what failed before says more
                prove_summaries(self.world)
                type(self).enough = not self.failed and self.world.moves.total() >= self.wanted
        finally:
            self.world.end()

    @initialize(needs=st.integers(2, 5), seed=seeds)
    def begin(self, needs: int, seed: int) -> None:
        for n in random.Random(seed).sample(range(MANY), needs):
            self.do("type_need", 0, n)
        self.live(seed, needs * 4, "next")

    @rule(
        seed=seeds,
        times=st.integers(5, 20),
        how=st.sampled_from(("next", "fitting", "fitting", "fitting", "either")),
    )
    def live(self, seed: int, times: int, how: str) -> None:
        """One or all go a step further on their way, or what may be done at their stage is done."""
        dice = random.Random(seed * 1_000 + self.made)
        only = dice.randrange(MANY) if dice.random() < 0.5 else None
        for _ in range(times):
            if (chosen := self.chosen(dice.randrange(MANY) if only is None else only)) is None:
                return
            id_, stage = chosen
            on = how == "next" or (how == "either" and dice.random() < 0.5)
            n = dice.randrange(MANY)
            doing = self.next_of(id_, stage, n) if on else dice.choice(FITTING[stage])
            if dice.random() < 0.1:
                doing = dice.choice(ANYTHING)
            if doing == WAIT:
                self.time_passes(100)
            else:
                self.do(doing, id_, n)

    @rule(doing=st.sampled_from(ANYTHING), which=some, n=some)
    def do_anything(self, doing: str, which: int, n: int) -> None:
        if (chosen := self.chosen(which)) is not None:
            self.do(doing, chosen[0], n)

    @rule(days=st.sampled_from((1, 9, 20, 45, 100, 366)))
    def time_passes(self, days: int) -> None:
        self.world.later(days=days)
        if days > 31:
            a_month_goes_by(self.world)
            self.world.digests = self.world.digest()

    def chosen(self, which: int) -> tuple[int, Stage] | None:
        with self.world.look() as session:
            rows = session.execute(select(Proposal.id, Proposal.stage).order_by(Proposal.id)).all()
        return (rows[which % len(rows)][0], Stage(rows[which % len(rows)][1])) if rows else None

    def next_of(self, id_: int, stage: Stage, n: int) -> str:
        """What leads on from where it stands."""
        if stage not in (Stage.PROCUREMENT, Stage.WORKS, Stage.LOCAL, Stage.JOINT, Stage.COMPLETED):
            return NEXT.get(stage, "forward")
        with self.world.look() as session:
            if stage is Stage.COMPLETED:
                closed = session.get(WorkResult, id_) is not None
                due = closed and session.get_one(LaterLook, id_).due_on <= self.world.day
                return (
                    "look_again" if due else ("answer_for_village", WAIT)[n % 2] if closed else "close_work"
                )
            _row, now = work_desk.bought(session, id_)
            if n % 4 == 0 and open_requests(session, id_):
                return "decide_change"
            if now.contract is not None and n % 5 < 3:
                return CHANGING[n // 5 % len(CHANGING)]
            if now.contract is not None:
                return "finish_purchase" if now.contract.accepted else "receive"
            if stage is Stage.WORKS or (now.work is not None and now.own):
                return "report_done"
            if now.method is None:
                return "give" if not now.left else ("choose_method", "do_it_ourselves")[n % 2]
            return "sign_contract" if now.next_step in (None, "contract") else "take_step"

    def do(self, doing: str, which: int, n: int) -> None:
        """Do it; what fails tells which of the moves it was."""
        if self.enough:
            return
        try:
            self.try_(doing, which, n)
        except Exception as failed:
            type(self).failed = True
            failed.add_note(f"{doing} of {which} with {n}, on {self.world.at}")
            raise

    def try_(self, doing: str, which: int, n: int) -> None:
        """Do it, and prove that all is as it should be; or be told why not, and that nothing changed."""
        world = self.world
        world.later(minutes=7)
        try:
            with world.work() as session:
                DOINGS[doing](world, session, which, n)
        except Nothing:
            assert world.digest() == world.digests, f"{doing} did nothing, and yet changed something"
        except PlanHubError as refusal:
            said = (type(refusal), str(refusal.sentence).strip())
            assert said[0] in NAMED, said
            assert said[1]
            assert world.digest() == world.digests, f"{doing} was refused, and yet changed something"
            world.refusals[said[0].__name__] += 1
        else:
            world.moves[doing] += 1
            world.digests = world.digest()
            prove(world)
            self.made += 1
            if world.moves.total() % 500 == 0:
                sys.stdout.write(f"{world.moves.total()} moves\n")
                sys.stdout.flush()
            if self.made % 5 == 0:
                prove_pages(world)
            if self.made % 10 == 0:
                prove_summaries(world)


@pytest.fixture
def world(server: cluster.Server, worker_id: str, tmp_path: Path) -> Iterator[World]:
    """A database of its own."""
    database = f"planhub_lives_{worker_id}"
    server.create_database(database, template=cluster.DATABASE)
    world = World(server, database, tmp_path)
    yield world
    world.engine.dispose()
    server.drop_database(database)


def test_whatever_happens_in_a_life_items_sums_and_log_are_one_story(world: World) -> None:
    asked = int(os.environ.get("PLANHUB_TEST_LIVES") or 0)
    Lives.world, Lives.wanted = world, asked or MOVES
    began = time.monotonic()
    run_state_machine_as_test(
        Lives,
        settings=settings(
            max_examples=10 + Lives.wanted // OF_AN_EXAMPLE,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=not asked,
            database=None,
            print_blob=True,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        ),
    )
    took = time.monotonic() - began
    sys.stdout.write(f"{world.moves.total()} moves in {took:.0f} s: {world.moves}\n{world.refusals}\n")
    assert world.moves.total() >= (asked or MOVES)
    assert world.refusals.total() > Lives.wanted // 20
    assert len(world.moves) > 0.8 * len(DOINGS), "nearly everything was done at least once"
    assert len(world.reached) > 0.8 * len(Stage)
