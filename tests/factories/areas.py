"""Areas: a province of two districts, each with subdistricts and villages."""

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import Table, func
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.orm import Session

from planhub.areas.area import Area

AREA = cast(Table, Area.__table__)
POINT = func.ST_SetSRID(func.ST_MakePoint(103.5, 14.9), 4326)
SURIN = {"32": "สุรินทร์", "3201": "เมืองสุรินทร์", "320102": "ตั้งใจ"}
KIND = {2: "province", 4: "district", 6: "subdistrict", 8: "village"}


def areas(session: Session, names: Mapping[str, str]) -> None:
    """Areas by code and name with all above them, written in one go; one that stands stays as it is."""
    named: dict[str, str] = {}
    for code, name in names.items():
        for length in range(2, len(code), 2):
            named.setdefault(code[:length], "")
        named[code] = name
    session.flush()
    session.connection().execute(
        pg.insert(AREA).values(point=POINT).on_conflict_do_nothing(),
        [values(code, KIND[len(code)], name) for code, name in named.items()],
    )


def values(code: str, kind: str, name: str = "") -> dict[str, Any]:
    """What an area has at the least; without a name its kind and code make one."""
    name = name or f"{'บ้าน' if kind == 'village' else ''}ทดสอบ{code}"
    return {
        "code": code,
        "kind": kind,
        "parent_code": code[:-2] if len(code) > 2 else None,
        "name_th": name,
        "search_key": f" {name} ",
        "moo": int(code[-2:]) if kind == "village" else None,
    }


def area(session: Session, code: str, name: str = "", **more: Any) -> Area:
    """The area of that code with all above it; the one that stands, if there is one."""
    standing = session.get(Area, code)
    if standing is not None:
        return standing
    kind = more.pop("kind", None) or KIND[len(code)]
    parent = more.get("parent_code") or (code[:-2] if len(code) > 2 else None)
    if parent:
        areas(session, {parent: ""})
    row = Area(**{**values(code, kind, name), "point": POINT, **more, "parent_code": parent})
    session.add(row)
    session.flush()
    return row


def community(session: Session, code: str, subdistrict: str, name: str = "ริมน้ำ") -> Area:
    """A ชุมชน of a subdistrict."""
    return area(session, code, name, kind="community", parent_code=subdistrict)


def surin(session: Session, villages: int = 4) -> None:
    """Surin with a subdistrict of so many villages, a second subdistrict and a second district."""
    ours = {f"320102{moo:02}": f"บ้านตั้งใจ {moo}" for moo in range(1, villages + 1)}
    others = {"32010301": "บ้านแสลงพันธ์", "32020101": "บ้านชุมพลบุรี"}
    areas(session, SURIN | ours | others)
