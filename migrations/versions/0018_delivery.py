"""From money to result: the ledger and its sums, works, reports, changes, results, editions, answers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

# All entries of a statement count at once: a correction and what it makes room for may come in any order. The
# row is made empty first: a part of a sum must not be held against rules that only the whole keeps. Locks are
# taken in key order. security definer: the web may read the sums, only the ledger writes them.
SUM_UP = """
create function money_entry_sum_up() returns trigger
language plpgsql security definer set search_path = public as $$
begin
    insert into item_money (province_code, item_id, fiscal_year, source)
    select distinct province_code, item_id, fiscal_year, source from new_rows order by 1, 2, 3, 4
    on conflict do nothing;
    perform 1 from item_money
    where (province_code, item_id, fiscal_year, source)
        in (select province_code, item_id, fiscal_year, source from new_rows)
    order by province_code, item_id, fiscal_year, source for update;
    update item_money as kept set
        requested = kept.requested + added.requested,
        allocated = kept.allocated + added.allocated,
        increased = kept.increased + added.increased,
        decreased = kept.decreased + added.decreased,
        committed = kept.committed + added.committed,
        disbursed = kept.disbursed + added.disbursed,
        carried = kept.carried + added.carried,
        returned = kept.returned + added.returned,
        lapsed = kept.lapsed + added.lapsed
    from (
        select province_code, item_id, fiscal_year, source,
            coalesce(sum(amount) filter (where kind = 'requested'), 0) as requested,
            coalesce(sum(amount) filter (where kind = 'allocated'), 0) as allocated,
            coalesce(sum(amount) filter (where kind = 'increased'), 0) as increased,
            coalesce(sum(amount) filter (where kind = 'decreased'), 0) as decreased,
            coalesce(sum(amount) filter (where kind = 'committed'), 0) as committed,
            coalesce(sum(amount) filter (where kind = 'disbursed'), 0) as disbursed,
            coalesce(sum(amount) filter (where kind = 'carried'), 0) as carried,
            coalesce(sum(amount) filter (where kind = 'returned'), 0) as returned,
            coalesce(sum(amount) filter (where kind = 'lapsed'), 0) as lapsed
        from new_rows group by 1, 2, 3, 4
    ) as added
    where (kept.province_code, kept.item_id, kept.fiscal_year, kept.source)
        = (added.province_code, added.item_id, added.fiscal_year, added.source);
    return null;
end $$
"""
# Whose numbers are kept by district needs to know which districts a change touched. A version that went up by
# any other way (a repair, rows that came without triggers) leaves a gap: then all of the province counts as
# touched, which the district "*" says. After the province's own version, whose row keeps writers in one line.
TOUCHED = {
    "insert": "select province_code, district_code from new_rows",
    "delete": "select province_code, district_code from old_rows",
    "update": "select province_code, district_code from new_rows"
    " union select province_code, district_code from old_rows",
}
REFERENCING = {
    "insert": "new table as new_rows",
    "delete": "old table as old_rows",
    "update": "new table as new_rows old table as old_rows",
}
DISTRICTS = """
create function plan_item_district_{operation}() returns trigger
language plpgsql security definer set search_path = public as $$
begin
    insert into district_version (province_code, district_code, version, changed_at)
    select v.province_code, '*', v.version, v.changed_at from plan_version v
    where v.province_code in (select province_code from ({touched}) as touched) and v.version - 1
        is distinct from (select max(d.version) from district_version d where d.province_code = v.province_code)
    order by 1
    on conflict (province_code, district_code)
        do update set version = excluded.version, changed_at = excluded.changed_at;
    insert into district_version (province_code, district_code, version, changed_at)
    select distinct province_code, coalesce(touched.district_code, ''), v.version, v.changed_at
    from ({touched}) as touched join plan_version v using (province_code) order by 1, 2
    on conflict (province_code, district_code)
        do update set version = excluded.version, changed_at = excluded.changed_at;
    return null;
