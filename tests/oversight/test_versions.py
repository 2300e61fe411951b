"""Only what changed is counted anew, and whatever changed is."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from threading import Barrier, Thread
from uuid import UUID

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.orm import Session

from planhub.linkage.plan_item import PlanItem
from planhub.oversight import governed as room
from planhub.oversight.by_district import Part, parts
from planhub.oversight.governed import governed
from planhub.oversight.narrowed import SHOWN, Group, Narrowed
from planhub.oversight.trouble import Limits
from planhub.oversight.turns import Turns
from planhub.oversight.versions import ALL, Stamp, Versions, versions_of
from planhub.workflow.due import DueRules, last_closed
from tests.factories.country import country
from tests.factories.plan_items import NOW, plan_item

DAY = date(2026, 11, 21)
LIMITS = Limits(DAY, last_closed(DAY, DueRules()), 60)
SURIN = Narrowed("32")
PLACES = ["32010204", "32010203", "32020101", "3202", "32"]
NARROWED = [
    SURIN,
    SURIN.but(year=2570),
    SURIN.but(district="3201"),
    SURIN.but(district="3202", subdistrict="320201"),
    SURIN.but(district="-"),
    SURIN.but(side="water"),
    SURIN.but(source="-", agency="-"),
    SURIN.but(group="done"),
]


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[set[str] | None]:
    """Which districts were counted, one entry for each time; None is all."""
    asked: list[set[str] | None] = []

    def listening(
        session: Session, narrowed: Narrowed, limits: Limits, *, only: set[str] | None = None
    ) -> dict[str, Part]:
        asked.append(set(only) if only is not None else None)
        return parts(session, narrowed, limits, only=only)

    monkeypatch.setattr(room, "parts", listening)
    return asked


def change(session: Session, key: UUID, **values: object) -> None:
    """What a bulk statement does to an item."""
    session.execute(update(PlanItem).where(PlanItem.province_code == "32", PlanItem.id == key).values(values))


def fresh(session: Session, narrowed: Narrowed) -> room.Governed:
    """Counted from the items, nothing kept."""
    room.kept.clear()
    room.shelves.clear()
    return governed(session, narrowed, LIMITS)


def said(found: room.Governed) -> tuple[object, ...]:
    """All numbers."""
    return found.whole, found.areas, found.sides, found.sources, found.agencies, found.quarters


@pytest.mark.parametrize(
    ("touch", "districts"),
    [
        pytest.param(lambda s, one: change(s, one, amount=7), {"3201"}, id="its money"),
        pytest.param(lambda s, one: change(s, one, due_on=DAY), {"3201"}, id="a date that no summary has"),
        pytest.param(
            lambda s, one: change(s, one, district_code="3202", subdistrict_code=None, area_code="3202"),
            {"3201", "3202"},
            id="it moves to another district",
        ),
        pytest.param(
            lambda s, one: change(s, one, district_code=None, subdistrict_code=None, area_code="32"),
            {"3201", ""},
            id="nobody knows its district any more",
        ),
        pytest.param(lambda s, one: plan_item(s, "32020101"), {"3202"}, id="one more"),
        pytest.param(
            lambda s, one: s.execute(delete(PlanItem).where(PlanItem.id == one)), {"3201"}, id="one less"
        ),
        pytest.param(lambda s, one: plan_item(s, "45010101"), None, id="another province"),
        pytest.param(
            lambda s, one: s.execute(text("update plan_version set version = version + 1")),
            "all",
            id="a version raised by hand, as a repair does",
        ),
    ],
)
def test_after_a_change_only_its_districts_are_counted(
    session: Session,
    counted: list[set[str] | None],
    touch: Callable[[Session, UUID], None],
    districts: set[str] | str | None,
) -> None:
    country(session)
    one, *_ = [plan_item(session, place) for place in PLACES]
    governed(session, SURIN, LIMITS)
    assert counted == [None]
    touch(session, one)
    now = said(governed(session, SURIN, LIMITS))
    expected: list[set[str] | None] = []
    if districts is not None:
        expected = [None if districts == "all" else set(districts)]
    assert counted[1:] == expected
    assert now == said(fresh(session, SURIN))


def test_a_change_behind_a_raised_version_is_found_although_the_next_names_its_district(
    session: Session,
) -> None:
    """Rows that came without triggers, a version raised by hand, then an ordinary change elsewhere."""
    country(session)
    one, other = plan_item(session, "32010204"), plan_item(session, "32020101")
    governed(session, SURIN, LIMITS)
    session.execute(text("alter table plan_item disable trigger user"))
    change(session, one, amount=1)
    session.execute(text("alter table plan_item enable trigger user"))
    session.execute(text("update plan_version set version = version + 1 where province_code = '32'"))
    change(session, other, amount=2)
    assert governed(session, SURIN, LIMITS).whole.of(Group.MONEY).amount == 3


def settle(session: Session) -> None:
    """What a replicated transaction does when it commits."""
    session.execute(text("set constraints settle immediate"))
    session.execute(text("set constraints settle deferred"))


def test_a_replicated_change_names_its_districts(replica: Session, counted: list[set[str] | None]) -> None:
    country(replica)
    one, *_ = [plan_item(replica, place) for place in PLACES]
    settle(replica)
    for values, districts in (
        ({"amount": 7}, {"3201"}),
        ({"due_on": DAY}, {"3201"}),
        ({"district_code": "3202", "subdistrict_code": None, "area_code": "3202"}, {"3201", "3202"}),
    ):
        governed(replica, SURIN, LIMITS)
        del counted[:]
        change(replica, one, **values)
        settle(replica)
        now = said(governed(replica, SURIN, LIMITS))
        assert counted == [districts]
        assert now == said(fresh(replica, SURIN))


def test_many_changes_and_what_is_kept_is_what_a_recount_finds(session: Session) -> None:
    country(session)
    chance = Random(50_000)
    keys = [plan_item(session, chance.choice(PLACES), source_code="planhub") for _ in range(12)]
    for step in range(40):
        key = chance.choice(keys)
        day = DAY - timedelta(days=chance.randint(-30, 600))
        values: list[dict[str, object]] = [
            {"stage": chance.choice(["planned", "works", "funded", "completed", "district", "rejected"])},
            {"stage": "works", "due_on": day, "funded_on": day, "allocated": 500, "committed": step * 100},
            {"contracted_on": day, "completed_on": day, "reported_at": NOW - timedelta(days=step * 9)},
            {
                "side": chance.choice([None, "water", "economy"]),
                "budget_source": chance.choice([None, "lao"]),
            },
            {"fiscal_year": chance.choice([2570, 2571]), "agency_code": chance.choice([None, "A-32-DPT"])},
            {"district_code": "3201", "subdistrict_code": "320102", "area_code": "32010204"},
            {"district_code": "3202", "subdistrict_code": None, "area_code": "3202"},
        ]
        change(session, key, **chance.choice(values))
        narrowed = NARROWED[step % len(NARROWED)]
        now = governed(session, narrowed, LIMITS)
        shelves = list(room.shelves._things.items())
        assert said(now) == said(fresh(session, narrowed)), f"step {step}: {narrowed}"
        for kept_key, shelf in shelves:  # the other filters go on from what they had
            room.shelves.put(kept_key, shelf)


def test_the_day_is_part_of_what_is_kept(session: Session) -> None:
    country(session)
    plan_item(session, "32010204", "works", due_on=DAY)
    tomorrow = Limits(DAY + timedelta(days=1), LIMITS.closed, 60)
    assert governed(session, SURIN, LIMITS).whole.all.late == 0
    assert governed(session, SURIN, tomorrow).whole.all.late == 1
    assert governed(session, SURIN, LIMITS).whole.all.late == 0


def test_a_click_on_a_number_counts_nothing(session: Session, counted: list[set[str] | None]) -> None:
    country(session)
    plan_item(session, "32010204", "works")
    governed(session, SURIN, LIMITS)
    for group in SHOWN:
        narrowed = governed(session, SURIN.but(group=group.value), LIMITS)
        assert narrowed.whole.all.items == (1 if group is Group.DOING else 0)
    assert counted == [None]


def stamp(version: int) -> Stamp:
    """A version of that number."""
    return version, NOW + timedelta(minutes=version)


BEFORE = Versions(stamp(5), {ALL: stamp(1), "3201": stamp(5), "3202": stamp(3)})


@pytest.mark.parametrize(
    ("now", "changed"),
    [
        pytest.param(BEFORE, set(), id="nothing changed"),
        pytest.param(
            Versions(stamp(6), {**BEFORE.districts, "3202": stamp(6)}), {"3202"}, id="one district did"
        ),
        pytest.param(
            Versions(stamp(6), {**BEFORE.districts, "3209": stamp(6)}), {"3209"}, id="one that is new"
        ),
        pytest.param(Versions(stamp(6), BEFORE.districts), None, id="a change that named none"),
        pytest.param(
            Versions(stamp(7), {**BEFORE.districts, ALL: stamp(7), "3202": stamp(7)}),
            None,
            id="one that named its own after another that named none",
        ),
        pytest.param(
            Versions((5, NOW), {ALL: (1, NOW), "3201": (5, NOW)}), None, id="versions that began anew"
        ),
        pytest.param(Versions(None), None, id="a province whose items are all gone"),
    ],
)
def test_which_districts_changed(now: Versions, changed: set[str] | None) -> None:
    assert now.changed_since(BEFORE) == changed


def test_the_web_cannot_write_the_versions_of_districts(web_session: Session) -> None:
    allowed = text("select has_table_privilege('planhub_web', 'district_version', :what)")
    assert web_session.scalar(allowed, {"what": "select"}) is True
    assert not any(web_session.scalar(allowed, {"what": one}) for one in ("insert", "update", "delete"))


def test_a_province_without_items_has_no_version(session: Session) -> None:
    assert versions_of(session, "77") == Versions(None)
    assert governed(session, Narrowed("77"), LIMITS).empty


def test_of_several_at_once_one_works_and_the_others_wait() -> None:
    turns, found, ready = Turns(), list[str](), Barrier(5)
    kept: dict[str, str] = {}

    def ask(key: str) -> None:
        ready.wait(timeout=10)
        with turns.of(key):
            if key not in kept:
                found.append(key)
                kept[key] = "answer"

    threads = [Thread(target=ask, args=(key,)) for key in ("a", "a", "a", "a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)
    assert sorted(found) == ["a", "b"]
    assert len(turns) == 0


def test_an_error_gives_the_turn_back() -> None:
    turns = Turns()
    with pytest.raises(RuntimeError, match="broken"), turns.of("a"):
        raise RuntimeError("broken")
    assert len(turns) == 0
    with turns.of("a"):
        assert len(turns) == 1
