"""What is said before a decision is what the state machine then does: who can, and who cannot, undo it."""

from datetime import date

import pytest

from planhub.committees.lasting import lasting
from planhub.proposals.reviewing import DECISIONS
from planhub.workflow.judging import Facts, Given, judge, possible
from planhub.workflow.moves import MOVES
from planhub.workflow.roles import Hat, Level, Role
from planhub.workflow.rounds import RoundRules
from planhub.workflow.stages import FOLLOWING, Action, Stage

YEAR, DAY, VILLAGE, AGENCY = 2571, date(2026, 11, 21), "32010204", "A-32-DPT"
HATS = {
    Level.VILLAGE: Hat(1, 1, Role.VILLAGE_HEAD, VILLAGE),
    Level.SUBDISTRICT: Hat(2, 2, Role.SUBDISTRICT_SECRETARY, "320102"),
    Level.DISTRICT: Hat(3, 3, Role.DISTRICT_SECRETARY, "3201"),
    Level.PROVINCE: Hat(4, 4, Role.PLANNER, "32"),
    Level.AGENCY: Hat(5, 5, Role.AGENCY_OFFICER, "32", agency_code=AGENCY),
}
BACK = {Action.RETURN, Action.RESUME, Action.REOPEN, Action.UNMERGE, Action.RECALL, Action.TAKE_OUT}
"""Actions that bring a matter back to where it was decided, or open it again."""
S, D, P = Level.SUBDISTRICT, Level.DISTRICT, Level.PROVINCE


def undone_by(stage: Stage, action: Action, level: Level, *, later: bool = False) -> set[Level]:
    """The levels that could bring it back, once it is done: asked of the state machine itself."""
    before = Facts(
        stage=stage, area_code=VILLAGE, place_code=VILLAGE, number="32010204-2571-001", agency_code=AGENCY,
        came_from=Stage.DISTRICT if stage is Stage.AGENCY else None, rank=1, classification="self",
    )  # fmt: skip
    given = Given(
        reason="-", target_id=9, plan_year=YEAR, envelope="within", verdict="feasible",
        classification="joint" if action is Action.DO_JOINTLY else "self",
    )  # fmt: skip
    rules = RoundRules(YEAR, {})
    goal = judge(facts=before, action=action, hat=HATS[level], given=given, rules=rules, day=DAY)
    decided = level if action in DECISIONS else None
    after = Facts(
        stage=goal, area_code=VILLAGE, place_code=VILLAGE, number=before.number, agency_code=AGENCY,
        came_from=stage, decided_by=decided, decided_year=YEAR if decided else None,
    )  # fmt: skip
    then = RoundRules(YEAR + 1 if later else YEAR, {})
    return {
        who for who, hat in HATS.items() if BACK & set(possible(facts=after, hat=hat, rules=then, day=DAY))
    }


TOLD = [
    # who stands just above has it now and may send it back
    (Stage.SUBDISTRICT, Action.FORWARD, S, {D}, "ขอให้ กบอ. ส่งกลับมา"),
    (Stage.DISTRICT, Action.FORWARD, D, {P}, "ขอให้ จังหวัด (ก.บ.จ.) ส่งกลับมา"),
    # put off: only from higher up, until the next round
    (Stage.SUBDISTRICT, Action.DEFER, S, {D, P}, "ก่อนนั้นมีเพียง กบอ. หรือจังหวัด"),
    (Stage.DISTRICT, Action.DEFER, D, {P}, "ก่อนนั้นมีเพียง จังหวัด"),
    (Stage.PROVINCE, Action.DEFER, P, set(), "ก่อนนั้นไม่มีระดับใดนำกลับมาได้"),
    # refused: only from higher up
    (Stage.SUBDISTRICT, Action.REJECT, S, {D, P}, "มีเพียง กบอ. หรือจังหวัด"),
    (Stage.DISTRICT, Action.REJECT, D, {P}, "มีเพียง จังหวัด"),
    (Stage.PROVINCE, Action.REJECT, P, set(), "ไม่มีระดับใดเปิดเรื่องนี้ให้พิจารณาใหม่ได้"),
    # out of the committees' hands for good
    (Stage.SUBDISTRICT, Action.DO_LOCALLY, S, set(), "ไม่มีระดับใดเปิดใหม่ได้"),
    (Stage.SUBDISTRICT, Action.DO_JOINTLY, S, set(), "ไม่มีระดับใดเปิดใหม่ได้"),
    # in the plan: its planner cannot take it out again, the governor can
    (Stage.PROVINCE, Action.INCLUDE, P, set(), "มีเพียงผู้ว่าราชการจังหวัด"),
]


@pytest.mark.parametrize(("stage", "action", "level", "who", "words"), TOLD)
def test_who_can_undo_it_is_who_the_page_names(
    stage: Stage, action: Action, level: Level, who: set[Level], words: str
) -> None:
    assert undone_by(stage, action, level) == who
    assert words in str(lasting(action, level))


def test_the_governor_takes_out_of_the_plan_what_the_planner_cannot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(HATS, Level.PROVINCE, Hat(6, 6, Role.GOVERNOR, "32"))
    assert undone_by(Stage.PROVINCE, Action.INCLUDE, P) == {P}


def test_its_own_level_takes_up_what_it_put_off_in_the_next_round() -> None:
    for stage, level in ((Stage.SUBDISTRICT, S), (Stage.DISTRICT, D), (Stage.PROVINCE, P)):
        assert level in undone_by(stage, Action.DEFER, level, later=True)
        assert "เมื่อเปิดรอบปีถัดไปแล้วเท่านั้น" in str(lasting(Action.DEFER, level))


@pytest.mark.parametrize("level", [S, D, P])
def test_what_its_own_level_may_undo_or_do_again_is_not_called_lasting(level: Level) -> None:
    stage = Stage(level)
    for action in (Action.MERGE, Action.REFER):
        assert level in undone_by(stage, action, level)
        assert lasting(action, level) is None
    for action in (Action.CLASSIFY, Action.ALIGN):
        assert lasting(action, level) is None


def test_every_move_that_leaves_an_office_and_that_it_cannot_undo_is_told_before() -> None:
    for (stage, action), move in MOVES.items():
        if move.level not in (S, D, P) or stage not in (Stage.SUBDISTRICT, Stage.DISTRICT, Stage.PROVINCE):
            continue
        if action in FOLLOWING or action in (Action.LET_GO, Action.ROLL_OVER):
            continue  # recorded on pages of their own, which say it there
        stays = action in (Action.CLASSIFY, Action.ALIGN)
        own = stays or move.level in undone_by(stage, action, move.level)
        assert (lasting(action, move.level) is None) == own, (stage, action)


def test_an_agency_is_told_that_only_who_asked_may_ask_again() -> None:
    assert undone_by(Stage.AGENCY, Action.OPINE, Level.AGENCY) <= {D}
    assert "ผู้ถามส่งมาให้ความเห็นอีกครั้งได้" in str(lasting(Action.OPINE, Level.AGENCY))
