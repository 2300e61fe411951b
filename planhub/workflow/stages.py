"""The stages of a record, the actions on it, and their words; planhub.workflow.moves joins them."""

from enum import StrEnum

from planhub.wording import N_
from planhub.workflow.roles import Level


class Stage(StrEnum):
    """Where a need stands on its way from the village to the inspected result."""

    DRAFT = "draft"
    SUBDISTRICT = "subdistrict"
    DISTRICT = "district"
    AGENCY = "agency"
    PROVINCE = "province"
    PLANNED = "planned"
    FUNDED = "funded"
    PROCUREMENT = "procurement"
    WORKS = "works"
    COMPLETED = "completed"
    EVALUATED = "evaluated"
    LOCAL = "local"
    JOINT = "joint"
    DEFERRED = "deferred"
    MERGED = "merged"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


STAGE_WORD = {
    Stage.DRAFT: N_("ร่าง"),
    Stage.SUBDISTRICT: N_("รอ กบต. พิจารณา"),
    Stage.DISTRICT: N_("รอ กบอ. พิจารณา"),
    Stage.AGENCY: N_("รอความเห็นส่วนราชการ"),
    Stage.PROVINCE: N_("รอจังหวัดพิจารณา"),
    Stage.PLANNED: N_("บรรจุในแผนแล้ว"),
    Stage.FUNDED: N_("ได้รับจัดสรรงบประมาณ"),
    Stage.PROCUREMENT: N_("จัดซื้อจัดจ้าง"),
    Stage.WORKS: N_("กำลังดำเนินการ"),
    Stage.COMPLETED: N_("ดำเนินการแล้วเสร็จ"),
    Stage.EVALUATED: N_("ประเมินผลแล้ว"),
    Stage.LOCAL: N_("ท้องถิ่นดำเนินการเอง"),
    Stage.JOINT: N_("ดำเนินการร่วมกับหน่วยงานอื่น"),
    Stage.DEFERRED: N_("รอพิจารณารอบถัดไป"),
    Stage.MERGED: N_("รวมกับเรื่องอื่น"),
    Stage.REJECTED: N_("ไม่เห็นชอบ"),
    Stage.WITHDRAWN: N_("ถอนเรื่องแล้ว"),
}

NEXT_WORD = {
    Stage.DRAFT: N_("ผู้เสนอแก้ไขและส่งให้ กบต."),
    Stage.SUBDISTRICT: N_("กบต. จัดลำดับแล้วส่งต่อ กบอ. หรือให้ท้องถิ่นทำเอง"),
    Stage.DISTRICT: N_("กบอ. พิจารณาแล้วส่งต่อจังหวัด"),
    Stage.AGENCY: N_("ส่วนราชการให้ความเห็นแล้วส่งคืนผู้ที่ถาม"),
    Stage.PROVINCE: N_("จังหวัดพิจารณาบรรจุในแผน"),
    Stage.PLANNED: N_("รอจัดสรรงบประมาณ"),
    Stage.FUNDED: N_("เริ่มจัดซื้อจัดจ้าง"),
    Stage.PROCUREMENT: N_("ทำสัญญาแล้วเริ่มงาน"),
    Stage.WORKS: N_("ตรวจรับงานเมื่อแล้วเสร็จ"),
    Stage.COMPLETED: N_("ประเมินผลและส่งมอบผู้ดูแล"),
    Stage.EVALUATED: N_("สิ้นสุดกระบวนการ"),
    Stage.LOCAL: N_("องค์กรปกครองส่วนท้องถิ่นดำเนินการ"),
    Stage.JOINT: N_("หน่วยงานร่วมกันดำเนินการ"),
    Stage.DEFERRED: N_("ยกไปพิจารณาในรอบถัดไปโดยไม่ต้องเสนอใหม่"),
    Stage.MERGED: N_("ติดตามต่อที่เรื่องซึ่งรวมไว้"),
    Stage.REJECTED: N_("สิ้นสุด เว้นแต่ระดับที่สูงกว่าเปิดเรื่องใหม่"),
    Stage.WITHDRAWN: N_("สิ้นสุดตามที่ผู้เสนอขอถอน"),
}
"""What comes next, as the strip says it."""

STAGE_GROUP = {
    Stage.DRAFT: "draft",
    Stage.SUBDISTRICT: "waiting",
    Stage.DISTRICT: "waiting",
    Stage.AGENCY: "waiting",
    Stage.PROVINCE: "waiting",
    Stage.PLANNED: "in_plan",
    Stage.FUNDED: "in_plan",
    Stage.PROCUREMENT: "in_works",
    Stage.WORKS: "in_works",
    Stage.LOCAL: "in_works",
    Stage.JOINT: "in_works",
    Stage.COMPLETED: "done",
    Stage.EVALUATED: "done",
    Stage.DEFERRED: "waiting",
    Stage.MERGED: "merged",
    Stage.REJECTED: "not_agreed",
    Stage.WITHDRAWN: "not_agreed",
}
"""The one palette: what colour and sign a stage wears."""

