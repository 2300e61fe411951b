"""Rows of a list that are no items: totals, headings again, numbers of columns, notes, groups. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from planhub.lists.description import Field
from planhub.thai.folding import arabic_digits, visible
from planhub.wording import N_, Sentence, say

EMPTY = say(N_("แถวว่าง"))
TITLE = say(N_("ข้อความเหนือหัวตาราง"))
HEADING = say(N_("แถวหัวตาราง"))
HEADING_AGAIN = say(N_("หัวตารางซ้ำ"))
COLUMN_NUMBERS = say(N_("แถวเลขที่ของช่อง"))
NUMBERS_ONLY = say(N_("แถวที่มีแต่ตัวเลข ไม่มีชื่อโครงการ อ่านเป็นยอดรวม"))
_LONGEST = 300
_TOTAL = N_("แถวยอดรวม “%(words)s”")
_NOTE = N_("หมายเหตุหรือลายมือชื่อท้ายตาราง “%(words)s”")
_GROUP = N_("หัวข้อกลุ่ม “%(words)s”")
_ALONE = N_("มีข้อความเพียงช่องเดียว อ่านเป็นหัวข้อ ไม่ใช่โครงการ: “%(words)s”")

_TOTAL_STARTS = (
    "รวม", "ยอด", "ผลรวม", "ยกมา", "ยกไป", "ทั้งสิ้น", "total", "grand", "sub", "sum", "(รวม",
)  # fmt: skip
_TOTAL_HEAD = re.compile(
    r"\(?(?:(?:ยอด|ผล)?รวม(?:ทั้งสิ้น|ทั้งหมด|ทั้งปี|เป็นเงิน|เงิน|งบประมาณ|ยอด|สุทธิ|ย่อย|สะสม|จำนวน)*"
    r"|ยอด(?:ยกมา|ยกไป|เงิน|ย่อย|สุทธิ|สะสม)|ยกมา|ยกไป|ทั้งสิ้น|(?:grand|sub)[ -]?total|total|sum)",
    re.IGNORECASE,
)
_TOTAL_OF = re.compile(
    r"อำเภอ|อ\.|ตำบล|ต\.|จังหวัด|จ\.|ด้าน|แผนงาน|ยุทธศาสตร์|ประเด็น|กลยุทธ์|หน้า|หมวด|งบ|กลุ่ม(?:โครงการ|จังหวัด|งาน)|เทศบาล|อบต|อบจ|ปี"
    r"|กอง(?!ทุน)|สำนัก|กรม|ส่วนราชการ|จาก|of\b",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"[\d,.:()\s–-]+|โครงการ|รายการ|แห่ง|สาย|หน่วย|กิจกรรม|เรื่อง|เป็นเงิน|จำนวน|ทั้งสิ้น|ทั้งหมด|งบประมาณ|ล้าน|พัน|บาท"
)
"""What stands behind "รวม" and belongs to it: รวม 3 โครงการ เป็นเงินทั้งสิ้น 1,250,000 บาท."""
_NUMERIC = re.compile(r"[\d,.()\s%*-]+|[-–—]+")
_NOTES = re.compile(
    r"\W*(?:หมายเหตุ|ลงชื่อ|ลงนาม|ข้อมูล\s*ณ|ที่มา\s*[:：]|แหล่งที่มา|ผู้(?:จัดทำ|รายงาน|รับรอง|ตรวจสอบ|เสนอ|บันทึก)|ตำแหน่ง"
    r"|รายงาน\s*ณ|วันที่พิมพ์|พิมพ์เมื่อ|หน้า(?:ที่)?\s*\d|\(ต่อ\)|page\s*\d|note\s*:)",
    re.IGNORECASE,
)
_GROUP_STARTS = (
    "จังหวัด",
    "จ.",
    "อำเภอ",
    "อ.",
    "กิ่ง",
    "ที่ว่า",
    "ตำบล",
    "ต.",
    "ด้าน",
    "แผนงาน",
    "ยุทธ",
    "ประเด็น",
    "กลยุทธ์",
)
_NUMBERED = re.compile(r"^\W*(?:\d{1,3}(?:\.\d{1,3}){0,3}\W+|[ก-ฮ]\.\s+|(?:ประเภท|กลุ่ม|ส่วน)ที่\s*\d+\W+)?")
_TAIL = re.compile(r"\s*(?:\(.*|[-–:]\s*.*|รวม\s.*|จำนวน\s*[\d,]+.*|[\d,]+\s*(?:โครงการ|รายการ|แห่ง).*)$")
_SMALL_NUMBER = re.compile(r"\(?\d{1,2}\)?")

_GROUPS: Mapping[Field, re.Pattern[str]] = {
    Field.PROVINCE: re.compile(r"(?:จังหวัด|จ\.)\s*(?P<name>\S.*)"),
    Field.DISTRICT: re.compile(r"(?:ที่ว่าการ)?(?:อำเภอ|อ\.|กิ่งอำเภอ)\s*(?P<name>\S.*)"),
    Field.SUBDISTRICT: re.compile(r"(?:ตำบล|ต\.)\s*(?P<name>\S.*)"),
    Field.SIDE: re.compile(r"(?P<name>(?:ด้าน|แผนงาน|ยุทธศาสตร์|ประเด็น|กลยุทธ์|กลุ่มโครงการ)\s*\S.*)"),
    Field.AGENCY: re.compile(
        r"(?P<name>(?:หน่วยงาน|สำนัก|กอง|กรม|แขวง|ศูนย์|สถานี|โรงเรียน|โรงพยาบาล|มหาวิทยาลัย|เทศบาล|องค์การ|อบต|อบจ|ที่ทำการ|โครงการชลประทาน)\s*\S.*)"
    ),
}
WIDEST_FIRST = (Field.PROVINCE, Field.DISTRICT, Field.SUBDISTRICT)


def filled(cells: Iterable[str]) -> list[str]:
    """Texts of the cells that hold anything."""
    return [text for cell in cells if (text := visible(cell))]


def total(texts: Sequence[str]) -> Sentence | None:
    """Says that a row of these texts is a total; a project "รวมพลังชุมชน" with a place is none."""
    words = next((text for text in texts if not _NUMERIC.fullmatch(arabic_digits(text))), "")
    if len(words) > _LONGEST or not words.lower().startswith(_TOTAL_STARTS):
        return None
    head = _TOTAL_HEAD.match(words)
    if head is None:
        return None
    behind = arabic_digits(words[head.end() :]).lstrip(" :(-–")
    rest = _COUNT.sub("", behind)
    if rest:
        others = sum(not _NUMERIC.fullmatch(arabic_digits(text)) for text in texts) - 1
        if others or not (_TOTAL_OF.match(behind) or _TOTAL_OF.match(rest)):
            return None
    return say(_TOTAL, words=_short(words))


def numbers_only(texts: Iterable[str]) -> bool:
    """Whether no cell holds a word."""
    return all(_NUMERIC.fullmatch(arabic_digits(text)) for text in texts)


def note(texts: Sequence[str]) -> Sentence | None:
    """Says that a row of one or two cells is a note or a signature under the table."""
    if len(texts) <= 2 and _NOTES.match(texts[0]):
        return say(_NOTE, words=_short(texts[0]))
    return None


def column_numbers(texts: Sequence[str]) -> bool:
    """Whether the row counts the columns: (1) (2) (3)."""
    if len(texts) < 2 or not all(_SMALL_NUMBER.fullmatch(arabic_digits(text)) for text in texts):
        return False
    numbers = [int(arabic_digits(text).strip("()")) for text in texts]
    return all(b == a + 1 for a, b in pairwise(numbers)) and numbers[0] <= 1


def group(words: str, fields: Iterable[Field]) -> tuple[Field, str] | None:
    """Which of the fields a heading of a group gives, and its name: ("district", "เมืองสุรินทร์")."""
    if len(words) > _LONGEST:
        return None
    bare = _TAIL.sub("", _NUMBERED.sub("", visible(arabic_digits(words)), count=1))
    for name in fields:
        pattern = _GROUPS.get(name)
        if pattern and (found := pattern.fullmatch(bare)) and len(found["name"]) <= 120:
            return name, found["name"].strip(" .:-")
    return None


def group_with_sums(texts: Sequence[str], fields: Iterable[Field]) -> str | None:
    """The words of a group's heading that has the sums of the group beside it."""
    words = [text for text in texts if not _NUMERIC.fullmatch(arabic_digits(text))]
    if len(words) == 1 and words[0].startswith(_GROUP_STARTS) and group(words[0], fields):
        return words[0]
    return None


def group_told(words: str) -> Sentence:
    """Says that a row is the heading of a group."""
    return say(_GROUP, words=words)


def group_words(skipped: Sentence) -> str | None:
    """The whole heading of a group, out of the reason for which its row was passed over."""
    return str(skipped.values["words"]) if skipped.text == _GROUP else None


def alone(words: str) -> Sentence:
    """Says that a row of a single text is taken for a heading that gives nothing."""
    return say(_ALONE, words=_short(words))


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
