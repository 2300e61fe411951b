"""The governor's brief: one sheet of A4, however much the province has."""

from io import BytesIO
from typing import Any

import pypdf
import pytest

from planhub.reports.brief import brief, map_svg

SQUARE = "M0 0L600 0L600 500L0 500Z"


def data(*, areas: int = 3, worst: int = 2, with_map: bool = True) -> dict[str, Any]:
    long = "ก่อสร้างถนนคอนกรีตเสริมเหล็กสายบ้านหนองน้ำขุ่นเชื่อมบ้านโคกสะอาดพร้อมรางระบายน้ำและไฟฟ้าส่อง…"
    return {
        "title": "สรุปสถานะแผนงานโครงการ จังหวัดสุรินทร์",
        "scope": "ทุกปีงบประมาณ · นอกจากนี้อยู่ระหว่างพิจารณา 12,345 รายการ",
        "figures": [
            {
                "label": label,
                "colour": "#009e73",
                "items": "12,345",
                "baht": "วงเงินในแผน 1,234.56 ล้านบาท",
                "money": "จัดสรร 1,234.56 ล้านบาท · เบิกจ่าย 1,234.56 ล้านบาท",
            }
            for label in ("แล้วเสร็จ", "กำลังดำเนินการ", "รองบประมาณ")
        ],
        "troubles": [{"label": "ไม่มีรายงานความก้าวหน้า", "n": "1,234"}] * 4,
        "map": {
            "title": "จำนวนรายการ",
            "svg": map_svg(600, 800, [(SQUARE, "#41b6c4")]),
            "width": 600,
            "height": 800,
            "names": [{"x": 0.5, "y": 0.5, "name": "เมืองสุรินทร์"}],
            "classes": [{"colour": "#41b6c4", "words": "1–1,200"}] * 6,
            "note": "เส้นแบ่งภายในเป็นเส้นสมมติ ไม่ใช่แนวเขตที่สำรวจ",
        }
        if with_map
        else None,
        "areas_title": "แยกตามอำเภอ",
        "areas_head": "อำเภอ",
        "groups": ["แล้วเสร็จ", "กำลังดำเนินการ", "รองบประมาณ"],
        "areas": [
            [f"อ.เฉลิมพระเกียรติ {n}", "1,234", "1,234", "1,234", "12,345.67", "1,234"] for n in range(areas)
        ],
        "worst": [
            {
                "number": f"32010204-2571-{n:03}",
                "title": long,
                "place": "หมู่ที่ 14 บ้านหนองน้ำขุ่นพัฒนา ต.ตั้งใจ อ.เมืองสุรินทร์",
                "agency": "สำนักงานโยธาธิการและผังเมืองจังหวัดสุรินทร์",
                "troubles": "เลยกำหนด 1,234 วัน · ไม่มีรายงาน 1,234 วัน · เงินเกิน 12.34 ล้านบาท",
                "baht": "1,234.56",
            }
            for n in range(worst)
        ],
        "no_worst": "ไม่พบงานที่เลยกำหนด",
        "source": "ที่มา: รายการแผนใน PlanHub ข้อมูล ณ 21 พ.ย. 2569 10:42 น.",
        "made": "พิมพ์เมื่อ 21 พ.ย. 2569 10:43 น.",
    }


def words(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages).replace(" ", "")


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(data(areas=0, worst=0), id="nothing"),
        pytest.param(data(), id="a little"),
        pytest.param(data(areas=18, worst=10), id="as much as there can be"),
        pytest.param(data(areas=18, worst=10, with_map=False), id="no outlines"),
    ],
)
def test_one_sheet_of_a4(given: dict[str, Any]) -> None:
    read = pypdf.PdfReader(BytesIO(brief(given)))
    assert len(read.pages) == 1
    width, height = (round(float(side) / 72 * 25.4) for side in read.pages[0].mediabox[2:])
    assert (width, height) == (210, 297)


def test_it_tells_figures_districts_the_worst_the_day_and_the_source() -> None:
    text = words(brief(data(areas=2, worst=10)))
    for part in ("12,345", "12,345.67", "32010204-2571-009", "256910:42", "256910:43"):
        assert part in text


def test_words_are_never_read_as_markup() -> None:
    given = data(worst=1)
    given["worst"][0]["title"] = "#panic() *x*"
    assert "#panic()*x*" in words(brief(given))
