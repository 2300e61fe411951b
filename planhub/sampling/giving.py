"""What an actor gives at a step of a made-up need: laid as rows where it belongs, told as in the log."""

from datetime import datetime
from random import Random
from typing import Any

from planhub.proposals.numbers import written as number_written
from planhub.proposals.review import Alignment, Opinion, ProposalLink
from planhub.sampling.offices import Actor, Offices
from planhub.sampling.plots import Plot
from planhub.sampling.standing import Standing
from planhub.sampling.stories import Step
from planhub.sampling.storing import Counters, Sheaf
from planhub.sampling.words import issues_served, reasons
from planhub.workflow.roles import Level
from planhub.workflow.stages import Action


class Giving:
    """Lays what was given into a sheaf."""

    def __init__(self, chance: Random, offices: Offices, counters: Counters, sheaf: Sheaf) -> None:
        self._chance, self._offices, self._counters, self._sheaf = chance, offices, counters, sheaf

    def given(self, plot: Plot, standing: Standing, step: Step, actor: Actor, at: datetime) -> dict[str, Any]:
        """What the actor gave, written where it belongs and told as the log tells it."""
        match step.action:
            case Action.SUBMIT if standing.number is None:
                code = standing.place.code
                running = self._counters.number(code, standing.year)
                standing.number = number_written(code, standing.year, running)
                standing.submitted_at = at
                standing.ranked[Level.VILLAGE] = (at, actor)
            case Action.CLASSIFY:
                standing.classification = plot.classification
                standing.ranked[Level.SUBDISTRICT] = (at, actor)
                standing.agency = None if plot.asked_later else plot.agency
                return {"classification": plot.classification, "agency_code": standing.agency}
            case Action.ALIGN:
                return {"issue_ids": self._align(plot, standing.year)}
            case Action.REFER | Action.DO_JOINTLY:
                standing.agency = plot.agency
                return {"agency_code": plot.agency}
            case Action.FORWARD if step.level is Level.DISTRICT:
                standing.ranked[Level.DISTRICT] = (at, actor)
            case Action.INCLUDE:
                standing.plan_year = standing.year
                standing.envelope = "within" if self._chance.random() < 0.77 else "over"
                standing.ranked[Level.PROVINCE] = (at, actor)
                return {"plan_year": standing.plan_year, "envelope": standing.envelope}
            case Action.MERGE:
                link = {"from_id": plot.id, "to_id": plot.merge_with, "kind": "merged_into"}
                self._sheaf.add(ProposalLink, **link, at=at, by=actor.account_id)
                return {"target_id": plot.merge_with}
        return {}

    def _align(self, plot: Plot, year: int) -> list[int] | None:
        known = self._offices.issue_ids(year)
        ids = [known[no] for no in issues_served(plot.words.kind.side) if no in known]
        if len(ids) > 1 and self._chance.random() < 0.5:
            ids = ids[:1]
        for n, issue in enumerate(ids):
            self._sheaf.add(Alignment, proposal_id=plot.id, issue_id=issue, is_leading=n == 0)
        return sorted(ids) or None

    def opine(self, plot: Plot, standing: Standing, actor: Actor, at: datetime, given: dict[str, Any]) -> str:
        verdict = self._chance.choices(("feasible", "conditional"), cum_weights=(8, 10))[0]
        cost = int(round(plot.words.amount * self._chance.uniform(0.86, 1.18), -3))
        reason = self._chance.choice(reasons(verdict))
        given |= {"verdict": verdict, "estimated_cost": str(cost)}
        self._sheaf.add(
            Opinion,
            proposal_id=plot.id,
            agency_code=standing.agency,
            verdict=verdict,
            estimated_cost=cost,
            permission_note=self._chance.choice(reasons("permission")),
            reason=reason,
            by=actor.account_id,
            at=at,
        )
        return reason
