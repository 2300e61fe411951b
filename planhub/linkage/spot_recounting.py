"""Prove that every item stands where its words say; on request have those follow that do not."""

from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from planhub.linkage.plan_item import PlanItem, PlanItemText

_ASTRAY = (
    (PlanItemText.province_code == PlanItem.province_code)
    & (PlanItemText.id == PlanItem.id)
    & PlanItem.spot.is_distinct_from(PlanItemText.point)
)


def differences(session: Session) -> int:
    """How many items stand elsewhere by their facts than by their words; 0 is the proof."""
    return session.scalar(select(func.count()).select_from(PlanItem).join(PlanItemText, _ASTRAY)) or 0


def repair(session: Session) -> int:
    """Have them follow, writers kept out meanwhile; returns how many. What keeps tiles hears of it."""
    session.execute(text("lock table plan_item in share row exclusive mode"))
    found = differences(session)
    session.execute(
        update(PlanItem)
        .where(_ASTRAY)
        .values(spot=PlanItemText.point)
        .execution_options(synchronize_session=False)
    )
    return found
