"""Each view's rule: public, or a permission. A view without one is refused; a test walks them all."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import current_app, g, redirect, request, url_for

from planhub.edge import tokens
from planhub.edge.people import NotSignedIn, wearing
from planhub.errors import NotAllowed
from planhub.wording import N_
from planhub.workflow.authority import Permission, may
from planhub.workflow.roles import Hat

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Rule:
    """What a view demands; no permission: anybody may see it."""

    permission: Permission | None
    token: bool = False
    """A registered system's token instead of a person."""


PUBLIC = Rule(None)
BEFORE_FIRST_CHANGE = frozenset({"static", "signing.change", "signing.out", "language.switch"})
"""All that opens until a first PIN or password has been changed."""


def public(view: View) -> View:
    """Declare a view open to everybody: it shows public fields only."""
    view.rule = PUBLIC  # type: ignore[attr-defined]
    return view


def requires(permission: Permission) -> Callable[[View], View]:
    """Declare the permission that a view demands; the area is checked where the record is known."""

    def declare(view: View) -> View:
        view.rule = Rule(permission)  # type: ignore[attr-defined]
        return view

    return declare


def requires_token(view: View) -> View:
    """Declare a view open to registered systems alone."""
    view.rule = Rule(None, token=True)  # type: ignore[attr-defined]
    return view


def rule_of(endpoint: str | None) -> Rule | None:
    """The rule a route declares; static files are public."""
    if endpoint == "static":
        return PUBLIC
    view = current_app.view_functions.get(endpoint or "")
    return getattr(view, "rule", None)


def enforce() -> Any:
    """Refuse what the rule does not allow, before the view runs; lead whoever must change a PIN there."""
    if request.endpoint is None:
        return None  # no such page: the error handler answers
    rule = rule_of(request.endpoint)
    if rule is None:
        raise NotAllowed(N_("หน้านี้ยังไม่ได้กำหนดสิทธิ์"))
    if g.person is not None and g.person.must_change and _must_change_first():
        return redirect(url_for("signing.change"), 303)
    if rule.token:
        tokens.admit()
        return None
    if rule.permission is None:
        return None
    hat = wearing()
    if g.person is None:
        raise NotSignedIn
    if rule.permission is Permission.SELF:
        return None  # one's own account stays open to somebody whose every term has ended
    if not may(hat, rule.permission):
        raise NotAllowed(N_("บทบาทที่ท่านใช้อยู่เปิดหน้านี้ไม่ได้ เปลี่ยนบทบาทที่มุมบนหากท่านมีหลายตำแหน่ง"))
    return None


def _must_change_first() -> bool:
    return request.endpoint not in BEFORE_FIRST_CHANGE and not request.path.startswith(("/api/", "/healthz"))


def acting_hat() -> Hat:
    """The hat in use; only for views that require a permission."""
    hat = wearing()
    if hat is None:
        raise NotSignedIn
    return hat


def demand(permission: Permission, *codes: str | None) -> Hat:
    """The hat in use, if it holds the permission over one of these areas.

    Raises NotAllowed with a sentence a person understands.
    """
    hat = acting_hat()
    if not may(hat, permission, *codes):
        raise NotAllowed(N_("เรื่องนี้อยู่นอกพื้นที่หรือหน้าที่ของท่าน"))
    return hat
