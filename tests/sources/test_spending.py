"""Execution figures of a list come into the ledger as differences, and go out by counter-entries."""

import csv
import gzip
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.linkage.plan_item import PlanItem
from planhub.linkage.recounting import differences
from planhub.lists.description import Column, Field
from planhub.lists.guessing import guess
from planhub.lists.list_file import open_list
from planhub.lists.prepared import Prepared
from planhub.money.money_entry import ItemMoney, MoneyEntry
from planhub.sources.import_run import ImportRow
from planhub.sources.importing import import_file
from planhub.sources.source_item import SourceItem
from planhub.sources.undoing import undo
from planhub.workflow.stages import Stage
from tests.factories.areas import area
from tests.factories.sources import AT, names, row, run, source

LATER = AT + timedelta(days=30)
LATEST = AT + timedelta(days=60)
LAMPHUN = Path(__file__).parents[3] / "shared" / "data" / "lamphun_pao_budget_execution.csv.gz"
ZERO = Decimal(0)


def spent(key: str, place: str = "32010204", **figures: int) -> Prepared:
    whole = dict.fromkeys(("allocated", "increased", "decreased", "committed", "disbursed"), 0) | figures
    return row(key, place, **{name: Decimal(sum_) for name, sum_ in whole.items()})


def money(session: Session, key: str) -> list[tuple[object, ...]]:
    """What stands of an item: province, year, source, allocated with transfers, bound, paid, left."""
    rows = session.execute(
        select(
            ItemMoney.province_code,
            ItemMoney.fiscal_year,
            ItemMoney.source,
            ItemMoney.allocated + ItemMoney.increased - ItemMoney.decreased,
            ItemMoney.committed,
            ItemMoney.disbursed,
            ItemMoney.remaining,
        )
        .join(SourceItem, SourceItem.item_id == ItemMoney.item_id)
        .where(SourceItem.external_id == key)
        .order_by(ItemMoney.province_code)
    )
    return [tuple(found) for found in rows]


def item(session: Session, key: str) -> PlanItem:
    session.expire_all()
    return session.scalars(select(PlanItem).where(PlanItem.external_id == key)).one()


def entries(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(MoneyEntry)) or 0


def test_a_row_writes_the_ledger_and_the_plan_item_shows_what_it_comes_to(session: Session) -> None:
    names(session)
    of = source(session, description={"budget_source": "lao"})
    first = run(session, of, spent("A", allocated=1000, increased=50, committed=300, disbursed=200), row("B"))
    assert money(session, "A") == [("32", 2571, "lao", 1050, 300, 200, 550)]
    assert money(session, "B") == []
    told = item(session, "A")
    assert [told.allocated, told.committed, told.disbursed] == [1050, 300, 200]
    assert told.budget_source == "lao"
    assert item(session, "B").allocated is None
    written = session.scalars(select(MoneyEntry)).all()
    assert {entry.run_id for entry in written} == {first.run.id}
    assert all(entry.note and entry.capacity for entry in written)
    assert differences(session) == []


def test_the_next_file_writes_differences_alone_and_the_same_file_nothing(session: Session) -> None:
    names(session)
    of = source(session)
    run(session, of, spent("A", allocated=1000, committed=300, disbursed=200))
    assert entries(session) == 3
    again = run(session, of, spent("A", allocated=1000, committed=300, disbursed=200), at=LATER)
    assert (entries(session), again.run.counts["unchanged"]) == (3, 1)
    paid = run(session, of, spent("A", allocated=1000, committed=50, disbursed=450), at=LATER)
    assert paid.run.counts["changed"] == 1
    assert entries(session) == 5
    assert money(session, "A") == [("32", 2571, "open", 1000, 50, 450, 500)]
    changes = session.scalars(select(ImportRow.changes).where(ImportRow.run_id == paid.run.id)).one()
    assert changes == {"committed": ["300.00", "50.00"], "disbursed": ["200.00", "450.00"]}


def test_undone_figures_are_answered_by_counter_entries_and_may_come_again(session: Session) -> None:
    names(session)
    of = source(session)
    run(session, of, spent("A", allocated=1000, disbursed=200))
    second = run(session, of, spent("A", allocated=900, disbursed=850), spent("B", allocated=70), at=LATER)
    before = entries(session)
    undo(session, second.run.id, by=None, at=LATEST)
    assert money(session, "A") == [("32", 2571, "open", 1000, 0, 200, 800)]
    assert [item(session, "A").allocated, item(session, "A").disbursed] == [1000, 200]
    assert money(session, "B") == [("32", 2571, "open", 0, 0, 0, 0)]
    assert entries(session) == before + 3
    third = run(session, of, spent("A", allocated=900, disbursed=850), spent("B", allocated=70), at=LATEST)
    assert (third.run.counts["changed"], third.run.counts["new"]) == (1, 1)
    assert money(session, "B") == [("32", 2571, "open", 70, 0, 0, 70)]
    assert differences(session) == []


def test_a_figure_written_again_since_is_left_by_an_undo(session: Session) -> None:
    names(session)
    of = source(session)
    first = run(session, of, spent("A", allocated=1000))
    run(session, of, spent("A", allocated=1200), at=LATER)
    undo(session, first.run.id, by=None, at=LATEST)
    assert money(session, "A") == [("32", 2571, "open", 1200, 0, 0, 1200)]


