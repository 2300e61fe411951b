"""Import a long list of an office (CSV, places by code), and COPY the same rows into the same tables.

Both write plan_item and plan_item_text with all their indexes and triggers, from the same emptied tables, and
both commit. The import also opens and reads the file, checks every cell and place, compares with the ledger,
keeps rows, ledger and changes for undoing; it runs in a process of its own, whose greatest memory is told.
"""

import argparse
import csv
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from rich.console import Console
from rich.table import Table
from sqlalchemy import text

from planhub import clock, cluster
from planhub.config import Settings
from planhub.database import engine_for, open_session
from planhub.linkage.plan_item import PlanItem, PlanItemText

HERE = Path(__file__).resolve().parent.parent
SHARED = HERE.parent / "shared" / "data"
SOURCE = "bench-list"
HALVES = ("plan_item", "plan_item_text")
OF_THE_LIST = {"plan_item": "source_code = %(source)s", "plan_item_text": "(province_code, id) in"
               " (select province_code, id from plan_item where source_code = %(source)s)"}  # fmt: skip
"""Which rows of a filled table came of the list."""
RUNS = "run_id in (select id from import_run where source_code = %(source)s)"
EMPTIED = (
    "plan_item, plan_item_text, plan_summary, plan_version, plan_pyramid,"
    " source_item, import_change, import_row, import_run"
)
WORKS = (
    "ก่อสร้างถนนคอนกรีตเสริมเหล็ก", "ขุดลอกคลองส่งน้ำ", "ปรับปรุงระบบประปาหมู่บ้าน", "ซ่อมสร้างผิวทางลาดยาง",
    "ขยายเขตไฟฟ้าเพื่อการเกษตร", "ก่อสร้างรางระบายน้ำ", "อบรมอาชีพผู้สูงอายุ", "ติดตั้งโคมไฟส่องสว่างพลังงานแสงอาทิตย์",
)  # fmt: skip
SIDES = ("โครงสร้างพื้นฐาน", "แหล่งน้ำ", "สังคมและคุณภาพชีวิต", "เกษตร")
STAGES = ("บรรจุในแผนแล้ว", "ได้รับจัดสรรงบประมาณ", "กำลังดำเนินการ")
HEADINGS = ("รหัสโครงการ", "ชื่อโครงการ", "ปีงบประมาณ", "งบประมาณ", "สถานะ", "ด้าน", "รหัสพื้นที่", "หน่วยงาน")


def write_list(path: Path, areas: list[tuple[str, str]], rows: int) -> None:
    """A list as an office would export it: 1,250,000.00 with commas, some blanks, a title row."""
    chance = random.Random(2571)
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        written = csv.writer(out)
        written.writerow(["บัญชีโครงการตามแผนพัฒนาจังหวัด"])
        written.writerow(HEADINGS)
        for n in range(rows):
            code, name = chance.choice(areas)
            metres = chance.randrange(50, 3_000)
            title = f"{chance.choice(WORKS)} สาย{name} ช่วงที่ {chance.randrange(1, 90)} ยาว {metres:,} เมตร"
            written.writerow(
                (
                    f"PJ-{n:07}", title, 2571 - n % 5, f"{metres * chance.randrange(800, 2_600):,}.00",
                    chance.choice(STAGES), chance.choice(SIDES), code,
                    f"สำนักงานโยธาธิการและผังเมืองจังหวัด {code[:2]}" if n % 3 else "",
                )
            )  # fmt: skip


def prepare(settings: Settings) -> list[tuple[str, str]]:
    """Schema and gazetteer, once; the living areas with a code of a subdistrict or village."""
    from planhub.areas.seeding import seed
    from planhub.cli.db import upgrade
    from planhub.database import url_for

    upgrade(url_for(settings, "owner"))
    with open_session(settings) as session:
        found = session.scalar(text("select count(*) from area where kind = 'village'")) or 0
        if not found:
            seed(session)
    villages = SHARED / "villages.csv.gz"
    if not found and villages.exists():
        from planhub.areas.loading_villages import load_villages

        with open_session(settings) as session:
            load_villages(session, villages, today=clock.today())
    with open_session(settings) as session:
        areas = session.execute(
            text(
                "select code, name_th from area where kind in ('village', 'subdistrict') and valid_to is null"
                " and in_76 order by code"
            )
        )
        return [(code, name) for code, name in areas]


