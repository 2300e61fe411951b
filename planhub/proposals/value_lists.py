"""The lists one chooses from: id and Thai words, from the forms in use (domain notes 2.2 and 2.3). Pure."""

from collections.abc import Mapping

from planhub.wording import N_

SIDES = {
    "infrastructure": N_("โครงสร้างพื้นฐาน"),
    "water": N_("แหล่งน้ำ"),
    "agriculture": N_("เกษตร"),
    "economy": N_("เศรษฐกิจและอาชีพ"),
    "tourism": N_("ท่องเที่ยว"),
    "social": N_("สังคมและคุณภาพชีวิต"),
    "health": N_("สาธารณสุข"),
    "education": N_("การศึกษา ศาสนา วัฒนธรรม"),
    "environment": N_("ทรัพยากรธรรมชาติและสิ่งแวดล้อม"),
    "safety": N_("ความมั่นคงและความปลอดภัย"),
    "disaster": N_("ป้องกันและบรรเทาสาธารณภัย"),
    "governance": N_("การบริหารจัดการ/ดิจิทัล"),
}
"""Sides (ด้าน) of what is wrong."""

SIDE_EXAMPLES = {
    "infrastructure": N_("ถนน สะพาน ท่อระบายน้ำ ไฟฟ้า ประปา"),
    "water": N_("ขุดลอกหนอง ฝาย บ่อบาดาล คลองส่งน้ำ"),
    "agriculture": N_("ลานตากข้าว เครื่องจักรกลเกษตร ดิน ปศุสัตว์"),
    "economy": N_("กลุ่มอาชีพ ตลาดชุมชน ผลิตภัณฑ์"),
    "tourism": N_("แหล่งท่องเที่ยว ป้ายบอกทาง ที่พัก"),
    "social": N_("ผู้สูงอายุ เด็ก ที่อยู่อาศัย ศาลาประชาคม"),
    "health": N_("อสม. รพ.สต. ขยะติดเชื้อ น้ำดื่มสะอาด"),
    "education": N_("ศูนย์เด็กเล็ก โรงเรียน วัด ประเพณี"),
    "environment": N_("ขยะ น้ำเสีย ป่าชุมชน"),
    "safety": N_("ไฟส่องทาง กล้องวงจรปิด ยาเสพติด"),
    "disaster": N_("น้ำท่วม ภัยแล้ง ตลิ่งพัง ไฟป่า"),
    "governance": N_("อินเทอร์เน็ต หอกระจายข่าว บริการของรัฐ"),
}
"""What people mean by each side, shown under it."""

BUDGET_GROUPS = {
    "agriculture": N_("เกษตร"),
    "tourism": N_("ท่องเที่ยวและบริการ"),
    "social": N_("สังคม"),
    "environment": N_("ทรัพยากรธรรมชาติและสิ่งแวดล้อม"),
    "industry": N_("อุตสาหกรรม การค้าและการลงทุน"),
    "security": N_("ความมั่นคงและความสงบ"),
    "administration": N_("บริหารจัดการ"),
}
"""Project groups of the provinces' budget book."""

BUDGET_GROUP_OF_SIDE = {
    "infrastructure": "industry",
    "water": "agriculture",
    "agriculture": "agriculture",
    "economy": "industry",
    "tourism": "tourism",
    "social": "social",
    "health": "social",
    "education": "social",
    "environment": "environment",
    "safety": "security",
    "disaster": "environment",
    "governance": "administration",
}
"""The budget group into which each side of a village's need falls."""

WORK_KINDS = {
    "build": N_("ก่อสร้าง"),
    "improve": N_("ปรับปรุง"),
    "rebuild": N_("ซ่อมสร้าง"),
    "repair": N_("ซ่อมแซม"),
    "extend": N_("ขยาย"),
    "dredge": N_("ขุดลอก"),
    "install": N_("ติดตั้ง"),
    "develop": N_("พัฒนา"),
    "buy": N_("จัดซื้อ"),
    "train": N_("อบรม"),
    "hire": N_("จ้างเหมา"),
}

ASSET_KINDS = {
    "road": N_("ทางและสะพาน"),
    "water": N_("แหล่งน้ำ"),
    "utility": N_("ระบบสาธารณูปโภค"),
    "building": N_("อาคารและสิ่งก่อสร้างประกอบ"),
    "other_works": N_("สิ่งก่อสร้างอื่น"),
    "medical": N_("ครุภัณฑ์การแพทย์"),
    "farm": N_("ครุภัณฑ์การเกษตร"),
    "vehicle": N_("ครุภัณฑ์ยานพาหนะ"),
}

UNITS = (
    N_("สาย"), N_("แห่ง"), N_("หลัง"), N_("เมตร"), N_("กิโลเมตร"), N_("ตารางเมตร"), N_("ลูกบาศก์เมตร"),
    N_("ไร่"), N_("จุด"), N_("บ่อ"), N_("ตัว"), N_("ชุด"), N_("เครื่อง"), N_("คัน"), N_("คน"), N_("ราย"),
    N_("ครัวเรือน"), N_("กลุ่ม"), N_("รุ่น"), N_("ครั้ง"),
)  # fmt: skip
"""Offered while typing; any other word may be typed."""

