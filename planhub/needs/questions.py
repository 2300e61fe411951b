"""The questions of the five steps and of the page for later hands: names, words, examples, limits. Pure."""

from dataclasses import dataclass

from planhub.wording import N_

ROWS = 5
"""Lines of money: a fiscal year and a source each."""
LATER = 6
"""The page for later hands: the secretary, the agency."""

STEPS = {
    1: N_("เดือดร้อนเรื่องอะไร"),
    2: N_("อยากให้ทำอะไร"),
    3: N_("ทำที่ไหน"),
    4: N_("ใช้เงินเท่าไร ใครได้ประโยชน์"),
    5: N_("ใครเห็นด้วยแล้วบ้าง"),
    LATER: N_("รายละเอียดเพิ่มเติม"),
}


@dataclass(frozen=True)
class Field:
    """One question."""

    name: str
    label: str
    step: int
    kind: str = "line"
    hint: str = ""
    example: str = ""
    most: int = 500
    """Letters of a text, or the largest number."""
    required: bool = False
    missing: str = ""
    restricted: bool = False
    """Personal: never on a public page or in an export."""


F = Field

_FIRST = [
    F(
        "problem",
        N_("เดือดร้อนเรื่องอะไร"),
        1,
        "long",
        most=2000,
        required=True,
        hint=N_("เล่าเหมือนเล่าให้เพื่อนบ้านฟัง เกิดบ่อยแค่ไหน ใครเดือดร้อน"),
        example=N_("ฝนตกทีไรถนนสายวัดป่าน้ำท่วมขัง รถโรงเรียนเข้าไม่ได้ ปีที่แล้วท่วม 6 ครั้ง"),
        missing=N_("เล่าว่าเดือดร้อนเรื่องอะไร พิมพ์สั้น ๆ หนึ่งประโยคก็ได้"),
    ),
    F("side", N_("เป็นเรื่องด้านใด"), 1, "choice", required=True, missing=N_("เลือกว่าเป็นเรื่องด้านใด")),
]
_SECOND = [
    F("work_kind", N_("ลักษณะงาน"), 2, "choice"),
    F("work_what", N_("ทำอะไร"), 2, most=200, example=N_("ถนนคอนกรีตเสริมเหล็ก")),
    F("work_place", N_("ตรงไหนถึงตรงไหน"), 2, most=200, example=N_("สายวัดป่าถึงโรงเรียน หมู่ที่ 4")),
    F("width_m", N_("กว้าง"), 2, "metres", most=10_000, example="4"),
    F("length_m", N_("ยาว"), 2, "metres", most=1_000_000, example="850"),
    F("thickness_m", N_("หนา"), 2, "metres", most=100, example="0.15"),
    F("depth_m", N_("ลึก"), 2, "metres", most=1_000, example="2.5"),
    F("volume_m3", N_("ปริมาตรดินขุด"), 2, "number", most=99_999_999, example="12,000"),
    F("quantity", N_("จำนวน"), 2, "number", most=99_999_999, example=N_("1")),
    F("unit", N_("หน่วย"), 2, most=40, example=N_("สาย")),
    F("title", N_("ชื่อเรื่อง"), 2, most=500, required=True,
      hint=N_("ชื่อที่ดีบอกว่าทำอะไร ที่ไหน ขนาดเท่าไร"),
      example=N_("ก่อสร้างถนนคอนกรีตเสริมเหล็ก สายวัดป่าถึงโรงเรียน กว้าง 4 เมตร ยาว 850 เมตร"),
      missing=N_("ตั้งชื่อเรื่อง หรือกรอก “ทำอะไร” แล้วให้ระบบช่วยแต่งชื่อ")),
    F("request", N_("รายละเอียดที่อยากให้ทำ"), 2, "long", most=2000,
      example=N_("เทคอนกรีตหนา 15 เซนติเมตร มีท่อลอดหน้าวัดหนึ่งจุด")),
    F("is_continuing", N_("เป็นเรื่องใหม่หรือทำต่อจากของเดิม"), 2, "choice"),
    F("objective", N_("ทำเพื่ออะไร"), 2, "long", most=2000, example=N_("ให้เดินทางได้ทุกฤดู")),
    F("expected_result", N_("ถ้าทำแล้วจะดีขึ้นอย่างไร"), 2, "long", most=2000,
      example=N_("เด็กไปโรงเรียนได้ทุกวัน ขนข้าวออกได้")),
]  # fmt: skip
_THIRD = [
    F("shape", N_("จุดเหล่านี้เป็นแนวหรือเป็นพื้นที่"), 3, "choice"),
    F(
        "line",
        N_("จุดตามแนวหรือตามขอบเขต"),
        3,
        "track",
        hint=N_("บรรทัดละหนึ่งจุด เรียงตามแนวหรือวนตามขอบเขต ถ้ามีจุดเหล่านี้ ระบบใช้เป็นที่ตั้งแทนหมุด"),
        example="14.9020 103.5080",
    ),
    F("lat", N_("ละติจูด"), 3, "place"),
    F("lon", N_("ลองจิจูด"), 3, "place"),
    F("accuracy_m", N_("คลาดเคลื่อน (เมตร)"), 3, "count", most=1_000_000),
    F("point_source", N_("ได้พิกัดมาอย่างไร"), 3, "choice"),
    F(
        "geom_reason",
        N_("ถ้าหมุดอยู่นอกพื้นที่ เพราะอะไร"),
        3,
        "long",
        most=500,
        example=N_("อ่างเก็บน้ำอยู่ตำบลข้างเคียง แต่คนหมู่เราใช้น้ำ"),
    ),
    F("area_scope", N_("ทำกี่พื้นที่"), 3, "choice"),
    F("land_status", N_("ที่ดินตรงนั้นเป็นของใคร"), 3, "choice"),
    F("land_permission", N_("ขออนุญาตใช้พื้นที่แล้วหรือยัง"), 3, "choice"),
]
_FOURTH = [
    *(
        F(f"{name}_{n}", label, 4, kind)
        for n in range(1, ROWS + 1)
        for name, label, kind in (
            ("amount", N_("จำนวนเงิน"), "money"),
            ("year", N_("ปีงบประมาณ"), "money"),
            ("source", N_("ขอจากงบใด"), "money"),
        )
    ),
    F("people", N_("คนที่ได้ประโยชน์"), 4, "count", most=70_000_000, example="320"),
    F("households", N_("ครัวเรือนที่ได้ประโยชน์"), 4, "count", most=30_000_000, example="86"),
    F("target_group", N_("เป็นใครบ้าง"), 4, most=500, example=N_("นักเรียน ชาวนา คนในหมู่ 4 และหมู่ 7")),
]
_FIFTH = [
    F("hearing_on", N_("ประชาคมเมื่อวันที่"), 5, "date"),
    F("attendees", N_("มีคนมาประชุมกี่คน"), 5, "count", most=100_000, example="74"),
    F("wish_rank", N_("สำคัญเป็นลำดับที่เท่าไรของหมู่บ้าน"), 5, "count", most=999, example="1"),
    F("proposer_title", N_("ตำแหน่งผู้เสนอ"), 5, most=120, example=N_("ผู้ใหญ่บ้านหมู่ที่ 4"),
      hint=N_("พิมพ์ตำแหน่ง ไม่ต้องพิมพ์ชื่อ")),
    F("proposer_phone", N_("โทรศัพท์ติดต่อกลับ"), 5, "phone", example="081 234 5678", restricted=True,
      hint=N_("เห็นเฉพาะเจ้าหน้าที่ที่พิจารณาเรื่องนี้ ไม่แสดงต่อสาธารณะ")),
]  # fmt: skip
_LATER = [
    F("rationale", N_("หลักการและเหตุผล"), LATER, "long", most=8000),
    F("indicators", N_("ตัวชี้วัด (ผลผลิตและผลลัพธ์)"), LATER, "long", most=4000,
      hint=N_("บรรทัดละหนึ่งตัว ชื่อ ค่า และหน่วย"), example=N_("ถนนมาตรฐานชั้น 4 ยาว 850 เมตร")),
    F("activities", N_("กิจกรรมและวิธีดำเนินการ"), LATER, "long", most=4000, hint=N_("บรรทัดละหนึ่งกิจกรรม")),
    F("value_chain", N_("ห่วงโซ่คุณค่า"), LATER, "choice"),
    F("asset_kind", N_("ชนิดของสิ่งก่อสร้างหรือครุภัณฑ์"), LATER, "choice"),
    F("budget_source", N_("แหล่งงบประมาณ"), LATER, "choice",
      hint=N_("แหล่งที่หน่วยงานเห็นว่าควรใช้ ที่หมู่บ้านขอยังเก็บไว้ตามเดิม")),
    F("budget_category", N_("งบรายจ่าย"), LATER, "choice"),
    F("cost_estimate", N_("ประมาณราคา (ปร.4 ปร.5 ปร.6)"), LATER, "baht"),
    F("lead_agency", N_("หน่วยงานรับผิดชอบหลัก"), LATER, most=200, example=N_("โครงการชลประทานสุรินทร์")),
    F("joint_agencies", N_("หน่วยงานร่วม"), LATER, "long", most=1000, hint=N_("บรรทัดละหนึ่งหน่วยงาน")),
    F("start_on", N_("เริ่ม"), LATER, "date"),
    F("end_on", N_("สิ้นสุด"), LATER, "date"),
    F("permission_letter", N_("หนังสืออนุญาตใช้พื้นที่ เลขที่และวันที่"), LATER, most=200),
    F("stakeholders", N_("ผู้มีส่วนได้ส่วนเสีย"), LATER, "long", most=2000),
    F("impact", N_("ผลกระทบ"), LATER, "long", most=4000),
    F("alignment_note", N_("ความสอดคล้องกับแผนระดับ 1 และ 2"), LATER, "long", most=2000,
      hint=N_("ยุทธศาสตร์ชาติ แผนแม่บท แผนพัฒนาฯ ฉบับที่ 13 SDG แผนท้องถิ่น")),
]  # fmt: skip

FIELDS: tuple[Field, ...] = (*_FIRST, *_SECOND, *_THIRD, *_FOURTH, *_FIFTH, *_LATER)
"""Every question in the order in which it is asked."""
BY_NAME = {asked.name: asked for asked in FIELDS}
ENTRY = tuple(asked.name for asked in FIELDS if asked.step != LATER)
"""Names of the five steps, which the proposer types."""
LATER_NAMES = tuple(asked.name for asked in FIELDS if asked.step == LATER)


def names_of(step: int) -> list[str]:
    """Names of the fields on one page."""
    return [asked.name for asked in FIELDS if asked.step == step]


def step_of(name: str) -> int:
    """The page on which a field is asked; the last of the five for files."""
    asked = BY_NAME.get(name)
    return asked.step if asked else 5
