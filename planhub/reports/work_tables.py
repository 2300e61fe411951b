"""Tables of works as files: works, their money, steps, contracts, instalments, reports, changes and results.

What they hold is for the office that may read the works' pages; `work_columns` says column by column what.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from planhub.accounts.account import Account
from planhub.accounts.holding import Agency
from planhub.money.money_entry import MoneyEntry
from planhub.progress.progress import ChangeRequest, ProgressReport
from planhub.proposals.need import Need
from planhub.proposals.proposal import Proposal
from planhub.reports.table_file import Cell, TableFile
from planhub.reports.work_columns import NAME, PARTS, decider, reviewer
from planhub.reports.work_part import Part
from planhub.results.result import LaterLook, WorkResult
from planhub.works.work import Contract, ContractChange, ContractSlip, Instalment, ProcurementStep, Work

BATCH = 500


@dataclass(frozen=True)
class Shelf:
    """Where a table's rows stand."""

    table: Any
    order: tuple[Any, ...] = ()
    """Within a work."""
    by: Any = None
    """Who wrote the row, where its column is not called `by`."""
    beside: tuple[tuple[Any, Any], ...] = ()
    """What is looked up beside each row, and how."""
    of_contract: bool = False


_SHELVES: Mapping[str, Shelf] = {
    "money": Shelf(MoneyEntry, (MoneyEntry.id,)),
    "steps": Shelf(
        ProcurementStep, (ProcurementStep.attempt, ProcurementStep.planned_on, ProcurementStep.step)
    ),
    "contracts": Shelf(Contract, (Contract.id,)),
    "instalments": Shelf(Instalment, (Contract.id, Instalment.no), of_contract=True),
    "amendments": Shelf(ContractChange, (Contract.id, ContractChange.id), of_contract=True),
    "slips": Shelf(ContractSlip, (Contract.id, ContractSlip.id), of_contract=True),
    "reports": Shelf(
        ProgressReport, (ProgressReport.id,), beside=((reviewer, reviewer.id == ProgressReport.reviewed_by),)
    ),
    "changes": Shelf(
        ChangeRequest,
        (ChangeRequest.id,),
        by=ChangeRequest.asked_by,
        beside=((decider, decider.id == ChangeRequest.decided_by),),
    ),
    "results": Shelf(WorkResult, beside=((LaterLook, LaterLook.proposal_id == WorkResult.proposal_id),)),
}


def work_table(session: Session, name: str, *where: ColumnElement[bool]) -> TableFile:
    """One of the tables, of the works that the conditions on Proposal leave."""
    parts = PARTS[name]
    query = _from(name, select(*(part.value.label(f"c{n}") for n, part in enumerate(parts)))).where(*where)
    return TableFile(NAME[name], tuple(part.head for part in parts), _rows(session, query, parts))


def _rows(session: Session, query: Select[Any], parts: Sequence[Part]) -> Iterator[Sequence[Cell]]:
    for row in session.execute(query.execution_options(yield_per=BATCH)):
        yield tuple(part.cell(value) for part, value in zip(parts, row, strict=True))


def _from(name: str, query: Select[Any]) -> Select[Any]:
    """Where a table's rows stand, and in which order."""
    base = query.select_from(Proposal).join(Need, Need.proposal_id == Proposal.id)
    shelf = _SHELVES.get(name)
    if shelf is None:
        joined = base.outerjoin(Work, Work.proposal_id == Proposal.id)
        return joined.outerjoin(Agency, Agency.code == Proposal.agency_code).order_by(Proposal.id)
    table = shelf.table
    if shelf.of_contract:
        base = base.join(Contract, Contract.proposal_id == Proposal.id)
        joined = base.join(table, table.contract_id == Contract.id)
    else:
        joined = base.join(table, table.proposal_id == Proposal.id)
    joined = joined.outerjoin(Account, Account.id == (table.by if shelf.by is None else shelf.by))
    for other, on in shelf.beside:
        joined = joined.outerjoin(other, on)
    return joined.order_by(Proposal.id, *shelf.order)
