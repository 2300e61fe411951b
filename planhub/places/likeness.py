"""How alike a name and a stretch of text are, when letters were misread or mistyped. Pure."""

from collections.abc import Sequence

WEAK = 0.5
"""What it costs to lose, gain or change a vowel, or to take one letter for another of like shape."""
_VOWELS = frozenset("ะัาำิีึืุูเแโใไๅๆ\u0e4d\u0e31")
_SHAPES = (
    "กถภฤ",
    "ขชซฃ",
    "คตดศฅ",
    "งจ",
    "นมฉ",
    "บปษยข",
    "พผฟฝฬ",
    "ลสศ",
    "อฮ",
    "ฎฏ",
    "ฐธรช",
    "ทฑหฆ",
    "ณฌน",
    "ญย",
    "วจ",
    "รลธ",
    "ตฏถ",
    "ดฎ",
)
"""Letters of like shape (a reader of print confuses them) or like sound (a person does)."""
_ALIKE = frozenset((a, b) for shape in _SHAPES for a in shape for b in shape if a != b)


def distance(name: str, heard: str, ends: Sequence[float], limit: float) -> tuple[float, int]:
    """The least cost of making `name` into a beginning of `heard`, and where that beginning ends.

    `ends[n]` is what it costs to end after n letters of `heard`. Gives up above `limit`: (inf, 0).
    """
    extra = [
        WEAK if c in _VOWELS or c < "ก" or (n and c == heard[n - 1]) else 1.0 for n, c in enumerate(heard)
    ]
    row = [0.0]
    for cost in extra:
        row.append(row[-1] + cost)
    for letter in name:
        above, row = row, [row[0] + _weight(letter)]
        for n, char in enumerate(heard):
            change = above[n] + _change(letter, char)
            row.append(min(change, above[n + 1] + _weight(letter), row[n] + extra[n]))
        if min(row) > limit:
            return float("inf"), 0
    cost, best = min((row[n] + ends[n], -n) for n in range(len(row)))
    return (cost, -best) if cost <= limit else (float("inf"), 0)


def _weight(letter: str) -> float:
    return WEAK if letter in _VOWELS else 1.0


def _change(one: str, other: str) -> float:
    if one == other:
        return 0.0
    if (one, other) in _ALIKE or (one in _VOWELS and other in _VOWELS):
        return WEAK
    return 1.0
