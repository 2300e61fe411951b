"""Every route × every role × inside and outside its area: each declares its rule, and the rule holds."""

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy.orm import Session

from planhub.edge.rules import PUBLIC, Rule
from planhub.proposals.upkeep import ThemePlan
from planhub.results.royal_project import RoyalProject
from planhub.sources import authorizing
from planhub.workflow.authority import TABLE, Permission
from planhub.workflow.roles import Role
from planhub.workflow.stages import Stage
from tests.factories import accounts, areas, proposals, sources, work_rows

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.routing import Rule as Route

SEAT = {
    Role.VILLAGE_HEAD: "32010204",
    Role.SUBDISTRICT_SECRETARY: "320102",
    Role.SUBDISTRICT_CHAIR: "320102",
    Role.DISTRICT_SECRETARY: "3201",
    Role.DISTRICT_CHIEF: "3201",
    Role.AGENCY_OFFICER: "32",
    Role.PLANNER: "32",
    Role.GOVERNOR: "32",
    Role.VIEWER: "",
    Role.ADMINISTRATOR: "",
}
"""Where each role sits in this test: all in one chain of Surin."""

NATIONAL = {Role.VIEWER, Role.ADMINISTRATOR}


def rule_of(app: "Flask", route: "Route") -> Rule | None:
    rule: Rule | None = getattr(app.view_functions[route.endpoint], "rule", None)
    return rule


def routes(app: "Flask") -> list["Route"]:
    return [route for route in app.url_map.iter_rules() if route.endpoint != "static"]


def right(route: "Route", values: dict[str, Any]) -> dict[str, Any]:
    """Values of the parts of a route's address; a new kind of part must be named here."""
    if "<int:number>" in route.rule:
        values = values | {"number": 1}  # the step of the entry, no need's
    unknown = route.arguments - values.keys()
    assert not unknown, f"{route.rule}: say in this test what stands inside and outside for {unknown}"
    return {name: values[name] for name in route.arguments}


def filled(app: "Flask", route: "Route", values: dict[str, Any]) -> str:
    """The route's address with values for its parts."""
    with app.test_request_context():
        adapter = app.create_url_adapter(None)
        address: str = app.url_map.bind("localhost").build(route.endpoint, right(route, values))
        assert adapter is None or address
        return address


@pytest.fixture
def inside(session: Session) -> dict[str, Any]:
    """Values of the parts of an address that lie in Surin's chain."""
    areas.surin(session)
    areas.area(session, "45010101")
    mine = proposals.proposal(session, "32010204", Stage.SUBDISTRICT)
    return parts(session, mine, "32010204", "320102", "3201", "32")


@pytest.fixture
def outside(session: Session, inside: dict[str, Any]) -> dict[str, Any]:
    """The same in Roi Et, where none of these roles sits."""
    theirs = proposals.proposal(session, "45010101", Stage.SUBDISTRICT)
    return parts(session, theirs, "45010101", "450101", "4501", "45")


def parts(
    session: Session, record: Any, village: str, subdistrict: str, district: str, province: str
) -> dict[str, Any]:
    head = accounts.holding(session, "village_head", village)
    photo = proposals.photo(session, record)
    shot = work_rows.photo(session, record)
    issue = proposals.issue(session, province_code=province)
    session.commit()
    return {
        "proposal_id": record.id,
        "number": record.number,
        "identity": record.number,
        "attachment_id": photo.id,
        "photo_id": shot.id,
        "account_id": head.account_id,
        "holding_id": head.id,
        "province_code": province,
        "code": village,
        "year": 2571,
        "form": "csv",
        "table": "money",
        "level": "province",
        "uid": record.uid,
        "z": 8,
        "x": 199,
        "y": 117,
        "issue_id": issue.id,
        **of_source(session, province),
        **of_upkeep(session, village, province),
        "trouble": "late",
        "key": "of-no-slips-that-anybody-printed",
        "entry_id": 1,
        "edition": 1,
    }


def of_upkeep(session: Session, village: str, province: str) -> dict[str, Any]:
    """A royal-initiative project and a plan of a theme of this province."""
    project = RoyalProject(province_code=province, area_code=village, name="อ่างเก็บน้ำ", at=proposals.NOW)
    plan = ThemePlan(
        province_code=province,
        fiscal_year=2570,
        side="water",
        name="แผนน้ำ",
        begins_on=proposals.TODAY,
        at=proposals.NOW,
    )
    session.add_all([project, plan])
    session.commit()
    return {"project_id": project.id, "plan_id": plan.id, "months": 6}


def of_source(session: Session, province: str) -> dict[str, Any]:
    """A source that this province keeps, with a run and a key."""
    of = sources.source(session, f"list{province}", owner_province=province, scope=[province])
    run = sources.run(session, of)
    key, _secret = authorizing.issue(
        session, source_code=of.code, name="เครื่องแม่ข่าย", days=30, by=None, at=sources.AT
    )
    session.commit()
    return {"source_code": of.code, "run_id": run.run.id, "token_id": key.id, "sha256": "0" * 64}


def test_every_route_declares_its_rule(app: "Flask") -> None:
    without = [route.rule for route in routes(app) if rule_of(app, route) is None]
    assert not without


def test_what_changes_things_is_posted(app: "Flask") -> None:
    """A route that only reads has no POST, and a public POST is one of the few that must be."""
    public_posts = {
        route.rule
        for route in routes(app)
        if "POST" in route.methods and (rule := rule_of(app, route)) and rule == PUBLIC
    }
    assert public_posts == {"/language", "/sign-in", "/sign-out"}


def test_without_signing_in_only_public_pages_open(tokenless: "Flask", inside: dict[str, Any]) -> None:
    for route in routes(tokenless):
        rule = rule_of(tokenless, route)
        assert rule is not None
        for method in route.methods & {"GET", "POST"}:
            answer = tokenless.test_client().open(filled(tokenless, route, inside), method=method)
            if rule == PUBLIC:
                assert answer.status_code not in (401, 403), (method, route.rule)
            else:
                assert answer.status_code == 401, (method, route.rule, answer.status_code)
            assert answer.status_code < 500, (method, route.rule)
            answer.close()


@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_what_the_table_gives_and_nothing_else(
    tokenless: "Flask", session: Session, inside: dict[str, Any], outside: dict[str, Any], role: Role
) -> None:
    agency = accounts.agency(session).code if role is Role.AGENCY_OFFICER else None
    hat = accounts.hat(session, role, SEAT[role], agency_code=agency)
    session.commit()
    for route in routes(tokenless):
        rule = rule_of(tokenless, route)
        assert rule is not None
        for method in sorted(route.methods & {"GET", "POST"}):
            if (
                rule.permission is None
            ):  # public, or a registered system's, whom tests/api/test_sending.py plays
                continue
            client = tokenless.test_client()
            accounts.sign_in(client, session, hat)
            check(
                client,
                method,
                filled(tokenless, route, inside),
                filled(tokenless, route, outside),
                rule.permission,
                role,
            )


def check(
    client: "FlaskClient", method: str, mine: str, theirs: str, permission: Permission, role: Role
) -> None:
    """Inside: as the table says. Outside: refused, or hidden, and never an answer."""
    held = role in TABLE[permission]
    answer = client.open(mine, method=method)
    where = (role, method, mine, answer.status_code)
    assert answer.status_code < 500, where
    assert answer.status_code != 401, where
    if not held:
        assert answer.status_code == 403, where
    answer.close()
    if held and mine != theirs and role not in NATIONAL:
        answer = client.open(theirs, method=method)
        assert answer.status_code in (403, 404), (role, method, theirs, answer.status_code)
        answer.close()
