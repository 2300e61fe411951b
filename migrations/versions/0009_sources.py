"""Sources of foreign items: runs, rows, ledger, settlements; writers of a province queue at its version."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

COLUMNS = "province_code, fiscal_year, district_code, subdistrict_code, stage, side, amount"
ADDED = f"select 1 as sign, {COLUMNS} from new_rows"
REMOVED = f"select -1 as sign, {COLUMNS} from old_rows"
SIGNED = {"insert": ADDED, "delete": REMOVED, "update": f"{ADDED} union all {REMOVED}"}

SUMMARIES = """
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
"""
VERSIONS = """
    insert into plan_version as kept (province_code, version, changed_at)
    select distinct province_code, 1, now() from ({signed}) as touched order by 1
    on conflict (province_code) do update set version = kept.version + 1, changed_at = excluded.changed_at;
"""
FRAME = """
create or replace function plan_item_summarise_{operation}() returns trigger
language plpgsql security definer set search_path = public as $$
begin
    {body}
    return null;
end $$
"""  # fixed words only: no value from outside is ever put into this text

# The version first: who has the province's version may write its summaries, so that a transaction of two
# statements (an upsert that both inserts and updates) never meets another one crosswise. One that will write
# several provinces asks for all of them here, in order, before its first row; no version goes up by that.
GATE = """
create function plan_item_gate(provinces text[]) returns void
language plpgsql security definer set search_path = public as $$
begin
    insert into plan_version (province_code, version, changed_at)
    select code, 0, now() from area
    where code = any(provinces) and kind = 'province' and in_76 order by code
    on conflict do nothing;
    perform 1 from plan_version where province_code = any(provinces) order by province_code for update;
end $$
"""


def code(name: str, *, nullable: bool = False) -> sa.Column[str]:
    """A column of codes or keys, in byte order."""
    return sa.Column(name, sa.String(collation="C"), nullable=nullable)


def upgrade() -> None:
    op.add_column(
        "plan_item_text", sa.Column("places", postgresql.ARRAY(sa.String(collation="C")), nullable=True)
    )
    op.create_table(
        "source",
        code("code"),
        sa.Column("name", sa.Text(), nullable=False),
        code("owner_province", nullable=True),
        sa.Column("scope", postgresql.ARRAY(sa.String(collation="C")), nullable=False),
        sa.Column("description", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.Column("withdraws_missing", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("is_open", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "code ~ '^[a-z][a-z0-9_-]{1,39}$' and code <> 'planhub'", name=op.f("ck_source_code_is_a_word")
        ),
        sa.CheckConstraint(
            "cardinality(scope) > 0 and array_position(scope, null) is null"
            " and array_to_string(scope, ',') ~ '^[0-9]{2}(,[0-9]{2})*$' and not '10' = any(scope)",
            name=op.f("ck_source_scope_is_provinces"),
        ),
        sa.CheckConstraint(
            "owner_province is null or scope = array[owner_province]",
            name=op.f("ck_source_province_writes_its_own"),
        ),
        sa.ForeignKeyConstraint(["owner_province"], ["area.code"], name=op.f("fk_source_owner_province")),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_source_created_by")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_source")),
    )
    op.create_table(
        "import_run",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        code("source_code"),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("counts", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("state in ('dry', 'applied', 'undone')", name=op.f("ck_import_run_state_known")),
        sa.CheckConstraint(
            "(state = 'undone') = (undone_at is not null)", name=op.f("ck_import_run_undone_has_its_time")
        ),
        sa.ForeignKeyConstraint(["source_code"], ["source.code"], name=op.f("fk_import_run_source_code")),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_import_run_by")),
        sa.ForeignKeyConstraint(["undone_by"], ["account.id"], name=op.f("fk_import_run_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    op.create_index("ix_import_run_source_code_id", "import_run", ["source_code", "id"])
    op.create_table(
        "import_row",
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("row", sa.BigInteger(), nullable=False),
        code("key"),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("faults", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.Column("cells", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.Column("read_values", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        code("words_key", nullable=True),
        sa.Column("waiting", sa.Boolean(), server_default="false", nullable=False),
        sa.CheckConstraint(
            "outcome in ('new', 'changed', 'unchanged', 'unclear', 'wrong', 'skipped', 'conflict')",
            name=op.f("ck_import_row_outcome_known"),
        ),
        sa.CheckConstraint(
            "not waiting or outcome = 'unclear'", name=op.f("ck_import_row_only_unclear_waits")
        ),
        sa.CheckConstraint(
            "not waiting or read_values is not null", name=op.f("ck_import_row_waiting_can_go_on")
        ),
        sa.PrimaryKeyConstraint("run_id", "row", "key", name=op.f("pk_import_row")),
    )
    op.create_index(
        "ix_import_row_waiting", "import_row", ["run_id", "row", "key"], postgresql_where=sa.text("waiting")
    )
    op.create_index(
        "ix_import_row_faulty",
        "import_row",
        ["run_id", "row", "key"],
        postgresql_where=sa.text("outcome in ('unclear', 'wrong')"),
    )
    op.create_table(
        "import_change",
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        code("external_id"),
        sa.Column("before", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.Column("after", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["import_run.id"], name=op.f("fk_import_change_run_id")),
        sa.PrimaryKeyConstraint("run_id", "external_id", name=op.f("pk_import_change")),
    )
    op.create_table(
        "source_item",
        code("source_code"),
        code("external_id"),
        code("province_code"),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=True),
        sa.Column("run_id", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("source_code", "external_id", name=op.f("pk_source_item")),
    )
    op.create_table(
        "settlement",
        code("source_code"),
        code("words_key"),
        sa.Column("words", sa.Text(), nullable=False),
        code("area_code"),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["source_code"], ["source.code"], name=op.f("fk_settlement_source_code")),
        sa.ForeignKeyConstraint(["area_code"], ["area.code"], name=op.f("fk_settlement_area_code")),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_settlement_by")),
        sa.PrimaryKeyConstraint("source_code", "words_key", name=op.f("pk_settlement")),
    )
    # a dry run and its rows may be cleared away; what was applied stays told
    op.execute(
        "create trigger import_run_applied_stays before delete on import_run"
        " for each row when (old.state <> 'dry') execute function refuse_change()"
    )
    op.execute("revoke delete, truncate on source, source_item, settlement from planhub_web")
    op.execute("revoke update, delete, truncate on import_change from planhub_web")
    op.execute("revoke truncate on import_run, import_row from planhub_web")

    for operation, signed in SIGNED.items():
        body = (VERSIONS + SUMMARIES).format(signed=signed)
        op.execute(FRAME.format(operation=operation, body=body))
    op.execute(GATE)
    op.execute("revoke execute on function plan_item_gate(text[]) from public")
    op.execute("grant execute on function plan_item_gate(text[]) to planhub_web")


def downgrade() -> None:
    op.execute("drop function plan_item_gate(text[])")
    for operation, signed in SIGNED.items():
        body = (SUMMARIES + VERSIONS).format(signed=signed)
        op.execute(FRAME.format(operation=operation, body=body))
    for table in ("settlement", "source_item", "import_change", "import_row", "import_run", "source"):
        op.drop_table(table)
    op.drop_column("plan_item_text", "places")
