"""Areas: a province of two districts, each with subdistricts and villages."""

from typing import Any

from sqlalchemy import func
from sqlalchemy.orm import Session

from planhub.areas.area import Area

KIND = {2: "province", 4: "district", 6: "subdistrict", 8: "village"}


def area(session: Session, code: str, name: str = "", **more: Any) -> Area:
    """The area of that code with all above it; the one that stands, if there is one."""
    standing = session.get(Area, code)
    if standing is not None:
        return standing
    kind = more.pop("kind", None) or KIND[len(code)]
    parent = more.pop("parent_code", None) or (code[:-2] if len(code) > 2 else None)
    if parent:
        area(session, parent)
    name = name or f"{'บ้าน' if kind == 'village' else ''}ทดสอบ{code}"
    row = Area(
        code=code,
        kind=kind,
        parent_code=parent,
        name_th=name,
        search_key=f" {name} ",
        moo=int(code[-2:]) if kind == "village" else None,
        **more,
    )
    if "point" not in more:
        row.point = func.ST_SetSRID(func.ST_MakePoint(103.5, 14.9), 4326)
    session.add(row)
    session.flush()
    return row


def community(session: Session, code: str, subdistrict: str, name: str = "ริมน้ำ") -> Area:
    """A ชุมชน of a subdistrict."""
    return area(session, code, name, kind="community", parent_code=subdistrict)


def surin(session: Session, villages: int = 4) -> None:
    """Surin with a subdistrict of so many villages, a second subdistrict and a second district."""
    area(session, "32", "สุรินทร์")
    area(session, "3201", "เมืองสุรินทร์")
    area(session, "320102", "ตั้งใจ")
    for moo in range(1, villages + 1):
        area(session, f"320102{moo:02}", f"บ้านตั้งใจ {moo}")
    area(session, "32010301", "บ้านแสลงพันธ์")
    area(session, "32020101", "บ้านชุมพลบุรี")
