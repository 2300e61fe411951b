"""What the fields of our forms are called, to show a form again that somebody had typed before signing in."""

from collections.abc import Iterable

from planhub.committees.asked import CLASS_WORD
from planhub.edge import tell
from planhub.needs.questions import BY_NAME
from planhub.proposals.decisions import ENVELOPE_WORD, VERDICT_WORD
from planhub.proposals.value_lists import LISTS, word
from planhub.web.works.buying_forms import FIELD_WORD
from planhub.wording import N_
from planhub.works.wanted import PART_WORD

OFFICES = {
    "activity": N_("ช่วงนี้ทำอะไรไปแล้ว"),
    "caption": N_("คำบรรยาย"),
    "decision": N_("เหตุผลของคำตอบ (ต้องบอกเมื่อไม่อนุญาต)"),
    "moment": N_("ถ่ายช่วงใด"),
    "next_step": N_("จะทำอะไรต่อ"),
    "problem_code": N_("ติดปัญหาเรื่องใด"),
    "remedy": N_("แก้ไขอย่างไร"),
    "went_back": N_("ถ้าน้อยกว่าครั้งก่อน เพราะอะไร"),
    "acting": N_("เป็นผู้รักษาการ"),
    "agency": N_("หน่วยงานที่ดูแล"),
    "agency_code": N_("ส่วนราชการ"),
    "amount": N_("จำนวนเงิน"),
    "answer": N_("ได้รับหรือยัง"),
    "area_code": N_("พื้นที่"),
    "began_on": N_("วันที่มีพระราชดำริ"),
    "begins_on": N_("เริ่มใช้วันที่"),
    "benefit": N_("ประโยชน์ที่ได้"),
    "classification": N_("จำแนกโครงการ"),
    "code": N_("รหัส"),
    "document_no": N_("เลขที่หนังสือหรือเอกสาร"),
    "document_on": N_("ลงวันที่"),
    "envelope": N_("วงเงิน"),
    "estimated_cost": N_("ราคาที่ประมาณไว้"),
    "fiscal_year": N_("ปีงบประมาณ พ.ศ."),
    "from_bound": N_("จ่ายจากที่ผูกพันไว้"),
    "from_year": N_("ใช้ตั้งแต่ปีงบประมาณ พ.ศ."),
    "handover_no": N_("หนังสือส่งมอบ เลขที่"),
    "handover_on": N_("วันที่ส่งมอบ"),
    "header_rows": N_("แถวหัวตาราง"),
    "impact_bad": N_("ผลกระทบทางลบ"),
    "impact_good": N_("ผลกระทบทางบวก"),
    "is_open": N_("เปิดรับเรื่องใหม่จากหมู่บ้าน"),
    "issue_ids": N_("สอดคล้องกับประเด็นการพัฒนาของจังหวัด"),
    "kind": N_("ชนิด"),
    "leading_issue_id": N_("ประเด็นหลัก"),
    "maintainer": N_("ผู้ดูแลรักษา"),
    "meeting": N_("มติการประชุม"),
    "ministry": N_("สังกัดกระทรวง"),
    "name": N_("ชื่อ"),
    "name_th": N_("ชื่อเต็ม"),
    "no": N_("เลขที่ของประเด็น"),
    "note": N_("หมายเหตุ"),
    "number": N_("เลขที่ของเรื่องในแผนที่รองรับ"),
    "order_number": N_("เลขที่คำสั่ง"),
    "owner": N_("เจ้าของทรัพย์สิน"),
    "owner_province": N_("เป็นของจังหวัดใด"),
    "period": N_("งวด"),
    "permission_note": N_("การขออนุญาตใช้พื้นที่หรือกฎหมายที่เกี่ยวข้อง"),
    "phone": N_("โทรศัพท์"),
    "placeless_here": N_("แถวที่ไม่บอกสถานที่ เป็นของจังหวัดที่เลือกไว้ทั้งจังหวัด"),
    "plan_year": N_("แผนของปีงบประมาณ พ.ศ."),
    "problems": N_("ปัญหาที่พบ"),
    "province_code": N_("จังหวัดของแถวที่ไม่บอกจังหวัด"),
    "rank": N_("ลำดับที่"),
    "reason": N_("เหตุผล"),
    "scope": N_("จังหวัดที่แหล่งนี้เขียนได้"),
    "short": N_("ชื่อย่อ"),
    "source": N_("แหล่งเงิน"),
    "spent": N_("เงินที่ใช้ในงวดนี้"),
    "state": N_("ตอนนี้ใช้ประโยชน์อยู่หรือไม่"),
    "status": N_("สถานภาพ"),
    "sure": N_("ตรวจแล้ว ถูกต้อง"),
    "target": N_("เลขที่ของเรื่องที่จะรวมเข้าด้วย"),
    "target_typed": N_("เลขที่ของเรื่องที่จะรวมเข้าด้วย"),
    "to_year": N_("ถึงปีงบประมาณ พ.ศ."),
    "username": N_("ชื่อผู้ใช้"),
    "valid_from": N_("ตั้งแต่วันที่"),
    "valid_to": N_("ถึงวันที่ (วันสุดท้าย)"),
    "verdict": N_("ความเห็นทางเทคนิค"),
    "way": N_("ทำอย่างไรกับเงินที่เหลือ"),
    "why": N_("ส่วนใดใช้ไม่ได้ หรือทำไมจึงไม่ได้ใช้"),
    "withdraws_missing": N_("แต่ละแฟ้มเป็นรายการทั้งหมด"),
    "year": N_("ปีงบประมาณของแถวที่ไม่บอกปี"),
}
"""Fields of the offices' forms; those of the entry and of its details are in `proposals/questions.py`."""
WORDS = {"classification": CLASS_WORD, "verdict": VERDICT_WORD, "envelope": ENVELOPE_WORD}
_OF_WORKS = PART_WORD | FIELD_WORD
"""Forms of a purchase and of a change request, which name their fields themselves."""
_OTHER = N_("ข้อความที่พิมพ์")
NOT_TYPED = {
    "action",
    "asks_carry",
    "asks_placeless",
    "back_to",
    "do",
    "list",
    "next",
    "now",
    "page",
    "pick",
    "seen",
    "version",
    "confirmed",
    "later",
}


def labelled(fields: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """(label, what was typed) of a carried form, in its order."""
    filled = [(name, value) for name, value in fields if value.strip() and name not in NOT_TYPED]
    names = {name for name, _value in filled}
    return [(_label(name), _words(name, value)) for name, value in filled if not _idle(name, names)]


def _label(name: str) -> str:
    asked = BY_NAME.get(name)
    label = tell(asked.label if asked else OFFICES.get(name) or _OF_WORKS.get(name, _OTHER))
    stem, _, n = name.rpartition("_")
    return f"{label} {n}" if asked and stem in ("amount", "year", "source") and n != "1" else label


def _words(name: str, value: str) -> str:
    """What was chosen in the words of the form, what was typed as it was typed."""
    if name in WORDS:
        return tell(WORDS[name].get(value, value))
    stem = name.rpartition("_")[0] if name.startswith("source_") else name
    return tell(word(stem, value)) if value in LISTS.get(stem, {}) else value


def _idle(name: str, names: set[str]) -> bool:
    """The year and source of a line of money without money, which the form fills in by itself."""
    stem, _, n = name.rpartition("_")
    return stem in ("year", "source") and n.isdecimal() and f"amount_{n}" not in names
