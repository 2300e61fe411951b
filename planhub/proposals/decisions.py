"""Each decision of the log in a neighbour's words: which office, what, why; never a person's name."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from planhub.proposals.proposal import Proposal
from planhub.proposals.review import Review
from planhub.proposals.standing import Offices
from planhub.thai.folding import arabic_digits
from planhub.wording import N_, Sentence, say
from planhub.workflow.roles import LEVEL_OF, Level, Role
from planhub.workflow.stages import STAGE_GROUP, Action, Stage

HIDDEN = "•••"
_PERSONAL = re.compile(
    r"(?<![\d-])(\+66|0)[\s.-]?\d(?:[\s.-]?\d){7,8}(?![\d-])"  # a telephone number
    r"|(?<![\d-])\d[\s-]?\d{4}[\s-]?\d{5}[\s-]?\d{2}[\s-]?\d(?![\d-])",  # a citizen's 13 digits
    re.ASCII,
)


@dataclass(frozen=True)
class Event:
    """One decision."""

    words: Sentence
    at: datetime
    by: str
    meeting: str
    reason: str
    group: str


CLASS_WORD = {
    "self": N_("ดำเนินการในพื้นที่เอง"),
    "joint": N_("ดำเนินการร่วมกับหน่วยงานอื่น"),
    "agency": N_("เป็นอำนาจหน้าที่ของหน่วยงานอื่น"),
}
VERDICT_WORD = {
    "feasible": N_("ทำได้"),
    "conditional": N_("ทำได้โดยมีเงื่อนไข"),
    "infeasible": N_("ทำไม่ได้"),
}
ENVELOPE_WORD = {"within": N_("ภายในกรอบวงเงิน"), "over": N_("เกินกรอบวงเงิน รอเงินเพิ่ม")}

_PLAIN = {
    Action.WITHDRAW: N_("%(office)s ขอถอนเรื่อง"),
    Action.ALIGN: N_("%(office)s ระบุว่าตรงกับประเด็นการพัฒนาของจังหวัด"),
    Action.RETURN: N_("%(office)s ส่งกลับให้แก้ไข"),
    Action.DEFER: N_("%(office)s เลื่อนไปพิจารณารอบถัดไป"),
    Action.REJECT: N_("%(office)s ไม่เห็นชอบ"),
    Action.UNMERGE: N_("%(office)s แยกออกเป็นเรื่องของตัวเองอีกครั้ง"),
    Action.DO_LOCALLY: N_("%(office)s เห็นชอบ ให้ท้องถิ่นทำเอง"),
    Action.RECALL: N_("%(office)s เรียกคืนจากส่วนราชการ"),
    Action.TAKE_OUT: N_("%(office)s มีมติเปลี่ยนแผน นำออกจากแผนมาพิจารณาใหม่"),
    Action.RESUME: N_("%(office)s นำกลับมาพิจารณา"),
    Action.REOPEN: N_("%(office)s เปิดเรื่องให้พิจารณาใหม่"),
    Action.ALLOCATE: N_("ได้รับจัดสรรงบประมาณ"),
    Action.PROCURE: N_("เริ่มจัดซื้อจัดจ้าง"),
    Action.START_WORKS: N_("เริ่มลงมือทำ"),
    Action.COMPLETE: N_("ทำเสร็จแล้ว"),
    Action.EVALUATE: N_("ประเมินผลแล้ว"),
    Action.PROCURE_AGAIN: N_("จัดซื้อจัดจ้างใหม่"),
    Action.LOSE_MONEY: N_("เงินถูกคืนหรือพับไป กลับไปรอเงิน"),
    Action.LET_GO: N_("%(office)s ถอนออกจากรายการที่รอเงิน เมื่อทบทวนประจำไตรมาส"),
}


def event_of(
    row: Review,
    agency_code: str | None,
    proposal: Proposal,
    offices: Offices,
    into: str | None,
    nth: int = 1,
) -> Event:
    """One row of the log in a neighbour's words; who signed is told by office, never by name.

    `into` is the number of what it was merged into; `nth` says which submission a submission is.
    """
    action = Action(row.action)
    office = offices.name(_office_of(row, agency_code, proposal))
    values: dict[str, Any] = {"office": office, "nth": nth} | {
        name: row.given.get(name) for name in ("classification", "verdict", "envelope", "plan_year")
    }
    values |= {"to": offices.name(row.holder_code), "number": into or ""}
    values |= {"agency": offices.name(row.given.get("agency_code") or "")}
    words = _WORDS[action](values) if action in _WORDS else say(_PLAIN[action], office=office)
    stage = Stage(row.to_stage)
    return Event(
        words=words,
        at=row.at,
        by=discreet(row.capacity),
        meeting=row.meeting or "",
        reason=discreet(row.reason),
        group="returned" if action is Action.RETURN else STAGE_GROUP[stage],
    )


def submissions(log: Iterable[Review]) -> dict[int, int]:
    """Which submission each row of one proposal's log is, the first being 1: by the row's `seq`."""
    submitted = sorted(row.seq for row in log if row.action == Action.SUBMIT)
    return {seq: nth for nth, seq in enumerate(submitted, start=1)}


def _office_of(row: Review, agency_code: str | None, proposal: Proposal) -> str:
    level = LEVEL_OF[Role(row.role)]
    return {
        Level.VILLAGE: proposal.area_code,
        Level.SUBDISTRICT: proposal.subdistrict_code,
        Level.DISTRICT: proposal.district_code,
        Level.AGENCY: agency_code or "",
        Level.PROVINCE: proposal.province_code,
        Level.NATION: "",
    }[level]


_Telling = Callable[[dict[str, Any]], Sentence]
_WORDS: dict[Action, _Telling] = {
    Action.SUBMIT: lambda v: (
        say(N_("%(office)s ส่งใหม่หลังแก้ไข (ครั้งที่ %(n)s)"), office=v["office"], n=v["nth"])
        if v["nth"] > 1
        else say(N_("%(office)s เสนอเรื่อง"), office=v["office"])
    ),
    Action.CLASSIFY: lambda v: say(
        N_("%(office)s จำแนกว่า%(what)s"),
        office=v["office"],
        what=CLASS_WORD.get(v["classification"] or "", ""),
    ),
    Action.FORWARD: lambda v: say(N_("%(office)s เห็นชอบ ส่งต่อ %(to)s"), office=v["office"], to=v["to"]),
    Action.MERGE: lambda v: (
        say(N_("%(office)s รวมเข้ากับเรื่อง %(number)s"), office=v["office"], number=v["number"])
        if v["number"]
        else say(N_("%(office)s รวมเข้ากับเรื่องอื่น"), office=v["office"])
    ),
    Action.DO_JOINTLY: lambda v: say(
        N_("%(office)s เห็นชอบ ให้ทำร่วมกับ%(agency)s"), office=v["office"], agency=v["agency"]
    ),
    Action.REFER: lambda v: say(N_("%(office)s ส่งให้ %(to)s ให้ความเห็น"), office=v["office"], to=v["to"]),
    Action.OPINE: lambda v: say(
        N_("%(office)s เห็นว่า%(what)s"),
        office=v["office"],
        what=VERDICT_WORD.get(v["verdict"] or "", ""),
    ),
    Action.ROLL_OVER: lambda v: say(
        N_("ไม่ได้รับเงิน ยกไปพิจารณาในรอบปีงบประมาณ พ.ศ. %(year)s เอง เลขที่และลำดับคงเดิม"), year=v["plan_year"]
    ),
    Action.INCLUDE: lambda v: say(
        N_("%(office)s บรรจุในแผนปีงบประมาณ พ.ศ. %(year)s %(envelope)s"),
        office=v["office"], year=v["plan_year"], envelope=ENVELOPE_WORD.get(v["envelope"] or "", ""),
    ),
}  # fmt: skip


def discreet(text: str) -> str:
    """The text with telephone numbers and citizens' numbers covered, in Thai digits too."""
    plain, covered, at = arabic_digits(text), [], 0
    for found in _PERSONAL.finditer(plain):
        covered += [text[at : found.start()], HIDDEN]
        at = found.end()
    return "".join([*covered, text[at:]])
