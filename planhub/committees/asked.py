"""What a page asks for with each action, and what was typed read into it. Reads only; nothing is decided."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from planhub.committees.typed_ranks import read_rank
from planhub.errors import Invalid
from planhub.thai.folding import arabic_digits
from planhub.thai.money import Unreadable, read_baht
from planhub.wording import N_, Sentence, say
from planhub.workflow.judging import CLASSES, ENVELOPES, VERDICTS, Given
from planhub.workflow.stages import Action

REASON_MOST = 2_000
MEETING_MOST = 200

CLASS_WORD = {
    "self": N_("ดำเนินการในพื้นที่เอง"),
    "joint": N_("ดำเนินการร่วมกับหน่วยงานอื่น"),
    "agency": N_("อยู่ในอำนาจหน้าที่ของหน่วยงาน"),
}
ENVELOPE_WORD = {"within": N_("ภายในกรอบวงเงิน"), "over": N_("เกินกรอบวงเงิน")}
VERDICT_WORD = {
    "feasible": N_("ทำได้"),
    "conditional": N_("ทำได้โดยมีเงื่อนไข"),
    "infeasible": N_("ทำไม่ได้"),
}
AGENCY_LEVEL_WORD = {
    "central": N_("ส่วนกลาง"),
    "regional": N_("ส่วนภูมิภาค"),
    "local": N_("ส่วนท้องถิ่น"),
    "enterprise": N_("รัฐวิสาหกิจ"),
}

ASKS: dict[Action, tuple[str, ...]] = {
    Action.CLASSIFY: ("classification", "agency_code", "reason", "meeting"),
    Action.ALIGN: ("issue_ids", "leading_issue_id", "reason", "meeting"),
    Action.FORWARD: ("rank", "reason", "meeting"),
    Action.RETURN: ("reason", "meeting"),
    Action.DEFER: ("reason", "meeting"),
    Action.REJECT: ("reason", "meeting"),
    Action.MERGE: ("target", "reason", "meeting"),
    Action.UNMERGE: ("reason", "meeting"),
    Action.DO_LOCALLY: ("reason", "meeting"),
    Action.DO_JOINTLY: ("agency_code", "reason", "meeting"),
    Action.REFER: ("agency_code", "reason", "meeting"),
    Action.OPINE: ("verdict", "estimated_cost", "permission_note", "reason"),
    Action.INCLUDE: ("plan_year", "envelope", "rank", "reason", "meeting"),
    Action.TAKE_OUT: ("reason", "meeting"),
    Action.RECALL: ("reason", "meeting"),
    Action.RESUME: ("reason", "meeting"),
    Action.REOPEN: ("reason", "meeting"),
}
"""Actions that these pages offer, each with its fields; the rest belong to other pages."""

ON_PAGE = (
    "classification", "agency_code", "issue_ids", "leading_issue_id", "target", "target_typed", "verdict",
    "estimated_cost", "permission_note", "plan_year", "envelope", "rank", "reason", "meeting",
)  # fmt: skip
"""Every field, in the order in which it stands on a page, whatever the action."""

NEEDS_REASON = frozenset(
    {Action.RETURN, Action.DEFER, Action.REJECT, Action.UNMERGE, Action.RECALL, Action.RESUME, Action.REOPEN}
    | {Action.TAKE_OUT}
)
SETS_CLASS = (Action.FORWARD, Action.DO_LOCALLY, Action.DO_JOINTLY)
"""Actions that may classify in the same step."""
IN_BULK = (
    Action.FORWARD,
    Action.CLASSIFY,
    Action.ALIGN,
    Action.REFER,
    Action.INCLUDE,
    Action.MERGE,
    Action.DEFER,
    Action.RETURN,
    Action.REJECT,
    Action.DO_LOCALLY,
    Action.DO_JOINTLY,
)
"""What can be done to many at once; a rank is each one's own, so forwarding in bulk asks for none."""


@dataclass(frozen=True)
class Typed:
    """A posted decision: field name to what was typed, and the boxes ticked."""

    fields: Mapping[str, str]
    issues: Sequence[str] = ()

    def get(self, name: str) -> str:
        """What was typed, "" for nothing."""
        return self.fields.get(name, "")


def read_action(text: str, *, known: Sequence[Action] = tuple(ASKS)) -> Action:
    """An action by its id. Raises Invalid."""
    if text not in known:
        raise Invalid({"action": say(N_("เลือกว่าจะทำอะไรกับเรื่องนี้"))})
    return Action(text)


def read_given(action: Action, typed: Typed, *, bulk: bool = False) -> Given:
    """What is given with an action. Raises Invalid with a sentence for each field that cannot be read."""
    wrong: dict[str, Sentence] = {}
    given = Given()
    # the office belongs to the class: of an item that is only passed on none is asked
    class_ = ["classification", "agency_code"] if _classifies(action, typed) else []
    for field in (*ASKS[action], *class_):
        if field in READERS and not (bulk and field == "rank"):
            try:
                given = READERS[field](given, typed)
            except Invalid as error:
                wrong |= error.fields
    # going over to "do it ourselves" or "together" says at once how it is classified
    if action in (Action.DO_LOCALLY, Action.DO_JOINTLY):
        given = replace(given, classification="self" if action is Action.DO_LOCALLY else "joint")
    if wrong:
        raise Invalid(wrong)
    return given


