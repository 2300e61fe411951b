"""The words and the point of a need stand beside its place codes, in one index: look-alikes read a few pages.

They lay in `need`, two kilobytes a row and strewn by time: a page that compared the needs of one subdistrict read
1,500 pages from all over the disk. The trigram index of `need` was never asked by anybody.
"""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

# One rewriting of the table instead of an update of every row, which would leave as much dead space behind.
_WORDS = """
    create function words_of_need(asked bigint) returns text language sql stable
    as 'select search_key from need where proposal_id = asked'
"""
_POINT = """
    create function point_of_need(asked bigint) returns geometry language sql stable
    as 'select ST_PointOnSurface(geom) from need where proposal_id = asked'
"""
_REWRITE = """
    alter table proposal
    alter column search_key drop default,
    alter column search_key type text using coalesce(words_of_need(id), ''),
    alter column search_key set default '',
    alter column point type geometry(Point, 4326) using point_of_need(id)
"""
_FOLLOW = """
    create function need_point_follow() returns trigger language plpgsql as $$
    begin
        update proposal p set point = ST_PointOnSurface(n.geom)
        from new_rows n
        where p.id = n.proposal_id and p.point is distinct from ST_PointOnSurface(n.geom);
        return null;
    end $$
"""
_INSERTED = """
    create trigger point_inserted after insert on need referencing new table as new_rows
    for each statement execute function need_point_follow()
"""
_UPDATED = """
    create trigger point_updated after update on need referencing new table as new_rows
    for each statement execute function need_point_follow()
"""


def upgrade() -> None:
    op.drop_index("ix_need_search_key", "need", postgresql_using="gin")
    op.add_column("proposal", sa.Column("search_key", sa.Text(), server_default="", nullable=False))
    op.add_column("proposal", sa.Column("point", Geometry("POINT", srid=4326, spatial_index=False)))
    op.execute(_WORDS)
    op.execute(_POINT)
    op.execute(_REWRITE)
    op.execute("drop function words_of_need(bigint), point_of_need(bigint)")
    op.drop_column("need", "search_key")
    op.create_index(
        "ix_proposal_alike",
        "proposal",
        ["district_code", "subdistrict_code"],
        postgresql_include=["id", "search_key", "point"],
        postgresql_where=sa.text("number is not null"),
    )
    op.execute(_FOLLOW)
    op.execute(_INSERTED)
    op.execute(_UPDATED)


def downgrade() -> None:
    op.execute("drop trigger point_inserted on need")
    op.execute("drop trigger point_updated on need")
    op.execute("drop function need_point_follow()")
    op.drop_index("ix_proposal_alike", "proposal")
    op.add_column("need", sa.Column("search_key", sa.Text(), server_default="", nullable=False))
    op.execute("update need n set search_key = p.search_key from proposal p where p.id = n.proposal_id")
    op.drop_column("proposal", "search_key")
    op.drop_column("proposal", "point")
    op.create_index(
        "ix_need_search_key",
        "need",
        ["search_key"],
        postgresql_using="gin",
        postgresql_ops={"search_key": "gin_trgm_ops"},
    )
