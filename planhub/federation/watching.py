"""At the centre: observe every link and write it down, so that a page needs to ask nobody.

Called each minute by `planhub serve` and by `planhub node status`; needs a superuser.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from planhub.errors import PlanHubError
from planhub.federation import remote
from planhub.federation.names import link
from planhub.federation.node_link import NodeLink
from planhub.federation.server_log import Failure, failures
from planhub.wording import Sentence

AT_ONCE = 16
LOG_TAIL = 2_000_000
"""Bytes of the server's log that are looked through."""
LINE_TROUBLE = (
    "could not connect",
    "could not receive",
    "could not send",
    "could not start WAL streaming",
    "terminating",
)
"""How failures begin that are the line's or the other server's end, and pass by themselves."""


@dataclass(frozen=True)
class Worker:
    """What PostgreSQL says of one subscription."""

    conninfo: str
    enabled: bool
    running: bool
    heard_at: datetime | None
    errors: int
    applied: str


def watch(engine: Engine, *, at: datetime) -> int:
    """Observe all links now; how many there are."""
    with engine.connect() as connection:
        workers = _workers(connection)
        said = failures(_log(connection)) if workers else {}
    answers = _ask_all(workers)
    with Session(engine) as session, session.begin():
        for code, worker in workers.items():
            row = session.get(NodeLink, code, with_for_update=True)
            if row is not None:
                _write(row, worker, answers[code], said.get(link(code)), at)
    return len(workers)


def _write(
    row: NodeLink, worker: Worker, answer: "remote.Answer | Sentence", failure: Failure | None, at: datetime
) -> None:
    reached = answer if isinstance(answer, remote.Answer) else None
    refused = failure is None or not failure.words.startswith(LINE_TROUBLE)
    begins = worker.errors > row.errors and refused and not worker.running
    stands = reached is not None and worker.applied == row.applied
    row.failing = stands and (row.failing or begins)
    row.unreachable = str(answer.values.get("why", answer)) if isinstance(answer, Sentence) else ""
    row.lag_bytes = reached.lag_bytes if reached else None
    row.slot_state = reached.slot_state if reached else row.slot_state
    row.applied = worker.applied
    row.observed_at, row.running, row.enabled, row.errors = at, worker.running, worker.enabled, worker.errors
    row.heard_at = max((moment for moment in (row.heard_at, worker.heard_at) if moment), default=None)
    if failure is not None and failure.at >= row.joined_at:
        row.last_error, row.last_error_at = failure.words, failure.at


def _ask_all(workers: dict[str, Worker]) -> "dict[str, remote.Answer | Sentence]":
    def ask(code: str) -> "remote.Answer | Sentence":
        try:
            return remote.ask(workers[code].conninfo, code)
        except PlanHubError as trouble:
            return trouble.sentence

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return dict(zip(workers, pool.map(ask, workers), strict=True))


def _workers(connection: Connection) -> dict[str, Worker]:
    rows = connection.execute(
        text(
            "select right(s.subname, 2), s.subconninfo, s.subenabled, t.pid is not null,"
            " t.last_msg_receipt_time, coalesce(e.apply_error_count, 0),"
            " coalesce(o.remote_lsn::text, '')"
            " from pg_subscription s join pg_database d on d.oid = s.subdbid"
            " left join pg_stat_subscription t on t.subid = s.oid and t.relid is null"
            " left join pg_stat_subscription_stats e on e.subid = s.oid"
            " left join pg_replication_origin_status o on o.external_id = 'pg_' || s.oid"
            " where d.datname = current_database() and s.subname ~ '^planhub_[0-9]{2}$' order by 1"
        )
    )
    return {row[0]: Worker(*row[1:]) for row in rows}


def _log(connection: Connection) -> list[str]:
    """The end of the server's log; nothing where it logs elsewhere."""
    # as bytes: the tail may begin within a Thai letter
    words: bytes | None = connection.scalar(
        text(
            "select pg_read_binary_file(f, greatest(0, (pg_stat_file(f)).size - :tail), :tail, true)"
            " from pg_current_logfile() f where f is not null"
        ),
        {"tail": LOG_TAIL},
    )
    return bytes(words or b"").decode("utf-8", "replace").splitlines()
