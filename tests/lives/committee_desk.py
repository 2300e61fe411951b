"""What villages and committees do: needs typed and submitted, decided on, ranked, sealed, looked at again."""

from collections.abc import Callable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.areas.area import Area
from planhub.clock import fiscal_year
from planhub.committees.plan_content import content_of, digest_of
from planhub.committees.ranking import last_change, place, reorder
from planhub.committees.ranking import undo as take_back_order
from planhub.committees.sealing import latest, seal
from planhub.needs.detailing import detail
from planhub.needs.drafting import keep_typed, start
from planhub.needs.submitting import submit
from planhub.progress.changing import money_is_bound
from planhub.proposals.bearings import possible_actions
from planhub.proposals.confirming import confirm, withdraw
from planhub.proposals.proposal import Proposal
from planhub.proposals.quarterly import UNFUNDED, quarter_of
from planhub.proposals.reviewing import review, review_many
from planhub.proposals.season import season_of
from planhub.workflow.judging import Given
from planhub.workflow.stages import Action, Stage
from tests.factories.rolling import roll
from tests.lives.world import AGENCIES, PROVINCE, VILLAGES, World

Doing = Callable[[World, Session, int, int], object]
"""Somebody does something about a proposal; a number says what exactly. Nothing, when nothing is there."""
REASON = "ตามมติที่ประชุม"


class Nothing(Exception):
    """There was nothing to do it to."""


def type_need(world: World, session: Session, which: int, n: int) -> None:
    hat = world.hats[f"head{n % 4}"]
    area = session.get_one(Area, VILLAGES[n % 4])
    year = season_of(session, PROVINCE, day=world.day).fiscal_year or world.year + 1
    draft = start(session, area=area, fiscal_year=year, by=hat.account_id, at=world.at)
    typed = {
        "problem": f"ถนนขาดเมื่อฝนตก {n}",
        "side": ("infrastructure", "water", "health")[n % 3],
        "title": f"ซ่อมถนนสายที่ {n}",
        "amount_1": str(100_000 * (1 + n % 8)),
        "source_1": ("province", "lao", "central", "open")[n % 4],
    }
    if n % 2:
        typed |= {"lat": f"14.{880 + n % 50}", "lon": "103.493", "point_source": "map"}
    if n % 5 == 0:
        typed |= {"amount_2": "50000", "year_2": str(year + 1), "source_2": "lao"}
    if n % 11 == 0:
        typed.pop("title")  # an unfinished one
    keep_typed(session, proposal_id=draft.id, given=typed, drawn="", at=world.at)


def mend_draft(world: World, session: Session, which: int, n: int) -> None:
    typed = {"title": f"ซ่อมถนนสายที่ {n} (แก้ไข)", "amount_1": str(90_000 + n * 1000)}
    keep_typed(session, proposal_id=which, given=typed, drawn="", at=world.at)


def submit_need(world: World, session: Session, which: int, n: int) -> None:
    area = session.get_one(Proposal, which).area_code
    hat = world.hats["secretary" if n % 3 == 0 else f"head{VILLAGES.index(area)}"]
    submit(
        session, proposal_id=which, hat=hat, capacity=str(hat.role), version=None, seen=None, at=world.at,
        day=world.day,
    )  # fmt: skip


def given(session: Session, row: Proposal, n: int) -> Given:
    others = session.scalars(select(Proposal.id).order_by(Proposal.id)).all()
    return Given(
        reason=REASON,
        classification=("self", "joint", "agency")[n % 3],
        rank=1 + n % 9,
        agency_code=AGENCIES[n % 2],
        target_id=others[n % len(others)],
        plan_year=row.fiscal_year + (n % 7 == 0),
        envelope=("within", "over")[n % 5 == 0],
        verdict=("feasible", "conditional")[n % 2],
    )


def act(world: World, session: Session, row: Proposal, who: str, action: Action, n: int) -> None:
    hat = world.hats[who]
    review(
        session, proposal_id=row.id, action=action, hat=hat, capacity=str(hat.role),
        given=given(session, row, n), version=row.version - (n % 10 == 9), at=world.at, day=world.day,
    )  # fmt: skip


def decide(world: World, session: Session, which: int, n: int) -> None:
    """One of all that anybody may do with it."""
    row = session.get_one(Proposal, which)
    offered = [
        (who, action)
        for who, hat in world.hats.items()
        for action in possible_actions(session, row, hat, world.day)
        if action is not Action.SUBMIT
    ]
    if not offered:
        raise Nothing
    act(world, session, row, *offered[n % len(offered)], n)


