"""What map tiles read: the pyramid of plan items by area, and areas in the map's projection."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

PHASES = {
    "waiting": "'subdistrict', 'district', 'agency', 'province', 'deferred'",
    "planned": "'planned'",
    "funded": "'funded'",
    "works": "'procurement', 'works'",
    "locally": "'local', 'joint'",
    "done": "'completed', 'evaluated'",
    "ended": "'rejected', 'withdrawn'",
}
VALUES = [*PHASES, *(f"{phase}_baht" for phase in PHASES), "waiting_since"]
NAMES = ", ".join(VALUES)
KEY = "grain, area_code, fiscal_year, source_code"

COLUMNS = "province_code, district_code, subdistrict_code, area_code, fiscal_year, source_code, stage, amount, stage_since"
ADDED = f"select 1 as sign, {COLUMNS} from new_rows"
REMOVED = f"select -1 as sign, {COLUMNS} from old_rows"
SIGNED = {"insert": ADDED, "delete": REMOVED, "update": f"{ADDED} union all {REMOVED}"}
REFERENCING = {
    "insert": "new table as new_rows",
    "delete": "old table as old_rows",
    "update": "new table as new_rows old table as old_rows",
}


def _sums() -> str:
    """Items, then baht, by phase, and when those waiting began to."""
    items = [
        f"coalesce(sum(sign) filter (where stage in ({stages})), 0) as {p}" for p, stages in PHASES.items()
    ]
    baht = [
        f"coalesce(sum(sign * amount) filter (where stage in ({stages})), 0) as {p}_baht"
        for p, stages in PHASES.items()
    ]
    since = (
        "coalesce(sum(sign * extract(epoch from stage_since)::bigint)"
        f" filter (where stage in ({PHASES['waiting']})), 0) as waiting_since"
    )
    return ",\n               ".join([*items, *baht, since])


def _grain(digits: int, code: str) -> str:
    added = ", ".join(f"sum({name})" for name in VALUES)
    return f"select {digits} as grain, {code} as area_code, fiscal_year, source_code, {added} from fine group by 2, 3, 4"


def pyramid(signed: str) -> str:
    """One statement: sums at the finest place first, those spread over the grains, written in key order.

    What comes out as nothing at all is not written: an edited title costs no row.
    """
    spread = "\n        union all ".join(
        _grain(digits, code)
        for digits, code in (
            (2, "province_code"),
            (4, "coalesce(district_code, province_code)"),
            (6, "coalesce(subdistrict_code, district_code, province_code)"),
            (8, "area_code"),
        )
    )
    zeros = ", ".join("0" for _ in VALUES)
    adding = ", ".join(f"{name} = kept.{name} + excluded.{name}" for name in VALUES)
    return f"""
    with signed as ({signed}),
    fine as (
        select province_code, district_code, subdistrict_code, area_code, fiscal_year, source_code,
               {_sums()}
        from signed
        group by 1, 2, 3, 4, 5, 6
    ),
    spread ({KEY}, {NAMES}) as (
        {spread}
    )
    insert into plan_pyramid as kept ({KEY}, {NAMES})
    select {KEY}, {NAMES} from spread where ({NAMES}) is distinct from ({zeros})
    order by {KEY}
    on conflict ({KEY}) do update set {adding};
"""  # fixed words only: no value from outside is ever put into this text


KEEP = """
create function plan_pyramid_{operation}() returns trigger
language plpgsql security definer set search_path = public as $$
begin
    {statement}
    return null;
end $$
"""

# An apply worker of logical replication fires row triggers only, and only those enabled for replicas. What its
# transaction changed is noted and counted once, at its commit: row by row the pyramid's rows would grow chains
# of dead versions, which each next row has to walk. Every transaction sees its own notes only and leaves none.
NAMES_OF_ROW = [name.strip() for name in COLUMNS.split(",")]
NOTE = f"""
create function plan_pyramid_note() returns trigger
language plpgsql security definer set search_path = public as $$
declare
    opens boolean := coalesce(current_setting('planhub.pyramid', true), '') <> 'on';
begin
    if opens then
        perform set_config('planhub.pyramid', 'on', true);
    end if;
    if tg_table_name like 'plan_item_text%' then
        insert into plan_pyramid_change (opens, sign, province_code) values (opens, 0, new.province_code);
        return null;
    end if;
    if tg_op <> 'INSERT' then
        insert into plan_pyramid_change values (opens, -1, {", ".join(f"old.{name}" for name in NAMES_OF_ROW)});
        opens := false;
    end if;
    if tg_op <> 'DELETE' then
        insert into plan_pyramid_change values (opens, 1, {", ".join(f"new.{name}" for name in NAMES_OF_ROW)});
    end if;
    return null;
