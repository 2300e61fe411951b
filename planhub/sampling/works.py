"""From money to result: what a made-up need that got money has in the ledger, as a work, and in reports."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from sqlalchemy.orm import Session

from planhub.clock import fiscal_year, local_day
from planhub.sampling.buying import hour, pick_method, step_days, write_steps
from planhub.sampling.contracts import FINISHED, Bought, write_contract
from planhub.sampling.heard import Course, write_reports, write_result
from planhub.sampling.needs import MadeUp
from planhub.sampling.offices import Actor, Offices
from planhub.sampling.places import Place
from planhub.sampling.purse import Owner, Purse, rounded
from planhub.sampling.storing import Sheaf, endless_identities
from planhub.workflow.stages import Action, Stage
from planhub.works.work import Work

STAGES = frozenset(
    {Stage.FUNDED, Stage.PROCUREMENT, Stage.WORKS, Stage.COMPLETED, Stage.EVALUATED, Stage.LOCAL, Stage.JOINT}
)
SOURCES = ("province", "cluster", "function", "lao_subsidy")
OWN_HANDS = 0.4
"""Of the works that an office does of its own money, how many it does without a contract."""
FORGETFUL = 9
"""Of so many finished works, one gives back nothing of what is left."""
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Taken:
    """A made-up record, and who signed which of its steps when."""

    id: int
    uid: UUID
    place: Place
    year: int
    stage: Stage
    classification: str | None
    words: MadeUp
    signed: Mapping[Action, tuple[datetime, Actor]]

    def at(self, action: Action) -> datetime | None:
        """When a step was taken."""
        found = self.signed.get(action)
        return found[0] if found else None

    @property
    def own(self) -> tuple[datetime, Actor] | None:
        """The decision to do it with the local authority's own money, where it was one."""
        return self.signed.get(Action.DO_LOCALLY) or self.signed.get(Action.DO_JOINTLY)


@dataclass
class _Facts:
    """The work as its row tells it."""

    funded: datetime
    clerk: Actor
    granted: Decimal
    signed: datetime | None
    completed: datetime | None
    physical: int = 0
    method: str | None = None
    ground: str | None = None
    invited: int | None = None
    ends: date | None = None


