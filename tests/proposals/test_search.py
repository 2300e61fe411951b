"""Look-alikes, as a table; and that their search never reads the country."""

import pytest
from sqlalchemy import event, func, text
from sqlalchemy.orm import Session

from planhub.errors import Invalid
from planhub.proposals.need import Need
from planhub.proposals.search import by_number, lookalikes
from planhub.workflow.stages import Stage
from tests.factories import areas, proposals

TITLE = "ก่อสร้างถนนคอนกรีตเสริมเหล็กสายบ้านตั้งใจ หมู่ที่ 1 ยาว 500 เมตร"


@pytest.mark.parametrize(
    ("other", "seen"),
    [
        # nearly the same words in the same subdistrict
        ({"title": "ก่อสร้างถนน คสล. คอนกรีตเสริมเหล็กสายบ้านตั้งใจ ยาว 450 เมตร"}, True),
        # other words
        ({"title": "จัดซื้อเครื่องพ่นหมอกควัน"}, False),
        # the same words in the next subdistrict, without a place
        ({"area_code": "32010301", "title": TITLE}, False),
        # the same words in the next subdistrict, two kilometres away
        ({"area_code": "32010301", "title": TITLE, "point": (103.51, 14.91)}, True),
        # the same words far away in the district
        ({"area_code": "32010301", "title": TITLE, "point": (103.7, 14.9)}, False),
        # another district is another committee's matter
        ({"area_code": "32020101", "title": TITLE, "point": (103.5, 14.9)}, False),
        # right beside it and of the same side: a few words in common suffice
        ({"title": "ซ่อมแซมถนนคอนกรีตสายบ้านตั้งใจ", "point": (103.5005, 14.9)}, True),
        # right beside it, but of another side
        ({"title": "ซ่อมแซมถนนคอนกรีตสายบ้านตั้งใจ", "point": (103.5005, 14.9), "side": "health"}, False),
        # not sent yet: nobody else's business
        ({"title": TITLE, "stage": Stage.DRAFT}, False),
        # withdrawn: its owner wants it no more
        ({"title": TITLE, "stage": Stage.WITHDRAWN}, False),
        # refused before: worth knowing
        ({"title": TITLE, "stage": Stage.REJECTED}, True),
        # of an earlier year: it may have been built
        ({"title": TITLE, "stage": Stage.COMPLETED, "fiscal_year": 2569}, True),
    ],
)
def test_lookalikes(session: Session, other: dict[str, object], seen: bool) -> None:
    areas.surin(session)
    mine = proposals.proposal(session, "32010201", title=TITLE, point=(103.5, 14.9))
    theirs = proposals.proposal(session, **({"area_code": "32010202"} | other))  # type: ignore[arg-type]
    found = lookalikes(session, proposal_id=mine.id)
    assert [row.id for row in found] == ([theirs.id] if seen else [])


def test_the_likest_first_with_how_far(session: Session) -> None:
    areas.surin(session)
    mine = proposals.proposal(session, "32010201", title=TITLE, point=(103.5, 14.9))
    proposals.proposal(session, "32010202", title=TITLE[:40], point=(103.51, 14.9))
    proposals.proposal(session, "32010203", title=TITLE)
    first, second = lookalikes(session, proposal_id=mine.id)
    assert (first.alike, first.metres) == (1, None)
    assert 1000 < (second.metres or 0) < 1150


def test_without_words_there_is_nothing_alike(session: Session) -> None:
    areas.surin(session)
    assert lookalikes(session, proposal_id=proposals.proposal(session, title="").id) == []
    assert lookalikes(session, proposal_id=0) == []


