"""What bin/demo prints: whoever types from it finds every name, password and role whole."""

import json
import re
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from planhub.cli import seeding
from planhub.cli.demo import BROAD, address_in_network, table_of
from planhub.cli.demo_node import Node
from planhub.cli.seeding import NODE
from planhub.cli.web_child import listen
from planhub.config import Settings

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


@pytest.mark.parametrize(
    ("host", "reached"),
    [
        pytest.param("127.0.0.1", "", id="this machine alone"),
        pytest.param("localhost", "", id="the same by its name"),
        pytest.param("0.0.0.0", "a number", id="its network"),  # noqa: S104 - what is asked about
    ],
)
def test_the_address_in_the_network_is_told_only_where_others_are_let_in(host: str, reached: str) -> None:
    with listen(host, 0) as bound:
        found, port = address_in_network(bound), bound.getsockname()[1]
    assert bool(found) is bool(reached)
    assert not found or re.fullmatch(rf"http://[0-9.]+:{port}/", found)


def test_the_file_of_sign_ins_holds_all_that_the_screen_tells(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    seeding.write(tmp_path / seeding.SIGN_INS, FOUND)
    linked = {"source": "office32", "file": "/data/examples/list.xlsx", "token": "phub_secret"}
    seeding.write(tmp_path / seeding.LINKAGE, linked)
    planner = {"username": "planner45", "password": "p", "role": "planner (Roi Et)", "kind": "node"}
    for _ in range(2):  # at each start
        seeding.note(settings, [planner | {"address": "http://localhost:8001/"}])
    told = json.loads((tmp_path / seeding.SIGN_INS).read_text())
    assert told[: len(FOUND)] == FOUND
    assert [one["username"] for one in told[len(FOUND) :]] == ["planner45", "office32"]
    assert told[-1]["password"] == "phub_secret"
    assert told[-1]["list"] == "/data/examples/list.xlsx"
    assert told[-2]["address"] == "http://localhost:8001/"
    assert seeding.sign_ins(settings) == FOUND, "the screen's table holds people alone"


def test_the_node_comes_back_on_its_port_and_on_another_where_that_is_taken(tmp_path: Path) -> None:
    (tmp_path / NODE).mkdir()
    node = Node(Settings(data=tmp_path), print, "http://127.0.0.1:8000/")
    with node._listen() as first:
        port = first.getsockname()[1]
        with node._listen() as other:
            assert other.getsockname()[1] != port
            port = other.getsockname()[1]
    with node._listen() as again:
        assert again.getsockname()[1] == port
