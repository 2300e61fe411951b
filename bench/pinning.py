"""Places on the map for an installation whose villages have none: without them no map has anything to draw.

The country's list of villages has no coordinates. Two of three items get a place of their own within some
1,300 m of their subdistrict's point, the others stand at their village's, which is given that point. What is
still to be decided gets it in the need too, so that a decision finds the item's words as they were.
"""

from sqlalchemy import text

from bench.frame import say
from planhub.config import Settings
from planhub.database import engine_for
from planhub.linkage.plan_item import PlanItemText
from planhub.sampling import bulk

ENOUGH = 0.5
"""Part of the items that have a point: with fewer, points are made up."""

_SHARE = text("select count(point)::float / greatest(count(*), 1) from plan_item_text")
_VILLAGES = text(
    """
    update area set point = ST_Transform(t.spot, 4326)
    from tile_area t where t.code = area.code and area.kind = 'village' and area.point is null
        and area.valid_to is null and t.spot is not null
    """
)
_ITEMS = text(
    """
    update plan_item_text w set
        point = case when s.own then ST_SetSRID(ST_MakePoint(
            ST_X(a.point) + (s.east + s.more_east) * 0.000006,
            ST_Y(a.point) + (s.north + s.more_north) * 0.000006
        ), 4326) else a.point end,
        point_how = case when s.own then 'map' else 'area' end
    from plan_item i join area a on a.code = i.area_code
        cross join lateral (select mod(hashtext(i.id || 'o'), 3) <> 0 as own,
            mod(hashtext(i.id || 'e'), 1000) as east, mod(hashtext(i.id || 'f'), 1000) as more_east,
            mod(hashtext(i.id || 'n'), 1000) as north, mod(hashtext(i.id || 'm'), 1000) as more_north) as s
    where i.province_code = w.province_code and i.id = w.id and w.province_code = :province
        and i.province_code = :province and a.point is not null
        and (w.point is null or w.point_how = 'area')
    """
)
_NEEDS = text(
    """
    update need n set geom = w.point, geom_how = w.point_how
    from proposal p join plan_item_text w on w.province_code = p.province_code and w.id = p.uid
    where p.id = n.proposal_id and p.stage in ('subdistrict', 'district', 'province')
        and n.geom is null and w.point_how = 'map'
    """
)


def pin(settings: Settings) -> None:
    """Make up the points that lack; an installation where half of the items have one is left alone."""
    engine = engine_for(settings)
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if (connection.scalar(_SHARE) or 0) >= ENOUGH:
                return
            say("Hardly an item has a place on the map: making places up, once")
            connection.execute(text("set maintenance_work_mem = '1GB'"))
            connection.execute(text("set synchronous_commit = off"))
            connection.execute(_VILLAGES)
            for index in PlanItemText.__table__.indexes:  # type: ignore[attr-defined]
                index.drop(connection, checkfirst=True)
            provinces = connection.scalars(text("select code from area where kind = 'province' and in_76"))
            for province in provinces.all():
                connection.execute(_ITEMS, {"province": province})
            connection.execute(_NEEDS)
            say("Packing and indexing the items' words")
            connection.execute(text("vacuum full plan_item_text"))
            bulk.restore(connection, report=lambda name, done, total: say(f"index {name}") if name else None)
            connection.execute(text("vacuum (analyze) plan_item, plan_item_text, need, area"))
    finally:
        engine.dispose()


if __name__ == "__main__":
    import argparse
    from pathlib import Path

    from planhub import cluster

    asked = argparse.ArgumentParser(prog="bench.pinning", description=__doc__)
    asked.add_argument("data", type=Path)
    data = asked.parse_args().data
    server = cluster.ensure(data, report=say)
    try:
        pin(Settings(data=data))
    finally:
        server.stop()
