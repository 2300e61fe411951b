"""What a cell says, field by field: typed as people type, made a value or refused with a sentence. Pure."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from planhub.areas.codes import read_code, refuse_bangkok
from planhub.clock import FIRST_YEAR, LAST_YEAR, fiscal_year, full_year
from planhub.errors import Invalid
from planhub.lists.description import TIMES, Unit
from planhub.lists.prepared import Kind
from planhub.proposals.value_lists import SIDES
from planhub.thai.folding import arabic_digits, search_key, visible
from planhub.thai.money import MOST, Unreadable, read_baht
from planhub.wording import N_, Sentence, say
from planhub.workflow.stages import STAGE_WORD, Stage

MOST_TITLE = 500
"""As on the form on which a village types its need."""
MOST_TEXT = 10_000
MOST_NAME = 200
MOST_KEY = 200
MOST_SHORT = 300
"""Letters of a cell that can be a number, a date or a word."""

NOTHING = frozenset({"", "-", "–", "—", "--", "ไม่มี", "n/a", "N/A", "NULL", "null", "None"})
EXCEL_ERRORS = (
    "#REF!",
    "#N/A",
    "#VALUE!",
    "#DIV/0!",
    "#NAME?",
    "#NUM!",
    "#NULL!",
    "#SPILL!",
    "#CALC!",
    "Err:5",
)

_EXCEL = N_("ช่องนี้เป็นข้อผิดพลาดของ Excel (%(sign)s) แก้สูตร หรือพิมพ์ค่าลงไปแทน")
_HASHES = N_("ช่องนี้มีแต่ ##### เพราะช่องแคบเกินไปตอนส่งออก ขยายช่องแล้วส่งออกใหม่")
_BROKEN_LETTERS = N_("ตัวอักษรในช่องนี้เสีย (�) พิมพ์ข้อความใหม่ หรือบันทึกแฟ้มใหม่เป็น CSV UTF-8")
_LONG = N_("ข้อความยาว %(n)s ตัวอักษร ยาวได้ไม่เกิน %(most)s ย่อให้สั้นลง")
_LONG_TITLE = N_("ชื่อโครงการยาว %(n)s ตัวอักษร ยาวได้ไม่เกิน %(most)s ย่อชื่อ แล้วย้ายรายละเอียดไปไว้ในวัตถุประสงค์")
_NO_YEAR = N_("อ่าน “%(typed)s” เป็นปีงบประมาณไม่ได้ พิมพ์ปี พ.ศ. สี่หลัก เช่น 2571")
_YEAR_RANGE = N_("ปี %(year)s ไม่น่าใช่ปีงบประมาณของแผน พิมพ์ปี พ.ศ. ตั้งแต่ %(first)s ถึง %(last)s")
_YEARS = N_("“%(typed)s” มีหลายปี แยกเป็นปีละแถว หรือระบุปีเดียว")
_STAGE = N_("ไม่รู้จักสถานะ “%(typed)s” เพิ่มคำนี้ในคำอธิบายรายการว่าตรงกับขั้นใด")
_SIDE = N_("ไม่รู้จักด้าน “%(typed)s” เพิ่มคำนี้ในคำอธิบายรายการว่าตรงกับด้านใด หรือให้ถือว่าไม่ระบุด้าน")
_ENVELOPE = N_("อ่าน “%(typed)s” เป็นกรอบวงเงินไม่ได้ พิมพ์ “ภายในกรอบ” หรือ “เกินกรอบ”")
_MOO = N_("อ่าน “%(typed)s” เป็นหมู่ที่ไม่ได้ พิมพ์เลข 1–99 ถ้ามีหลายหมู่คั่นด้วยจุลภาค เช่น 4,5")
_BAHT = N_("อ่าน “%(typed)s” เป็นจำนวนเงินไม่ได้ พิมพ์ตัวเลข เช่น 1,250,000 หรือ - ถ้าไม่มี")
_TOO_MUCH = N_("จำนวนเงิน %(typed)s มากเกินไป ตรวจหน่วยของช่อง (บาท พันบาท หรือล้านบาท)")

_PLAIN = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d{1,12})?|\d{1,15}(?:\.\d{1,12})?", re.ASCII)
_MULTIPLIED = re.compile(r"ล้าน|ลบ\.|แสน|หมื่น|พัน|ร้อย|ล\.|million|[a-z]\b", re.IGNORECASE)
_COSTS_NOTHING = re.compile(r"ไม่(ได้)?ใช้งบ(ประมาณ)?")
_SATANG = Decimal("0.01")
_YEAR_NUMBERS = re.compile(r"(?<!\d)\d{4}(?!\d)")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?: .*)?")
_MOO_WORDS = re.compile(r"หมู่บ้านที่|หมู่ที่|หมู่|ม\.|moo|ที่|และ|กับ", re.IGNORECASE)
_MOO_NAMED = re.compile(r"((?:หมู่บ้านที่|หมู่ที่|หมู่|ม\.)?\s*\d{1,2})\s*(?:บ้าน|บ\.|\(?บ้าน)[^\d]{1,60}")
"""A number with the village's name behind it: the number tells the village."""
_MOO_RANGE = re.compile(r"(\d{1,2})\s*(?:-|–|ถึง)\s*(\d{1,2})")


