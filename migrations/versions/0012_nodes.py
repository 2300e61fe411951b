"""Provinces on their own servers: ways of linking, the guard, replicated rows counted, what nodes report."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# the 76 provinces, as in the partitions of plan_item
PROVINCES = (
    "11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 "
    "51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 67 70 71 72 73 74 75 76 77 80 81 82 83 84 85 86 90 91 92 93 94 95 96"
).split()

# A local statement may not touch a province that writes for itself elsewhere. Rows that arrive by replication
# pass: this trigger fires for local writers alone (it is not enabled for replicas).
GUARD = """
create function plan_item_guard() returns trigger language plpgsql set search_path = public as $$
declare
    refused text;
    its_way text;
begin
    if not exists (select from province_way where way = 'node')
       and not exists (select from installation where role = 'province') then
        return null;
    end if;
    if tg_op <> 'INSERT' then
        select r.province_code, w.way into refused, its_way from old_rows r
            left join province_way w using (province_code) left join installation i on i.role = 'province'
            where w.way = 'node' or i.province_code <> r.province_code limit 1;
    end if;
    if refused is null and tg_op <> 'DELETE' then
        select r.province_code, w.way into refused, its_way from new_rows r
            left join province_way w using (province_code) left join installation i on i.role = 'province'
            where w.way = 'node' or i.province_code <> r.province_code limit 1;
    end if;
    if refused is not null then
        raise exception 'plan items of province % are not written here', refused
            using errcode = 'check_violation', table = tg_table_name, detail = refused,
            constraint = case when its_way = 'node' then 'province_writes_on_its_own_server'
                              else 'installation_writes_its_own_province' end;
    end if;
    return null;
end $$
"""

# Replicated rows: a transaction of any size writes each summary once, when it commits. What it did is kept
# meanwhile in plan_change, of which every transaction sees its own rows only and leaves none behind. One row
# at a time into plan_summary would make a chain of dead versions that each next row has to walk.
# Names are qualified because the apply worker has no search path.
NOTE_CHANGE = """
create function plan_item_note_change() returns trigger language plpgsql as $$
declare
    opens boolean := coalesce(current_setting('planhub.counting', true), '') <> 'on';
begin
    if opens then
        perform set_config('planhub.counting', 'on', true);
    end if;
    if tg_op <> 'INSERT' then
        insert into public.plan_change values (opens, -1, old.province_code, old.fiscal_year, old.district_code,
            old.subdistrict_code, old.stage, coalesce(old.side, ''), old.amount);
        opens := false;
    end if;
    if tg_op <> 'DELETE' then
        insert into public.plan_change values (opens, 1, new.province_code, new.fiscal_year, new.district_code,
            new.subdistrict_code, new.stage, coalesce(new.side, ''), new.amount);
    end if;
    return null;
end $$
"""
SETTLE = """
create function plan_change_settle() returns trigger language plpgsql as $$
begin
    insert into public.plan_version as kept (province_code, version, changed_at)
    select distinct province_code, 1, now() from public.plan_change order by 1
    on conflict (province_code) do update set version = kept.version + 1, changed_at = excluded.changed_at;
    with gone as (delete from public.plan_change returning *),
    by_level as (
        select length(code) as level, code, fiscal_year, stage, side,
               sum(sign) as items, sum(sign * amount) as baht
        from gone cross join lateral (values (province_code), (district_code), (subdistrict_code)) as at(code)
        where code is not null
        group by 1, 2, 3, 4, 5
        having sum(sign) <> 0 or sum(sign * amount) <> 0
    )
    insert into public.plan_summary as kept (level, fiscal_year, area_code, stage, side, items, baht)
    select level, fiscal_year, code, stage, side, items, baht from by_level order by 1, 2, 3, 4, 5
    on conflict (level, fiscal_year, area_code, stage, side)
        do update set items = kept.items + excluded.items, baht = kept.baht + excluded.baht;
    perform set_config('planhub.counting', '', true);
    return null;
