"""Sign in by name (a village: its code) and PIN or password; change it; sign out everywhere."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.accounts import hashes, throttling
from planhub.accounts.account import Account
from planhub.accounts.account_event import AccountEvent
from planhub.accounts.pins import LONGEST, is_place, read_new_secret, read_secret
from planhub.areas import finding
from planhub.areas.addresses import full_name
from planhub.areas.search import looks_like_a_code
from planhub.errors import Invalid, NotAllowed
from planhub.thai.folding import arabic_digits, visible
from planhub.wording import N_, Sentence, say

_NO_NAME = N_("ยังไม่ได้พิมพ์รหัสหมู่บ้านหรือชื่อผู้ใช้")
_NO_SECRET = N_("ยังไม่ได้พิมพ์ PIN หรือรหัสผ่าน")
_RETIRED = N_("%(note)s เข้าสู่ระบบด้วยรหัสปัจจุบัน ถ้ายังไม่มี PIN ของรหัสนี้ ขอใบรหัสจากที่ว่าการอำเภอ")
_WRONG = N_("ชื่อผู้ใช้หรือรหัสไม่ตรงกัน ตรวจทั้งสองช่องอีกครั้ง หมู่บ้านที่ลืม PIN ขอใบรหัสใหม่ได้ที่ว่าการอำเภอ")
_WAIT = N_("ลองผิดหลายครั้งแล้ว รออีก %(minutes)s นาทีจึงลองใหม่ได้ หรือขอใบรหัสใหม่จากผู้ออกบัญชี")
_WAY_BACK = N_(
    "ลองผิดหลายครั้งแล้ว รออีก %(minutes)s นาทีจึงลองใหม่ได้ "
    "ถ้าลืม PIN ขอใบรหัสใหม่ที่ว่าการ %(district)s ใบใหม่ใช้ได้ทันทีไม่ต้องรอ"
)
_SAME = N_("รหัสใหม่เหมือนรหัสเดิม เลือกรหัสอื่น")
_OLD_WRONG = N_("รหัสเดิมไม่ถูกต้อง พิมพ์รหัสที่ใช้เข้าสู่ระบบครั้งล่าสุด")


@dataclass(frozen=True)
class Refused:
    """A try that failed, and was counted: what the person is told."""

    sentence: Sentence
    minutes: int = 0
    """How long to wait before the next; 0: try again at once."""


def sign_in(session: Session, *, username: str, secret: str, address: str, at: datetime) -> Account | Refused:
    """The account whose name and PIN or password these are.

    Refused never tells which of both was wrong, nor whether the account exists or is closed; it must be
    kept, since it was counted. Invalid for an empty field, an impossible code, or a retired one.
    """
    name = read_username(session, username)
    if not secret:
        raise Invalid({"password": say(_NO_SECRET)})
    subjects = throttling.subjects_of(name, address)
    waiting = throttling.left_to_wait(session, subjects, at=at)
    if waiting:
        return _locked_out(session, name, subjects, at)
    account = session.scalars(select(Account).where(Account.username == name)).one_or_none()
    is_open = account is not None and account.closed_at is None
    read = read_secret(secret)[: LONGEST + 1]
    good = hashes.matches(account.password_hash if account and is_open else None, read)
    if account is None or not good:
        throttling.count_failure(session, subjects, at=at)
        if throttling.left_to_wait(session, subjects, at=at):
            return _locked_out(session, name, subjects, at)
        return Refused(say(_WRONG))
    if hashes.outdated(account.password_hash):
        account.password_hash = hashes.hashed(read)
    account.last_signin_at = at
    throttling.forget_failures(session, name)
    return account


def read_username(session: Session, typed: str) -> str:
    """The account name in what was typed: a village's code in any spelling, or an official's name.

    A code is looked up in the gazetteer, which everybody may read, so this tells nothing about accounts.
    """
    text = visible(arabic_digits(typed))
    if not text:
        raise Invalid({"username": say(_NO_NAME)})
    if not looks_like_a_code(text):
        return text.casefold()
    answer = finding.by_code(session, text, field="username", kinds=("village", "community"))
    if answer.note:
        raise Invalid({"username": say(_RETIRED, note=answer.note)})
    return answer.area.code


def change_secret(
    session: Session, *, account_id: int, old: str, new: str, repeated: str, at: datetime
) -> Account | Refused:
    """Change one's own PIN or password; every other browser is signed out.

    The old one is asked but for the first change, which follows the sign-in at once; a wrong one is counted
    as at the sign-in. Invalid, naming the field, when the new one will not do.
    """
    account = _locked(session, account_id)
    if not account.must_change:
        refused = _try_old(session, account, old, at)
        if refused:
            return refused
    secret = read_new_secret(new, repeated, username=account.username)
    if hashes.matches(account.password_hash, secret):
        raise Invalid({"new_password": say(_SAME)})
    account.password_hash = hashes.hashed(secret)
    account.must_change = False
    account.session_epoch += 1
    _log(session, account, "secret_changed", at)
    return account


def _try_old(session: Session, account: Account, old: str, at: datetime) -> Refused | None:
    subjects = throttling.subjects_of(account.username, "")[:1]
    waiting = throttling.left_to_wait(session, subjects, at=at)
    if waiting:
        return _wait(waiting)
    if hashes.matches(account.password_hash, read_secret(old)[: LONGEST + 1]):
        return None
    throttling.count_failure(session, subjects, at=at)
    return Refused(say(_OLD_WRONG))


def sign_out_everywhere(session: Session, *, account_id: int, at: datetime) -> Account:
    """End every session of one's own account, this one too unless it is given the new epoch."""
    account = _locked(session, account_id)
    account.session_epoch += 1
    _log(session, account, "signed_out_everywhere", at)
    return account


def _locked(session: Session, account_id: int) -> Account:
    account = session.get(Account, account_id, with_for_update=True)
    if account is None or account.closed_at is not None:
        raise NotAllowed(N_("บัญชีนี้ปิดแล้ว"))
    return account


def _log(session: Session, account: Account, kind: str, at: datetime) -> None:
    session.add(AccountEvent(account_id=account.id, kind=kind, by_account_id=account.id, at=at))


def _locked_out(session: Session, name: str, subjects: list[str], at: datetime) -> Refused:
    """Wait; a village is told which office gives it a new slip, which ends the account's waiting at once."""
    waiting = throttling.left_to_wait(session, subjects, at=at)
    if not is_place(name) or throttling.left_to_wait(session, subjects[1:], at=at):
        return _wait(waiting)
    place = finding.area_at(session, name)
    district = (name if place.kind == "village" else place.parent_code or "")[:4]
    minutes = math.ceil(waiting.total_seconds() / 60)
    return Refused(say(_WAY_BACK, minutes=minutes, district=full_name(session, district)), minutes)


def _wait(waiting: timedelta) -> Refused:
    minutes = math.ceil(waiting.total_seconds() / 60)
    return Refused(say(_WAIT, minutes=minutes), minutes)