class Works:
    """Writes works of one province into a sheaf; what is drawn for one depends on that one alone."""

    def __init__(self, session: Session, offices: Offices, sheaf: Sheaf, *, at: datetime) -> None:
        self._offices, self._sheaf, self._now = offices, sheaf, at
        self._contracts: Iterator[int] = endless_identities(session, table="contract")

    def add(self, taken: Taken) -> None:
        """All that follows from a record's money; nothing where none came yet."""
        if taken.stage not in STAGES:
            return
        chance = Random(taken.uid.int)  # noqa: S311 - sample data, not a secret
        facts = self._facts(chance, taken)
        if facts is None:
            return
        purse = self._purse(chance, taken, facts)
        if facts.method is not None:
            self._buy(chance, taken, facts, purse)
        elif facts.signed is not None:
            self._do_alone(chance, facts, purse)
        purse.lapses = facts.completed is not None and taken.uid.int % FORGETFUL == 0
        if facts.completed is not None and not purse.lapses:
            purse.give_back(min(facts.completed + 9 * DAY, self._now - timedelta(hours=2)))
        purse.pass_years(local_day(self._now))
        self._tell(chance, taken, facts)

    def _facts(self, chance: Random, taken: Taken) -> _Facts | None:
        percent = chance.choices((100, 96, 90), cum_weights=(60, 85, 100))[0]
        granted = rounded(Decimal(taken.words.amount * percent) / 100, 100)
        completed = taken.at(Action.COMPLETE)
        if (given := taken.signed.get(Action.ALLOCATE)) is not None:
            facts = _Facts(*given, granted, taken.at(Action.START_WORKS), completed)
            if Action.PROCURE in taken.signed:
                facts.method, facts.ground, facts.invited = pick_method(chance, granted)
        else:
            own = taken.own
            if own is None:
                return None
            end = completed or self._now - DAY
            funded = hour(local_day(own[0] + (end - own[0]) * chance.uniform(0.05, 0.3)))
            if not own[0] < funded < end - 2 * DAY:
                funded = own[0] + timedelta(hours=1)
            begun = hour(local_day(funded + (end - funded) * chance.uniform(0.1, 0.5)))
            started = begun if completed or (chance.random() < 0.7 and begun < end) else None
            facts = _Facts(funded, own[1], granted, max(started, funded) if started else None, completed)
            if started and chance.random() > OWN_HANDS:
                facts.method, facts.ground, facts.invited = pick_method(chance, granted)
        facts.physical = self._percent(chance, facts)
        return facts

    def _percent(self, chance: Random, facts: _Facts) -> int:
        if facts.completed is not None:
            return FINISHED
        if facts.signed is None:
            return 0
        passed = (self._now - facts.signed) / DAY
        return max(1, min(96, round(passed / chance.uniform(110, 260) * FINISHED)))

    def _purse(self, chance: Random, taken: Taken, facts: _Facts) -> Purse:
        own = Action.ALLOCATE not in taken.signed
        if own:
            joint = taken.classification == "joint"
            source = (
                "lao_subsidy" if joint else chance.choices(("lao", "lao_reserve"), cum_weights=(8, 10))[0]
            )
        else:
            source = chance.choices(SOURCES, cum_weights=(66, 78, 90, 100))[0]
        year = fiscal_year(local_day(facts.funded)) if own else taken.year
        owner = Owner(taken.place.province, taken.uid, taken.id, facts.clerk)
        purse = Purse(self._sheaf, chance, owner, year=year, source=source)
        purse.receive(facts.granted, facts.funded)
        later = facts.funded + timedelta(hours=2)
        drawn = chance.random()
        if drawn < 0.07:  # dearer than it was planned
            more = rounded(Decimal(taken.words.amount * chance.randint(11, 25)) / 100, 100)
            purse.receive(more, later, kind="increased")
        elif drawn < 0.12:
            purse.give_up(rounded(facts.granted * Decimal("0.05"), 100), later)
        return purse

    def _buy(self, chance: Random, taken: Taken, facts: _Facts, purse: Purse) -> None:
        assert facts.method is not None  # noqa: S101 - only where it is bought
        today = local_day(self._now)
        procured = taken.at(Action.PROCURE)
        first = local_day(procured) if procured else None
        signed = local_day(facts.signed) if facts.signed else None
        actual = step_days(chance, facts.method, first=first, signed=signed)
        write_steps(
            self._sheaf,
            chance,
            proposal_id=taken.id,
            actual=actual,
            method=facts.method,
            today=today,
            clerk=facts.clerk,
        )
        if facts.signed is None:
            return
        purse.pass_years(local_day(facts.signed))
        amount = rounded(purse.free * Decimal(chance.randint(880, 1000)) / 1000, 1_000)
        bought = Bought(
            id=next(self._contracts),
            proposal_id=taken.id,
            number=f"{chance.randint(1, 400)}/{fiscal_year(local_day(facts.signed))}",
            signed=facts.signed,
            amount=min(amount, purse.free) if amount > 0 else purse.free,
            completed=facts.completed,
            physical=facts.physical,
            now=self._now,
            clerk=facts.clerk,
            kind=taken.words.kind,
        )
        facts.ends = write_contract(self._sheaf, chance, purse, bought)

    def _do_alone(self, chance: Random, facts: _Facts, purse: Purse) -> None:
        """By the office's own hands: wages and material are paid as they come."""
        if facts.signed is None:
            return
        end = facts.completed or self._now - DAY
        spent = purse.free * Decimal(facts.physical) / FINISHED
        for share in (Decimal("0.4"), Decimal("0.5")):
            at = facts.signed + (end - facts.signed) * float(share)
            part = rounded(spent * share, 100)
            if 0 < part <= purse.free:
                purse.spend(part, at)

    def _tell(self, chance: Random, taken: Taken, facts: _Facts) -> None:
        funded = local_day(facts.funded)
        signed = local_day(facts.signed) if facts.signed else None
        ends = facts.ends or (signed or funded) + timedelta(days=chance.randint(120, 330))
        course = self._course(taken, facts, ends)
        # the row of the work comes first: the sheaf keeps the tables in the order of their keys
        last = write_reports(self._sheaf, chance, course)
        bought = facts.method is not None
        self._sheaf.add(
            Work,
            proposal_id=taken.id,
            method=facts.method,
            ground=facts.ground,
            invited=facts.invited,
            estimate=facts.granted if bought else None,
            egp_no=f"{(taken.year - 2500) % 100}{chance.randint(10**9, 10**10 - 1)}" if bought else None,
            starts_on=signed or funded + timedelta(days=30),
            ends_on=max(ends, signed or funded + timedelta(days=30)),
            funded_on=funded,
            contracted_on=signed if bought else None,
            started_on=signed,
            completed_on=local_day(facts.completed) if facts.completed else None,
            physical=FINISHED if facts.completed else last.physical,
            reported_at=last.at,
            problem_code=None if facts.completed else last.problem_code,
            updated_at=last.at or facts.funded,
        )
        write_result(
            self._sheaf,
            chance,
            course,
            words=taken.words,
            owner=f"องค์กรปกครองส่วนท้องถิ่น {self._offices.names.get(taken.place.subdistrict, '')}".strip(),
            looked=taken.signed.get(Action.EVALUATE),
        )

    def _course(self, taken: Taken, facts: _Facts, ends: date) -> Course:
        """How the work went from its signing to its end, or to today."""
        today = local_day(self._now)
        signed = local_day(facts.signed) if facts.signed else None
        until = local_day(facts.completed) if facts.completed else today

        def physical(day: date) -> int:
            if signed is None or day <= signed:
                return 0
            return min(FINISHED, round(facts.physical * (day - signed) / max(until - signed, DAY)))

        return Course(
            proposal_id=taken.id,
            funded=local_day(facts.funded),
            signed=signed,
            completed=facts.completed,
            now=self._now,
            physical=physical,
            late=facts.completed is None and ends < today,
            target=Decimal(str(taken.words.quantity)),
            clerk=facts.clerk,
        )
