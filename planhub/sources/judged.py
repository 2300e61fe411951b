"""What each staged row came to: a table of one transaction, filled by `comparing`, read by all who follow."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Session

from planhub.lists.faults import read_fault
from planhub.lists.prepared import Fault
from planhub.sources.import_run import Outcome

JUDGED = Table(
    "judged",
    MetaData(),
    Column("n", Integer),
    Column("row", BigInteger),
    Column("key", String(collation="C")),
    Column("outcome", Text),
    Column("faults", JSONB),
    Column("province_code", String(collation="C")),
    Column("district_code", String(collation="C")),
    Column("subdistrict_code", String(collation="C")),
    Column("area_code", String(collation="C")),
    Column("places", ARRAY(String(collation="C"))),
    Column("item_id", Uuid),
    Column("digest", LargeBinary),
    Column("stood", Boolean),
    Column("version", BigInteger),
    Column("old_province", String(collation="C")),
    prefixes=["temporary"],
    postgresql_on_commit="DROP",
)
"""A verdict for each staged row. `stood`, `version`, `old_province`: of the item as the ledger has it."""
WITHDRAWN_DIGEST = b"withdrawn"
"""In the ledger of an item that was missing in a complete list: no row has it."""
_WRITTEN = frozenset({Outcome.NEW.value, Outcome.CHANGED.value})


@dataclass(frozen=True)
class Verdict:
    """What one row comes to, and why."""

    row: int
    key: str
    outcome: Outcome
    faults: tuple[Fault, ...]
    version: int
    """Of the item as it stands now; 0 where none stands."""
    item_id: Any
    area_code: str | None


def verdicts(session: Session) -> list[Verdict]:
    """All rows after they were applied, in the order in which they were given."""
    rows = session.execute(
        text("select row, key, outcome, faults, version, stood, item_id, area_code from judged order by n")
    ).all()
    return [
        Verdict(
            row=row,
            key=key,
            outcome=Outcome(outcome),
            faults=tuple(read_fault(fault) for fault in faults or ()),
            version=version + 1 if outcome in _WRITTEN else version if stood else 0,
            item_id=item_id,
            area_code=area_code,
        )
        for row, key, outcome, faults, version, stood, item_id, area_code in rows
    ]
