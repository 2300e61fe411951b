"""Which rows of which tables are a province's own, and go with it when it moves to or from its own server.

Every table of the schema is named here, either among those carried or among those that stay, with the reason;
a test fails for a table that nobody thought of.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, column, or_, select, union
from sqlalchemy import table as named

from planhub.base import Base

Rule = Callable[[Table, str], ColumnElement[bool]]

STAYS = {
    "answered_once": "forms on their way are answered where they were sent",
    "district_version": "kept by triggers",
    "installation": "says what the machine is",
    "node_event": "the log of the machine's own links",
    "node_link": "the centre's",
    "node_receipt": "the centre's",
    "node_report": "written by the node itself",
    "plan_change": "empty between transactions",
    "plan_month": "history of the summaries, each installation's own",
    "plan_pyramid": "kept by triggers",
    "plan_pyramid_change": "empty between transactions",
    "plan_summary": "kept by triggers",
    "plan_version": "kept by triggers",
    "province_way": "says how this installation reads the province",
    "sent_batch": "keys of requests that were answered here",
    "signin_failure": "throttling of this machine's sign-ins",
    "source_token": "secrets of this machine's callers; new ones are given out at the new place",
    "tile_area": "kept by triggers",
    "token_minute": "throttling of this machine's callers",
}


def table(name: str) -> Table:
    """A table of the schema, all of whose classes must have been imported."""
    return Base.metadata.tables[name]


def columns(of: Table) -> list[str]:
    """The columns that are written; what the database computes from them is computed again."""
    return [c.name for c in of.columns if c.computed is None]


def arrived(name: str, of: Table) -> Any:
    """A table of the file, as `importing` stages it."""
    return named(f"arriving_{name}", *[column(each) for each in columns(of)], schema="pg_temp")


def proposals(code: str) -> Select[tuple[int]]:
    """Ids of the province's proposals."""
    proposal = table("proposal")
    return select(proposal.c.id).where(proposal.c.province_code == code)


def _column(name: str) -> Rule:
    return lambda of, code: of.c[name] == code


def _within(name: str) -> Rule:
    """By an area code that lies in the province; a ชุมชน has its own id, and is known by its authority's."""
    return lambda of, code: or_(of.c[name].startswith(code), of.c[name].in_(_communities(code)))


def _of_proposal(name: str = "proposal_id") -> Rule:
    return lambda of, code: of.c[name].in_(proposals(code))


def _communities(code: str) -> Select[tuple[str]]:
    area = table("area")
    return select(area.c.code).where(area.c.kind == "community", area.c.parent_code.startswith(code))


def _under(parent: str, name: str, key: str) -> Rule:
    """By the carried row that it belongs to."""

    def rule(of: Table, code: str) -> ColumnElement[bool]:
        above = table(parent)
        return of.c[name].in_(select(above.c[key]).where(rule_of(parent)(above, code)))

    return rule


def _link(of: Table, code: str) -> ColumnElement[bool]:
    """Between two of the province's; one that leads to another province has nothing to lead to elsewhere."""
    return and_(of.c.from_id.in_(proposals(code)), of.c.to_id.in_(proposals(code)))


PLACES: dict[str, Rule] = {
    "local_authority": _column("province_code"),
    "area": lambda of, code: or_(of.c.code.startswith(code), of.c.code.in_(_communities(code))),
    "area_alias": _within("area_code"),
    "area_boundary": _within("area_code"),
    "agency": _within("area_code"),
}
"""The gazetteer of the province: added where it is missing, never overwritten."""

OWN: dict[str, Rule] = {
    "holding": _within("area_code"),
    "account": lambda of, code: of.c.id.in_(
        select(table("holding").c.account_id).where(_within("area_code")(table("holding"), code))
    ),
    "account_event": _under("account", "account_id", "id"),
    "development_issue": _column("province_code"),
    "planning_round": _column("province_code"),
    "round_window": _under("planning_round", "round_id", "id"),
    "nothing_to_propose": _within("area_code"),
    "number_series": _within("area_code"),
    "proposal": _column("province_code"),
    "need": _of_proposal(),
    "budget_line": _of_proposal(),
    "attachment": _of_proposal(),
    "review": _of_proposal(),
    "rank": _of_proposal(),
    "rank_change": _within("office_code"),
    "proposal_link": _link,
    "opinion": _of_proposal(),
    "alignment": _of_proposal(),
    "source": _column("owner_province"),
    "settlement": _under("source", "source_code", "code"),
    "import_run": _under("source", "source_code", "code"),
    "import_row": _under("import_run", "run_id", "id"),
    "import_change": _under("import_run", "run_id", "id"),
    "source_item": _under("source", "source_code", "code"),
    "plan_item": _column("province_code"),
    "plan_item_text": _column("province_code"),
    "money_entry": _column("province_code"),
    "item_money": _column("province_code"),
    "work": _of_proposal(),
    "procurement_step": _of_proposal(),
    "contract": _of_proposal(),
    "instalment": _under("contract", "contract_id", "id"),
    "contract_change": _under("contract", "contract_id", "id"),
    "contract_slip": _under("contract", "contract_id", "id"),
    "progress_report": _of_proposal(),
    "work_photo": _of_proposal(),
    "change_request": _of_proposal(),
    "work_result": _of_proposal(),
    "later_look": _of_proposal(),
    "village_answer": _of_proposal(),
    "royal_project": _column("province_code"),
    "royal_report": _under("royal_project", "project_id", "id"),
    "sealed_plan": _column("province_code"),
    "source_envelope": _column("province_code"),
    "quarter_answer": _of_proposal(),
    "theme_plan": _column("province_code"),
    "theme_revision": _under("theme_plan", "plan_id", "id"),
}
"""What the province wrote: at the new place exactly as it was here."""


def rule_of(name: str) -> Rule:
    """The rule of a table of the province's own."""
    return OWN[name]


def strangers(code: str) -> Select[tuple[int]]:
    """Accounts that the carried rows name but that are not the province's: an administrator, the ministry."""
    named = []
    for name, rule in OWN.items():
        of = table(name)
        for key in of.foreign_keys:
            if key.column.table.name == "account" and name != "account":
                named.append(select(key.parent.label("id")).where(rule(of, code), key.parent.is_not(None)))
    account = table("account")
    named.append(
        select(account.c.created_by.label("id")).where(
            and_(OWN["account"](account, code), account.c.created_by.is_not(None))
        )
    )
    every = union(*named).subquery("named")
    mine = select(account.c.id).where(OWN["account"](account, code))
    return select(every.c.id).where(every.c.id.not_in(mine))
