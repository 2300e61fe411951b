"""One made-up need as rows of the tables: where it stands, its log, ranks, opinions and links."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from planhub.clock import BUDDHIST_ERA, local_day
from planhub.proposals.proposal import Proposal
from planhub.proposals.review import Rank, Review
from planhub.proposals.rolling import BY_ITSELF
from planhub.sampling.giving import Giving
from planhub.sampling.offices import Actor, Offices
from planhub.sampling.papers import Paper, pin_near, pinned, write_money, write_words
from planhub.sampling.places import Place
from planhub.sampling.plots import Plot, plot_of
from planhub.sampling.standing import Standing
from planhub.sampling.stories import Span, Step, YearEnd, moments, steps
from planhub.sampling.storing import Counters, Sheaf
from planhub.sampling.words import Kind, kinds_of, reasons
from planhub.sampling.works import Taken, Works
from planhub.thai.folding import search_key
from planhub.workflow.roles import CODE_LENGTH, Level, Role
from planhub.workflow.stages import NOT_COUNTED, Action

SITTINGS = frozenset(
    {Action.FORWARD, Action.DEFER, Action.REJECT, Action.INCLUDE, Action.MERGE}
    | {Action.DO_LOCALLY, Action.DO_JOINTLY}
)
"""Decided in a meeting that has a number."""
NOTHING_TO_MERGE = "submit classify do_locally"
"""The path taken where there is nothing to merge with."""
SOURCES = {"self": "lao", "joint": "lao_subsidy", "agency": "function", None: "open"}
"""Where the money is sought, by classification; what is in the plan seeks the province's."""


@dataclass(frozen=True)
class Wanted:
    """What kind of record is asked for."""

    place: Place
    path: str
    year: int
    span: Span
    kind: Kind | None = None
    """None: drawn by weight."""
    title: str | None = None
    pinned: bool = True
    """With a place of its own on the map, where the area's own point is known."""


