"""The accounts of a file beside those that stand here: whose name or number is another's. Reads only."""

from sqlalchemy import Connection, and_, exists, not_, or_, select

from planhub.errors import Conflict
from planhub.federation import carried
from planhub.federation.exporting import STRANGERS
from planhub.wording import N_, say

_TAKEN = N_("ชื่อผู้ใช้เหล่านี้มีผู้อื่นใช้ที่นี่แล้ว: %(names)s เปลี่ยนชื่อก่อน แล้วส่งออกใหม่")
_OTHER_PERSON = N_(
    "หมายเลขบัญชีเหล่านี้เป็นของคนละคนกันที่นี่กับในไฟล์: %(names)s จึงไม่นำเข้า"
    " นำเข้าในเครื่องที่เพิ่งติดตั้ง ก่อนสร้างบัญชีใด แล้วจึงสร้างผู้ดูแลของเครื่อง (planhub accounts create)"
)


def names_free(connection: Connection) -> None:
    """A name that another account has here cannot be given again."""
    account, staged = carried.table("account"), carried.arrived("account", carried.table("account"))
    taken = select(account.c.username).join(
        staged, and_(staged.c.username == account.c.username, staged.c.id != account.c.id)
    )
    if names := connection.scalars(taken.limit(10)).all():
        raise Conflict(say(_TAKEN, names=", ".join(names)))


def same_people(connection: Connection) -> None:
    """A number that is another person's here: what one did would be told of the other, for ever."""
    account, found = carried.table("account"), set[str]()
    for name in ("account", STRANGERS):
        staged = carried.arrived(name, account)
        pair = select(account.c.id, account.c.username, staged.c.username.label("theirs"))
        other = and_(staged.c.id == account.c.id, staged.c.username != account.c.username)
        rows = connection.execute(pair.join(staged, other).order_by(account.c.id).limit(10))
        found |= {f"{id_} ({ours} / {theirs})" for id_, ours, theirs in rows}
    if found:
        raise Conflict(say(_OTHER_PERSON, names=", ".join(sorted(found))))


def held_elsewhere(connection: Connection, code: str) -> set[int]:
    """Accounts of the file that stand here and are not the province's alone: they stay as they are here."""
    account, holding = carried.table("account"), carried.table("holding")
    mine = carried.OWN["holding"](holding, code)
    its = holding.c.account_id == account.c.id
    staged = carried.arrived("account", account)
    shared = or_(~exists().where(its, mine), exists().where(its, not_(mine)))
    return set(
        connection.scalars(select(account.c.id).join(staged, staged.c.id == account.c.id).where(shared))
    )
