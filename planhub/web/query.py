"""The part of an address after its path, written as url_for does: for pages with a hundred like addresses."""

from collections.abc import Mapping
from urllib.parse import urlencode

PLAIN = "!$'()*,/:;?@"
"""Signs that stand for themselves."""


def query(values: Mapping[str, object]) -> str:
    """?name=value&…, or nothing for nothing."""
    return f"?{urlencode(values, safe=PLAIN)}" if values else ""
