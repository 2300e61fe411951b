"""The actions of items and lists: their keys, short words and signs, and the words that templates share."""

from collections.abc import Sequence
from typing import Any

from planhub.committees.asked import (
    CLASS_WORD,
    ENVELOPE_WORD,
    IN_BULK,
    NEEDS_REASON,
    VERDICT_WORD,
)
from planhub.committees.lasting import lasting
from planhub.edge import tell
from planhub.proposals.selection import BELOW, WAITS_IN
from planhub.proposals.value_lists import BUDGET_SOURCES, SIDES
from planhub.web.committees import item_words
from planhub.wording import N_
from planhub.workflow.moves import MOVES
from planhub.workflow.roles import LEVEL_WORD, Hat, Level
from planhub.workflow.stages import ACTION_WORD, Action, Stage

KEYS = {
    Action.FORWARD: "f", Action.INCLUDE: "p", Action.OPINE: "e", Action.CLASSIFY: "c", Action.ALIGN: "i",
    Action.MERGE: "m", Action.REFER: "a", Action.DO_LOCALLY: "l", Action.DO_JOINTLY: "w",
    Action.RETURN: "r", Action.DEFER: "d", Action.REJECT: "n", Action.RESUME: "b", Action.REOPEN: "b",
    Action.UNMERGE: "u", Action.RECALL: "b", Action.TAKE_OUT: "o",
}  # fmt: skip
"""The key of each action, in the order in which they are offered."""
SHORT = {
    Action.FORWARD: N_("ส่งต่อ"), Action.INCLUDE: N_("บรรจุในแผน"), Action.OPINE: N_("ให้ความเห็น"),
    Action.CLASSIFY: N_("จำแนก"), Action.ALIGN: N_("ประเด็น"), Action.MERGE: N_("รวมเรื่อง"),
    Action.REFER: N_("ถามส่วนราชการ"), Action.DO_LOCALLY: N_("ให้ทำเอง"), Action.DO_JOINTLY: N_("ให้ทำร่วม"),
    Action.RETURN: N_("ส่งกลับ"), Action.DEFER: N_("เลื่อน"), Action.REJECT: N_("ไม่เห็นชอบ"),
    Action.RESUME: N_("นำกลับมา"), Action.REOPEN: N_("เปิดใหม่"), Action.UNMERGE: N_("ยกเลิกการรวม"),
    Action.RECALL: N_("เรียกคืน"), Action.TAKE_OUT: N_("นำออกจากแผน"),
}  # fmt: skip
"""Words short enough for a row of buttons; the form that opens says them in full."""
ICONS = {
    Action.FORWARD: "forward", Action.INCLUDE: "plan", Action.OPINE: "edit", Action.MERGE: "merge",
    Action.RETURN: "back", Action.DEFER: "pause", Action.REJECT: "cross", Action.REFER: "person",
}  # fmt: skip
COMMITTEE_WORD = {Level.SUBDISTRICT: N_("กบต."), Level.DISTRICT: N_("กบอ."), Level.PROVINCE: N_("ก.บ.จ.")}
LATER = (Action.UNMERGE, Action.RESUME, Action.REOPEN, Action.RECALL, Action.TAKE_OUT)
"""What a committee does with what has been decided or sent away."""
MAIN = (Action.FORWARD, Action.INCLUDE, Action.OPINE)


def words() -> dict[str, Any]:
    """Words that the templates of items and lists share."""
    return {
        "ACTION_WORD": ACTION_WORD,
        "CLASS_WORD": CLASS_WORD,
        "ENVELOPE_WORD": ENVELOPE_WORD,
        "VERDICT_WORD": VERDICT_WORD,
        "LEVEL_WORD": LEVEL_WORD,
        "COMMITTEE_WORD": COMMITTEE_WORD,
        "KEYS": KEYS,
        "SHORT": SHORT,
        "ICONS": ICONS,
        "MAIN": MAIN,
        "NEEDS_REASON": NEEDS_REASON,
        "BELOW": BELOW,
        "item_words": item_words,
        "lasting": lasting,
        "BUDGET_SOURCES": BUDGET_SOURCES,
        "SIDES": SIDES,
    }


def bulk_actions(hat: Hat) -> Sequence[Action]:
    """What an office may do to many of the items that wait there."""
    stage: Stage | None = WAITS_IN.get(hat.level)
    return [action for action in KEYS if (stage, action) in MOVES and action in IN_BULK]


def keys_of(hat: Hat) -> list[tuple[list[str], str]]:
    """Every key that acts at this hat's level, with the words of its buttons."""
    stage = WAITS_IN.get(hat.level)
    later = () if hat.level is Level.AGENCY else LATER
    found: dict[str, list[str]] = {}
    for action, key in KEYS.items():
        move = MOVES.get((stage, action)) if stage else None
        if (action in later and _open_to(action, hat)) or (move is not None and move.level is hat.level):
            found.setdefault(key, []).append(tell(SHORT[action]))
    return [([key], " / ".join(words)) for key, words in found.items()]


def _open_to(action: Action, hat: Hat) -> bool:
    return any(move.role in (None, hat.role) for (_stage, one), move in MOVES.items() if one is action)
