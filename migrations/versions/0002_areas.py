"""The gazetteer: areas, aliases, boundaries, local authorities."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_geospatial_table(
        "area",
        sa.Column("code", sa.String(collation="C"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("parent_code", sa.String(collation="C"), nullable=True),
        sa.Column("name_th", sa.String(collation="th-x-icu"), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=True),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("moo", sa.SmallInteger(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("cluster", sa.Text(), nullable=True),
        sa.Column("cluster_centre", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("in_76", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("population", sa.BigInteger(), nullable=True),
        sa.Column("households", sa.BigInteger(), nullable=True),
        sa.Column("local_authority_code", sa.String(collation="C"), nullable=True),
        sa.Column("schematic_name", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("successor_code", sa.String(collation="C"), nullable=True),
        sa.Column("split_into", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
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
        sa.CheckConstraint("kind <> 'village' or right(code, 2) <> '00'", name=op.f("ck_area_no_moo_00")),
        sa.CheckConstraint(
            "kind = 'community' or length(code) = case kind when 'province' then 2 when 'district' then 4 when 'subdistrict' then 6 else 8 end",
            name=op.f("ck_area_code_length_fits_kind"),
        ),
        sa.CheckConstraint(
            "kind in ('province', 'community') or parent_code = left(code, length(code) - 2)",
            name=op.f("ck_area_parent_is_prefix"),
        ),
        sa.ForeignKeyConstraint(["parent_code"], ["area.code"], name=op.f("fk_area_parent_code")),
        sa.ForeignKeyConstraint(["successor_code"], ["area.code"], name=op.f("fk_area_successor_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_area")),
    )
    op.create_geospatial_index(
        "idx_area_point", "area", ["point"], unique=False, postgresql_using="gist", postgresql_ops={}
    )
    op.create_index("ix_area_parent_code_kind", "area", ["parent_code", "kind"], unique=False)
    op.create_index(
        "ix_area_search_key",
        "area",
        ["search_key"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"search_key": "gin_trgm_ops"},
    )
    op.create_table(
        "local_authority",
        sa.Column("code", sa.String(collation="C"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name_th", sa.String(collation="th-x-icu"), nullable=False),
        sa.Column("province_code", sa.String(collation="C"), nullable=False),
        sa.Column("district_code", sa.String(collation="C"), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("code ~ '^[0-9]{7}$'", name=op.f("ck_local_authority_code_is_seven_digits")),
        sa.CheckConstraint(
            "kind in ('pao', 'city', 'town', 'subdistrict_municipality', 'sao', 'special')",
            name=op.f("ck_local_authority_kind_known"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_local_authority")),
    )
    op.create_index("ix_local_authority_district_code", "local_authority", ["district_code"], unique=False)
    op.create_table(
        "area_alias",
        sa.Column("alias", sa.String(collation="C"), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("area_code", sa.String(collation="C"), nullable=False),
        sa.ForeignKeyConstraint(["area_code"], ["area.code"], name=op.f("fk_area_alias_area_code")),
        sa.PrimaryKeyConstraint("alias", "scheme", name=op.f("pk_area_alias")),
    )
    op.create_index(op.f("ix_area_alias_area_code"), "area_alias", ["area_code"], unique=False)
    op.create_geospatial_table(
        "area_boundary",
        sa.Column("area_code", sa.String(collation="C"), nullable=False),
        sa.Column(
            "geom",
            Geometry(
                geometry_type="MULTIPOLYGON",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.Column(
            "simple",
            Geometry(
                geometry_type="MULTIPOLYGON",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("schematic", sa.Boolean(), server_default="false", nullable=False),
        sa.ForeignKeyConstraint(["area_code"], ["area.code"], name=op.f("fk_area_boundary_area_code")),
        sa.PrimaryKeyConstraint("area_code", name=op.f("pk_area_boundary")),
    )
    op.create_geospatial_index(
        "idx_area_boundary_geom",
        "area_boundary",
        ["geom"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )


def downgrade() -> None:
    op.drop_geospatial_index(
        "idx_area_boundary_geom", table_name="area_boundary", postgresql_using="gist", column_name="geom"
    )
    op.drop_geospatial_table("area_boundary")
    op.drop_index(op.f("ix_area_alias_area_code"), table_name="area_alias")
    op.drop_table("area_alias")
    op.drop_index("ix_local_authority_district_code", table_name="local_authority")
    op.drop_table("local_authority")
    op.drop_index(
        "ix_area_search_key",
        table_name="area",
        postgresql_using="gin",
        postgresql_ops={"search_key": "gin_trgm_ops"},
    )
    op.drop_index("ix_area_parent_code_kind", table_name="area")
    op.drop_geospatial_index(
        "idx_area_point", table_name="area", postgresql_using="gist", column_name="point"
    )
    op.drop_geospatial_table("area")
