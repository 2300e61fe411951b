"""Setting a round: its year, its windows, how many pass up; and the province's development issues."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from planhub.committees.issues import issues_of
from planhub.errors import Conflict, Invalid, NotFound
from planhub.proposals.planning_round import PlanningRound, RoundWindow
from planhub.proposals.review import DevelopmentIssue
from planhub.thai.dates import read_date
from planhub.thai.folding import arabic_digits, visible
from planhub.thai.money import Unreadable, read_baht
from planhub.wording import N_, Sentence, say
from planhub.workflow.roles import Level

LEVELS = (Level.VILLAGE, Level.SUBDISTRICT, Level.DISTRICT, Level.PROVINCE)
PASS_UP = (Level.SUBDISTRICT, Level.DISTRICT)
"""Levels that pass items up, and so have a top-N and may wait for their children."""
NAME_MOST, ISSUE_MOST, TOP_MOST = 200, 300, 999
FIRST_YEAR, LAST_YEAR = 2560, 2650


def save_round(session: Session, *, province_code: str, typed: Mapping[str, str]) -> PlanningRound:
    """Make or change a province's round of a year, as typed.

    Fields: `fiscal_year`, `name`, `is_open`, `envelope`, of each level `<level>-opens`, `-closes`, `-top_n`,
    `-children_first`. Raises Invalid with a sentence for each field that cannot be used.
    """
    wrong: dict[str, Sentence] = {}
    year = _year(typed, "fiscal_year", wrong)
    name = visible(typed.get("name", ""))[:NAME_MOST] or f"รอบปีงบประมาณ พ.ศ. {year}"
    envelope = _baht(typed, "envelope", wrong)
    windows = {level: _window(typed, level, wrong) for level in LEVELS}
    if wrong:
        raise Invalid(wrong)
    row = session.scalars(
        select(PlanningRound)
        .where(PlanningRound.province_code == province_code, PlanningRound.fiscal_year == year)
        .with_for_update()
    ).one_or_none()
    if row is None:
        row = PlanningRound(province_code=province_code, fiscal_year=year)
        session.add(row)
    row.name, row.is_open, row.envelope = name, typed.get("is_open") == "yes", envelope
    try:
        session.flush()
    except IntegrityError:
        raise Conflict(N_("มีผู้อื่นเพิ่มรอบปีนี้ไปก่อนแล้ว เปิดรอบนั้นเพื่อแก้ไข")) from None
    for level, values in windows.items():
        window = session.get(RoundWindow, (row.id, level))
        if window is None:
            window = RoundWindow(round_id=row.id, level=level)
            session.add(window)
        window.opens, window.closes, window.top_n, window.children_first = values
    session.flush()
    return row


def save_issue(
    session: Session, *, province_code: str, issue_id: int | None, typed: Mapping[str, str]
) -> DevelopmentIssue:
    """Add an issue, or change one of this province. Fields: `no`, `name`, `from_year`, `to_year`.

    Raises Invalid, or NotFound for another province's.
    """
    wrong: dict[str, Sentence] = {}
    no = _count(typed, "no", 99, wrong)
    if no is None and "no" not in wrong:
        wrong["no"] = say(N_("พิมพ์เลขที่ของประเด็น เช่น 1"))
    name = visible(typed.get("name", ""))
    if not 1 <= len(name) <= ISSUE_MOST:
        wrong["name"] = say(N_("พิมพ์ชื่อประเด็นการพัฒนา ไม่เกิน %(most)d ตัวอักษร"), most=ISSUE_MOST)
    first, last = _year(typed, "from_year", wrong), _year(typed, "to_year", wrong)
    if not wrong and last < first:
        wrong["to_year"] = say(N_("ปีสุดท้ายต้องไม่ก่อนปีแรก (%(year)d)"), year=first)
    others = [issue.row for issue in issues_of(session, province_code) if issue.row.id != issue_id]
    if not wrong and any((other.no, other.from_year) == (no, first) for other in others):
        wrong["no"] = say(N_("แผนที่เริ่มปี %(year)d มีประเด็นที่ %(no)d อยู่แล้ว ใช้เลขอื่น"), year=first, no=no)
    if wrong:
        raise Invalid(wrong)
    row = (
        _issue(session, province_code, issue_id)
        if issue_id
        else DevelopmentIssue(province_code=province_code)
    )
    row.no, row.name, row.from_year, row.to_year = no or 0, name, first, last
    session.add(row)
    session.flush()
    return row


def remove_issue(session: Session, *, province_code: str, issue_id: int) -> None:
    """Take away an issue that no item names. Raises Invalid for one in use."""
    row = _issue(session, province_code, issue_id)
    used = next((i.items for i in issues_of(session, province_code) if i.row.id == issue_id), 0)
    if used:
        raise Invalid({"issue": say(N_("มี %(n)d เรื่องใช้ประเด็นนี้อยู่ ลบไม่ได้ ให้แก้ปีสุดท้ายเพื่อเลิกใช้แทน"), n=used)})
    session.delete(row)
    session.flush()


def _issue(session: Session, province_code: str, issue_id: int) -> DevelopmentIssue:
    row = session.get(DevelopmentIssue, issue_id)
    if row is None or row.province_code != province_code:
        raise NotFound(N_("ไม่พบประเด็นการพัฒนานี้ในจังหวัดของท่าน"))
    return row


def _window(
    typed: Mapping[str, str], level: Level, wrong: dict[str, Sentence]
) -> tuple[date | None, date | None, int | None, bool]:
    opens, closes = _date(typed, f"{level}-opens", wrong), _date(typed, f"{level}-closes", wrong)
    if opens and closes and closes < opens:
        wrong[f"{level}-closes"] = say(N_("วันปิดต้องไม่ก่อนวันเปิด (%(day)s)"), day=opens)
    if level not in PASS_UP:
        return opens, closes, None, False
    top = _count(typed, f"{level}-top_n", TOP_MOST, wrong)
    return opens, closes, top, typed.get(f"{level}-children_first") == "yes"


def _date(typed: Mapping[str, str], field: str, wrong: dict[str, Sentence]) -> date | None:
    try:
        return read_date(typed.get(field, ""))
    except Unreadable as error:
        wrong[field] = error.sentence
        return None


def _baht(typed: Mapping[str, str], field: str, wrong: dict[str, Sentence]) -> Decimal | None:
    try:
        return read_baht(typed.get(field, ""))
    except Unreadable as error:
        wrong[field] = error.sentence
        return None


def _count(typed: Mapping[str, str], field: str, most: int, wrong: dict[str, Sentence]) -> int | None:
    text = visible(arabic_digits(typed.get(field, "")))
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or len(text) > 6 or not 1 <= int(text) <= most:
        wrong[field] = say(N_("พิมพ์จำนวนเต็ม 1 ถึง %(most)d หรือเว้นว่าง"), most=most)
        return None
    return int(text)


def _year(typed: Mapping[str, str], field: str, wrong: dict[str, Sentence]) -> int:
    text = visible(arabic_digits(typed.get(field, "")))
    if text.isascii() and text.isdigit() and len(text) == 2:
        text = f"25{text}"
    if not (text.isascii() and text.isdigit()) or len(text) > 4 or not FIRST_YEAR <= int(text) <= LAST_YEAR:
        wrong[field] = say(N_("พิมพ์ปีงบประมาณเป็น พ.ศ. สี่หลัก เช่น 2571"))
        return FIRST_YEAR
    return int(text)
