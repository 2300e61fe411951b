"""What the governor's page is narrowed to: a province, and of it perhaps a place, side, source, agency."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import ColumnElement, func

from planhub.errors import Invalid
from planhub.linkage.plan_item import PlanItem
from planhub.linkage.plan_pyramid import PHASE_STAGES
from planhub.maps.questions import read_year
from planhub.proposals.value_lists import BUDGET_SOURCES, SIDES
from planhub.thai.folding import visible
from planhub.wording import N_, say
from planhub.workflow.stages import Stage

NONE = "-"
"""The value of a filter for items of which that is not known."""


class Group(StrEnum):
    """The three that a governor asks for, and what has not got so far."""

    DONE = "done"
    DOING = "doing"
    MONEY = "money"
    CONSIDERED = "considered"


GROUP_STAGES = {
    Group.DONE: frozenset({Stage.COMPLETED, Stage.EVALUATED}),
    Group.DOING: frozenset({Stage.FUNDED, Stage.PROCUREMENT, Stage.WORKS, Stage.LOCAL, Stage.JOINT}),
    Group.MONEY: frozenset({Stage.PLANNED}),
    Group.CONSIDERED: frozenset(PHASE_STAGES["waiting"]),
}
GROUP_WORD = {
    Group.DONE: N_("แล้วเสร็จ"),
    Group.DOING: N_("กำลังดำเนินการ"),
    Group.MONEY: N_("รองบประมาณ"),
    Group.CONSIDERED: N_("อยู่ระหว่างพิจารณา"),
}
SHOWN = (Group.DONE, Group.DOING, Group.MONEY)
"""Groups that are works, or wait for money alone; what is still considered stands beside them."""

_CHOICE = N_("ค่า “%(typed)s” ไม่มีในรายการ เลือกจากตารางในหน้า หรือล้างตัวกรอง")
_PLACE = N_("พื้นที่ “%(typed)s” ไม่อยู่ในที่ที่ดูอยู่ เลือกจากตารางในหน้า หรือล้างตัวกรอง")
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,39}")


@dataclass(frozen=True)
class Narrowed:
    """Filters of one page; empty means all."""

    province: str
    year: int | None = None
    district: str = ""
    subdistrict: str = ""
    side: str = ""
    source: str = ""
    agency: str = ""
    group: str = ""

    @property
    def area(self) -> str:
        """Code of the finest area that is chosen."""
        known = (self.subdistrict, self.district)
        return next((code for code in known if code and code != NONE), self.province)

    @property
    def by_subdistrict(self) -> bool:
        """Whether its areas are subdistricts: once a district is chosen."""
        return bool(self.district) and self.district != NONE

    def but(self, **changes: str | int | None) -> "Narrowed":
        """The same with other filters; without its district no subdistrict stands."""
        if "district" in changes:
            changes.setdefault("subdistrict", "")
        return replace(self, **changes)  # type: ignore[arg-type]


def read_narrowed(given: Mapping[str, str], *, province: str, district: str = "") -> Narrowed:
    """Filters out of an address, within the province, or the one district that is given.

    Invalid names the parameter.
    """
    chosen = district or _place(given, "district", province, 4)
    return Narrowed(
        province=province,
        year=read_year(given.get("year", "")),
        district=chosen,
        subdistrict=_place(given, "subdistrict", chosen, 6) if chosen and chosen != NONE else "",
        side=_one_of(given, "side", {NONE, *SIDES}),
        source=_one_of(given, "source", {NONE, *BUDGET_SOURCES}),
        agency=_agency(given),
        group=_one_of(given, "group", {group.value for group in SHOWN}),
    )


def of_narrowed(narrowed: Narrowed, *, stages: bool = True) -> list[ColumnElement[bool]]:
    """The filters as conditions on plan items; with the stages, only what is of the chosen groups."""
    conditions: list[ColumnElement[bool]] = [PlanItem.province_code == narrowed.province]
    if narrowed.year:
        conditions.append(PlanItem.fiscal_year == narrowed.year)
    for column, value in (
        (PlanItem.district_code, narrowed.district),
        (PlanItem.subdistrict_code, narrowed.subdistrict),
        (PlanItem.side, narrowed.side),
        (PlanItem.budget_source, narrowed.source),
        (PlanItem.agency_code, narrowed.agency),
    ):
        if value == NONE:
            conditions.append(func.coalesce(column, "") == "")
        elif value:
            conditions.append(column == value)
    if stages:
        groups = [Group(narrowed.group)] if narrowed.group else SHOWN
        conditions.append(
            PlanItem.stage.in_(sorted(stage for group in groups for stage in GROUP_STAGES[group]))
        )
    return conditions


def _place(given: Mapping[str, str], field: str, above: str, digits: int) -> str:
    code = visible(given.get(field, ""))
    plain = code.isascii() and code.isdecimal() and len(code) == digits and code.startswith(above)
    if code and code != NONE and not plain:
        raise Invalid({field: say(_PLACE, typed=code[:20])})
    return code


def _agency(given: Mapping[str, str]) -> str:
    code = visible(given.get("agency", ""))
    if code and code != NONE and not _CODE.fullmatch(code):
        raise Invalid({"agency": say(_CHOICE, typed=code[:40])})
    return code


def _one_of(given: Mapping[str, str], field: str, known: Collection[str]) -> str:
    name = visible(given.get(field, ""))
    if name and name not in known:
        raise Invalid({field: say(_CHOICE, typed=name[:40])})
    return name
