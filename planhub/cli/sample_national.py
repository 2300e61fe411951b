"""The whole country's items for `planhub sample --national`: two processes fill it, indexes come last."""

import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from datetime import datetime

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy import Connection, func, select, text

from planhub import clock
from planhub.areas.area import Area
from planhub.config import Settings
from planhub.database import engine_for, open_session
from planhub.sampling import bulk, multiplying

PER_VILLAGE = 50
"""3.75 million of 75,207 villages: ten a year for five years."""


def fill(settings: Settings, *, per_village: int, seed: int, workers: int | None = None) -> None:
    """Fill all provinces up to so many items a village; run again it goes on where it was cut off."""
    at = clock.now()
    past = multiplying.FIVE_YEARS
    with open_session(settings) as session:
        villages = session.scalar(select(func.count()).where(Area.kind == "village", Area.valid_to.is_(None)))
        multiplying.prepare(session, at=at, past=past)
        quotas = multiplying.quotas(session, per_village * (villages or 0))
    due = sorted((quota for quota in quotas if quota.missing), key=lambda quota: -quota.missing)
    click.echo(f"{villages:,} villages, {sum(quota.missing for quota in due):,} items to be made.")
    if due:
        with _connected(settings) as connection:
            bulk.strip(connection)
        _make(settings, due, at=at, seed=seed, workers=workers or os.cpu_count() or 1)
    _finish(settings)


def _make(settings: Settings, due: list[multiplying.Quota], *, at: datetime, seed: int, workers: int) -> None:
    with (
        progress() as bar,
        ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool,
    ):
        task = bar.add_task("Items", total=sum(quota.missing for quota in due))
        made = {pool.submit(_province, settings, quota, at, seed): quota for quota in due}
        try:
            for done in as_completed(made):
                done.result()
                bar.advance(task, made[done].missing)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _province(settings: Settings, quota: multiplying.Quota, at: datetime, seed: int) -> None:
    """One transaction: a run that is cut off leaves provinces whole or not begun."""
    with open_session(settings) as session:
        session.execute(text("set local synchronous_commit = off"))
        multiplying.multiply(session, quota, at=at, seed=seed, past=multiplying.FIVE_YEARS)


def _finish(settings: Settings) -> None:
    with progress() as bar:
        task = bar.add_task("Indexes", total=None)
        with _connected(settings) as connection:
            bulk.restore(
                connection,
                report=lambda name, done, total: bar.update(
                    task, description=name or "Indexes", completed=done, total=total
                ),
            )
    with _connected(settings) as connection:
        click.echo("Gathering statistics …")
        connection.execute(text("vacuum (analyze)"))


@contextmanager
def _connected(settings: Settings) -> Iterator[Connection]:
    """Outside a transaction, for what is quick to begin anew."""
    engine = engine_for(settings)
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("set maintenance_work_mem = '1GB'"))
            yield connection
    finally:
        engine.dispose()


def progress() -> Progress:
    """The bar of a long sample."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, transient=True)
