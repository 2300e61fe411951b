"""One transaction a request: an answer commits, an error rolls back, a GET cannot write."""

from typing import Any

from flask import Flask, Response, g, request

from planhub.database import SAFE_METHODS, db
from planhub.edge import once


def keep() -> None:
    """Commit although the answer refuses: a failed sign-in is counted."""
    g.keep = True


class PlanHubFlask(Flask):
    """Flask, with the commit at the one place where a request has been answered and no header is sent yet."""

    def dispatch_request(self) -> Any:
        """Run the view; commit what it did, and with it the key of the form it answered."""
        if request.method in SAFE_METHODS:
            return super().dispatch_request()
        already = once.answered()
        if already is not None:
            db.session.rollback()
            return already
        response: Response = self.make_response(super().dispatch_request())
        if response.status_code < 400 or g.pop("keep", False):
            once.record(response)
            db.session.commit()
        else:
            db.session.rollback()
        return response
