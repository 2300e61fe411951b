"""Which plan item carries a royal-initiative project: any linked one of its province, as typed."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Row, and_, or_, select
from sqlalchemy.orm import Session

from planhub.errors import Invalid
from planhub.linkage.plan_item import PlanItem, PlanItemText
from planhub.linkage.projecting import SOURCE
from planhub.results.royal_keeping import own_item
from planhub.thai.folding import arabic_digits, visible
from planhub.wording import N_, say
from planhub.workflow.stages import NOT_COUNTED, Stage


@dataclass(frozen=True)
class Carrier:
    """A plan item as a list of royal projects names it."""

    title: str
    number: str
    """The public number, where it has one; of another system's item what finds it again: source:id."""
    own: bool
    """It was born here and has a page of its own."""


def carrier(session: Session, province_code: str, typed: str) -> UUID:
    """The item of that province: by its public number, by source:id, or by another system's id alone.

    Raises Invalid {"number": …} where there is none, or two systems use the same id.
    """
    found = _foreign(session, province_code, visible(arabic_digits(typed)))
    if not found:
        return own_item(session, province_code, typed)
    if len({row.source_code for row in found}) > 1:
        names = " ".join(f"{row.source_code}:{row.external_id}" for row in found)
        words = N_("มีมากกว่าหนึ่งระบบที่ใช้เลขนี้ พิมพ์ชื่อระบบนำหน้า อย่างใดอย่างหนึ่งใน %(names)s")
        raise Invalid({"number": say(words, names=names)})
    row = found[0]
    if Stage(row.stage) in NOT_COUNTED:
        raise Invalid({"number": say(N_("เรื่อง %(number)s สิ้นสุดหรือถูกรวมไปแล้ว"), number=typed.strip())})
    id_: UUID = row.id
    return id_


def carriers(session: Session, province_code: str, ids: Iterable[UUID | None]) -> dict[UUID, Carrier]:
    """The items of a province's projects, by id."""
    words = and_(PlanItemText.province_code == PlanItem.province_code, PlanItemText.id == PlanItem.id)
    rows = session.execute(
        select(
            PlanItem.id, PlanItem.source_code, PlanItem.external_id, PlanItemText.number, PlanItemText.title
        )
        .join(PlanItemText, words)
        .where(PlanItem.province_code == province_code, PlanItem.id.in_([id_ for id_ in ids if id_]))
    )
    return {
        row.id: Carrier(
            row.title,
            row.number if row.source_code == SOURCE else f"{row.source_code}:{row.external_id}",
            row.source_code == SOURCE,
        )
        for row in rows
    }


def _foreign(session: Session, province_code: str, typed: str) -> list[Row[UUID, str, str, str]]:
    source, colon, key = typed.partition(":")
    of = or_(PlanItem.external_id == typed, PlanItemText.number == typed)
    if colon:
        of = or_(of, and_(PlanItem.source_code == source.strip(), PlanItem.external_id == key.strip()))
    words = and_(PlanItemText.province_code == PlanItem.province_code, PlanItemText.id == PlanItem.id)
    query = (
        select(PlanItem.id, PlanItem.source_code, PlanItem.external_id, PlanItem.stage)
        .join(PlanItemText, words)
        .where(PlanItem.province_code == province_code, PlanItem.source_code != SOURCE, of)
        .order_by(PlanItem.source_code, PlanItem.external_id)
        .limit(5)
    )
    return list(session.execute(query).all())
