"""How a made-up work is bought: its method, and the steps that were taken."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from planhub.clock import BANGKOK
from planhub.sampling.offices import Actor
from planhub.sampling.storing import Sheaf
from planhub.workflow.procurement import STEPS, STEPS_OF, USUAL
from planhub.works.work import ProcurementStep

SMALL = USUAL.small
ALONE, BID_ALONE = 6, "มีผู้ยื่นข้อเสนอรายเดียว จึงไม่ต้องรอให้พ้นระยะอุทธรณ์"
"""Of so many open purchases one had a single bidder, against whom nobody could appeal."""


def pick_method(chance: Random, sum_: Decimal) -> tuple[str, str | None, int | None]:
    """Method, ground and number of invited that the rules allow for a sum."""
    if sum_ <= SMALL:
        return "specific", "small", None
    method = chance.choices(("ebidding", "selection", "emarket"), cum_weights=(82, 92, 100))[0]
    return method, None, chance.randint(3, 5) if method == "selection" else None


def step_days(chance: Random, method: str, *, first: date | None, signed: date | None) -> dict[str, date]:
    """Actual days of the steps: laid back from the signing, or forth from the first step while unsigned."""
    names, days = STEPS_OF[method], {}
    gaps = {
        name: 11 if STEPS[name].working else STEPS[name].days * chance.uniform(0.75, 1.25) for name in names
    }
    if signed is not None:
        day = signed
        for name in reversed(names):
            days[name] = day
            day -= timedelta(days=max(1, round(gaps[name])))
        return days
    day = first or date.min
    for name in names[:-1]:
        days[name] = day
        day += timedelta(days=max(1, round(gaps[name])))
    return days


def write_steps(
    sheaf: Sheaf,
    chance: Random,
    *,
    proposal_id: int,
    actual: dict[str, date],
    method: str,
    today: date,
    clerk: Actor,
) -> None:
    """Every step of the method with its planned day; those that lie behind with the actual one."""
    # some plans are kept, some are not
    planned = min(actual.values()) - timedelta(days=STEPS[STEPS_OF[method][0]].days + chance.randint(-9, 9))
    done = True
    alone = "appeal" in actual and min(actual.values()).toordinal() % ALONE == 0
    for name in STEPS_OF[method]:
        planned += timedelta(days=11 if STEPS[name].working else STEPS[name].days)
        day = actual.get(name)
        done = done and day is not None and day < today
        sheaf.add(
            ProcurementStep,
            proposal_id=proposal_id,
            attempt=1,
            step=name,
            planned_on=planned,
            actual_on=None if alone and name == "appeal" else day if done else None,
            skipped=BID_ALONE if alone and name == "appeal" and done else "",
            by=clerk.account_id,
            at=hour(day if done and day else min(planned, today - timedelta(days=1))),
        )


def hour(day: date) -> datetime:
    """An hour of a day at which offices write things down."""
    return datetime.combine(day, time(14, 20), BANGKOK)
