"""Load population and houses of subdistricts; their districts get the sums."""

from pathlib import Path
from typing import Any

from sqlalchemy import Integer, String, cast, func, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session, aliased

from planhub.areas import codes
from planhub.areas.area import Area
from planhub.areas.load_report import LoadReport
from planhub.areas.staging import Progress, silent
from planhub.areas.table_file import Row, read_count, read_table
from planhub.errors import Invalid
from planhub.wording import N_, say

HEADERS = {
    "code": ("tambon_code", "รหัสตำบล", "subdistrict_code", "tam_code", "code", "รหัส"),
    "population": ("population_2564", "population", "ประชากร", "จำนวนประชากร"),
    "households": ("houses_2564", "houses", "households", "จำนวนบ้าน", "จำนวนครัวเรือน"),
}

_STORING = N_("บันทึกจำนวนประชากร")
_UNKNOWN = N_("ไม่มีตำบลรหัส %(code)s ที่ใช้อยู่ในทำเนียบ จึงไม่โหลดแถวนี้")
_BAD_NUMBER = N_("รหัส %(code)s ค่า “%(value)s” ไม่ใช่จำนวนคนหรือจำนวนบ้าน จึงไม่โหลดแถวนี้")
_DUPLICATE = N_("รหัส %(code)s มีในแถว %(first)s แล้ว ใช้แถวแรก")


def load_population(session: Session, path: Path, *, progress: Progress = silent) -> LoadReport:
    """Set what a list says of living subdistricts; a second run changes nothing. Invalid for a bad file."""
    report = LoadReport(path.name)
    table = read_table(path, HEADERS, needed=[("code", "population")])
    query = select(Area.code, Area.population, Area.households).where(
        Area.kind == "subdistrict", Area.valid_to.is_(None)
    )
    known = {code: (population, households) for code, population, households in session.execute(query)}
    lines: dict[str, int] = {}
    changes: list[dict[str, Any]] = []
    for line, row in table:
        report.read += 1
        new = _row(line, row, known, lines, report)
        if new and (new["population"], new["households"]) != known[new["code"]]:
            changes.append(new)
    progress(_STORING, 0, len(changes))
    if changes:
        _store(session, changes)
        _sum_up(session)
    progress(_STORING, len(changes), len(changes))
    report.changed = len(changes)
    report.same = len(lines) - len(changes)
    return report


def _row(
    line: int, row: Row, known: dict[str, Any], lines: dict[str, int], report: LoadReport
) -> dict[str, Any] | None:
    try:
        code = codes.read_code(row["code"], kinds=("subdistrict",))
    except Invalid as error:
        report.refuse(line, row["code"][:30], "bad_code", error.sentence)
        return None
    if code not in known:
        report.refuse(line, code, "unknown_code", say(_UNKNOWN, code=code))
        return None
    if code in lines:
        report.refuse(line, code, "duplicate", say(_DUPLICATE, code=code, first=lines[code]))
        return None
    try:
        population, households = read_count(row["population"]), read_count(row.get("households", ""))
    except ValueError as error:
        report.refuse(line, code, "bad_value", say(_BAD_NUMBER, code=code, value=str(error)[:30]))
        return None
    lines[code] = line
    return {"code": code, "population": population, "households": households}


def _store(session: Session, changes: list[dict[str, Any]]) -> None:
    """All in one statement: a trigger that marks tiles goes off for each."""
    codes_of = cast([change["code"] for change in changes], ARRAY(String))
    numbers = (cast([each[n] for each in changes], ARRAY(Integer)) for n in ("population", "households"))
    given = func.unnest(codes_of, *numbers).table_valued("code", "population", "households").render_derived()
    session.execute(
        update(Area)
        .where(Area.code == given.c.code)
        .values(population=given.c.population, households=given.c.households)
        .execution_options(synchronize_session=False)
    )


def _sum_up(session: Session) -> None:
    """A district has as many people and houses as its living subdistricts together."""
    part = aliased(Area)
    for column in ("population", "households"):
        total = (
            select(func.sum(getattr(part, column)))
            .where(part.parent_code == Area.code, part.kind == "subdistrict", part.valid_to.is_(None))
            .scalar_subquery()
        )
        session.execute(
            update(Area)
            .where(Area.kind == "district", Area.valid_to.is_(None), total.is_not(None))
            .values({column: total})
            .execution_options(synchronize_session=False)
        )
    session.expire_all()