end $$
"""

# A node counts while nobody else writes its province, so its report stands in the stream exactly where it
# counted: at its arrival the centre's own count must be the same.
RECEIVE = """
create function node_report_receive() returns trigger language plpgsql as $$
begin
    insert into public.node_receipt as kept (province_code, received_at, counted_at, items, baht, texts)
    select new.province_code, clock_timestamp(), new.counted_at,
           coalesce((select jsonb_object_agg(stage, n) from (
               select stage, sum(items) as n from public.plan_summary
               where level = 2 and area_code = new.province_code group by stage having sum(items) <> 0) s), '{}'),
           coalesce((select sum(baht) from public.plan_summary
                     where level = 2 and area_code = new.province_code), 0),
           (select count(*) from public.plan_item_text where province_code = new.province_code)
    on conflict (province_code) do update set received_at = excluded.received_at,
        counted_at = excluded.counted_at, items = excluded.items, baht = excluded.baht, texts = excluded.texts;
    return null;
end $$
"""

CHECKS = {
    # a node must not reach another province's summaries by a wrong district
    "own_places": "left(district_code, 2) = province_code and left(subdistrict_code, 2) = province_code"
    " and (area_code like 'C-%' or left(area_code, 2) = province_code)",
    # and no page may meet a stage that it has no word for
    "known_stage": "stage in ('draft', 'subdistrict', 'district', 'agency', 'province', 'planned', 'funded',"
    " 'procurement', 'works', 'completed', 'evaluated', 'local', 'joint', 'deferred', 'merged', 'rejected',"
    " 'withdrawn')",
}
REFERENCING = {
    "insert": "new table as new_rows",
    "delete": "old table as old_rows",
    "update": "new table as new_rows old table as old_rows",
}


def code(name: str, *, nullable: bool = False) -> sa.Column[str]:
    """A column of area codes, in byte order."""
    return sa.Column(name, sa.String(collation="C"), nullable=nullable)


def moment(name: str, *, nullable: bool = False) -> sa.Column[str]:
    """A column of moments."""
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "province_way",
        code("province_code"),
        sa.Column("way", sa.Text(), nullable=False),
        moment("since"),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "way in ('hosted', 'node', 'foreign', 'none')", name=op.f("ck_province_way_known")
        ),
        sa.PrimaryKeyConstraint("province_code", name=op.f("pk_province_way")),
    )
    op.create_table(
        "installation",
        sa.Column("only", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        code("province_code", nullable=True),
        moment("since"),
        sa.CheckConstraint('"only"', name=op.f("ck_installation_one_row")),
        sa.CheckConstraint(
            "role = 'centre' and province_code is null or role = 'province' and province_code is not null",
            name=op.f("ck_installation_province_has_its_code"),
        ),
        sa.PrimaryKeyConstraint("only", name=op.f("pk_installation")),
    )
    op.create_table(
        "plan_change",
        sa.Column("opens", sa.Boolean(), nullable=False),
        sa.Column("sign", sa.SmallInteger(), nullable=False),
        code("province_code"),
        sa.Column("fiscal_year", sa.SmallInteger(), nullable=False),
        code("district_code", nullable=True),
        code("subdistrict_code", nullable=True),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=False),
        prefixes=["UNLOGGED"],
        postgresql_with={"autovacuum_vacuum_scale_factor": 0, "autovacuum_vacuum_threshold": 5000},
    )
    _reports()
    _journal()
    for name, rule in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_plan_item_{name}"), "plan_item", rule)
    _triggers()
    op.execute(
        "revoke insert, update, delete, truncate on province_way, installation, node_report, node_receipt,"
        " node_link, node_event from planhub_web"
    )
    op.execute("revoke all on plan_change from planhub_web")
    for province in PROVINCES:  # by the parent only, where the triggers are
        op.execute(
            f"revoke insert, update, delete on plan_item_{province}, plan_item_text_{province},"
            f" node_report_{province} from planhub_web"
        )


def _reports() -> None:
    op.create_table(
        "node_report",
        code("province_code"),
        moment("reported_at"),
        moment("counted_at"),
        sa.Column("program", sa.Text(), nullable=False),
        sa.Column("revision", sa.Text(), nullable=False),
        sa.Column("items", postgresql.JSONB(), nullable=False),
        sa.Column("baht", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("texts", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("province_code", name=op.f("pk_node_report")),
        postgresql_partition_by="LIST (province_code)",
    )
    for province in PROVINCES:
        op.execute(
            f"create table node_report_{province} partition of node_report for values in ('{province}')"
        )
    op.create_table(
        "node_receipt",
        code("province_code"),
        moment("received_at"),
        moment("counted_at"),
        sa.Column("items", postgresql.JSONB(), nullable=False),
        sa.Column("baht", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("texts", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("province_code", name=op.f("pk_node_receipt")),
    )


def _journal() -> None:
    op.create_table(
        "node_link",
        code("province_code"),
        sa.Column("address", sa.Text(), nullable=False),
        moment("joined_at"),
        moment("observed_at", nullable=True),
        sa.Column("running", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("enabled", sa.Boolean(), server_default="true", nullable=False),
        moment("heard_at", nullable=True),
        sa.Column("lag_bytes", sa.BigInteger(), nullable=True),
        sa.Column("slot_state", sa.Text(), nullable=True),
        sa.Column("unreachable", sa.Text(), server_default="", nullable=False),
        sa.Column("errors", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("failing", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("last_error", sa.Text(), server_default="", nullable=False),
        moment("last_error_at", nullable=True),
        sa.PrimaryKeyConstraint("province_code", name=op.f("pk_node_link")),
    )
    op.create_table(
        "node_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        code("province_code"),
        moment("at"),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("details", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_node_event")),
    )
    op.create_index("ix_node_event_province_code_id", "node_event", ["province_code", "id"])
    op.execute(
        "create trigger node_event_only_added before update or delete on node_event"
        " for each row execute function refuse_change()"
    )
    op.execute(
        "create trigger node_event_never_emptied before truncate on node_event"
        " for each statement execute function refuse_change()"
    )


def _triggers() -> None:
    for function in (GUARD, NOTE_CHANGE, SETTLE, RECEIVE):
        op.execute(function)
    for table in ("plan_item", "plan_item_text"):
        for operation, referencing in REFERENCING.items():
            op.execute(
                f"create trigger guard_{operation} after {operation} on {table} referencing {referencing}"
                " for each statement execute function plan_item_guard()"
            )
    op.execute(
        "create trigger replicated after insert or update or delete on plan_item"
        " for each row execute function plan_item_note_change()"
    )
    op.execute("alter table plan_item enable replica trigger replicated")
    op.execute(
        "create constraint trigger settle after insert on plan_change deferrable initially deferred"
        " for each row when (new.opens) execute function plan_change_settle()"
    )
    op.execute("alter table plan_change enable always trigger settle")
    op.execute(
        "create trigger received after insert or update on node_report"
        " for each row execute function node_report_receive()"
    )
    op.execute("alter table node_report enable replica trigger received")


def downgrade() -> None:
    for table in ("plan_item", "plan_item_text"):
        for operation in REFERENCING:
            op.execute(f"drop trigger guard_{operation} on {table}")
    op.execute("drop trigger replicated on plan_item")
    for name in CHECKS:
        op.drop_constraint(op.f(f"ck_plan_item_{name}"), "plan_item")
    for table in ("node_event", "node_link", "node_receipt", "node_report", "plan_change", "installation"):
        op.drop_table(table)
    op.drop_table("province_way")
    for function in ("plan_item_guard", "plan_item_note_change", "plan_change_settle", "node_report_receive"):
        op.execute(f"drop function {function}()")
    for province in PROVINCES:
        op.execute(
            f"grant insert, update, delete on plan_item_{province}, plan_item_text_{province} to planhub_web"
        )
