"""An office's round at a glance, as `proposals.coverage` counts it; a province's counts are kept by district.

A province has tens of thousands of proposals in a round. What is kept is as of a version of its plan items,
which every numbered proposal changes with: after a change only the districts it touched are counted anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from planhub.maps.kept import Kept
from planhub.oversight.versions import Versions, versions_of
from planhub.proposals import coverage
from planhub.proposals.coverage import Counted, Survey
from planhub.workflow.roles import Hat, Level


@dataclass(frozen=True)
class Shelf:
    """A province's counts, and of when they are."""

    versions: Versions
    counted: Mapping[str, Counted]


shelves: Kept[Shelf] = Kept(400)
"""By province and year; a few kB each."""


def survey(session: Session, *, hat: Hat, year: int) -> Survey:
    """The round of an office. Asked for while this transaction has changed nothing itself."""
    if hat.level is not Level.PROVINCE:
        return coverage.survey(session, hat=hat, year=year)
    return coverage.survey(session, hat=hat, year=year, counted=_counted(session, hat, year))


def _counted(session: Session, hat: Hat, year: int) -> Mapping[str, Counted]:
    key = (hat.area_code, year)
    versions, shelf = versions_of(session, hat.area_code), shelves.get(key)
    if versions.whole is None:
        return coverage.by_child(session, hat=hat, year=year)
    changed = versions.changed_since(shelf.versions) if shelf else None
    if shelf is None or changed is None:
        return shelves.put(key, Shelf(versions, coverage.by_child(session, hat=hat, year=year))).counted
    if not changed:
        return shelf.counted
    stands = {code: counted for code, counted in shelf.counted.items() if code not in changed}
    anew = coverage.by_child(session, hat=hat, year=year, only=sorted(changed - {""}))
    return shelves.put(key, Shelf(versions, stands | anew)).counted