class Unfit(ValueError):
    """A cell that cannot be used, with the sentence that says what to do."""

    def __init__(self, sentence: Sentence, kind: Kind = "wrong") -> None:
        self.sentence, self.kind = sentence, kind
        super().__init__(str(sentence))


def read_text(cell: str, *, most: int = MOST_TEXT) -> str | None:
    """A text on one line; None for a blank or a dash."""
    text = visible(cell)
    if text in NOTHING:
        return None
    _whole(text)
    if len(text) > most:
        raise Unfit(say(_LONG_TITLE if most == MOST_TITLE else _LONG, n=len(text), most=most))
    return text


def read_amount(cell: str, unit: Unit) -> Decimal | None:
    """Baht with two places; a number says how many of the unit, "1.25 ล้าน" says its own."""
    text = cell.strip()
    if _PLAIN.fullmatch(text) is None:
        text = arabic_digits(visible(cell))
        _whole(text)
    if len(text) > MOST_SHORT:
        raise Unfit(say(_BAHT, typed=_short(text)))
    if _PLAIN.fullmatch(text):
        sum_: Decimal | None = Decimal(text.replace(",", ""))
    elif _COSTS_NOTHING.fullmatch(text):
        sum_ = Decimal(0)
    else:
        try:
            sum_ = read_baht(text)
        except Unreadable as error:
            raise Unfit(error.sentence) from None
        if _MULTIPLIED.search(text):
            unit = Unit.BAHT
    if sum_ is None:
        return None
    sum_ = (sum_ * TIMES[unit]).quantize(_SATANG, ROUND_HALF_UP)
    if sum_ > MOST:
        raise Unfit(say(_TOO_MUCH, typed=_short(text)))
    return sum_


def read_year(cell: str) -> int | None:
    """A Buddhist fiscal year: 2571, ๒๕๗๑, 71, 2028, "ปีงบประมาณ พ.ศ. 2571", or the year of a day."""
    text = arabic_digits(visible(cell))
    if text in NOTHING:
        return None
    _whole(text)
    if day := _DAY.fullmatch(text):
        return _plan_year(_year_of_day(*map(int, day.groups())), text)
    years = _YEAR_NUMBERS.findall(text)
    if len(set(years)) > 1 or re.search(r"\d{4}\s*[-–/]\s*\d{2}(?!\d)", text):
        raise Unfit(say(_YEARS, typed=_short(text)), "unclear")
    if years and not re.sub(r"[^\d]", "", text).replace(years[0], "", 1):
        return _plan_year(full_year(int(years[0])), text)
    if short := re.fullmatch(r"\D{0,30}(\d{2})", text):
        return _plan_year(full_year(int(short[1])), text)
    raise Unfit(say(_NO_YEAR, typed=_short(text)))


def _year_of_day(year: int, month: int, day: int) -> int:
    try:
        return fiscal_year(date(year - 543 if year >= 2400 else year, month, day))
    except ValueError:
        return 0


