"""From when on a client that keeps a copy asks again, and which provinces came in whole meanwhile."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import cast, func, literal, select
from sqlalchemy.orm import Session
from sqlalchemy.types import DateTime, Interval

from planhub.federation.node_event import NodeEvent
from planhub.federation.node_link import NodeLink
from planhub.federation.node_report import NodeReport

OVERLAP = timedelta(hours=1)
"""Longer than any work takes from the moment that it writes into its rows to the moment all can see them."""
WHOLE = ("join", "import")
"""Steps after which all items of a province are new here, however old they are."""


def ask_again_from(session: Session, area: str = "") -> datetime:
    """The moment before which nothing is missing in what this transaction reads from now on.

    A node counts while nobody else writes there, and its report travels in the order of its changes: once it
    is here, so is all that was begun before the count. What it changed after that is still to come.
    """
    said = (
        select(func.min(func.coalesce(NodeReport.counted_at, NodeLink.joined_at)))
        .select_from(NodeLink)
        .outerjoin(NodeReport, NodeReport.province_code == NodeLink.province_code)
    )
    if area:
        said = said.where(NodeLink.province_code == area[:2])
    now = func.transaction_timestamp(type_=DateTime(timezone=True))
    heard = func.least(now, said.scalar_subquery(), type_=DateTime(timezone=True))
    found: datetime = session.execute(select(heard - cast(literal(OVERLAP), Interval))).scalar_one()
    return found


def whole_since(session: Session, moment: datetime) -> Sequence[str]:
    """Provinces that were joined or imported as a whole since then."""
    came = select(NodeEvent.province_code).where(NodeEvent.what.in_(WHOLE), NodeEvent.at >= moment)
    return session.scalars(came.distinct()).all()
