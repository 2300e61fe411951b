"""What `planhub node status` prints of a link: a line, and errors only while they matter."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from planhub.cli.node_lines import print_statuses
from planhub.federation.state import State, advice
from planhub.federation.status import ProvinceStatus
from planhub.linkage.way import Way

AT = datetime(2026, 11, 21, 18, 45, 47, tzinfo=UTC)
ERROR = "could not connect to the publisher:\nthe database system is not yet accepting connections"
ROI_ET = ProvinceStatus(
    code="45",
    way=Way.NODE,
    state=State.WELL,
    since=AT,
    address="plan.roiet.go.th:5432/planhub",
    last_word=AT,
    lag_bytes=0,
    lag_seconds=0,
    items={"planned": 297},
    baht=Decimal(1),
    said={"planned": 297},
    counted_at=AT,
    differs=False,
    program="0.1.0",
    unreachable="",
    last_error=ERROR,
    last_error_at=AT,
    skipped=0,
    advice=None,
)


def printed(capsys: pytest.CaptureFixture[str], *found: ProvinceStatus) -> list[str]:
    print_statuses(found)
    return [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]


def test_a_link_that_is_well_asks_for_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, ROI_ET)[1:] == ["45 node well 2026-11-22 01:45:47 0 B 0 s 297 297"]


def test_a_link_in_trouble_says_what_to_do_and_what_went_wrong_on_its_one_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    silent = replace(ROI_ET, state=State.SILENT, advice=advice(State.SILENT, "45"), lag_bytes=None, said=None)
    (line,) = printed(capsys, silent)[1:]
    assert line.startswith("45 node silent")
    assert line.endswith(f"{advice(State.SILENT, '45')} · {' '.join(ERROR.split())}")


def test_no_node_is_said_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys) == ["No province is read from a server of its own."]