end $$
"""
SETTLE = f"""
create function plan_pyramid_settle() returns trigger
language plpgsql security definer set search_path = public as $$
begin
    insert into plan_version as kept (province_code, version, changed_at)
    select distinct province_code, 1, now() from plan_pyramid_change where sign = 0 order by 1
    on conflict (province_code) do update set version = kept.version + 1, changed_at = excluded.changed_at;
    {pyramid(f"delete from plan_pyramid_change returning sign, {COLUMNS}")}
    perform set_config('planhub.pyramid', '', true);
    return null;
end $$
"""

# Words and points have no summary, but a map that shows them must let go of what it keeps.
TEXT_CHANGED = """
create function plan_item_text_changed() returns trigger
language plpgsql security definer set search_path = public as $$
begin
    insert into plan_version as kept (province_code, version, changed_at)
    select distinct province_code, 1, now() from new_rows order by 1
    on conflict (province_code) do update set version = kept.version + 1, changed_at = excluded.changed_at;
    return null;
end $$
"""

# An area without a point of its own stands where its parent does, and follows it.
AREA_WRITTEN = """
create function tile_area_written() returns trigger
language plpgsql security definer set search_path = public as $$
begin
    insert into tile_area as kept (code, kind, parent_code, spot, borrowed)
    select n.code, n.kind, n.parent_code,
           coalesce(ST_Transform(n.point, 3857), ST_Transform(above.point, 3857), parent.spot), n.point is null
    from new_rows n
        left join new_rows above on above.code = n.parent_code
        left join tile_area parent on parent.code = n.parent_code
    on conflict (code) do update
        set kind = excluded.kind, parent_code = excluded.parent_code, spot = excluded.spot, borrowed = excluded.borrowed
        where (kept.kind, kept.parent_code, kept.spot, kept.borrowed)
            is distinct from (excluded.kind, excluded.parent_code, excluded.spot, excluded.borrowed);
    with recursive given as (
        select t.code, t.spot from new_rows n join tile_area t using (code)
        where t.spot is not null
            and (not t.borrowed or not exists (select from new_rows m where m.code = n.parent_code))
        union all
        select t.code, given.spot from given join tile_area t on t.parent_code = given.code and t.borrowed
    )
    update tile_area t set spot = given.spot from given
    where t.code = given.code and t.borrowed and t.spot is distinct from given.spot;
    return null;
end $$
"""
AREA_DELETED = """
create function tile_area_deleted() returns trigger
language plpgsql security definer set search_path = public as $$
begin
    delete from tile_area where code in (select code from old_rows);
    return null;
end $$
"""
SHAPE_WRITTEN = """
create function tile_area_shaped() returns trigger
language plpgsql security definer set search_path = public as $$
begin
    update tile_area t set shape = ST_Transform(n.simple, 3857)
    from new_rows n where t.code = n.area_code and t.shape is distinct from ST_Transform(n.simple, 3857);
    return null;
end $$
"""
SHAPE_DELETED = """
create function tile_area_unshaped() returns trigger
language plpgsql security definer set search_path = public as $$
begin
    update tile_area set shape = null where code in (select area_code from old_rows)
        and not exists (select from area_boundary where area_code = code);
    return null;
