"""The ministry's table as lines of a file."""

from planhub.linkage.way import WAY_WORD
from planhub.maps.choice import GROUP_WORD
from planhub.maps.downloads import Cell
from planhub.maps.nation import GROUPS, Line, Nation
from planhub.maps.wording import KIND_WORD, Tell
from planhub.wording import N_

HEADS = (
    N_("รหัส"),
    N_("ชื่อ"),
    N_("ระดับ"),
    N_("วิธีเชื่อมโยง"),
    N_("จำนวนรายการ"),
    N_("วงเงิน (บาท)"),
    *(GROUP_WORD[group] for group in GROUPS),
    N_("เพิ่มในเดือนนี้"),
    N_("ในแผน เพิ่มหรือลดในเดือนนี้"),
    N_("แล้วเสร็จในเดือนนี้"),
    N_("เงียบมา (วัน)"),
)


def lines(nation: Nation, tell: Tell) -> list[list[Cell]]:
    """Heads, the provinces, regions and clusters, the country."""
    rows = [*nation.provinces, *nation.wider, nation.whole]
    return [[tell(head) for head in HEADS], *(_line(row, tell) for row in rows)]


def _line(row: Line, tell: Tell) -> list[Cell]:
    return [
        row.code,
        tell(row.name),
        tell(KIND_WORD[row.kind]) if row.kind in KIND_WORD else "",
        tell(WAY_WORD[row.way]) if row.way else "",
        row.items,
        row.baht,
        *(row.now.get(group, 0) for group in GROUPS),
        row.new,
        row.gained("in_plan"),
        row.gained("done"),
        row.silence,
    ]