class Records:
    """Makes records of one province and lays their rows into a sheaf."""

    def __init__(
        self,
        *,
        chance: Random,
        offices: Offices,
        counters: Counters,
        sheaf: Sheaf,
        ids: Iterator[int],
        works: Works | None = None,
        year_end: YearEnd | None = None,
    ) -> None:
        """`works` tells of money and works; without it a record past the plan has neither.

        `year_end` moves what got no money into the next round; without it that is left to the next beat.
        """
        self.chance, self.offices, self.counters, self.sheaf, self.ids = chance, offices, counters, sheaf, ids
        self._works, self._year_end = works, year_end
        self._giving = Giving(chance, offices, counters, sheaf)
        self._counted: dict[tuple[str, str], int] = {}
        """Subdistrict and side to the last record there that is still counted."""

    def add(self, wanted: Wanted, *, merge_with: int | None = None) -> int:
        """Make one record; its identity.

        A path that ends in a merge goes into `merge_with`, or into the last record of that side nearby.
        """
        place = wanted.place
        here, weights = kinds_of(place.province)
        kind = wanted.kind or self.chance.choices(here, cum_weights=weights)[0]
        target = merge_with or self._counted.get((place.subdistrict, kind.side))
        path = NOTHING_TO_MERGE if wanted.path.endswith("merge") and target is None else wanted.path
        taken = steps(path)
        plot = plot_of(
            self.chance, self.offices, id_=next(self.ids), kind=kind, place=place, taken=taken, target=target
        )
        began, done = moments(self.chance, taken, wanted.span)
        standing = Standing(place=place, year=wanted.year, holder=place.code, stage_since=began)
        signed = {}
        for step, at in zip(taken, done, strict=True):
            signed[step.action] = (at, self._tell(plot, standing, step, at))
        ended = self._roll_over(plot, standing, done[-1] if done else began)
        uid = self._write(plot, wanted, standing, began=began, ended=ended)
        if self._works is not None:
            self._works.add(
                Taken(
                    id=plot.id,
                    uid=uid,
                    place=place,
                    year=wanted.year,
                    stage=standing.stage,
                    classification=standing.classification,
                    words=plot.words,
                    signed=signed,
                )
            )
        if standing.stage not in NOT_COUNTED:
            self._counted[place.subdistrict, kind.side] = plot.id
        return plot.id

    def _roll_over(self, plot: Plot, standing: Standing, last: datetime) -> datetime:
        """What the year's end did by itself, as proposals.rolling does it; when it was touched last."""
        step = standing.rolls_into(self._year_end.into) if self._year_end else None
        if step is None or self._year_end is None:
            return last
        at = max(self._year_end.at, last + timedelta(minutes=1))
        standing.move(step, at)
        standing.rolled_into, standing.plan_year, standing.envelope = self._year_end.into, None, None
        by_itself, given = Actor(Role.PLANNER, BY_ITSELF), {"plan_year": self._year_end.into}
        self._log(plot, standing, step, at, by_itself, given=given)
        return at

    def _tell(self, plot: Plot, standing: Standing, step: Step, at: datetime) -> Actor:
        """One step: its consequences, the move, its row of the log; who took it."""
        place = standing.place
        actor = self.offices.actor(step.level, step.action, place, day=local_day(at), agency=standing.agency)
        reason = self.chance.choice(reasons(step.action))
        given = self._giving.given(plot, standing, step, actor, at)
        if step.action is Action.OPINE:
            reason = self._giving.opine(plot, standing, actor, at, given)
        standing.move(step, at)
        self._log(plot, standing, step, at, actor, given=given, reason=reason)
        return actor

    def _log(
        self,
        plot: Plot,
        standing: Standing,
        step: Step,
        at: datetime,
        actor: Actor,
        *,
        given: dict[str, Any],
        reason: str = "",
    ) -> None:
        clerk = step.level is Level.VILLAGE and standing.place.kind != "village"
        self.sheaf.add(
            Review,
            proposal_id=plot.id,
            seq=standing.version,
            action=step.action.value,
            from_stage=step.before.value,
            to_stage=step.after.value,
            holder_code=standing.holder,
            actor_id=actor.account_id,
            holding_id=actor.holding_id,
            role=actor.role.value,
            capacity=actor.capacity,
            on_behalf_of=standing.place.code if clerk else None,
            at=at,
            reason=reason,
            meeting=_meeting(at) if step.action in SITTINGS else None,
            given={name: value for name, value in given.items() if value is not None},
        )

    def _write(
        self, plot: Plot, wanted: Wanted, standing: Standing, *, began: datetime, ended: datetime
    ) -> UUID:
        chance, words = self.chance, plot.words
        uid = UUID(int=chance.getrandbits(128), version=4)
        planned = Level.PROVINCE in standing.ranked
        source = "province" if planned else SOURCES[standing.classification]
        write_money(self.sheaf, chance, proposal_id=plot.id, year=wanted.year, source=source, words=words)
        paper = Paper(
            place=wanted.place,
            year=wanted.year,
            title=wanted.title or words.title,
            words=words,
            began=began,
            wish_rank=self._rank(plot, standing),
            source=source,
            pin=pin_near(chance, wanted.place) if wanted.pinned else None,
        )
        write_words(self.sheaf, chance, proposal_id=plot.id, paper=paper)
        self.sheaf.add(
            Proposal,
            id=plot.id,
            uid=uid,
            **standing.columns(),
            search_key=search_key(paper.title),
            point=pinned(paper.pin),
            side=words.kind.side,
            amount=words.amount,
            created_at=began,
            updated_at=ended,
        )
        return uid

    def _rank(self, plot: Plot, standing: Standing) -> int | None:
        """Write its rank at each level that gave one; the village's is answered."""
        wish = None
        for level, (at, actor) in standing.ranked.items():
            office = standing.place.code[: CODE_LENGTH[level]]
            rank = self.counters.rank(level, office, standing.year)
            wish = rank if level is Level.VILLAGE else wish
            self.sheaf.add(
                Rank,
                proposal_id=plot.id,
                level=level.value,
                office_code=office,
                fiscal_year=standing.year,
                rank=rank,
                set_by=actor.account_id,
                set_at=at,
            )
        return wish


def _meeting(at: datetime) -> str:
    day = local_day(at)
    return f"ครั้งที่ {day.month}/{day.year + BUDDHIST_ERA}"