def test_many_beside_that_do_not_count_cost_few_statements(session: Session) -> None:
    areas.surin(session)
    mine = proposals.proposal(session, "32010201", title=TITLE, point=(103.5, 14.9))
    faint = "ซ่อมแซมถนนคอนกรีตสายบ้านตั้งใจ"
    for _ in range(60):
        proposals.proposal(session, "32010202", title=faint, point=(103.5005, 14.9), side="health")
    last = proposals.proposal(session, "32010202", title=faint, point=(103.5005, 14.9))
    sent: list[str] = []

    def look(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    session.flush()
    event.listen(session.connection(), "before_cursor_execute", look)
    found = lookalikes(session, proposal_id=mine.id)
    event.remove(session.connection(), "before_cursor_execute", look)
    assert [row.id for row in found] == [last.id]
    assert len(sent) <= 4, "what lies around, and three batches: 8, 32 and the rest"


def test_neither_the_country_nor_its_trigrams_are_read(session: Session) -> None:
    areas.surin(session)
    mine = proposals.proposal(session, "32010201", title=TITLE, point=(103.5, 14.9))
    session.execute(
        text(
            """
            with p as (
                insert into proposal (fiscal_year, number, submitted_at, province_code, district_code,
                    subdistrict_code, area_code, place_code, stage, holder_code, stage_since, created_at,
                    updated_at, amount, search_key)
                select 2571, 'n' || n, now(), left(s, 2), left(s, 4), s, '32010201', s || '01',
                    'subdistrict', s, now(), now(), now(), 1, 'n' || n
                from generate_series(1, 6000) n,
                    lateral (select lpad((100000 + n % 400)::text, 6, '0') s) t
                returning id, number
            )
            insert into need (proposal_id, title, geom)
            select id, number,
                st_setsrid(st_makepoint(98 + id % 600 / 100.0, 7 + id % 1300 / 100.0), 4326)
            from p
            """
        )
    )
    session.execute(text("analyze proposal"))
    session.execute(text("analyze need"))
    plan = "\n".join(explain(session, mine.id))
    assert "Seq Scan on proposal" not in plan
    assert "Seq Scan on need" not in plan
    assert "ix_proposal_alike" in plan, "vacuumed, it alone is read"


def test_a_need_that_moves_is_found_at_its_new_place(session: Session) -> None:
    areas.surin(session)
    mine = proposals.proposal(session, "32010201", title=TITLE, point=(103.5, 14.9))
    other = proposals.proposal(session, "32010301", title=TITLE, point=(103.7, 14.9))
    assert lookalikes(session, proposal_id=mine.id) == []
    need = session.get_one(Need, other.id)
    need.geom = func.ST_GeomFromText("LINESTRING(103.501 14.9, 103.503 14.9)", 4326)
    session.flush()
    found = lookalikes(session, proposal_id=mine.id)
    assert [row.id for row in found] == [other.id]
    assert 100 < (found[0].metres or 0) < 330, "to a point on the line"
    need.geom = None
    session.flush()
    assert lookalikes(session, proposal_id=mine.id) == []


def explain(session: Session, proposal_id: int) -> list[str]:
    """Plans of the statements of one search."""
    lines: list[str] = []
    execute = session.execute

    def explained(statement: object, given: dict[str, object] | None = None, **kwargs: object) -> object:
        connection = session.connection()
        compiled = statement.compile(connection)  # type: ignore[attr-defined]
        values = compiled.construct_params(given)
        processors = compiled._bind_processors
        bound = {
            name: processors[name](value) if name in processors else value for name, value in values.items()
        }
        lines.extend(connection.exec_driver_sql(f"explain {compiled}", bound).scalars())
        return execute(statement, given, **kwargs)  # type: ignore[call-overload]

    session.execute = explained  # type: ignore[method-assign, assignment]
    lookalikes(session, proposal_id=proposal_id)
    session.execute = execute  # type: ignore[method-assign]
    return lines


@pytest.mark.parametrize("write", ["{}", " {} ", "{0:}".replace("-", " ")])
def test_by_number(session: Session, write: str) -> None:
    areas.surin(session)
    row = proposals.proposal(session)
    assert by_number(session, write.format(row.number)).id == row.id


def test_a_number_nobody_has_is_told(session: Session) -> None:
    with pytest.raises(Invalid) as error:
        by_number(session, "32010204-2571-999", field="target")
    assert "32010204-2571-999" in str(error.value.fields["target"])
