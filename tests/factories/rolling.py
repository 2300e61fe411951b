"""The year's end in one step, where a test needs no rests."""

from datetime import datetime

from sqlalchemy.orm import Session

from planhub.proposals.rolling import LOOKED_FOR, Rolled, due, take_up


def roll(session: Session, province_code: str, at: datetime) -> Rolled:
    """Move what is due in a province into its next open round; without such a round nothing moves."""
    found = due(session, province_code, at)
    return take_up(session, province_code, found, at) + Rolled(more=len(found) == LOOKED_FOR)
