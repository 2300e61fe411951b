"""WHAT WEB AND API SHARE: who asks and by what rule, one transaction a request, errors to status, headers."""

from planhub.edge.rules import public, requires, requires_token
from planhub.edge.wording import tell

__all__ = ["public", "requires", "requires_token", "tell"]
