"""Domain sentences in the reader's language, with dates and money as people write them."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from markupsafe import Markup, escape

from planhub.edge.catalogue import reader, translated
from planhub.thai.dates import thai_date, thai_datetime
from planhub.thai.money import baht
from planhub.wording import Name, Sentence

_THAI = re.compile(r"[\u0e00-\u0e7f](?:[\u0e00-\u0e7f .,()0-9–-]*[\u0e00-\u0e7f.)])?")
"""A run of Thai words, with what stands between them."""


_COMPOUND = re.compile("(ดำเนินการ|งบประมาณ)")


def tell(sentence: Sentence | Name | str) -> str:
    """A sentence or a name in the reader's language."""
    if isinstance(sentence, Name):
        return sentence.en if language() == "en" else sentence.th
    if isinstance(sentence, str):
        return translated(sentence) if sentence else ""
    values = {name: _value(value) for name, value in sentence.values.items()}
    text = translated(sentence.text)
    return str(text % values if values else text)


def aloud(words: Sentence | Name | str | None) -> str:
    """Words for a page, Thai in an English page marked as Thai, to be read aloud and set as such."""
    text = tell(words) if isinstance(words, Sentence | Name) else words or ""
    if language() != "en" or not isinstance(text, str) or isinstance(text, Markup) or not _THAI.search(text):
        return text
    parts, at = [], 0
    for run in _THAI.finditer(text):
        parts += [escape(text[at : run.start()]), Markup('<span lang="th">{}</span>').format(run[0])]
        at = run.end()
    return Markup("").join([*parts, escape(text[at:])])


def unbroken(words: str) -> str:
    """Words of a heading, compounds kept whole that a browser's dictionary takes for two words."""
    if isinstance(words, Markup) or not _COMPOUND.search(words):
        return words
    kept = Markup('<span class="unbroken">{}</span>')
    parts = (kept.format(part) if at % 2 else escape(part) for at, part in enumerate(_COMPOUND.split(words)))
    return Markup("").join(parts)


def language() -> str:
    """The reader's language: th or en."""
    return reader().language


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return thai_datetime(value, locale=language())
    if isinstance(value, date):
        return thai_date(value, locale=language())
    if isinstance(value, Decimal):
        return baht(value)
    # a word of the trade inside a sentence (a stage, an office, a place) is itself translated
    return tell(value) if isinstance(value, Sentence | Name | str) else value
