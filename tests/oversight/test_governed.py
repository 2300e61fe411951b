"""The governor's numbers: each item once, in one group, under every filter; counted anew after a change."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from planhub.errors import Invalid
from planhub.linkage.plan_item import PlanItem
from planhub.oversight.bars import LETTER, WIDTH, chart
from planhub.oversight.governed import governed
from planhub.oversight.narrowed import SHOWN, Group, Narrowed, read_narrowed
from planhub.oversight.sums import Line
from planhub.oversight.trend import Quarter, quarters
from planhub.oversight.trouble import Limits, Trouble
from planhub.oversight.troubles import troubled, worst
from planhub.workflow.due import DueRules, last_closed
from tests.factories.country import country
from tests.factories.plan_items import plan_item

DAY = date(2026, 11, 21)
LIMITS = Limits(DAY, last_closed(DAY, DueRules()), 60)
SURIN = Narrowed("32")
MILLION = 1_000_000


@pytest.fixture
def filled(session: Session) -> Session:
    """Seven works of Surin in every group, one need that is only considered, one work of Roi Et."""
    country(session)
    plan_item(session, "32010204", "planned", amount=MILLION, budget_source="province")
    plan_item(session, "32010203", "planned", amount=2 * MILLION, side="water")
    plan_item(
        session,
        "32010204",
        "funded",
        amount=3 * MILLION,
        budget_source="province",
        agency_code="A-32-DPT",
        allocated=3 * MILLION,
        funded_on=date(2026, 8, 31),
        source_code="planhub",
        title="ได้เงินแล้วเงียบ",
    )
    plan_item(
        session,
        "32020101",
        "works",
        amount=4 * MILLION,
        allocated=4 * MILLION,
        committed=2 * MILLION,
        disbursed=1 * MILLION,
        reported_at=datetime(2026, 11, 1, tzinfo=UTC),
        funded_on=date(2026, 4, 2),
        contracted_on=date(2026, 6, 30),
        due_on=DAY - timedelta(days=1),
        title="เลยกำหนดหนึ่งวัน",
    )
    plan_item(
        session,
        "3202",
        "local",
        amount=MILLION,
        allocated=2 * MILLION,
        reported_at=datetime(2026, 11, 1, tzinfo=UTC),
        due_on=DAY,
        title="จัดสรรเกินวงเงิน",
    )
    plan_item(session, "32020101", "completed", amount=5 * MILLION, due_on=date(2026, 1, 1))
    plan_item(session, "32020101", "evaluated", amount=6 * MILLION)
    plan_item(session, "32010204", "district", amount=7 * MILLION)
    plan_item(session, "32010204", "rejected", amount=8 * MILLION)
    plan_item(session, "45010101", "planned", amount=9 * MILLION)
    session.flush()
    return session


def by_group(line: Line) -> list[tuple[int, int]]:
    return [(line.of(group).items, int(line.of(group).amount) // MILLION) for group in SHOWN]


@pytest.mark.parametrize(
    ("narrowed", "done", "doing", "money"),
    [
        pytest.param(SURIN, (2, 11), (3, 8), (2, 3), id="all of a province"),
        pytest.param(SURIN.but(district="3201"), (0, 0), (1, 3), (2, 3), id="a district"),
        pytest.param(SURIN.but(district="3202", subdistrict="-"), (0, 0), (1, 1), (0, 0), id="none finer"),
        pytest.param(SURIN.but(side="water"), (0, 0), (0, 0), (1, 2), id="a side"),
        pytest.param(SURIN.but(source="province"), (0, 0), (1, 3), (1, 1), id="a source"),
        pytest.param(SURIN.but(source="-"), (2, 11), (2, 5), (1, 2), id="no source known"),
        pytest.param(SURIN.but(agency="A-32-DPT"), (0, 0), (1, 3), (0, 0), id="an agency"),
        pytest.param(SURIN.but(group="done"), (2, 11), (0, 0), (0, 0), id="a group"),
        pytest.param(SURIN.but(year=2570), (0, 0), (0, 0), (0, 0), id="a year without any"),
        pytest.param(Narrowed("45"), (0, 0), (0, 0), (1, 9), id="another province"),
    ],
)
def test_three_numbers_with_their_baht(
    filled: Session,
    narrowed: Narrowed,
    done: tuple[int, int],
    doing: tuple[int, int],
    money: tuple[int, int],
) -> None:
    found = governed(filled, narrowed, LIMITS)
    assert by_group(found.whole) == [done, doing, money]
    for lines in (found.areas, found.sides, found.sources, found.agencies):
        sums = [[line.of(group).items for line in lines] for group in SHOWN]
        assert [sum(items) for items in sums] == [done[0], doing[0], money[0]]


def test_what_is_only_considered_stands_beside(filled: Session) -> None:
    found = governed(filled, SURIN, LIMITS)
    assert found.whole.of(Group.CONSIDERED).items == 1
    assert found.whole.all.items == 7
    assert [line.code for line in found.areas] == ["3202", "3201"]
    assert found.agencies[-1].code == ""  # what nobody knows comes last, though it is the most


def test_money_and_what_is_not_known_of_it(filled: Session) -> None:
    doing = governed(filled, SURIN, LIMITS).whole.of(Group.DOING)
    told: tuple[object, ...] = (doing.allocated, doing.committed, doing.disbursed)
    assert told == (9 * MILLION, 2 * MILLION, MILLION)
    assert (doing.with_money, doing.with_due) == (3, 2)
    assert governed(filled, SURIN, LIMITS).whole.of(Group.MONEY).with_money == 0


def test_counted_anew_after_a_change_and_not_before(filled: Session) -> None:
    before = governed(filled, SURIN, LIMITS)
    assert governed(filled, SURIN, LIMITS) is before
    plan_item(filled, "32010204", "planned")
    assert governed(filled, SURIN, LIMITS).whole.of(Group.MONEY).items == 3
    filled.execute(
        update(PlanItem)
        .where(PlanItem.province_code == "32", PlanItem.stage == "planned")
        .values(budget_source="lao")
    )
    assert [line.code for line in governed(filled, SURIN.but(group="money"), LIMITS).sources] == ["lao"]


@pytest.mark.parametrize(
    ("trouble", "titles"),
    [
        pytest.param(Trouble.LATE, ["เลยกำหนดหนึ่งวัน"], id="due yesterday; not what is due today or done"),
        pytest.param(
            Trouble.STALE, ["ได้เงินแล้วเงียบ"], id="no report since the quarter closed, not of three weeks ago"
        ),
        pytest.param(Trouble.OVER, ["จัดสรรเกินวงเงิน"], id="given more than was planned"),
        pytest.param(Trouble.NO_CONTRACT, ["ได้เงินแล้วเงียบ"], id="money for 82 days, no contract"),
    ],
)
def test_each_trouble_lists_what_it_counts(filled: Session, trouble: Trouble, titles: list[str]) -> None:
    rows, after = troubled(filled, SURIN, trouble, LIMITS)
    assert [row.title for row in rows] == titles
    assert after == ""
    assert governed(filled, SURIN, LIMITS).whole.all.troubled(trouble) == len(titles)
    assert troubled(filled, Narrowed("45"), trouble, LIMITS) == ([], "")


def test_spent_beyond_the_allocation_is_over(filled: Session) -> None:
    plan_item(filled, "32010204", "works", amount=9, allocated=5, committed=3, disbursed=4, title="จ่ายเกิน")
    rows, _ = troubled(filled, SURIN, Trouble.OVER, LIMITS)
    told: list[object] = [(row.title, row.excess) for row in rows]
    assert told == [("จัดสรรเกินวงเงิน", MILLION), ("จ่ายเกิน", 2)]


@pytest.mark.parametrize("trouble", list(Trouble))
def test_pages_follow_on_without_a_gap(
    filled: Session, trouble: Trouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planhub.oversight.troubles.PAGE", 3)
    for n in range(7):
        plan_item(
            filled,
            "32010204",
            "funded",
            amount=MILLION + n // 2,
            allocated=2 * MILLION,
            funded_on=date(2026, 2, 1 + n // 2),
            due_on=date(2026, 3, 1 + n // 2),
            source_code="planhub",
            title=f"งาน {n}",
        )
    seen: list[object] = []
    after = ""
    for _page in range(9):
        rows, after = troubled(filled, SURIN, trouble, LIMITS, after=after)
        seen += [row.id for row in rows]
        if not after:
            break
    assert len(seen) == len(set(seen)) == governed(filled, SURIN, LIMITS).whole.all.troubled(trouble)
    assert len(seen) >= 7


@pytest.mark.parametrize("after", ["x", "~", "2026-11-21~x", "9" * 500, "1e400~", "2026-13-45~" + "0" * 32])
def test_a_broken_mark_begins_at_the_top(filled: Session, after: str) -> None:
    for trouble in Trouble:
        assert troubled(filled, SURIN, trouble, LIMITS, after=after) == troubled(
            filled, SURIN, trouble, LIMITS
        )


def test_the_worst_have_most_troubles_then_most_baht(filled: Session) -> None:
    assert [row.title for row in worst(filled, SURIN, LIMITS)] == [
        "ได้เงินแล้วเงียบ",
        "เลยกำหนดหนึ่งวัน",
        "จัดสรรเกินวงเงิน",
    ]
    assert len(worst(filled, SURIN, LIMITS, most=1)) == 1


def test_quarters_begin_in_october_and_end_with_the_one_that_runs() -> None:
    begins = quarters(DAY)
    assert begins[0] == date(2025, 1, 1)
    assert begins[-1] == date(2026, 10, 1)
    assert [Quarter(one, {}).short for one in begins] == [
        *("2/68", "3/68", "4/68", "1/69", "2/69", "3/69", "4/69", "1/70"),
    ]


def test_what_moved_in_each_quarter(filled: Session) -> None:
    moved: dict[str, object] = {one.short: one.moved for one in governed(filled, SURIN, LIMITS).quarters}
    assert moved["3/69"] == {"funded": (1, 4 * MILLION), "contracted": (1, 4 * MILLION)}
    assert moved["4/69"] == {"funded": (1, 3 * MILLION)}
    assert moved["1/70"] == {"completed": (2, 11 * MILLION)}
    assert not governed(filled, SURIN.but(side="water"), LIMITS).quarters[-1].moved


def test_bars_stand_on_the_ground_within_the_picture() -> None:
    begins = quarters(DAY)
    drawn = chart([Quarter(one, {"funded": (n, Decimal(0))}) for n, one in enumerate(begins)])
    assert drawn is not None
    assert [bar.items for bar in drawn.bars] == list(range(1, 8))
    assert {round(bar.y + bar.height) for bar in drawn.bars} == {196}
    assert [line.words for line in drawn.lines] == ["0", "5", "10"]
    assert chart([Quarter(one, {}) for one in begins]) is None


@pytest.mark.parametrize("most", [1, 20, 4_341, 123_456])
def test_the_numbers_beside_the_axis_have_room(most: int) -> None:
    drawn = chart([Quarter(one, {"funded": (most, Decimal(0))}) for one in quarters(DAY)])
    assert drawn is not None
    assert all(len(line.words) * LETTER < line.x for line in drawn.lines)
    assert all(bar.x > drawn.lines[0].x and bar.x + bar.width <= WIDTH for bar in drawn.bars)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        pytest.param({"district": "4501"}, "district", id="a district of another province"),
        pytest.param({"district": "32\0"}, "district", id="no code"),
        pytest.param({"district": "3201", "subdistrict": "320201"}, "subdistrict", id="of another district"),
        pytest.param({"side": "x"}, "side", id="no side"),
        pytest.param({"source": "x"}, "source", id="no source"),
        pytest.param({"agency": "'; --"}, "agency", id="no agency's code"),
        pytest.param({"group": "considered"}, "group", id="no group that is shown"),
        pytest.param({"year": "abc"}, "year", id="no year"),
    ],
)
def test_what_makes_no_sense_is_named(given: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as told:
        read_narrowed(given, province="32")
    assert list(told.value.fields) == [field]


def test_a_chief_s_district_stands_whatever_the_address_says() -> None:
    read = read_narrowed({"district": "3202", "subdistrict": "320101"}, province="32", district="3201")
    assert (read.district, read.subdistrict) == ("3201", "320101")
    assert read.but(district="").subdistrict == ""
