"""Changes after the money came: whether a field is edited, asked to be changed, or stays; and who allows it.

One table, pure. Heads of offices in the law are read as the offices here (to be checked by a lawyer).
"""

from dataclasses import dataclass
from enum import StrEnum

from planhub.wording import N_
from planhub.workflow.due import REPORTED
from planhub.workflow.judging import Facts, carries_out
from planhub.workflow.roles import Hat, Level, Role
from planhub.workflow.stages import Stage

OWN = frozenset({Stage.LOCAL, Stage.JOINT})
"""A local authority does it by its own plan: its district chief stands above it."""
GIVEN = frozenset({Stage.FUNDED, Stage.PROCUREMENT, Stage.WORKS})
"""The money is there and the work is not done."""
DONE = frozenset({Stage.COMPLETED, Stage.EVALUATED})
DETAILED_BY = frozenset(
    {Role.SUBDISTRICT_SECRETARY, Role.DISTRICT_SECRETARY, Role.PLANNER, Role.AGENCY_OFFICER}
)
"""Who fills in the technical details."""
PROPOSED_BY = frozenset({Role.VILLAGE_HEAD, Role.SUBDISTRICT_SECRETARY})


class Way(StrEnum):
    """How a field is changed."""

    EDIT = "edit"
    ASK = "ask"
    """By a change request alone."""
    NO = "no"


@dataclass(frozen=True)
class Power:
    """Who allows a kind of change."""

    own_agency: bool
    """The agency that carries the work out allows it within itself; the asker never does."""
    who: str
    source: str


_PLAN = N_("พ.ร.ฎ. ว่าด้วยการบริหารงานเชิงพื้นที่แบบบูรณาการ พ.ศ. 2565: แผนของจังหวัดเป็นของ ก.บ.จ. และผู้ว่าราชการจังหวัด")
_CONTRACT = N_("พ.ร.บ. การจัดซื้อจัดจ้างฯ 2560 มาตรา 97 และ 102: แก้ไขสัญญาและขยายเวลาเป็นอำนาจของหัวหน้าหน่วยงานของรัฐ")
_PROVINCE = N_("จังหวัด (นักวิเคราะห์นโยบายและแผน หรือผู้ว่าราชการจังหวัด)")
_AGENCY = N_("ส่วนราชการที่ดำเนินการ หรือจังหวัด")

POWERS = {
    "amount": Power(False, _PROVINCE, _PLAN),
    "place": Power(False, _PROVINCE, _PLAN),
    "scope": Power(False, _PROVINCE, _PLAN),
    "dates": Power(True, _AGENCY, _CONTRACT),
    "contract": Power(False, _PROVINCE, _PLAN),
    "contractor": Power(True, _AGENCY, _CONTRACT),
}
"""By kind of change: a contract's sum is the plan's money, so the province's; its days are the agency's."""
OF_LOCAL = Power(
    False,
    N_("นายอำเภอ หรือจังหวัด"),
    N_("ระเบียบ มท. ว่าด้วยการจัดทำแผนพัฒนาของ อปท. 2548: งานที่ท้องถิ่นทำเอง อำเภอกำกับดูแล"),
)
OVER = Power(
    False,
    N_("ผู้ว่าราชการจังหวัด"),
    N_("เกินกรอบวงเงินของจังหวัด: ประธาน ก.บ.จ. เป็นผู้อนุญาต (พ.ร.ฎ. พ.ศ. 2565)"),
)
"""A sum that leaves the envelope of the province's plan."""


def power(field: str, facts: Facts, *, over: bool = False) -> Power:
    """Whose it is to allow this change of this item."""
    if over and field == "amount":
        return OVER
    return OF_LOCAL if facts.stage in OWN else POWERS[field]


def allows(field: str, facts: Facts, hat: Hat, *, over: bool = False) -> bool:
    """Whether this hat allows such a change, or refuses it."""
    held = power(field, facts, over=over)
    if held is OVER:
        return hat.role is Role.GOVERNOR
    if hat.role in (Role.PLANNER, Role.GOVERNOR):
        return True
    if hat.role is Role.DISTRICT_CHIEF:
        return held is OF_LOCAL
    return held.own_agency and hat.level is Level.AGENCY and carries_out(facts, hat)


def way(field: str, facts: Facts, hat: Hat, *, funded: bool) -> Way:
    """How this hat changes a field of an item: a kind of POWERS, or "estimate", the sums among the details.

    `funded`: some money came; a local authority's own item is asked about before that too.
    """
    if field == "estimate":
        if not estimate_frozen(facts.stage, funded=funded):
            return Way.EDIT if hat.role in DETAILED_BY and facts.stage in _STANDING else Way.NO
        field = "amount"
    if facts.stage in REPORTED:
        writes = carries_out(facts, hat) or hat.role is Role.PLANNER
        return Way.ASK if writes else Way.NO
    if facts.stage is Stage.DRAFT and field in ("amount", "place", "scope"):
        return Way.EDIT if hat.role in PROPOSED_BY else Way.NO
    details = field == "dates" and facts.stage in _STANDING and not days_frozen(facts.stage)
    return Way.EDIT if details and hat.role in DETAILED_BY else Way.NO


def estimate_frozen(stage: Stage, *, funded: bool) -> bool:
    """Whether sums and sources among the details stand still."""
    return stage in GIVEN | DONE or (stage in OWN and funded)


def days_frozen(stage: Stage) -> bool:
    """Whether the days among the details stand still."""
    return stage in REPORTED | DONE


_STANDING = frozenset(Stage) - {Stage.MERGED, Stage.REJECTED, Stage.WITHDRAWN}
