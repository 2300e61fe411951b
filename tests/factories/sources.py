"""Sources and their rows, as an office's list would give them."""

from collections.abc import Callable, Collection
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.areas.area import Area
from planhub.areas.names import stored_keys
from planhub.lists.prepared import Fault, Prepared, Values
from planhub.places.place import Doubt, Place, Reading, Why
from planhub.sources.importing import Ran, import_rows
from planhub.sources.source import Source
from planhub.wording import say
from planhub.workflow.stages import Stage
from tests.factories.areas import areas

AT = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
_numbers = count(2)


def names(session: Session) -> None:
    """Two provinces with districts, subdistricts and villages, findable by name."""
    names = {
        "32": "สุรินทร์",
        "3201": "เมืองสุรินทร์",
        "320101": "ในเมือง",
        "320102": "ตั้งใจ",
        "32010203": "บ้านตาเกาว์",
        "32010204": "บ้านตั้งใจ",
        "3202": "ชุมพลบุรี",
        "320201": "ชุมพลบุรี",
        "45": "ร้อยเอ็ด",
        "4501": "เมืองร้อยเอ็ด",
        "450101": "ในเมือง",
        "45010101": "บ้านหนองแวง",
    }
    areas(session, names)
    for row in session.scalars(select(Area).where(Area.code.in_(names))):
        row.search_key = stored_keys(row.kind, row.name_th, None)
    session.flush()


def source(session: Session, code: str = "excel", **more: Any) -> Source:
    """A source that may write Surin and Roi Et."""
    values = {"name": "แผนพัฒนาจังหวัด (Excel)", "scope": ["32", "45"], "created_at": AT} | more
    row = Source(code=code, **values)
    session.add(row)
    session.flush()
    return row


def row(key: str, place: str = "32010204", **more: Any) -> Prepared:
    """A row of a list without a fault; `place` is its code, other places are given by their fields."""
    faults: tuple[Fault, ...] = more.pop("faults", ())
    number: int = more.pop("at", next(_numbers))
    values = {
        "title": f"โครงการ {key}",
        "fiscal_year": 2571,
        "amount": Decimal(100),
        "stage": Stage.PLANNED,
        "side": "water",
        "place_code": place or None,
    }
    values |= more
    told = Values(**values)
    return Prepared(number, key, told, faults, None, (key, told.title or "", str(told.amount)))


def skipped(number: int = 1, why: str = "แถวว่าง") -> Prepared:
    """A row that is no item."""
    return Prepared(number, "", Values(), (), say(why), ("",))


def reader(**known: str) -> Callable[[], Any]:
    """A stand-in for the reading of places: words that it knows with their codes; "?" is in doubt."""

    def read(words: str, /, *, within: str = "", near: Collection[str] = ()) -> Reading:
        found = [code for word, codes in known.items() if word in words for code in codes.split()]
        if "?" in words:
            doubt = Doubt(Why.AMBIGUOUS, say("คำนี้เป็นได้หลายแห่ง"), words, ("320101", "450101"))
            return Reading((), doubt)
        return Reading(tuple(Place(code, len(code), words) for code in found if code.startswith(within)))

    return lambda: read


def run(session: Session, of: Source, *rows: Prepared, **more: Any) -> Ran:
    """Import rows as a file would be, with no reader of places unless one is given."""
    more = {"name": "แผน.xlsx", "sha256": "0" * 64, "at": AT, "reader": reader()} | more
    return import_rows(session, of, rows, **more)
