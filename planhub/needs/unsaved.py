"""Details as somebody types them, before they are saved: each person's own, kept beside the record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from planhub.errors import NotFound
from planhub.needs.answers import storable
from planhub.needs.questions import LATER_NAMES
from planhub.needs.typed import MOST
from planhub.proposals.need import Need
from planhub.wording import N_

UNSAVED = "_unsaved_details"
"""Key of `Need.typed`: account id to its fields and the time."""


@dataclass(frozen=True)
class Unsaved:
    """What one person has typed and not saved."""

    fields: dict[str, str]
    at: datetime


def unsaved_of(need: Need, *, by: int) -> Unsaved | None:
    """What this account has typed into the details and not saved; None for nothing."""
    kept = need.typed.get(UNSAVED, {}).get(str(by))
    return Unsaved(kept["fields"], datetime.fromisoformat(kept["at"])) if kept else None


def keep_unsaved(
    session: Session,
    *,
    proposal_id: int,
    given: Mapping[str, str],
    saved: Mapping[str, str],
    by: int,
    at: datetime,
) -> None:
    """Keep what was typed, right or wrong; a field that again says what is saved is no longer kept."""
    need = _locked(session, proposal_id)
    before = unsaved_of(need, by=by)
    fields = dict(before.fields) if before else {}
    fields |= {name: storable(text)[:MOST] for name, text in given.items() if name in LATER_NAMES}
    fields = {name: text for name, text in fields.items() if _even(text) != _even(saved.get(name, ""))}
    _write(session, need, by, {"fields": fields, "at": at.isoformat()} if fields else None)


def drop_unsaved(session: Session, *, proposal_id: int, by: int) -> None:
    """Forget what this account has typed and not saved."""
    _write(session, _locked(session, proposal_id), by, None)


def _locked(session: Session, proposal_id: int) -> Need:
    query = select(Need).where(Need.proposal_id == proposal_id).with_for_update()
    need = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if need is None:
        raise NotFound(N_("ไม่พบเรื่องนี้"))
    return need


def _write(session: Session, need: Need, by: int, kept: dict[str, Any] | None) -> None:
    everybody = {key: value for key, value in need.typed.get(UNSAVED, {}).items() if key != str(by)}
    everybody |= {str(by): kept} if kept else {}
    typed = {name: value for name, value in need.typed.items() if name != UNSAVED}
    typed |= {UNSAVED: everybody} if everybody else {}
    # a plain statement: the record has not changed, so neither its version nor its plan item may
    session.execute(
        update(Need)
        .where(Need.proposal_id == need.proposal_id)
        .values(typed=typed)
        .execution_options(synchronize_session=False)
    )
    session.expire(need, ["typed"])


def _even(text: str) -> str:
    return "\n".join(text.splitlines()).strip()
