"""The permission table: role × permission × area prefix. Every route declares one row of it."""

from enum import StrEnum

from planhub.workflow.roles import Hat, Role


class Permission(StrEnum):
    """What a route may demand; the value is stable, the words are in PERMISSION_WORD's comments."""

    NEED_WRITE = "need.write"  # draft, change and submit needs of one's own village or subdistrict
    NEED_READ = "need.read"  # read the working record, drafts and restricted fields included
    INBOX_READ = "inbox.read"  # the list of what waits at one's office
    DECIDE = "proposal.decide"  # classify, rank, forward, return …: the flow says which, `judging` says when
    OPINE = "proposal.opine"  # an agency's technical opinion
    RANK_VILLAGE = "rank.village"  # order the needs of one's own village
    PLAN_READ = "plan.read"  # the working plan of a province and year, with what is not public
    PLAN_WRITE = "plan.write"  # include in the plan
    ROUND_MANAGE = "round.manage"  # windows, top-N and issues of a planning round
    SOURCES_MANAGE = "sources.manage"  # lists of other offices: describe, import, undo, settle, tokens
    ACCOUNTS_MANAGE = "accounts.manage"  # create, close and re-issue the accounts of the level below
    SELF = "account.self"  # one's own password, hats and sessions
    MONEY_WRITE = "money.write"  # figures of money: of the province's items, a local authority's of its own
    WORK_WRITE = "work.write"  # procurement, progress and close-out by the office that carries a work out
    SLIP_WRITE = "slip.write"  # mend what was typed wrong of a signed contract: its office, the level above
    WORK_READ = "work.read"  # the working record of money and works, with what is not public
    WORK_REVIEW = "work.review"  # accept or send back a report: the level above the one that reported
    CHANGE_DECIDE = "change.decide"  # approve or refuse a change asked for after the money came
    PLAN_SEAL = "plan.seal"  # seal an edition of the plan
    GOVERN_READ = "govern.read"  # the governor's page, its lists, the brief and the wall
    ROYAL_WRITE = "royal.write"  # royal-initiative projects and their status reports
    UPKEEP_WRITE = "upkeep.write"  # confirm, change or withdraw unfunded items each quarter
    ANSWER_WRITE = "answer.write"  # those who asked say whether they got it
    NATION_READ = "nation.read"  # completeness and lag of all provinces
    SYSTEM_MANAGE = "system.manage"  # what one administrator of the server does


R = Role
COMMITTEE = frozenset(
    {
        R.SUBDISTRICT_SECRETARY,
        R.SUBDISTRICT_CHAIR,
        R.DISTRICT_SECRETARY,
        R.DISTRICT_CHIEF,
        R.PLANNER,
        R.GOVERNOR,
    }
)

TABLE: dict[Permission, frozenset[Role]] = {
    Permission.NEED_WRITE: frozenset({R.VILLAGE_HEAD, R.SUBDISTRICT_SECRETARY}),
    Permission.NEED_READ: COMMITTEE | {R.VILLAGE_HEAD, R.AGENCY_OFFICER},
    Permission.INBOX_READ: COMMITTEE | {R.AGENCY_OFFICER},
    Permission.DECIDE: COMMITTEE,
    Permission.OPINE: frozenset({R.AGENCY_OFFICER}),
    Permission.RANK_VILLAGE: frozenset({R.VILLAGE_HEAD, R.SUBDISTRICT_SECRETARY}),
    Permission.PLAN_READ: frozenset(
        {R.PLANNER, R.GOVERNOR, R.DISTRICT_SECRETARY, R.DISTRICT_CHIEF, R.AGENCY_OFFICER}
    ),
    Permission.PLAN_WRITE: frozenset({R.PLANNER, R.GOVERNOR}),
    Permission.ROUND_MANAGE: frozenset({R.PLANNER}),
    Permission.ACCOUNTS_MANAGE: frozenset(
        {R.ADMINISTRATOR, R.PLANNER, R.DISTRICT_SECRETARY, R.DISTRICT_CHIEF, R.SUBDISTRICT_SECRETARY}
    ),
    Permission.MONEY_WRITE: frozenset({R.PLANNER, R.SUBDISTRICT_SECRETARY}),
    Permission.WORK_WRITE: frozenset({R.AGENCY_OFFICER, R.PLANNER, R.SUBDISTRICT_SECRETARY}),
    Permission.SLIP_WRITE: frozenset(
        {
            R.AGENCY_OFFICER,
            R.SUBDISTRICT_SECRETARY,
            R.DISTRICT_SECRETARY,
            R.DISTRICT_CHIEF,
            R.PLANNER,
            R.GOVERNOR,
        }
    ),
    Permission.WORK_READ: COMMITTEE | {R.AGENCY_OFFICER},
    Permission.WORK_REVIEW: frozenset({R.PLANNER, R.DISTRICT_SECRETARY, R.DISTRICT_CHIEF}),
    Permission.CHANGE_DECIDE: frozenset({R.PLANNER, R.GOVERNOR, R.DISTRICT_CHIEF, R.AGENCY_OFFICER}),
    Permission.PLAN_SEAL: frozenset({R.PLANNER, R.GOVERNOR}),
    Permission.GOVERN_READ: frozenset({R.GOVERNOR, R.PLANNER, R.DISTRICT_CHIEF, R.VIEWER}),
    Permission.ROYAL_WRITE: frozenset({R.PLANNER}),
    Permission.UPKEEP_WRITE: frozenset(
        {R.SUBDISTRICT_SECRETARY, R.SUBDISTRICT_CHAIR, R.DISTRICT_SECRETARY, R.DISTRICT_CHIEF, R.PLANNER}
    ),
    Permission.ANSWER_WRITE: frozenset({R.VILLAGE_HEAD, R.SUBDISTRICT_SECRETARY}),
    Permission.SOURCES_MANAGE: frozenset({R.PLANNER, R.ADMINISTRATOR}),
    Permission.SELF: frozenset(Role),
    Permission.NATION_READ: frozenset({R.VIEWER, R.ADMINISTRATOR}),
    Permission.SYSTEM_MANAGE: frozenset({R.ADMINISTRATOR}),
}

MANAGES: dict[Role, frozenset[Role]] = {
    R.ADMINISTRATOR: frozenset({R.ADMINISTRATOR, R.VIEWER, R.GOVERNOR, R.PLANNER, R.AGENCY_OFFICER}),
    R.PLANNER: frozenset({R.DISTRICT_CHIEF, R.DISTRICT_SECRETARY, R.AGENCY_OFFICER}),
    R.DISTRICT_CHIEF: frozenset({R.SUBDISTRICT_CHAIR, R.SUBDISTRICT_SECRETARY, R.VILLAGE_HEAD}),
    R.DISTRICT_SECRETARY: frozenset({R.SUBDISTRICT_CHAIR, R.SUBDISTRICT_SECRETARY, R.VILLAGE_HEAD}),
    R.SUBDISTRICT_SECRETARY: frozenset({R.VILLAGE_HEAD}),
}
"""Whose accounts each role creates and closes: the level below its own."""


def may(hat: Hat | None, permission: Permission, *codes: str | None) -> bool:
    """Whether this hat holds the permission and, where codes are given, for one of those areas."""
    if hat is None or hat.role not in TABLE[permission]:
        return False
    return not codes or hat.covers(*codes)


def may_manage(hat: Hat, role: Role, area_code: str) -> bool:
    """Whether this hat may create or close an account of that role over that area."""
    return role in MANAGES.get(hat.role, frozenset()) and hat.covers(area_code)