IN_PLAN = frozenset(
    {Stage.PLANNED, Stage.FUNDED, Stage.PROCUREMENT, Stage.WORKS, Stage.COMPLETED, Stage.EVALUATED}
)
"""Stages that count as "in the plan" when a share is shown."""

NOT_COUNTED = frozenset({Stage.DRAFT, Stage.MERGED, Stage.REJECTED, Stage.WITHDRAWN})
"""Stages left out of counts and sums: money and needs are counted once, and only while they stand."""

HELD_AT = {
    Stage.DRAFT: Level.VILLAGE,
    Stage.SUBDISTRICT: Level.SUBDISTRICT,
    Stage.LOCAL: Level.SUBDISTRICT,
    Stage.JOINT: Level.SUBDISTRICT,
    Stage.DISTRICT: Level.DISTRICT,
    Stage.AGENCY: Level.AGENCY,
    Stage.PROVINCE: Level.PROVINCE,
    Stage.PLANNED: Level.PROVINCE,
    Stage.FUNDED: Level.PROVINCE,
    Stage.PROCUREMENT: Level.PROVINCE,
    Stage.WORKS: Level.PROVINCE,
    Stage.COMPLETED: Level.PROVINCE,
    Stage.EVALUATED: Level.PROVINCE,
}
"""Who holds a record at each stage; a deferred, merged or ended one stays with the office that decided."""

STAGE_OF = {
    Level.SUBDISTRICT: Stage.SUBDISTRICT,
    Level.DISTRICT: Stage.DISTRICT,
    Level.PROVINCE: Stage.PROVINCE,
}
"""The stage in which each committee decides."""


class Action(StrEnum):
    """What somebody does with a record."""

    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    CLASSIFY = "classify"
    ALIGN = "align"
    FORWARD = "forward"
    RETURN = "return"
    DEFER = "defer"
    REJECT = "reject"
    MERGE = "merge"
    UNMERGE = "unmerge"
    DO_LOCALLY = "do_locally"
    DO_JOINTLY = "do_jointly"
    REFER = "refer"
    OPINE = "opine"
    RECALL = "recall"
    INCLUDE = "include"
    TAKE_OUT = "take_out"
    RESUME = "resume"
    REOPEN = "reopen"
    ALLOCATE = "allocate"
    PROCURE = "procure"
    START_WORKS = "start_works"
    COMPLETE = "complete"
    EVALUATE = "evaluate"
    PROCURE_AGAIN = "procure_again"
    LOSE_MONEY = "lose_money"
    LET_GO = "let_go"
    ROLL_OVER = "roll_over"


ACTION_WORD = {
    Action.SUBMIT: N_("เสนอเรื่อง"),
    Action.WITHDRAW: N_("ถอนเรื่อง"),
    Action.CLASSIFY: N_("จำแนกโครงการ"),
    Action.ALIGN: N_("ระบุความสอดคล้องกับประเด็นการพัฒนา"),
    Action.FORWARD: N_("ส่งต่อ"),
    Action.RETURN: N_("ส่งกลับแก้ไข"),
    Action.DEFER: N_("เลื่อนไปรอบถัดไป"),
    Action.REJECT: N_("ไม่เห็นชอบ"),
    Action.MERGE: N_("รวมเรื่อง"),
    Action.UNMERGE: N_("ยกเลิกการรวมเรื่อง"),
    Action.DO_LOCALLY: N_("ให้ท้องถิ่นดำเนินการเอง"),
    Action.DO_JOINTLY: N_("ให้ดำเนินการร่วมกับหน่วยงานอื่น"),
    Action.REFER: N_("ส่งส่วนราชการให้ความเห็น"),
    Action.OPINE: N_("ให้ความเห็น"),
    Action.RECALL: N_("เรียกคืนจากส่วนราชการ"),
    Action.INCLUDE: N_("บรรจุในแผน"),
    Action.TAKE_OUT: N_("นำออกจากแผน"),
    Action.RESUME: N_("นำกลับมาพิจารณา"),
    Action.REOPEN: N_("เปิดเรื่องใหม่"),
    Action.ALLOCATE: N_("จัดสรรงบประมาณ"),
    Action.PROCURE: N_("เริ่มจัดซื้อจัดจ้าง"),
    Action.START_WORKS: N_("เริ่มดำเนินการ"),
    Action.COMPLETE: N_("แล้วเสร็จ"),
    Action.EVALUATE: N_("ประเมินผล"),
    Action.PROCURE_AGAIN: N_("จัดซื้อจัดจ้างใหม่"),
    Action.LOSE_MONEY: N_("เงินถูกคืนหรือพับไป"),
    Action.LET_GO: N_("ถอนออกเมื่อทบทวน"),
    Action.ROLL_OVER: N_("ยกไปรอบถัดไป"),
}

FOLLOWING = frozenset(
    {
        Action.ALLOCATE,
        Action.PROCURE,
        Action.START_WORKS,
        Action.COMPLETE,
        Action.EVALUATE,
        Action.PROCURE_AGAIN,
        Action.LOSE_MONEY,
        Action.LET_GO,
        Action.ROLL_OVER,
    }
)
"""Moves that follow from what is recorded of money and works, from a quarter's review, or from the year's
end; nobody chooses them by themselves."""
