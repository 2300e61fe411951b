"""What everybody should be able to read: personal data, credits, how to use it."""

from flask import Blueprint, render_template

from planhub.edge import public

pages = Blueprint("about", __name__)


@pages.get("/privacy")
@public
def privacy() -> str:
    """What is kept about persons, why, and what is never shown."""
    return render_template("about/privacy.html")


@pages.get("/credits")
@public
def credits_() -> str:
    """Where data and libraries come from."""
    return render_template("about/credits.html")


@pages.get("/help")
@public
def help_() -> str:
    """The way of a need in eight steps, and who does what."""
    return render_template("about/help.html")
