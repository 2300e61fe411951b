"""How alike a name and a stretch of text are, when letters were misread or mistyped. Pure."""

from collections.abc import Sequence

WEAK = 0.5
"""What it costs to lose, gain or change a vowel, or to take one letter for another of like shape."""
_UNBROKEN = 0.75
"""What it costs when no word ends where the name would."""
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


def distance(name: str, heard: str, ends: Sequence[bool], limit: float) -> tuple[float, int]:
    """The least cost of making `name` into a beginning of `heard`, and where that beginning ends.

    `ends[n]` says whether a word ends after n letters of `heard`. Gives up above `limit`: (inf, 0).
    """
    row = [0.0]
    for char in heard:
        row.append(row[-1] + _weight(char))
    for letter in name:
        above, row = row, [row[0] + _weight(letter)]
        for n, char in enumerate(heard):
            change = above[n] + _change(letter, char)
            row.append(min(change, above[n + 1] + _weight(letter), row[n] + _weight(char)))
        if min(row) > limit:
            return float("inf"), 0
    best = min(range(len(row)), key=lambda n: (row[n] + (0 if ends[n] else _UNBROKEN), -n))
    cost = row[best] + (0 if ends[best] else _UNBROKEN)
    return (cost, best) if cost <= limit else (float("inf"), 0)


def _weight(letter: str) -> float:
    return WEAK if letter in _VOWELS else 1.0


def _change(one: str, other: str) -> float:
    if one == other:
        return 0.0
    if (one, other) in _ALIKE or (one in _VOWELS and other in _VOWELS):
        return WEAK
    return 1.0
