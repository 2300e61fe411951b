"""Who sits where: levels of the chain, roles, and the hat that a person wears while acting."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from planhub.wording import N_


class Level(StrEnum):
    """A place in the chain where a need can lie."""

    VILLAGE = "village"
    SUBDISTRICT = "subdistrict"
    DISTRICT = "district"
    AGENCY = "agency"
    PROVINCE = "province"
    NATION = "nation"


CODE_LENGTH = {Level.NATION: 0, Level.PROVINCE: 2, Level.DISTRICT: 4, Level.SUBDISTRICT: 6, Level.VILLAGE: 8}
"""Digits of the area code of an office at each level; an agency has a code of its own."""

HEIGHT = {
    Level.VILLAGE: 0,
    Level.SUBDISTRICT: 1,
    Level.DISTRICT: 2,
    Level.AGENCY: 2,
    Level.PROVINCE: 3,
    Level.NATION: 4,
}
"""How high a level stands; a decision is reopened only from higher up."""

LEVEL_WORD = {
    Level.VILLAGE: N_("หมู่บ้าน/ชุมชน"),
    Level.SUBDISTRICT: N_("ตำบล"),
    Level.DISTRICT: N_("อำเภอ"),
    Level.AGENCY: N_("ส่วนราชการ"),
    Level.PROVINCE: N_("จังหวัด"),
    Level.NATION: N_("ประเทศ"),
}

OFFICE_WORD = {
    Level.VILLAGE: N_("หมู่บ้าน"),
    Level.SUBDISTRICT: N_("กบต."),
    Level.DISTRICT: N_("กบอ."),
    Level.AGENCY: N_("ส่วนราชการ"),
    Level.PROVINCE: N_("จังหวัด (ก.บ.จ.)"),
    Level.NATION: N_("กระทรวงมหาดไทย"),
}
"""Who is said to hold an item at each level."""


class Role(StrEnum):
    """What a person is, in the words of the trade."""

    VILLAGE_HEAD = "village_head"
    SUBDISTRICT_SECRETARY = "subdistrict_secretary"
    SUBDISTRICT_CHAIR = "subdistrict_chair"
    DISTRICT_SECRETARY = "district_secretary"
    DISTRICT_CHIEF = "district_chief"
    AGENCY_OFFICER = "agency_officer"
    PLANNER = "planner"
    GOVERNOR = "governor"
    VIEWER = "viewer"
    ADMINISTRATOR = "administrator"


ROLE_WORD = {
    Role.VILLAGE_HEAD: N_("ผู้ใหญ่บ้าน/ประธานชุมชน"),
    Role.SUBDISTRICT_SECRETARY: N_("เลขานุการ กบต."),
    Role.SUBDISTRICT_CHAIR: N_("ประธาน กบต."),
    Role.DISTRICT_SECRETARY: N_("เลขานุการ กบอ."),
    Role.DISTRICT_CHIEF: N_("นายอำเภอ"),
    Role.AGENCY_OFFICER: N_("เจ้าหน้าที่ส่วนราชการ"),
    Role.PLANNER: N_("นักวิเคราะห์นโยบายและแผน สำนักงานจังหวัด"),
    Role.GOVERNOR: N_("ผู้ว่าราชการจังหวัด"),
    Role.VIEWER: N_("ผู้ดูข้อมูล กระทรวงมหาดไทย"),
    Role.ADMINISTRATOR: N_("ผู้ดูแลระบบ"),
}

LEVEL_OF = {
    Role.VILLAGE_HEAD: Level.VILLAGE,
    Role.SUBDISTRICT_SECRETARY: Level.SUBDISTRICT,
    Role.SUBDISTRICT_CHAIR: Level.SUBDISTRICT,
    Role.DISTRICT_SECRETARY: Level.DISTRICT,
    Role.DISTRICT_CHIEF: Level.DISTRICT,
    Role.AGENCY_OFFICER: Level.AGENCY,
    Role.PLANNER: Level.PROVINCE,
    Role.GOVERNOR: Level.PROVINCE,
    Role.VIEWER: Level.NATION,
    Role.ADMINISTRATOR: Level.NATION,
}


@dataclass(frozen=True)
class Hat:
    """A person acting in one capacity: role, place, and whether as acting holder (รักษาการ)."""

    account_id: int
    holding_id: int
    role: Role
    area_code: str
    """Area prefix of the office; "" is the whole country; a ชุมชน's own id for its chair."""
    agency_code: str | None = None
    acting: bool = False
    order_number: str | None = None
    """Number of the order that appoints an acting holder."""
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def level(self) -> Level:
        """Where this hat sits in the chain."""
        return LEVEL_OF[self.role]

    @property
    def office_code(self) -> str:
        """Code of the office whose inbox this hat opens."""
        return self.agency_code if self.level is Level.AGENCY and self.agency_code else self.area_code

    def covers(self, *codes: str | None) -> bool:
        """Whether any of these codes lies in this hat's area: a prefix test, nothing else."""
        return any(code is not None and code.startswith(self.area_code) for code in codes)

    def in_force(self, day: date) -> bool:
        """Whether the appointment holds on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )
