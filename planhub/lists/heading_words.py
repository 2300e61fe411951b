"""Words that offices put over their columns, and the field that each names. Pure."""

import re
from collections.abc import Mapping

from planhub.lists.description import Field, Unit
from planhub.lists.headings import heading_key

WORDS: Mapping[Field, tuple[str, ...]] = {
    name: tuple(" ".join(words.split()).split(" · "))
    for name, words in {
        Field.KEY: """
            รหัสโครงการ · เลขที่โครงการ · เลขโครงการ · รหัส · รหัสรายการ · รหัสแผนงานโครงการ ·
            project id · project code · project_code · project_id · id · code · uid · external_id ·
            เลขอ้างอิง · รหัสงบประมาณ · เลขที่คำขอ
        """,
        Field.TITLE: """
            ชื่อโครงการ · โครงการ · โครงการ/กิจกรรม · ชื่อโครงการ/กิจกรรม · แผนงาน/โครงการ ·
            รายชื่อโครงการ · ชื่อแผนงาน/โครงการ · โครงการ/รายการ · ชื่อรายการ · รายการ ·
            ชื่อเรื่อง · ปัญหาความต้องการ · ความต้องการ · ชื่อโครงการพัฒนา · งาน/โครงการ ·
            โครงการตามข้อบัญญัติ · โครงการตามแผน · โครงการที่ขอรับการสนับสนุน · project ·
            project name · project_name · title · name
        """,
        Field.DETAIL: """
            รายการ · กิจกรรม · รายละเอียด · รายละเอียดโครงการ · รายการย่อย · กิจกรรมหลัก ·
            กิจกรรมย่อย · ลักษณะงาน · item · activity · detail · รายละเอียดของกิจกรรม
        """,
        Field.YEAR: """
            ปีงบประมาณ · ปี · ปี พ.ศ. · พ.ศ. · ปีงบ · ปีงปม. · ปีงบปม. · ปีที่ดำเนินการ · ปีที่ขอ · ปีแผน · year ·
            fiscal year · fiscal_year · fiscal_year_be · fy · ปีงบประมาณที่ขอ
        """,
        Field.AMOUNT: """
            งบประมาณ · วงเงิน · วงเงินงบประมาณ · จำนวนเงิน · งบประมาณที่ขอ · งบประมาณที่ได้รับ ·
            งบประมาณที่ได้รับจัดสรร · งบที่ได้รับจัดสรร · ราคา · ราคากลาง · ค่าใช้จ่าย ·
            งบประมาณรวม · งบประมาณที่เสนอขอ · งบอนุมัติ · งบประมาณอนุมัติ · งบประมาณตามข้อบัญญัติ ·
            อนุมัติงบประมาณ · amount · budget · amount_baht · approved · cost · เงินงบประมาณ ·
            งบประมาณทั้งสิ้น · รวมงบประมาณ · งบ · งปม. · งบปม. · วงเงินงบ
        """,
        Field.STAGE: """
            สถานะ · สถานะโครงการ · สถานะการดำเนินงาน · สถานะการดำเนินการ · ผลการดำเนินงาน ·
            ผลการดำเนินการ · ผลการพิจารณา · ขั้นตอน · ความก้าวหน้า · การดำเนินการ · status · stage ·
            state
        """,
        Field.SIDE: """
            ด้าน · ด้านการพัฒนา · ประเภทโครงการ · ประเภท · แผนงาน · กลุ่มโครงการ · ยุทธศาสตร์ ·
            ประเด็นการพัฒนา · ด้านปัญหา · side · sector · category · ประเด็นยุทธศาสตร์
        """,
        Field.ENVELOPE: "กรอบวงเงิน · ในกรอบ/เกินกรอบ · ภายในกรอบ/เกินกรอบ · กรอบ · envelope",
        Field.AGENCY: """
            หน่วยงาน · หน่วยงานรับผิดชอบ · หน่วยงานรับผิดชอบหลัก · หน่วยงานที่รับผิดชอบ ·
            หน่วยงานผู้รับผิดชอบ · หน่วยงานดำเนินการ · หน่วยงานที่เสนอ · หน่วยดำเนินการ ·
            ส่วนราชการ · ผู้รับผิดชอบ · เจ้าของโครงการ · หน่วยงานเจ้าของโครงการ · agency · office ·
            department · owner · หน่วยรับงบประมาณ · หน่วยงานเจ้าภาพ
        """,
        Field.OBJECTIVE: "วัตถุประสงค์ · วัตถุประสงค์ของโครงการ · เป้าประสงค์ · objective · objectives · purpose",
        Field.PLACE_CODE: """
            รหัสพื้นที่ · รหัสหมู่บ้าน · รหัสที่ตั้ง · รหัส 8 หลัก · รหัสปกครอง · area_code ·
            area code · village_code · place_code · location code · village code
        """,
        Field.PROVINCE: """
            จังหวัด · ชื่อจังหวัด · รหัสจังหวัด · จว · province · province_code · changwat ·
            province_name
        """,
        Field.DISTRICT: """
            อำเภอ · ชื่ออำเภอ · รหัสอำเภอ · อ · district · district_code · amphoe · amphur ·
            อำเภอ/เขต · district_name
        """,
        Field.SUBDISTRICT: """
            ตำบล · ชื่อตำบล · รหัสตำบล · ต · subdistrict · sub-district · tambon · tambon_code ·
            subdistrict_code · ตำบล/แขวง · tumbon · tambol · subdistrict_name
        """,
        Field.MOO: "หมู่ที่ · หมู่ · ม · moo · mu · moo no · หมู่บ้านที่ · ม ที่",
        Field.VILLAGE: """
            หมู่บ้าน · ชื่อหมู่บ้าน · บ้าน · ชุมชน · หมู่บ้าน/ชุมชน · ชื่อบ้าน · village · ban ·
            village_name
        """,
        Field.PLACE_TEXT: """
            สถานที่ดำเนินการ · สถานที่ · ที่ตั้ง · พื้นที่ดำเนินการ · พื้นที่ · บริเวณ ·
            ที่ตั้งโครงการ · พื้นที่เป้าหมาย · สถานที่ก่อสร้าง · พื้นที่ดำเนินงาน ·
            สถานที่ดำเนินงาน · จุดดำเนินการ · location · place · address · site ·
            สถานที่/พื้นที่ดำเนินการ · สถานที่ตั้ง
        """,
        Field.LAT: """
            ละติจูด · ละติจุด · latitude · lat · y · พิกัด y · พิกัด · พิกัดโครงการ · coordinates ·
            northing · n · เหนือ · lat/long · ค่าพิกัด · พิกัด utm · พิกัด n · utm y · utm n · utm ·
            จุดพิกัด · พิกัดที่ตั้ง
        """,
        Field.LON: """
            ลองจิจูด · ลองติจูด · ลองจิจุด · longitude · long · lon · lng · x · พิกัด x · easting ·
            e · ตะวันออก · พิกัด e · utm x · utm e
        """,
        Field.ALLOCATED: """
            งบจัดสรร · เงินจัดสรร · จัดสรร · ได้รับจัดสรร · เงินที่ได้รับจัดสรร · จัดสรรแล้ว · allocated ·
            allocation
        """,
        Field.INCREASED: """
            โอนเพิ่ม · เพิ่ม · เพิ่มขึ้น · โอนเข้า · โอนมา · เงินโอนเพิ่ม · increase · increased · transfer in
        """,
        Field.DECREASED: """
            โอนลด · ลด · ลดลง · โอนออก · โอนไป · เงินโอนลด · decrease · decreased · transfer out
        """,
        Field.COMMITTED: """
            ก่อหนี้ผูกพัน · ผูกพัน · ก่อหนี้ · เงินผูกพัน · หนี้ผูกพัน · ยอดผูกพัน · committed · commitment ·
            obligated
        """,
        Field.DISBURSED: """
            เบิกจ่าย · เบิกจ่ายแล้ว · เงินเบิกจ่าย · ยอดเบิกจ่าย · ผลการเบิกจ่าย · จ่ายแล้ว · จ่ายจริง ·
            disbursed · disbursement · paid · spent
        """,
        Field.REMAINING: """
            คงเหลือ · เงินคงเหลือ · ยอดคงเหลือ · งบประมาณคงเหลือ · remaining · balance
        """,
        Field.ZONE: "โซน · zone · utm zone · โซน utm · zone utm",
    }.items()
}
"""Headings by field, the likeliest first; compared without spaces, tone marks, dots and brackets."""

