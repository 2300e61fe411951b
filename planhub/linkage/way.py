"""By which way a province's plan items arrive; a province on its own server is only read here."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from planhub.areas.area import Area
from planhub.base import Base, Code
from planhub.errors import IllegalMove
from planhub.linkage.plan_item import PlanItem
from planhub.linkage.projecting import SOURCE
from planhub.wording import N_, say


class Way(StrEnum):
    """How a province's plan items come into this database."""

    HOSTED = "hosted"
    """Its people work in this installation."""
    NODE = "node"
    """It runs PlanHub on its own server; its items arrive by replication and by nothing else."""
    FOREIGN = "foreign"
    """It keeps a list or a system of its own; its items are imported or sent."""
    NONE = "none"
    """Nothing arrives yet."""


WAY_WORD = {
    Way.HOSTED: N_("ใช้ระบบที่ส่วนกลาง"),
    Way.NODE: N_("ใช้ PlanHub บนเครื่องของจังหวัด"),
    Way.FOREIGN: N_("นำเข้าจากระบบอื่น"),
    Way.NONE: N_("ยังไม่เชื่อมโยง"),
}


class ProvinceWay(Base):
    """A way that somebody decided; a province without a row is known by what has arrived."""

    __tablename__ = "province_way"
    __table_args__ = (CheckConstraint("way in ('hosted', 'node', 'foreign', 'none')", name="known"),)

    province_code: Mapped[Code] = mapped_column(primary_key=True)
    way: Mapped[str]
    since: Mapped[datetime]
    note: Mapped[str] = mapped_column(default="", server_default="")


REFUSALS = {
    "province_writes_on_its_own_server": N_(
        "จังหวัด %(code)s บันทึกแผนบนเครื่องของจังหวัดเอง ที่นี่อ่านได้อย่างเดียว ให้แก้ที่เครื่องของจังหวัด แล้วข้อมูลจะมาถึงเอง"
    ),
    "province_keeps_its_people_on_its_own_server": N_(
        "บัญชีและตำแหน่งของจังหวัด %(code)s อยู่ที่เครื่องของจังหวัด ที่นี่แก้ไม่ได้ ให้แก้ที่เครื่องของจังหวัด"
        " ถ้าจังหวัดย้ายกลับมา บัญชีจะกลับมาด้วย"
    ),
    "installation_writes_its_own_province": N_(
        "เครื่องนี้เป็นของจังหวัดเดียว บันทึกแผนของจังหวัด %(code)s ไม่ได้ ให้บันทึกที่เครื่องของจังหวัดนั้นหรือที่ส่วนกลาง"
    ),
}
"""What the guards refuse, by the names they give."""


def refusal(error: BaseException | None) -> IllegalMove | None:
    """The guard's refusal as a sentence, when that is what the database's error is."""
    told: Any = getattr(error, "diag", None)
    sentence = REFUSALS.get(getattr(told, "constraint_name", None) or "")
    return IllegalMove(say(sentence, code=told.message_detail)) if sentence else None


def set_way(session: Session, province_code: str, way: Way, *, at: datetime, note: str = "") -> None:
    """Decide a province's way, from now on."""
    values = {"way": way.value, "since": at, "note": note}
    statement = insert(ProvinceWay).values(province_code=province_code, **values)
    session.execute(statement.on_conflict_do_update(index_elements=["province_code"], set_=values))


def on_their_own(session: Session) -> set[str]:
    """Provinces that are closed here, or work on their own server: nothing of them is written here."""
    mine = select(ProvinceWay.province_code).where(ProvinceWay.way == Way.NODE.value)
    return set(session.scalars(mine))


def ways(session: Session) -> dict[str, Way]:
    """Each of the 76 provinces and its way: as decided, else by whose items there are."""
    code = Area.code.label("code")
    provinces = select(code).where(Area.kind == "province", Area.in_76, Area.valid_to.is_(None)).subquery()
    mine = PlanItem.province_code == provinces.c.code
    has_own = exists().where(mine, PlanItem.source_code == SOURCE)
    has_any = exists().where(mine)
    query = select(provinces.c.code, ProvinceWay.way, has_own, has_any).join(
        ProvinceWay, ProvinceWay.province_code == provinces.c.code, isouter=True
    )
    return {
        row[0]: Way(row[1]) if row[1] else Way.HOSTED if row[2] else Way.FOREIGN if row[3] else Way.NONE
        for row in session.execute(query.order_by(provinces.c.code))
    }
