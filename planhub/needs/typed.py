"""What was typed, letter by letter: kept right or wrong, and compared between two open pages. Pure.

A page that shows fields carries their `mark`: a digest of each as it was drawn. Whoever types a field wins
it; a field left alone never overwrites what another page has typed since; what was overtyped is told.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from planhub.needs.answers import storable

MOST = 20_000
"""Letters kept of one field; more is no answer but an accident, and is cut with a note."""
SET_ASIDE = "_set_aside"
REPLACED = "_replaced"
_MARK = re.compile(r"([a-z][a-z0-9_]*)=([0-9a-f]{8})")


@dataclass(frozen=True)
class Kept:
    """What stands after a page was sent."""

    typed: dict[str, Any]
    replaced: dict[str, str]
    """Fields that another page had typed meanwhile, and what stood there: told, and kept aside."""
    changed: bool


def text_of(typed: Mapping[str, Any], name: str) -> str:
    """The text of one field; "" when nothing was typed."""
    value = typed.get(name, "")
    return value if isinstance(value, str) else ""


def mark(typed: Mapping[str, Any], names: Iterable[str]) -> str:
    """The digests of these fields as they stand: what a page carries to say what it was drawn from."""
    return " ".join(f"{name}={_digest(text_of(typed, name))}" for name in names)


def remark(drawn: str, typed: Mapping[str, Any], sent: Iterable[str]) -> str:
    """The mark of a page after it has sent some fields: those as they stand, the others as it was drawn."""
    digests = dict(_MARK.findall(drawn)) | {name: _digest(text_of(typed, name)) for name in sent}
    return " ".join(f"{name}={digest}" for name, digest in digests.items())


def keep(
    typed: Mapping[str, Any],
    given: Mapping[str, str],
    *,
    drawn: str = "",
    moment: str = "",
    known: Iterable[str],
) -> Kept:
    """Lay what a page sends over what stands; unknown fields are left out.

    Without a mark for a field, what is given counts as typed on that page.
    """
    before = dict(_MARK.findall(drawn))
    after, replaced = dict(typed), {}
    allowed = set(known)
    for name, value in given.items():
        if name not in allowed:
            continue
        new, old = storable(value)[:MOST], text_of(typed, name)
        if before.get(name) == _digest(new):
            continue  # drawn and not touched: whatever another page has typed since stays
        if name in before and before[name] != _digest(old) and old != new and old.strip():
            replaced[name] = old
        after[name] = new
    if replaced:
        history = list(typed.get(REPLACED) or [])
        history += [{"field": name, "text": text, "at": moment} for name, text in replaced.items()]
        after[REPLACED] = history[-20:]
    return Kept(after, replaced, after != dict(typed))


def _digest(text: str) -> str:
    # browsers send line breaks as CR LF and drop a leading one of a textarea: the same text, the same digest
    even = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    return hashlib.sha256(even.encode("utf-8", "replace")).hexdigest()[:8]
