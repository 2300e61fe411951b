from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from planhub.lists.column_evidence import fits
from planhub.lists.description import Description, Field, Unit
from planhub.lists.description_json import read_description
from planhub.lists.guessing import guess, propose
from planhub.lists.heading_words import WORDS, meanings, unit_of, year_of
from planhub.lists.list_file import open_list
from planhub.lists.meant_words import side_meant, stage_meant
from planhub.lists.preparing import prepare
from planhub.workflow.stages import Stage
from tests.lists.list_files import ods, table, xls, xlsx


def letters(described: Description) -> dict[str, str]:
    return {name.value: column.letter for name, column in described.columns.items()}


PLAN = """
แผนพัฒนาจังหวัดสุรินทร์ ประจำปีงบประมาณ พ.ศ. ๒๕๗๐
หน่วย : ล้านบาท
ที่ | ชื่อโครงการ | ที่ตั้ง | | | งบประมาณ | | หน่วยงาน | สถานะ
| | หมู่ที่ | ตำบล | อำเภอ | ที่ขอ | ที่ได้รับ | รับผิดชอบ |
(1) | (2) | (3) | (4) | (5) | (6) | (7) | (8) | (9)
อำเภอเมืองสุรินทร์
1 | ก่อสร้างถนน คสล. | 5 | ในเมือง | เมืองสุรินทร์ | 1.25 | - | อบต. | อยู่ระหว่างก่อสร้าง
2 | ขุดลอกหนอง | ๖ | ในเมือง | เมืองสุรินทร์ | ๐.๘ | 0.8 | อบต. | ลอยแพ
รวม 2 โครงการ | | | | | 2.05 | 0.8
อำเภอปราสาท
1 | รวมพลังชุมชน | 7 | กังแอน | ปราสาท | 0.05 | | อำเภอ | แล้วเสร็จ
"""


def test_a_plan_as_provinces_make_it_is_described() -> None:
    found = propose(table(PLAN), name="แผน.xlsx")
    asked = found.description
    wanted = {"title": "B", "moo": "C", "subdistrict": "D", "district": "E", "amount": "F", "agency": "H"}
    assert letters(asked) == wanted | {"stage": "I"}
    assert (asked.header_rows, asked.year, asked.province_code) == ((3, 4), 2570, "32")
    assert (asked.amount_unit, asked.groups, asked.default_stage) == (Unit.MILLION, (Field.DISTRICT,), None)
    assert asked.stage_words == {"อยู่ระหว่างก่อสร้าง": Stage.WORKS, "แล้วเสร็จ": Stage.COMPLETED}
    assert found.unknown_stages == {"ลอยแพ": 1}
    assert asked.lacks == {}


def test_what_was_guessed_reads_the_list_it_was_guessed_from() -> None:
    told = [each for each in prepare(table(PLAN), propose(table(PLAN)).description) if not each.skipped]
    assert [(each.values.moo, each.values.amount) for each in told] == [
        *[("5", Decimal(1_250_000)), ("6", Decimal(800_000)), ("7", Decimal(50_000))]
    ]
    assert [[fault.field for fault in each.faults] for each in told] == [[], ["stage"], []]


LOCAL = """
แผนพัฒนาท้องถิ่น (พ.ศ. 2566 - 2570)
ที่ | โครงการ | วัตถุประสงค์ | เป้าหมาย | งบประมาณ (บาท) | | | | | หน่วยงานรับผิดชอบหลัก
| | | | 2566 | 2567 | 2568 | 2569 | 2570 |
1. แผนงานอุตสาหกรรมและการโยธา
1 | ก่อสร้างถนน บ้านโคก หมู่ที่ 3 | สัญจร | 1 สาย | | 500,000 | - | 700,000 | | กองช่าง
2. แผนงานการเกษตร
1 | ขุดสระ หมู่ที่ 4 | น้ำ | 1 แห่ง | | | | | 300000 | กองช่าง
"""