def decide_wildly(world: World, session: Session, which: int, n: int) -> None:
    """Anybody, anything."""
    actions, people = list(Action), list(world.hats)
    row = session.get_one(Proposal, which)
    if actions[n % len(actions)] is Action.SUBMIT:
        raise Nothing  # which is a page of its own
    act(world, session, row, people[n % len(people)], actions[n % len(actions)], n // 10 * 10)


def decide_many(world: World, session: Session, which: int, n: int) -> None:
    """A committee puts off or takes up all that it holds at once."""
    who, stage, action = (
        ("chair", Stage.SUBDISTRICT, Action.CLASSIFY),
        ("chief", Stage.DISTRICT, Action.FORWARD),
        ("planner", Stage.PROVINCE, Action.INCLUDE),
        ("chair", Stage.SUBDISTRICT, Action.FORWARD),
    )[n % 4]
    hat = world.hats[who]
    rows = session.scalars(select(Proposal).where(Proposal.stage.in_([stage, Stage.AGENCY]))).all()
    if not rows:
        raise Nothing
    outcome = review_many(
        session, items=[(row.id, row.version) for row in rows], action=action, hat=hat,
        capacity=str(hat.role), given=given(session, rows[0], n), at=world.at, day=world.day,
    )  # fmt: skip
    assert sorted([*outcome.done, *outcome.refused]) == sorted(row.id for row in rows)
    if not outcome.done:
        raise Nothing


def forward(world: World, session: Session, which: int, n: int) -> None:
    """On to the next committee, into the plan, or to the local authority."""
    row = session.get_one(Proposal, which)
    who, actions = {
        Stage.SUBDISTRICT: ("chair", (Action.FORWARD, Action.FORWARD, Action.DO_LOCALLY, Action.DO_JOINTLY)),
        Stage.DISTRICT: ("chief", (Action.FORWARD,)),
        Stage.PROVINCE: ("planner", (Action.INCLUDE,)),
        Stage.AGENCY: (row.agency_code or "planner", (Action.OPINE,)),
        Stage.DEFERRED: ("governor", (Action.RESUME,)),
        Stage.REJECTED: ("governor", (Action.REOPEN,)),
        Stage.MERGED: ("governor", (Action.UNMERGE,)),
    }.get(Stage(row.stage), ("viewer", (Action.FORWARD,)))
    action = actions[n % len(actions)]
    if action in (Action.DO_LOCALLY, Action.DO_JOINTLY):
        n = n // 30 * 30 + (0 if action is Action.DO_LOCALLY else 10)
        act(world, session, row, who, Action.CLASSIFY, n)
        session.flush()
    act(world, session, row, who, action, n)


def rank(world: World, session: Session, which: int, n: int) -> None:
    row = session.get_one(Proposal, which)
    who = {Stage.SUBDISTRICT: "chair", Stage.DISTRICT: "chief"}.get(Stage(row.stage), "planner")
    hat = world.hats[who]
    if n % 3 == 0:
        place(session, hat=hat, proposal=row, rank=1 + n % 5, at=world.at)
    elif n % 3 == 1:
        rows = session.scalars(select(Proposal.id).where(Proposal.stage == row.stage)).all()
        order = sorted(rows, key=lambda id_: (id_ * (n + 1)) % 7)
        reorder(session, hat=hat, year=row.fiscal_year, order=order, seen=None, at=world.at)
    else:
        change = last_change(session, hat=hat, year=row.fiscal_year)
        if change is None:
            raise Nothing
        take_back_order(session, hat=hat, change_id=change.id, at=world.at)


def seal_plan(world: World, session: Session, which: int, n: int) -> None:
    year = session.scalar(select(func.max(Proposal.plan_year))) or world.year
    last = latest(session, province_code=PROVINCE, year=year)
    seen = digest_of(content_of(session, province_code=PROVINCE, year=year), last.digest if last else "")
    typed = {"seen": seen if n % 10 else "0", "kind": ("additional", "change", "correction")[n % 3]}
    by = world.hats["governor"].account_id
    seal(
        session, province_code=PROVINCE, year=year, typed=typed | {"reason": REASON}, at=world.at, by=by,
        capacity="ผู้ว่าราชการจังหวัด",
    )  # fmt: skip


def answer_quarter(world: World, session: Session, which: int, n: int) -> None:
    """Confirm, change or let go what waits for money."""
    row = session.get_one(Proposal, which)
    waiting = session.scalars(select(Proposal).where(Proposal.stage.in_(UNFUNDED)).order_by(Proposal.id))
    rows = [one for one in waiting if one.holder_code == row.holder_code]
    who = {2: "planner", 4: "chief", 6: "chair"}.get(len(row.holder_code), "planner")
    hat, quarter = world.hats[who], quarter_of(world.day)
    items = [(one.id, one.version) for one in rows[: 1 + n % 3]] or [(row.id, row.version)]
    told = {"quarter": quarter, "hat": hat, "capacity": str(hat.role), "at": world.at, "reason": REASON}
    if n % 3 == 0:
        outcome = withdraw(session, items=items, **told)
    else:
        outcome = confirm(session, items=items, answer=("confirmed", "changed")[n % 2], **told)
    if not outcome.done:
        raise Nothing


def roll_over(world: World, session: Session, which: int, n: int) -> None:
    if not roll(session, PROVINCE, world.at):
        raise Nothing
    for row in session.scalars(select(Proposal).where(Proposal.stage == Stage.PLANNED)):
        assert row.plan_year is not None
        assert row.plan_year >= fiscal_year(world.day)


def add_details(world: World, session: Session, which: int, n: int) -> None:
    row = session.get_one(Proposal, which)
    detail(
        session,
        proposal_id=which,
        given={"indicators": f"ถนน {n} เมตร", "cost_estimate": str(n * 1000)},
        version=row.version,
        money_bound=money_is_bound(session, row),
        signed="เจ้าหน้าที่",
        at=world.at,
    )


DOINGS: dict[str, Doing] = {
    one.__name__: one
    for one in (
        type_need, mend_draft, submit_need, decide, decide_wildly, decide_many, forward, rank, seal_plan,
        answer_quarter, roll_over, add_details,
    )
}  # fmt: skip
