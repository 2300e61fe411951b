"""Saying how much a plan may hold from each source of money."""

from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from planhub.committees.source_envelope import SourceEnvelope
from planhub.committees.source_envelopes import UNKNOWN
from planhub.errors import Invalid
from planhub.proposals.value_lists import BUDGET_SOURCES
from planhub.thai.money import Unreadable, read_baht
from planhub.wording import Sentence

SOURCES = {key: words for key, words in BUDGET_SOURCES.items() if key not in ("none", UNKNOWN)}


def save_limits(session: Session, *, province_code: str, year: int, typed: Mapping[str, str]) -> None:
    """Set the limits as typed, a field a source; a blank takes a limit away. Raises Invalid."""
    wrong: dict[str, Sentence] = {}
    said: dict[str, Decimal] = {}
    for source in SOURCES:
        try:
            limit = read_baht(typed.get(source, ""))
        except Unreadable as error:
            wrong[source] = error.sentence
            continue
        if limit is not None:
            said[source] = limit
    if wrong:
        raise Invalid(wrong)
    session.execute(
        delete(SourceEnvelope).where(
            SourceEnvelope.province_code == province_code,
            SourceEnvelope.fiscal_year == year,
            SourceEnvelope.source.not_in(list(said)),
        )
    )
    rows = [
        {"province_code": province_code, "fiscal_year": year, "source": source, "amount": amount}
        for source, amount in sorted(said.items())
    ]
    if rows:
        new = insert(SourceEnvelope).values(rows)
        session.execute(
            new.on_conflict_do_update(
                index_elements=["province_code", "fiscal_year", "source"],
                set_={"amount": new.excluded.amount},
            )
        )
