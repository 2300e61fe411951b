"""The governor's lists as files: every item of the list in its order, read back as it stands."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from planhub.oversight import troubles
from planhub.oversight.narrowed import Narrowed
from planhub.oversight.trouble import TROUBLE_WORD, Limits, Trouble
from planhub.oversight.trouble_table import BATCH, HEADS, trouble_table
from planhub.oversight.troubles import troubled
from planhub.reports.table_file import FORMS
from planhub.workflow.due import DueRules, last_closed
from tests.factories import areas, work_rows
from tests.factories.plan_items import plan_item
from tests.reports.reading_back import reads_back

DAY = date(2026, 11, 21)
LIMITS = Limits(DAY, last_closed(DAY, DueRules()), 90)
SURIN = Narrowed(province="32")


@pytest.fixture
def trouble(session: Session) -> None:
    """Of every trouble a few, in two districts; and one in another province."""
    areas.surin(session)
    areas.area(session, "45010101")
    for n in range(3):
        given = {"allocated": 400, "disbursed": 500 + n, "funded_on": DAY - timedelta(days=200 + n)}
        due = DAY - timedelta(days=1 + n % 2)
        plan_item(session, "32010204", "works", title=f"=ช้า {n}", due_on=due, **given)
        plan_item(session, "32020101", "funded", title=f"รอสัญญา {n}", **given)
    plan_item(session, "45010101", "works", due_on=date(2026, 1, 1))
    work_rows.work(session, title="เงียบ")
    session.commit()


@pytest.mark.usefixtures("trouble")
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", Trouble)
def test_a_file_holds_what_the_pages_hold_in_their_order(
    session: Session, tmp_path: Path, kind: Trouble, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(troubles, "PAGE", 2)
    paged, after = [], ""
    while True:
        found, after = troubled(session, SURIN, kind, LIMITS, after=after)
        paged += found
        if not after:
            break
    path = tmp_path / f"trouble.{form}"
    rows = reads_back(lambda: trouble_table(session, SURIN, kind, LIMITS), path)
    assert rows
    assert [row[0] for row in rows] == [item.number for item in paged]
    heads = [head.words for head in HEADS]
    for item, row in zip(paged, rows, strict=True):
        told = dict(zip(heads, row, strict=True))
        assert told["ผ่านมา (วัน)"] == item.days(kind, DAY)
        assert TROUBLE_WORD[kind] in str(told["เรื่องที่ต้องติดตามทั้งหมด"])


@pytest.mark.usefixtures("trouble")
def test_the_filters_hold_for_the_file(session: Session) -> None:
    here = Narrowed(province="32", district="3202")
    assert {row[2] for row in trouble_table(session, here, Trouble.NO_CONTRACT, LIMITS).rows} == {"32020101"}
    assert list(trouble_table(session, here, Trouble.LATE, LIMITS).rows) == []


def test_more_than_one_batch_comes_whole(session: Session) -> None:
    areas.surin(session)
    for n in range(BATCH + 3):
        plan_item(session, "32010204", "works", due_on=DAY - timedelta(days=1 + n))
    rows = list(trouble_table(session, SURIN, Trouble.LATE, LIMITS).rows)
    assert [row[14] for row in rows] == list(range(BATCH + 3, 0, -1))