def _classifies(action: Action, typed: Typed) -> bool:
    return action is Action.FORWARD and bool(typed.get("classification"))


def read_each(
    action: Action, typed: Typed, given: Given, classes: Mapping[int, str | None]
) -> dict[int, Given]:
    """What is given with each of many, whose present classes are told by id.

    A page that passes up has a field `class-<id>` and `rank-<id>` beside those that lack them, and one class
    for all that have none. Raises Invalid naming the field.
    """
    if action is not Action.FORWARD:
        return dict.fromkeys(classes, given)
    wrong: dict[str, Sentence] = {}
    each: dict[int, Given] = {}
    first: dict[int, str] = {}
    for id_, class_ in classes.items():
        own = replace(given, classification=None) if class_ else given
        chosen = typed.get(f"class-{id_}")
        if chosen:
            own = _classification(own, Typed({"classification": chosen}))
        field = f"rank-{id_}"
        try:
            rank = read_rank(typed.get(field), field=field)
        except Invalid as error:
            wrong |= error.fields
            continue
        if rank in first:  # both are marked: either may be the one to change
            twice = say(N_("ลำดับที่ %(rank)d พิมพ์ไว้สองเรื่อง เปลี่ยนเรื่องหนึ่งเป็นเลขอื่น"), rank=rank)
            wrong |= {first[rank]: twice, field: twice}
        elif rank:
            first[rank] = field
        each[id_] = replace(own, rank=rank)
    if wrong:
        raise Invalid(wrong)
    return each


def _words(field: str, most: int) -> Callable[[Given, Typed], Given]:
    def read(given: Given, typed: Typed) -> Given:
        text = typed.get(field).replace("\x00", "").strip()
        if len(text) > most:
            raise Invalid(
                {field: say(N_("ยาว %(n)d ตัวอักษร พิมพ์ได้ไม่เกิน %(most)d ตัวอักษร"), n=len(text), most=most)}
            )
        value: dict[str, Any] = {field: text}
        return replace(given, **value)

    return read


def _choice(field: str, known: Sequence[str], sentence: str) -> Callable[[Given, Typed], Given]:
    def read(given: Given, typed: Typed) -> Given:
        chosen = typed.get(field)
        if chosen and chosen not in known:
            raise Invalid({field: say(sentence)})
        value: dict[str, Any] = {field: chosen or None}
        return replace(given, **value)

    return read


def _agency(given: Given, typed: Typed) -> Given:
    return replace(given, agency_code=typed.get("agency_code").strip()[:40] or None)


def _rank(given: Given, typed: Typed) -> Given:
    return replace(given, rank=read_rank(typed.get("rank")))


def _cost(given: Given, typed: Typed) -> Given:
    try:
        sum_ = read_baht(typed.get("estimated_cost"))
    except Unreadable as error:
        raise Invalid({"estimated_cost": error.sentence}) from None
    return replace(given, estimated_cost=None if sum_ is None else str(sum_))


def _year(given: Given, typed: Typed) -> Given:
    text = arabic_digits(typed.get("plan_year")).strip()
    if not text:
        return given
    if not (text.isascii() and text.isdigit()) or len(text) > 4 or not 2560 <= int(text) <= 2650:
        raise Invalid({"plan_year": say(N_("เลือกปีงบประมาณของแผนจากรายการ"))})
    return replace(given, plan_year=int(text))


def _issues(given: Given, typed: Typed) -> Given:
    ids = [_id(text) for text in typed.issues]
    leading = typed.get("leading_issue_id")
    return replace(
        given, issue_ids=tuple(dict.fromkeys(ids)), leading_issue_id=_id(leading) if leading else None
    )


def _id(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 18:
        raise Invalid({"issue_ids": say(N_("เลือกประเด็นการพัฒนาจากรายการ"))})
    return int(text)


_classification = _choice("classification", CLASSES, N_("เลือกการจำแนกจากสามข้อ"))
READERS: dict[str, Callable[[Given, Typed], Given]] = {
    "reason": _words("reason", REASON_MOST),
    "meeting": _words("meeting", MEETING_MOST),
    "permission_note": _words("permission_note", REASON_MOST),
    "classification": _classification,
    "envelope": _choice("envelope", ENVELOPES, N_("เลือกว่าอยู่ภายในกรอบหรือเกินกรอบวงเงิน")),
    "verdict": _choice("verdict", VERDICTS, N_("เลือกความเห็นจากสามข้อ")),
    "agency_code": _agency,
    "rank": _rank,
    "estimated_cost": _cost,
    "plan_year": _year,
    "issue_ids": _issues,
}