_YEAR = re.compile(r"25[4-9]\d|26[0-3]\d|2640")
_BRACKETS = re.compile(r"\(([^)]*)\)|\[([^\]]*)\]")
_UNITS = (
    (re.compile(r"ล้าน|ลบ\.?|million|\bmb\b", re.IGNORECASE), Unit.MILLION),
    (re.compile(r"พันบาท|หลักพัน|thousand|'000", re.IGNORECASE), Unit.THOUSAND),
)


def meanings(heading: str) -> list[tuple[Field, int]]:
    """Fields that a heading can mean, each with its rank (0 likeliest); none for a heading of no known word.

    Joined headings are tried as a whole, then by their parts; words in brackets are left out.
    """
    bare = _BRACKETS.sub(" ", heading)
    parts = [heading_key(bare), *(heading_key(part) for part in reversed(bare.split()))]
    for penalty, key in enumerate(dict.fromkeys(filter(None, parts))):
        if key in _BY_KEY:
            return [(name, rank + 10 * penalty) for name, rank in _BY_KEY[key]]
    key = parts[0]
    long = [
        (name, 100 + rank)
        for word, found in _BY_KEY.items()
        if len(word) >= 5 and key.startswith(word)
        for name, rank in found
    ]
    return sorted(long, key=lambda pair: pair[1])[:2]


def unit_of(heading: str) -> Unit | None:
    """The unit that a heading or a title states: (บาท), (พันบาท), หน่วย: ล้านบาท; None where it states none."""
    for pattern, unit in _UNITS:
        if pattern.search(heading):
            return unit
    return Unit.BAHT if re.search(r"บาท|baht|thb", heading, re.IGNORECASE) else None


def year_of(heading: str) -> int | None:
    """The one fiscal year in a heading or title, None for none or several."""
    years = {int(found) for found in _YEAR.findall(heading)}
    return years.pop() if len(years) == 1 else None


def _by_key() -> dict[str, list[tuple[Field, int]]]:
    found: dict[str, list[tuple[Field, int]]] = {}
    for name, words in WORDS.items():
        for rank, word in enumerate(words):
            found.setdefault(heading_key(word), []).append((name, rank))
    return found


_BY_KEY = _by_key()
