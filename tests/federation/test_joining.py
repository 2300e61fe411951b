"""Two provinces on servers of their own, and a centre: real PostgreSQL clusters, real replication."""

import pytest

from planhub.errors import IllegalMove
from tests.federation.conftest import Seat, join, proved, rows, same

pytestmark = pytest.mark.slow


def test_joining_copies_what_stands_and_follows_what_comes(centre: Seat, surin: Seat, roi_et: Seat) -> None:
    surin.add(5)
    roi_et.add(3, stage="district")
    surin.report()
    done = join(centre, surin)
    assert (done.copied["plan_item_32"].before, done.copied["plan_item_32"].after) == (0, 5)
    join(centre, roi_et)
    same(centre, surin)
    same(centre, roi_et)
    with pytest.raises(IllegalMove, match="เชื่อมอยู่แล้ว"):
        join(centre, surin)
    surin.add(2, stage="funded", amount=7)
    surin.run("update plan_item set stage = 'completed', amount = amount + 0.25 where stage = 'planned'")
    surin.run("delete from plan_item where id in (select id from plan_item where amount = 7 limit 1)")
    surin.run("update plan_item_text set title = 'ขุดลอก'")
    same(centre, surin)
    same(centre, roi_et)
    assert len(rows(centre, "32")) == 6
    proved(surin)