def test_form_02_of_local_authorities_is_described_year_by_year() -> None:
    asked = propose(table(LOCAL)).description
    assert letters(asked) == {"title": "B", "objective": "C", "agency": "J", "place_text": "B"}
    years = [(year, column.letter) for year, column in asked.year_columns.items()]
    assert years == [(2566, "E"), (2567, "F"), (2568, "G"), (2569, "H"), (2570, "I")]
    assert (asked.header_rows, asked.groups, asked.year) == ((2, 3), (Field.SIDE,), None)
    told = [each.values for each in prepare(table(LOCAL), asked) if not each.skipped]
    assert [(values.fiscal_year, values.side) for values in told] == [
        *[(2567, "infrastructure"), (2569, "infrastructure"), (2570, "agriculture")]
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # one row of English headings
        ("id,project,amount,fiscal_year,tambon\nA1,Road,5000,2570,ในเมือง\nA2,Dam,1,2570,x",
         {"key": "A", "title": "B", "amount": "C", "year": "D", "subdistrict": "E"}),
        # a running number that starts again is no key
        ("รหัส,โครงการ,งบประมาณ\n1,ก,5000\n2,ข,6000\n1,ค,7000",
         {"title": "B", "amount": "C"}),
        # รายการ is the title when there is no other
        ("ลำดับ,รายการ,งบ\n1,ขุดลอก,5000", {"title": "B", "amount": "C"}),
        # and the item within the project where there is
        ("โครงการ,รายการ,จำนวนเงิน\nพัฒนา,ขุดลอก,5000", {"title": "A", "detail": "B", "amount": "C"}),
        # a column of amounts that holds words is none
        ("โครงการ,งบประมาณ,วงเงิน\nก,งบจังหวัด,5000\nข,งบกลุ่ม,6000", {"title": "A", "amount": "C"}),
        # "ประเภท" whose words are no sides is left out
        ("โครงการ,ประเภท,งบประมาณ\nก,เก่า,5\nข,ใหม่,6", {"title": "A", "amount": "C"}),
        # coordinates in metres
        ("โครงการ,X,Y\nก,337500,1645800\nข,337501,1645801", {"title": "A", "lon": "B", "lat": "C"}),
        # short headings of a plan; the budget's name in words is no amount
        ("รหัส,ปีงบฯ,โครงการ,งบฯ,งบ (บาท)\nA1,2571,ก,งบจังหวัด,5000\nA2,๒๕๗๑,ข,งบกลุ่ม,6000",
         {"key": "A", "year": "B", "title": "C", "amount": "E"}),
        # a bare รหัส over area codes tells the place, though no two rows have the same
        ("รหัส,ปีงบฯ,โครงการ\n32010204,2571,ก\n32010205,2571,ข",
         {"place_code": "A", "year": "B", "title": "C"}),
        ("รหัส,ชื่อโครงการ\n320102,ก\n320102,ข\n320103,ค", {"place_code": "A", "title": "B"}),
        # unless another column has them, or the digits are no area's
        ("รหัส,รหัสหมู่บ้าน,ชื่อโครงการ\n32010204,32010204,ก\n32010205,32010205,ข",
         {"key": "A", "place_code": "B", "title": "C"}),
        ("รหัส,ชื่อโครงการ\n99010204,ก\n99010205,ข", {"key": "A", "title": "B"}),
        # codes
        ("รหัสหมู่บ้าน,ชื่อโครงการ\n32010204,ก\n32010205,ข", {"place_code": "A", "title": "B"}),
    ],
)  # fmt: skip
def test_columns_are_known_by_their_headings_and_what_stands_under_them(
    text: str, wanted: dict[str, str]
) -> None:
    assert letters(propose(table(text.replace(",", "|"))).description) == wanted


@pytest.mark.parametrize(
    ("above", "name", "year"),
    [
        ("แผนปฏิบัติราชการ ประจำปีงบประมาณ พ.ศ. 2571", "", 2571),
        ("บัญชีโครงการ ปี ๒๕๗๑", "", 2571),
        # several years in the title are no year of the list
        ("แผนพัฒนาท้องถิ่น พ.ศ. 2566-2570", "", None),
        # the name of the file may tell
        ("บัญชีโครงการ", "โครงการ_2569.xlsx", 2569),
        ("บัญชีโครงการ", "โครงการ.xlsx", None),
    ],
)
def test_the_year_is_read_from_the_title(above: str, name: str, year: int | None) -> None:
    rows = table(f"{above}\nที่|โครงการ|งบประมาณ\n1|ก|5,000")
    assert propose(rows, name=name).description.year == year


@pytest.mark.parametrize(
    ("above", "code"),
    [
        ("แผนพัฒนาจังหวัดร้อยเอ็ด", "45"),
        ("อำเภอเมือง จังหวัดสุรินทร์", "32"),
        # not when two are named, nor Bangkok, nor none
        ("จังหวัดสุรินทร์ และ จังหวัดร้อยเอ็ด", None),
        ("จังหวัดกรุงเทพมหานคร", None),
        ("แผนพัฒนา", None),
    ],
)
def test_the_province_is_read_from_the_title(above: str, code: str | None) -> None:
    assert propose(table(f"{above}\nที่|โครงการ|งบประมาณ\n1|ก|5,000")).description.province_code == code


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("งบประมาณ (บาท)", Unit.BAHT),
        ("งบประมาณ (ล้านบาท)", Unit.MILLION),
        ("วงเงิน : พันบาท", Unit.THOUSAND),
        ("Budget (million baht)", Unit.MILLION),
        ("งบประมาณ", None),
    ],
)
def test_the_unit_of_amounts_is_read_from_the_heading(heading: str, unit: Unit | None) -> None:
    assert unit_of(heading) == unit


