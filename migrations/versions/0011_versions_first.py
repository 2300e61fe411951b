"""A province's version goes up before anything else is summed, so that all its writers queue at one row.

Until now the summaries' own trigger did it, and other triggers on plan items that sort before it (the map's
pyramid) took their rows earlier: two transactions could meet crosswise.
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

COLUMNS = "province_code, fiscal_year, district_code, subdistrict_code, stage, side, amount"
ADDED = f"select 1 as sign, {COLUMNS} from new_rows"
REMOVED = f"select -1 as sign, {COLUMNS} from old_rows"
SIGNED = {"insert": ADDED, "delete": REMOVED, "update": f"{ADDED} union all {REMOVED}"}
TOUCHED = {
    "insert": "select province_code from new_rows",
    "delete": "select province_code from old_rows",
    "update": "select province_code from new_rows union select province_code from old_rows",
}
REFERENCING = {
    "insert": "new table as new_rows",
    "delete": "old table as old_rows",
    "update": "new table as new_rows old table as old_rows",
}

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
    select distinct province_code, 1, now() from ({touched}) as touched order by 1
    on conflict (province_code) do update set version = kept.version + 1, changed_at = excluded.changed_at;
"""
FRAME = """
create or replace function plan_item_{name}_{operation}() returns trigger
language plpgsql security definer set search_path = public as $$
begin
    {body}
    return null;
end $$
"""  # fixed words only: no value from outside is ever put into this text


def upgrade() -> None:
    for operation, signed in SIGNED.items():
        versions = VERSIONS.format(touched=TOUCHED[operation])
        op.execute(FRAME.format(name="version", operation=operation, body=versions))
        # triggers fire in the order of their names
        op.execute(
            f"create trigger at_first_version_{operation} after {operation} on plan_item"
            f" referencing {REFERENCING[operation]} for each statement"
            f" execute function plan_item_version_{operation}()"
        )
        summaries = SUMMARIES.format(signed=signed)
        op.execute(FRAME.format(name="summarise", operation=operation, body=summaries))


def downgrade() -> None:
    for operation, signed in SIGNED.items():
        body = VERSIONS.format(touched=TOUCHED[operation]) + SUMMARIES.format(signed=signed)
        op.execute(FRAME.format(name="summarise", operation=operation, body=body))
        op.execute(f"drop trigger at_first_version_{operation} on plan_item")
        op.execute(f"drop function plan_item_version_{operation}()")
