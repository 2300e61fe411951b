"""May this be done, by this hat, now, and where does it lead? The whole answer, in pure Python."""

from dataclasses import dataclass
from datetime import date

from planhub.errors import IllegalMove, Invalid, NotAllowed
from planhub.wording import N_, Sentence, say
from planhub.workflow.moves import MOVES, Move, Must, To
from planhub.workflow.roles import HEIGHT, OFFICE_WORD, ROLE_WORD, Hat, Level, Role
from planhub.workflow.rounds import RoundRules
from planhub.workflow.stages import ACTION_WORD, FOLLOWING, HELD_AT, STAGE_OF, STAGE_WORD, Action, Stage

CLASSES = ("self", "joint", "agency")
ENVELOPES = ("within", "over")
VERDICTS = ("feasible", "conditional", "infeasible")


@dataclass(frozen=True)
class Facts:
    """What the rules need to know of a record."""

    stage: Stage
    area_code: str
    """Who proposed: village, ชุมชน id, or subdistrict."""
    place_code: str
    """Where it lies for every prefix test: eight digits, or six for a ชุมชน or a whole subdistrict."""
    number: str = ""
    came_from: Stage | None = None
    """Stage from which it moved into the present one."""
    decided_by: Level | None = None
    """Level of the last decision, where one was made."""
    decided_year: int | None = None
    """Fiscal year of the round in which that was."""
    classification: str | None = None
    rank: int | None = None
    """Rank at the level that now holds it."""
    agency_code: str | None = None
    passed_up: int = 0
    """How many items this office has already passed up in the round."""
    children_missing: int = 0
    """How many areas below have not answered in the round."""


@dataclass(frozen=True)
class Given:
    """What the actor gives with an action; all optional until the table demands it."""

    reason: str = ""
    classification: str | None = None
    rank: int | None = None
    agency_code: str | None = None
    target_id: int | None = None
    plan_year: int | None = None
    envelope: str | None = None
    verdict: str | None = None
    estimated_cost: str | None = None
    permission_note: str = ""
    meeting: str = ""
    issue_ids: tuple[int, ...] = ()
    leading_issue_id: int | None = None


_MISSING: dict[Must, tuple[str, str]] = {
    Must.REASON: ("reason", N_("บอกเหตุผล เพื่อให้ผู้เสนอทราบว่าเพราะอะไร")),
    Must.CLASSIFICATION: ("classification", N_("จำแนกก่อน: ทำเอง ทำร่วม หรือเป็นอำนาจของหน่วยงานใด")),
    Must.LOCAL_CLASS: ("classification", N_("ให้ท้องถิ่นทำเองได้เฉพาะเรื่องที่จำแนกว่า “ดำเนินการเอง”")),
    Must.JOINT_CLASS: ("classification", N_("ทำร่วมได้เฉพาะเรื่องที่จำแนกว่า “ดำเนินการร่วมกับหน่วยงานอื่น”")),
    Must.RANK: ("rank", N_("จัดลำดับความสำคัญก่อนส่งต่อ")),
    Must.AGENCY: ("agency_code", N_("เลือกส่วนราชการ")),
    Must.TARGET: ("target_id", N_("เลือกเรื่องที่จะรวมเข้าด้วย")),
    Must.YEAR: ("plan_year", N_("เลือกปีงบประมาณของแผน")),
    Must.ENVELOPE: ("envelope", N_("เลือกว่าอยู่ภายในกรอบหรือเกินกรอบวงเงิน")),
    Must.MEETING: ("meeting", N_("บอกมติ ก.บ.จ. ที่ให้เปลี่ยนแผน: ครั้งที่เท่าไร วันที่เท่าไร")),
    Must.OPINION: ("verdict", N_("เลือกความเห็น: ทำได้ ทำได้โดยมีเงื่อนไข หรือทำไม่ได้")),
}


def judge(*, facts: Facts, action: Action, hat: Hat, given: Given, rules: RoundRules, day: date) -> Stage:
    """Stage to which the action leads.

    Raises NotAllowed (not this hat), IllegalMove (not from this stage, not in this window, already
    decided) or Invalid (something must be given).
    """
    move = MOVES.get((facts.stage, action))
    if move is None:
        raise IllegalMove(
            say(
                N_("เรื่องนี้%(stage)sอยู่ จึง%(action)sไม่ได้"),
                stage=_stage_word(facts), action=ACTION_WORD[action],
            )
        )  # fmt: skip
    _check_hat(facts, action, move, hat, rules, day)
    _check_window(facts, action, move, hat, rules, day)
    missing = {_MISSING[m][0]: say(_MISSING[m][1]) for m in move.must if not _has(m, facts, given)}
    if missing:
        raise Invalid(missing)
    return _goal(facts, move, hat)


