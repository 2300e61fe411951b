"""Thai first, English by a switch that the browser keeps."""

from flask import Blueprint, Response, redirect, request, session
from werkzeug.wrappers import Response as Answer

from planhub.edge import carrying, public

LANGUAGES = ("th", "en")

pages = Blueprint("language", __name__)


def choose() -> str:
    """The reader's language: as switched, else Thai."""
    chosen = session.get("language", "th")
    return chosen if chosen in LANGUAGES else "th"


@pages.post("/language")
@public
def switch() -> Answer | Response:
    """Keep the chosen language and go back where one was."""
    wanted = request.form.get("locale", "th")
    session["language"] = wanted if wanted in LANGUAGES else "th"
    return redirect(back(), 303)


def back() -> str:
    """The page from which a form was sent: a path of ours, never another site."""
    target = request.form.get("next", "/")
    return target if carrying.is_ours(target) else "/"