def _plan_year(year: int, typed: str) -> int:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Unfit(say(_YEAR_RANGE, year=_short(typed), first=FIRST_YEAR, last=LAST_YEAR))
    return year


_STAGES = {search_key(word): stage for stage, word in STAGE_WORD.items()} | {s.value: s for s in Stage}
_SIDES = {search_key(word): side for side, word in SIDES.items()} | {side: side for side in SIDES}


def stage_words(words: Mapping[str, Stage]) -> dict[str, Stage]:
    """The office's words by their key, before our own."""
    own = {word: stage for word, stage in _STAGES.items() if stage is not Stage.DRAFT}
    return own | {search_key(word): stage for word, stage in words.items()}


def side_words(words: Mapping[str, str]) -> dict[str, str]:
    """The office's words by their key, before our own."""
    return _SIDES | {search_key(word): side for word, side in words.items()}


def read_stage(cell: str, words: Mapping[str, Stage]) -> Stage | None:
    """The stage that the office's word stands for."""
    text = visible(cell)
    if (stage := words.get(search_key(text))) is not None:
        return stage
    if text in NOTHING:
        return None
    _whole(text)
    raise Unfit(say(_STAGE, typed=_short(text)), "unclear")


def read_side(cell: str, words: Mapping[str, str]) -> str | None:
    """The side that the office's word stands for; "ด้าน" before it makes no difference."""
    text = visible(cell)
    key = search_key(text)
    side = words.get(key, words.get(key.removeprefix("ดาน")))
    if side is not None:
        return side or None
    if text in NOTHING:
        return None
    _whole(text)
    raise Unfit(say(_SIDE, typed=_short(text)), "unclear")


def read_envelope(cell: str) -> str | None:
    """within or over."""
    text = visible(cell)
    if text in NOTHING:
        return None
    key = search_key(text)
    if key in ("within", "in") or re.match(r"(ภายใน|ใน|อยูใน|ไมเกิน)(กรอบ|วงเงิน)", key):
        return "within"
    if key == "over" or re.match(r"(เกิน|นอก)(กรอบ|วงเงิน|จากกรอบ)", key):
        return "over"
    _whole(text)
    raise Unfit(say(_ENVELOPE, typed=_short(text)), "unclear")


def read_moo(cell: str) -> str | None:
    """ "5", or "4,5,6" where several villages are named; None for a blank."""
    text = arabic_digits(visible(cell))
    if text in NOTHING or text == "0":
        return None
    _whole(text)
    named = _MOO_NAMED.fullmatch(text)
    bare = _MOO_WORDS.sub(",", named[1] if named else text)
    bare = _MOO_RANGE.sub(lambda found: ",".join(map(str, _between(int(found[1]), int(found[2])))), bare)
    parts = [part for part in re.split(r"[\s,;/&+]+", bare) if part]
    if not parts or not all(part.isascii() and part.isdigit() and 1 <= int(part[:9]) <= 99 for part in parts):
        raise Unfit(say(_MOO, typed=_short(text)))
    return ",".join(dict.fromkeys(str(int(part)) for part in parts))


def _between(first: int, last: int) -> list[int]:
    return list(range(first, last + 1)) if 0 < first < last else [0]


def read_place_code(cell: str) -> str | None:
    """An area code of any level; outside Bangkok."""
    text = arabic_digits(visible(cell))
    if text in NOTHING:
        return None
    _whole(text)
    try:
        code = read_code(text[:MOST_SHORT])
        refuse_bangkok(code)
    except Invalid as error:
        raise Unfit(error.sentence) from None
    return code


def _whole(text: str) -> None:
    """Unfit for what Excel or a wrong encoding has left in the place of a value."""
    if text.startswith(("#", "Err:")):
        if text.startswith(EXCEL_ERRORS):
            raise Unfit(say(_EXCEL, sign=_short(text)))
        if not text.strip("#"):
            raise Unfit(say(_HASHES))
    if "\ufffd" in text:
        raise Unfit(say(_BROKEN_LETTERS))


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
