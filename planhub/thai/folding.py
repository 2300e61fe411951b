"""Thai text made comparable: one search key for all the ways a word is typed, and digits both ways."""

import re
import unicodedata

THAI_DIGITS = "๐๑๒๓๔๕๖๗๘๙"
_TO_ARABIC = str.maketrans(THAI_DIGITS, "0123456789")
_TO_THAI = str.maketrans("0123456789", THAI_DIGITS)

_THAI_DIGIT = re.compile("[๐-๙]")
# ฺ, ไม้ไต่คู้, the four tone marks, การันต์ and ยามักการ: left out when people type in haste
_MARKS = re.compile("[\u0e3a\u0e47-\u0e4c\u0e4e]")
SHORTEST_FOUND = 3
"""Letters of a word that an index of three-letter groups can find."""
_CONTROL = {n: " " for n in (*range(0x20), *range(0x7F, 0xA0))}
_UNSEEN = _CONTROL | {
    n: None
    for n in (*range(0x10000), *range(0xE0000, 0xE0080))
    if unicodedata.category(chr(n)) in ("Cf", "Cs")  # format marks, and halves of surrogate pairs
}
_NIKHAHIT_AA = "\u0e4d\u0e32"
_SARA_AM = "\u0e33"


def arabic_digits(text: str) -> str:
    """The text with ๐–๙ as 0–9."""
    return text.translate(_TO_ARABIC) if _THAI_DIGIT.search(text) else text


def thai_digits(text: str) -> str:
    """The text with 0–9 as ๐–๙."""
    return text.translate(_TO_THAI)


def visible(text: str) -> str:
    """The text in NFC without zero-width and direction marks; every space and control sign is one space."""
    if not (text.isprintable() and unicodedata.is_normalized("NFC", text)):  # most text is in order already
        text = unicodedata.normalize("NFC", text).translate(_UNSEEN)
    return " ".join(text.split())


def search_words(text: str) -> str:
    """What is looked for, as keys with one space between: each must occur in a key, in any order.

    A number too short to be found alone belongs to the word before it ("หมู่ 3"). Where no word has the three
    letters by which an index finds, all of it is one word.
    """
    keys: list[str] = []
    for word in visible(text).split():
        key = search_key(word)
        if keys and key.isdigit() and len(key) < SHORTEST_FOUND:
            keys[-1] += key
        elif key and key not in keys:
            keys.append(key)
    return " ".join(keys) if max(map(len, keys), default=0) >= SHORTEST_FOUND else "".join(keys)


def search_key(text: str) -> str:
    """A key that is equal for spellings people do not tell apart; "" when nothing is left.

    น้ำ, น้ํา, น ำ and นำ give the same key; เเม่ and แม่; หมู่ ๓ and หมู่3; "Chiang Mai" and "chiangmai".
    """
    folded = visible(text).replace(" ", "")
    folded = _MARKS.sub("", folded)  # first, for a tone mark may stand between ํ and า
    folded = folded.replace(_NIKHAHIT_AA, _SARA_AM).replace("เเ", "แ")
    return arabic_digits(folded).lower()
