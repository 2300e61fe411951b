"""A progress report as it was typed, read into what is written; pure, and every fault is told at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from planhub.errors import Invalid
from planhub.needs import answers
from planhub.proposals.value_lists import PROBLEMS
from planhub.thai.money import Unreadable
from planhub.wording import N_, Sentence, say
from planhub.workflow.due import Period

MOST_LETTERS = 2000
MOST_OUTPUT = Decimal("999999999999")
FIELDS = (
    "period", "physical", "went_back", "activity", "output", "problem_code", "problem", "remedy", "next_step",
)  # fmt: skip
"""Names of the form's fields, in their order."""


@dataclass(frozen=True)
class Told:
    """One report, ready to be written."""

    period: Period
    physical: int
    """Percent of the work itself, never of the money."""
    activity: str
    went_back: str = ""
    output: Decimal | None = None
    problem_code: str | None = None
    problem: str = ""
    remedy: str = ""
    next_step: str = ""


def read_report(typed: Mapping[str, str], *, periods: Sequence[Period]) -> Told:
    """What was typed as a report of one of the periods. Raises Invalid with a sentence for each field."""
    errors: dict[str, Sentence] = {}
    found: dict[str, Any] = {}
    for name, read in _READERS.items():
        try:
            found[name] = read(typed.get(name, ""))
        except Unreadable as error:
            errors[name] = error.sentence
    period = next((one for one in periods if one.key == typed.get("period")), None)
    if period is None:
        errors["period"] = say(N_("เลือกเดือนหรือไตรมาสที่รายงานจากรายการ"))
    if found.get("physical", 0) is None:
        errors["physical"] = say(N_("พิมพ์ว่างานทำได้แล้วร้อยละเท่าไร ตั้งแต่ 0 ถึง 100"))
    if found.get("activity") == "":
        errors["activity"] = say(N_("เล่าว่าช่วงนี้ทำอะไรไปแล้ว ถ้ายังไม่ได้ทำ บอกว่ารออะไร"))
    if found.get("problem") == "" and found.get("problem_code") == "other":
        errors["problem"] = say(N_("เลือก “อื่น ๆ” แล้ว บอกว่าปัญหาคืออะไร"))
    if found.get("problem") and "problem_code" in found and found["problem_code"] is None:
        errors["problem_code"] = say(N_("เล่าปัญหาไว้แล้ว เลือกด้วยว่าเป็นปัญหาเรื่องใด"))
    if errors or period is None:
        raise Invalid({name: errors[name] for name in FIELDS if name in errors})
    return Told(period=period, **found)


def _percent(typed: str) -> int | None:
    return answers.count(typed.replace("%", "").replace("ร้อยละ", ""), most=100, example="45")


def _words(typed: str) -> str:
    return answers.paragraphs(typed, most=MOST_LETTERS)


_READERS: dict[str, Callable[[str], Any]] = {
    "physical": _percent,
    "went_back": _words,
    "activity": _words,
    "output": lambda typed: answers.number(typed, most=MOST_OUTPUT, example="120"),
    "problem_code": lambda typed: answers.choice(typed, PROBLEMS),
    "problem": _words,
    "remedy": _words,
    "next_step": _words,
}
