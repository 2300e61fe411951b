"""A province that is closed for moving, or works on its own server, is not worked on here: needs too."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

# Drafts have no plan item yet, so the guard of the plan items never sees them.
NEED_GUARD = """
create function need_guard() returns trigger language plpgsql set search_path = public as $$
declare
    refused text;
begin
    if not exists (select from province_way where way = 'node') then
        return null;
    end if;
    select p.province_code into refused from new_rows n join proposal p on p.id = n.proposal_id
        join province_way w on w.province_code = p.province_code and w.way = 'node' limit 1;
    if refused is not null then
        raise exception 'needs of province % are not written here', refused
            using errcode = 'check_violation', table = tg_table_name, detail = refused,
            constraint = 'province_writes_on_its_own_server';
    end if;
    return null;
end $$
"""
REFERENCING = {"insert": "new table as new_rows", "update": "new table as new_rows old table as old_rows"}


def upgrade() -> None:
    op.execute(NEED_GUARD)
    for operation, referencing in REFERENCING.items():
        for table, function in (("proposal", "plan_item_guard"), ("need", "need_guard")):
            op.execute(
                f"create trigger guard_{operation} after {operation} on {table} referencing {referencing}"
                f" for each statement execute function {function}()"
            )


def downgrade() -> None:
    for operation in REFERENCING:
        for table in ("proposal", "need"):
            op.execute(f"drop trigger guard_{operation} on {table}")
    op.execute("drop function need_guard()")
