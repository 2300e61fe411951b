"""Ranks and orders as people type them, read; pure."""

from collections.abc import Mapping, Sequence

from planhub.errors import Invalid
from planhub.thai.folding import arabic_digits, visible
from planhub.wording import N_, Sentence, say

MOST = 9_999


def typed_order(
    order: Sequence[int], typed: Mapping[int, str], *, places: Sequence[int] | None = None
) -> list[int]:
    """The order that typed numbers ask for: an item goes where its new number stands, the others move up.

    `places` are the numbers as they were drawn, 1 to n if none are given. Two with the same number: the one
    that was moved up comes first. Raises Invalid naming `rank-<id>`.
    """
    wrong: dict[str, Sentence] = {}
    keys: dict[int, tuple[int, int, int]] = {}
    for place, id_ in zip(places or range(1, len(order) + 1), order, strict=True):
        try:
            wanted = read_rank(typed.get(id_, ""), field=f"rank-{id_}") or place
        except Invalid as error:
            wrong |= error.fields
            continue
        keys[id_] = (wanted, (wanted > place) - (wanted < place), place)
    if wrong:
        raise Invalid(wrong)
    return sorted(order, key=keys.__getitem__)


def read_rank(typed: str, *, field: str = "rank") -> int | None:
    """A rank as typed, Thai digits too; None for a blank. Raises Invalid."""
    text = visible(arabic_digits(typed)).strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or len(text) > 9 or not 1 <= int(text) <= MOST:
        sentence = N_("ลำดับ “%(typed)s” ใช้ไม่ได้ พิมพ์จำนวนเต็มตั้งแต่ 1 ถึง %(most)s")
        raise Invalid({field: say(sentence, typed=text[:20], most=f"{MOST:,}")})
    return int(text)
