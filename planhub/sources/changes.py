"""What a changed row changes, field by field in words: what stands and what the row says. Only reads."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from planhub.areas.addresses import full_names
from planhub.committees.asked import ENVELOPE_WORD
from planhub.lists.description import FIELD_WORD
from planhub.proposals.value_lists import SIDES
from planhub.thai.money import baht
from planhub.wording import N_, Name, Sentence, say
from planhub.workflow.stages import STAGE_WORD, Stage

WORD = {field.value: word for field, word in FIELD_WORD.items()} | {
    "area": N_("พื้นที่"),
    "places": N_("พื้นที่ทั้งหมดที่ระบุ"),
    "point": N_("พิกัด"),
}
ORDER = (
    *(
        "title",
        "amount",
        "allocated",
        "committed",
        "disbursed",
        "year",
        "stage",
        "side",
        "envelope",
        "area",
        "places",
    ),
    *("point", "agency", "objective"),
)
"""Fields as they are told, what matters most first."""
_NOTHING = N_("(ว่าง)")

Words = str | Sentence | Name


@dataclass(frozen=True)
class Change:
    """One field of one row."""

    field: str
    old: str | None
    new: str | None
    places: Mapping[str, Name]
    """Names of the areas in it."""

    @property
    def word(self) -> str:
        """What the field is called."""
        return WORD.get(self.field, self.field)

    @property
    def before(self) -> tuple[Words, ...]:
        """What stands."""
        return self._words(self.old)

    @property
    def after(self) -> tuple[Words, ...]:
        """What the row says."""
        return self._words(self.new)

    def _words(self, value: str | None) -> tuple[Words, ...]:
        if not value:
            return (say(_NOTHING),)
        if self.field in ("area", "places"):
            known = [(code, self.places.get(code)) for code in value.split(",")]
            return tuple(
                Name(f"{name.th} {code}", f"{name.en} {code}") if name else code for code, name in known
            )
        if self.field in ("amount", "allocated", "committed", "disbursed"):
            return (say(N_("%(n)s บาท"), n=baht(Decimal(value))),)
        if self.field == "stage" and value in set(Stage):
            return (say(STAGE_WORD[Stage(value)]),)
        known_words = {"side": SIDES, "envelope": ENVELOPE_WORD}.get(self.field, {})
        return (say(known_words[value]) if value in known_words else value,)

    def _place(self, code: str) -> Words:
        name = self.places.get(code)
        return Name(f"{name.th} {code}", f"{name.en} {code}") if name else code


def changes_of(
    session: Session, told: Collection[Mapping[str, list[str | None]] | None]
) -> list[tuple[Change, ...]]:
    """For each row its changes, in their order; names of areas are read once for all."""
    rows = [row or {} for row in told]
    codes = {
        code
        for row in rows
        for field in ("area", "places")
        for value in row.get(field, ())
        for code in (value or "").split(",")
        if code
    }
    places = full_names(session, codes)
    return [
        tuple(Change(field, row[field][0], row[field][1], places) for field in sorted(row, key=_order))
        for row in rows
    ]


def _order(field: str) -> tuple[int, str]:
    return (ORDER.index(field) if field in ORDER else len(ORDER), field)
