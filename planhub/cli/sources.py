"""`planhub sources`: lists of other offices described, tried, imported, undone; what waits for a person."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from sqlalchemy import select

from planhub import clock
from planhub.areas.staging import Progress as Told
from planhub.cli.lines import lines, moment, print_lines
from planhub.cli.source_tables import console, counted, show_changes, show_description, show_run, write_faults
from planhub.config import Settings
from planhub.database import open_session
from planhub.errors import Invalid, PlanHubError
from planhub.sources.import_run import ImportRun

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from planhub.lists.description import Description


@click.group()
def sources() -> None:
    """Lists of other offices: register, describe, import, undo; what waits for a person."""


@sources.command("add")
@click.argument("code")
@click.argument("name")
@click.option("--province", help="Two digits: the list is this province's own. Else it is the nation's.")
@click.option("--scope", multiple=True, help="Of the nation's lists: a province it may write; all if none.")
@click.option(
    "--file", "path", type=click.Path(path_type=Path), help="Describe it by a guess from this file."
)
@click.option("--complete", is_flag=True, help="Each file is the whole list: what is missing was withdrawn.")
def _add(
    code: str, name: str, province: str | None, scope: tuple[str, ...], path: Path | None, complete: bool
) -> None:
    """Register a source called NAME under CODE (a to z, digits, _ and -)."""
    from planhub.sources.registering import register

    with told_in_words(), open_session(Settings()) as session:
        source = register(
            session,
            code=code,
            name=name,
            owner_province=province,
            scope=scope,
            description=_guessed(path) if path else None,
            withdraws_missing=complete,
            at=clock.now(),
        )
        click.echo(f"{source.code} {source.name} ({len(source.scope)} จังหวัด)")


@sources.command("list")
def _list() -> None:
    """All sources, their items, and when anything last came by file or by key."""
    from planhub.sources.registering import listed

    with open_session(Settings()) as session:
        table = lines("code", "province", "items", "last came", "waiting", "name")
        for line in listed(session):
            source = line.source
            state = "" if source.is_open else " (ปิดรับ)"
            table.add_row(
                source.code,
                source.owner_province or f"{len(source.scope)}",
                f"{line.items:,}",
                moment(line.last),
                f"{line.waiting:,}",
                source.name + state,
            )
    print_lines(table)


@sources.command("describe")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--source", help="Keep the guess as this source's description.")
def _describe(path: Path, source: str | None) -> None:
    """Guess how FILE is read, from its first rows, and print it; it changes nothing without --source."""
    from planhub.sources.registering import describe, find_source

    with told_in_words():
        description = _guessed(path, draft=source is None)
        show_description(description)
        if source:
            with open_session(Settings()) as session:
                describe(find_source(session, source), description)
            click.echo(f"เก็บไว้กับแหล่งข้อมูล {source} แล้ว")


@sources.command("import")
@click.argument("source")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would happen; write no item.")
@click.option(
    "--changes", type=click.IntRange(0, 10_000), default=0, help="Show N changed rows, old and new."
)
@click.option("--faults", type=click.Path(path_type=Path), help="Write the wrong and unclear rows as XLSX.")
def _import(source: str, path: Path, dry_run: bool, changes: int, faults: Path | None) -> None:
    """Import FILE, a list of SOURCE. May be run again: the same file twice changes nothing."""
    from planhub.sources.importing import import_file
    from planhub.sources.registering import find_source

    with told_in_words(), progress_bar() as told, open_session(Settings()) as session:
        ran = import_file(
            session,
            find_source(session, source),
            path,
            name=path.name,
            at=clock.now(),
            dry=dry_run,
            progress=told,
        )
        show_run(session, ran, dry=dry_run)
        show_changes(session, ran.run, most=changes)
        if faults:
            rows = write_faults(session, ran.run, path, faults)
            click.echo(f"{rows:,} แถวที่ต้องแก้ อยู่ในแฟ้ม {faults}")


@sources.command("runs")
@click.option("--source", help="Only of this source.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1_000))
def _runs(source: str | None, limit: int) -> None:
    """Runs, the last first."""
    query = select(ImportRun).order_by(ImportRun.id.desc()).limit(limit)
    if source:
        query = query.where(ImportRun.source_code == source)
    table = lines("run", "source", "when", "state", "file", "")
    with open_session(Settings()) as session:
        for run in session.scalars(query):
            table.add_row(
                str(run.id),
                run.source_code,
                moment(run.started_at),
                run.state,
                run.file_name,
                counted(run),
            )
    print_lines(table)


@sources.command("undo")
@click.argument("run", type=int)
def _undo(run: int) -> None:
    """Undo RUN: what it made goes, what it changed is as before, save what was changed again since."""
    from planhub.sources.undoing import undo

    with told_in_words(), open_session(Settings()) as session:
        done = undo(session, run, by=None, at=clock.now())
        click.echo(f"ยกเลิกการนำเข้าครั้งที่ {run}: ลบ {done.removed:,} คืนค่าเดิม {done.restored:,} รายการ")
        if done.left:
            click.echo(f"{done.left:,} รายการถูกแก้ไขหลังจากนั้น จึงคงไว้ตามเดิม")


@sources.command("work-list")
@click.option("--source", help="Only of this source.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 1_000))
@click.option("--settle", nargs=2, metavar="ROW AREA", help="Say that ROW (RUN/ROW) lies in AREA (a code).")
def _work_list(source: str | None, limit: int, settle: tuple[str, str] | None) -> None:
    """Rows that wait for a person, the oldest first; or settle one."""
    from planhub.sources import work_list

    with told_in_words(), open_session(Settings()) as session:
        if settle:
            _settle(session, *settle)
            return
        waiting = work_list.waiting(session, source_code=source, limit=limit)
        whole = work_list.how_many(session, source_code=source)
        table = lines("row", "source", "alike", "place", "")
        for line in waiting:
            why = "; ".join(str(fault.sentence) for fault in line.faults)
            table.add_row(
                f"{line.run_id}/{line.row}", line.source_code, str(line.alike), line.words[:80], why
            )
        print_lines(table)
        click.echo(f"รอคำตอบ {whole:,} แถว" if whole else "ไม่มีแถวที่รอคำตอบ")


def _settle(session: "Session", row: str, area: str) -> None:
    from planhub.areas.finding import by_code
    from planhub.sources import settling, work_list
    from planhub.sources.registering import find_source

    run_id, _, number = row.partition("/")
    waits = work_list.find(session, run_id=_whole(run_id), row=_whole(number))
    source = find_source(session, waits.source_code)
    code = by_code(session, area, field="area_code").area.code
    done = settling.settle(
        session, source, words_key=waits.words_key, area_code=code, by=None, at=clock.now()
    )
    click.echo(f"จำไว้แล้ว บันทึก {done.written:,} รายการ ยังรออย่างอื่น {done.waiting:,} ผิด {done.wrong:,} แถว")


def _whole(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 15 else 0


def _guessed(path: Path, *, draft: bool = False) -> "Description":
    from planhub.lists.guessing import guess
    from planhub.lists.list_file import open_list

    description = guess(open_list(path, name=path.name)).description
    if not draft:
        description.require_complete()
    return description


@contextmanager
def told_in_words() -> Iterator[None]:
    """A refusal of the domain as its sentences, without a traceback."""
    try:
        yield
    except Invalid as error:
        raise click.ClickException("\n".join(str(sentence) for sentence in error.fields.values())) from error
    except PlanHubError as error:
        raise click.ClickException(str(error.sentence)) from error


@contextmanager
def progress_bar() -> Iterator[Told]:
    """A bar per step of the work; one that moves to and fro while nobody knows how many there are."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:,}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def told(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total or None)
            bars.update(tasks[what], completed=done, total=total or None)

        yield told
