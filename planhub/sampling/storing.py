"""Put made-up rows into the tables: identities by the block, rows by COPY, numbers and ranks that go on."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from planhub.accounts.holding import Agency, Holding
from planhub.areas.staging import copy_in, table_of
from planhub.base import Base
from planhub.money.money_entry import MoneyEntry
from planhub.progress.progress import ProgressReport
from planhub.proposals.need import Attachment, BudgetLine, Need
from planhub.proposals.planning_round import NothingToPropose
from planhub.proposals.proposal import NumberSeries, Proposal
from planhub.proposals.review import Alignment, Opinion, ProposalLink, Rank, Review
from planhub.results.result import LaterLook, VillageAnswer, WorkResult
from planhub.works.work import Contract, ContractChange, Instalment, ProcurementStep, Work

ORDER: tuple[type[Base], ...] = (
    Agency,
    Holding,
    Proposal,
    Need,
    BudgetLine,
    Attachment,
    Review,
    Rank,
    Alignment,
    Opinion,
    ProposalLink,
    NothingToPropose,
    MoneyEntry,
    Work,
    ProcurementStep,
    Contract,
    Instalment,
    ContractChange,
    ProgressReport,
    WorkResult,
    LaterLook,
    VillageAnswer,
)
"""Tables in the order in which their foreign keys allow rows."""


class Sheaf:
    """Rows waiting to be stored, by table; each row gives the same columns as the first of its table."""

    def __init__(self) -> None:
        self._rows: dict[type[Base], list[tuple[Any, ...]]] = {}
        self._columns: dict[type[Base], tuple[str, ...]] = {}

    def add(self, table: type[Base], **values: Any) -> None:
        """One more row."""
        if table not in self._columns:
            self._columns[table] = tuple(values)
        self._rows.setdefault(table, []).append(tuple(values.values()))

    def store(self, session: Session) -> None:
        """Write everything by COPY, and be empty again."""
        session.flush()
        for table in ORDER:
            rows = self._rows.pop(table, [])
            if rows:
                copy_in(session, table_of(table), self._columns[table], rows, lambda n: None)


def identities(session: Session, n: int, *, table: str = "proposal") -> Iterator[int]:
    """The next n identities of a table, which nobody else will get."""
    sequence = func.pg_get_serial_sequence(table, "id")
    block = select(func.nextval(sequence)).select_from(func.generate_series(1, n))
    return iter(session.scalars(block).all())


def endless_identities(session: Session, *, table: str, block: int = 500) -> Iterator[int]:
    """Identities of a table, taken by the block for as long as they are asked for."""
    while True:
        yield from identities(session, block, table=table)


class Counters:
    """Running numbers and ranks of one province, going on from what the tables hold."""

    def __init__(self, session: Session, province: str) -> None:
        self._given: dict[tuple[str, int], int] = {}
        self._new: set[tuple[str, int]] = set()
        series = select(NumberSeries).where(NumberSeries.area_code.startswith(province))
        for row in session.scalars(series):
            self._given[row.area_code, row.fiscal_year] = row.last
        self._ranks: dict[tuple[str, str, int], int] = {}
        ranks = (
            select(Rank.level, Rank.office_code, Rank.fiscal_year, func.max(Rank.rank))
            .where(Rank.office_code.startswith(province))
            .group_by(Rank.level, Rank.office_code, Rank.fiscal_year)
        )
        for level, office, year, last in session.execute(ranks):
            self._ranks[level, office, year] = last

    def number(self, area_code: str, year: int) -> int:
        """The next running number of an area."""
        key = (area_code, year)
        self._given[key] = self._given.get(key, 0) + 1
        self._new.add(key)
        return self._given[key]

    def rank(self, level: str, office: str, year: int) -> int:
        """The next rank at an office."""
        key = (level, office, year)
        self._ranks[key] = self._ranks.get(key, 0) + 1
        return self._ranks[key]

    def store(self, session: Session) -> None:
        """Keep the running numbers, so that the next real need gets the next one."""
        rows = [
            {"area_code": area, "fiscal_year": year, "last": self._given[area, year]}
            for area, year in sorted(self._new)
        ]
        for start in range(0, len(rows), 5_000):
            statement = insert(NumberSeries).values(rows[start : start + 5_000])
            session.execute(
                statement.on_conflict_do_update(
                    index_elements=["area_code", "fiscal_year"], set_={"last": statement.excluded.last}
                )
            )
        self._new.clear()
