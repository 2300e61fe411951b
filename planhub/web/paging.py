"""Where a page of a long list begins, as its address says: after the row of this day or moment, and id."""

from datetime import date, datetime

from planhub.web.records import id_in


def mark(at: date, id_: int) -> str:
    """The mark of a row, for the address of the page after it."""
    return f"{at.isoformat()}~{id_}"


def day_marked(text: str) -> tuple[date, int] | None:
    """The day and id of a mark; None for an empty or broken one, which starts at the top."""
    first, _sep, rest = text.partition("~")
    try:
        day, id_ = date.fromisoformat(first), id_in(rest)
    except ValueError:
        return None
    return None if id_ is None else (day, id_)


def moment_marked(text: str) -> tuple[datetime, int] | None:
    """The same of a mark with a moment."""
    first, _sep, rest = text.partition("~")
    try:
        moment, id_ = datetime.fromisoformat(first), id_in(rest)
    except ValueError:
        return None
    return None if id_ is None or moment.tzinfo is None else (moment, id_)
