"""Who looks at what an office reports of its work; pure. Who allows a change is planhub.workflow.powers."""

from planhub.workflow.judging import Facts
from planhub.workflow.roles import Hat, Level
from planhub.workflow.stages import Stage


def own_work(facts: Facts) -> bool:
    """Whether a local authority carries it out: taken upon itself, or classified as its own."""
    return facts.stage in (Stage.LOCAL, Stage.JOINT) or facts.classification in ("self", "joint")


def reviews(facts: Facts, hat: Hat) -> bool:
    """Whether this hat stands above who reports: the province; over a local authority the district.

    An agency of the province answers to the province alone.
    """
    return hat.level is Level.PROVINCE or (hat.level is Level.DISTRICT and own_work(facts))
