"""Each of the 76 provinces: its way, last word, lag, what it has and what we have of it, what to do."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.federation.node_event import NodeEvent
from planhub.federation.node_link import NodeLink
from planhub.federation.node_report import NodeReceipt, NodeReport
from planhub.federation.state import TROUBLE, State, advice, differs, state_of
from planhub.linkage.plan_item import PlanSummary, PlanVersion
from planhub.linkage.way import ProvinceWay, Way, ways
from planhub.wording import Sentence

NEARLY_NOTHING = 65_536
"""Bytes of other work at the node that go by between two confirmations."""


@dataclass(frozen=True)
class ProvinceStatus:
    """One row of the centre's page."""

    code: str
    way: Way
    state: State
    since: datetime | None
    address: str
    last_word: datetime | None
    """Of a node its last message; of another way the last change of its items."""
    lag_bytes: int | None
    lag_seconds: int | None
    """How old the newest thing is that we know from the node; 0 while all has arrived."""
    items: dict[str, int]
    """By stage, at the centre, now."""
    baht: Decimal
    said: dict[str, int] | None
    """By stage, as the node last counted."""
    counted_at: datetime | None
    differs: bool
    program: str
    unreachable: str
    last_error: str
    last_error_at: datetime | None
    skipped: int
    """Transactions left out since the last copy."""
    advice: Sentence | None

    @property
    def troubled(self) -> bool:
        """Whether somebody should act."""
        return self.state in TROUBLE

    def to_json(self) -> dict[str, Any]:
        """Plain values, for `planhub node status --json`."""
        told = {name: _plain(getattr(self, name)) for name in self.__dataclass_fields__}
        return told | {"total": sum(self.items.values()), "troubled": self.troubled}


def statuses(session: Session, *, now: datetime) -> list[ProvinceStatus]:
    """All 76, most trouble first, then by code."""
    items, baht = _items(session)
    links = {row.province_code: row for row in session.scalars(select(NodeLink))}
    reports = {row.province_code: row for row in session.scalars(select(NodeReport))}
    receipts = {row.province_code: row for row in session.scalars(select(NodeReceipt))}
    decided = {row.province_code: row for row in session.scalars(select(ProvinceWay))}
    changed = dict(session.execute(select(PlanVersion.province_code, PlanVersion.changed_at)).all())
    skipped = _skipped(session)
    found = []
    for code, way in ways(session).items():
        mine = way is Way.NODE
        link, report, receipt = links.get(code), reports.get(code), receipts.get(code)
        if not mine:
            link, report, receipt = None, None, None
        state = state_of(
            way,
            link,
            said=report,
            counted=receipt,
            reported_at=report.reported_at if report else None,
            now=now,
        )
        found.append(
            ProvinceStatus(
                code=code,
                way=way,
                state=state,
                since=decided[code].since if code in decided else None,
                address=link.address if link else "",
                last_word=_last_word(link, receipt) if mine else changed.get(code),
                lag_bytes=link.lag_bytes if link else None,
                lag_seconds=_lag(link, report, now),
                items=items.get(code, {}),
                baht=baht.get(code, Decimal(0)),
                said=report.items if report else None,
                counted_at=report.counted_at if report else None,
                differs=differs(report, receipt),
                program=report.program if report else "",
                unreachable=link.unreachable if link else "",
                last_error=link.last_error if link else "",
                last_error_at=link.last_error_at if link else None,
                skipped=skipped.get(code, 0),
                advice=advice(state, code),
            )
        )
    order = list(State)
    return sorted(found, key=lambda one: (order.index(one.state), one.code))


def _items(session: Session) -> tuple[dict[str, dict[str, int]], dict[str, Decimal]]:
    items: dict[str, dict[str, int]] = defaultdict(dict)
    baht: dict[str, Decimal] = defaultdict(Decimal)
    table = PlanSummary
    query = (
        select(table.area_code, table.stage, func.sum(table.items), func.sum(table.baht))
        .where(table.level == 2)
        .group_by(table.area_code, table.stage)
        .having(func.sum(table.items) != 0)
        .order_by(table.area_code, table.stage)
    )
    for code, stage, n, sum_ in session.execute(query):
        items[code][stage] = int(n)
        baht[code] += sum_
    return items, baht


def _skipped(session: Session) -> dict[str, int]:
    """Skips since the last join, which made all equal again."""
    joined = (
        select(NodeEvent.province_code, func.max(NodeEvent.id).label("id"))
        .where(NodeEvent.what == "join")
        .group_by(NodeEvent.province_code)
        .subquery()
    )
    query = (
        select(NodeEvent.province_code, func.count())
        .join(joined, joined.c.province_code == NodeEvent.province_code)
        .where(NodeEvent.what == "skip", NodeEvent.id > joined.c.id)
        .group_by(NodeEvent.province_code)
    )
    return dict(session.execute(query).all())


def _last_word(link: NodeLink | None, receipt: NodeReceipt | None) -> datetime | None:
    moments = [link.heard_at if link else None, receipt.received_at if receipt else None]
    return max((moment for moment in moments if moment), default=None)


def _lag(link: NodeLink | None, report: NodeReport | None, now: datetime) -> int | None:
    if link is None:
        return None
    if link.running and link.lag_bytes is not None and link.lag_bytes < NEARLY_NOTHING:
        return 0
    return max(0, int((now - report.reported_at).total_seconds())) if report else None


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal | Sentence) else value
