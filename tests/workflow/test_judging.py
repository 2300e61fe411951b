"""The state machine as a table: each row a sentence, and no database."""

from dataclasses import replace
from datetime import date

import pytest

from planhub.errors import IllegalMove, Invalid, NotAllowed
from planhub.workflow.judging import Facts, Given, holder_code, judge, possible
from planhub.workflow.moves import MOVES, To
from planhub.workflow.roles import Hat, Level, Role
from planhub.workflow.rounds import RoundRules, Window
from planhub.workflow.stages import (
    FOLLOWING,
    HELD_AT,
    NEXT_WORD,
    STAGE_GROUP,
    STAGE_WORD,
    Action,
    Stage,
)

DAY = date(2026, 11, 21)
VILLAGE, SUBDISTRICT, DISTRICT, PROVINCE = "32010204", "320102", "3201", "32"


def hat(role: Role, area: str, **kw: object) -> Hat:
    return Hat(account_id=1, holding_id=1, role=role, area_code=area, **kw)  # type: ignore[arg-type]


HEAD = hat(Role.VILLAGE_HEAD, VILLAGE)
SECRETARY = hat(Role.SUBDISTRICT_SECRETARY, SUBDISTRICT)
CHAIR = hat(Role.SUBDISTRICT_CHAIR, SUBDISTRICT)
CHIEF = hat(Role.DISTRICT_CHIEF, DISTRICT)
PLANNER = hat(Role.PLANNER, PROVINCE)
GOVERNOR = hat(Role.GOVERNOR, PROVINCE)
OFFICER = hat(Role.AGENCY_OFFICER, PROVINCE, agency_code="A-32-DPT")
MINISTRY = hat(Role.VIEWER, "")
ADMIN = hat(Role.ADMINISTRATOR, "")

RULES = RoundRules(2571)


def at(stage: Stage, **kw: object) -> Facts:
    return Facts(stage=stage, area_code=VILLAGE, place_code=VILLAGE, **kw)  # type: ignore[arg-type]


READY = at(Stage.SUBDISTRICT, classification="agency", rank=1)

