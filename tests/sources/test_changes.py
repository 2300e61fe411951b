"""A changed row says what would change, old and new, in a dry run as in a real one."""

from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.cli.source_tables import show_changes
from planhub.sources.changes import changes_of
from planhub.sources.import_run import ImportChange, ImportRow, ImportRun, Outcome
from planhub.sources.telling import rows_of
from planhub.workflow.stages import Stage
from tests.factories.sources import names, row, run, source


def changed(session: Session, of: ImportRun) -> dict[str, dict[str, tuple[str, str]]]:
    """Key to field to (old, new), as people read them."""
    rows = list(rows_of(session, of, outcomes=(Outcome.CHANGED,)))
    found = changes_of(session, [one.changes for one in rows])
    return {
        one.key: {
            change.word: (", ".join(map(str, change.before)), ", ".join(map(str, change.after)))
            for change in changes
        }
        for one, changes in zip(rows, found, strict=True)
    }


@pytest.mark.parametrize(
    ("more", "told"),
    [
        # money, to the satang, with its unit
        ({"amount": Decimal("2500.5")}, {"งบประมาณ": ("100 บาท", "2,500.50 บาท")}),
        # words that stand for codes are told as words
        ({"stage": Stage.WORKS}, {"สถานะ": ("บรรจุในแผนแล้ว", "กำลังดำเนินการ")}),
        ({"side": None}, {"ด้าน": ("แหล่งน้ำ", "(ว่าง)")}),
        (
            {"title": "ชื่อใหม่", "fiscal_year": 2570},
            {"ชื่อโครงการ": ("โครงการ A", "ชื่อใหม่"), "ปีงบประมาณ": ("2571", "2570")},
        ),
        # what was empty
        ({"agency": "ทางหลวงชนบท"}, {"หน่วยงาน": ("(ว่าง)", "ทางหลวงชนบท")}),
        ({"lat": 14.9, "lon": 103.5}, {"พิกัด": ("(ว่าง)", "14.900000, 103.500000")}),
        # to another province: its name and its code
        ({"place_code": "45010101"}, None),
    ],
)
def test_a_dry_run_tells_each_field_that_would_change(
    session: Session, more: dict[str, object], told: dict[str, tuple[str, str]] | None
) -> None:
    names(session)
    of = source(session)
    run(session, of, row("A"), row("B"))
    dry = run(session, of, row("A", **more), row("B"), dry=True)
    found = changed(session, dry.run)
    if told is None:
        old, new = found["A"]["พื้นที่"]
        assert old.endswith("32010204")
        assert new.endswith("45010101")
        assert "หนองแวง" in new
    else:
        assert found["A"] == told
    assert set(found) == {"A"}
    # nothing of it was written, and the next dry run takes its place
    assert session.scalars(select(ImportChange)).all() == []
    run(session, of, row("A"), row("B"), dry=True)
    assert session.scalars(select(ImportRow.run_id).where(ImportRow.run_id == dry.run.id)).all() == []


def test_an_applied_run_goes_on_telling_what_it_changed(session: Session) -> None:
    names(session)
    of = source(session)
    run(session, of, row("A"))
    done = run(session, of, row("A", amount=Decimal(7)))
    assert changed(session, done.run) == {"A": {"งบประมาณ": ("100 บาท", "7 บาท")}}


def test_the_command_shows_as_many_as_asked_for(session: Session, capsys: pytest.CaptureFixture[str]) -> None:
    names(session)
    of = source(session)
    run(session, of, row("A"), row("B"), row("C"))
    dry = run(session, of, *(row(key, amount=Decimal(7)) for key in "ABC"), dry=True)
    show_changes(session, dry.run, most=2)
    told = capsys.readouterr().out
    assert told.count("100 บาท") == 2
    assert "เปลี่ยนทั้งหมด 3 แถว" in told
    show_changes(session, dry.run, most=0)
    assert capsys.readouterr().out == ""
