"""An item's point stands beside its facts, in one index in the order of tiles: a tile of points reads a few pages.

It lay with the words: a tile looked up each of its items twice, words and facts, a page of the disk each time.
"""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

# Column and row of the tile of zoom 18, their bits in turn: a tile of any zoom up to that is one range of keys.
# Names are qualified, for an index is also built without a search path.
TILE_KEY = """
create function tile_key(spot geometry) returns bigint
language plpgsql immutable strict parallel safe as $$
declare
    lat double precision := radians(least(greatest(public.ST_Y(spot), -85.05112), 85.05112));
    x bigint := least(greatest(floor((public.ST_X(spot) + 180) / 360 * 262144), 0), 262143);
    y bigint := floor((1 - ln(tan(lat) + 1 / cos(lat)) / pi()) / 2 * 262144);
begin
    -- all these operators bind equally
    x := (x | (x << 16)) & 281470681808895;
    x := (x | (x << 8)) & 71777214294589695;
    x := (x | (x << 4)) & 1085102592571150095;
    x := (x | (x << 2)) & 3689348814741910323;
    x := (x | (x << 1)) & 6148914691236517205;
    y := (y | (y << 16)) & 281470681808895;
    y := (y | (y << 8)) & 71777214294589695;
    y := (y | (y << 4)) & 1085102592571150095;
    y := (y | (y << 2)) & 3689348814741910323;
    y := (y | (y << 1)) & 6148914691236517205;
    return x | (y << 1);
end $$
"""
# One rewriting of the table instead of an update of every row, which would leave as much dead space behind.
STANDING = """
create function point_of_item(province text, item uuid) returns geometry language sql stable
as 'select point from plan_item_text where province_code = province and id = item'
"""
REWRITE = """
alter table plan_item alter column spot type geometry(Point, 4326) using point_of_item(province_code, id)
"""
# Who writes both halves writes the spot at once; here follows what moved a point alone, and what comes from a
# province's own server of an older release. Its plan is kept for a session: made for a long list it would read all
# 76 partitions for a single item too, were it not held to look-ups.
FOLLOW = """
create function plan_item_spot_follow() returns trigger language plpgsql
set search_path = public set enable_hashjoin = off set enable_mergejoin = off as $$
begin
    if exists (
        select from new_rows n join plan_item i using (province_code, id) where i.spot is distinct from n.point
    ) then
        update plan_item i set spot = n.point from new_rows n
        where i.province_code = n.province_code and i.id = n.id and i.spot is distinct from n.point;
    end if;
    return null;
end $$
"""
FOLLOW_REPLICATED = """
create function plan_item_spot_replicated() returns trigger language plpgsql set search_path = public as $$
begin
    update plan_item set spot = new.point
    where province_code = new.province_code and id = new.id and spot is distinct from new.point;
    return null;
end $$
"""


def upgrade() -> None:
    op.execute(TILE_KEY)
    op.add_column("plan_item", sa.Column("spot", Geometry("POINT", srid=4326, spatial_index=False)))
    op.execute(STANDING)
    op.execute(REWRITE)
    op.execute("drop function point_of_item(text, uuid)")
    op.create_index(
        "ix_plan_item_tile",
        "plan_item",
        [sa.text("tile_key(spot)")],
        postgresql_include=[
            *("spot", "province_code", "id", "stage", "amount", "fiscal_year", "side", "source_code")
        ],
        postgresql_where=sa.text("spot is not null"),
    )
    op.execute(FOLLOW)
    for operation in ("insert", "update"):
        op.execute(
            f"create trigger spot_{operation} after {operation} on plan_item_text"
            " referencing new table as new_rows for each statement execute function plan_item_spot_follow()"
        )
    op.execute(FOLLOW_REPLICATED)
    op.execute(
        "create trigger spot_replicated after insert or update on plan_item_text"
        " for each row execute function plan_item_spot_replicated()"
    )
    op.execute("alter table plan_item_text enable replica trigger spot_replicated")  # and on every partition


def downgrade() -> None:
    for name in ("insert", "update", "replicated"):
        op.execute(f"drop trigger spot_{name} on plan_item_text")
    op.execute("drop function plan_item_spot_follow()")
    op.execute("drop function plan_item_spot_replicated()")
    op.drop_column("plan_item", "spot")  # its index goes with it
    op.execute("drop function tile_key(geometry)")