end $$
"""
FUNCTIONS = (
    "plan_pyramid_insert",
    "plan_pyramid_update",
    "plan_pyramid_delete",
    "plan_pyramid_note",
    "plan_pyramid_settle",
    "plan_item_text_changed",
    "tile_area_written",
    "tile_area_deleted",
    "tile_area_shaped",
    "tile_area_unshaped",
)
TRIGGERS = {
    "plan_item": ("pyramid_insert", "pyramid_update", "pyramid_delete", "pyramid_replicated"),
    "plan_item_text": ("text_changed", "text_replicated"),
    "area": ("tile_area_inserted", "tile_area_updated", "tile_area_deleted"),
    "area_boundary": ("tile_area_inserted", "tile_area_updated", "tile_area_deleted"),
}


def upgrade() -> None:
    counts = [sa.Column(phase, sa.BigInteger(), nullable=False) for phase in PHASES]
    sums = [sa.Column(f"{phase}_baht", sa.Numeric(precision=18, scale=2), nullable=False) for phase in PHASES]
    op.create_table(
        "plan_pyramid",
        sa.Column("grain", sa.SmallInteger(), nullable=False),
        sa.Column("area_code", sa.String(collation="C"), nullable=False),
        sa.Column("fiscal_year", sa.SmallInteger(), nullable=False),
        sa.Column("source_code", sa.String(collation="C"), nullable=False),
        *counts,
        *sums,
        sa.Column("waiting_since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "grain", "area_code", "fiscal_year", "source_code", name=op.f("pk_plan_pyramid")
        ),
        postgresql_with={"fillfactor": 70},
    )
    op.create_table(
        "tile_area",
        sa.Column("code", sa.String(collation="C"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("parent_code", sa.String(collation="C"), nullable=True),
        sa.Column("spot", Geometry("POINT", srid=3857, spatial_index=False), nullable=True),
        sa.Column("borrowed", sa.Boolean(), nullable=False),
        sa.Column("shape", Geometry("MULTIPOLYGON", srid=3857, spatial_index=False), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_tile_area")),
    )
    op.create_index("ix_tile_area_spot", "tile_area", ["spot"], postgresql_using="gist")
    op.create_index(
        "ix_tile_area_wide_spot",
        "tile_area",
        ["spot"],
        postgresql_using="gist",
        postgresql_where="kind in ('province', 'district', 'subdistrict')",
    )
    op.create_index("ix_tile_area_shape", "tile_area", ["shape"], postgresql_using="gist")
    op.create_index("ix_tile_area_borrowed", "tile_area", ["parent_code"], postgresql_where="borrowed")
    op.create_table(
        "plan_pyramid_change",
        sa.Column("opens", sa.Boolean(), nullable=False),
        sa.Column("sign", sa.SmallInteger(), nullable=False),
        sa.Column("province_code", sa.String(collation="C"), nullable=False),
        sa.Column("district_code", sa.String(collation="C"), nullable=True),
        sa.Column("subdistrict_code", sa.String(collation="C"), nullable=True),
        sa.Column("area_code", sa.String(collation="C"), nullable=True),
        sa.Column("fiscal_year", sa.SmallInteger(), nullable=True),
        sa.Column("source_code", sa.String(collation="C"), nullable=True),
        sa.Column("stage", sa.Text(), nullable=True),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("stage_since", sa.DateTime(timezone=True), nullable=True),
        prefixes=["UNLOGGED"],
        postgresql_with={"autovacuum_vacuum_scale_factor": 0, "autovacuum_vacuum_threshold": 5000},
    )
    op.execute("revoke insert, update, delete on plan_pyramid, tile_area from planhub_web")
    op.execute("revoke all on plan_pyramid_change from planhub_web")
    _fill()
    _keep_pyramid()
    _keep_areas()


def _fill() -> None:
    """What stands already."""
    op.execute(pyramid(f"select 1 as sign, {COLUMNS} from plan_item"))
    op.execute(
        "insert into tile_area (code, kind, parent_code, spot, borrowed)"
        " select code, kind, parent_code, ST_Transform(point, 3857), point is null from area"
    )
    for _ in range(3):  # district, subdistrict, village
        op.execute(
            "update tile_area t set spot = above.spot from tile_area above"
            " where above.code = t.parent_code and t.borrowed and t.spot is distinct from above.spot"
        )
    op.execute(
        "update tile_area set shape = ST_Transform(simple, 3857) from area_boundary where area_code = code"
    )


def _keep_pyramid() -> None:
    for operation, signed in SIGNED.items():
        op.execute(KEEP.format(operation=operation, statement=pyramid(signed)))
        op.execute(
            f"create trigger pyramid_{operation} after {operation} on plan_item"
            f" referencing {REFERENCING[operation]} for each statement execute function plan_pyramid_{operation}()"
        )
    op.execute(TEXT_CHANGED)
    op.execute(
        "create trigger text_changed after update on plan_item_text"
        " referencing new table as new_rows for each statement execute function plan_item_text_changed()"
    )
    op.execute(NOTE)
    op.execute(SETTLE)
    for table, trigger, operations in (
        ("plan_item", "pyramid_replicated", "insert or update or delete"),
        ("plan_item_text", "text_replicated", "update"),
    ):
        op.execute(
            f"create trigger {trigger} after {operations} on {table}"
            " for each row execute function plan_pyramid_note()"
        )
        op.execute(f"alter table {table} enable replica trigger {trigger}")  # and on every partition
    op.execute(
        "create constraint trigger settle after insert on plan_pyramid_change deferrable initially deferred"
        " for each row when (new.opens) execute function plan_pyramid_settle()"
    )
    op.execute("alter table plan_pyramid_change enable always trigger settle")


def _keep_areas() -> None:
    for function in (AREA_WRITTEN, AREA_DELETED, SHAPE_WRITTEN, SHAPE_DELETED):
        op.execute(function)
    for table, written, deleted in (
        ("area", "tile_area_written", "tile_area_deleted"),
        ("area_boundary", "tile_area_shaped", "tile_area_unshaped"),
    ):
        for operation in ("insert", "update"):
            op.execute(
                f"create trigger tile_area_{operation.removesuffix('e')}ed after {operation} on {table}"
                f" referencing new table as new_rows for each statement execute function {written}()"
            )
        op.execute(
            f"create trigger tile_area_deleted after delete on {table}"
            f" referencing old table as old_rows for each statement execute function {deleted}()"
        )


def downgrade() -> None:
    for table, triggers in TRIGGERS.items():
        for trigger in triggers:
            op.execute(f"drop trigger {trigger} on {table}")
    op.drop_table("plan_pyramid_change")
    for function in FUNCTIONS:
        op.execute(f"drop function {function}()")
    op.drop_table("tile_area")
    op.drop_table("plan_pyramid")
