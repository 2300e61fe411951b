"""Numbers by area from the summaries: equal to what was put in, zeros and unknown places included."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from planhub.areas.area import Area
from planhub.maps import live_figures
from planhub.maps.choice import Choice, Measure
from planhub.maps.conditions import years
from planhub.maps.groups import group_rows, groups
from planhub.maps.places import place_of
from planhub.maps.row import Row, summed
from planhub.maps.summaries import national, within
from planhub.maps.tables import in_order, table
from planhub.maps.wanted import Wanted
from planhub.thai.folding import search_key
from tests.factories.country import country
from tests.factories.plan_items import NOW, plan_item


@pytest.fixture
def filled(session: Session) -> Session:
    """Surin with eight items, one of them in no district; Roi Et with one."""
    country(session)
    plan_item(session, "32010204", "planned", amount=100, side="water")
    plan_item(session, "32010204", "works", amount=200, fiscal_year=2570)
    plan_item(session, "32010203", "subdistrict", amount=300)
    plan_item(session, "320102", "district", amount=50)  # the subdistrict itself proposed
    plan_item(session, "32020101", "province", amount=400, side=None)
    plan_item(session, "3201", "funded", amount=70)  # no subdistrict known
    plan_item(session, "32", "completed", amount=5)  # no district known
    plan_item(session, "32010204", "rejected", amount=10_000)  # not counted
    plan_item(session, "45", "planned", amount=9)
    return session


def numbers(rows: list[Row]) -> dict[str, tuple[int, Decimal]]:
    return {row.code: (row.items, row.baht) for row in rows if row.items}


def test_the_country_has_76_rows_zeros_included_and_no_bangkok(filled: Session) -> None:
    rows = national(filled, Choice())
    assert len(rows) == 76
    assert "10" not in {row.code for row in rows}
    assert numbers(rows) == {"32": (7, 1125), "45": (1, 9)}


@pytest.mark.parametrize(
    ("choice", "items", "baht"),
    [
        # everything that counts, all years
        (Choice(), 7, 1125),
        # one year
        (Choice(year=2570), 1, 200),
        # a year without any
        (Choice(year=2560), 0, 0),
        # one stage
        (Choice(stage="planned"), 1, 100),
        # a group: planned and funded
        (Choice(stage="in_plan"), 2, 170),
        # a stage that does not count, asked for by name
        (Choice(stage="rejected"), 1, 10_000),
        # one side; and items that name none
        (Choice(side="water"), 1, 100),
        (Choice(side="-"), 1, 400),
        (Choice(year=2571, stage="planned", side="water"), 1, 100),
    ],
)
def test_filters(filled: Session, choice: Choice, items: int, baht: int) -> None:
    surin = next(row for row in national(filled, choice) if row.code == "32")
    assert (surin.items, surin.baht) == (items, baht)
    whole, rows = within(filled, filled.get_one(Area, "32"), choice)
    assert (whole.items, whole.baht) == (items, baht)
    assert sum(row.items for row in rows) == items


def test_what_is_in_no_child_is_a_row_of_its_own(filled: Session) -> None:
    _, rows = within(filled, filled.get_one(Area, "32"), Choice())
    assert [(row.code, row.kind, row.items, row.baht) for row in rows] == [
        ("3202", "district", 1, 400),
        ("3201", "district", 5, 720),
        ("", "rest", 1, 5),
    ]
    _, rows = within(filled, filled.get_one(Area, "3201"), Choice())
    assert [(row.code, row.items) for row in rows] == [("320102", 4), ("320101", 0), ("", 1)]
    _, rows = within(filled, filled.get_one(Area, "320102"), Choice())
    assert [(row.code, row.items, row.baht) for row in rows] == [
        ("32010203", 1, 300),
        ("32010204", 2, 300),
        ("", 1, 50),
    ]


def test_a_village_has_its_own_numbers_and_no_children(filled: Session) -> None:
    whole, rows = within(filled, filled.get_one(Area, "32010204"), Choice())
    assert (whole.items, whole.baht, rows) == (2, 300, [])


def test_a_retired_child_that_items_still_name_stays_in_the_table(filled: Session) -> None:
    from tests.factories.country import retired

    retired(filled, "3299", "3201")
    retired(filled, "3298", "3201")
    plan_item(filled, "329901", amount=1)
    _, rows = within(filled, filled.get_one(Area, "32"), Choice())
    assert {row.code: row.retired for row in rows if row.kind != "rest"} == {
        "3201": False,
        "3202": False,
        "3299": True,
    }


def test_share_counts_every_stage_whatever_was_chosen(filled: Session) -> None:
    rows = {row.code: row for row in national(filled, Choice(stage="works"))}
    # planned, works, funded and completed of seven
    assert (rows["32"].planned, rows["32"].counted, rows["32"].share) == (4, 7, Decimal("57.1"))
    assert rows["11"].share is None


def test_baht_per_head_needs_a_population(filled: Session) -> None:
    surin = next(row for row in national(filled, Choice()) if row.code == "32")
    assert surin.population
    assert surin.per_head == (Decimal(1125) / surin.population).quantize(Decimal("0.01"))
    whole, rows = within(filled, filled.get_one(Area, "3201"), Choice())
    assert whole.per_head is None
    assert all(row.value(Measure.PER_HEAD) is None for row in rows)


def test_regions_and_clusters_add_up(filled: Session) -> None:
    provinces = national(filled, Choice())
    rows = {row.code: row for row in group_rows(provinces)}
    assert (rows["NE"].items, rows["NE-L1"].items, rows["NE-M"].items) == (8, 7, 1)
    regions = [g for g in groups().values() if g.kind == "region"]
    assert sorted(len(g.provinces) for g in regions) == [3, 8, 11, 17, 17, 20]
    assert sum(rows[g.id].items for g in regions) == sum(row.items for row in provinces)
    # seventeen clusters are listed; the eighteenth is the border region itself
    assert sum(g.kind == "cluster" for g in groups().values()) == 17


def test_years_newest_first(filled: Session) -> None:
    assert years(filled) == [2571, 2570]


def test_the_country_is_never_counted_from_live_rows(filled: Session) -> None:
    said: list[str] = []
    listen = (filled.get_bind(), "before_cursor_execute", lambda c, cursor, sql, *rest: said.append(sql))
    event.listen(*listen)
    for code in ("", "NE", "32", "3201"):
        table(filled, place_of(filled, code), Choice(), Measure.ITEMS)
    event.remove(*listen)
    assert said
    assert not [sql for sql in said if "plan_item" in sql]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        # names in the order they came (Thai), and back
        ("name", ["a", "b", "c", ""]),
        ("-name", ["c", "b", "a", ""]),
        # numbers; equal ones keep the Thai order; unknown places last, always
        ("-items", ["b", "a", "c", ""]),
        ("items", ["a", "c", "b", ""]),
        ("-code", ["c", "b", "a", ""]),
        # nobody's population is known but one: the others come after it, both ways
        ("per_head", ["c", "a", "b", ""]),
        ("-per_head", ["c", "a", "b", ""]),
    ],
)
def test_a_table_is_sorted(sort: str, order: list[str]) -> None:
    def row(code: str, items: int, population: int | None = None) -> Row:
        return Row(
            code, "district" if code else "rest", code, None, items, Decimal(items), 0, items, population
        )

    rows = [row("a", 1), row("b", 5), row("c", 1, 10), row("", 99)]
    assert [r.code for r in in_order(rows, sort)] == order


def test_shares_and_days_are_of_what_was_put_in(filled: Session) -> None:
    surin = next(row for row in national(filled, Choice(), at=NOW + timedelta(days=10)) if row.code == "32")
    # funded, works and completed of seven; completed alone; three that wait, each for ten days
    assert (surin.value(Measure.FUNDED), surin.value(Measure.DONE)) == (Decimal("42.9"), Decimal("14.3"))
    assert (surin.waiting, surin.value(Measure.DAYS)) == (3, 10)
    assert summed([surin, surin], code="x", kind="region", name_th="", name_en=None).days == 10


@pytest.mark.parametrize(
    ("choice", "waiting"),
    [
        # all that waits, and that group by name
        (Choice(), 3),
        (Choice(stage="waiting"), 3),
        # nothing of these stages waits: that is known
        (Choice(stage="in_plan"), 0),
        (Choice(stage="works", side="water"), 0),
        # the kept sums do not tell a side or a single stage apart: nobody knows
        (Choice(side="water"), None),
        (Choice(stage="district"), None),
    ],
)
def test_days_are_true_or_unknown_never_of_something_else(
    filled: Session, choice: Choice, waiting: int | None
) -> None:
    surin = next(row for row in national(filled, choice, at=NOW) if row.code == "32")
    assert surin.waiting == waiting
    if not waiting:
        assert surin.days is None


@pytest.mark.parametrize(
    ("asked", "items"),
    [
        # a source alone, which the pyramid tells; with a group of stages
        (Wanted(source="other"), 2),
        (Wanted(Choice(stage="waiting"), "other"), 1),
        # with a side or a single stage only the items tell
        (Wanted(Choice(side="water"), "other"), 1),
        (Wanted(Choice(stage="province"), "other"), 1),
        # words, alone and with everything else
        (Wanted(words="ขุดลอก"), 2),
        (Wanted(Choice(year=2571, stage="planned", side="water"), "other", "ขุดลอก"), 1),
        (Wanted(words="ไม่มีคำนี้"), 0),
    ],
)
def test_source_and_words_filter_every_level_alike(filled: Session, asked: Wanted, items: int) -> None:
    plan_item(filled, "32010204", "planned", source_code="other", title="ขุดลอกหนองน้ำ", side="water")
    plan_item(filled, "32010203", "province", source_code="other", side=None)
    plan_item(filled, "32010203", "works", title="ขุดลอกคลอง")
    rows = {row.code: row for row in national(filled, asked, at=NOW)}
    assert rows["32"].items == items
    assert rows["45"].items == 0
    for code in ("32", "3201", "320102"):
        whole, parts = within(filled, filled.get_one(Area, code), asked, at=NOW)
        assert (whole.items, sum(row.items for row in parts)) == (items, items), code


def test_what_matches_too_much_is_told_with_the_filter_that_was_left_out(
    filled: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_figures, "MOST", 2)
    asked = Wanted(Choice(year=2571, side="water"), "test", search_key("ก่อสร้างถนน"))
    found = table(filled, place_of(filled, "32"), asked, Measure.ITEMS)
    # seven have the words; one is of the side and the source: few enough, so only the words are left out
    assert found.told == Wanted(Choice(year=2571, side="water"), "test")
    assert found.whole.items == 1
    plan_item(filled, "32010204", side="water")
    plan_item(filled, "32010204", side="water")
    found = table(filled, place_of(filled, "32"), asked, Measure.ITEMS)
    assert found.told == Wanted(Choice(year=2571), "test")