end $$
"""  # fixed words only: no value from outside is ever put into this text
ONLY_ADDED = ("money_entry", "contract_change", "sealed_plan", "royal_report")


def upgrade() -> None:
    op.create_table(
        "item_money",
        sa.Column("province_code", sa.String(collation="C"), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("fiscal_year", sa.SmallInteger(), nullable=False),
        sa.Column("source", sa.String(collation="C"), nullable=False),
        sa.Column("requested", sa.Numeric(precision=14, scale=2), server_default="0", nullable=False),
        sa.Column("allocated", sa.Numeric(precision=14, scale=2), server_default="0", nullable=False),
        sa.Column("increased", sa.Numeric(precision=14, scale=2), server_default="0", nullable=False),
        sa.Column("decreased", sa.Numeric(precision=14, scale=2), server_default="0", nullable=False),
        sa.Column("committed", sa.Numeric(precision=14, scale=2), server_default="0", nullable=False),
        sa.Column("disbursed", sa.Numeric(precision=14, scale=2), server_default="0", nullable=False),
        sa.Column("carried", sa.Numeric(precision=14, scale=2), server_default="0", nullable=False),
        sa.Column("returned", sa.Numeric(precision=14, scale=2), server_default="0", nullable=False),
        sa.Column("lapsed", sa.Numeric(precision=14, scale=2), server_default="0", nullable=False),
        sa.Column(
            "remaining",
            sa.Numeric(precision=14, scale=2),
            sa.Computed(
                "allocated + increased - decreased - committed - disbursed - carried - returned - lapsed",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.CheckConstraint(
            "allocated + increased - decreased >= 0", name=op.f("ck_item_money_not_decreased_below_nought")
        ),
        sa.CheckConstraint(
            "committed + disbursed + carried + returned + lapsed <= allocated + increased - decreased",
            name=op.f("ck_item_money_not_more_than_given"),
        ),
        sa.CheckConstraint(
            "requested >= 0 and allocated >= 0 and increased >= 0 and decreased >= 0 and committed >= 0 and disbursed >= 0 and carried >= 0 and returned >= 0 and lapsed >= 0",
            name=op.f("ck_item_money_nothing_below_nought"),
        ),
        sa.PrimaryKeyConstraint(
            "province_code", "item_id", "fiscal_year", "source", name=op.f("pk_item_money")
        ),
    )
    op.create_index(
        "ix_item_money_left",
        "item_money",
        ["province_code", "fiscal_year"],
        unique=False,
        postgresql_where=sa.text("committed + remaining > 0"),
    )
    op.create_table(
        "district_version",
        sa.Column("province_code", sa.String(collation="C"), nullable=False),
        sa.Column("district_code", sa.String(collation="C"), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("province_code", "district_code", name=op.f("pk_district_version")),
        postgresql_with={"fillfactor": 70},
    )
    op.create_table(
        "royal_project",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("province_code", sa.String(collation="C"), nullable=False),
        sa.Column("area_code", sa.String(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("began_on", sa.Date(), nullable=True),
        sa.Column("agency", sa.Text(), server_default="", nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_royal_project_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_royal_project")),
    )
    op.create_index("ix_royal_project_province_code", "royal_project", ["province_code"], unique=False)
    op.create_table(
        "sealed_plan",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("province_code", sa.String(collation="C"), nullable=False),
        sa.Column("fiscal_year", sa.SmallInteger(), nullable=False),
        sa.Column("edition", sa.SmallInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("digest", sa.String(collation="C"), nullable=False),
        sa.Column("items", sa.BigInteger(), nullable=False),
        sa.Column("baht", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("meeting", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.Column("capacity", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("(edition = 1) = (kind = 'first')", name=op.f("ck_sealed_plan_first_is_first")),
        sa.CheckConstraint("edition = 1 or reason <> ''", name=op.f("ck_sealed_plan_later_with_reason")),
        sa.CheckConstraint(
            "kind in ('first', 'additional', 'change', 'correction')", name=op.f("ck_sealed_plan_kind_known")
        ),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_sealed_plan_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_plan")),
        sa.UniqueConstraint(
            "province_code",
            "fiscal_year",
            "edition",
            name=op.f("uq_sealed_plan_province_code_fiscal_year_edition"),
        ),
    )
    op.create_table(
        "source_envelope",
        sa.Column("province_code", sa.String(collation="C"), nullable=False),
        sa.Column("fiscal_year", sa.SmallInteger(), nullable=False),
        sa.Column("source", sa.String(collation="C"), nullable=False),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_source_envelope_amount_not_negative")),
        sa.PrimaryKeyConstraint("province_code", "fiscal_year", "source", name=op.f("pk_source_envelope")),
    )
    op.create_table(
        "theme_plan",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("province_code", sa.String(collation="C"), nullable=False),
        sa.Column("fiscal_year", sa.SmallInteger(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_theme_plan_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_plan")),
        sa.UniqueConstraint(
            "province_code", "fiscal_year", "side", name=op.f("uq_theme_plan_province_code_fiscal_year_side")
        ),
    )
    op.create_table(
        "quarter_answer",
        sa.Column("proposal_id", sa.BigInteger(), nullable=False),
        sa.Column("fiscal_year", sa.SmallInteger(), nullable=False),
        sa.Column("quarter", sa.SmallInteger(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.Column("capacity", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "answer in ('confirmed', 'changed', 'withdrawn')", name=op.f("ck_quarter_answer_answer_known")
        ),
        sa.CheckConstraint("quarter between 1 and 4", name=op.f("ck_quarter_answer_quarter_known")),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_quarter_answer_by")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_quarter_answer_proposal_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("proposal_id", "fiscal_year", "quarter", name=op.f("pk_quarter_answer")),
    )
    op.create_index("ix_quarter_answer_quarter", "quarter_answer", ["fiscal_year", "quarter"], unique=False)
    op.create_table(
        "royal_report",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("fiscal_year", sa.SmallInteger(), nullable=False),
        sa.Column("half", sa.SmallInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("spent", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("people", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.Column("capacity", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "status in ('in_use', 'in_repair', 'underway', 'waiting', 'not_used', 'ended')",
            name=op.f("ck_royal_report_status_known"),
        ),
        sa.CheckConstraint("half in (1, 2)", name=op.f("ck_royal_report_half_known")),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_royal_report_by")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["royal_project.id"], name=op.f("fk_royal_report_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_royal_report")),
    )
    op.create_index("ix_royal_report_project_id", "royal_report", ["project_id", "id"], unique=False)
    op.create_table(
        "theme_revision",
        sa.Column("plan_id", sa.BigInteger(), nullable=False),
        sa.Column("months", sa.SmallInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("items", sa.BigInteger(), nullable=True),
        sa.Column("baht", sa.BigInteger(), nullable=True),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.Column("capacity", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("months in (6, 12)", name=op.f("ck_theme_revision_months_known")),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_theme_revision_by")),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["theme_plan.id"], name=op.f("fk_theme_revision_plan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("plan_id", "months", name=op.f("pk_theme_revision")),
    )
    op.create_table(
        "village_answer",
        sa.Column("proposal_id", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("answer = 'yes' or words <> ''", name=op.f("ck_village_answer_what_is_missing")),
        sa.CheckConstraint("answer in ('yes', 'partly', 'no')", name=op.f("ck_village_answer_answer_known")),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_village_answer_by")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_village_answer_proposal_id")),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_village_answer")),
    )
    op.create_table(
        "work",
        sa.Column("proposal_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("method", sa.Text(), nullable=True),
        sa.Column("ground", sa.Text(), nullable=True),
        sa.Column("invited", sa.SmallInteger(), nullable=True),
        sa.Column("attempt", sa.SmallInteger(), server_default="1", nullable=False),
        sa.Column("estimate", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("egp_no", sa.String(collation="C"), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("funded_on", sa.Date(), nullable=True),
        sa.Column("contracted_on", sa.Date(), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("completed_on", sa.Date(), nullable=True),
        sa.Column("physical", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem_code", sa.Text(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_work_dates_in_order")),
        sa.CheckConstraint("estimate >= 0", name=op.f("ck_work_estimate_not_negative")),
        sa.CheckConstraint("attempt > 0 and invited > 0", name=op.f("ck_work_counts_above_nothing")),
        sa.CheckConstraint("physical between 0 and 100", name=op.f("ck_work_physical_percent")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_work_proposal_id")),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_work")),
    )
    op.create_table(
        "change_request",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("proposal_id", sa.BigInteger(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("document_no", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), server_default="asked", nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=True),
        sa.Column("asked_as", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_as", sa.Text(), server_default="", nullable=False),
        sa.Column("decision", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "(state = 'asked') = (decided_at is null)", name=op.f("ck_change_request_decided_when_decided")
        ),
        sa.CheckConstraint(
            "field in ('amount', 'place', 'scope', 'dates', 'contract', 'contractor')",
            name=op.f("ck_change_request_field_known"),
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_change_request_with_reason")),
        sa.CheckConstraint(
            "state <> 'refused' or decision <> ''", name=op.f("ck_change_request_refused_with_reason")
        ),
        sa.CheckConstraint(
            "state in ('asked', 'approved', 'refused', 'taken_back')",
            name=op.f("ck_change_request_state_known"),
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["account.id"], name=op.f("fk_change_request_asked_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_change_request_decided_by")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["work.proposal_id"], name=op.f("fk_change_request_proposal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_request")),
    )
    op.create_index("ix_change_request_proposal_id", "change_request", ["proposal_id"], unique=False)
    op.create_index(
        "uq_change_request_open",
        "change_request",
        ["proposal_id", "field"],
        unique=True,
        postgresql_where=sa.text("state = 'asked'"),
    )
    op.create_table(
        "contract",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("proposal_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("contractor", sa.Text(), nullable=False),
        sa.Column("days", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("guarantee", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("guarantee_until", sa.Date(), nullable=True),
        sa.Column("liability_days", sa.BigInteger(), server_default="730", nullable=False),
        sa.Column("guarantee_due_on", sa.Date(), nullable=True),
        sa.Column("guarantee_returned_on", sa.Date(), nullable=True),
        sa.Column("guarantee_return_no", sa.Text(), server_default="", nullable=False),
        sa.Column("fine_kind", sa.Text(), nullable=True),
        sa.Column("fine_per_day", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_why", sa.Text(), server_default="", nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_contract_amount_above_nothing")),
        sa.CheckConstraint("days > 0", name=op.f("ck_contract_days_above_nothing")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_contract_dates_in_order")),
        sa.CheckConstraint(
            "guarantee >= 0 and fine_per_day >= 0", name=op.f("ck_contract_sums_not_negative")
        ),
        sa.CheckConstraint(
            "fine_kind in ('supply', 'whole', 'traffic')", name=op.f("ck_contract_fine_kind_known")
        ),
        sa.CheckConstraint("liability_days >= 0", name=op.f("ck_contract_liability_not_negative")),
        sa.CheckConstraint(
            "guarantee_returned_on is null or guarantee_return_no <> ''",
            name=op.f("ck_contract_returned_by_document"),
        ),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_contract_by")),
        sa.ForeignKeyConstraint(["proposal_id"], ["work.proposal_id"], name=op.f("fk_contract_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract")),
        sa.UniqueConstraint("proposal_id", "number", name=op.f("uq_contract_proposal_id_number")),
    )
    op.create_index(
        "ix_contract_guarantee_due",
        "contract",
        ["guarantee_due_on"],
        unique=False,
        postgresql_where=sa.text("guarantee_due_on is not null and guarantee_returned_on is null"),
    )
    op.create_index(
        "uq_contract_standing",
        "contract",
        ["proposal_id"],
        unique=True,
        postgresql_where=sa.text("ended_on is null"),
    )
    op.create_table(
        "later_look",
        sa.Column("proposal_id", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.Column("capacity", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "state in ('in_use', 'partly', 'not_used')", name=op.f("ck_later_look_state_known")
        ),
        sa.CheckConstraint(
            "state is null or state = 'in_use' or why <> ''", name=op.f("ck_later_look_why_not_in_use")
        ),
        sa.CheckConstraint("(state is null) = (at is null)", name=op.f("ck_later_look_seen_when_seen")),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_later_look_by")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["work.proposal_id"], name=op.f("fk_later_look_proposal_id")
        ),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_later_look")),
    )
    op.create_index(
        "ix_later_look_due_on",
        "later_look",
        ["due_on"],
        unique=False,
        postgresql_where=sa.text("state is null"),
    )
    op.create_table(
        "money_entry",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("province_code", sa.String(collation="C"), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.BigInteger(), nullable=True),
        sa.Column("fiscal_year", sa.SmallInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("document_no", sa.Text(), server_default="", nullable=False),
        sa.Column("document_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.Column("capacity", sa.Text(), server_default="", nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=True),
        sa.Column("corrects_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("amount > 0 or note <> ''", name=op.f("ck_money_entry_taken_back_with_reason")),
        sa.CheckConstraint(
            "kind in ('requested', 'allocated', 'increased', 'decreased', 'committed', 'disbursed', 'carried', 'returned', 'lapsed')",
            name=op.f("ck_money_entry_kind_known"),
        ),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_money_entry_amount_not_nothing")),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_money_entry_by")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_money_entry_proposal_id")),
        sa.ForeignKeyConstraint(["run_id"], ["import_run.id"], name=op.f("fk_money_entry_run_id")),
        sa.ForeignKeyConstraint(["corrects_id"], ["money_entry.id"], name=op.f("fk_money_entry_corrects_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_money_entry")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_money_entry_corrects_id")),
    )
    op.create_index("ix_money_entry_item", "money_entry", ["province_code", "item_id", "id"], unique=False)
    op.create_index("ix_money_entry_proposal_id", "money_entry", ["proposal_id"], unique=False)
    op.create_index("ix_money_entry_run_id", "money_entry", ["run_id"], unique=False)
    op.create_table(
        "procurement_step",
        sa.Column("proposal_id", sa.BigInteger(), nullable=False),
        sa.Column("attempt", sa.SmallInteger(), server_default="1", nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("actual_on", sa.Date(), nullable=True),
        sa.Column("skipped", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "skipped = '' or actual_on is null", name=op.f("ck_procurement_step_skipped_or_done")
        ),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_procurement_step_by")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["work.proposal_id"], name=op.f("fk_procurement_step_proposal_id")
        ),
        sa.PrimaryKeyConstraint("proposal_id", "attempt", "step", name=op.f("pk_procurement_step")),
    )
    op.create_table(
        "progress_report",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("proposal_id", sa.BigInteger(), nullable=False),
        sa.Column("fiscal_year", sa.SmallInteger(), nullable=False),
        sa.Column("month", sa.SmallInteger(), nullable=False),
        sa.Column("by_quarter", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("physical", sa.SmallInteger(), nullable=False),
        sa.Column("went_back", sa.Text(), server_default="", nullable=False),
        sa.Column("activity", sa.Text(), server_default="", nullable=False),
        sa.Column("output", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("problem_code", sa.Text(), nullable=True),
        sa.Column("problem", sa.Text(), server_default="", nullable=False),
        sa.Column("remedy", sa.Text(), server_default="", nullable=False),
        sa.Column("next_step", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.Column("capacity", sa.Text(), server_default="", nullable=False),
        sa.Column("review", sa.Text(), nullable=True),
        sa.Column("review_note", sa.Text(), server_default="", nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by", sa.BigInteger(), nullable=True),
        sa.Column("reviewed_as", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "review in ('accepted', 'sent_back')", name=op.f("ck_progress_report_review_known")
        ),
        sa.CheckConstraint(
            "review is distinct from 'sent_back' or review_note <> ''",
            name=op.f("ck_progress_report_sent_back_with_reason"),
        ),
        sa.CheckConstraint("month between 1 and 12", name=op.f("ck_progress_report_month_of_fiscal_year")),
        sa.CheckConstraint("output >= 0", name=op.f("ck_progress_report_output_not_negative")),
        sa.CheckConstraint("physical between 0 and 100", name=op.f("ck_progress_report_physical_percent")),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_progress_report_by")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["work.proposal_id"], name=op.f("fk_progress_report_proposal_id")
        ),
        sa.ForeignKeyConstraint(["reviewed_by"], ["account.id"], name=op.f("fk_progress_report_reviewed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress_report")),
    )
    op.create_index("ix_progress_report_proposal_id", "progress_report", ["proposal_id", "id"], unique=False)
    op.create_table(
        "work_result",
        sa.Column("proposal_id", sa.BigInteger(), nullable=False),
        sa.Column("delivered", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("problems", sa.Text(), server_default="", nullable=False),
        sa.Column("impact_good", sa.Text(), server_default="", nullable=False),
        sa.Column("impact_bad", sa.Text(), server_default="", nullable=False),
        sa.Column("benefit", sa.Text(), server_default="", nullable=False),
        sa.Column("people", sa.BigInteger(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("maintainer", sa.Text(), nullable=False),
        sa.Column("handover_no", sa.Text(), server_default="", nullable=False),
        sa.Column("handover_on", sa.Date(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.Column("capacity", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("people >= 0", name=op.f("ck_work_result_people_not_negative")),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_work_result_by")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["work.proposal_id"], name=op.f("fk_work_result_proposal_id")
        ),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_work_result")),
    )
    op.create_table(
        "contract_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("contract_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("days_more", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("amount_before", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("amount_after", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("ends_before", sa.Date(), nullable=False),
        sa.Column("ends_after", sa.Date(), nullable=False),
        sa.Column("contractor_before", sa.Text(), server_default="", nullable=False),
        sa.Column("contractor_after", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("document_no", sa.Text(), server_default="", nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.Column("capacity", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('extend', 'amend', 'end')", name=op.f("ck_contract_change_kind_known")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_contract_change_with_reason")),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_contract_change_by")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_contract_change_contract_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_change")),
    )
    op.create_index("ix_contract_change_contract_id", "contract_change", ["contract_id"], unique=False)
    op.create_table(
        "instalment",
        sa.Column("contract_id", sa.BigInteger(), nullable=False),
        sa.Column("no", sa.SmallInteger(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("acceptance_no", sa.Text(), server_default="", nullable=False),
        sa.Column("fine", sa.Numeric(precision=14, scale=2), server_default="0", nullable=False),
        sa.Column("excused_days", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("excused_why", sa.Text(), server_default="", nullable=False),
        sa.Column("excused_no", sa.Text(), server_default="", nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "accepted_on is null or accepted_on >= delivered_on",
            name=op.f("ck_instalment_accepted_after_delivery"),
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_instalment_amount_above_nothing")),
        sa.CheckConstraint(
            "excused_days = 0 or (excused_why <> '' and excused_no <> '')",
            name=op.f("ck_instalment_excused_by_document"),
        ),
        sa.CheckConstraint("fine >= 0 and excused_days >= 0", name=op.f("ck_instalment_fine_not_negative")),
        sa.CheckConstraint(
            "paid_on is null or accepted_on is not null", name=op.f("ck_instalment_paid_after_acceptance")
        ),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_instalment_by")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_instalment_contract_id")),
        sa.PrimaryKeyConstraint("contract_id", "no", name=op.f("pk_instalment")),
    )
    op.create_table(
        "work_photo",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("proposal_id", sa.BigInteger(), nullable=False),
        sa.Column("report_id", sa.BigInteger(), nullable=True),
        sa.Column("moment", sa.Text(), nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(collation="C"), nullable=False),
        sa.Column("width", sa.BigInteger(), nullable=True),
        sa.Column("height", sa.BigInteger(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("away_m", sa.BigInteger(), nullable=True),
        sa.Column("caption", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "moment in ('before', 'during', 'after')", name=op.f("ck_work_photo_moment_known")
        ),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_work_photo_by")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["work.proposal_id"], name=op.f("fk_work_photo_proposal_id")
        ),
        sa.ForeignKeyConstraint(["report_id"], ["progress_report.id"], name=op.f("fk_work_photo_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_photo")),
    )
    op.create_index("ix_work_photo_proposal_id", "work_photo", ["proposal_id"], unique=False)
    op.create_index(
        "ix_proposal_deferred",
        "proposal",
        ["province_code", "fiscal_year", "id"],
        unique=False,
        postgresql_where=sa.text("stage = 'deferred'"),
    )
    op.add_column("plan_item", sa.Column("agency_code", sa.String(collation="C"), nullable=True))
    op.add_column("plan_item", sa.Column("budget_source", sa.Text(), nullable=True))
    op.add_column("plan_item", sa.Column("allocated", sa.Numeric(precision=14, scale=2), nullable=True))
    op.add_column("plan_item", sa.Column("committed", sa.Numeric(precision=14, scale=2), nullable=True))
    op.add_column("plan_item", sa.Column("disbursed", sa.Numeric(precision=14, scale=2), nullable=True))
    op.add_column("plan_item", sa.Column("physical", sa.SmallInteger(), nullable=True))
    op.add_column("plan_item", sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("plan_item", sa.Column("funded_on", sa.Date(), nullable=True))
    op.add_column("plan_item", sa.Column("contracted_on", sa.Date(), nullable=True))
    op.add_column("plan_item", sa.Column("due_on", sa.Date(), nullable=True))
    op.add_column("plan_item", sa.Column("completed_on", sa.Date(), nullable=True))
    op.add_column("plan_item", sa.Column("royal", sa.Boolean(), server_default="false", nullable=False))

    op.execute(SUM_UP)
    op.execute(
        "create trigger money_entry_summed after insert on money_entry"
        " referencing new table as new_rows for each statement execute function money_entry_sum_up()"
    )
    op.execute("revoke insert, update, delete, truncate on item_money, district_version from planhub_web")
    for operation, touched in TOUCHED.items():
        op.execute(DISTRICTS.format(operation=operation, touched=touched))
        # triggers fire in the order of their names: after at_first_version
        op.execute(
            f"create trigger at_second_district_{operation} after {operation} on plan_item"
            f" referencing {REFERENCING[operation]} for each statement"
            f" execute function plan_item_district_{operation}()"
        )
    for table in ONLY_ADDED:
        op.execute(
            f"create trigger {table}_only_added before update or delete on {table}"
            " for each row execute function refuse_change()"
        )
        op.execute(
            f"create trigger {table}_never_emptied before truncate on {table}"
            " for each statement execute function refuse_change()"
        )
        op.execute(f"revoke update, delete, truncate on {table} from planhub_web")
    op.execute("revoke delete, truncate on progress_report, change_request, work_photo from planhub_web")


def downgrade() -> None:
    op.drop_index(
        "ix_proposal_deferred", table_name="proposal", postgresql_where=sa.text("stage = 'deferred'")
    )
    for operation in TOUCHED:
        op.execute(f"drop trigger at_second_district_{operation} on plan_item")
        op.execute(f"drop function plan_item_district_{operation}()")
    op.drop_column("plan_item", "royal")
    op.drop_column("plan_item", "completed_on")
    op.drop_column("plan_item", "due_on")
    op.drop_column("plan_item", "contracted_on")
    op.drop_column("plan_item", "funded_on")
    op.drop_column("plan_item", "reported_at")
    op.drop_column("plan_item", "physical")
    op.drop_column("plan_item", "disbursed")
    op.drop_column("plan_item", "committed")
    op.drop_column("plan_item", "allocated")
    op.drop_column("plan_item", "budget_source")
    op.drop_column("plan_item", "agency_code")
    op.drop_index("ix_work_photo_proposal_id", table_name="work_photo")
    op.drop_table("work_photo")
    op.drop_table("instalment")
    op.drop_index("ix_contract_change_contract_id", table_name="contract_change")
    op.drop_table("contract_change")
    op.drop_table("work_result")
    op.drop_index("ix_progress_report_proposal_id", table_name="progress_report")
    op.drop_table("progress_report")
    op.drop_table("procurement_step")
    op.drop_index("ix_money_entry_run_id", table_name="money_entry")
    op.drop_index("ix_money_entry_proposal_id", table_name="money_entry")
    op.drop_index("ix_money_entry_item", table_name="money_entry")
    op.drop_table("money_entry")
    op.drop_index("ix_later_look_due_on", table_name="later_look", postgresql_where=sa.text("state is null"))
    op.drop_table("later_look")
    op.drop_index("uq_contract_standing", table_name="contract", postgresql_where=sa.text("ended_on is null"))
    op.drop_index(
        "ix_contract_guarantee_due",
        table_name="contract",
        postgresql_where=sa.text("guarantee_due_on is not null and guarantee_returned_on is null"),
    )
    op.drop_table("contract")
    op.drop_index(
        "uq_change_request_open", table_name="change_request", postgresql_where=sa.text("state = 'asked'")
    )
    op.drop_index("ix_change_request_proposal_id", table_name="change_request")
    op.drop_table("change_request")
    op.drop_table("work")
    op.drop_table("village_answer")
    op.drop_table("theme_revision")
    op.drop_index("ix_royal_report_project_id", table_name="royal_report")
    op.drop_table("royal_report")
    op.drop_index("ix_quarter_answer_quarter", table_name="quarter_answer")
    op.drop_table("quarter_answer")
    op.drop_table("theme_plan")
    op.drop_table("source_envelope")
    op.drop_table("sealed_plan")
    op.drop_index("ix_royal_project_province_code", table_name="royal_project")
    op.drop_table("royal_project")
    op.drop_index(
        "ix_item_money_left", table_name="item_money", postgresql_where=sa.text("committed + remaining > 0")
    )
    op.drop_table("item_money")
    op.drop_table("district_version")
    op.execute("drop function money_entry_sum_up()")
