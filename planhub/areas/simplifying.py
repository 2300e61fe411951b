"""Simplify boundaries for the screen, all neighbours together, so that no gap opens between them."""

from collections.abc import Collection

import shapely
from sqlalchemy import Column, LargeBinary, MetaData, String, Table, func, select, update
from sqlalchemy.orm import Session

from planhub.areas.area import Area, AreaBoundary
from planhub.areas.staging import Progress, copy_in, silent
from planhub.wording import N_

TOLERANCE = {"province": 0.01, "district": 0.004, "subdistrict": 0.0015}
"""Square root of the smallest triangle kept, in degrees (0.001° is about 110 m): a pixel of the usual map."""

_SIMPLIFYING = N_("ลดรายละเอียดเส้นขอบ")


def simplify(
    session: Session, kinds: Collection[str], *, schematic_only: bool = False, progress: Progress = silent
) -> None:
    """Recompute the simplified shape of every boundary of these kinds, drawn lines apart from real ones.

    The whole kind is done at once: an edge comes out the same for the areas on both its sides.
    """
    for kind in sorted(kinds):
        for schematic in (True,) if schematic_only else (False, True):
            _simplify(session, kind, schematic, progress)


def _simplify(session: Session, kind: str, schematic: bool, progress: Progress) -> None:
    rows = session.execute(
        select(AreaBoundary.area_code, func.ST_AsBinary(AreaBoundary.geom))
        .join(Area, Area.code == AreaBoundary.area_code)
        .where(Area.kind == kind, AreaBoundary.schematic == schematic)
        .order_by(AreaBoundary.area_code)
    ).all()
    if not rows:
        return
    total = len(rows)
    progress(_SIMPLIFYING, 0, total)
    simple = shapely.coverage_simplify(shapely.from_wkb([bytes(wkb) for _, wkb in rows]), TOLERANCE[kind])
    _write(session, [(row[0], wkb) for row, wkb in zip(rows, shapely.to_wkb(simple), strict=True)])
    progress(_SIMPLIFYING, total, total)


def _write(session: Session, rows: list[tuple[str, bytes]]) -> None:
    incoming = Table(
        "incoming_simple",
        MetaData(),
        Column("code", String(collation="C")),
        Column("wkb", LargeBinary),
        prefixes=["temporary"],
    )
    connection = session.connection()
    incoming.create(connection)
    copy_in(session, incoming, ["code", "wkb"], rows, lambda _: None)
    simple = func.ST_Multi(func.ST_SetSRID(func.ST_GeomFromWKB(incoming.c.wkb), 4326))
    session.execute(
        update(AreaBoundary)
        .where(
            AreaBoundary.area_code == incoming.c.code,
            ~func.ST_IsEmpty(simple),
            func.ST_AsBinary(AreaBoundary.simple) != func.ST_AsBinary(simple),
        )
        .values(simple=simple)
        .execution_options(synchronize_session=False)
    )
    incoming.drop(connection)
    session.expire_all()