AREA_SCOPES = {
    "single": N_("พื้นที่เดียว"),
    "multi": N_("หลายหมู่บ้านหรือหลายตำบล"),
    "provincial": N_("ทั้งจังหวัด"),
}

CONTINUING = {"no": N_("เรื่องใหม่"), "yes": N_("ทำต่อจากของเดิม")}

LAND_STATUSES = {
    "public": N_("ที่สาธารณประโยชน์ (นสล.)"),
    "treasury": N_("ที่ราชพัสดุ"),
    "forest": N_("ป่าสงวนแห่งชาติ"),
    "park": N_("อุทยาน/เขตรักษาพันธุ์"),
    "alro": N_("ส.ป.ก."),
    "highway": N_("เขตทางหลวง/ทางหลวงชนบท"),
    "irrigation": N_("เขตชลประทาน"),
    "railway": N_("ที่ดินรถไฟ"),
    "temple": N_("วัด/ธรณีสงฆ์"),
    "donated": N_("เอกชนอุทิศให้"),
    "unknown": N_("ไม่ทราบ"),
}

LAND_PERMISSIONS = {
    "not_needed": N_("ไม่ต้องขอ"),
    "not_yet": N_("ยังไม่ขอ"),
    "asked": N_("อยู่ระหว่างขอ"),
    "granted": N_("ได้รับอนุญาตแล้ว"),
}

BUDGET_SOURCES = {
    "province": N_("งบจังหวัด"),
    "cluster": N_("งบกลุ่มจังหวัด"),
    "function": N_("งบกรม/กระทรวง (Function)"),
    "lao": N_("งบ อปท. (เทศบัญญัติ/ข้อบัญญัติ)"),
    "lao_subsidy": N_("เงินอุดหนุนเฉพาะกิจ"),
    "lao_reserve": N_("เงินสะสม"),
    "carry": N_("เงินกัน/เหลื่อมปี"),
    "central": N_("งบกลาง"),
    "fund": N_("กองทุน (กองทุนหมู่บ้าน กปท. สสส.)"),
    "loan": N_("เงินกู้"),
    "private": N_("เอกชน/CSR"),
    "people": N_("ประชาชนสมทบ"),
    "none": N_("ไม่ใช้งบประมาณ"),
    "open": N_("ไม่ทราบ ให้กรรมการพิจารณา"),
}
"""Where the money is to come from; a village may leave that to the committees."""

BUDGET_CATEGORIES = {
    "personnel": N_("งบบุคลากร"),
    "operating": N_("งบดำเนินงาน"),
    "investment": N_("งบลงทุน"),
    "subsidy": N_("งบเงินอุดหนุน"),
    "other": N_("งบรายจ่ายอื่น"),
    "central": N_("งบกลาง"),
}

VALUE_CHAIN = {"up": N_("ต้นน้ำ"), "middle": N_("กลางน้ำ"), "down": N_("ปลายน้ำ")}

SHAPES = {
    "line": N_("แนวยาว เช่น ถนน คลอง ท่อ"),
    "area": N_("พื้นที่ เช่น หนองน้ำ อ่าง ป่า"),
}
"""What the points on the map are of."""

POINT_SOURCES = {
    "gps": N_("ตำแหน่งของโทรศัพท์"),
    "map": N_("ปักบนแผนที่"),
    "typed": N_("พิมพ์พิกัด"),
    "area": N_("จุดกลางของพื้นที่"),
}

PROBLEMS = {
    "land": N_("ที่ดินหรือการขออนุญาต"),
    "design": N_("แบบหรือราคา"),
    "no_bidder": N_("ไม่มีผู้เสนอราคา"),
    "abandoned": N_("ผู้รับจ้างทิ้งงาน"),
    "disaster": N_("ภัยธรรมชาติ"),
    "late_money": N_("งบประมาณล่าช้า"),
    "opposed": N_("ประชาชนคัดค้าน"),
    "staff": N_("บุคลากร"),
    "other": N_("อื่น ๆ"),
}
"""What holds a work up, as its report says (domain notes 3.3)."""

LISTS: Mapping[str, Mapping[str, str]] = {
    "side": SIDES,
    "work_kind": WORK_KINDS,
    "asset_kind": ASSET_KINDS,
    "area_scope": AREA_SCOPES,
    "is_continuing": CONTINUING,
    "land_status": LAND_STATUSES,
    "land_permission": LAND_PERMISSIONS,
    "source": BUDGET_SOURCES,
    "budget_source": BUDGET_SOURCES,
    "budget_category": BUDGET_CATEGORIES,
    "value_chain": VALUE_CHAIN,
    "shape": SHAPES,
    "point_source": POINT_SOURCES,
    "problem_code": PROBLEMS,
}
"""Every list by the name of its field."""


def word(list_name: str, key: str | None) -> str:
    """Thai words of a chosen id; the id itself when the list no longer has it, "" for none."""
    return LISTS[list_name].get(key, key) if key else ""
