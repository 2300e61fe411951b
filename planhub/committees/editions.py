"""The sealed editions of a plan: listed without their content, opened with it, and proved by their hashes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.committees.plan_content import digest_of
from planhub.committees.sealed_plan import SealedPlan
from planhub.errors import NotFound
from planhub.wording import N_, say

KIND_WORD = {
    "first": N_("ฉบับแรก"),
    "additional": N_("เพิ่มเติม"),
    "change": N_("เปลี่ยนแปลง"),
    "correction": N_("แก้ไข"),
}


@dataclass(frozen=True)
class Edition:
    """One edition, without what it holds."""

    edition: int
    kind: str
    digest: str
    items: int
    baht: Decimal
    reason: str
    meeting: str
    at: datetime
    capacity: str


_HEAD = (
    SealedPlan.edition,
    SealedPlan.kind,
    SealedPlan.digest,
    SealedPlan.items,
    SealedPlan.baht,
    SealedPlan.reason,
    SealedPlan.meeting,
    SealedPlan.at,
    SealedPlan.capacity,
)


def editions(session: Session, *, province_code: str, year: int) -> list[Edition]:
    """All of a plan, the newest first."""
    rows = session.execute(
        select(*_HEAD)
        .where(SealedPlan.province_code == province_code, SealedPlan.fiscal_year == year)
        .order_by(SealedPlan.edition.desc())
    )
    return [Edition(*row) for row in rows]


def opened(session: Session, *, province_code: str, year: int, edition: int) -> SealedPlan:
    """One edition with its content. Raises NotFound."""
    found = session.scalars(
        select(SealedPlan).where(
            SealedPlan.province_code == province_code,
            SealedPlan.fiscal_year == year,
            SealedPlan.edition == edition,
        )
    ).one_or_none()
    if found is None:
        raise NotFound(say(N_("ไม่พบแผนฉบับที่ %(n)s ของปีนี้"), n=edition))
    return found


def is_intact(session: Session, sealed: SealedPlan) -> bool:
    """Whether an edition holds what was sealed, after what was sealed before it."""
    return digest_of(sealed.content, before(session, sealed)) == sealed.digest


def before(session: Session, sealed: SealedPlan) -> str:
    """The digest of the edition before this one; "" of the first."""
    found = session.scalar(
        select(SealedPlan.digest).where(
            SealedPlan.province_code == sealed.province_code,
            SealedPlan.fiscal_year == sealed.fiscal_year,
            SealedPlan.edition == sealed.edition - 1,
        )
    )
    return found or ""


def broken(session: Session, *, province_code: str | None = None) -> tuple[int, Sequence[str]]:
    """How many editions there are, and those that do not hold what was sealed, or miss one before them."""
    query = select(SealedPlan.id).order_by(
        SealedPlan.province_code, SealedPlan.fiscal_year, SealedPlan.edition
    )
    if province_code is not None:
        query = query.where(SealedPlan.province_code == province_code)
    ids, found = session.scalars(query).all(), []
    for id_ in ids:
        sealed = session.get_one(SealedPlan, id_)
        if not is_intact(session, sealed):
            found.append(f"{sealed.province_code}-{sealed.fiscal_year}-{sealed.edition}")
        session.expunge(sealed)  # one content in memory at a time
    return len(ids), found
