"""The bar on real budget lines, and the command that measures it."""

import gzip
import json
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUDGET = ROOT.parent / "shared" / "data" / "province_budget_fy2565.csv.gz"
HEADER = (
    "fiscal_year_be,cluster_id,province_code,budget_unit,project,category1,category2,category3,category4,item,"
    "amount_baht,district_code,tambon_code,moo"
)


def bench(*arguments: str) -> list[str]:
    """What the command prints, line by line."""
    done = subprocess.run(
        [ROOT / "bench" / "places", *arguments], capture_output=True, text=True, check=True, timeout=300
    )
    return done.stdout.splitlines()


def test_the_command_counts_what_was_found_and_shows_mistakes(tmp_path: Path) -> None:
    rows = [
        "2565,C-U,14,cluster,ก,,,,,ตำบลพุทเลา อำเภอบางปะหัน จังหวัดพระนครศรีอยุธยา,1,1407,140715,",
        "2565,C-U,14,cluster,ก,,,,,ตำบลพุทเลา อำเภอบางปะหัน จังหวัดพระนครศรีอยุธยา,1,1407,140714,",
        "2565,C-U,14,cluster,ก,,,,,อำเภอบางปะหัน จังหวัดพระนครศรีอยุธยา,1,1407,140715,",
        "2565,C-U,,cluster,ก,,,,,วัสดุสำนักงาน,1,,,",
    ]
    file = tmp_path / "lines.csv.gz"
    file.write_bytes(gzip.compress("\n".join([HEADER, *rows]).encode("utf-8-sig")))
    lines = bench(str(file), "--mistakes", "--rows", "20")
    assert json.loads(lines[-1]) == {"known": 3, "found": 1, "claimed": 2, "right": 1}
    assert [line for line in lines if "wrong" in line] == [
        "line 3, wrong: known 140714, read 140715 (ตำบลพุทเลา)"
    ]
    assert any(line.startswith("line 4, not found: known 140715") for line in lines)
    assert any("20 rows" in line for line in lines)


@pytest.mark.shared_data
def test_real_lines_are_found_and_right() -> None:
    if not BUDGET.exists():
        pytest.skip("the real data files (../shared/data) are not here")
    counts = json.loads(bench(str(BUDGET))[-1])
    assert counts["known"] > 200
    assert counts["found"] >= 0.95 * counts["known"]
    assert counts["right"] >= 0.98 * counts["claimed"]
