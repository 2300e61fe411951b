"""Who sits at a show province's desks, ready to act as of a day that is past."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.accounts.hats import hat_of
from planhub.accounts.holding import Holding
from planhub.areas.area import Area
from planhub.clock import BANGKOK, local_day
from planhub.sampling.enrolling import SHOW_AGENCY
from planhub.workflow.roles import ROLE_WORD, Hat, Role
from planhub.works.following import Recorder

MORNING = time(10, 40)


@dataclass(frozen=True)
class Desk:
    """A hat and how it signs."""

    hat: Hat
    capacity: str

    def acts(self, at: datetime) -> Recorder:
        """As who records something at that moment."""
        return Recorder(self.hat, self.capacity, at, local_day(at))


@dataclass(frozen=True)
class Desks:
    """Those who tell a province's works, and the moment from which days are counted back."""

    planner: Desk
    governor: Desk
    agency: Desk
    """Of the show agency."""
    now: datetime

    def ago(self, days: int, *, minutes: int = 0) -> datetime:
        """An hour of the morning so many days ago, at which offices write things down, or somewhat later."""
        day = local_day(self.now) - timedelta(days=days)
        return min(datetime.combine(day, MORNING, BANGKOK) + timedelta(minutes=minutes), self.now)


def desks_of(session: Session, province: str, *, at: datetime) -> Desks | None:
    """The desks of a province; None where nobody holds them."""
    name = session.scalar(select(Area.name_th).where(Area.code == province)) or province
    rows = session.scalars(select(Holding).where(Holding.area_code == province).order_by(Holding.id)).all()
    held = {Role(row.role): row for row in rows if not row.agency_code or row.agency_code == SHOW_AGENCY}
    if not {Role.PLANNER, Role.GOVERNOR, Role.AGENCY_OFFICER} <= held.keys():
        return None

    def desk(role: Role) -> Desk:
        row = held[role]
        return Desk(hat_of(row), f"{row.title or ROLE_WORD[role]} จ.{name}")

    return Desks(desk(Role.PLANNER), desk(Role.GOVERNOR), desk(Role.AGENCY_OFFICER), at)
