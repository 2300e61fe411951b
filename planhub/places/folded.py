"""A text made comparable, letter by letter, without losing where each letter stood. Pure.

The folded key is the one of `planhub.thai.folding.search_key`: no spaces, no tone marks, น้ํา as น้ำ, ๓ as 3.
Beside it stand the places of its letters in the text, and the spaces, for a space often ends a name.
"""

from dataclasses import dataclass

from planhub.thai.folding import arabic_digits, visible

# Old Thai fonts keep shifted marks in the private area, and readers of PDF hand them on as they are.
_SHIFTED = dict(zip(range(0xF700, 0xF71B), "ฐิีึื่้๊๋์่้๊๋์ญัํ็่้๊๋์ฺุู", strict=True))
_LEFT_OUT = frozenset("\u0e3a\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4e")
_PAIRS = {("\u0e4d", "า"): "ำ", ("เ", "เ"): "แ"}
_LETTERS = frozenset(map(chr, (*range(0xE01, 0xE2F), *range(0xE30, 0xE3A), *range(0xE40, 0xE46), 0xE4D)))


@dataclass(frozen=True, slots=True)
class Folded:
    """The visible text, its key, and what connects the two."""

    text: str
    key: str
    at: list[int]
    """Where in the text each letter of the key stood; one more for the end."""
    gaps: frozenset[int]
    """Places of the key before which the text has a space."""

    def words(self, start: int, end: int) -> str:
        """The text's own words between two places of the key."""
        return self.text[self.at[start] : self.at[end]].strip(" ,;/-–()")

    def breaks(self, place: int) -> bool:
        """Whether a word ends, or begins, at this place of the key: space, punctuation, digit or an end."""
        if place <= 0 or place >= len(self.key) or place in self.gaps:
            return True
        return not is_letter(self.key[place]) or not is_letter(self.key[place - 1])


def is_letter(char: str) -> bool:
    """Whether a letter of the key belongs to a Thai word: no digit, no sign, not ๆ or ฯ."""
    return char in _LETTERS


def fold(text: str) -> Folded:
    """The text without spaces and tone marks, with the places of what is left."""
    shown = visible(text.translate(_SHIFTED))
    letters: list[str] = []
    at: list[int] = []
    gaps: set[int] = set()
    for place, char in enumerate(arabic_digits(shown)):
        if char == " ":
            gaps.add(len(letters))
        elif char not in _LEFT_OUT:
            pair = _PAIRS.get((letters[-1], char)) if letters else None
            if pair:
                letters[-1] = pair
                gaps.discard(len(letters))  # the space stood inside one letter
                continue
            for lowered in char.lower():
                letters.append(lowered)
                at.append(place)
    at.append(len(shown))
    return Folded(shown, "".join(letters), at, frozenset(gaps))
