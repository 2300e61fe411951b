"""All 76 provinces as nodes of one machine; asked for by PLANHUB_TEST_76=1, for it takes minutes.

The nodes are databases of one server, as a province's server is one; the centre is a server of its own.
"""

import os
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from planhub.federation import installing, status, watching
from planhub.federation.installation import Place
from planhub.federation.state import State
from planhub.linkage.plan_item import PlanSummary
from planhub.linkage.provinces import PROVINCES
from tests.factories import areas
from tests.federation.conftest import Seat, at, join, proved, rows, until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not os.environ.get("PLANHUB_TEST_76"), reason="set PLANHUB_TEST_76=1: it takes minutes"
    ),
]
ITEMS = 300
FILL = """
insert into plan_item
select cast(:code as text), gen_random_uuid(), 'list', n::text, 2570, :code || '01', :code || '0101',
    :code || '010101', 'planned', null, null, n, now(), now() from generate_series(1, :n) n
"""
WORDS = """
insert into plan_item_text (province_code, id, title, search_key)
select province_code, id, 'ถนน', 'ถนน' from plan_item
"""


def test_76_nodes_are_joined_change_at_once_and_survive_a_kill(
    centre: Seat, founded: Callable[[str | None], Seat]
) -> None:
    host = founded("11")  # its server lends databases to the other 75
    nodes = [host]
    for code in PROVINCES[1:]:
        database = f"node_{code}"
        nodes.append(object.__new__(Seat))
        nodes[-1].__dict__ = {**host.__dict__, "code": code, "database": database}
    prepare(nodes)
    with centre.session() as session:
        for code in PROVINCES:
            areas.area(session, code)
    for node in nodes:
        node.run(FILL, code=node.code, n=ITEMS)
        node.run(WORDS)
        join(centre, node)
        node.report()
    until(lambda: total(centre) == 76 * ITEMS, "the first copy")
    for node in nodes:
        node.run("update plan_item set stage = 'funded' where external_id::int <= 100")
    host.kill()
    host.start()
    for node in nodes:
        node.server = host.server
        node.add(1, stage="works")
        node.report()
    for node in nodes:
        until(lambda node=node: rows(centre, node.code or "") == rows(node, node.code or ""), str(node.code))
    proved(centre)

    def well() -> bool:
        watching.watch(centre.engine(), at=at())
        with centre.session() as session:
            found = status.statuses(session, now=at())
        return {one.state for one in found} == {State.WELL} and len(found) == 76

    until(well, "all well")


def prepare(nodes: list[Seat]) -> None:
    """Schema and role of each database beside the first."""
    from planhub import cluster
    from planhub.cluster.preparing import extend
    from tests.conftest import migrate

    host = nodes[0]
    host.server.create_database("model")
    with host.server.connect(database="model") as connection:
        extend(connection)
    migrate(host.server.url(cluster.OWNER, "model"))
    for node in nodes[1:]:
        host.server.create_database(node.database, template="model")
        with node.session() as session:
            installing.become(session, Place.PROVINCE, node.code, at=at(), by="test")


def total(centre: Seat) -> int:
    with centre.session() as session:
        return session.scalar(select(func.sum(PlanSummary.items)).where(PlanSummary.level == 2)) or 0
