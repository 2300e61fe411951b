"""Technical details that later hands add: indicators, activities, estimate, land permission."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from planhub.clock import BUDDHIST_ERA
from planhub.errors import Conflict, IllegalMove, Invalid
from planhub.needs.asking import read
from planhub.needs.questions import BY_NAME, LATER_NAMES
from planhub.proposals.need import Need
from planhub.proposals.proposal import Proposal
from planhub.proposals.reviewing import lock
from planhub.thai.money import baht
from planhub.wording import N_, say
from planhub.workflow.powers import days_frozen
from planhub.workflow.stages import NOT_COUNTED, Stage

SIGNED = "_signed"
MONEY = ("cost_estimate", "budget_source", "budget_category")
"""Details that stand still once money came."""
DAYS = ("start_on", "end_on")
"""Details that stand still once an office carries it out."""
_FROZEN = N_("ได้รับเงินแล้ว จึงแก้ที่นี่ไม่ได้ ขอเปลี่ยนวงเงินที่หน้างาน แท็บ “ขอเปลี่ยนแปลง”")
_FROZEN_DAYS = N_("งานนี้มีผู้ดำเนินการแล้ว จึงแก้วันที่นี่ไม่ได้ ขอเปลี่ยนวันที่หน้างาน แท็บ “ขอเปลี่ยนแปลง”")


def detail(
    session: Session,
    *,
    proposal_id: int,
    given: Mapping[str, str],
    version: int | None,
    money_bound: bool,
    signed: str,
    at: datetime,
) -> Proposal:
    """Keep the details, all or none; `money_bound`: money came or is bound, so the sums stay as they are.

    Raises Invalid with a sentence for each field, or Conflict.
    """
    proposal = lock(session, proposal_id)
    if version is not None and version != proposal.version:
        raise Conflict(N_("มีผู้อื่นแก้เรื่องนี้ไปก่อนแล้ว ตรวจค่าที่บันทึกไว้แล้วพิมพ์ใหม่เฉพาะช่องที่ต้องการแก้"))
    if proposal.stage in NOT_COUNTED and proposal.stage != Stage.DRAFT:
        raise IllegalMove(N_("เรื่องนี้สิ้นสุดแล้ว จึงเพิ่มรายละเอียดไม่ได้"))
    reading = read(given, fiscal_year=proposal.fiscal_year)
    wrong = {name: said for name, said in reading.errors.items() if name in LATER_NAMES}
    if wrong:
        raise Invalid(wrong)
    need = session.get_one(Need, proposal_id)
    kept = {name: _plain(reading.values[name]) for name in LATER_NAMES if name != "rationale"}
    filled = {name: value for name, value in kept.items() if value}
    _keep_frozen(need, filled, frozen_of(Stage(proposal.stage), money_bound=money_bound))
    need.rationale = reading.values["rationale"]
    need.later = filled | {SIGNED: {"by": signed, "at": at.isoformat()}}
    proposal.version += 1
    proposal.updated_at = at
    session.flush()
    return proposal


def frozen_of(stage: Stage, *, money_bound: bool) -> tuple[str, ...]:
    """Names of the details that only a change request changes now."""
    return (*(MONEY if money_bound else ()), *(DAYS if days_frozen(stage) else ()))


def _keep_frozen(need: Need, filled: Mapping[str, str], frozen: Sequence[str]) -> None:
    """Raises Invalid for a detail that would change though it stands still."""
    changed = [name for name in frozen if filled.get(name, "") != _line(need.later.get(name))]
    if changed:
        raise Invalid({name: say(_FROZEN if name in MONEY else _FROZEN_DAYS) for name in changed})


def details_of(need: Need) -> dict[str, str]:
    """The details as the form shows them."""
    shown = {name: _as_typed(name, _line(need.later.get(name))) for name in LATER_NAMES}
    return shown | {"rationale": need.rationale or ""}


def _as_typed(name: str, text: str) -> str:
    """Days in the Buddhist year and money with its commas, as people type them."""
    kind = BY_NAME[name].kind
    try:
        if kind == "date" and text:
            day = date.fromisoformat(text)
            return f"{day.day}/{day.month}/{day.year + BUDDHIST_ERA}"
        return baht(Decimal(text)) if kind == "baht" and text else text
    except (ValueError, ArithmeticError):
        return text  # left by another program in its own way


def _plain(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def _line(value: Any) -> str:
    """Lists, as other programs may have left them, are one line each."""
    if isinstance(value, list):
        return "\n".join(_line(one) for one in value)
    if isinstance(value, dict):
        return " ".join(_line(one) for one in value.values())
    return "" if value is None else str(value)
