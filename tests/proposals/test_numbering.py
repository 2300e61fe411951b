"""Numbers are given one by one, never twice, also to two who submit at the same moment."""

from threading import Thread

from sqlalchemy import Engine, delete
from sqlalchemy.orm import Session

from planhub.proposals.numbering import give
from planhub.proposals.proposal import NumberSeries
from tests.factories.proposals import proposal


def test_each_area_and_year_counts_for_itself(session: Session) -> None:
    assert [give(session, area_code="32010204", fiscal_year=2571) for _ in range(2)] == [
        "32010204-2571-001",
        "32010204-2571-002",
    ]
    assert give(session, area_code="32010204", fiscal_year=2572) == "32010204-2572-001"
    assert give(session, area_code="320102", fiscal_year=2571) == "320102-2571-001"
    assert give(session, area_code="C-5320103-001", fiscal_year=2571) == "C-5320103-001-2571-001"


def test_a_number_that_is_there_already_is_stepped_over(session: Session) -> None:
    proposal(session, "32010205", number="32010205-2571-001")
    assert give(session, area_code="32010205", fiscal_year=2571) == "32010205-2571-002"


def test_two_at_the_same_moment_get_two_numbers(engine: Engine) -> None:
    given: list[str] = []

    def submit() -> None:
        with Session(engine) as session, session.begin():
            given.append(give(session, area_code="99990101", fiscal_year=2571))

    try:
        with Session(engine) as first, first.begin():
            given.append(give(first, area_code="99990101", fiscal_year=2571))
            second = Thread(target=submit)
            second.start()
            second.join(0.3)  # it waits for the row that the first still holds
            assert second.is_alive()
        second.join(10)
        assert sorted(given) == ["99990101-2571-001", "99990101-2571-002"]
    finally:
        with Session(engine) as session, session.begin():
            session.execute(delete(NumberSeries).where(NumberSeries.area_code == "99990101"))
