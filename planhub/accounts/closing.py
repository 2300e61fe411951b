"""Close an account, open it again, mend its name."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from planhub.accounts.account import Account
from planhub.accounts.creating import Issued, read_phone
from planhub.accounts.issuing import reissue
from planhub.accounts.reach import demand_account
from planhub.accounts.recording import record
from planhub.accounts.terms import line
from planhub.errors import Conflict, Invalid, NotFound
from planhub.wording import N_, Sentence, say
from planhub.workflow.roles import Hat

_CLOSED_BY = N_("บัญชีนี้ปิดไปแล้ว ไม่ต้องทำซ้ำ")
_OPEN = N_("บัญชีนี้เปิดอยู่แล้ว ถ้าลืมรหัสให้ออกรหัสใหม่แทน")
_NO_NAME = N_("ยังไม่ได้พิมพ์ชื่อ")
_GONE = N_("ไม่พบบัญชีนี้")


def close(session: Session, *, account_id: int, by: Hat | None, at: datetime, day: date) -> Account:
    """Nobody can sign in with it from now on; it is kept, since the log names it."""
    account = _managed(session, account_id, by, day)
    if account.closed_at is not None:
        raise Conflict(_CLOSED_BY)
    account.closed_at = at
    account.session_epoch += 1
    record(session, [account.id], "closed", by=by, at=at)
    return account


def reopen(session: Session, *, account_id: int, by: Hat | None, at: datetime, day: date) -> Issued:
    """A closed account in use again, with new credentials."""
    account = _managed(session, account_id, by, day)
    if account.closed_at is None:
        raise Conflict(_OPEN)
    account.closed_at = None
    record(session, [account.id], "reopened", by=by, at=at)
    return reissue(session, account_id=account.id, by=by, at=at, day=day)


def rename(
    session: Session,
    typed: Mapping[str, str],
    *,
    account_id: int,
    by: Hat | None,
    at: datetime,
    day: date,
) -> Account:
    """Another name or telephone number: a new head, a mistyped letter."""
    account = _managed(session, account_id, by, day)
    wrong: dict[str, Sentence] = {}
    name = line(typed, "name", wrong)
    phone = read_phone(typed.get("phone", ""), wrong)
    if not name:
        wrong["name"] = say(_NO_NAME)
    if wrong:
        raise Invalid(wrong)
    if (account.name, account.phone) != (name, phone):
        account.name, account.phone = name, phone
        record(session, [account.id], "renamed", by=by, at=at)
    return account


def _managed(session: Session, account_id: int, by: Hat | None, day: date) -> Account:
    account = session.get(Account, account_id, with_for_update=True)
    if account is None:
        raise NotFound(_GONE)
    demand_account(session, by, account, day)
    return account
