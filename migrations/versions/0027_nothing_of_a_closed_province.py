"""Of a province that is closed for moving or works on its own server nothing is written here: no rank, no answer.

Until now its plan items, proposals and needs were guarded; what touches none of them (a rank, a village's answer,
an edition of the plan) was taken, and lay where nobody looks any more.
"""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

# How the rows of a table know their province; those of a proposal do as needs do (0017).
GUARD = """
create function closed_guard_{kind}() returns trigger language plpgsql set search_path = public as $$
declare
    refused text;
begin
    if not exists (select from province_way where way = 'node') then
        return null;
    end if;
    select w.province_code into refused from new_rows n {above}
        join province_way w on w.province_code = {code} and w.way = 'node' limit 1;
    if refused is not null then
        raise exception 'nothing of province % is written here', refused
            using errcode = 'check_violation', table = tg_table_name, detail = refused,
            constraint = 'province_writes_on_its_own_server';
    end if;
    return null;
end $$
"""  # fixed words only: no value from outside is ever put into this text
KINDS = {
    "own": ("", "n.province_code"),
    "office": ("", "left(n.office_code, 2)"),
    "area": ("", "left(n.area_code, 2)"),
    "project": ("join royal_project p on p.id = n.project_id", "p.province_code"),
    "link": ("join proposal p on p.id = n.from_id", "p.province_code"),
    "round": ("join planning_round p on p.id = n.round_id", "p.province_code"),
    "theme": ("join theme_plan p on p.id = n.plan_id", "p.province_code"),
    "contract": (
        "join contract c on c.id = n.contract_id join proposal p on p.id = c.proposal_id",
        "p.province_code",
    ),
}
TABLES = {
    "closed_guard_own": (
        "development_issue planning_round money_entry royal_project sealed_plan source_envelope theme_plan"
    ),
    "closed_guard_office": "rank_change",
    "closed_guard_area": "nothing_to_propose",
    "closed_guard_project": "royal_report",
    "closed_guard_link": "proposal_link",
    "closed_guard_round": "round_window",
    "closed_guard_theme": "theme_revision",
    "closed_guard_contract": "instalment contract_change contract_slip",
    "need_guard": (
        "budget_line attachment review rank opinion alignment work procurement_step contract progress_report"
        " work_photo change_request work_result later_look village_answer quarter_answer"
    ),
}
GUARDED = [(function, table) for function, tables in TABLES.items() for table in tables.split()]


def upgrade() -> None:
    for kind, (above, code) in KINDS.items():
        op.execute(GUARD.format(kind=kind, above=above, code=code))
    for function, table in GUARDED:
        for operation in ("insert", "update"):
            op.execute(
                f"create trigger guard_{operation} after {operation} on {table}"
                f" referencing new table as new_rows for each statement execute function {function}()"
            )


def downgrade() -> None:
    for _, table in GUARDED:
        for operation in ("insert", "update"):
            op.execute(f"drop trigger guard_{operation} on {table}")
    for kind in KINDS:
        op.execute(f"drop function closed_guard_{kind}()")