def register(settings: Settings, path: Path, *, filled: bool) -> None:
    """The source of the list, described by a guess from its first rows."""
    from planhub.lists.guessing import guess
    from planhub.lists.list_file import open_list
    from planhub.sources.registering import register as add

    with open_session(settings) as session:
        if not filled:
            session.execute(text("delete from settlement"))
            session.execute(text(f"truncate {EMPTIED}"))
            session.execute(text("delete from source"))
        elif session.scalar(text("select true from source where code = :code"), {"code": SOURCE}):
            return
        description = guess(open_list(path, name=path.name)).description
        add(session, code=SOURCE, name="bench", at=clock.now(), description=description)


def import_once(settings: Settings, path: Path) -> dict[str, Any]:
    """What `planhub sources import` does, in this process: seconds and the greatest memory."""
    from planhub.sources.importing import import_file
    from planhub.sources.registering import find_source

    steps: dict[str, float] = {}
    begun = last = time.perf_counter()

    def told(what: str, done: int, total: int) -> None:
        nonlocal last
        now = time.perf_counter()
        steps[what] = steps.get(what, 0.0) + now - last
        last = now

    with open_session(settings) as session:
        ran = import_file(
            session, find_source(session, SOURCE), path, name=path.name, at=clock.now(), progress=told
        )
        counts = ran.run.counts
    taken = time.perf_counter() - begun
    steps["commit"] = time.perf_counter() - last
    return {
        "seconds": taken,
        "counts": {name: n for name, n in counts.items() if n},
        "steps": {name: round(seconds, 2) for name, seconds in steps.items()},
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def in_child(settings: Settings, path: Path) -> dict[str, Any]:
    """`import_once` in a fresh process."""
    command = [sys.executable, "-m", "bench.importing_list", "--child", str(path)]
    environment = os.environ | {"PLANHUB_DATA": str(settings.data)}
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=HERE, env=environment)
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def empty(settings: Settings) -> None:
    """Tables as before the first import, and nothing left to write from the time before."""
    with open_session(settings) as session:
        session.execute(text(f"truncate {EMPTIED}"))
    with cluster.ensure(settings.data).connect() as connection:
        connection.autocommit = True
        connection.execute("checkpoint")


def clear(settings: Settings) -> None:
    """Take what came of the list out of a filled installation, and nothing else; the log of runs stays."""
    ledger = {"import_change": RUNS, "import_row": RUNS, "source_item": OF_THE_LIST["plan_item"]}
    with cluster.ensure(settings.data).connect(cluster.SUPERUSER, cluster.DATABASE) as connection:
        with connection.transaction():
            for table, which in (*reversed(OF_THE_LIST.items()), *ledger.items()):
                which_of = sql.SQL(which.replace("%(source)s", f"'{SOURCE}'"))
                connection.execute(sql.SQL("delete from {} where {}").format(sql.Identifier(table), which_of))
        connection.execute("checkpoint")


def take_out(settings: Settings, folder: Path) -> dict[str, sql.Composable]:
    """The rows that stand, as COPY's own text, a file a table; the columns by table."""
    names: dict[str, sql.Composable] = {}
    with open_session(settings) as session:
        driver: Any = session.connection().connection.driver_connection
        for mapped, order in ((PlanItem, "external_id"), (PlanItemText, "number")):
            table = mapped.__tablename__
            names[table] = sql.SQL(", ").join(map(sql.Identifier, mapped.__table__.c.keys()))
            query = sql.SQL("copy (select {} from {} where {} order by {}) to stdout").format(
                names[table],
                sql.Identifier(table),
                sql.SQL(OF_THE_LIST[table].replace("%(source)s", f"'{SOURCE}'")),
                sql.Identifier(order),
            )
            with (folder / table).open("wb") as out, driver.cursor().copy(query) as copy:
                for block in copy:
                    out.write(block)
    return names


