"""A form is answered once: a double click or repeated POST gets the first answer again, doing nothing."""

from uuid import uuid4

from flask import Response, g, redirect, request
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from planhub import clock
from planhub.accounts.account import AnsweredOnce
from planhub.database import db

FIELD = "once"
HEADER = "Idempotency-Key"


def new_key() -> str:
    """A key for one drawn form."""
    return uuid4().hex


def answered() -> Response | None:
    """The answer already given to this very form, if any; else its key is claimed in this transaction."""
    if request.path.startswith("/api/"):
        return None  # a batch keeps its whole answer: sources.receiving
    key = request.headers.get(HEADER) or request.form.get(FIELD)
    if not key or len(key) > 64 or request.endpoint == "signing.form":
        return None  # a second click on "sign in" must bring its own cookie
    # claimed first, so that a second click waits here until the first has been answered
    claimed = db.session.execute(
        insert(AnsweredOnce)
        .values(key=key, account_id=_account(), path=request.path, location="", at=clock.now())
        .on_conflict_do_nothing()
        .returning(AnsweredOnce.key)
    ).scalar()
    if claimed:
        g.once_key = key
        return None
    first = db.session.scalars(select(AnsweredOnce).where(AnsweredOnce.key == key)).one()
    if first.path != request.path or first.account_id != _account() or not first.location:
        return None
    return redirect(first.location, 303)  # type: ignore[return-value]


def record(response: Response) -> None:
    """Keep where the answer led, in the same transaction as what it did."""
    key = g.pop("once_key", None)
    if key is None:
        return
    row = db.session.get(AnsweredOnce, key)
    if row is not None and response.location:
        row.location = response.location
    elif row is not None:
        db.session.delete(row)  # a page with errors: the mended form may be sent under the same key


def _account() -> int | None:
    return g.person.account_id if g.get("person") else None
