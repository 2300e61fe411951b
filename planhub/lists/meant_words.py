"""What an office's words of stages and sides most likely mean. Pure."""

import re

from planhub.workflow.stages import Stage

STAGE_MEANINGS: tuple[tuple[str, Stage], ...] = (
    # what is waited for is neither had nor refused
    (r"(รอ(?!บ)|ยังไม่).*(จัดสรร|งบ)", Stage.PLANNED),
    (r"(รอ(?!บ)|ยังไม่|อยู่ระหว่าง(การ)?(ขอ|รอ|เสนอ))(?!.*(กบ[ตอ]|อำเภอ|ตำบล)).*(อนุมัติ|เห็นชอบ)", Stage.PROVINCE),
    (r"\bnot (approved|funded)|unapproved|unfunded", Stage.REJECTED),
    (r"ไม่(เห็นชอบ|อนุมัติ|ผ่าน|ได้รับ(การ)?(จัดสรร|อนุมัติ|พิจารณา))|ตกไป|rejected", Stage.REJECTED),
    (r"ยกเลิก|ถอน|cancel|withdrawn", Stage.WITHDRAWN),
    (r"ชะลอ|เลื่อน|รอบถัดไป|ปีถัดไป|deferred|postponed", Stage.DEFERRED),
    (r"ประเมินผลแล้ว|ส่งมอบแล้ว|evaluated", Stage.EVALUATED),
    (r"ยังไม่(ได้)?(เริ่ม)?ดำเนินการ|รอดำเนินการ|ยังไม่เริ่ม|not started|pending|planned", Stage.PLANNED),
    (
        r"อยู่ระหว่าง.*(จัดซื้อ|จัดจ้าง|จัดหา|ประกวดราคา|tor|ราคากลาง)|จัดซื้อจัดจ้าง|ประกวดราคา|procurement",
        Stage.PROCUREMENT,
    ),
    (
        r"ไม่(แล้ว)?เสร็จ|incomplete|(อยู่)?ระหว่าง(การ)?(ดำเนิน|ก่อสร้าง|ปฏิบัติ)|กำลัง(ดำเนิน|ก่อสร้าง)|ลงนาม|ทำสัญญา"
        r"|เบิกจ่ายบางส่วน|in progress|ongoing|works",
        Stage.WORKS,
    ),
    (r"แล้วเสร็จ|เสร็จ(สิ้น|แล้ว|สมบูรณ์)?|ดำเนินการแล้ว|ตรวจรับ|100 ?%|completed?|done|finished", Stage.COMPLETED),
    (r"ได้รับ(การ)?(จัดสรร|อนุมัติ|งบ)|จัดสรรแล้ว|อนุมัติงบ|โอนจัดสรร|funded|approved", Stage.FUNDED),
    (r"ร่วม(กับ)?(หน่วยงาน|ดำเนินการ)|joint", Stage.JOINT),
    (r"ท้องถิ่นดำเนินการ|อปท\.?ดำเนินการ|ดำเนินการเอง|local", Stage.LOCAL),
    (r"รอ.*(จัดสรร|งบ)|บรรจุ(ใน|เข้า)?แผน|อยู่ในแผน|เห็นชอบ|อนุมัติ(แผน|โครงการ)?", Stage.PLANNED),
    (r"กบอ|อำเภอพิจารณา|ระดับอำเภอ", Stage.DISTRICT),
    (r"กบต|ตำบลพิจารณา|ระดับตำบล", Stage.SUBDISTRICT),
    (r"เสนอ|พิจารณา|กบจ|ก\.บ\.จ|จังหวัด|proposed|submitted", Stage.PROVINCE),
)
"""What words of stages most likely mean; a person looks at the proposal before it is used."""

SIDE_MEANINGS: tuple[tuple[str, str], ...] = (
    (r"แหล่งน้ำ|น้ำเพื่อ|ชลประทาน|water", "water"),
    (r"เกษตร|ปศุสัตว์|ประมง|agri", "agriculture"),
    (r"ท่องเที่ยว|tour", "tourism"),
    (r"สาธารณสุข|สุขภาพ|การแพทย์|โรงพยาบาล|health", "health"),
    (r"การศึกษา|ศึกษา|วัยเรียน|ศาสนา|วัฒนธรรม|กีฬา|นันทนาการ|educ", "education"),
    (r"ทรัพยากรธรรมชาติ|สิ่งแวดล้อม|ป่าไม้|ขยะ|สิ่งปฏิกูล|environment", "environment"),
    (r"บรรเทาสาธารณภัย|อุทกภัย|ภัยแล้ง|ตลิ่ง|disaster", "disaster"),
    (r"ความมั่นคง|ปลอดภัย|ความสงบ|รักษาความ|safety|security", "safety"),
    (r"โครงสร้างพื้นฐาน|เคหะ|การโยธา|คมนาคม|ถนน|ทางและสะพาน|ทางชนบท|สาธารณูปโภค|ไฟฟ้า|infra", "infrastructure"),
    (r"เศรษฐกิจ|อาชีพ|พาณิชย์|การค้า|อุตสาหกรรม|econom", "economy"),
    (r"สังคม|คุณภาพชีวิต|ชุมชนเข้มแข็ง|เข้มแข็ง(ของ)?ชุมชน|สังคมสงเคราะห์|social", "social"),
    (r"บริหาร|จัดการ|ดิจิทัล|การคลัง|วางแผน|ตรวจสอบภายใน|governance|admin", "governance"),
)  # fmt: skip
"""What words of sides most likely mean (domain notes 2.2: sides, local plans, budget groups)."""


def stage_meant(word: str) -> Stage | None:
    """The stage that an office's word most likely means."""
    return next((stage for pattern, stage in STAGE_MEANINGS if re.search(pattern, word, re.IGNORECASE)), None)


def side_meant(word: str) -> str | None:
    """The side that an office's word most likely means."""
    return next((side for pattern, side in SIDE_MEANINGS if re.search(pattern, word, re.IGNORECASE)), None)
