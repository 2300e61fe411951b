"""What bin/demo prints: whoever types from it finds every name, password and role whole."""

from collections import Counter
from io import StringIO

import pytest
from rich.console import Console

from planhub.cli.demo import BROAD, table_of

FOUND = [
    {
        "username": "32010204",
        "password": "406987",
        "role": "ผู้ใหญ่บ้าน/ประธานชุมชน",
        "note": "ใช้รหัสหมู่บ้าน",
    },
    {
        "username": "tambon320102-secretary",
        "password": "etp3-sb3y-csmg",
        "role": "นักวิเคราะห์นโยบายและแผน สำนักงานจังหวัด",
        "note": "จัดลำดับ บรรจุในแผน จัดการรอบ สวมหมวกนายอำเภอ (รักษาการ) ได้อีกใบ สลับที่หัวหน้าเว็บ",
    },
    {"username": "admin", "password": "cj2k-9p4n-rzw7", "role": "ผู้ดูแลระบบ"},
]


@pytest.mark.parametrize("width", [20, 60, 80, 100, 140, BROAD])
def test_nothing_is_cut_at_any_width(width: int) -> None:
    out = StringIO()
    console = Console(file=out, width=width, force_terminal=True, color_system=None)
    console.print(table_of(FOUND, width), soft_wrap=True)
    words = out.getvalue()
    assert "…" not in words
    for one in FOUND:
        assert one["username"] in words
        assert one["password"] in words
    signs = Counter("".join(value for one in FOUND for value in one.values()))
    assert not signs - Counter(words), "a wrapped cell has lost signs"
