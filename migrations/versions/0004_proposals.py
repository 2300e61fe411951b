"""Proposals: hot and wide halves, money, files, the log that is only added to, ranks, links, rounds."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "development_issue",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("province_code", sa.String(collation="C"), nullable=False),
        sa.Column("from_year", sa.SmallInteger(), nullable=False),
        sa.Column("to_year", sa.SmallInteger(), nullable=False),
        sa.Column("no", sa.SmallInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_development_issue")),
        sa.UniqueConstraint(
            "province_code", "from_year", "no", name=op.f("uq_development_issue_province_code_from_year_no")
        ),
    )
    op.create_table(
        "number_series",
        sa.Column("area_code", sa.String(collation="C"), nullable=False),
        sa.Column("fiscal_year", sa.SmallInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("area_code", "fiscal_year", name=op.f("pk_number_series")),
    )
    op.create_table(
        "planning_round",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("province_code", sa.String(collation="C"), nullable=False),
        sa.Column("fiscal_year", sa.SmallInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_open", sa.Boolean(), server_default="true", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planning_round")),
        sa.UniqueConstraint(
            "province_code", "fiscal_year", name=op.f("uq_planning_round_province_code_fiscal_year")
        ),
    )
    op.create_table(
        "nothing_to_propose",
        sa.Column("area_code", sa.String(collation="C"), nullable=False),
        sa.Column("fiscal_year", sa.SmallInteger(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_nothing_to_propose_by")),
        sa.PrimaryKeyConstraint("area_code", "fiscal_year", name=op.f("pk_nothing_to_propose")),
    )
    op.create_table(
        "proposal",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("uid", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("number", sa.String(collation="C"), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("fiscal_year", sa.SmallInteger(), nullable=False),
        sa.Column("province_code", sa.String(collation="C"), nullable=False),
        sa.Column("district_code", sa.String(collation="C"), nullable=False),
        sa.Column("subdistrict_code", sa.String(collation="C"), nullable=False),
        sa.Column("area_code", sa.String(collation="C"), nullable=False),
        sa.Column("place_code", sa.String(collation="C"), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("came_from", sa.Text(), nullable=True),
        sa.Column("returned", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("holder_code", sa.String(collation="C"), nullable=False),
        sa.Column("stage_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_year", sa.SmallInteger(), nullable=True),
        sa.Column("side", sa.Text(), nullable=True),
        sa.Column("classification", sa.Text(), nullable=True),
        sa.Column("agency_code", sa.String(collation="C"), nullable=True),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), server_default="0", nullable=False),
        sa.Column("plan_year", sa.SmallInteger(), nullable=True),
        sa.Column("envelope", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "classification in ('self', 'joint', 'agency')", name=op.f("ck_proposal_classification_known")
        ),
        sa.CheckConstraint("envelope in ('within', 'over')", name=op.f("ck_proposal_envelope_known")),
        sa.CheckConstraint(
            "place_code like subdistrict_code || '%%'", name=op.f("ck_proposal_place_in_subdistrict")
        ),
        sa.CheckConstraint(
            "stage <> 'planned' or (plan_year is not null and envelope is not null)",
            name=op.f("ck_proposal_planned_has_year"),
        ),
        sa.CheckConstraint(
            "(number is null) = (submitted_at is null)", name=op.f("ck_proposal_number_from_submission")
        ),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_proposal_amount_not_negative")),
        sa.ForeignKeyConstraint(["agency_code"], ["agency.code"], name=op.f("fk_proposal_agency_code")),
        sa.ForeignKeyConstraint(["area_code"], ["area.code"], name=op.f("fk_proposal_area_code")),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_proposal_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("number", name=op.f("uq_proposal_number")),
        sa.UniqueConstraint("uid", name=op.f("uq_proposal_uid")),
        postgresql_with={"fillfactor": 85},
    )
    op.create_index("ix_proposal_area", "proposal", ["area_code", "id"], unique=False)
    op.create_index(
        "ix_proposal_inbox", "proposal", ["holder_code", "stage", "stage_since", "id"], unique=False
    )
    op.create_index("ix_proposal_place", "proposal", ["place_code", "fiscal_year", "id"], unique=False)
    op.create_index(
        "ix_proposal_plan",
        "proposal",
        ["province_code", "plan_year", "id"],
        unique=False,
        postgresql_where=sa.text("plan_year is not null"),
    )
    op.create_table(
        "round_window",
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("opens", sa.Date(), nullable=True),
        sa.Column("closes", sa.Date(), nullable=True),
        sa.Column("top_n", sa.SmallInteger(), nullable=True),
        sa.Column("children_first", sa.Boolean(), server_default="false", nullable=False),
        sa.CheckConstraint(
            "level in ('village', 'subdistrict', 'district', 'province')",
            name=op.f("ck_round_window_level_known"),
        ),
        sa.CheckConstraint(
            "closes is null or opens is null or opens <= closes", name=op.f("ck_round_window_dates_in_order")
        ),
        sa.CheckConstraint("top_n >= 1", name=op.f("ck_round_window_top_n_from_one")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["planning_round.id"], name=op.f("fk_round_window_round_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("round_id", "level", name=op.f("pk_round_window")),
    )
    op.create_table(
        "alignment",
        sa.Column("proposal_id", sa.BigInteger(), nullable=False),
        sa.Column("issue_id", sa.BigInteger(), nullable=False),
        sa.Column("is_leading", sa.Boolean(), server_default="false", nullable=False),
        sa.ForeignKeyConstraint(["issue_id"], ["development_issue.id"], name=op.f("fk_alignment_issue_id")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_alignment_proposal_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("proposal_id", "issue_id", name=op.f("pk_alignment")),
    )
    op.create_index(
        "uq_alignment_leading",
        "alignment",
        ["proposal_id"],
        unique=True,
        postgresql_where=sa.text("is_leading"),
    )
    op.create_table(
        "attachment",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("proposal_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(collation="C"), nullable=False),
        sa.Column("width", sa.BigInteger(), nullable=True),
        sa.Column("height", sa.BigInteger(), nullable=True),
        sa.Column("caption", sa.Text(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.BigInteger(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind in ('photo', 'drawing', 'minutes')", name=op.f("ck_attachment_kind_known")),
        sa.ForeignKeyConstraint(["added_by"], ["account.id"], name=op.f("fk_attachment_added_by")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_attachment_proposal_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    op.create_index("ix_attachment_proposal_id", "attachment", ["proposal_id"], unique=False)
    op.create_table(
        "budget_line",
        sa.Column("proposal_id", sa.BigInteger(), nullable=False),
        sa.Column("fiscal_year", sa.SmallInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_budget_line_amount_not_negative")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_budget_line_proposal_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("proposal_id", "fiscal_year", "source", name=op.f("pk_budget_line")),
    )
    op.create_geospatial_table(
        "need",
        sa.Column("proposal_id", sa.BigInteger(), nullable=False),
        sa.Column("typed", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("typed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("search_key", sa.Text(), server_default="", nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("request", sa.Text(), nullable=True),
        sa.Column("rationale", sa.Text(), nullable=True),
        sa.Column("objective", sa.Text(), nullable=True),
        sa.Column("quantity", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("size", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("work_kind", sa.Text(), nullable=True),
        sa.Column("is_continuing", sa.Boolean(), nullable=True),
        sa.Column("area_scope", sa.Text(), nullable=True),
        sa.Column("target_group", sa.Text(), nullable=True),
        sa.Column("people", sa.BigInteger(), nullable=True),
        sa.Column("households", sa.BigInteger(), nullable=True),
        sa.Column("expected_result", sa.Text(), nullable=True),
        sa.Column("land_status", sa.Text(), nullable=True),
        sa.Column("land_permission", sa.Text(), nullable=True),
        sa.Column("hearing_on", sa.Date(), nullable=True),
        sa.Column("attendees", sa.BigInteger(), nullable=True),
        sa.Column("proposer_title", sa.Text(), nullable=True),
        sa.Column("proposer_phone", sa.Text(), nullable=True),
        sa.Column("wish_rank", sa.SmallInteger(), nullable=True),
        sa.Column("later", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column(
            "geom",
            Geometry(
                srid=4326, dimension=2, spatial_index=False, from_text="ST_GeomFromEWKT", name="geometry"
            ),
            nullable=True,
        ),
        sa.Column("geom_how", sa.Text(), nullable=True),
        sa.Column("geom_accuracy_m", sa.BigInteger(), nullable=True),
        sa.Column("geom_outside_m", sa.BigInteger(), nullable=True),
        sa.Column("geom_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "geom_how in ('gps', 'map', 'typed', 'area')", name=op.f("ck_need_geom_how_known")
        ),
        sa.CheckConstraint(
            "attendees >= 0 and people >= 0 and households >= 0", name=op.f("ck_need_heads_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_need_proposal_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_need")),
    )
    op.create_geospatial_index(
        "idx_need_geom", "need", ["geom"], unique=False, postgresql_using="gist", postgresql_ops={}
    )
    op.create_index(
        "ix_need_search_key",
        "need",
        ["search_key"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"search_key": "gin_trgm_ops"},
    )
    op.create_table(
        "opinion",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("proposal_id", sa.BigInteger(), nullable=False),
        sa.Column("agency_code", sa.String(collation="C"), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("estimated_cost", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("permission_note", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "verdict in ('feasible', 'conditional', 'infeasible')", name=op.f("ck_opinion_verdict_known")
        ),
        sa.CheckConstraint("estimated_cost >= 0", name=op.f("ck_opinion_cost_not_negative")),
        sa.ForeignKeyConstraint(["agency_code"], ["agency.code"], name=op.f("fk_opinion_agency_code")),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_opinion_by")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_opinion_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion")),
    )
    op.create_index("ix_opinion_proposal_id", "opinion", ["proposal_id"], unique=False)
    op.create_table(
        "proposal_link",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("from_id", sa.BigInteger(), nullable=False),
        sa.Column("to_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("undoes_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "kind in ('duplicate_of', 'merged_into', 'part_of', 'continues', 'answers_complaint', 'from_master_plan')",
            name=op.f("ck_proposal_link_kind_known"),
        ),
        sa.CheckConstraint("from_id <> to_id", name=op.f("ck_proposal_link_not_to_itself")),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_proposal_link_by")),
        sa.ForeignKeyConstraint(["from_id"], ["proposal.id"], name=op.f("fk_proposal_link_from_id")),
        sa.ForeignKeyConstraint(["to_id"], ["proposal.id"], name=op.f("fk_proposal_link_to_id")),
        sa.ForeignKeyConstraint(["undoes_id"], ["proposal_link.id"], name=op.f("fk_proposal_link_undoes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_link")),
    )
    op.create_index("ix_proposal_link_from_id", "proposal_link", ["from_id"], unique=False)
    op.create_index("ix_proposal_link_to_id", "proposal_link", ["to_id"], unique=False)
    op.create_index(
        "uq_proposal_link_undone",
        "proposal_link",
        ["undoes_id"],
        unique=True,
        postgresql_where=sa.text("undoes_id is not null"),
    )
    op.create_table(
        "rank",
        sa.Column("proposal_id", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("office_code", sa.String(collation="C"), nullable=False),
        sa.Column("fiscal_year", sa.SmallInteger(), nullable=False),
        sa.Column("rank", sa.SmallInteger(), nullable=False),
        sa.Column("set_by", sa.BigInteger(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("rank >= 1", name=op.f("ck_rank_rank_from_one")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_rank_proposal_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["set_by"], ["account.id"], name=op.f("fk_rank_set_by")),
        sa.PrimaryKeyConstraint("proposal_id", "level", name=op.f("pk_rank")),
        sa.UniqueConstraint(
            "level",
            "office_code",
            "fiscal_year",
            "rank",
            deferrable=True,
            initially="DEFERRED",
            name="uq_rank_place",
        ),
    )
    op.create_table(
        "review",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("proposal_id", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.SmallInteger(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("from_stage", sa.Text(), nullable=False),
        sa.Column("to_stage", sa.Text(), nullable=False),
        sa.Column("holder_code", sa.String(collation="C"), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("holding_id", sa.BigInteger(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("capacity", sa.Text(), nullable=False),
        sa.Column("on_behalf_of", sa.String(collation="C"), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("meeting", sa.Text(), nullable=True),
        sa.Column("given", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.CheckConstraint(
            "action not in ('return', 'reject', 'defer', 'reopen', 'resume') or reason <> ''",
            name=op.f("ck_review_reason_where_due"),
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_review_actor_id")),
        sa.ForeignKeyConstraint(["holding_id"], ["holding.id"], name=op.f("fk_review_holding_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_review_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("proposal_id", "seq", name=op.f("uq_review_proposal_id_seq")),
    )

    op.execute(
        """
        create function refuse_change() returns trigger language plpgsql as $$
        begin
            raise exception 'the log is only added to: % on % refused', tg_op, tg_table_name
                using errcode = 'restrict_violation';
        end $$
        """
    )
    op.execute(
        "create trigger review_only_added before update or delete on review"
        " for each row execute function refuse_change()"
    )
    op.execute(
        "create trigger review_never_emptied before truncate on review"
        " for each statement execute function refuse_change()"
    )
    op.execute("revoke update, delete, truncate on review from planhub_web")
    op.execute("revoke update, delete on proposal_link, opinion from planhub_web")
    op.execute("alter table proposal set (autovacuum_vacuum_scale_factor = 0.01)")


def downgrade() -> None:
    op.drop_table("review")
    op.drop_table("rank")
    op.drop_index(
        "uq_proposal_link_undone",
        table_name="proposal_link",
        postgresql_where=sa.text("undoes_id is not null"),
    )
    op.drop_index("ix_proposal_link_to_id", table_name="proposal_link")
    op.drop_index("ix_proposal_link_from_id", table_name="proposal_link")
    op.drop_table("proposal_link")
    op.drop_index("ix_opinion_proposal_id", table_name="opinion")
    op.drop_table("opinion")
    op.drop_index(
        "ix_need_search_key",
        table_name="need",
        postgresql_using="gin",
        postgresql_ops={"search_key": "gin_trgm_ops"},
    )
    op.drop_geospatial_index("idx_need_geom", table_name="need", postgresql_using="gist", column_name="geom")
    op.drop_geospatial_table("need")
    op.drop_table("budget_line")
    op.drop_index("ix_attachment_proposal_id", table_name="attachment")
    op.drop_table("attachment")
    op.drop_index("uq_alignment_leading", table_name="alignment", postgresql_where=sa.text("is_leading"))
    op.drop_table("alignment")
    op.drop_table("round_window")
    op.drop_index(
        "ix_proposal_plan", table_name="proposal", postgresql_where=sa.text("plan_year is not null")
    )
    op.drop_index("ix_proposal_place", table_name="proposal")
    op.drop_index("ix_proposal_inbox", table_name="proposal")
    op.drop_index("ix_proposal_area", table_name="proposal")
    op.drop_table("proposal")
    op.drop_table("nothing_to_propose")
    op.drop_table("planning_round")
    op.drop_table("number_series")
    op.drop_table("development_issue")
    op.execute("drop function refuse_change()")
