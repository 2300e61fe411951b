"""`planhub node status` in a terminal: a line for each province, what to do at its end."""

from collections.abc import Iterable

import click

from planhub import clock
from planhub.cli.lines import lines, print_lines
from planhub.federation.state import State
from planhub.federation.status import ProvinceStatus


def print_statuses(found: Iterable[ProvinceStatus]) -> None:
    """The links as they stand."""
    table = lines("code", "way", "state", "last word", "lag", "items", "its node says", "what to do")
    for one in found:
        table.add_row(
            one.code,
            one.way,
            one.state,
            f"{one.last_word.astimezone(clock.BANGKOK):%Y-%m-%d %H:%M:%S}" if one.last_word else "",
            _lag(one),
            str(sum(one.items.values())),
            "" if one.said is None else str(sum(one.said.values())),
            " · ".join(_to_do(one)),
        )
    if table.row_count:
        print_lines(table)
    else:
        click.echo("No province is read from a server of its own.")


def _lag(one: ProvinceStatus) -> str:
    size = "" if one.lag_bytes is None else f"{one.lag_bytes} B"
    return size if one.lag_seconds is None else f"{size} {one.lag_seconds} s".strip()


def _to_do(one: ProvinceStatus) -> list[str]:
    """The last error only while it matters: what has passed by itself asks for nothing."""
    errors = () if one.state is State.WELL else (one.last_error, one.unreachable)
    return [" ".join(str(words).split()) for words in (one.advice, *errors) if words]
