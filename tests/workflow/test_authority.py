"""The permission table, read aloud."""

import pytest

from planhub.workflow.authority import MANAGES, TABLE, Permission, may, may_manage
from planhub.workflow.roles import Hat, Role


def hat(role: Role, area: str) -> Hat:
    return Hat(account_id=1, holding_id=1, role=role, area_code=area)


ROWS = [
    # a village head writes the needs of the own village
    (Role.VILLAGE_HEAD, "32010204", Permission.NEED_WRITE, "32010204", True),
    # and of no other
    (Role.VILLAGE_HEAD, "32010204", Permission.NEED_WRITE, "32010205", False),
    # the secretary may key in for every village of the subdistrict
    (Role.SUBDISTRICT_SECRETARY, "320102", Permission.NEED_WRITE, "32010204", True),
    # a village head has no inbox and decides nothing
    (Role.VILLAGE_HEAD, "32010204", Permission.INBOX_READ, "32010204", False),
    (Role.VILLAGE_HEAD, "32010204", Permission.DECIDE, "32010204", False),
    # a district chief decides in the district, not next door
    (Role.DISTRICT_CHIEF, "3201", Permission.DECIDE, "32010204", True),
    (Role.DISTRICT_CHIEF, "3202", Permission.DECIDE, "32010204", False),
    # only the province includes in the plan
    (Role.PLANNER, "32", Permission.PLAN_WRITE, "32", True),
    (Role.DISTRICT_CHIEF, "3201", Permission.PLAN_WRITE, "3201", False),
    # the governor of one province does not write another's plan
    (Role.GOVERNOR, "45", Permission.PLAN_WRITE, "32", False),
    # the ministry sees the nation, and opens no inbox
    (Role.VIEWER, "", Permission.NATION_READ, "32", True),
    (Role.VIEWER, "", Permission.INBOX_READ, "32", False),
    # the administrator of a server is not thereby a planner
    (Role.ADMINISTRATOR, "", Permission.DECIDE, "32", False),
]


@pytest.mark.parametrize(("role", "area", "permission", "code", "allowed"), ROWS)
def test_the_table(role: Role, area: str, permission: Permission, code: str, allowed: bool) -> None:
    assert may(hat(role, area), permission, code) is allowed


def test_nobody_may_nothing() -> None:
    assert not any(may(None, permission) for permission in Permission)


def test_every_permission_is_held_and_every_role_holds_one() -> None:
    assert set(TABLE) == set(Permission)
    assert all(TABLE.values())
    for role in Role:
        assert any(role in holders for holders in TABLE.values())


MANAGING = [
    # each level makes the accounts of the level below
    (Role.DISTRICT_SECRETARY, "3201", Role.VILLAGE_HEAD, "32010204", True),
    (Role.DISTRICT_SECRETARY, "3201", Role.SUBDISTRICT_SECRETARY, "320102", True),
    (Role.PLANNER, "32", Role.DISTRICT_CHIEF, "3201", True),
    # not outside its area
    (Role.DISTRICT_SECRETARY, "3201", Role.VILLAGE_HEAD, "32020101", False),
    # not its own level, nor above
    (Role.DISTRICT_SECRETARY, "3201", Role.DISTRICT_CHIEF, "3201", False),
    (Role.PLANNER, "32", Role.GOVERNOR, "32", False),
    # a village head makes none
    (Role.VILLAGE_HEAD, "32010204", Role.VILLAGE_HEAD, "32010204", False),
]


@pytest.mark.parametrize(("role", "area", "made", "over", "allowed"), MANAGING)
def test_who_makes_whose_account(role: Role, area: str, made: Role, over: str, allowed: bool) -> None:
    assert may_manage(hat(role, area), made, over) is allowed


def test_every_role_can_be_made_by_somebody() -> None:
    assert set().union(*MANAGES.values()) == set(Role)
