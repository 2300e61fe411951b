"""The database at the edge: the Flask session, sessions for commands, the one place that commits."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from flask import has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from psycopg.pq import TransactionStatus
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.orm import Session, SessionTransaction
from sqlalchemy.pool import ConnectionPoolEntry, Pool

from planhub import cluster
from planhub.base import Base
from planhub.config import Settings
from planhub.errors import NotAllowed
from planhub.linkage.projecting import follow
from planhub.wording import N_

WEB_ROLE = "planhub_web"
OWNER_ROLE = "planhub_owner"

db = SQLAlchemy(model_class=Base)

_NO_ADMIN = N_("คำสั่งนี้ต้องใช้สิทธิผู้ดูแลฐานข้อมูล (superuser) ตั้ง PLANHUB_ADMIN_DATABASE_URL แล้วสั่งใหม่")

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def url_for(settings: Settings, role: str = "web") -> URL:
    """Address of the database for one of the two roles.

    With `PLANHUB_DATABASE_URL` alone, the web gives up its rights by `SET ROLE` at connection; with an
    owner URL beside it, each has a login of its own. With neither, it is the embedded server.
    """
    if not settings.database_url:
        server = cluster.ensure(settings.data)
        return make_url(server.url(WEB_ROLE if role == "web" else OWNER_ROLE))
    if role == "owner":
        return make_url(settings.owner_database_url or settings.database_url)
    url = make_url(settings.database_url)
    if settings.owner_database_url:
        return url
    return url.update_query_dict({"options": f"-c role={WEB_ROLE}"})


def engine_options(settings: Settings) -> dict[str, object]:
    """Pool and session settings of the web's engine: a dead connection is noticed before it is used."""
    return {
        "pool_pre_ping": True,
        "hide_parameters": True,  # a failing statement is logged without the words people typed
        "pool_use_lifo": True,  # the same few connections while few ask: those have their statements prepared
        "pool_size": 5,
        "max_overflow": 5,
        "pool_timeout": 10,
        "connect_args": {
            "connect_timeout": 5,
            "application_name": "planhub",
            # many ask at once: a helper process takes longer to start than a page may last
            "options": "-c max_parallel_workers_per_gather=0",
        },
    }


def engine_for(settings: Settings, role: str = "owner") -> Engine:
    """An engine outside Flask, for commands."""
    return create_engine(url_for(settings, role), connect_args={"application_name": "planhub-command"})


def admin_engine(settings: Settings) -> Engine:
    """An engine of a superuser: the embedded server's own, or that of PLANHUB_ADMIN_DATABASE_URL."""
    if settings.database_url:
        if not settings.admin_database_url:
            raise NotAllowed(_NO_ADMIN)
        url = make_url(settings.admin_database_url)
    else:
        url = make_url(cluster.ensure(settings.data).url(cluster.SUPERUSER))
    return create_engine(url, connect_args={"application_name": "planhub-node"})


@contextmanager
def open_session(settings: Settings, role: str = "owner") -> Iterator[Session]:
    """A session for commands and loaders: commits at the end, rolls back on any error."""
    engine = engine_for(settings, role)
    try:
        with Session(engine) as session, session.begin():
            follow(session)
            yield session
    finally:
        engine.dispose()


def refuse_writes_on_reading() -> None:
    """Make the database itself refuse a write during a GET: the transaction is read-only."""

    @event.listens_for(db.session, "after_begin")
    def _begin(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
        if transaction.parent is not None or not has_request_context() or request.method not in SAFE_METHODS:
            return
        driver: Any = connection.connection.driver_connection
        if driver.info.transaction_status is TransactionStatus.IDLE:
            driver.read_only = True  # said with its BEGIN, which is yet to be sent
        else:
            connection.execute(text("set transaction read only"))

    @event.listens_for(Pool, "checkin")
    def _as_before(driver: Any, record: ConnectionPoolEntry) -> None:
        if isinstance(driver, psycopg.Connection) and not driver.closed and driver.read_only:
            driver.read_only = None  # whoever borrows it next may write
