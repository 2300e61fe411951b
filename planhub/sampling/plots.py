"""What is decided of a made-up need before its story is told: words, kind of work, office, merging."""

from dataclasses import dataclass
from random import Random

from planhub.sampling.needs import MadeUp, make_up
from planhub.sampling.offices import Offices
from planhub.sampling.places import Place
from planhub.sampling.stories import Step
from planhub.sampling.words import Kind
from planhub.workflow.stages import Action

CLASSES = ("self", "joint", "agency")


@dataclass(frozen=True)
class Plot:
    """What is decided of a story before it is told."""

    id: int
    words: MadeUp
    classification: str
    agency: str | None
    asked_later: bool
    """The agency comes in when its opinion is asked, not when the need is classified."""
    merge_with: int | None


def plot_of(
    chance: Random,
    offices: Offices,
    *,
    id_: int,
    kind: Kind,
    place: Place,
    taken: tuple[Step, ...],
    target: int | None,
) -> Plot:
    """The plot of the path that is taken; a merge goes into `target`."""
    actions = {step.action for step in taken}
    if Action.DO_LOCALLY in actions:
        classification = "self"
    elif Action.DO_JOINTLY in actions:
        classification = "joint"
    else:
        classification = chance.choices(CLASSES, cum_weights=(2, 5, 12))[0]
    asked = actions & {Action.REFER, Action.DO_JOINTLY} or classification == "agency"
    known = offices.agencies_for(kind.agencies)
    return Plot(
        id=id_,
        words=make_up(chance, kind, place),
        classification=classification,
        agency=chance.choice(known) if asked and known else None,
        asked_later=Action.REFER in actions,
        merge_with=target,
    )
