"""Undoing a run: what it made goes, what it changed is as before, what was changed since is left alone."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Connection, event, func, select, text
from sqlalchemy.orm import Session

from planhub.errors import IllegalMove, NotFound
from planhub.linkage.carrying import carrier, carriers
from planhub.linkage.plan_item import PlanItem, PlanItemText
from planhub.linkage.recounting import differences
from planhub.results.royal_keeping import add, report
from planhub.results.royal_project import RoyalProject, RoyalReport
from planhub.sources.applying import apply_items
from planhub.sources.import_run import ImportRow, ImportRun
from planhub.sources.source_item import SourceItem
from planhub.sources.staging import Given
from planhub.sources.telling import rows_of
from planhub.sources.undoing import undo
from planhub.workflow.stages import Stage
from tests.factories.accounts import hat
from tests.factories.sources import AT, names, row, run, source

LATER = AT + timedelta(days=30)
FIRST = [row("A", amount=Decimal(10)), row("B", "45010101", lat=16.0, lon=103.6), row("C")]
SECOND = [
    row("A", amount=Decimal(11), title="ใหม่", stage=Stage.FUNDED),
    row("B", "320102"),
    row("C"),
    row("D", "4501"),
]


def everything(session: Session) -> list[Any]:
    """All that stands of every item, but when it was written."""
    session.expire_all()
    facts = [c for c in PlanItem.__table__.c if c.name != "updated_at"]
    words = [c for c in PlanItemText.__table__.c if c.name != "point"]
    query = select(*facts, *words, func.ST_AsText(PlanItemText.point)).join(
        PlanItemText,
        (PlanItemText.id == PlanItem.id) & (PlanItemText.province_code == PlanItem.province_code),
    )
    return [tuple(r) for r in session.execute(query.order_by(PlanItem.external_id))]


def test_undone_is_as_before_down_to_the_point_and_the_time_of_the_stage(session: Session) -> None:
    names(session)
    of = source(session)
    run(session, of, *FIRST)
    before = everything(session)
    second = run(session, of, *SECOND, at=LATER)
    assert everything(session) != before
    done = undo(session, second.run.id, by=None, at=LATER)
    assert (done.removed, done.restored, done.left) == (1, 2, 0)
    assert everything(session) == before
    assert differences(session) == []
    # whoever asks what has changed since sees that it went back
    assert session.scalar(select(PlanItem.updated_at).where(PlanItem.external_id == "A")) == LATER


def test_an_undone_run_can_be_done_again_by_importing_its_file(session: Session) -> None:
    names(session)
    of = source(session)
    first = run(session, of, *FIRST)
    stood = everything(session)
    undo(session, first.run.id, by=None, at=LATER)
    assert everything(session) == []
    assert session.scalars(select(SourceItem.digest)).all() == [None] * 3
    again = run(session, of, *FIRST)
    assert again.run.counts["new"] == 3
    assert everything(session) == stood
    # no version comes twice: made, gone, made again
    assert set(session.scalars(select(SourceItem.version))) == {3}


def test_what_was_changed_since_is_left_and_told(session: Session) -> None:
    names(session)
    of = source(session)
    first = run(session, of, row("A"), row("B"), row("C"), row("D"))
    run(session, of, row("A", amount=Decimal(7)), row("B"))
    apply_items(session, of, [Given(row("C", amount=Decimal(8)))], at=LATER)
    done = undo(session, first.run.id, by=None, at=LATER)
    assert (done.removed, done.restored, done.left) == (2, 0, 2)
    kept = dict(session.execute(select(PlanItem.external_id, PlanItem.amount)).all())
    assert kept == {"A": 7, "C": 8}
    assert differences(session) == []


def test_runs_are_undone_one_after_the_other_the_last_first(session: Session) -> None:
    names(session)
    of = source(session)
    runs = [run(session, of, row("A", amount=Decimal(n))).run.id for n in (1, 2, 3)]
    amounts = []
    for run_id in reversed(runs):
        assert undo(session, run_id, by=None, at=LATER).left == 0
        amounts.append(session.scalar(select(PlanItem.amount)))
    assert amounts == [2, 1, None]


def test_a_withdrawn_item_comes_back(session: Session) -> None:
    names(session)
    of = source(session, withdraws_missing=True)
    run(session, of, row("A"), row("B"))
    second = run(session, of, row("A"), at=LATER)
    assert undo(session, second.run.id, by=None, at=LATER).restored == 1
    assert set(session.scalars(select(PlanItem.stage))) == {"planned"}


def test_a_royal_project_stays_on_its_item_through_undoing_and_importing_again(session: Session) -> None:
    names(session)
    of, by = source(session), hat(session, "planner", "32").account_id
    first = run(session, of, row("A"))
    second = run(session, of, row("A", amount=Decimal(7)))
    typed = {"name": "อ่างเก็บน้ำห้วยเสนง", "number": "A"}
    add(session, province_code="32", typed=typed, at=AT, by=by, find=carrier)
    session.commit()
    for run_id in (second.run.id, first.run.id):
        undo(session, run_id, by=None, at=LATER)
        assert session.scalar(select(PlanItem.royal)) in (True, None), run_id  # None: gone
    run(session, of, row("A"), row("B"))
    marks = dict(session.execute(select(PlanItem.external_id, PlanItem.royal)).all())
    assert marks == {"A": True, "B": False}


def royal_of(session: Session) -> list[tuple[str, str, int]]:
    """Province and place of each royal project, and how many reports it has."""
    session.expire_all()
    return [
        (
            p.province_code,
            p.area_code,
            session.scalar(select(func.count()).where(RoyalReport.project_id == p.id)),
        )
        for p in session.scalars(select(RoyalProject))
    ]


def test_a_royal_project_goes_with_its_item_to_another_province_and_back(session: Session) -> None:
    names(session)
    of, by = source(session), hat(session, "planner", "32").account_id
    run(session, of, row("A"), row("B"))
    typed = {"name": "อ่างเก็บน้ำห้วยเสนง", "number": "A", "area_code": "32010204"}
    project = add(session, province_code="32", typed=typed, at=AT, by=by, find=carrier)
    period = {"period": "2570-1", "status": "in_use"}
    report(session, project_id=project.id, typed=period, at=AT, by=by, capacity="")
    session.commit()
    assert royal_of(session) == [("32", "32010204", 1)]
    rows = row("A", "45010101"), row("B", "45010101")
    dry = run(session, of, *rows, dry=True).run
    (told,) = rows_of(session, dry, doubtful=True)
    assert (told.key, dry.counts["doubtful"]) == ("A", 1)
    sentence = str(told.faults[0].sentence)
    assert "อ่างเก็บน้ำห้วยเสนง" in sentence
    assert "จังหวัด ร้อยเอ็ด" in sentence
    assert royal_of(session) == [("32", "32010204", 1)]
    moved = run(session, of, *rows).run.id
    assert royal_of(session) == [("45", "45010101", 1)]
    carries = select(PlanItem.province_code, PlanItem.external_id).where(PlanItem.royal)
    assert session.execute(carries).all() == [("45", "A")]
    item = session.scalars(select(PlanItem.id).where(PlanItem.royal)).one()
    assert carriers(session, "45", [item])[item].number == "excel:A"
    undo(session, moved, by=None, at=LATER)
    assert royal_of(session) == [("32", "32010204", 1)]
    assert session.execute(carries).all() == [("32", "A")]


def test_an_item_that_comes_anew_in_another_province_takes_no_royal_project(session: Session) -> None:
    """It had gone; the project of the first province waits there for somebody to say what carries it."""
    names(session)
    of, by = source(session), hat(session, "planner", "32").account_id
    first = run(session, of, row("A")).run.id
    typed = {"name": "อ่างเก็บน้ำห้วยเสนง", "number": "A"}
    add(session, province_code="32", typed=typed, at=AT, by=by, find=carrier)
    session.commit()
    undo(session, first, by=None, at=LATER)
    run(session, of, row("A", "45010101"))
    assert session.scalar(select(PlanItem.royal)) is False
    assert royal_of(session)[0][0] == "32"


def test_the_work_list_of_a_long_file_is_found_again_without_looking_for_each_row(session: Session) -> None:
    names(session)
    of = source(session)
    rows = [row(f"{n}", "", place_text="ที่ใด?") for n in range(50)]
    runs = [run(session, of, *rows).run.id for _ in range(3)]
    plans: list[str] = []

    def explain(connection: Connection, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        if "set waiting = true" in statement and "explain" not in statement:
            plans.extend(connection.exec_driver_sql(f"explain {statement}", values).scalars())

    event.listen(session.connection(), "before_cursor_execute", explain)
    undo(session, runs[-1], by=None, at=LATER)
    assert any("import_row" in line for line in plans)
    # nobody has counted the rows yet: one loop in another would be the square of a long file
    assert not any("Nested Loop" in line for line in plans)
    waiting = select(ImportRow.run_id, func.count()).where(ImportRow.waiting).group_by(ImportRow.run_id)
    assert session.execute(waiting).all() == [(runs[1], 50)]
    assert session.scalar(text("show enable_nestloop")) == "on"


def test_undoing_twice_a_dry_run_or_none_is_refused_with_a_sentence(session: Session) -> None:
    names(session)
    of = source(session)
    dry = run(session, of, row("A"), dry=True).run.id
    applied = run(session, of, row("A")).run.id
    undo(session, applied, by=None, at=LATER)
    with pytest.raises(IllegalMove, match="ถูกยกเลิกไปแล้ว"):
        undo(session, applied, by=None, at=LATER)
    with pytest.raises(IllegalMove, match="ลองเท่านั้น"):
        undo(session, dry, by=None, at=LATER)
    with pytest.raises(NotFound, match="999999"):
        undo(session, 999_999, by=None, at=LATER)
    assert session.get_one(ImportRun, applied).undone_at == LATER