@pytest.mark.parametrize(
    ("word", "stage"),
    [
        ("ดำเนินการแล้วเสร็จ", Stage.COMPLETED),
        ("ยังไม่แล้วเสร็จ", Stage.WORKS),
        ("ยังไม่ได้ดำเนินการ", Stage.PLANNED),
        ("อยู่ระหว่างจัดซื้อจัดจ้าง", Stage.PROCUREMENT),
        ("อยู่ระหว่างดำเนินการ", Stage.WORKS),
        ("ไม่ได้รับจัดสรร", Stage.REJECTED),
        ("ได้รับจัดสรรงบประมาณแล้ว", Stage.FUNDED),
        ("ยกเลิก", Stage.WITHDRAWN),
        ("รอ กบอ. พิจารณา", Stage.DISTRICT),
        ("ท้องถิ่นดำเนินการเอง", Stage.LOCAL),
        # what is not yet is neither done nor refused
        ("ยังไม่ได้รับการจัดสรรงบประมาณ", Stage.PLANNED),
        ("ยังไม่อนุมัติ", Stage.PROVINCE),
        ("รออนุมัติ", Stage.PROVINCE),
        ("อยู่ระหว่างขออนุมัติ", Stage.PROVINCE),
        ("รออนุมัติงบประมาณ", Stage.PLANNED),
        ("ไม่แล้วเสร็จ", Stage.WORKS),
        ("ไม่เสร็จตามสัญญา", Stage.WORKS),
        ("incomplete", Stage.WORKS),
        ("not approved", Stage.REJECTED),
        ("not funded", Stage.REJECTED),
        ("สีเขียว", None),
    ],
)
def test_words_of_stages_are_proposed_a_stage(word: str, stage: Stage | None) -> None:
    assert stage_meant(word) == stage


@pytest.mark.parametrize(
    ("word", "side"),
    [
        ("ด้านแหล่งน้ำเพื่อการเกษตร", "water"),
        ("แผนงานเคหะและชุมชน", "infrastructure"),
        ("แผนงานสาธารณสุข", "health"),
        ("ท่องเที่ยวและบริการ", "tourism"),
        ("แผนงานสร้างความเข้มแข็งของชุมชน", "social"),
        ("อื่น ๆ", None),
    ],
)
def test_words_of_sides_are_proposed_a_side(word: str, side: str | None) -> None:
    assert side_meant(word) == side


def test_every_word_means_first_the_field_it_is_listed_under_or_one_that_shares_it() -> None:
    for name, words in WORDS.items():
        for word in words:
            assert name in [field for field, _rank in meanings(word)], word


@pytest.mark.parametrize("heading", ["ที่", "ลำดับ", "ลำดับที่", "หมายเหตุ", "ตัวชี้วัด", "ผู้ประสานงาน", "โทรศัพท์", ""])
def test_headings_that_are_of_no_use_mean_nothing(heading: str) -> None:
    assert meanings(heading) == []


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("งบประมาณ (บาท) ที่ขอรับ", Field.AMOUNT),
        ("หน่วยงาน\nรับผิดชอบ", Field.AGENCY),
        ("ที่ตั้ง ตำบล", Field.SUBDISTRICT),
        ("ปีงบประมาณ พ.ศ.", Field.YEAR),
        ("ชื่อ โครงการ", Field.TITLE),
        ("ละติจูด (N)", Field.LAT),
        ("LONGITUDE", Field.LON),
        ("โครงการที่เสนอโดยจังหวัด", Field.TITLE),
        ("ปีงบ ฯ", Field.YEAR),
        ("ปี งปม.", Field.YEAR),
        ("งปม. (ล้านบาท)", Field.AMOUNT),
        ("งบ", Field.AMOUNT),
    ],
)
def test_headings_with_something_added_are_known(heading: str, field: Field) -> None:
    assert meanings(heading)[0][0] == field


def test_a_title_line_just_above_the_headings_is_no_heading() -> None:
    rows = table("แผนปี 2570\nที่|ชื่อโครงการ|ที่ตั้ง||งบประมาณ\n||หมู่ที่|ตำบล|\n1|ก|5|ในเมือง|5,000")
    found = propose(rows).description
    assert (found.header_rows, found.year) == ((2, 3), 2570)