def test_an_item_that_moves_takes_its_money_along_and_leaves_another_year_as_it_was(session: Session) -> None:
    names(session)
    of = source(session)
    run(session, of, spent("A", allocated=1000, disbursed=200), row("B", allocated=Decimal(30)))
    moved = run(
        session,
        of,
        spent("A", "45010101", allocated=1000, disbursed=300),
        replace_year(spent("B", allocated=40), 2572),
        at=LATER,
    )
    assert money(session, "A") == [
        ("32", 2571, "open", 0, 0, 0, 0),
        ("45", 2571, "open", 1000, 0, 300, 700),
    ]
    assert item(session, "A").allocated == 1000
    assert [found[1:4] for found in money(session, "B")] == [(2571, "open", 30), (2572, "open", 40)]
    undo(session, moved.run.id, by=None, at=LATEST)
    assert money(session, "A")[0] == ("32", 2571, "open", 1000, 0, 200, 800)
    assert differences(session) == []


def replace_year(told: Prepared, year: int) -> Prepared:
    return replace(told, values=replace(told.values, fiscal_year=year))


def test_figures_that_a_list_does_not_tell_stay_as_they_stand(session: Session) -> None:
    names(session)
    of = source(session)
    run(session, of, spent("A", allocated=1000, committed=300))
    run(session, of, row("A", disbursed=Decimal(100)), at=LATER)
    assert money(session, "A") == [("32", 2571, "open", 1000, 300, 100, 600)]
    run(session, of, row("A", title="ชื่อใหม่"), at=LATEST)
    assert item(session, "A").disbursed == 100


def test_lists_with_and_without_figures_by_turns_count_as_changed_once_and_write_nothing(
    session: Session,
) -> None:
    names(session)
    of = source(session)
    whole = spent("A", allocated=1000, committed=300, disbursed=200)
    run(session, of, whole)
    for told, outcome in (
        (row("A"), "changed"), (row("A"), "unchanged"), (whole, "changed"), (whole, "unchanged"),
    ):  # fmt: skip
        assert run(session, of, told, at=LATER).run.counts[outcome] == 1
        assert entries(session) == 3
        assert money(session, "A") == [("32", 2571, "open", 1000, 300, 200, 500)]


@pytest.mark.shared_data
@pytest.mark.skipif(not LAMPHUN.exists(), reason="needs ../shared/data/lamphun_pao_budget_execution.csv.gz")
def test_a_real_execution_report_is_reproduced_to_the_satang(session: Session) -> None:
    area(session, "51", "ลำพูน")
    opened = open_list(LAMPHUN, name=LAMPHUN.name)
    asked = guess(opened).description
    # a row of the file has no project of its own: the kind of expense names it
    columns = {**asked.columns, Field.DETAIL: Column(1, "type")}
    columns.pop(Field.PLACE_TEXT, None)
    asked = replace(asked, columns=columns, year=2566, province_code="51", default_stage=Stage.FUNDED)
    of = source(session, "lamphun", scope=["51"], description=asked.to_json())
    ran = import_file(session, of, LAMPHUN, name=LAMPHUN.name, at=AT)
    assert (ran.run.counts["new"], ran.run.counts["wrong"]) == (415, 0)
    with gzip.open(LAMPHUN, "rt", encoding="utf-8-sig", newline="") as file:
        wanted = {n: Decimal(told["remaining"]) for n, told in enumerate(csv.DictReader(file), start=2)}
    left = dict(
        session.execute(
            select(ImportRow.row, func.coalesce(func.sum(ItemMoney.remaining), 0))
            .join(SourceItem, SourceItem.external_id == ImportRow.key)
            .outerjoin(ItemMoney, ItemMoney.item_id == SourceItem.item_id)
            .where(ImportRow.run_id == ran.run.id, ImportRow.outcome == "new")
            .group_by(ImportRow.row)
        ).all()
    )
    assert left == wanted
    assert len(left) == 415
    assert {entry for entry in session.scalars(select(MoneyEntry.source).distinct())} == {"lao"}
    assert differences(session) == []
    assert not import_file(session, of, LAMPHUN, name=LAMPHUN.name, at=LATER).changed
    undo(session, ran.run.id, by=None, at=LATER)
    sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for kind, sum_ in session.execute(
        select(MoneyEntry.kind, func.sum(MoneyEntry.amount)).group_by(MoneyEntry.kind)
    ):
        sums[kind] += sum_
    assert set(sums.values()) == {ZERO}


@pytest.mark.shared_data
@pytest.mark.skipif(not LAMPHUN.exists(), reason="needs ../shared/data/lamphun_pao_budget_execution.csv.gz")
def test_a_row_of_it_that_does_not_add_up_is_listed_with_the_difference(
    session: Session, tmp_path: Path
) -> None:
    area(session, "51", "ลำพูน")
    text = gzip.decompress(LAMPHUN.read_bytes()).decode("utf-8-sig")
    wrong = tmp_path / "lamphun_pao_2566.csv"
    wrong.write_text(text.replace(",1475637.00", ",1475636.99"), encoding="utf-8")
    asked = guess(open_list(wrong, name=wrong.name)).description
    columns = {**asked.columns}
    columns.pop(Field.PLACE_TEXT, None)
    asked = replace(asked, columns=columns, year=2566, province_code="51", default_stage=Stage.FUNDED)
    of = source(session, "lamphun", scope=["51"], description=asked.to_json())
    ran = import_file(session, of, wrong, name=wrong.name, at=AT)
    listed = session.scalars(
        select(ImportRow)
        .where(ImportRow.run_id == ran.run.id, ImportRow.outcome == "wrong")
        .order_by(ImportRow.row)
    ).all()
    # the first row is a satang off, and one row of the file names no project
    assert [(found.row, found.faults[0]["field"]) for found in listed if found.faults] == [
        (2, "remaining"),
        (411, "title"),
    ]
    assert [found.faults[0]["values"].get("difference") for found in listed if found.faults] == ["0.01", None]
    assert ran.run.counts["new"] == 413
