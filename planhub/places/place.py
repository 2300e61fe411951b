"""What a text was read as: places, and the doubt that is left for a person. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from planhub.wording import Sentence

LEVELS = (2, 4, 6, 8)
"""Province, district, subdistrict, village: the digits of their codes."""


class Why(StrEnum):
    """Why a person has to look."""

    AMBIGUOUS = "ambiguous"
    """Several areas fit; `candidates` are they."""
    UNREAD = "unread"
    """No area fits what is written."""


@dataclass(frozen=True, slots=True)
class Place:
    """One area that the text proves."""

    code: str
    """A living area of today; a name or code that is no longer in use gives its successor."""
    level: int
    """2 province, 4 district, 6 subdistrict, 8 village (or ชุมชน)."""
    words: str
    """The text's own words that name it."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What the text names and the gazetteer could not settle, told to a person."""

    why: Why
    sentence: Sentence
    words: str = ""
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a text proves. A doubt may stand beside places: the district is sure, the subdistrict not.

    Neither places nor a doubt: the text names no place.
    """

    places: tuple[Place, ...] = ()
    doubt: Doubt | None = None
    odd: Sentence | None = None
    """What is said beside places that are taken all the same: a person may look, nobody has to."""

    @property
    def common(self) -> str | None:
        """The finest code that holds all places: of two districts the province; None without one."""
        codes = [place.code for place in self.places]
        if len(codes) == 1:
            return codes[0]
        if not codes or not all(code.isdecimal() for code in codes):
            return None
        shortest = min(map(len, codes))
        same = [n for n in LEVELS if n <= shortest and len({code[:n] for code in codes}) == 1]
        return codes[0][: same[-1]] if same else None
