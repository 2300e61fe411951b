"""Where a made-up need stands while its story is told: hot columns, moved as reviewing moves them. Pure."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from planhub.proposals.reviewing import DECISIONS
from planhub.sampling.offices import Actor
from planhub.sampling.places import Place
from planhub.sampling.stories import Step
from planhub.workflow.judging import holder_code
from planhub.workflow.roles import CODE_LENGTH, Level
from planhub.workflow.stages import STAGE_OF, Action, Stage


@dataclass
class Standing:
    """The columns of a proposal that its story changes."""

    place: Place
    year: int
    holder: str
    stage_since: datetime
    stage: Stage = Stage.DRAFT
    version: int = 1
    came_from: Stage | None = None
    returned: bool = False
    decided_by: Level | None = None
    agency: str | None = None
    classification: str | None = None
    number: str | None = None
    submitted_at: datetime | None = None
    plan_year: int | None = None
    envelope: str | None = None
    rolled_into: int | None = None
    """The round into which the year's end moved it; its ranks and decisions stay those of `year`."""
    ranked: dict[Level, tuple[datetime, Actor]] = field(default_factory=dict)
    """Levels at which it has been given a rank, by whom and when."""

    def move(self, step: Step, at: datetime) -> None:
        """Take one step."""
        self.version += 1
        decision = step.action in DECISIONS
        if decision:
            self.decided_by = step.level
        if step.after is step.before:
            return
        office = self.place.code[: CODE_LENGTH[step.level]] if step.level in CODE_LENGTH else self.agency
        self.holder = holder_code(
            step.after,
            place_code=self.place.code,
            area_code=self.place.code,
            agency_code=self.agency,
            now_with=(office or "") if decision else self.holder,
        )
        self.came_from, self.stage, self.stage_since = step.before, step.after, at
        self.returned = step.action is Action.RETURN

    def rolls_into(self, year: int) -> Step | None:
        """The move that the end of a year makes by itself into the round of `year`; None where it stays."""
        if self.stage is Stage.PLANNED and (self.plan_year or self.year) < year - 1:
            return Step(Action.ROLL_OVER, Level.PROVINCE, self.stage, Stage.PROVINCE, same_sitting=False)
        if self.stage is Stage.DEFERRED and self.year < year:
            back = STAGE_OF[self.decided_by or Level.SUBDISTRICT]
            return Step(Action.ROLL_OVER, Level.PROVINCE, self.stage, back, same_sitting=False)
        return None

    def columns(self) -> dict[str, Any]:
        """The same as columns of the table."""
        place = self.place
        return {
            "number": self.number,
            "version": self.version,
            "fiscal_year": self.rolled_into or self.year,
            "province_code": place.province,
            "district_code": place.district,
            "subdistrict_code": place.subdistrict,
            "area_code": place.code,
            "place_code": place.code,
            "stage": self.stage.value,
            "came_from": self.came_from.value if self.came_from else None,
            "returned": self.returned,
            "holder_code": self.holder,
            "stage_since": self.stage_since,
            "decided_by": self.decided_by.value if self.decided_by else None,
            "decided_year": self.year if self.decided_by else None,
            "classification": self.classification,
            "agency_code": self.agency,
            "plan_year": self.plan_year,
            "envelope": self.envelope,
            "submitted_at": self.submitted_at,
        }
