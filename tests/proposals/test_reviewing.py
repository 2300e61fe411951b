"""Two who decide the same item really at once: two connections, one winner, one Conflict, one log row."""

from collections.abc import Iterator
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine, create_engine, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from planhub import cluster
from planhub.errors import Conflict
from planhub.linkage.plan_item import PlanItem
from planhub.proposals.proposal import Proposal
from planhub.proposals.review import Review
from planhub.proposals.reviewing import review, review_many
from planhub.workflow.judging import Given
from planhub.workflow.roles import Hat
from planhub.workflow.stages import Action, Stage
from tests.conftest import follow
from tests.factories import accounts, areas, proposals
from tests.factories.proposals import NOW, TODAY


@pytest.fixture(scope="module")
def arena(server: cluster.Server, worker_id: str) -> Iterator[Engine]:
    """Connections of the web role to a database of these tests' own: what they do is really committed."""
    name = f"planhub_race_{worker_id}"
    server.create_database(name, template=cluster.DATABASE)
    owner = create_engine(server.url(cluster.OWNER, name), poolclass=NullPool)
    with Session(owner) as session, session.begin():
        areas.surin(session)
        proposals.planning_round(session)
    engine = create_engine(server.url(cluster.WEB, name), poolclass=NullPool)
    yield engine
    engine.dispose()
    owner.dispose()


def matter(arena: Engine, n: int = 1) -> tuple[list[int], Hat, Hat]:
    """Committed matters before a subdistrict, its secretary and its chair."""
    owner = arena.url.set(username=cluster.OWNER)
    with Session(create_engine(owner, poolclass=NullPool)) as session, session.begin():
        follow(session)
        ids = [proposals.proposal(session).id for _ in range(n)]
        hats = [accounts.hat(session, f"subdistrict_{who}", "320102") for who in ("secretary", "chair")]
    return ids, hats[0], hats[1]


def tell(engine: Engine, id_: int, action: Action, hat: Hat, gate: Barrier, ends: list[object]) -> None:
    """One person's request: the page was drawn from version 1, the decision is sent when the gate opens."""
    with Session(engine) as session:
        follow(session)
        gate.wait(10)
        try:
            review(
                session,
                proposal_id=id_,
                action=action,
                hat=hat,
                capacity=str(hat.role),
                given=Given(reason=f"ของ {hat.role}"),
                version=1,
                at=NOW,
                day=TODAY,
            )
            session.commit()
        except Conflict as error:
            ends.append((hat, error.sentence, error.theirs.reason if error.theirs else None))
            session.rollback()
        else:
            ends.append(hat)


@pytest.mark.parametrize("turn", range(5))
def test_of_two_who_press_at_once_one_wins_and_the_other_is_told(arena: Engine, turn: int) -> None:
    (id_,), secretary, chair = matter(arena)
    gate, ends = Barrier(2), list[object]()
    wants = ((Action.DEFER, secretary), (Action.REJECT, chair))
    people = [Thread(target=tell, args=(arena, id_, action, hat, gate, ends)) for action, hat in wants]
    for person in people:
        person.start()
    for person in people:
        person.join(20)
    (winner,) = [end for end in ends if isinstance(end, Hat)]
    ((loser, _sentence, reason),) = [end for end in ends if isinstance(end, tuple)]
    assert {winner.role, loser.role} == {secretary.role, chair.role}
    assert reason == f"ของ {winner.role}", "the loser is shown what the winner wrote"
    with Session(arena) as session:
        (row,) = session.scalars(select(Review).where(Review.proposal_id == id_)).all()
        proposal = session.get_one(Proposal, id_)
        item = session.scalars(select(PlanItem).where(PlanItem.external_id == proposal.number)).one()
        assert row.actor_id == winner.account_id
        assert proposal.version == row.seq == 2
        assert proposal.stage == row.to_stage
        assert item.stage == proposal.stage, "the projection tells the same"


def test_two_bulk_decisions_over_the_same_items_crosswise_do_not_lock_each_other(arena: Engine) -> None:
    ids, secretary, chair = matter(arena, 12)
    gate, done = Barrier(2), dict[str, list[int]]()
    refused: dict[str, list[int]] = {}

    def many(hat: Hat, order: list[int]) -> None:
        with Session(arena) as session, session.begin():
            follow(session)
            gate.wait(10)
            outcome = review_many(
                session,
                items=[(id_, 1) for id_ in order],
                action=Action.RETURN,
                hat=hat,
                capacity=str(hat.role),
                given=Given(reason="ขอแบบแปลน"),
                at=NOW,
                day=TODAY,
            )
        done[hat.role], refused[hat.role] = outcome.done, list(outcome.refused)

    wants = ((secretary, ids), (chair, ids[::-1]))
    people = [Thread(target=many, args=want) for want in wants]
    for person in people:
        person.start()
    for person in people:
        person.join(30)
    assert sorted(done["subdistrict_secretary"] + done["subdistrict_chair"]) == sorted(ids)
    assert sorted(refused["subdistrict_secretary"] + refused["subdistrict_chair"]) == sorted(ids)
    with Session(arena) as session:
        rows = session.scalars(select(Review.proposal_id).where(Review.proposal_id.in_(ids))).all()
        stages = session.scalars(select(Proposal.stage).where(Proposal.id.in_(ids))).all()
    assert sorted(rows) == sorted(ids), "one log row each"
    assert set(stages) == {Stage.DRAFT}
