"""A row of an office's list as it was understood: its values, and what is wrong with it. Pure."""

from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, Literal

from planhub.wording import Sentence
from planhub.workflow.stages import Stage

Kind = Literal["wrong", "unclear", "outside", "doubt"]
FIGURES = ("allocated", "increased", "decreased", "committed", "disbursed")
"""What became of the money, where a list tells it."""
BAHT = ("amount", *FIGURES)


@dataclass(frozen=True, slots=True)
class Values:
    """What a row says; each None where it says nothing. Names of places are as written, not yet looked up."""

    title: str | None = None
    fiscal_year: int | None = None
    """Buddhist."""
    amount: Decimal | None = None
    """Baht with two places; None for a blank or " - "."""
    stage: Stage | None = None
    side: str | None = None
    """An id of value_lists.SIDES."""
    envelope: str | None = None
    """within or over."""
    agency: str | None = None
    objective: str | None = None
    place_code: str | None = None
    """The finest area code that stood in any column; whether it exists is the gazetteer's to say."""
    province: str | None = None
    """A name; where its column holds a code, that has gone to place_code, unless a finer one is there."""
    district: str | None = None
    subdistrict: str | None = None
    moo: str | None = None
    """Numbers of villages (หมู่ที่): "5", or "5,6" where the row names several."""
    village: str | None = None
    place_text: str | None = None
    lat: float | None = None
    """WGS84 degrees; lat and lon are both there or both None."""
    lon: float | None = None
    allocated: Decimal | None = None
    """Baht of the row's fiscal year; so too the four below. None where no column says it."""
    increased: Decimal | None = None
    decreased: Decimal | None = None
    committed: Decimal | None = None
    disbursed: Decimal | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain values without the absent ones; the amount as text."""
        told = {f.name: getattr(self, f.name) for f in fields(self)}
        for name in BAHT:
            if told[name] is not None:
                told[name] = str(told[name])
        if self.stage is not None:
            told["stage"] = self.stage.value
        return {name: value for name, value in told.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in a row that a person must put right.

    "wrong": the cell cannot be used as it stands, the file must be mended. "unclear": it can be understood in
    more than one way or by nobody yet; a person settles it, or adds the word to the description. "outside":
    the row is another province's and no business of this source; nobody has to mend it. "doubt": the row is
    taken as it stands, and something about it is odd.
    """

    column: str | None
    """Letter of the column (A, B … AA); None when it is about the whole row."""
    field: str
    """A Field's value."""
    sentence: Sentence
    kind: Kind
    heading: str = ""
    """Heading of the column as it stands in the file."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A row after reading. A list with a column for each year gives several of the same row, a key each."""

    row: int
    """Number of the row as the office sees it in its file."""
    key: str
    """Tells the row from all others of the source, the same next month; "" for a skipped row."""
    values: Values
    faults: tuple[Fault, ...]
    skipped: Sentence | None
    """Why the row is no item (title, heading, total, empty); None for an item."""
    cells: tuple[str, ...] = ()
    """The row as it stands in the file, with what merged cells above give it."""

    @property
    def wrong(self) -> bool:
        """Whether any fault is of the kind that the file must mend."""
        return any(fault.kind == "wrong" for fault in self.faults)

    @property
    def unclear(self) -> bool:
        """Whether a person must settle something, and nothing is wrong."""
        return bool(self.faults) and not self.wrong
