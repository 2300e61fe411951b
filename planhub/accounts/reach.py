"""Who may manage whose account: the level above, inside its area, over every office the account holds."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from planhub.accounts.account import Account
from planhub.accounts.holding import Holding
from planhub.accounts.terms import Term, reach_code
from planhub.errors import NotAllowed, NotFound
from planhub.wording import N_
from planhub.workflow.authority import MANAGES, may_manage
from planhub.workflow.roles import Hat, Role

_NOT_BELOW = N_("บทบาทที่ท่านใช้อยู่ออกบัญชีให้บทบาทนี้ในพื้นที่นี้ไม่ได้ ให้หน่วยงานที่อยู่เหนือขึ้นไปหนึ่งระดับทำ")
_HIGHER_OFFICE = N_("บัญชีนี้มีตำแหน่งอื่นที่ท่านไม่ได้ดูแล จึงออกรหัสใหม่ ปิด หรือแก้ไขไม่ได้ ให้หน่วยงานที่ดูแลตำแหน่งนั้นทำ")
_ONESELF = N_("ทำกับบัญชีของตนเองไม่ได้ เปลี่ยนรหัสได้ที่หน้าบัญชีและรหัสผ่าน")
_NO_ACCOUNT = N_("ไม่พบบัญชีนี้ อาจอยู่นอกพื้นที่ของท่าน")

# An actor of None is the server's own command line: whoever may run it has the database anyway.


def demand_term(by: Hat | None, term: Term) -> None:
    """NotAllowed unless this hat may give that office."""
    if by is not None and not may_manage(by, term.role, term.reach_code):
        raise NotAllowed(_NOT_BELOW)


def demand_holding(session: Session, by: Hat | None, holding: Holding) -> None:
    """NotAllowed unless this hat may end that office, and it is not its own."""
    if by is not None and by.account_id == holding.account_id:
        raise NotAllowed(_ONESELF)
    if by is not None and not manages(session, by, holding):
        raise NotAllowed(_NOT_BELOW)


def demand_account(session: Session, by: Hat | None, account: Account, day: date) -> None:
    """NotAllowed unless this hat manages every office the account holds or will hold.

    Else a subdistrict could give a governor a village's hat, re-issue the password and sign in as governor.
    """
    if by is None:
        return
    if by.account_id == account.id:
        raise NotAllowed(_ONESELF)
    holdings = living(session, account.id, day) or all_of(session, account.id)
    if not holdings and by.role is not Role.ADMINISTRATOR:
        raise NotAllowed(_HIGHER_OFFICE)
    if not all(manages(session, by, holding) for holding in holdings):
        raise NotAllowed(_HIGHER_OFFICE)


def may_manage_account(session: Session, by: Hat, account: Account, day: date) -> bool:
    """Whether the account may be closed, renamed or given new credentials by this hat."""
    try:
        demand_account(session, by, account, day)
    except NotAllowed:
        return False
    return True


def visible_account(session: Session, by: Hat, account_id: int) -> Account:
    """The account, if this hat manages at least one office it holds or held; else NotFound."""
    account = session.get(Account, account_id)
    seen = account and any(manages(session, by, holding) for holding in all_of(session, account_id))
    if account is None or not seen:
        raise NotFound(_NO_ACCOUNT)
    return account


def manages(session: Session, by: Hat, holding: Holding) -> bool:
    """Whether this hat stands above that office."""
    return may_manage(by, Role(holding.role), reach_code(session, holding.area_code))


def sees(session: Session, by: Hat, *, role: str, area_code: str) -> bool:
    """Whether an office is this hat's business: it stands above it, or it lies in its area.

    Whoever gave a village head one office learns by that nothing of the others held elsewhere.
    """
    reached = reach_code(session, area_code)
    return may_manage(by, Role(role), reached) or by.covers(reached)


def roles_below(by: Hat | None) -> list[Role]:
    """The roles whose accounts this hat creates, in the order of the trade."""
    return [role for role in Role if by is None or role in MANAGES.get(by.role, frozenset())]


def living(session: Session, account_id: int, day: date) -> Sequence[Holding]:
    """Offices in force or still to begin."""
    query = select(Holding).where(Holding.account_id == account_id)
    return session.scalars(
        query.where(or_(Holding.valid_to.is_(None), Holding.valid_to >= day)).order_by(Holding.id)
    ).all()


def all_of(session: Session, account_id: int) -> Sequence[Holding]:
    """Every office the account ever held, the newest first."""
    query = select(Holding).where(Holding.account_id == account_id)
    return session.scalars(query.order_by(Holding.id.desc())).all()
