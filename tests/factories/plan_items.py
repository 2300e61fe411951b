"""Plan items by themselves, as another system would have delivered them."""

from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import func, insert
from sqlalchemy.orm import Session

from planhub.linkage.plan_item import PlanItem, PlanItemText
from planhub.thai.folding import search_key

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
_SPACE = UUID("6f1d1d1e-0d0c-4b0b-9a0a-000000000076")
_numbers = count(1)


def plan_item(
    session: Session,
    area_code: str = "32010204",
    stage: str = "planned",
    *,
    amount: Decimal | int | str = 1_000_000,
    title: str = "ก่อสร้างถนนคอนกรีตเสริมเหล็ก",
    point: tuple[float, float] | None = None,
    **more: Any,
) -> UUID:
    """An item that lies where its code says, as fine as the code is; `point` is (longitude, latitude)."""
    n = next(_numbers)
    values: dict[str, Any] = {
        "province_code": area_code[:2],
        "id": uuid5(_SPACE, str(n)),
        "source_code": "test",
        "external_id": str(n),
        "fiscal_year": 2571,
        "district_code": area_code[:4] if len(area_code) >= 4 else None,
        "subdistrict_code": area_code[:6] if len(area_code) >= 6 else None,
        "area_code": area_code,
        "stage": stage,
        "side": "infrastructure",
        "amount": Decimal(amount),
        "stage_since": NOW,
        "updated_at": NOW,
    }
    words: dict[str, Any] = {
        "number": f"{area_code}-2571-{n:03}",
        "title": title,
        "agency": None,
        "point": func.ST_SetSRID(func.ST_MakePoint(*point), 4326) if point else None,
        "point_how": "map" if point else None,
    }
    words |= {name: more.pop(name) for name in list(more) if name in words or name == "objective"}
    values |= more
    session.execute(insert(PlanItem).values(values))
    keys = {"province_code": values["province_code"], "id": values["id"]}
    session.execute(insert(PlanItemText).values(**keys, **words, search_key=search_key(title)))
    identity: UUID = values["id"]
    return identity
