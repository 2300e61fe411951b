"""Why a link failed, from the server's own log: PostgreSQL 15 counts failures but keeps no words. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

_LINE = re.compile(
    r"^(?P<at>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}) UTC \[(?P<pid>\d+)\] \S* *"
    r"(?P<level>[A-Z]+): +(?P<words>.*)$"
)
_STARTED = re.compile(
    r'^logical replication (?:apply|table synchronization) worker for subscription "([^"]+)"'
)


@dataclass(frozen=True)
class Failure:
    """The last error of one subscription's worker."""

    at: datetime
    words: str


def failures(lines: Iterable[str]) -> dict[str, Failure]:
    """Subscription to its last error, by the process that said it; lines as planhub's server writes them."""
    worker: dict[str, str] = {}
    found: dict[str, Failure] = {}
    for line in lines:
        match = _LINE.match(line)
        if match is None:
            continue
        pid, words = match["pid"], match["words"]
        if match["level"] == "LOG" and (started := _STARTED.match(words)):
            worker[pid] = started[1]
        elif match["level"] in ("ERROR", "FATAL") and pid in worker:
            at = datetime.strptime(match["at"], "%Y-%m-%d %H:%M:%S.%f").replace(tzinfo=UTC)
            found[worker[pid]] = Failure(at, words)
    return found
