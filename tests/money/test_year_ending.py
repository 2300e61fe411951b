"""The end of a year: what is left is kept over, returned or lapses; a wrong row holds back no other."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from planhub.errors import Invalid
from planhub.money.leftovers import leftovers, sums, years
from planhub.money.year_ending import Ended, end_year, read_picked
from planhub.proposals.proposal import Proposal
from planhub.workflow.stages import Stage
from planhub.works.following import Recorder
from tests.factories import areas, proposals
from tests.money.telling import YEAR_END, money, planner, put, secretary


@pytest.fixture
def by(session: Session) -> Recorder:
    areas.surin(session)
    return planner(session)


def funded(session: Session, by: Recorder, *, bound: int = 0, paid: int = 0) -> Proposal:
    """An item with a hundred baht of 2570, of which some is bound and some paid."""
    need = proposals.proposal(session, stage=Stage.PLANNED)
    put(session, need, by, "allocated", 100)
    for kind, amount in (("committed", bound), ("disbursed", paid)):
        if amount:
            put(session, need, by, kind, amount)
    return need


def close(session: Session, by: Recorder, way: str, *, rows: list[str] | None = None) -> Ended:
    """At the end of the year."""
    by = replace(by, day=YEAR_END)
    picked = rows or [row.pick for row in leftovers(session, hat=by.hat, year=2570)]
    typed = {"way": way, "document_no": "สร 0017/9", "note": "สิ้นปี"}
    return end_year(session, year=2570, picked=read_picked(picked), typed=typed, by=by)


def test_what_is_not_paid_is_listed(session: Session, by: Recorder) -> None:
    need, _paid = funded(session, by, bound=30, paid=20), funded(session, by, paid=100)
    local = proposals.proposal(session, stage=Stage.LOCAL)
    own = secretary(session)
    put(session, local, own, "allocated", 7, source="lao")
    (row,) = leftovers(session, hat=by.hat, year=2570)
    assert (row.id, row.bound, row.free) == (need.id, 30, 50)
    assert sums(session, hat=by.hat, year=2570).free == 50
    assert years(session, hat=by.hat) == [2570]
    (row,) = leftovers(session, hat=own.hat, year=2570)
    assert (row.id, row.free) == (local.id, 7), "a local authority closes its own"
    assert leftovers(session, hat=secretary(session, "320103").hat, year=2570) == []


def test_what_is_kept_over_stands_in_the_next_year_and_what_is_bound_stays_bound(
    session: Session, by: Recorder
) -> None:
    need = funded(session, by, bound=30, paid=20)
    assert len(close(session, by, "carry").done) == 1
    old, new = money(session, need), money(session, need, 2571, "carry")
    assert (old.committed, old.disbursed, old.carried, old.remaining) == (0, 20, 80, 0)
    assert (new.allocated, new.committed, new.remaining) == (80, 30, 50)
    assert need.stage == Stage.FUNDED
    assert years(session, hat=by.hat) == [2571]


@pytest.mark.parametrize(("way", "kind"), [("return", "returned"), ("lapse", "lapsed")])
def test_what_goes_back_is_what_nothing_is_bound_to(
    session: Session, by: Recorder, way: str, kind: str
) -> None:
    need, bound, idle = funded(session, by, bound=30), funded(session, by, bound=100), funded(session, by)
    ended = close(session, by, way)
    assert getattr(money(session, need), kind) == 70
    assert need.stage == Stage.FUNDED
    assert idle.stage == Stage.PLANNED, "all of it went: it waits for money again"
    ((one, sentence),) = ended.refused
    assert one.proposal_id == bound.id
    assert sentence.values == {"bound": Decimal(100)}


def test_each_row_has_one_winner(session: Session, by: Recorder) -> None:
    need, other = funded(session, by), funded(session, by)
    seen = [row.pick for row in leftovers(session, hat=by.hat, year=2570)]
    put(session, need, by, "disbursed", 1)
    ended = close(session, by, "return", rows=seen)
    assert [one.proposal_id for one in ended.done] == [other.id]
    ((lost, sentence),) = ended.refused
    assert (lost.proposal_id, sentence.values["free"]) == (need.id, 99)
    assert close(session, by, "return", rows=seen).done == [], "and nothing is done twice"


def test_another_areas_row_is_held_back(session: Session, by: Recorder) -> None:
    need = funded(session, by)
    rows = [row.pick for row in leftovers(session, hat=by.hat, year=2570)]
    assert close(session, secretary(session), "return", rows=rows).done == []
    assert money(session, need).remaining == 100


WRONG = [
    # nothing was typed
    ({}, {"way", "document_no"}),
    # money that leaves says why
    ({"way": "return", "document_no": "1"}, {"note"}),
]


@pytest.mark.parametrize(("typed", "fields"), WRONG)
def test_what_is_missing_is_told(
    session: Session, by: Recorder, typed: dict[str, str], fields: set[str]
) -> None:
    with pytest.raises(Invalid) as refusal:
        end_year(session, year=2570, picked=[], typed=typed, by=by)
    assert set(refusal.value.fields) == fields


@pytest.mark.parametrize(("way", "early"), [("lapse", True), ("carry", True), ("return", False)])
def test_a_year_that_has_just_begun_is_not_closed(
    session: Session, by: Recorder, way: str, early: bool
) -> None:
    need = funded(session, by)
    picked = read_picked([row.pick for row in leftovers(session, hat=by.hat, year=2570)])
    typed = {"way": way, "document_no": "สร 0017/9", "note": "สิ้นปี"}
    if not early:
        assert end_year(session, year=2570, picked=picked, typed=typed, by=by).done == picked
        return
    with pytest.raises(Invalid) as refusal:
        end_year(session, year=2570, picked=picked, typed=typed, by=by)
    assert refusal.value.fields["way"].values["first"] == date(2027, 8, 1)
    assert money(session, need).remaining == 100


@pytest.mark.parametrize("text", ["", "x", "1~province~sNaN~1", "1~nowhere~0~1", "1~province~0"])
def test_odd_rows_are_no_rows(text: str) -> None:
    with pytest.raises(Invalid):
        read_picked([text])
