"""Titles, headings of groups and totals are told from projects."""

import pytest

from planhub.lists.list_row import ListRow
from tests.lists.described import FORM, items, skipped
from tests.lists.list_files import table

LIST = table("""
แผนพัฒนาจังหวัด ประจำปี 2570

ที่ | โครงการ                     | งบประมาณ | หน่วยงาน | ตำบล
   |                             | ที่ขอ      |         |
(1)| (2)                         | (3)       | (4)      | (5)
อำเภอเมืองสุรินทร์
1  | ขุดลอกหนอง                   | 5,000     | อบต.     | ในเมือง
2  | รวมพลังชุมชนต้านยาเสพติด       | 6,000     | อำเภอ    | นอกเมือง
รวม 2 โครงการ |                   | 11,000    |          |
   | ยอดยกไป                      | 11,000    |          |
ที่ | โครงการ                     | งบประมาณ | หน่วยงาน | ตำบล
   | ยอดยกมา                      | 11,000    |          |
2. อำเภอปราสาท (1 โครงการ) |      | 7,000     |          |
1  | รวมกลุ่มทอผ้า                 | 7,000     | พช.      | กังแอน
   |                             | 7,000     |          |
รวมอำเภอปราสาท |                  | 7,000     |          |
รวมทั้งสิ้น 3 โครงการ เป็นเงิน |     | 18,000    |          |
ด้านแหล่งน้ำ
1  | ฝาย                         | 1         | อบต.     | บ้านพลวง
หมายเหตุ ข้อมูล ณ วันที่ 1 ตุลาคม 2569
   |                             |           | ลงชื่อ.............ผู้รายงาน
คำชี้แจงที่ไม่มีใครรู้ว่าคืออะไร
""")  # fmt: skip


def test_rows_that_are_no_items_are_passed_over_with_the_reason() -> None:
    told = skipped(LIST, FORM)
    assert [(row, reason.split(" “")[0]) for row, reason in told.items()] == [
        *[
            (1, "ข้อความเหนือหัวตาราง"),
            (2, "แถวว่าง"),
            (3, "แถวหัวตาราง"),
            (4, "แถวหัวตาราง"),
            (5, "แถวเลขที่ของช่อง"),
        ],
        *[(6, "หัวข้อกลุ่ม"), (9, "แถวยอดรวม"), (10, "แถวยอดรวม"), (11, "หัวตารางซ้ำ"), (12, "แถวยอดรวม")],
        *[(13, "หัวข้อกลุ่ม"), (15, "แถวที่มีแต่ตัวเลข ไม่มีชื่อโครงการ อ่านเป็นยอดรวม"), (16, "แถวยอดรวม")],
        *[(17, "แถวยอดรวม"), (18, "หัวข้อกลุ่ม"), (20, "หมายเหตุหรือลายมือชื่อท้ายตาราง")],
        *[(21, "หมายเหตุหรือลายมือชื่อท้ายตาราง"), (22, "มีข้อความเพียงช่องเดียว อ่านเป็นหัวข้อ ไม่ใช่โครงการ:")],
    ]


def test_projects_are_kept_though_they_are_called_like_a_total_and_numbering_starts_again() -> None:
    found = items(LIST, FORM)
    assert [(told.row, told.values.title) for told in found] == [
        *[(7, "ขุดลอกหนอง"), (8, "รวมพลังชุมชนต้านยาเสพติด"), (14, "รวมกลุ่มทอผ้า"), (19, "ฝาย")]
    ]
    assert [told.faults for told in found] == [()] * 4


def test_headings_of_groups_are_carried_down_to_the_next() -> None:
    assert [(told.values.district, told.values.side) for told in items(LIST, FORM)] == [
        *[("เมืองสุรินทร์", None), ("เมืองสุรินทร์", None), ("ปราสาท", None), ("ปราสาท", "water")]
    ]


@pytest.mark.parametrize(
    ("words", "others", "is_total"),
    [
        # totals as people write them
        ("รวม", ["5,000"], True),
        ("รวมทั้งสิ้น", ["5,000"], True),
        ("รวมเป็นเงินทั้งสิ้น", [], True),
        ("รวม ๑๒ โครงการ", [], True),
        ("รวม 3 โครงการ 1,250,000 บาท", [], True),
        ("รวมด้านแหล่งน้ำ", ["9"], True),
        ("รวม ต.กังแอน", ["9"], True),
        ("รวมโครงการด้านเกษตร", ["9"], True),
        ("รวมงบประมาณ", [], True),
        ("ยอดยกมา", ["9"], True),
        ("ผลรวม", [], True),
        ("Total", ["9"], True),
        ("Grand Total", [], True),
        ("(รวม)", [], True),
        # projects
        ("รวมพลังสร้างสุข", ["9"], False),
        ("รวมกองทุนหมู่บ้าน", ["9"], False),
        ("รวมโครงการชลประทาน", ["อบต.", "ในเมือง"], False),
        ("ยอดเขาสวยงาม พัฒนาการท่องเที่ยว", ["9"], False),
        ("Totally new road", ["9", "อบต."], False),
    ],
)
def test_totals_are_told_from_projects(words: str, others: list[str], is_total: bool) -> None:
    cells = ["", words, "", "", ""]
    for at, other in zip((2, 3, 4), others, strict=False):
        cells[at] = other
    told = skipped([*LIST[:5], ListRow(6, tuple(cells))], FORM)
    assert (6 in told and "ยอดรวม" in told[6]) == is_total
