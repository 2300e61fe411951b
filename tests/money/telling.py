"""A planner and a secretary who enter figures, for the tests of money."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count

from sqlalchemy.orm import Session

from planhub.money.accounting import standing_of
from planhub.money.entering import enter
from planhub.money.money_entry import ItemMoney, MoneyEntry
from planhub.money.year_days import CLOSING
from planhub.proposals.proposal import Proposal
from planhub.works.following import Recorder
from tests.factories import accounts

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
DAY = date(2026, 11, 21)
YEAR_END = date(2027, 9, 1)
"""A day on which 2570 may be closed."""
_moments = count(1)


def planner(session: Session) -> Recorder:
    """The province's."""
    return _recorder(session, "planner", "32")


def secretary(session: Session, subdistrict: str = "320102") -> Recorder:
    """A subdistrict's."""
    return _recorder(session, "subdistrict_secretary", subdistrict)


def put(
    session: Session, need: Proposal, by: Recorder, kind: str, amount: int, **more: str
) -> list[MoneyEntry]:
    """Enter a figure of 2570 from the province's money, whatever stands; what closes the year, at its end."""
    typed = {"kind": kind, "amount": str(amount), "fiscal_year": "2570", "source": "province"}
    typed |= {"document_no": "สร 0017/1", "note": "ตามหนังสือ", "sure": "yes"} | more
    day = max(by.day, YEAR_END) if kind in CLOSING else by.day
    moment = Recorder(by.hat, by.capacity, AT + timedelta(seconds=next(_moments)), day)
    return enter(session, proposal=need, typed=typed, version=None, by=moment)


def money(session: Session, need: Proposal, year: int = 2570, source: str = "province") -> ItemMoney:
    """What the item has of a year and source."""
    return standing_of(session, province_code=need.province_code, item_id=need.uid)[year, source]


def baht(sum_: int) -> Decimal:
    """A sum."""
    return Decimal(sum_)


def _recorder(session: Session, role: str, area: str) -> Recorder:
    return Recorder(accounts.hat(session, role, area), "ผู้บันทึก", AT, DAY)
