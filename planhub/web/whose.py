"""What every page says of the installation: whether it is one province's own, and its figures made up."""

import time
from dataclasses import dataclass, replace

from flask import current_app, g
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from planhub.areas.area import Area
from planhub.database import db
from planhub.federation.installation import here
from planhub.sampling.told import is_sample
from planhub.wording import Name

KEPT = 60.0
"""Seconds for which it is not asked again: a role is given once, and a sample is written before the web."""
_KEY = "WHOSE"
NOBODY = Name("", "")
SHOWN = Name("เมืองที", "Mueang Thi")


@dataclass(frozen=True)
class Whose:
    """What is told of an installation."""

    province: str = ""
    """Code of the one province whose own server this is; "" for the centre or a single installation."""
    name: Name = NOBODY
    sample: bool = False
    village: str = "32010204"
    """Code of a village, for examples."""
    subdistrict: Name = SHOWN
    """The subdistrict of an example."""


def whose() -> Whose:
    """As it was within the last minute."""
    kept = current_app.config.get(_KEY)
    if kept is None or kept[0] < time.monotonic():
        kept = current_app.config[_KEY] = (time.monotonic() + KEPT, _asked())
    found: Whose = kept[1]
    return found


def this() -> Whose:
    """Of the installation that answers this request; nothing said where it was not asked."""
    found: Whose = g.get("whose") or Whose()
    return found


def sample_mark() -> str:
    """ " · ข้อมูลตัวอย่าง" to put behind a source line; nothing in a real installation."""
    return f" · {_('ข้อมูลตัวอย่าง ไม่ใช่ตัวเลขจริง')}" if this().sample else ""


def _asked() -> Whose:
    session = db.session()
    role = here(session)
    code = role.province_code if role else None
    area = session.get(Area, code) if code else None
    found = Whose(code or "", area.name if area else Name(code or "", code or ""), is_sample(session))
    example = _village(session, code) if code else None
    if example is None:
        return found
    village, subdistrict = example
    return replace(found, village=village.code, subdistrict=subdistrict.name)


def _village(session: Session, province_code: str) -> tuple[Area, Area] | None:
    """The first village of a province, and its subdistrict."""
    above = aliased(Area)
    row = session.execute(
        select(Area, above)
        .join(above, above.code == Area.parent_code)
        .where(Area.kind == "village", Area.code.startswith(province_code), Area.valid_to.is_(None))
        .order_by(Area.code)
        .limit(1)
    ).first()
    return (row[0], row[1]) if row else None