ALLOWED = [
    # the village head submits a draft, and it lies with the subdistrict
    (at(Stage.DRAFT), Action.SUBMIT, HEAD, Given(), Stage.SUBDISTRICT),
    # the subdistrict's secretary may submit for a village that cannot
    (at(Stage.DRAFT), Action.SUBMIT, SECRETARY, Given(), Stage.SUBDISTRICT),
    # the owner takes it back before a decision
    (at(Stage.SUBDISTRICT), Action.WITHDRAW, HEAD, Given(), Stage.WITHDRAWN),
    # sorting into self, joint or agency leaves it where it lies
    (at(Stage.SUBDISTRICT), Action.CLASSIFY, SECRETARY, Given(classification="self"), Stage.SUBDISTRICT),
    # classified and ranked, the chair forwards it
    (READY, Action.FORWARD, CHAIR, Given(), Stage.DISTRICT),
    # what the local authority can do itself stays in the subdistrict and is tracked
    (at(Stage.SUBDISTRICT, classification="self"), Action.DO_LOCALLY, CHAIR, Given(), Stage.LOCAL),
    # with another office, jointly
    (
        at(Stage.SUBDISTRICT, classification="joint"),
        Action.DO_JOINTLY,
        CHAIR,
        Given(agency_code="A-32-DPT"),
        Stage.JOINT,
    ),
    # back to the village with a reason
    (READY, Action.RETURN, SECRETARY, Given(reason="ขาดภาพถ่าย"), Stage.DRAFT),
    (READY, Action.DEFER, SECRETARY, Given(reason="รอผังเมือง"), Stage.DEFERRED),
    (READY, Action.REJECT, SECRETARY, Given(reason="ซ้ำกับงานที่ทำแล้ว"), Stage.REJECTED),
    (READY, Action.MERGE, SECRETARY, Given(target_id=7), Stage.MERGED),
    # the district asks the office that has the power
    (at(Stage.DISTRICT), Action.REFER, CHIEF, Given(agency_code="A-32-DPT"), Stage.AGENCY),
    # the office answers, and it returns to whoever asked
    (
        at(Stage.AGENCY, came_from=Stage.DISTRICT, agency_code="A-32-DPT"),
        Action.OPINE,
        OFFICER,
        Given(verdict="feasible"),
        Stage.DISTRICT,
    ),
    # an office that stays silent: who asked takes the matter back
    (
        at(Stage.AGENCY, came_from=Stage.DISTRICT, agency_code="A-32-DPT"),
        Action.RECALL,
        CHIEF,
        Given(reason="รอมาสองเดือน"),
        Stage.DISTRICT,
    ),
    (at(Stage.DISTRICT, rank=2), Action.FORWARD, CHIEF, Given(), Stage.PROVINCE),
    (at(Stage.DISTRICT), Action.RETURN, CHIEF, Given(reason="จัดลำดับใหม่"), Stage.SUBDISTRICT),
    # the province puts it in the plan of a year, within the envelope or over it
    (at(Stage.PROVINCE), Action.INCLUDE, GOVERNOR, Given(plan_year=2571, envelope="over"), Stage.PLANNED),
    (at(Stage.PROVINCE), Action.INCLUDE, PLANNER, Given(plan_year=2571, envelope="within"), Stage.PLANNED),
    # a merge is undone by the level that made it
    (
        at(Stage.MERGED, came_from=Stage.SUBDISTRICT, decided_by=Level.SUBDISTRICT),
        Action.UNMERGE,
        SECRETARY,
        Given(reason="คนละจุด"),
        Stage.SUBDISTRICT,
    ),
    # a refusal of the subdistrict is reopened by the district, and lies with the district
    (
        at(Stage.REJECTED, decided_by=Level.SUBDISTRICT),
        Action.REOPEN,
        CHIEF,
        Given(reason="มีข้อมูลใหม่"),
        Stage.DISTRICT,
    ),
    # in a later round the same level takes up what it deferred
    (
        at(Stage.DEFERRED, decided_by=Level.SUBDISTRICT, decided_year=2570),
        Action.RESUME,
        CHAIR,
        Given(reason="รอบใหม่"),
        Stage.SUBDISTRICT,
    ),
    # money, then works, then the result
    (at(Stage.PLANNED), Action.ALLOCATE, PLANNER, Given(), Stage.FUNDED),
    # an office may do the work with its own hands, without any purchase
    (at(Stage.FUNDED), Action.START_WORKS, PLANNER, Given(), Stage.WORKS),
    # the agency that carries it out begins the purchase, the works, and tells that they are done
    (at(Stage.FUNDED, agency_code="A-32-DPT"), Action.PROCURE, OFFICER, Given(), Stage.PROCUREMENT),
    (at(Stage.PROCUREMENT, agency_code="A-32-DPT"), Action.START_WORKS, OFFICER, Given(), Stage.WORKS),
    (at(Stage.WORKS, agency_code="A-32-DPT"), Action.COMPLETE, OFFICER, Given(), Stage.COMPLETED),
    # a contractor left: it is bought anew, and one says why
    (
        at(Stage.WORKS, agency_code="A-32-DPT"),
        Action.PROCURE_AGAIN,
        OFFICER,
        Given(reason="ผู้รับจ้างทิ้งงาน"),
        Stage.PROCUREMENT,
    ),
    # the money lapsed before it was bound: it waits for money again
    (at(Stage.FUNDED), Action.LOSE_MONEY, PLANNER, Given(reason="พับไปเมื่อสิ้นปี"), Stage.PLANNED),
    # the local authority tells that its own work is done
    (at(Stage.LOCAL, classification="self"), Action.COMPLETE, SECRETARY, Given(), Stage.COMPLETED),
    (at(Stage.WORKS), Action.COMPLETE, PLANNER, Given(), Stage.COMPLETED),
    # a year after the handover somebody looked whether it is in use
    (at(Stage.COMPLETED, agency_code="A-32-DPT"), Action.EVALUATE, OFFICER, Given(), Stage.EVALUATED),
    (at(Stage.COMPLETED, classification="self"), Action.EVALUATE, SECRETARY, Given(), Stage.EVALUATED),
    # a quarter's review: the province lets go what has no money, from the plan or before it
    (at(Stage.PLANNED), Action.LET_GO, PLANNER, Given(reason="กรมทำให้แล้ว"), Stage.REJECTED),
    (at(Stage.PROVINCE), Action.LET_GO, PLANNER, Given(reason="กรมทำให้แล้ว"), Stage.REJECTED),
    # and each office what it has put off itself, in the same round too
    (
        at(Stage.DEFERRED, decided_by=Level.SUBDISTRICT, decided_year=2571),
        Action.LET_GO,
        CHAIR,
        Given(reason="ไม่ต้องการแล้ว"),
        Stage.REJECTED,
    ),
    # the plan was wrong: by a resolution its chair takes it out, to be decided on anew
    (
        at(Stage.PLANNED, decided_by=Level.PROVINCE),
        Action.TAKE_OUT,
        GOVERNOR,
        Given(reason="บรรจุผิดปี", meeting="ก.บ.จ. ครั้งที่ 4/2569"),
        Stage.PROVINCE,
    ),
    # the year's end: what was planned and got no money is the province's to decide in the next round
    (at(Stage.PLANNED), Action.ROLL_OVER, PLANNER, Given(plan_year=2572), Stage.PROVINCE),
    # what was put off returns to the level that put it off
    (
        at(Stage.DEFERRED, decided_by=Level.DISTRICT),
        Action.ROLL_OVER,
        PLANNER,
        Given(plan_year=2572),
        Stage.DISTRICT,
    ),
]


