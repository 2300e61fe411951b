"""Load boundary files: shapes repaired and stored whole and simplified, what does not fit reported."""

from pathlib import Path
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import (
    Column,
    ColumnElement,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    case,
    cast,
    delete,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from planhub.areas import codes
from planhub.areas.area import AreaBoundary
from planhub.areas.boundary_file import WGS84, Hints, Layer, read_layers
from planhub.areas.boundary_owner import Known, code_of, known_areas
from planhub.areas.drawing import redraw
from planhub.areas.load_report import LoadReport
from planhub.areas.placing import EAST, NORTH, SOUTH, WEST, put_points_inside
from planhub.areas.simplifying import simplify
from planhub.areas.staging import Progress, copy_in, silent, table_of
from planhub.wording import N_, say

_READING = N_("อ่านรูปแปลง")
_EMPTY = N_("รหัส %(code)s (%(name)s) ไม่มีรูปแปลง หรือรูปไม่ใช่พื้นที่ปิด จึงไม่โหลดแถวนี้")
_OUTSIDE = N_("รูปของรหัส %(code)s อยู่นอกประเทศไทย จึงไม่โหลดแถวนี้ ถ้าแฟ้มเป็นพิกัด UTM บอกด้วย --srid เช่น 32648")


def load_boundaries(
    session: Session,
    path: Path,
    *,
    hints: Hints | None = None,
    source: str = "",
    progress: Progress = silent,
) -> LoadReport:
    """Store the boundaries of a file; running it again changes nothing. Invalid when the file is unusable.

    `source` is the text shown under maps, the file's name if empty. A retired code's shape goes to its
    single successor; several shapes of one code are joined. Schematic lines that surround or fill a real
    boundary are drawn anew to fit it.
    """
    report = LoadReport(path.name)
    session.execute(text("set local jit = off"))  # PostGIS costs look dear; compiling costs more
    known = known_areas(session)
    written: set[str] = set()
    for layer in read_layers(path, hints or Hints()):
        progress(_READING, 0, len(layer.shapes))
        fitting = _fit(session, layer, known, report)
        written |= _store(session, layer, fitting, source or path.name, report, progress)
    if written:
        put_points_inside(session, written)
        simplify(session, {codes.kind_of(code) for code in written}, progress=progress)
        redraw(session, {codes.province_of(code) for code in written}, progress=progress)
        session.execute(text("analyze area_boundary"))  # the next map comes before autovacuum does
    return report


def _fit(
    session: Session, layer: Layer, known: dict[str, Known], report: LoadReport
) -> list[tuple[int, str, bytes]]:
    """(row, code of today, WKB) of the shapes that have a place; the others go to the report."""
    fitting = []
    for shape in layer.shapes:
        report.read += 1
        code = code_of(session, shape, known, report)
        if code is None:
            continue
        if shape.wkb is None:
            report.refuse(shape.row, code, "no_geometry", say(_EMPTY, code=code, name=shape.name))
            continue
        fitting.append((shape.row, code, shape.wkb))
    return fitting


def _store(
    session: Session,
    layer: Layer,
    fitting: list[tuple[int, str, bytes]],
    source: str,
    report: LoadReport,
    progress: Progress,
) -> set[str]:
    """Repair and store; the codes whose boundary is new or another than before."""
    connection = session.connection()
    incoming, repaired = _staging_tables()
    incoming.create(connection)
    repaired.create(connection)
    total = len(fitting)
    copy_in(session, incoming, ["row", "code", "wkb"], fitting, lambda n: progress(_READING, n, total))
    _repair(session, incoming, repaired, layer.srid)
    placed = _report_unplaced(session, repaired, report)
    fresh = _keep(session, repaired, source)
    report.added += sum(fresh.values())
    report.changed += len(fresh) - sum(fresh.values())
    report.same += placed - len(fresh)
    repaired.drop(connection)
    incoming.drop(connection)
    session.expire_all()
    progress(_READING, total, total)
    return set(fresh)


def _staging_tables() -> tuple[Table, Table]:
    incoming = Table(
        "incoming_boundary",
        MetaData(),
        Column("row", Integer),
        Column("code", String(collation="C")),
        Column("wkb", LargeBinary),
        prefixes=["temporary"],
    )
    repaired = Table(
        "repaired_boundary",
        MetaData(),
        Column("row", Integer),
        Column("code", String(collation="C")),
        Column("geom", Geometry("MULTIPOLYGON", srid=WGS84, spatial_index=False)),
        prefixes=["temporary"],
    )
    return incoming, repaired


def _repair(session: Session, incoming: Table, repaired: Table, srid: int) -> None:
    geom: ColumnElement[Any] = func.ST_SetSRID(func.ST_GeomFromWKB(incoming.c.wkb), srid)
    if srid != WGS84:
        geom = func.ST_Transform(geom, WGS84)
    valid = func.ST_MakeValid(geom)
    # a single shape is kept corner by corner; only several of one code are dissolved into one
    whole = case((func.count() == 1, func.ST_Collect(valid)), else_=func.ST_Union(valid))
    session.execute(
        insert(repaired).from_select(
            ["row", "code", "geom"],
            select(
                func.min(incoming.c.row),
                incoming.c.code,
                func.ST_Multi(func.ST_CollectionExtract(whole, 3)),
            ).group_by(incoming.c.code),
        )
    )


def _report_unplaced(session: Session, repaired: Table, report: LoadReport) -> int:
    """Put shapes without area, or outside the country, into the report; how many remain to be stored."""
    empty = func.ST_IsEmpty(repaired.c.geom)
    outside = ~func.ST_Within(repaired.c.geom, func.ST_MakeEnvelope(WEST, SOUTH, EAST, NORTH, WGS84))
    rows = session.execute(
        select(repaired.c.row, repaired.c.code, empty).where(or_(empty, outside)).order_by(repaired.c.row)
    ).all()
    for row, code, is_empty in rows:
        if is_empty:
            report.refuse(row, code, "no_geometry", say(_EMPTY, code=code, name=""))
        else:
            report.refuse(row, code, "outside_country", say(_OUTSIDE, code=code))
    session.execute(delete(repaired).where(or_(empty, outside)))
    return session.scalar(select(func.count()).select_from(repaired)) or 0


def _keep(session: Session, repaired: Table, source: str) -> dict[str, bool]:
    """Insert or update the boundaries that differ; code to whether there was none before."""
    boundary = table_of(AreaBoundary)
    statement = insert(boundary).from_select(
        ["area_code", "geom", "simple", "source", "schematic"],
        select(repaired.c.code, repaired.c.geom, repaired.c.geom, literal(source), false()),
    )
    new = statement.excluded
    statement = statement.on_conflict_do_update(
        index_elements=["area_code"],
        set_={"geom": new.geom, "simple": new.geom, "source": new.source, "schematic": new.schematic},
        where=or_(
            func.ST_AsBinary(boundary.c.geom) != func.ST_AsBinary(new.geom),
            boundary.c.source != new.source,
            boundary.c.schematic,
        ),
    )
    fresh = cast(literal_column("xmax"), Text) == "0"
    return {code: new for code, new in session.execute(statement.returning(boundary.c.area_code, fresh))}