def blocks(path: Path) -> Iterator[bytes]:
    """The file by quarters of a megabyte."""
    with path.open("rb") as file:
        while block := file.read(1 << 18):
            yield block


def copy_once(settings: Settings, folder: Path, names: dict[str, sql.Composable]) -> float:
    """COPY both files into their tables, in one transaction; seconds."""
    url = engine_for(settings).url
    begun = time.perf_counter()
    with psycopg.connect(
        host=url.query.get("host") or url.host, dbname=url.database, user=url.username, port=url.port
    ) as connection:
        for table in HALVES:
            query = sql.SQL("copy {} ({}) from stdin").format(sql.Identifier(table), names[table])
            with connection.cursor().copy(query) as copy:
                for block in blocks(folder / table):
                    copy.write(block)
    return time.perf_counter() - begun


def main() -> None:
    """Measure; the last line printed is JSON."""
    parser = argparse.ArgumentParser(prog="bench/import", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3, help="of import and COPY, one after the other")
    parser.add_argument("--data", type=Path, default=HERE / ".cache" / "bench-import")
    parser.add_argument(
        "--filled", action="store_true", help="import into what stands in --data, and keep it"
    )
    parser.add_argument("--check", action="store_true", help="exit code 1 when the bar is missed")
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        print(json.dumps(import_once(Settings(), asked.child)))
        return
    asked.data.mkdir(parents=True, exist_ok=True)
    settings = Settings(data=asked.data)
    server = cluster.ensure(settings.data)
    try:
        measured = measure(settings, asked.rows, asked.rounds, filled=asked.filled)
    finally:
        server.stop()
    show(measured)
    print(json.dumps(measured, ensure_ascii=False))
    if asked.check and (measured["ratio"] < 0.5 or measured["memory_mb"] >= 500):
        raise SystemExit(1)


def measure(settings: Settings, rows: int, rounds: int, *, filled: bool = False) -> dict[str, Any]:
    """Rounds of both, one after the other."""
    areas = prepare(settings)
    with tempfile.TemporaryDirectory(prefix="planhub-bench-") as made:
        folder = Path(made)
        path = folder / "list.csv"
        write_list(path, areas, rows)
        register(settings, path, filled=filled)
        emptied = clear if filled else empty
        imports: list[dict[str, Any]] = []
        copies: list[float] = []
        names: dict[str, sql.Composable] = {}
        for _ in range(rounds):
            emptied(settings)
            imports.append(in_child(settings, path))
            if not names:
                names = take_out(settings, folder)
                again = in_child(settings, path)
            emptied(settings)
            copies.append(copy_once(settings, folder, names))
        if filled:
            clear(settings)
        imported = rows / statistics.median(each["seconds"] for each in imports)
        copied = rows / statistics.median(copies)
    return {
        "rows": rows,
        "import_rows_per_s": round(imported),
        "copy_rows_per_s": round(copied),
        "ratio": round(imported / copied, 3),
        "memory_mb": round(max(each["memory_mb"] for each in imports)),
        "again_s": round(again["seconds"], 2),
        "counts": imports[-1]["counts"],
        "steps_s": imports[-1]["steps"],
        "load": round(os.getloadavg()[0], 2),
    }


def show(measured: dict[str, Any]) -> None:
    """A table for people."""
    table = Table("", "measured", "bar", box=None, pad_edge=False)
    table.add_row("import, rows/s", f"{measured['import_rows_per_s']:,}", "")
    table.add_row("COPY, rows/s", f"{measured['copy_rows_per_s']:,}", "")
    table.add_row("ratio", f"{measured['ratio']:.2f}", "at least 0.5")
    table.add_row("memory, MB", f"{measured['memory_mb']:,}", "under 500")
    table.add_row("the same file again, s", f"{measured['again_s']:.1f}", "")
    for step, seconds in measured["steps_s"].items():
        table.add_row(f"  {step}, s", f"{seconds:.2f}", "")
    Console(stderr=True).print(table)


if __name__ == "__main__":
    main()