@pytest.mark.parametrize(("facts", "action", "who", "given_", "goal"), ALLOWED)
def test_the_flow_leads_there(facts: Facts, action: Action, who: Hat, given_: Given, goal: Stage) -> None:
    assert judge(facts=facts, action=action, hat=who, given=given_, rules=RULES, day=DAY) is goal
    offered = action in possible(facts=facts, hat=who, rules=RULES, day=DAY)
    assert offered is (action not in FOLLOWING)


DENIED = [
    # another agency's officer touches a work that is not his
    (at(Stage.FUNDED, agency_code="A-32-DOH"), Action.PROCURE, OFFICER, Given(), NotAllowed),
    # what has money is not let go, nor taken into another round
    (at(Stage.FUNDED), Action.LET_GO, PLANNER, Given(reason="x"), IllegalMove),
    (at(Stage.FUNDED), Action.ROLL_OVER, PLANNER, Given(plan_year=2572), IllegalMove),
    # nothing is let go without a reason, nor by a level below the one that decided
    (at(Stage.PLANNED), Action.LET_GO, PLANNER, Given(), Invalid),
    (at(Stage.DEFERRED, decided_by=Level.PROVINCE), Action.LET_GO, CHIEF, Given(reason="x"), NotAllowed),
    # a plan is not changed by its planner alone, nor without reason and resolution, nor once there is money
    (at(Stage.PLANNED), Action.TAKE_OUT, PLANNER, Given(reason="x", meeting="4/2569"), NotAllowed),
    (at(Stage.PLANNED), Action.TAKE_OUT, GOVERNOR, Given(reason="x"), Invalid),
    (at(Stage.PLANNED), Action.TAKE_OUT, GOVERNOR, Given(meeting="4/2569"), Invalid),
    (at(Stage.FUNDED), Action.TAKE_OUT, GOVERNOR, Given(reason="x", meeting="4/2569"), IllegalMove),
    # no round, no rolling
    (at(Stage.PLANNED), Action.ROLL_OVER, PLANNER, Given(), Invalid),
    # an agency gives itself no money
    (at(Stage.PLANNED, agency_code="A-32-DPT"), Action.ALLOCATE, OFFICER, Given(), NotAllowed),
    # a subdistrict completes no work of an agency
    (at(Stage.WORKS, classification="agency"), Action.COMPLETE, CHAIR, Given(), NotAllowed),
    # another village's head
    (at(Stage.DRAFT), Action.SUBMIT, hat(Role.VILLAGE_HEAD, "32010205"), Given(), NotAllowed),
    # the neighbouring subdistrict's chair
    (READY, Action.FORWARD, hat(Role.SUBDISTRICT_CHAIR, "320103"), Given(), NotAllowed),
    # another district
    (at(Stage.DISTRICT, rank=1), Action.FORWARD, hat(Role.DISTRICT_CHIEF, "3202"), Given(), NotAllowed),
    # the district does not do the subdistrict's work
    (READY, Action.FORWARD, CHIEF, Given(), NotAllowed),
    # the village does not decide
    (READY, Action.REJECT, HEAD, Given(reason="x"), NotAllowed),
    # the ministry and the administrator look, and do not decide
    (at(Stage.PROVINCE), Action.INCLUDE, MINISTRY, Given(plan_year=2571, envelope="within"), NotAllowed),
    (at(Stage.PROVINCE), Action.INCLUDE, ADMIN, Given(plan_year=2571, envelope="within"), NotAllowed),
    # an agency to which nothing was sent
    (
        at(Stage.AGENCY, came_from=Stage.DISTRICT),
        Action.OPINE,
        OFFICER,
        Given(verdict="feasible"),
        NotAllowed,
    ),
    # an expired appointment
    (READY, Action.FORWARD, replace(CHAIR, valid_to=date(2026, 9, 30)), Given(), NotAllowed),
    # a matter asked by the district is not taken back by the subdistrict, nor by the village
    (at(Stage.AGENCY, came_from=Stage.DISTRICT), Action.RECALL, CHAIR, Given(reason="x"), NotAllowed),
    (at(Stage.AGENCY, came_from=Stage.DISTRICT), Action.RECALL, HEAD, Given(reason="x"), NotAllowed),
    # once decided upon, the owner cannot take it away
    (at(Stage.SUBDISTRICT, decided_by=Level.SUBDISTRICT), Action.WITHDRAW, HEAD, Given(), IllegalMove),
    (at(Stage.DRAFT, decided_by=Level.DISTRICT), Action.WITHDRAW, HEAD, Given(), IllegalMove),
    # nothing leaves the subdistrict unsorted
    (at(Stage.SUBDISTRICT, rank=1), Action.FORWARD, CHAIR, Given(), Invalid),
    # nor unranked
    (at(Stage.SUBDISTRICT, classification="agency"), Action.FORWARD, CHAIR, Given(), Invalid),
    # no return, deferral or refusal without a reason; blanks are none
    (READY, Action.RETURN, CHAIR, Given(reason="  "), Invalid),
    (READY, Action.DEFER, CHAIR, Given(), Invalid),
    (READY, Action.REJECT, CHAIR, Given(), Invalid),
    # the local authority cannot do itself what is beyond it
    (READY, Action.DO_LOCALLY, CHAIR, Given(), Invalid),
    # the plan needs its year and its side of the line
    (at(Stage.PROVINCE), Action.INCLUDE, PLANNER, Given(plan_year=2571), Invalid),
    (at(Stage.PROVINCE), Action.INCLUDE, PLANNER, Given(plan_year=2571, envelope="perhaps"), Invalid),
    # a referral names its office
    (at(Stage.DISTRICT), Action.REFER, CHIEF, Given(), Invalid),
    # a step that the flow does not have
    (at(Stage.DRAFT), Action.INCLUDE, PLANNER, Given(), IllegalMove),
    (at(Stage.PLANNED), Action.RETURN, PLANNER, Given(reason="x"), IllegalMove),
    # who decided does not reopen in the same round
    (at(Stage.REJECTED, decided_by=Level.DISTRICT), Action.REOPEN, CHIEF, Given(reason="x"), IllegalMove),
    (
        at(Stage.DEFERRED, decided_by=Level.SUBDISTRICT, decided_year=2571),
        Action.RESUME,
        CHAIR,
        Given(reason="x"),
        IllegalMove,
    ),
    # nor does anybody below
    (at(Stage.REJECTED, decided_by=Level.PROVINCE), Action.REOPEN, CHIEF, Given(reason="x"), NotAllowed),
    # and the village never
    (at(Stage.REJECTED, decided_by=Level.SUBDISTRICT), Action.REOPEN, HEAD, Given(reason="x"), NotAllowed),
]


