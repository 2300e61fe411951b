"""Who acts in the sample's stories: offices of a province, with an account where the installation has one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.accounts.holding import Agency, Holding
from planhub.proposals.review import DevelopmentIssue
from planhub.sampling.places import Place, office_names
from planhub.workflow.roles import CODE_LENGTH, ROLE_WORD, Level, Role
from planhub.workflow.stages import Action

VILLAGE_HEAD_TITLE = "ผู้ใหญ่บ้าน"
_CLERKS_WORK = frozenset({Action.CLASSIFY, Action.ALIGN, Action.REFER})
_DECIDER = {Level.SUBDISTRICT: Role.SUBDISTRICT_CHAIR, Level.DISTRICT: Role.DISTRICT_CHIEF}
_CLERK = {Level.SUBDISTRICT: Role.SUBDISTRICT_SECRETARY, Level.DISTRICT: Role.DISTRICT_SECRETARY}


@dataclass(frozen=True)
class Actor:
    """Who signs a row of the log."""

    role: Role
    capacity: str
    account_id: int | None = None
    holding_id: int | None = None


@dataclass(frozen=True)
class _Held:
    account_id: int
    holding_id: int
    title: str | None
    acting: bool
    order_number: str | None
    since: date | None


class Offices:
    """The offices of one province: their names, holders, agencies and development issues."""

    def __init__(self, session: Session, province: str, *, first: str | None = None) -> None:
        """`first` is the agency that is asked before others where it is one of those that could be."""
        self.province, self._first = province, first
        self.names = office_names(session, province)
        self.agencies: dict[str, str] = dict(
            session.execute(
                select(Agency.code, Agency.name_th)
                .where(Agency.area_code == province, Agency.valid_to.is_(None))
                .order_by(Agency.code)
            ).all()
        )
        issue = DevelopmentIssue
        self._issues = list(
            session.execute(
                select(issue.no, issue.id, issue.from_year, issue.to_year)
                .where(issue.province_code == province)
                .order_by(issue.id)
            ).all()
        )
        self._held: dict[tuple[str, str], list[_Held]] = {}
        rows = session.scalars(
            select(Holding).where(Holding.area_code.startswith(province)).order_by(Holding.id)
        )
        for row in rows:
            held = _Held(row.account_id, row.id, row.title, row.acting, row.order_number, row.valid_from)
            self._held.setdefault((row.role, row.agency_code or row.area_code), []).append(held)

    def issue_ids(self, year: int) -> dict[int, int]:
        """Number to id of the development issues in force in a fiscal year."""
        return {no: id_ for no, id_, first, last in self._issues if first <= year <= last}

    def agencies_for(self, wanted: Sequence[str]) -> list[str]:
        """Codes of the province's agencies by the ids of their kinds."""
        codes = [code for kind in wanted if (code := f"A-{self.province}-{kind}") in self.agencies]
        return [self._first] if self._first in codes else codes

    def actor(self, level: Level, action: Action, place: Place, *, day: date, agency: str | None) -> Actor:
        """Who does this for a need of that place on that day."""
        role, office = self._who(level, action, place, agency)
        held = self._held.get((role, office), [])
        # while an acting holder is appointed, it is that one who signs
        one = next((h for h in held if h.acting and h.since and h.since <= day), None)
        one = one or next((h for h in held if not h.acting), None)
        capacity = f"{(one and one.title) or self._title(role)} {self._name(office, place)}".strip()
        if one is None:
            return Actor(role, capacity)
        if one.acting:
            capacity += f" (รักษาการ ตามคำสั่งที่ {one.order_number})"
        return Actor(role, capacity, one.account_id, one.holding_id)

    def _who(self, level: Level, action: Action, place: Place, agency: str | None) -> tuple[Role, str]:
        if level is Level.VILLAGE:
            head = Role.VILLAGE_HEAD if place.kind == "village" else Role.SUBDISTRICT_SECRETARY
            return head, place.code
        if level is Level.AGENCY:
            return Role.AGENCY_OFFICER, agency or ""
        office = place.code[: CODE_LENGTH[level]]
        if level is Level.PROVINCE:
            return Role.GOVERNOR if action is Action.INCLUDE else Role.PLANNER, office
        return (_CLERK if action in _CLERKS_WORK else _DECIDER)[level], office

    def _title(self, role: Role) -> str:
        return VILLAGE_HEAD_TITLE if role is Role.VILLAGE_HEAD else ROLE_WORD[role]

    def _name(self, office: str, place: Place) -> str:
        if office == place.code and place.kind == "village":
            return place.words.replace("ตำบล", "ต.")
        return self.agencies.get(office) or self.names.get(office, office)