def test_a_year_in_a_heading_is_read_when_it_is_the_only_one() -> None:
    assert (year_of("งบประมาณ 2570"), year_of("2570-2571"), year_of("2026")) == (2570, None, None)


def test_a_column_without_cells_may_be_anything() -> None:
    assert fits(Field.AMOUNT, [("ก", "")], 1)
    assert not fits(Field.AMOUNT, [("ก", "ข")], 1)


def test_one_key_that_stands_twice_makes_no_other_column_of_it() -> None:
    """The row that repeats it is told to have a key of its own; the others keep theirs."""
    rows = [f"P{n:03d}|โครงการ {n}|5000" for n in range(1, 31)]
    listed = table("\n".join(["รหัสโครงการ|ชื่อโครงการ|งบประมาณ", *rows, "P001|โครงการใหม่|5000"]))
    asked = propose(listed, name="2571.csv").description
    assert letters(asked) == {"key": "A", "title": "B", "amount": "C"}
    faulty = [
        (each.key, [fault.field for fault in each.faults]) for each in prepare(listed, asked) if each.faults
    ]
    assert faulty == [("P001", ["key"])]


def test_a_list_without_headings_is_described_by_what_stands_in_it() -> None:
    rows = table("1|ก่อสร้างถนนคอนกรีตเสริมเหล็ก|500,000|อบต.\n2|ขุดลอกหนองสาธารณะ|1,250,000|อบต.")
    asked = propose(rows).description
    assert (asked.header_rows, letters(asked)) == ((), {"title": "B", "amount": "C"})


@pytest.mark.parametrize("rows", [[], table(""), table("ก"), table("1|2|3")])
def test_a_list_that_says_nothing_gets_a_description_that_says_what_it_lacks(rows: list[Any]) -> None:
    assert "year" in propose(rows).description.lacks


def test_blanks_are_never_filled_unless_somebody_says_so() -> None:
    rows = table("อำเภอ|หน่วยงาน|ด้าน|โครงการ|งบประมาณ\nเมือง|อบต.|น้ำ|ก|5\n||||6\n|||ข|6\n|||ค|7\nปราสาท|||จ|9")
    assert propose(rows).description.carry_down == ()


@pytest.mark.parametrize("make", [xlsx, xls, ods])
def test_the_sheet_that_says_most_is_chosen(tmp_path: Path, make: Any) -> None:
    plan = [["ที่", "ชื่อโครงการ", "งบประมาณ", "ตำบล"], [1, "ขุดลอก", 50000, "ในเมือง"]]
    path = make(
        tmp_path / "a", {"ปก": [["แผนงาน"], ["โครงการ"]], "แผน": plan, "สรุป": [["โครงการ", "งบประมาณ"]]}
    )
    asked = guess(open_list(path, name="a")).description
    assert (asked.sheet, letters(asked)) == ("แผน", {"title": "B", "amount": "C", "subdistrict": "D"})


@pytest.mark.shared_data
def test_the_budget_of_the_provinces_is_read_by_a_guessed_description(shared_data: Path) -> None:
    opened = open_list(shared_data / "province_budget_fy2565.csv.gz", name="province_budget_fy2565.csv.gz")
    asked = guess(opened).description
    wanted = {"title": "E", "detail": "J", "year": "A", "amount": "K", "province": "C", "place_text": "J"}
    assert letters(asked).items() >= wanted.items()
    told = [each for each in prepare(opened.rows(), asked) if each.skipped is None]
    assert (len(told), len({each.key for each in told})) == (910, 910)
    assert [each.faults for each in told if each.faults] == []
    assert sum(each.values.amount or 0 for each in told) == Decimal("8413816223.00")
    assert {each.values.fiscal_year for each in told} == {2565}
    assert sum(len(each.values.place_code or "") == 6 for each in told) == 213


@pytest.mark.shared_data
@pytest.mark.parametrize(
    "column", ["approved", "increase", "decrease", "committed", "disbursed", "remaining"]
)
def test_every_amount_column_of_a_real_execution_report_is_read(shared_data: Path, column: str) -> None:
    opened = open_list(shared_data / "lamphun_pao_budget_execution.csv.gz", name="x.csv.gz")
    head = opened.first_rows(1)[0].cells
    asked = replace(guess(opened).description, year=2566)
    asked = read_description(
        asked.to_json() | {"columns": asked.to_json()["columns"] | {"amount": {"index": head.index(column)}}}
    )
    told = [each for each in prepare(opened.rows(), asked) if each.skipped is None]
    assert len(told) == 415
    assert [(each.row, fault.field) for each in told for fault in each.faults] == [(411, "title")]
    assert all(each.values.amount is not None for each in told)
