"""What stands of a source's items: the ledger page by page, for a system that compares it with its own."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.sources.source_item import SourceItem


@dataclass(frozen=True)
class Standing:
    """One key and what stands under it."""

    external_id: str
    id: UUID
    province_code: str
    version: int
    stands: bool
    """False: it was undone, and no item is there."""
    updated_at: datetime


def standing(
    session: Session, source_code: str, scope: Collection[str], *, after: str = "", limit: int = 200
) -> tuple[list[Standing], str]:
    """A page of the keys in these provinces, in their order, and the key to go on after, "" at the end."""
    query = (
        select(SourceItem)
        .where(
            SourceItem.source_code == source_code,
            SourceItem.province_code.in_(scope),
            SourceItem.external_id > after,
        )
        .order_by(SourceItem.external_id)
        .limit(limit + 1)
    )
    rows = session.scalars(query).all()
    page = [
        Standing(
            external_id=row.external_id,
            id=row.item_id,
            province_code=row.province_code,
            version=row.version,
            stands=row.digest is not None,
            updated_at=row.updated_at,
        )
        for row in rows[:limit]
    ]
    return page, page[-1].external_id if len(rows) > limit else ""