def _stage_word(facts: Facts) -> str:
    # what has a number has been submitted: as a draft it can only have come back
    return N_("ส่งกลับให้แก้ไข") if facts.stage is Stage.DRAFT and facts.number else STAGE_WORD[facts.stage]


def possible(*, facts: Facts, hat: Hat, rules: RoundRules, day: date) -> list[Action]:
    """Actions this hat could take now, if it gives what they demand: what the page offers."""
    result = []
    for (stage, action), move in MOVES.items():
        if stage is not facts.stage or action in FOLLOWING:
            continue
        try:
            _check_hat(facts, action, move, hat, rules, day)
            _check_window(facts, action, move, hat, rules, day)
        except (NotAllowed, IllegalMove):
            continue
        result.append(action)
    return result


def _check_hat(facts: Facts, action: Action, move: Move, hat: Hat, rules: RoundRules, day: date) -> None:
    if not hat.in_force(day):
        raise NotAllowed(N_("การดำรงตำแหน่งนี้ไม่อยู่ในช่วงวันที่มีผล"))
    if hat.role in (Role.VIEWER, Role.ADMINISTRATOR):
        raise NotAllowed(N_("บทบาทนี้ดูข้อมูลได้ แต่ไม่ได้ร่วมพิจารณา"))
    if action is Action.WITHDRAW and facts.decided_by is not None:
        raise IllegalMove(N_("มีมติเรื่องนี้ไปแล้ว ถอนเองไม่ได้ ขอให้คณะกรรมการที่ถือเรื่องอยู่พิจารณา"))
    if action is Action.RECALL:
        _check_asker(facts, hat)
    elif move.level is None:
        _check_above(facts, action, hat, rules)
    elif not (_sits_at(move.level, hat) or (move.doer and carries_out(facts, hat))):
        raise NotAllowed(
            say(
                N_("%(action)sเป็นหน้าที่ของ%(office)s"),
                action=ACTION_WORD[action],
                office=OFFICE_WORD[move.level],
            )
        )
    elif move.role is not None and hat.role is not move.role:
        raise NotAllowed(
            say(N_("%(action)sได้เฉพาะ%(role)s"), action=ACTION_WORD[action], role=ROLE_WORD[move.role])
        )
    if hat.level is Level.AGENCY:
        if facts.agency_code is None or hat.agency_code != facts.agency_code:
            raise NotAllowed(N_("เรื่องนี้ไม่ได้ส่งมาที่ส่วนราชการของท่าน"))
    elif not hat.covers(facts.place_code, facts.area_code):
        raise NotAllowed(N_("เรื่องนี้อยู่นอกพื้นที่ของท่าน"))


def carries_out(facts: Facts, hat: Hat) -> bool:
    """Whether this hat's office does the work: the agency named, or the local authority's for its own."""
    if hat.level is Level.AGENCY:
        return facts.agency_code is not None and hat.agency_code == facts.agency_code
    own = facts.classification in ("self", "joint") or facts.stage in (Stage.LOCAL, Stage.JOINT)
    return own and hat.level is Level.SUBDISTRICT


def _sits_at(level: Level, hat: Hat) -> bool:
    # the subdistrict's secretary may key in for a village that cannot: the log says on whose behalf
    by_clerk = level is Level.VILLAGE and hat.role is Role.SUBDISTRICT_SECRETARY
    return hat.level is level or by_clerk


def _check_asker(facts: Facts, hat: Hat) -> None:
    asker = HELD_AT.get(facts.came_from) if facts.came_from else None
    if asker is None or STAGE_OF.get(hat.level) is None or HEIGHT[hat.level] < HEIGHT[asker]:
        raise NotAllowed(N_("เรียกคืนได้เฉพาะคณะกรรมการที่ส่งเรื่องไปถาม หรือระดับที่สูงกว่า"))


