"""Who asks: the signed-in person and the hat in use, from the session cookie, read once a request."""

from flask import g, session

from planhub import clock
from planhub.accounts.hats import SignedIn, signed_in
from planhub.database import db
from planhub.errors import NotAllowed
from planhub.wording import N_
from planhub.workflow.roles import Hat


class NotSignedIn(NotAllowed):
    """Nobody is signed in, or no longer; what was sent is carried over the sign-in page."""

    def __init__(self) -> None:
        super().__init__(N_("เข้าสู่ระบบก่อน สิ่งที่พิมพ์ไว้จะยังอยู่"))


def person() -> SignedIn | None:
    """The signed-in person of this request, or None."""
    if "person" not in g:
        g.person = None
        if "account" in session:
            g.person = signed_in(
                db.session(), account_id=session["account"], epoch=session["epoch"], day=clock.today()
            )
            if g.person is None:
                forget()
    who: SignedIn | None = g.person
    return who


def wearing() -> Hat | None:
    """The hat in use, or None."""
    who = person()
    return who.wearing(session.get("holding")) if who else None


def remember(account_id: int, epoch: int, holding_id: int | None = None) -> None:
    """Sign in: a new session, with nothing kept of the old but the language, and the hat if it is given."""
    language = session.get("language")
    session.clear()
    session.permanent = True
    session.update(account=account_id, epoch=epoch)
    if holding_id is not None:
        session["holding"] = holding_id
    if language:
        session["language"] = language
    g.pop("person", None)


def forget() -> None:
    """Sign out of this browser."""
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
    g.person = None