@pytest.mark.parametrize(("facts", "action", "who", "given_", "error"), DENIED)
def test_the_flow_refuses(
    facts: Facts, action: Action, who: Hat, given_: Given, error: type[Exception]
) -> None:
    with pytest.raises(error) as told:
        judge(facts=facts, action=action, hat=who, given=given_, rules=RULES, day=DAY)
    assert str(told.value)


def rules(level: Level, **window: object) -> RoundRules:
    return RoundRules(2571, {level: Window(**window)})  # type: ignore[arg-type]


WINDOWS = [
    # not yet open
    (at(Stage.DRAFT), Action.SUBMIT, HEAD, rules(Level.VILLAGE, opens=date(2026, 12, 1)), False),
    # closed yesterday
    (at(Stage.DRAFT), Action.SUBMIT, HEAD, rules(Level.VILLAGE, closes=date(2026, 11, 20)), False),
    # what was returned may come again after closing: it was in time once
    (
        at(Stage.DRAFT, came_from=Stage.SUBDISTRICT),
        Action.SUBMIT,
        HEAD,
        rules(Level.VILLAGE, closes=date(2026, 11, 20)),
        True,
    ),
    # the closing day itself is still open
    (at(Stage.DRAFT), Action.SUBMIT, HEAD, rules(Level.VILLAGE, closes=DAY), True),
    # another level's window is nobody else's concern
    (at(Stage.DRAFT), Action.SUBMIT, HEAD, rules(Level.DISTRICT, closes=date(2020, 1, 1)), True),
    # a closed window does not stop a return: only passing up is bound to it
    (READY, Action.RETURN, CHAIR, rules(Level.SUBDISTRICT, closes=date(2020, 1, 1)), True),
    # three may go up, three have gone
    (replace(READY, passed_up=3), Action.FORWARD, CHAIR, rules(Level.SUBDISTRICT, top_n=3), False),
    (replace(READY, passed_up=2), Action.FORWARD, CHAIR, rules(Level.SUBDISTRICT, top_n=3), True),
    # children first: two villages are silent
    (
        replace(READY, children_missing=2),
        Action.FORWARD,
        CHAIR,
        rules(Level.SUBDISTRICT, children_first=True),
        False,
    ),
    (READY, Action.FORWARD, CHAIR, rules(Level.SUBDISTRICT, children_first=True), True),
    # without that rule silence stops nobody
    (replace(READY, children_missing=2), Action.FORWARD, CHAIR, rules(Level.SUBDISTRICT), True),
]


