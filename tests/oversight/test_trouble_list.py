"""The list of a trouble kept by district: the same as read whole, after any change, on any page."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event, update
from sqlalchemy.orm import Session

from planhub.linkage.plan_item import PlanItem
from planhub.oversight.governed import governed
from planhub.oversight.narrowed import Narrowed
from planhub.oversight.trouble import Trouble
from planhub.oversight.trouble_list import trouble_list
from planhub.oversight.troubles import troubled
from tests.factories.plan_items import plan_item
from tests.oversight.test_governed import DAY, LIMITS, MILLION, SURIN, filled

__all__ = ["filled"]

PLACES = ("32010204", "32020101", "32010203")
NARROWED = [SURIN, Narrowed("32", district="3201"), Narrowed("32", group="doing"), Narrowed("45")]


@pytest.fixture
def many(filled: Session, monkeypatch: pytest.MonkeyPatch) -> Session:
    """Thirteen more in every trouble, some alike, one without a district; three a page."""
    monkeypatch.setattr("planhub.oversight.troubles.PAGE", 3)
    for n in range(13):
        plan_item(
            filled, PLACES[n % 3] if n else "32", "funded", amount=MILLION + n // 3, allocated=2 * MILLION,
            funded_on=date(2026, 2, 1 + n // 2), due_on=date(2026, 3, 1 + n // 2), source_code="planhub",
            title=f"งาน {n}",
        )  # fmt: skip
    return filled


def same(session: Session, narrowed: Narrowed, trouble: Trouble) -> None:
    """What is kept is what stands, page after page."""
    after = ""
    for _page in range(9):
        listed = trouble_list(session, narrowed, trouble, LIMITS, after=after)
        rows, next_ = troubled(session, narrowed, trouble, LIMITS, after=after)
        assert ([row.id for row in listed.rows], listed.next) == ([row.id for row in rows], next_)
        assert listed.rows == rows
        assert listed.total == governed(session, narrowed, LIMITS).whole.all.troubled(trouble)
        if not (after := next_):
            return
    raise AssertionError("the pages come to no end")


@pytest.mark.parametrize("trouble", list(Trouble))
@pytest.mark.parametrize("narrowed", NARROWED)
def test_it_is_the_list_as_it_stands_after_any_change(
    many: Session, narrowed: Narrowed, trouble: Trouble
) -> None:
    same(many, narrowed, trouble)
    plan_item(
        many, "32020101", "funded", amount=1, allocated=MILLION * 9, funded_on=date(2025, 1, 1),
        due_on=date(2025, 1, 2), source_code="planhub", title="หนักที่สุด",
    )  # fmt: skip
    same(many, narrowed, trouble)
    moved = update(PlanItem).where(PlanItem.province_code == "32", PlanItem.district_code == "3201")
    many.execute(moved.values(due_on=DAY + timedelta(days=9), allocated=1, funded_on=DAY))
    same(many, narrowed, trouble)
    many.execute(update(PlanItem).where(PlanItem.province_code == "32").values(stage="completed"))
    same(many, narrowed, trouble)


def test_after_a_change_only_its_district_is_read(many: Session) -> None:
    trouble_list(many, SURIN, Trouble.LATE, LIMITS)
    plan_item(many, "32020101", "funded", due_on=date(2025, 1, 2), title="ใหม่")
    asked: list[tuple[str, object]] = []
    event.listen(
        many.connection(),
        "before_cursor_execute",
        lambda _c, _cursor, sql, values, *_: asked.append((sql, values)),
    )
    trouble_list(many, SURIN, Trouble.LATE, LIMITS)
    (of_worst,) = [values for sql, values in asked if "row_number()" in sql]
    assert "3202" in str(of_worst)
    assert "3201" not in str(of_worst)
    asked.clear()
    trouble_list(many, SURIN, Trouble.LATE, LIMITS)
    assert not [sql for sql, _ in asked if "row_number()" in sql], "nothing changed, nothing is read anew"
