"""The linked database: plan items in 76 partitions, and the summaries kept by a statement trigger."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# the 76 provinces, fixed by law: Bangkok (10) is none, and a new province is a migration
PROVINCES = (
    "11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 "
    "51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 67 70 71 72 73 74 75 76 77 80 81 82 83 84 85 86 90 91 92 93 94 95 96"
).split()

# What one statement did, as signed rows of the columns that the summaries need.
COLUMNS = "province_code, fiscal_year, district_code, subdistrict_code, stage, side, amount"
ADDED = f"select 1 as sign, {COLUMNS} from new_rows"
REMOVED = f"select -1 as sign, {COLUMNS} from old_rows"
SIGNED = {"insert": ADDED, "delete": REMOVED, "update": f"{ADDED} union all {REMOVED}"}
REFERENCING = {
    "insert": "new table as new_rows",
    "delete": "old table as old_rows",
    "update": "new table as new_rows old table as old_rows",
}

# Summed by key at three levels (the prefixes of the code) and written in key order, so that two writers never
# wait for each other crosswise. security definer: the web may read summaries, only the trigger writes them.
SUMMARISE = """
create function plan_item_summarise_{operation}() returns trigger
language plpgsql security definer set search_path = public as $$
begin
    with signed as ({signed}),
    by_level as (
        select length(code) as level, code, fiscal_year, stage, coalesce(side, '') as side,
               sum(sign) as items, sum(sign * amount) as baht
        from signed cross join lateral (values (province_code), (district_code), (subdistrict_code)) as at(code)
        where code is not null
        group by 1, 2, 3, 4, 5
        having sum(sign) <> 0 or sum(sign * amount) <> 0
    )
    insert into plan_summary as kept (level, fiscal_year, area_code, stage, side, items, baht)
    select level, fiscal_year, code, stage, side, items, baht from by_level order by 1, 2, 3, 4, 5
    on conflict (level, fiscal_year, area_code, stage, side)
        do update set items = kept.items + excluded.items, baht = kept.baht + excluded.baht;
    insert into plan_version as kept (province_code, version, changed_at)
    select distinct province_code, 1, now() from ({signed}) as touched order by 1
    on conflict (province_code) do update set version = kept.version + 1, changed_at = excluded.changed_at;
    return null;
end $$
"""  # fixed words only: no value from outside is ever put into this text


def upgrade() -> None:
    op.create_table(
        "plan_item",
        sa.Column("province_code", sa.String(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source_code", sa.String(collation="C"), nullable=False),
        sa.Column("external_id", sa.String(collation="C"), nullable=False),
        sa.Column("fiscal_year", sa.SmallInteger(), nullable=False),
        sa.Column("district_code", sa.String(collation="C"), nullable=True),
        sa.Column("subdistrict_code", sa.String(collation="C"), nullable=True),
        sa.Column("area_code", sa.String(collation="C"), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=True),
        sa.Column("envelope", sa.Text(), nullable=True),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("stage_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("province_code", "id", name=op.f("pk_plan_item")),
        postgresql_partition_by="LIST (province_code)",
    )
    op.create_index("ix_plan_item_district", "plan_item", ["district_code", "fiscal_year"], unique=False)
    op.create_index(
        "ix_plan_item_source", "plan_item", ["province_code", "source_code", "external_id"], unique=True
    )
    op.create_index("ix_plan_item_year", "plan_item", ["fiscal_year", "updated_at", "id"], unique=False)
    op.create_geospatial_table(
        "plan_item_text",
        sa.Column("province_code", sa.String(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(collation="C"), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=True),
        sa.Column("objective", sa.Text(), nullable=True),
        sa.Column(
            "point",
            Geometry(
                geometry_type="POINT",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            nullable=True,
        ),
        sa.Column("point_how", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("province_code", "id", name=op.f("pk_plan_item_text")),
        postgresql_partition_by="LIST (province_code)",
    )
    op.create_geospatial_index(
        "idx_plan_item_text_point",
        "plan_item_text",
        ["point"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_index("ix_plan_item_text_number", "plan_item_text", ["number"], unique=False)
    op.create_index(
        "ix_plan_item_text_search_key",
        "plan_item_text",
        ["search_key"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"search_key": "gin_trgm_ops"},
    )
    op.create_table(
        "plan_summary",
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("fiscal_year", sa.SmallInteger(), nullable=False),
        sa.Column("area_code", sa.String(collation="C"), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("items", sa.BigInteger(), nullable=False),
        sa.Column("baht", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.PrimaryKeyConstraint(
            "level", "fiscal_year", "area_code", "stage", "side", name=op.f("pk_plan_summary")
        ),
        postgresql_with={"fillfactor": 70},
    )
    op.create_table(
        "plan_version",
        sa.Column("province_code", sa.String(collation="C"), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("province_code", name=op.f("pk_plan_version")),
    )

    for province in PROVINCES:
        for table in ("plan_item", "plan_item_text"):
            op.execute(
                f"create table {table}_{province} partition of {table} for values in ('{province}')"
                " with (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02)"
            )
    for operation, signed in SIGNED.items():
        op.execute(SUMMARISE.format(operation=operation, signed=signed))
        op.execute(
            f"create trigger summarise_{operation} after {operation} on plan_item"
            f" referencing {REFERENCING[operation]} for each statement"
            f" execute function plan_item_summarise_{operation}()"
        )
    op.execute("revoke insert, update, delete on plan_summary, plan_version from planhub_web")


def downgrade() -> None:
    op.drop_table("plan_version")
    op.drop_table("plan_summary")
    op.drop_index(
        "ix_plan_item_text_search_key",
        table_name="plan_item_text",
        postgresql_using="gin",
        postgresql_ops={"search_key": "gin_trgm_ops"},
    )
    op.drop_index("ix_plan_item_text_number", table_name="plan_item_text")
    op.drop_geospatial_index(
        "idx_plan_item_text_point", table_name="plan_item_text", postgresql_using="gist", column_name="point"
    )
    op.drop_geospatial_table("plan_item_text")
    op.drop_index("ix_plan_item_year", table_name="plan_item")
    op.drop_index("ix_plan_item_source", table_name="plan_item")
    op.drop_index("ix_plan_item_district", table_name="plan_item")
    op.drop_table("plan_item")
    for operation in SIGNED:
        op.execute(f"drop function plan_item_summarise_{operation}()")
