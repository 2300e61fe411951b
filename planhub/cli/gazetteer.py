"""A gazetteer from the first start on: nothing can be loaded, entered or drawn where there are no areas."""

from collections.abc import Callable

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from planhub.areas.area import Area
from planhub.config import Settings
from planhub.database import open_session


def is_empty(session: Session) -> bool:
    """Whether not one area is known."""
    return not session.scalar(select(exists(select(Area.code))))


def fill_if_empty(settings: Settings, tell: Callable[[str], None]) -> None:
    """Seed an empty gazetteer, as `planhub areas seed` does; one that holds anything is left as it is."""
    with open_session(settings) as session:
        if not is_empty(session):
            return
        from planhub.areas.seeding import seed  # takes a while to import, and every later start does without

        tell("Loading the gazetteer: provinces, districts, subdistricts, retired codes")
        done = seed(session)
    tell(f"{done.living:,} areas, {done.retired:,} retired codes, {done.outlines} province outlines")
