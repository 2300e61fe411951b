"""What can go wrong in the trade, without a word of HTTP; planhub.edge turns each into a status once.

PlanHubError
├── NotFound       no such thing, or none that this person may know of
├── NotAllowed     this hat may not do this here
├── IllegalMove    the flow does not allow this step now, and the sentence says why
├── Invalid        what was typed cannot be used: one sentence for each field
└── Conflict       somebody else was first: carries what they left
"""

from collections.abc import Mapping
from typing import Any

from planhub.wording import Sentence, say


class PlanHubError(Exception):
    """Base of all; `sentence` is what a person is told."""

    def __init__(self, sentence: Sentence | str) -> None:
        self.sentence = sentence if isinstance(sentence, Sentence) else say(sentence)
        super().__init__(str(self.sentence))


class NotFound(PlanHubError):
    """No such thing, or none that this person may know of."""


class NotAllowed(PlanHubError):
    """This hat may not do this here."""


class IllegalMove(PlanHubError):
    """The flow does not allow this step now; `number` is the need whose page tells how it stands.

    `record` is set by who asked for the step: the address of the page that tells it.
    """

    def __init__(self, sentence: Sentence | str, number: str | None = None) -> None:
        self.number = number
        self.record = ""
        super().__init__(sentence)


class Invalid(PlanHubError):
    """Typed values that cannot be used: field name to sentence, nothing thrown away."""

    def __init__(self, fields: Mapping[str, Sentence]) -> None:
        self.fields = dict(fields)
        super().__init__(next(iter(self.fields.values())))


class Conflict(PlanHubError):
    """Somebody else changed it first; `theirs` holds what stands now, to show beside what was typed."""

    def __init__(self, sentence: Sentence | str, theirs: Any = None) -> None:
        self.theirs = theirs
        super().__init__(sentence)
