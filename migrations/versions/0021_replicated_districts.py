"""A replicated change names its districts too: the centre counts them anew, and not the whole province."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

# Names are qualified because the apply worker has no search path. A version that went up by any other way leaves
# a gap, which the district "*" says (0018).
DISTRICTS = """
    insert into public.district_version (province_code, district_code, version, changed_at)
    select v.province_code, '*', v.version, v.changed_at from public.plan_version v
    where v.province_code in (select province_code from public.plan_change) and v.version - 1
        is distinct from (
            select max(d.version) from public.district_version d where d.province_code = v.province_code
        )
    order by 1
    on conflict (province_code, district_code)
        do update set version = excluded.version, changed_at = excluded.changed_at;
    insert into public.district_version (province_code, district_code, version, changed_at)
    select distinct province_code, coalesce(touched.district_code, ''), v.version, v.changed_at
    from public.plan_change as touched join public.plan_version v using (province_code) order by 1, 2
    on conflict (province_code, district_code)
        do update set version = excluded.version, changed_at = excluded.changed_at;
"""
SETTLE = """
create or replace function plan_change_settle() returns trigger language plpgsql as $$
begin
    insert into public.plan_version as kept (province_code, version, changed_at)
    select distinct province_code, 1, now() from public.plan_change order by 1
    on conflict (province_code) do update set version = kept.version + 1, changed_at = excluded.changed_at;
{districts}
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
"""  # fixed words only: no value from outside is ever put into this text


def upgrade() -> None:
    op.execute(SETTLE.format(districts=DISTRICTS))
    # 0020 wrote the table anew: until it is known to be visible as a whole, its rows are read beside the index.
    # Not there, for what comes before a vacuum is committed: broken off, it would have to be done a second time.
    with op.get_context().autocommit_block():
        op.execute("vacuum (analyze) proposal")


def downgrade() -> None:
    op.execute(SETTLE.format(districts=""))
