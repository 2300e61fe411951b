"""`planhub areas`: the gazetteer, seeded, drawn, loaded from files, and asked."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from planhub.areas.load_report import WHAT, LoadReport, write_report
from planhub.areas.staging import Progress as Told
from planhub.cli.gazetteer import is_empty
from planhub.config import Settings
from planhub.database import open_session
from planhub.errors import PlanHubError

if TYPE_CHECKING:
    from planhub.areas.drawing import Drawn

SHOW_PROVINCES = ("32", "45")
"""Surin and Roi Et."""
_NO_AREAS = "ทำเนียบพื้นที่ยังว่าง จึงไม่มีแถวใดโหลดได้ สั่ง planhub areas seed ก่อน แล้วโหลดแฟ้มนี้อีกครั้ง"
SHOWN = 12
"""Rows of a report shown on the screen; all go to --report."""

console = Console(soft_wrap=True, highlight=False)


@click.group()
def areas() -> None:
    """Gazetteer: seed it, draw sample lines, load boundaries, villages and local authorities, ask it."""


@areas.command("seed")
@click.option("--draw", is_flag=True, help="Then draw the show provinces, as `planhub areas draw` does.")
def _seed(draw: bool) -> None:
    """Fill the gazetteer: 77 provinces, 928 districts, 7,436 subdistricts, retired codes, outlines."""
    from planhub.areas.drawing import draw as draw_lines
    from planhub.areas.seeding import seed

    with progress_bar() as told, open_session(Settings()) as session:
        done = seed(session, progress=told)
        lines = draw_lines(session, SHOW_PROVINCES, progress=told) if draw else None
    console.print(
        f"{done.living:,} areas and {done.retired:,} retired codes: {done.added:,} new,"
        f" {done.changed:,} changed; {done.outlines} province outlines drawn.",
    )
    if lines:
        console.print(_said_of(lines))


@areas.command("draw")
@click.argument("provinces", nargs=-1)
def _draw(provinces: tuple[str, ...]) -> None:
    """Divide PROVINCES (two-digit codes; Surin and Roi Et if none) into schematic areas and villages."""
    from planhub.areas import finding
    from planhub.areas.drawing import draw

    with told_in_words(), progress_bar() as told, open_session(Settings()) as session:
        wanted = [finding.by_code(session, p, kinds=("province",)).area.code for p in provinces]
        console.print(_said_of(draw(session, wanted or SHOW_PROVINCES, progress=told)))


@areas.command("load-boundaries")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--code-field", help="The column with the area code, where it is none of the usual ones.")
@click.option("--srid", type=int, help="EPSG number of the coordinates, where the file does not say.")
@click.option("--encoding", help="Of the names in a shapefile, such as cp874.")
@click.option("--source", default="", help="Shown under maps; the file's name if not given.")
@click.option("--report", type=click.Path(path_type=Path), help="Write every row that did not fit as CSV.")
def _load_boundaries(
    files: tuple[Path, ...],
    code_field: str | None,
    srid: int | None,
    encoding: str | None,
    source: str,
    report: Path | None,
) -> None:
    """Load boundaries of any level: GeoJSON (.gz), shapefile (.shp, .zip), GeoPackage. May be run again."""
    from planhub.areas.boundary_file import Hints
    from planhub.areas.loading_boundaries import load_boundaries

    hints = Hints(code_field=code_field, srid=srid, encoding=encoding)

    def load(path: Path, told: Told) -> LoadReport:
        with open_session(Settings()) as session:
            return load_boundaries(session, path, hints=hints, source=source, progress=told)

    _load_each(files, load, report)


@areas.command("load-villages")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--report", type=click.Path(path_type=Path), help="Write every row that did not fit as CSV.")
def _load_villages(files: tuple[Path, ...], report: Path | None) -> None:
    """Load lists of villages: CSV (.gz) or XLSX with codes of 8 or 9 digits. May be run again."""
    from planhub import clock
    from planhub.areas.loading_villages import load_villages

    def load(path: Path, told: Told) -> LoadReport:
        with open_session(Settings()) as session:
            return load_villages(session, path, today=clock.today(), progress=told)

    _load_each(files, load, report)


@areas.command("load-local-authorities")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--report", type=click.Path(path_type=Path), help="Write every row that did not fit as CSV.")
def _load_local_authorities(files: tuple[Path, ...], report: Path | None) -> None:
    """Load the list of local authorities (อปท.): CSV (.gz) or XLSX. May be run again."""
    from planhub.areas.loading_local_authorities import load_local_authorities

    def load(path: Path, told: Told) -> LoadReport:
        with open_session(Settings()) as session:
            return load_local_authorities(session, path, progress=told)

    _load_each(files, load, report)


@areas.command("load-population")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--report", type=click.Path(path_type=Path), help="Write every row that did not fit as CSV.")
def _load_population(files: tuple[Path, ...], report: Path | None) -> None:
    """Load population, houses and points of subdistricts: CSV (.gz) or XLSX; districts get the sums."""
    from planhub.areas.loading_population import load_population

    def load(path: Path, told: Told) -> LoadReport:
        with open_session(Settings()) as session:
            return load_population(session, path, progress=told)

    _load_each(files, load, report)


@areas.command("add-community")
@click.argument("local_authority")
@click.argument("subdistrict")
@click.argument("name")
def _add_community(local_authority: str, subdistrict: str, name: str) -> None:
    """Found a ชุมชน called NAME under a LOCAL_AUTHORITY (7 digits) in a SUBDISTRICT (6 digits)."""
    from planhub.areas.founding import found_community

    with told_in_words(), open_session(Settings()) as session:
        area = found_community(session, local_authority, subdistrict=subdistrict, name=name)
        click.echo(f"{area.code} {area.name_th}")


@areas.command("find")
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 50))
def _find(words: tuple[str, ...], limit: int) -> None:
    """Find areas by code or by name: `planhub areas find ต.ในเมือง อ.เมืองสุรินทร์`."""
    from planhub.areas import finding

    with open_session(Settings()) as session:
        matches = finding.suggest(session, " ".join(words), limit=limit)
        for match in matches:
            ended = f" (เลิกใช้ {match.area.valid_to})" if match.area.valid_to else ""
            click.echo(f"{match.area.code:<14} {match.address}{ended}")
    if not matches:
        raise click.ClickException("ไม่พบพื้นที่ที่ตรงกัน ลองชื่อสั้นลง หรือตรวจรหัส")


def _load_each(
    files: tuple[Path, ...], load: Callable[[Path, Told], LoadReport], report: Path | None
) -> None:
    """Load file by file, each in its own transaction; exits with 1 if of any nothing could be used."""
    with open_session(Settings()) as session:
        if is_empty(session):
            raise click.ClickException(_NO_AREAS)
    reports, failed = [], False
    for path in files:
        try:
            with progress_bar() as told:
                done = load(path, told)
        except PlanHubError as error:
            click.echo(f"{path.name}: {error.sentence}", err=True)
            failed = True
            continue
        reports.append(done)
        _show(done)
        if done.nothing_fits:
            click.echo(f"{path.name}: ไม่มีแถวใดโหลดได้เลย ดูเหตุผลข้างบน แล้วตรวจว่าเป็นแฟ้มที่ตั้งใจโหลด", err=True)
            failed = True
    if report:
        write_report(reports, report)
        click.echo(f"Every row that did not fit: {report}")
    if failed:
        raise SystemExit(1)


def _show(report: LoadReport) -> None:
    console.print(
        f"[bold]{report.file}[/bold]: {report.read:,} rows read; {report.added:,} new, {report.changed:,}"
        f" changed, {report.same:,} as before, {report.refused:,} not loaded",
    )
    for what, n in report.counts().items():
        console.print(f"  {n:>7,}  {WHAT[what]}")
    if not report.problems:
        return
    table = Table("row", "code", "", box=None, pad_edge=False)
    for problem in sorted(report.problems, key=lambda p: p.loaded)[:SHOWN]:
        table.add_row(str(problem.row), problem.code, str(problem.sentence))
    console.print(table)
    if len(report.problems) > SHOWN:
        console.print(f"… and {len(report.problems) - SHOWN:,} more (--report FILE.csv writes them all)")


def _said_of(drawn: "Drawn") -> str:
    return (
        f"Schematic, not surveyed: {drawn.districts} districts, {drawn.subdistricts} subdistricts,"
        f" {drawn.villages:,} villages."
    )


@contextmanager
def told_in_words() -> Iterator[None]:
    """A refusal of the domain as one sentence, without a traceback."""
    try:
        yield
    except PlanHubError as error:
        raise click.ClickException(str(error.sentence)) from error


@contextmanager
def progress_bar() -> Iterator[Told]:
    """A bar per step of the work, with counts; gone when the work is done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def told(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total)
            bars.update(tasks[what], completed=done, total=total)

        yield told
