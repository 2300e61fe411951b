"""Which districts of a province changed since its numbers were kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from planhub.linkage.plan_item import DistrictVersion, PlanVersion

Stamp = tuple[int, datetime]
"""Number and moment: a province whose versions begin anew is no older self."""
ALL = "*"


@dataclass(frozen=True)
class Versions:
    """Changes of a province's plan items: of all of it, and of each district."""

    whole: Stamp | None
    """None where there never were any items."""
    districts: Mapping[str, Stamp] = field(default_factory=dict)
    """By district that changed since these are kept; "" of items without one."""

    @property
    def known(self) -> bool:
        """Whether the newest change named its districts: otherwise any of them may have changed."""
        return self.whole in self.districts.values()

    @property
    def changed_at(self) -> datetime | None:
        """When an item changed last."""
        return self.whole[1] if self.whole else None

    def changed_since(self, before: "Versions") -> set[str] | None:
        """Districts that changed since; None where it may be any."""
        if self.whole == before.whole:
            return set()
        if not (self.known and before.known and self.districts.get(ALL) == before.districts.get(ALL)):
            return None
        return {code for code, stamp in self.districts.items() if before.districts.get(code) != stamp}


def versions_of(session: Session, province: str) -> Versions:
    """Read before counting: what is counted then is at least as new."""
    rows = session.execute(_versions(), {"province": province}).all()
    if not rows:
        return Versions(None)
    districts = {code: (version, at) for _, _, code, version, at in rows if code is not None}
    return Versions((rows[0][0], rows[0][1]), districts)


@cache
def _versions() -> Select[*tuple[Any, ...]]:
    return (
        select(
            PlanVersion.version,
            PlanVersion.changed_at,
            DistrictVersion.district_code,
            DistrictVersion.version,
            DistrictVersion.changed_at,
        )
        .outerjoin(DistrictVersion, DistrictVersion.province_code == PlanVersion.province_code)
        .where(PlanVersion.province_code == bindparam("province"))
    )