def _check_above(facts: Facts, action: Action, hat: Hat, rules: RoundRules) -> None:
    decided = facts.decided_by or Level.SUBDISTRICT
    if STAGE_OF.get(hat.level) is None:
        raise NotAllowed(N_("ต้องเป็นคณะกรรมการตำบล อำเภอ หรือจังหวัด"))
    height, decided_height = HEIGHT[hat.level], HEIGHT[decided]
    same_may = action in (Action.UNMERGE, Action.LET_GO) or (
        action is Action.RESUME and facts.decided_year is not None and rules.fiscal_year > facts.decided_year
    )
    if height > decided_height or (height == decided_height and same_may):
        return
    if height == decided_height:
        raise IllegalMove(N_("ผู้ที่มีมติแล้วเปิดเรื่องเดิมเองไม่ได้ ต้องเป็นระดับที่สูงกว่า หรือรอรอบถัดไป"))
    raise NotAllowed(N_("มตินี้เป็นของระดับที่สูงกว่า"))


def _check_window(facts: Facts, action: Action, move: Move, hat: Hat, rules: RoundRules, day: date) -> None:
    if not move.in_window or move.level is None:
        return
    if action is Action.SUBMIT and facts.came_from is not None:
        return  # sent back to be mended: it comes again whenever it is ready, or it would be stuck
    window = rules.window(move.level)
    if not window.open_on(day):
        raise IllegalMove(_closed(window.opens, window.closes, rules.fiscal_year, day))
    if action is Action.SUBMIT:
        return
    if window.children_first and facts.children_missing:
        raise IllegalMove(
            say(N_("ยังมี %(n)d พื้นที่ที่ยังไม่ส่งเรื่องในรอบนี้ รอบกำหนดให้ครบก่อนส่งต่อ"), n=facts.children_missing)
        )
    if window.top_n is not None and facts.passed_up >= window.top_n:
        raise IllegalMove(say(N_("รอบนี้ส่งต่อได้ไม่เกิน %(n)d เรื่อง และส่งครบแล้ว"), n=window.top_n))


def _closed(opens: date | None, closes: date | None, fiscal_year: int, day: date) -> Sentence:
    if opens is not None and day < opens:
        return say(N_("รอบปีงบประมาณ %(year)d ยังไม่เปิด เปิดวันที่ %(day)s"), year=fiscal_year, day=opens)
    return say(N_("รอบปีงบประมาณ %(year)d ปิดแล้วเมื่อ %(day)s ติดต่อผู้จัดการรอบ"), year=fiscal_year, day=closes)


def _has(must: Must, facts: Facts, given: Given) -> bool:
    classification = given.classification or facts.classification
    checks = {
        Must.REASON: bool(given.reason.strip()),
        Must.CLASSIFICATION: classification in CLASSES,
        Must.LOCAL_CLASS: classification == "self",
        Must.JOINT_CLASS: classification == "joint",
        Must.RANK: (given.rank or facts.rank) is not None,
        Must.AGENCY: bool(given.agency_code or facts.agency_code),
        Must.TARGET: given.target_id is not None,
        Must.YEAR: given.plan_year is not None,
        Must.ENVELOPE: given.envelope in ENVELOPES,
        Must.OPINION: given.verdict in VERDICTS,
        Must.MEETING: bool(given.meeting.strip()),
    }
    return checks[must]


def _goal(facts: Facts, move: Move, hat: Hat) -> Stage:
    if isinstance(move.to, Stage):
        return move.to
    if move.to is To.SAME:
        return facts.stage
    if move.to is To.OWN_LEVEL:
        return STAGE_OF[hat.level]
    if move.to is To.DECIDER:
        return STAGE_OF.get(facts.decided_by or Level.SUBDISTRICT, Stage.SUBDISTRICT)
    if facts.came_from is None:
        raise IllegalMove(N_("ไม่พบประวัติว่าเรื่องมาจากขั้นใด"))
    return facts.came_from


def holder_code(
    stage: Stage, *, place_code: str, area_code: str, agency_code: str | None, now_with: str
) -> str:
    """Code of the office that holds a record at a stage; ended and waiting ones stay where they are."""
    level = HELD_AT.get(stage)
    if level is None:
        return now_with
    if level is Level.AGENCY:
        return agency_code or now_with
    if level is Level.VILLAGE:
        return area_code
    return place_code[: {Level.SUBDISTRICT: 6, Level.DISTRICT: 4, Level.PROVINCE: 2}[level]]
