"""Agencies of a province: the list, and what one must have."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.accounts.holding import Agency
from planhub.areas.codes import bounds
from planhub.wording import N_

LEVEL_WORD = {
    "regional": N_("ราชการส่วนภูมิภาค"),
    "central": N_("ราชการส่วนกลางในพื้นที่"),
    "local": N_("องค์กรปกครองส่วนท้องถิ่น"),
    "enterprise": N_("รัฐวิสาหกิจ"),
}


def agencies_of(session: Session, area_code: str, *, limit: int = 500) -> Sequence[Agency]:
    """Agencies that serve an area or a part of it ("" for all), in Thai order."""
    low, high = bounds(area_code)
    query = select(Agency).where(Agency.valid_to.is_(None))
    query = query.where(Agency.area_code >= low, Agency.area_code < high)
    return session.scalars(query.order_by(Agency.name_th, Agency.code).limit(limit)).all()


def names_of(session: Session, codes: Sequence[str]) -> Mapping[str, str]:
    """Agency code to name, by one query."""
    rows = session.execute(select(Agency.code, Agency.name_th).where(Agency.code.in_(set(codes))))
    return {code: name for code, name in rows}
