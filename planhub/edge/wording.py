"""Domain sentences in the reader's language, with dates and money as people write them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask_babel import get_locale, gettext

from planhub.thai.dates import thai_date, thai_datetime
from planhub.thai.money import baht
from planhub.wording import Sentence


def tell(sentence: Sentence | str) -> str:
    """A sentence in the reader's language."""
    if isinstance(sentence, str):
        return str(gettext(sentence)) if sentence else ""
    values = {name: _value(value) for name, value in sentence.values.items()}
    text = gettext(sentence.text)
    return str(text % values if values else text)


def language() -> str:
    """The reader's language: th or en."""
    locale = get_locale()
    return str(locale.language) if locale else "th"


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return thai_datetime(value, locale=language())
    if isinstance(value, date):
        return thai_date(value, locale=language())
    if isinstance(value, Decimal):
        return baht(value)
    # a word of the trade inside a sentence (a stage, an office) is itself translated
    return tell(value) if isinstance(value, Sentence | str) else value
