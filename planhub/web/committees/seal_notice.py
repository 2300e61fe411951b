"""What the plan page says of its sealed editions: which is the last, and how much has changed since."""

from dataclasses import dataclass

from planhub.committees import editions, sealing
from planhub.committees.editions import Edition
from planhub.committees.plan_content import content_of
from planhub.committees.plan_diff import Diff, diff
from planhub.database import db

COMPARED = 2_000
"""Projects up to which the plan page itself counts what changed; of more, the page of changes does."""


@dataclass(frozen=True)
class SealNotice:
    """The last edition of a plan."""

    edition: Edition
    changed: Diff | None
    """What the plan of today holds otherwise; None where it is too long to compare at once."""


def seal_notice(*, province_code: str, year: int, items: int) -> SealNotice | None:
    """The last edition, and what changed since; None while nothing was sealed."""
    session = db.session()
    heads = editions.editions(session, province_code=province_code, year=year)
    if not heads:
        return None
    if max(heads[0].items, items) > COMPARED:
        return SealNotice(heads[0], None)
    sealed = sealing.latest(session, province_code=province_code, year=year)
    content = content_of(session, province_code=province_code, year=year)
    return SealNotice(heads[0], diff(sealed.content if sealed else [], content))
