"""Words that domain code hands to people: Thai sentences and names; the edge tells them."""

from dataclasses import dataclass, field
from typing import Any


def N_(sentence: str) -> str:  # noqa: N802 - gettext's own name for "mark, translate later"
    """Mark a Thai sentence for translation; Babel collects it, the edge translates it."""
    return sentence


@dataclass(frozen=True)
class Sentence:
    """A Thai sentence with %(name)s places, and the values for them."""

    text: str
    values: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % self.values if self.values else self.text


@dataclass(frozen=True)
class Name:
    """A proper name in Thai and in English; where it has no English one, `en` is the Thai again."""

    th: str
    en: str

    def __str__(self) -> str:
        return self.th


def say(text: str, **values: Any) -> Sentence:
    """A sentence with its values: `say(N_("ไม่พบรหัส %(code)s"), code="99")`."""
    return Sentence(text, values)
