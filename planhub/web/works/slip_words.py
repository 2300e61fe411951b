"""What was mended of signed contracts, as pages tell it: what stood before, what stands, each time once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby

from planhub.edge import tell
from planhub.edge.wording import language
from planhub.thai.dates import thai_date
from planhub.thai.money import baht
from planhub.workflow.fines import RATES
from planhub.workflow.slips import SLIPS
from planhub.works.work import ContractSlip

_DAYS = ("signed_on", "starts_on", "guarantee_until")
_SUMS = ("estimate", "guarantee", "fine_per_day")


@dataclass(frozen=True)
class Mended:
    """One time that something was mended."""

    values: list[tuple[str, str, str]]
    """Each with its name, as it stood, and as it stands; "" where nothing was said."""
    reason: str
    capacity: str
    at: datetime


def mended(slips: Sequence[ContractSlip]) -> list[Mended]:
    """What was mended at one time together, in the order given."""
    groups = groupby(slips, key=lambda one: (one.contract_id, one.at, one.by))
    return [_mended(list(group)) for _key, group in groups]


def shown(field: str, value: str) -> str:
    """A value of the log as people read it."""
    if not value:
        return ""
    if field in _DAYS:
        return thai_date(date.fromisoformat(value), locale=language())
    if field in _SUMS:
        return baht(Decimal(value))
    return tell(RATES[value].word) if field == "fine_kind" and value in RATES else value


def _mended(slips: Sequence[ContractSlip]) -> Mended:
    place = list(SLIPS).index
    values = [
        (tell(SLIPS[one.field]), shown(one.field, one.before), shown(one.field, one.after))
        for one in sorted(slips, key=lambda one: place(one.field))
    ]
    return Mended(values, slips[0].reason, slips[0].capacity, slips[0].at)
