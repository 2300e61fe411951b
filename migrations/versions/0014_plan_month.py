"""How a province's summaries stood when a month began, kept by its first change of the month."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

# A province's version goes up before its summaries change, so these are still last month's. For replicated
# changes too: therefore always.
OPEN_MONTH = """
create function plan_month_open() returns trigger
language plpgsql security definer set search_path = public as $$
declare
    month date;
begin
    -- writers queue here, and one that began last month may come after one of this month
    new.changed_at := greatest(old.changed_at, new.changed_at);
    month := date_trunc('month', new.changed_at at time zone 'Asia/Bangkok')::date;
    if (old.changed_at at time zone 'Asia/Bangkok')::date < month then
        insert into plan_month (month, province_code, fiscal_year, stage, items, baht)
        select month, area_code, fiscal_year, stage, sum(items), sum(baht)
        from plan_summary where level = 2 and area_code = new.province_code
        group by area_code, fiscal_year, stage having sum(items) <> 0
        on conflict do nothing;
    end if;
    return new;
end $$
"""


def upgrade() -> None:
    op.create_table(
        "plan_month",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("province_code", sa.String(collation="C"), nullable=False),
        sa.Column("fiscal_year", sa.SmallInteger(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("items", sa.BigInteger(), nullable=False),
        sa.Column("baht", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.PrimaryKeyConstraint("month", "province_code", "fiscal_year", "stage", name=op.f("pk_plan_month")),
    )
    op.execute(OPEN_MONTH)
    op.execute(
        "create trigger plan_month_opens before update on plan_version"
        " for each row execute function plan_month_open()"
    )
    op.execute("alter table plan_version enable always trigger plan_month_opens")
    # what has already changed this month cannot be told from before: it counts from the upgrade on
    op.execute(
        "insert into plan_month (month, province_code, fiscal_year, stage, items, baht)"
        " select date_trunc('month', v.changed_at at time zone 'Asia/Bangkok')::date, s.area_code,"
        " s.fiscal_year, s.stage, sum(s.items), sum(s.baht)"
        " from plan_summary s join plan_version v on v.province_code = s.area_code where s.level = 2"
        " group by 1, 2, 3, 4 having sum(s.items) <> 0"
    )
    op.execute("revoke insert, update, delete, truncate on plan_month from planhub_web")


def downgrade() -> None:
    op.execute("drop trigger plan_month_opens on plan_version")
    op.execute("drop function plan_month_open()")
    op.drop_table("plan_month")
