"""At a province: say what it has, within the stream of its changes, so that the centre can compare."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from planhub.federation.node_report import NodeReport
from planhub.linkage.plan_item import PlanItem, PlanItemText
from planhub.linkage.upserting import take_turns

PATIENCE = "2s"
"""How long a count waits for a long import; after that the report says only that the node lives."""


def report(session: Session, code: str, *, at: datetime, program: str) -> bool:
    """Write the province's report; True when it holds a fresh count.

    The count is taken while nobody else writes items of the province (all of them queue at its version), so
    it is exact at this very place of the stream.
    """
    heard = {"reported_at": at, "program": program, "revision": _revision(session)}
    counted = _count(session, code)
    statement = insert(NodeReport).values(
        province_code=code,
        **heard,
        **(counted or {"items": {}, "baht": Decimal(0), "texts": 0}),
        counted_at=at,
    )
    changes = heard | (counted | {"counted_at": at} if counted else {})
    session.execute(statement.on_conflict_do_update(index_elements=["province_code"], set_=changes))
    return counted is not None


def _count(session: Session, code: str) -> dict[str, object] | None:
    try:
        with session.begin_nested():
            session.execute(select(func.set_config("lock_timeout", PATIENCE, True)))
            take_turns(session, [code])
    except OperationalError as late:
        if getattr(late.orig, "sqlstate", None) != "55P03":  # lock_not_available
            raise
        return None
    here = PlanItem.province_code == code
    by_stage = select(PlanItem.stage, func.count(), func.sum(PlanItem.amount)).where(here)
    rows = session.execute(by_stage.group_by(PlanItem.stage)).all()
    texts = select(func.count()).select_from(PlanItemText).where(PlanItemText.province_code == code)
    return {
        "items": {stage: n for stage, n, _ in rows},
        "baht": sum((baht for _, _, baht in rows), Decimal(0)),
        "texts": session.scalar(texts),
    }


def _revision(session: Session) -> str:
    return session.scalar(text("select version_num from alembic_version")) or ""