@pytest.mark.parametrize(("facts", "action", "who", "round_", "goes"), WINDOWS)
def test_the_round_bounds_it(facts: Facts, action: Action, who: Hat, round_: RoundRules, goes: bool) -> None:
    given = Given(reason="เหตุผล")
    if goes:
        assert judge(facts=facts, action=action, hat=who, given=given, rules=round_, day=DAY)
    else:
        with pytest.raises(IllegalMove):
            judge(facts=facts, action=action, hat=who, given=given, rules=round_, day=DAY)
        assert action not in possible(facts=facts, hat=who, rules=round_, day=DAY)


@pytest.mark.parametrize(
    ("stage", "now_with", "holder"),
    [
        (Stage.DRAFT, "", VILLAGE),
        (Stage.SUBDISTRICT, "", SUBDISTRICT),
        (Stage.DISTRICT, "", DISTRICT),
        (Stage.AGENCY, "", "A-32-DPT"),
        (Stage.PROVINCE, "", PROVINCE),
        (Stage.PLANNED, "", PROVINCE),
        # what a district deferred waits at the district
        (Stage.DEFERRED, DISTRICT, DISTRICT),
    ],
)
def test_who_holds_it(stage: Stage, now_with: str, holder: str) -> None:
    held = holder_code(
        stage, place_code=VILLAGE, area_code=VILLAGE, agency_code="A-32-DPT", now_with=now_with
    )
    assert held == holder


def test_a_community_is_held_by_its_own_id_and_judged_by_its_subdistrict() -> None:
    facts = Facts(stage=Stage.DRAFT, area_code="C-4320101-003", place_code=SUBDISTRICT)
    chair = hat(Role.VILLAGE_HEAD, "C-4320101-003")
    assert judge(facts=facts, action=Action.SUBMIT, hat=chair, given=Given(), rules=RULES, day=DAY)
    with pytest.raises(NotAllowed):
        judge(
            facts=facts,
            action=Action.SUBMIT,
            hat=hat(Role.VILLAGE_HEAD, "C-4320101-004"),
            given=Given(),
            rules=RULES,
            day=DAY,
        )


def test_every_stage_has_its_words_colour_and_way_on() -> None:
    for stage in Stage:
        assert STAGE_WORD[stage]
        assert STAGE_GROUP[stage]
        assert NEXT_WORD[stage]
    ends = {Stage.EVALUATED, Stage.WITHDRAWN}
    assert {stage for stage in Stage if not any(at_ is stage for at_, _ in MOVES)} == ends
    reached = {move.to for move in MOVES.values() if isinstance(move.to, Stage)}
    assert reached == set(Stage), "every stage can be reached by a move"
    assert {To.SAME, To.BEFORE, To.OWN_LEVEL, To.DECIDER} <= {move.to for move in MOVES.values()}
    assert set(HELD_AT) | {Stage.DEFERRED, Stage.MERGED, Stage.REJECTED, Stage.WITHDRAWN} == set(Stage)
