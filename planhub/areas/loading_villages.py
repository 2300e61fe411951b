"""Load lists of villages as provinces keep them: new ones, changed names; what does not fit is reported."""

from datetime import date
from pathlib import Path

from sqlalchemy import func, or_, select, text, update
from sqlalchemy.orm import Session

from planhub.areas import village_codes
from planhub.areas.area import Area
from planhub.areas.load_report import LoadReport
from planhub.areas.staging import Progress, among, silent, upsert
from planhub.areas.table_file import read_table
from planhub.areas.village_rows import HEADERS, Known, VillageRows
from planhub.wording import N_

STEP = 5_000

_READING = N_("ตรวจรายชื่อหมู่บ้าน")
_STORING = N_("บันทึกหมู่บ้าน")


def load_villages(session: Session, path: Path, *, today: date, progress: Progress = silent) -> LoadReport:
    """Add and update the villages of a list; running it again changes nothing. Invalid for a bad file.

    Villages of the sample ("หมู่ที่ n") get their names, and those not in the list end on `today`: in each
    subdistrict the list names, and in a whole province when it reaches all districts of it.
    """
    table = read_table(path, HEADERS, needed=(("code",), *village_codes.NEEDED))
    reading = VillageRows(session, LoadReport(path.name), _known(session))
    for n, (line, row) in enumerate(table):
        if n % STEP == 0:
            progress(_READING, n, len(table))
        reading.report.read += 1
        reading.take(line, row)
    progress(_READING, len(table), len(table))
    report = reading.report
    rows = list(reading.rows.values())
    _forget_strewn_points(session, list(reading.rows))
    report.added, report.changed = upsert(
        session,
        Area,
        rows,
        unless_empty=("name_en", "population", "households", "point"),
        what=_STORING,
        progress=progress,
    )
    report.same = len(rows) - report.added - report.changed
    report.changed += _end_sample_villages(session, list(reading.rows), today)
    if report.added:
        session.execute(text("analyze area"))  # the next search comes before autovacuum does
    return report


def _known(session: Session) -> Known:
    subdistricts = session.scalars(select(Area).where(Area.kind == "subdistrict"))
    villages = session.execute(
        select(Area.code, Area.name_th, Area.schematic_name).where(Area.kind == "village")
    )
    return Known(
        {area.code: area for area in subdistricts}, {code: (name, sample) for code, name, sample in villages}
    )


def _forget_strewn_points(session: Session, loaded: list[str]) -> None:
    """A sample village that gets its name keeps no invented place."""
    session.execute(
        update(Area)
        .where(Area.schematic_name, among(Area.code, loaded))
        .values(point=None)
        .execution_options(synchronize_session=False)
    )


def _end_sample_villages(session: Session, loaded: list[str], today: date) -> int:
    """Retire sample villages that a real list of their place does not know; how many."""
    districts = {code[:4] for code in loaded}
    whole = [
        province
        for province in sorted({code[:2] for code in loaded})
        if districts.issuperset(_districts(session, province))
    ]
    ended = session.execute(
        update(Area)
        .where(
            Area.schematic_name,
            Area.valid_to.is_(None),
            or_(
                Area.parent_code.in_({code[:6] for code in loaded}),
                func.left(Area.code, 2).in_(whole),
            ),
        )
        .values(valid_to=today)
        .returning(Area.code)
        .execution_options(synchronize_session=False)
    ).all()
    session.expire_all()
    return len(ended)


def _districts(session: Session, province: str) -> list[str]:
    return list(
        session.scalars(select(Area.code).where(Area.parent_code == province, Area.valid_to.is_(None)))
    )
