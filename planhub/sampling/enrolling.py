"""One sample account for each role along the chain of one village, each said to be a sample."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.accounts.account import Account
from planhub.accounts.hashes import hashed_all
from planhub.accounts.holding import Holding
from planhub.accounts.pins import new_secret
from planhub.areas.area import Area
from planhub.clock import BUDDHIST_ERA, local_day
from planhub.errors import IllegalMove
from planhub.wording import N_, say
from planhub.workflow.roles import ROLE_WORD, Role

SHOW_VILLAGE = "32010204"
SHOW_AGENCY = "A-32-DPT"
SAMPLE_WORD = "(ตัวอย่าง)"
"""Ends the name of every sample account, so that nobody takes it for a person."""
ACTING_SINCE = 12
"""Days for which the acting district chief has been appointed."""
ACTING_FOR = 60


@dataclass(frozen=True)
class SignIn:
    """How to come in as one role."""

    role: str
    name: str
    username: str
    password: str
    note: str


@dataclass(frozen=True)
class _Person:
    username: str
    name: str
    role: Role
    area_code: str
    title: str
    note: str
    agency_code: str | None = None


PEOPLE = (
    _Person(SHOW_VILLAGE, "ผู้ใหญ่บ้าน หมู่ที่ 4", Role.VILLAGE_HEAD, SHOW_VILLAGE, "ผู้ใหญ่บ้าน",
            "เข้าด้วยรหัสหมู่บ้าน 8 หลักและ PIN"),
    _Person("tambon320102-sec", "พัฒนากร ต.ตั้งใจ", Role.SUBDISTRICT_SECRETARY, "320102", "เลขานุการ กบต.",
            "กล่องงานตำบล จัดลำดับ รวมเรื่อง ส่งต่อ"),
    _Person("tambon320102-chair", "ปลัดอำเภอประจำ ต.ตั้งใจ", Role.SUBDISTRICT_CHAIR, "320102", "ประธาน กบต.",
            "กล่องงานตำบล"),
    _Person("amphoe3201-sec", "ปลัดอำเภอ อ.เมืองสุรินทร์", Role.DISTRICT_SECRETARY, "3201", "เลขานุการ กบอ.",
            "สวมหมวกนายอำเภอ (รักษาการ) ได้อีกใบ สลับที่หัวหน้าเว็บ"),
    _Person("amphoe3201-chief", "นายอำเภอเมืองสุรินทร์", Role.DISTRICT_CHIEF, "3201", "นายอำเภอ",
            "กล่องงานอำเภอ"),
    _Person("dpt32", "วิศวกร โยธาธิการและผังเมืองจังหวัดสุรินทร์", Role.AGENCY_OFFICER, "32", "วิศวกรโยธา",
            "ให้ความเห็นเรื่องที่ส่งมา", SHOW_AGENCY),
    _Person("planner32", "นักวิเคราะห์ฯ สำนักงานจังหวัดสุรินทร์", Role.PLANNER, "32", "นักวิเคราะห์นโยบายและแผน",
            "จัดลำดับ บรรจุในแผน จัดการรอบ"),
    _Person("governor32", "ผู้ว่าราชการจังหวัดสุรินทร์", Role.GOVERNOR, "32", "ผู้ว่าราชการจังหวัด",
            "ดูภาพรวมและบรรจุในแผน"),
    _Person("viewer", "ผู้ดูข้อมูล กระทรวงมหาดไทย", Role.VIEWER, "", "ผู้ดูข้อมูล", "ดูทั้ง 76 จังหวัด"),
    _Person("admin", "ผู้ดูแลระบบ", Role.ADMINISTRATOR, "", "ผู้ดูแลระบบ", "สร้างบัญชีของจังหวัดและส่วนราชการ"),
)  # fmt: skip
"""The people of the chain; nobody real is among them."""


def enrol(session: Session, *, at: datetime, away: Collection[str] = ()) -> list[SignIn]:
    """Make the sample accounts, or give those that stand new passwords; what to sign in with.

    People of provinces that are `away`, on a server of their own, are left alone. Raises IllegalMove when an
    account of the same name is not a sample.
    """
    standing = set(session.scalars(select(Area.code).where(Area.code == SHOW_VILLAGE)))
    here = [one for one in PEOPLE if one.area_code[:2] not in away]
    people = [one for one in here if one.role is not Role.VILLAGE_HEAD or one.area_code in standing]
    _refuse_real_ones(session, people)
    secrets = [new_secret(one.username) for one in people]
    for one, secret_hash in zip(people, hashed_all(secrets), strict=True):
        _enrol(session, one, secret_hash, at)
    session.flush()
    return [
        SignIn(ROLE_WORD[one.role], f"{one.name} {SAMPLE_WORD}", one.username, secret, f"ตัวอย่าง: {one.note}")
        for one, secret in zip(people, secrets, strict=True)
    ]


def enrolled(session: Session) -> bool:
    """Whether the sample accounts stand already."""
    usernames = [one.username for one in PEOPLE]
    names = session.scalars(select(Account.name).where(Account.username.in_(usernames)))
    return any(name.endswith(SAMPLE_WORD) for name in names)


def _refuse_real_ones(session: Session, people: list[_Person]) -> None:
    rows = session.scalars(select(Account).where(Account.username.in_([one.username for one in people])))
    taken = sorted(row.username for row in rows if not row.name.endswith(SAMPLE_WORD))
    if taken:
        raise IllegalMove(
            say(
                N_("มีบัญชีจริงชื่อ %(names)s อยู่แล้ว ไม่เขียนข้อมูลตัวอย่างทับ ใช้โฟลเดอร์ข้อมูลอื่น"),
                names=", ".join(taken),
            )
        )


def _enrol(session: Session, one: _Person, secret_hash: str, at: datetime) -> None:
    account = session.scalars(select(Account).where(Account.username == one.username)).one_or_none()
    if account is not None:
        account.password_hash, account.must_change, account.closed_at = secret_hash, False, None
        account.session_epoch += 1
        return
    account = Account(
        username=one.username,
        name=f"{one.name} {SAMPLE_WORD}",
        password_hash=secret_hash,
        must_change=False,
        created_at=at,
    )
    session.add(account)
    session.flush()
    session.add(
        Holding(
            account_id=account.id,
            role=one.role,
            area_code=one.area_code,
            agency_code=one.agency_code,
            title=one.title,
            created_at=at,
        )
    )
    if one.role is Role.DISTRICT_SECRETARY:
        session.add(_acting_chief(account.id, one.area_code, at))


def _acting_chief(account_id: int, area_code: str, at: datetime) -> Holding:
    day: date = local_day(at)
    begins = day - timedelta(days=ACTING_SINCE)
    return Holding(
        account_id=account_id,
        role=Role.DISTRICT_CHIEF,
        area_code=area_code,
        title="นายอำเภอ",
        acting=True,
        order_number=f"214/{begins.year + BUDDHIST_ERA}",
        valid_from=begins,
        valid_to=begins + timedelta(days=ACTING_FOR),
        created_at=at,
    )
