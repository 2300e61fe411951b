"""The sample keeps every rule that real work keeps: each log replays through the one table of moves."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.accounts.account import Account
from planhub.accounts.holding import Holding
from planhub.errors import IllegalMove
from planhub.linkage.plan_item import PlanItem
from planhub.linkage.way import Way, set_way
from planhub.progress.progress import ChangeRequest
from planhub.proposals.need import Attachment, BudgetLine, Need
from planhub.proposals.planning_round import PlanningRound
from planhub.proposals.proposal import NumberSeries, Proposal
from planhub.proposals.review import Opinion, ProposalLink, Rank, Review
from planhub.proposals.reviewing import DECISIONS
from planhub.sampling.enrolling import SAMPLE_WORD
from planhub.sampling.filling import fill
from planhub.workflow.moves import MOVES, To
from planhub.workflow.roles import LEVEL_OF, Level, Role
from planhub.workflow.stages import STAGE_OF, Action, Stage

AT = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


@pytest.fixture
def filled(small_country: Session) -> Session:
    """The small country, filled."""
    fill(small_country, at=AT)
    small_country.flush()
    return small_country


def histories(session: Session) -> list[tuple[Proposal, list[Review]]]:
    """Every proposal with its log."""
    rows = session.scalars(select(Review).order_by(Review.proposal_id, Review.seq)).all()
    logs = {key: list(group) for key, group in groupby(rows, key=lambda row: row.proposal_id)}
    return [(proposal, logs.get(proposal.id, [])) for proposal in session.scalars(select(Proposal))]


def test_every_log_replays_through_the_table_of_moves_to_the_stage_that_stands(filled: Session) -> None:
    # no stage without the moves that lead to it
    for proposal, log in histories(filled):
        stage, came_from, version = Stage.DRAFT, None, 1
        for row in log:
            move = MOVES[Stage(row.from_stage), Action(row.action)]
            decider = next((r.role for r in log[::-1] if r.seq < row.seq and r.action in DECISIONS), None)
            goals = {
                To.SAME: stage,
                To.BEFORE: came_from,
                To.OWN_LEVEL: next((s for s in STAGE_OF.values() if s == row.to_stage), None),
                To.DECIDER: STAGE_OF[LEVEL_OF[Role(decider)]] if decider else None,
            }
            goal = move.to if isinstance(move.to, Stage) else goals[move.to]
            version += 1
            assert (row.from_stage, row.to_stage, row.seq) == (stage, goal, version), proposal.number
            if goal is not stage:
                stage, came_from = Stage(row.to_stage), stage
        # a change that was allowed raises the version without a move
        allowed = (ChangeRequest.proposal_id == proposal.id, ChangeRequest.state == "approved")
        changed = filled.scalar(select(func.count()).where(*allowed))
        standing = (proposal.stage, proposal.came_from, proposal.version)
        assert standing == (stage, came_from, version + (changed or 0))
        assert proposal.returned == bool(log and log[-1].action == Action.RETURN)
        assert proposal.holder_code == (log[-1].holder_code if log else proposal.area_code)


def test_moments_go_forward_and_none_lies_ahead(filled: Session) -> None:
    for proposal, log in histories(filled):
        moments = [proposal.created_at, *(row.at for row in log)]
        assert moments == sorted(moments), proposal.number
        assert moments[-1] <= AT
        changed = filled.scalar(
            select(func.max(ChangeRequest.decided_at)).where(
                ChangeRequest.proposal_id == proposal.id, ChangeRequest.state == "approved"
            )
        )
        assert proposal.updated_at == max(filter(None, (moments[-1], changed)))
        moved = [row.at for row in log if row.from_stage != row.to_stage]
        assert proposal.stage_since == (moved[-1] if moved else proposal.created_at)


def test_a_number_is_given_at_submission_and_the_next_real_one_follows(filled: Session) -> None:
    given: dict[tuple[str, int], list[int]] = {}
    for proposal, log in histories(filled):
        assert (proposal.number is None) == (not log)
        if proposal.number:
            area, year, running = proposal.number.rsplit("-", 2)
            rolled = any(row.action == Action.ROLL_OVER for row in log)
            assert area == proposal.area_code
            assert int(year) < proposal.fiscal_year if rolled else int(year) == proposal.fiscal_year
            given.setdefault((area, int(year)), []).append(int(running))
    assert given
    for (area, year), numbers in given.items():
        assert sorted(numbers) == list(range(1, len(numbers) + 1))
        series = filled.get_one(NumberSeries, (area, year))
        assert series.last == len(numbers)


def test_money_is_the_sum_of_its_lines(filled: Session) -> None:
    sums = dict(
        filled.execute(
            select(BudgetLine.proposal_id, func.sum(BudgetLine.amount)).group_by(BudgetLine.proposal_id)
        ).all()
    )
    rows = filled.scalars(select(Proposal)).all()
    assert rows
    assert all(row.amount == sums[row.id] for row in rows)


def test_ranks_run_from_one_without_a_gap_at_every_office(filled: Session) -> None:
    rows = filled.scalars(select(Rank).order_by(Rank.rank)).all()
    by_office: dict[tuple[str, str, int], list[int]] = {}
    for row in rows:
        by_office.setdefault((row.level, row.office_code, row.fiscal_year), []).append(row.rank)
    assert {level for level, _, _ in by_office} == {"village", "subdistrict", "district", "province"}
    assert all(ranks == list(range(1, len(ranks) + 1)) for ranks in by_office.values())


def test_what_was_passed_up_has_its_rank_and_class_and_what_is_planned_its_year(filled: Session) -> None:
    ranked = set(filled.execute(select(Rank.proposal_id, Rank.level)).all())
    for proposal, log in histories(filled):
        passed = {row.from_stage for row in log if row.action == Action.FORWARD}
        if Stage.SUBDISTRICT in passed:
            assert proposal.classification
            assert (proposal.id, Level.SUBDISTRICT) in ranked
        if Stage.DISTRICT in passed:
            assert (proposal.id, Level.DISTRICT) in ranked
        if {Action.INCLUDE, Action.ROLL_OVER} & {row.action for row in log} == {Action.INCLUDE}:
            assert proposal.plan_year == proposal.fiscal_year
            assert proposal.envelope in ("within", "over")
        if proposal.stage == Stage.AGENCY:
            assert proposal.holder_code == proposal.agency_code


def test_the_show_village_has_cards_in_many_stages_and_a_neighbours_road_merged_into_its_own(
    filled: Session,
) -> None:
    own = filled.scalars(select(Proposal).where(Proposal.area_code == "32010204")).all()
    assert len(own) >= 10
    assert len({row.stage for row in own}) >= 8
    link = filled.scalars(
        select(ProposalLink)
        .join(Proposal, Proposal.id == ProposalLink.from_id)
        .where(Proposal.area_code == "32010205", ProposalLink.to_id.in_([row.id for row in own]))
    ).all()
    assert [row.kind for row in link] == ["merged_into"]


def test_the_show_province_has_every_kind_of_stage(filled: Session) -> None:
    stages = Counter(filled.scalars(select(Proposal.stage).where(Proposal.province_code == "32")))
    waiting = {Stage.DRAFT, Stage.SUBDISTRICT, Stage.DISTRICT, Stage.PROVINCE, Stage.PLANNED}
    assert waiting <= set(stages)
    assert filled.scalar(select(func.count()).select_from(Opinion))


def test_other_provinces_ask_through_their_subdistricts_and_pin_nothing(filled: Session) -> None:
    rows = filled.execute(
        select(Proposal.area_code, Need.geom).join(Need).where(Proposal.province_code.in_(("50", "81")))
    ).all()
    assert len(rows) == 50
    assert {len(code) for code, _ in rows} == {6}
    assert all(geom is None for _, geom in rows)


def test_a_seaside_need_is_asked_for_at_the_sea_only(filled: Session) -> None:
    titles = filled.execute(
        select(Proposal.province_code).join(Need).where(Need.title.contains("กัดเซาะชายฝั่ง"))
    ).scalars()
    assert set(titles) <= {"81"}


def test_every_numbered_proposal_has_its_plan_item_in_the_same_transaction(filled: Session) -> None:
    numbers = set(filled.scalars(select(Proposal.number).where(Proposal.number.is_not(None))))
    assert set(filled.scalars(select(PlanItem.external_id))) == numbers


def test_the_envelope_of_a_year_holds_what_is_planned_within_it_and_not_much_more(filled: Session) -> None:
    said = [row for row in filled.scalars(select(PlanningRound)) if row.envelope is not None]
    assert said
    for row in said:
        within = filled.scalar(
            select(func.sum(Proposal.amount)).where(
                Proposal.province_code == row.province_code,
                Proposal.plan_year == row.fiscal_year,
                Proposal.envelope == "within",
            )
        )
        assert within is not None
        assert within < row.envelope < within * 2 + 1_000_000


def test_one_round_is_open_around_the_day_and_the_others_are_over(filled: Session) -> None:
    rounds = filled.scalars(select(PlanningRound).where(PlanningRound.province_code == "32")).all()
    assert {row.fiscal_year: row.is_open for row in rounds} == {
        2571: True, 2570: False, 2569: False, 2568: False,
    }  # fmt: skip


def test_a_second_run_gives_new_passwords_and_changes_nothing_else(filled: Session) -> None:
    before = filled.scalar(select(func.count()).select_from(Proposal))
    first = {one.username for one in fill(filled, at=AT)}
    again = fill(filled, at=AT + timedelta(days=1))
    assert {one.username for one in again} == first
    assert filled.scalar(select(func.count()).select_from(Proposal)) == before


def test_a_second_run_leaves_alone_who_works_on_a_server_of_their_own(filled: Session) -> None:
    planner = select(Account.password_hash).where(Account.username == "planner32")
    before = filled.scalar(planner)
    set_way(filled, "32", Way.NODE, at=AT)
    again = fill(filled, at=AT + timedelta(days=365))
    assert {one.username for one in again} == {"viewer", "admin"}
    assert filled.scalar(planner) == before
    new = filled.scalars(select(PlanningRound.province_code).where(PlanningRound.fiscal_year == 2572))
    assert set(new) == {"50", "81"}


def test_the_same_seed_gives_the_same_records(small_country: Session) -> None:
    # the passwords alone are drawn by lot
    whole = small_country.begin_nested()
    fill(small_country, at=AT)
    first = _summary(small_country)
    whole.rollback()
    small_country.expire_all()
    fill(small_country, at=AT)
    assert _summary(small_country) == first
    assert len(first) > 100


def test_every_role_of_the_chain_can_sign_in_and_is_said_to_be_a_sample(filled: Session) -> None:
    sign_ins = fill(filled, at=AT)
    roles = filled.execute(
        select(Holding.role, Holding.area_code, Holding.acting, Holding.order_number)
    ).all()
    assert len(sign_ins) == 10
    assert all(SAMPLE_WORD in one.name and one.note.startswith("ตัวอย่าง") for one in sign_ins)
    assert len({one.password for one in sign_ins}) == 10
    assert {role for role, *_ in roles} == {
        "village_head", "subdistrict_secretary", "subdistrict_chair", "district_secretary", "district_chief",
        "agency_officer", "planner", "governor", "viewer", "administrator",
    }  # fmt: skip
    assert [(role, code, bool(order)) for role, code, acting, order in roles if acting] == [
        ("district_chief", "3201", True)
    ]


def test_a_real_account_of_the_same_name_is_not_touched(small_country: Session) -> None:
    small_country.add(Account(username="planner32", name="สมศรี มีงาน", password_hash="-", created_at=AT))
    small_country.flush()
    with pytest.raises(IllegalMove, match="planner32"):
        fill(small_country, at=AT)


def _summary(session: Session) -> list[tuple[object, ...]]:
    return [
        tuple(row)
        for row in session.execute(
            select(Proposal.uid, Proposal.number, Proposal.stage, Proposal.amount, Need.title, Need.problem)
            .join(Need)
            .order_by(Proposal.uid)
        )
    ]


def test_pictures_are_hung_where_there_is_a_folder_and_say_that_they_are_drawn(
    small_country: Session, tmp_path: Path
) -> None:
    fill(small_country, at=AT, uploads=tmp_path)
    rows = small_country.execute(
        select(Attachment.filename, Attachment.kind, Proposal.area_code).join(
            Proposal, Proposal.id == Attachment.proposal_id
        )
    ).all()
    assert len(rows) >= 8
    assert {tuple(row) for row in rows} == {("ภาพตัวอย่าง.jpg", "photo", "32010204")}
    assert any(path.is_file() for path in tmp_path.rglob("*"))
