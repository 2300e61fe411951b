"""Fill the gazetteer: living codes and retired ones from `geothai`, clusters and outlines from seeds/."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import geothai
import shapely
from geothai.abolished import abolished_areas
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from planhub.areas import codes
from planhub.areas.area import Area, AreaBoundary
from planhub.areas.clusters import SEEDS, province_facts
from planhub.areas.names import stored_keys
from planhub.areas.placing import put_points_inside
from planhub.areas.staging import Progress, silent, upsert
from planhub.wording import N_

OUTLINE_SOURCE = N_("Natural Earth (สาธารณสมบัติ) ลดรายละเอียดแล้ว")


@dataclass(frozen=True)
class Seeded:
    """What a run of the seeding did."""

    living: int
    retired: int
    added: int
    changed: int
    outlines: int
    """Province outlines newly drawn; a loaded boundary is left as it is."""


def seed(session: Session, *, progress: Progress = silent) -> Seeded:
    """Bring the gazetteer up to the data of `geothai`; may be run again, and after loading, with no harm."""
    living = _living_rows()
    retired = _retired_rows({row["code"] for row in living})
    added, changed = upsert(
        session,
        Area,
        living + retired,
        keep=("population",),
        what=N_("ทำเนียบรหัสพื้นที่"),
        progress=progress,
    )
    outlines = _draw_outlines(session)
    if added or outlines:
        session.execute(text("analyze area, area_boundary"))  # the first pages come before autovacuum does
    return Seeded(len(living), len(retired), added, changed, outlines)


def rows() -> list[dict[str, Any]]:
    """The living areas and the retired ones as the seeding writes them; needs no database."""
    living = _living_rows()
    return living + _retired_rows({row["code"] for row in living})


def counts_of_the_76(session: Session) -> dict[str, int]:
    """Living provinces, districts and subdistricts outside Bangkok: 76, 878 and 7,256."""
    rows = session.execute(
        select(Area.kind, func.count())
        .where(Area.in_76, Area.valid_to.is_(None), Area.kind.in_(("province", "district", "subdistrict")))
        .group_by(Area.kind)
    )
    return {kind: n for kind, n in rows}


def _living_rows() -> list[dict[str, Any]]:
    named: list[tuple[str, str, str | None]] = []
    for province in geothai.provinces():
        named.append((province.code, province.name_th, province.name_en))
        for district in geothai.districts(province.code):
            # of all districts only Bangkok's carry their prefix in the source
            name = (
                district.name_th.removeprefix("เขต") if province.code == codes.BANGKOK else district.name_th
            )
            named.append((district.code, name, district.name_en))
            named += [(s.code, s.name_th, s.name_en) for s in geothai.subdistricts(district.code)]
    return [_row(code, name_th, name_en) for code, name_th, name_en in named]


def _retired_rows(living: set[str]) -> list[dict[str, Any]]:
    rows = []
    for area in abolished_areas():
        if area.code in living:  # a code given anew: who holds it today is the area
            continue
        row = _row(area.code, area.name_th, area.name_en)
        row["valid_to"] = date.fromisoformat(area.abolished_on)
        if len(area.successors) == 1:
            row["successor_code"] = area.successors[0]
        elif area.successors:
            row["split_into"] = list(area.successors)
        rows.append(row)
    return rows


def _row(code: str, name_th: str, name_en: str | None) -> dict[str, Any]:
    kind = codes.kind_of(code)
    facts = province_facts().get(code)
    return {
        "code": code,
        "kind": kind,
        "parent_code": codes.parent_of(code),
        "name_th": name_th,
        "name_en": name_en,
        "search_key": stored_keys(kind, name_th, name_en),
        "region": facts.cluster.region_th if facts else None,
        "cluster": facts.cluster.name_th if facts else None,
        "cluster_centre": facts.is_centre if facts else False,
        "in_76": not codes.in_bangkok(code),
        "population": facts.population if facts else None,
        "schematic_name": False,
        "valid_to": None,
        "successor_code": None,
        "split_into": None,
    }


def _draw_outlines(session: Session) -> int:
    features = json.loads((SEEDS / "province_outlines.geojson").read_text(encoding="utf-8"))["features"]
    shapes = {f["properties"]["code"]: f["geometry"] for f in features}
    drawn = set(session.scalars(select(AreaBoundary.area_code).where(AreaBoundary.area_code.in_(shapes))))
    missing = [code for code in sorted(shapes) if code not in drawn]
    outlines = shapely.set_srid(shapely.from_geojson([json.dumps(shapes[code]) for code in missing]), 4326)
    rows = [
        {"area_code": code, "geom": ewkb, "simple": ewkb, "source": OUTLINE_SOURCE, "schematic": False}
        for code, ewkb in zip(missing, shapely.to_wkb(outlines, include_srid=True), strict=True)
    ]
    added, _ = upsert(session, AreaBoundary, rows)
    put_points_inside(session, missing)
    return added
