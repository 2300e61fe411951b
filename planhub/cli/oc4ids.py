"""`planhub oc4ids`: the funded projects of a province as one OC4IDS 0.9.5 package."""

import json
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Any
from uuid import UUID

import click
from sqlalchemy.orm import Session

from planhub import clock
from planhub.areas.area import Area
from planhub.config import Settings
from planhub.database import open_session
from planhub.linkage.plan_item import PlanVersion
from planhub.reports.oc4ids import package, projects

LICENCE = "https://creativecommons.org/licenses/by/4.0/"


@click.group()
def oc4ids() -> None:
    """Funded projects for infrastructure transparency (CoST): OC4IDS 0.9.5."""


@oc4ids.command("export")
@click.option("--province", "province_code", required=True, help="Two digits.")
@click.option("--year", type=click.IntRange(2400, 2700), help="Buddhist fiscal year; else all.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The file to write.")
def _export(province_code: str, year: int | None, out: Path) -> None:
    """Write all funded projects of a province into FILE, one package, row after row.

    Where there is none, no file is written: the standard knows no package without a project.
    """
    settings = Settings()
    with open_session(settings) as session:
        area = session.get(Area, province_code)
        if area is None or area.kind != "province" or not area.in_76:
            raise click.ClickException(f"ไม่พบจังหวัดรหัส {province_code}")
        told = projects(
            session,
            province=province_code,
            year=year,
            prefix=settings.oc4ids_prefix,
            site=settings.public_url,
        )
        first = next(told, None)
        if first is None:
            raise click.ClickException(f"จังหวัด{area.name_th}ยังไม่มีโครงการที่ได้รับงบประมาณ จึงไม่เขียนแฟ้ม")
        n = _write(out, _head(session, settings, area, out), chain([first], told))
    click.echo(f"{n:,} โครงการ อยู่ในแฟ้ม {out}")


def _head(session: Session, settings: Settings, area: Area, out: Path) -> dict[str, Any]:
    version = session.get(PlanVersion, area.code)
    uri = f"{settings.public_url}/api/v1/oc4ids?province={area.code}"
    return package(
        [],
        uri=uri if settings.public_url else out.absolute().as_uri(),
        publisher=f"จังหวัด{area.name_th}",
        at=version.changed_at if version else clock.now(),
        licence=LICENCE,
    )


def _write(out: Path, head: dict[str, Any], told: Iterable[tuple[UUID, dict[str, Any]]]) -> int:
    n = 0
    with out.open("w", encoding="utf-8") as file:
        file.write(json.dumps(head, ensure_ascii=False)[:-2])
        for _, project in told:
            file.write(("\n" if n == 0 else ",\n") + json.dumps(project, ensure_ascii=False))
            n += 1
        file.write("]}\n")
    return n
