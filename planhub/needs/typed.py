"""What was typed, letter by letter: kept right or wrong, and compared between two open pages. Pure.

A page that shows fields carries their `mark`: a digest of each as it was drawn, and a name of its own.
Whoever types a field wins it; a field left alone never overwrites what another page has typed since; what was
overtyped is told, unless the page that overtypes it had typed it itself.
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
PAGES = "_pages"
"""Field to the page that typed it last."""
_PAGE = re.compile(r"[0-9a-f]{8,32}")
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
    page: str = "",
    moment: str = "",
    known: Iterable[str],
) -> Kept:
    """Lay what a page sends over what stands; unknown fields are left out.

    Without a mark for a field, what is given counts as typed on that page. `page` is the page's own name:
    what it typed itself, and sends anew before it was told how it stands, is a correction.
    """
    before = dict(_MARK.findall(drawn))
    writers = _writers(typed)
    after, replaced = dict(typed), {}
    allowed = set(known)
    for name, value in given.items():
        if name not in allowed:
            continue
        new, old = storable(value)[:MOST], text_of(typed, name)
        if before.get(name) == _digest(new):
            continue  # drawn and not touched: whatever another page has typed since stays
        own = bool(page) and writers.get(name) == page
        if name in before and before[name] != _digest(old) and old != new and old.strip() and not own:
            replaced[name] = old
        after[name] = new
        if _PAGE.fullmatch(page):
            after[PAGES] = _writers(after) | {name: page}
    if replaced:
        after[REPLACED] = _history(typed, replaced, {"at": moment})
    return Kept(after, replaced, after != dict(typed))


def fill_in(typed: Mapping[str, Any], name: str, text: str, *, moment: str = "") -> Kept:
    """Type into a field for somebody who asked for it; what stood there is kept aside as their own."""
    old, after = text_of(typed, name), dict(typed) | {name: text}
    after[PAGES] = {field: page for field, page in _writers(typed).items() if field != name}
    if old.strip() and old != text:
        after[REPLACED] = _history(typed, {name: old}, {"at": moment, "helped": "yes"})
    return Kept(after, {}, after != dict(typed))


def _history(typed: Mapping[str, Any], replaced: Mapping[str, str], more: dict[str, str]) -> list[Any]:
    before = typed.get(REPLACED)
    rows = list(before) if isinstance(before, list) else []
    return [*rows, *({"field": name, "text": text} | more for name, text in replaced.items())][-20:]


def _writers(typed: Mapping[str, Any]) -> dict[str, str]:
    writers = typed.get(PAGES)
    return writers if isinstance(writers, dict) else {}


def _digest(text: str) -> str:
    # browsers send line breaks as CR LF and drop a leading one of a textarea: the same text, the same digest
    even = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    return hashlib.sha256(even.encode("utf-8", "replace")).hexdigest()[:8]
