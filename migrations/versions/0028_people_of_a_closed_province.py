"""Accounts and offices of a province that is closed for moving or works on its own server are not written here.

They go with the province and come back with it; what was done to them here meanwhile would be lost unseen: a PIN
that was given out, an office that was ended. Signing in and signing out everywhere go on, for people of the province
read the centre, too.
"""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

REFUSE = """
    if refused is not null then
        raise exception 'accounts and offices of province % are not written here', refused
            using errcode = 'check_violation', table = tg_table_name, detail = refused,
            constraint = 'province_keeps_its_people_on_its_own_server';
    end if;
    return null;
"""
# Of a ชุมชน the province stands in the code of its local authority, behind its kind.
PROVINCE = "case when h.area_code like 'C-%' then substr(h.area_code, 4, 2) else left(h.area_code, 2) end"
HOLDING = f"""
create function closed_guard_holding() returns trigger language plpgsql set search_path = public as $$
declare
    refused text;
begin
    if not exists (select from province_way where way = 'node') then
        return null;
    end if;
    if tg_op <> 'INSERT' then
        select w.province_code into refused from old_rows h
            join province_way w on w.province_code = {PROVINCE} and w.way = 'node' limit 1;
    end if;
    if refused is null and tg_op <> 'DELETE' then
        select w.province_code into refused from new_rows h
            join province_way w on w.province_code = {PROVINCE} and w.way = 'node' limit 1;
    end if;
{REFUSE}end $$
"""
# An account that holds an office elsewhere stays as it is here when its province comes back, and is written here.
# A better hash of the same secret (at a sign-in) and the end of all sessions alone are no change of the account.
ACCOUNT = f"""
create function closed_guard_account() returns trigger language plpgsql set search_path = public as $$
declare
    refused text;
begin
    if not exists (select from province_way where way = 'node') then
        return null;
    end if;
    select min(w.province_code) into refused from new_rows n
        join old_rows o on o.id = n.id
        join holding h on h.account_id = n.id
        left join province_way w on w.province_code = {PROVINCE} and w.way = 'node'
        where (n.username, n.name, n.phone, n.must_change, n.closed_at)
                is distinct from (o.username, o.name, o.phone, o.must_change, o.closed_at)
            or n.password_hash <> o.password_hash and n.session_epoch <> o.session_epoch
        group by n.id having bool_and(w.province_code is not null) limit 1;
{REFUSE}end $$
"""
REFERENCING = {
    "insert": "new table as new_rows",
    "update": "new table as new_rows old table as old_rows",
    "delete": "old table as old_rows",
}
GUARDED = [("holding", what) for what in REFERENCING] + [("account", "update")]


def upgrade() -> None:
    op.execute(HOLDING)
    op.execute(ACCOUNT)
    for table, operation in GUARDED:
        op.execute(
            f"create trigger guard_{operation} after {operation} on {table} referencing {REFERENCING[operation]}"
            f" for each statement execute function closed_guard_{table}()"
        )


def downgrade() -> None:
    for table, operation in GUARDED:
        op.execute(f"drop trigger guard_{operation} on {table}")
    op.execute("drop function closed_guard_account()")
    op.execute("drop function closed_guard_holding()")
