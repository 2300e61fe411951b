"""What an edition of the plan holds, in one fixed form, so that anybody can recompute its hash."""

import hashlib
import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.accounts.holding import Agency
from planhub.areas.addresses import full_names
from planhub.committees.plan import ranked
from planhub.proposals.need import Need

Line = dict[str, str]
"""One project: FIELDS to text, Thai as it is printed."""

FIELDS = (
    "number",
    "title",
    "area_code",
    "area",
    "amount",
    "envelope",
    "rank",
    "side",
    "issue",
    "agency_code",
    "agency",
)
"""What is sealed of a project; its stage is not, for that goes on after the plan was made."""


def content_of(session: Session, *, province_code: str, year: int) -> list[Line]:
    """The plan as it stands, in its order."""
    lines = ranked(province_code, year).subquery()
    rows = session.execute(
        select(lines, Need.title, Agency)
        .join(Need, Need.proposal_id == lines.c.id)
        .outerjoin(Agency, Agency.code == lines.c.agency_code)
        .order_by(lines.c.place)
    ).all()
    places = full_names(session, {row.area_code for row in rows})
    return [_line(row, places[row.area_code].th) for row in rows]


def canonical(content: Sequence[dict[str, Any]]) -> str:
    """The content as one text: JSON, keys in order, no spaces, no escapes but those that JSON demands."""
    return json.dumps(list(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(content: Sequence[dict[str, Any]], before: str) -> str:
    """SHA-256 in hex of the digest of the edition before ("" for the first), a line feed, and the content."""
    return hashlib.sha256(f"{before}\n{canonical(content)}".encode()).hexdigest()


def baht_of(content: Sequence[dict[str, Any]]) -> Decimal:
    """Baht of all its projects."""
    return sum((Decimal(line["amount"]) for line in content), Decimal(0))


def _line(row: Any, area: str) -> Line:
    return {
        "number": row.number or "",
        "title": row.title,
        "area_code": row.area_code,
        "area": area,
        "amount": f"{row.amount:.2f}",
        "envelope": row.envelope or "within",
        "rank": str(row.rank or ""),
        "side": row.side or "",
        "issue": f"{row.issue_no}. {row.issue}" if row.issue else "",
        "agency_code": row.agency_code or "",
        "agency": row.Agency.name_th if row.Agency else "",
    }
