"""What is judged new or changed becomes plan items, once, and the ledger says which version stands."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from planhub.errors import IllegalMove, Invalid
from planhub.linkage.plan_item import PlanItem, PlanItemText, PlanSummary, PlanVersion
from planhub.linkage.recounting import differences
from planhub.sources.applying import apply_items
from planhub.sources.import_run import ImportChange, ImportRow, Outcome
from planhub.sources.source_item import SourceItem
from planhub.sources.staging import Given
from planhub.workflow.stages import Stage
from tests.factories.sources import AT, names, reader, row, run, skipped, source

LATER = AT + timedelta(days=30)


def item(session: Session, key: str) -> PlanItem:
    return session.scalars(select(PlanItem).where(PlanItem.external_id == key)).one()


def words(session: Session, key: str) -> PlanItemText:
    return session.scalars(select(PlanItemText).where(PlanItemText.id == item(session, key).id)).one()


def test_a_row_becomes_an_item_with_its_place_words_and_point(session: Session) -> None:
    names(session)
    ran = run(
        session, source(session), row("A", title="ขุดลอกหนองน้ำ", amount=Decimal("12.50"), agency="ชลประทาน")
    )
    assert ran.changed
    made, said = item(session, "A"), words(session, "A")
    assert (made.source_code, made.province_code, made.district_code) == ("excel", "32", "3201")
    assert (made.subdistrict_code, made.area_code) == ("320102", "32010204")
    assert (made.stage, made.amount, made.stage_since, made.updated_at) == (
        "planned",
        Decimal("12.50"),
        AT,
        AT,
    )
    assert (said.title, said.agency, said.point_how, said.number) == ("ขุดลอกหนองน้ำ", "ชลประทาน", "area", "A")
    assert session.scalar(select(func.ST_X(PlanItemText.point))) == pytest.approx(103.5)
    assert differences(session) == []


def test_coordinates_of_the_row_are_its_point(session: Session) -> None:
    names(session)
    run(session, source(session), row("A", lat=14.8, lon=103.4))
    assert words(session, "A").point_how == "typed"
    assert session.scalar(select(func.ST_AsText(PlanItemText.point))) == "POINT(103.4 14.8)"


def test_an_area_without_a_point_borrows_the_one_around_it(session: Session) -> None:
    names(session)
    session.execute(text("update area set point = null where code in ('32010204', '320102')"))
    run(session, source(session), row("A"))
    assert words(session, "A").point_how == "area"


def test_the_same_file_twice_changes_nothing(session: Session) -> None:
    names(session)
    of = source(session)
    rows = [row("A"), row("B", "45010101", lat=16.0, lon=103.6)]
    run(session, of, *rows)
    before = session.execute(select(PlanVersion.province_code, PlanVersion.version)).all()
    again = run(session, of, *rows, at=LATER)
    assert not again.changed
    assert again.run.counts["unchanged"] == 2
    assert session.execute(select(PlanVersion.province_code, PlanVersion.version)).all() == before
    assert set(session.scalars(select(SourceItem.version))) == {1}
    assert item(session, "A").updated_at == AT


def test_a_change_raises_the_version_and_keeps_the_time_of_a_stage_that_stays(session: Session) -> None:
    names(session)
    of = source(session)
    run(session, of, row("A"), row("B"))
    run(session, of, row("A", amount=Decimal(7)), row("B", stage=Stage.FUNDED), at=LATER)
    assert (item(session, "A").stage_since, item(session, "A").updated_at) == (AT, LATER)
    assert item(session, "B").stage_since == LATER
    assert set(session.scalars(select(SourceItem.version))) == {2}
    assert differences(session) == []


def test_an_item_whose_place_moves_to_another_province_moves_with_its_summaries(session: Session) -> None:
    names(session)
    of = source(session)
    run(session, of, row("A"), row("B"))
    before = item(session, "A").id
    run(session, of, row("A", "45010101"), row("B"), row("C", "450101"))
    session.expire_all()
    assert (item(session, "A").province_code, item(session, "A").id) == ("45", before)
    assert words(session, "A").province_code == "45"
    assert session.scalar(select(func.count()).select_from(PlanItem)) == 3
    assert differences(session) == []


def test_a_wrong_row_never_holds_back_a_right_one(session: Session) -> None:
    names(session)
    ran = run(
        session, source(session), skipped(), row("A"), row("B", "99999999"), row("C", "", place_text="ที่ใด?")
    )
    assert {k: v for k, v in ran.run.counts.items() if v and k in set(Outcome)} == {
        "new": 1,
        "wrong": 1,
        "unclear": 1,
        "skipped": 1,
    }
    assert session.scalars(select(PlanItem.external_id)).all() == ["A"]
    kept = {r.key: r for r in session.scalars(select(ImportRow))}
    assert (kept["A"].cells, kept["A"].faults) == (None, None)
    assert kept["B"].cells == ["B", "โครงการ B", "100"]
    assert kept["C"].waiting
    assert not kept["B"].waiting


def test_a_hundred_items_are_one_statement_a_table_and_one_version(session: Session) -> None:
    names(session)
    run(session, source(session), *(row(f"{n}") for n in range(100)))
    assert session.scalars(select(PlanVersion.version)).all() == [1]
    assert session.scalar(select(PlanSummary.items).where(PlanSummary.area_code == "32")) == 100


@pytest.mark.parametrize("complete", [True, False])
def test_items_missing_in_a_new_file_are_withdrawn_only_where_the_list_is_complete(
    session: Session, complete: bool
) -> None:
    names(session)
    of = source(session, withdraws_missing=complete)
    run(session, of, row("A"), row("B"), row("C"))
    # a row that cannot be used still says that its item is in the list
    ran = run(session, of, row("A"), row("C", "99999999"), at=LATER)
    assert item(session, "B").stage == ("withdrawn" if complete else "planned")
    assert item(session, "C").stage == "planned"
    assert ran.changed is complete
    assert ran.run.counts["withdrawn"] == int(complete)
    assert not run(session, of, row("A"), row("C", "99999999"), at=LATER).changed
    assert run(session, of, row("A"), row("B"), row("C"), at=LATER).run.counts["changed"] == int(complete)
    assert item(session, "B").stage == "planned"
    assert differences(session) == []


def test_each_change_keeps_what_stood_before(session: Session) -> None:
    names(session)
    of = source(session)
    run(session, of, row("A", amount=Decimal(5)))
    second = run(session, of, row("A", amount=Decimal(6), title="ใหม่"))
    kept = session.get_one(ImportChange, (second.run.id, "A"))
    assert kept.before is not None
    assert kept.after is not None
    assert (kept.before["facts"]["amount"], kept.after["facts"]["amount"]) == ("5.00", "6")
    assert (kept.before["words"]["title"], kept.after["words"]["title"]) == ("โครงการ A", "ใหม่")


def test_a_dry_run_writes_verdicts_and_nothing_else(session: Session) -> None:
    names(session)
    of = source(session)
    ran = run(session, of, row("A"), row("B", "99999999"), dry=True)
    assert (ran.changed, ran.run.state) == (True, "dry")
    assert session.scalars(select(PlanItem)).all() == []
    assert session.scalars(select(ImportRow.outcome).order_by(ImportRow.key)).all() == ["new", "wrong"]
    # the next one takes its place
    run(session, of, row("A"), dry=True)
    assert session.scalars(select(ImportRow.outcome)).all() == ["new"]


def test_a_closed_source_takes_nothing(session: Session) -> None:
    names(session)
    with pytest.raises(IllegalMove, match="ปิดรับ"):
        run(session, source(session, is_open=False), row("A"))


VERSIONS = [
    # nobody asks for a version: the last word counts
    (None, 200, Outcome.CHANGED, 2),
    # the version that stands
    (1, 200, Outcome.CHANGED, 2),
    # somebody else was first
    (0, 200, Outcome.CONFLICT, 1),
    (7, 200, Outcome.CONFLICT, 1),
    # a repeated message: what it asks for stands already
    (0, 100, Outcome.UNCHANGED, 1),
]


@pytest.mark.parametrize(("expected", "amount", "outcome", "version"), VERSIONS)
def test_a_batch_answers_each_item_by_version(
    session: Session, expected: int | None, amount: int, outcome: Outcome, version: int
) -> None:
    names(session)
    of = source(session)
    first = apply_items(session, of, [Given(row("A"), 0)], at=AT, reader=reader())
    assert [(v.outcome, v.version) for v in first] == [(Outcome.NEW, 1)]
    told = apply_items(
        session, of, [Given(row("A", amount=Decimal(amount)), expected), Given(row("B"))], at=LATER
    )
    assert [(v.key, v.outcome, v.version) for v in told] == [("A", outcome, version), ("B", Outcome.NEW, 1)]


def test_a_batch_may_be_narrower_than_its_source_and_is_bounded(session: Session) -> None:
    names(session)
    of = source(session)
    told = apply_items(session, of, [Given(row("A")), Given(row("B", "450101"))], at=AT, scope=["45"])
    assert [v.outcome for v in told] == [Outcome.WRONG, Outcome.NEW]
    with pytest.raises(Invalid, match="1000"):
        apply_items(session, of, [Given(row(str(n))) for n in range(1_001)], at=AT)


def test_the_web_role_can_write_a_batch(session: Session, web_session: Session) -> None:
    names(session)
    code = source(session).code
    session.commit()
    from planhub.sources.registering import find_source

    told = apply_items(web_session, find_source(web_session, code), [Given(row("A"))], at=AT)
    web_session.commit()
    assert [v.outcome for v in told] == [Outcome.NEW]
    assert item(session, "A").stage == "planned"
