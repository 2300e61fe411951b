"""Plan and fact of a purchase on one scale."""

from datetime import date

from sqlalchemy.orm import Session

from planhub.procurement import contracting, procuring
from planhub.procurement.purchase_typed import StepFacts
from planhub.procurement.timeline import timeline_of
from planhub.works.following import Recorder
from tests.factories import purchases
from tests.procurement.buying import SMALL, TERMS, standing, told


def test_plan_and_fact_lie_on_one_scale(session: Session, by: Recorder) -> None:
    row = purchases.funded(session)
    assert timeline_of(standing(session, row), today=purchases.TODAY) is None
    procuring.choose(session, choice=SMALL, **told(row, by))
    procuring.record_step(session, step="tor", facts=StepFacts(actual_on=date(2026, 10, 14)), **told(row, by))
    contracting.sign(session, terms=TERMS, **told(row, by))
    line = timeline_of(standing(session, row), today=purchases.TODAY)
    assert line is not None
    assert line.shows_today
    tor = line.bars[0]
    assert (tor.planned, tor.late) == ((date(2026, 10, 5), date(2026, 10, 12)), 2)
    assert [str(bar.words) for bar in line.bars[-2:]] == ["ทำงานตามสัญญา 12/2570", "งวดที่ 1"]
    assert line.bars[-2].running
    assert line.bars[-2].fact == (date(2026, 11, 3), purchases.TODAY)
    assert (line.first, line.last) == (date(2026, 10, 5), date(2027, 1, 1))
    assert line.at(line.first) == 0
    assert line.stretch((line.first, line.last)) == (0, 1)
    assert line.ticks() == [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)]
