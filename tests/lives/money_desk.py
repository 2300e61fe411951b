"""What offices do with money: figures entered and taken back, years closed, other systems' lists imported."""

from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.money.accounting import standing_of
from planhub.money.entering import correct, enter, keeper
from planhub.money.leftovers import leftovers
from planhub.money.money_entry import MoneyEntry
from planhub.money.year_ending import end_year, read_picked
from planhub.proposals.proposal import Proposal
from planhub.sources.import_run import ImportRun
from planhub.sources.registering import find_source
from planhub.sources.undoing import undo
from planhub.workflow.roles import Level
from planhub.workflow.stages import Stage
from tests.factories.sources import row as listed
from tests.factories.sources import run
from tests.lives.committee_desk import REASON, Doing, Nothing
from tests.lives.world import SUBDISTRICT, VILLAGES, World

SOURCES = ("province", "lao", "central")
SPENDING = ("committed", "disbursed", "carried", "returned", "lapsed", "decreased")


def teller_of(row: Proposal, n: int) -> str:
    """Who keeps its money; now and then the other one tries."""
    keeps = "secretary" if keeper(row) is Level.SUBDISTRICT else "planner"
    return {"secretary": "planner", "planner": "secretary"}[keeps] if n % 19 == 18 else keeps


def _enter(world: World, session: Session, which: int, n: int, **typed: str) -> None:
    row = session.get_one(Proposal, which)
    paper = {"document_no": f"สร {n}", "note": REASON if n % 15 else "", "sure": "yes" if n % 13 else ""}
    enter(session, proposal=row, typed=paper | typed, version=None, by=world.recorder(teller_of(row, n)))


def give(world: World, session: Session, which: int, n: int) -> None:
    row = session.get_one(Proposal, which)
    amount = (row.amount or Decimal(100_000)) // (1 + n % 3)
    kind = ("allocated", "increased")[n % 4 == 3]
    source, year = SOURCES[n % 3], str(world.year + n % 2)
    _enter(world, session, which, n, kind=kind, amount=f"{amount:.2f}", fiscal_year=year, source=source)


def spend(world: World, session: Session, which: int, n: int) -> None:
    """Bind, pay, carry over, return, let lapse, move away, release; now and then more than there is."""
    row = session.get_one(Proposal, which)
    pots = sorted(standing_of(session, province_code=row.province_code, item_id=row.uid).items())
    if not pots:
        raise Nothing
    (year, source), pot = pots[n % len(pots)]
    kind = SPENDING[n % len(SPENDING)]
    told = {"fiscal_year": str(year), "source": source}
    if pot.committed and n % 4 == 0:
        kind = ("disbursed", "released")[n % 8 == 4]
        amount = pot.committed / (1 + n % 2)
        told["from_bound"] = "yes"
    else:
        amount = pot.remaining if n % 3 else pot.remaining / 2
    amount = amount.quantize(Decimal("0.01")) + (n % 14 == 13)
    _enter(world, session, which, n, kind=kind, amount=f"{amount:.2f}", **told)


def take_back(world: World, session: Session, which: int, n: int) -> None:
    """An entry was wrong."""
    row = session.get_one(Proposal, which)
    query = select(MoneyEntry).where(MoneyEntry.proposal_id == which, MoneyEntry.corrects_id.is_(None))
    entries = session.scalars(query.order_by(MoneyEntry.id)).all()
    if not entries:
        raise Nothing
    entry = entries[-1 - n % min(len(entries), 3)]
    amount = "" if n % 3 else f"{abs(entry.amount) - 1:.2f}"
    typed = {"reason": REASON, "document_no": f"สร {n}", "amount": amount}
    by = world.recorder(teller_of(row, n))
    correct(session, proposal=row, entry_id=entry.id, typed=typed, version=None, by=by)


def close_year(world: World, session: Session, which: int, n: int) -> None:
    """The year's end: what is left is kept over, returned or lapses; of rows that changed since, none."""
    by = world.recorder(("planner", "secretary")[n % 4 == 3])
    year = world.year - bool(n % 3)
    rows = [one.pick for one in leftovers(session, hat=by.hat, year=year)][: 1 + n % 3]
    if not rows:
        raise Nothing
    if n % 7 == 6:
        rows[0] = rows[0].rsplit("~", 1)[0] + "~0.01"
    typed = {"way": ("carry", "return", "lapse")[n % 3], "document_no": f"สร {n}", "note": REASON}
    ended = end_year(session, year=year, picked=read_picked(rows), typed=typed, by=by)
    assert len(ended.done) + len(ended.refused) == len(rows)
    if not ended.done:
        raise Nothing


def import_spending(world: World, session: Session, which: int, n: int) -> None:
    """A list of another system with what became of its items' money."""
    rows = []
    for k, key in enumerate("ABC"[: 1 + n % 3]):
        sum_ = Decimal(1000 * (1 + (n + k) % 5))
        bound, paid = sum_ * ((n + k) % 3) / 4, sum_ * ((n + k) % 2) / 4
        figures = {"allocated": sum_, "increased": Decimal(0), "decreased": Decimal(0)}
        figures |= {"committed": bound, "disbursed": paid}
        place = (VILLAGES[n % 4], SUBDISTRICT)[k % 2]
        stage = (Stage.FUNDED, Stage.WORKS)[n % 2]
        rows.append(listed(key, place, amount=sum_, stage=stage, fiscal_year=world.year + n % 2, **figures))
    if not run(session, find_source(session, "list"), *rows, at=world.at).changed:
        raise Nothing


def undo_import(world: World, session: Session, which: int, n: int) -> None:
    runs = session.scalars(select(ImportRun).order_by(ImportRun.id)).all()
    if not runs:
        raise Nothing
    undo(session, runs[-1 - n % len(runs)].id, by=None, at=world.at)


DOINGS: dict[str, Doing] = {
    one.__name__: one for one in (give, spend, take_back, close_year, import_spending, undo_import)
}
