"""A list described on its page: columns, words, what nobody said; what is lacking is named."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.linkage.plan_item import PlanItem, PlanItemText
from planhub.sources.import_run import ImportRun
from planhub.sources.source import Source
from tests.web.forms import send
from tests.web.sources.sending import CLUSTER, ROWS, SAID, book, describe, form_of, send_file

if TYPE_CHECKING:
    from flask.testing import FlaskClient


@pytest.mark.parametrize(
    ("rows", "typed", "ticked", "counts"),
    [
        # a list with a column of provinces: a row without one is nobody's until somebody says so
        (CLUSTER, {}, False, (1, 1)),
        # the same when the column is left unused: the file speaks of places all the same
        (CLUSTER, {"col-1": ""}, False, (0, 3)),
        # it is asked, and the answer is taken
        (CLUSTER, {"placeless_here": "yes"}, False, (2, 0)),
        # a list that says nothing of places is the province's
        ([[row[0], row[2]] for row in CLUSTER], {}, True, (3, 0)),
    ],
)
def test_rows_without_a_place_are_the_provinces_only_when_somebody_says_so(
    client: "FlaskClient",
    session: Session,
    excel: Source,
    tmp_path: Path,
    rows: list[list[Any]],
    typed: dict[str, str],
    ticked: bool,
    counts: tuple[int, int],
) -> None:
    there = send_file(client, book(tmp_path, rows)).location
    form = form_of(client.get(there).text, there)
    assert ("placeless_here" in form) is ticked
    assert client.post(there, data=form | SAID | typed).status_code == 303
    found = session.scalars(select(ImportRun)).one().counts
    assert (found["new"], found["unclear"]) == counts


BLANKS = [
    ["โครงการ", "อำเภอ", "หน่วยงาน", "จังหวัด"],
    ["ขุดลอกหนอง", "เมืองสุรินทร์", "อบต.ในเมือง", "สุรินทร์"],
    ["ขุดสระ", "", "", "สุรินทร์"],
    ["สร้างฝาย", "", "", "สุรินทร์"],
    ["ซ่อมถนน", "", "", "สุรินทร์"],
]


@pytest.mark.parametrize(
    ("typed", "districts", "agencies"),
    [
        # an empty cell is empty
        ({}, [None, None, None, "3201"], [None, None, None, "อบต.ในเมือง"]),
        # unless somebody says of a column that it repeats the cell above
        ({"carry-district": "yes"}, ["3201"] * 4, [None, None, None, "อบต.ในเมือง"]),
    ],
)
def test_blank_cells_repeat_the_one_above_only_when_somebody_says_so(
    client: "FlaskClient",
    session: Session,
    excel: Source,
    tmp_path: Path,
    typed: dict[str, str],
    districts: list[str | None],
    agencies: list[str | None],
) -> None:
    there = send_file(client, book(tmp_path, BLANKS)).location
    form = form_of(client.get(there).text, there)
    assert "carry-district" not in form, "offered, and not ticked"
    assert "ช่องว่างใต้ “อำเภอ” คือค่าเดียวกับแถวบน" in client.get(there).text
    tried = client.post(there, data=form | SAID | typed)
    page = client.get(tried.location).text
    assert ("ช่องว่างใน อำเภอ ใช้ค่าจากแถวบน" in page) is bool(typed)
    send(client, tried.location, f"{tried.location}/apply")
    rows = session.execute(
        select(PlanItem.district_code, PlanItemText.agency)
        .join(PlanItemText, PlanItemText.id == PlanItem.id)
        .where(PlanItem.source_code == excel.code)
    ).all()
    assert sorted((row[0] for row in rows), key=str) == sorted(districts, key=str)
    assert sorted((row[1] for row in rows), key=str) == sorted(agencies, key=str)


def test_a_column_of_many_words_asks_for_a_few_sides_and_folds_the_rest(
    client: "FlaskClient", session: Session, excel: Source, tmp_path: Path
) -> None:
    kinds = ["แหล่งน้ำ", "โครงสร้างพื้นฐาน", *(f"หมวดที่ {chr(0x0E01 + n)}" for n in range(20))]
    rows = [["โครงการ", "ด้าน", "จังหวัด"], *([f"งาน {n}", word, "สุรินทร์"] for n, word in enumerate(kinds))]
    there = send_file(client, book(tmp_path, rows)).location
    form = form_of(client.get(there).text, there)
    page = client.post(there, data=form | {"col-1": "side", "do": "look"}).text
    asked, folded = page.partition('<ul class="word-list">')[2].split("<details>", 1)
    assert asked.count("<select") == 8
    assert folded.partition("</details>")[0].count("<select") == 14


def test_a_description_kept_before_anybody_was_asked_gives_no_money_away(
    client: "FlaskClient", session: Session, excel: Source, tmp_path: Path
) -> None:
    assert describe(client, book(tmp_path, CLUSTER), **SAID).status_code == 303
    session.expire_all()
    excel.description = {k: v for k, v in excel.description.items() if k != "placeless_here"}
    session.commit()
    assert "/runs/" in send_file(client, book(tmp_path, CLUSTER)).location
    found = session.scalars(select(ImportRun)).one().counts
    assert (found["new"], found["unclear"]) == (1, 1)


def test_what_is_lacking_or_chosen_twice_is_named_and_nothing_is_lost(
    client: "FlaskClient", session: Session, excel: Source, tmp_path: Path
) -> None:
    wrong = describe(client, book(tmp_path), **{"col-0": "title", "year": "ปีหน้า", "header_rows": "สาม"})
    assert wrong.status_code == 422
    for said in ("ไว้หลายช่อง (A, B)", "ปี ปีหน้า ใช้ไม่ได้", "แถวหัวตารางใช้ไม่ได้"):
        assert said in wrong.text
    assert form_of(wrong.text, wrong.request.path)["col-0"] == "title"
    none = describe(client, book(tmp_path), **{"col-1": ""})
    assert none.status_code == 422
    assert "ยังไม่ได้บอกว่าช่องใดเป็นชื่อโครงการ" in none.text
    session.expire_all()
    assert session.get_one(Source, "excel").description is None


def test_words_of_a_column_chosen_just_now_are_asked_for(
    client: "FlaskClient", session: Session, excel: Source, tmp_path: Path
) -> None:
    rows = [
        [*cells[:4], "แบบที่หนึ่ง" if n > 2 else cells[4]] if len(cells) > 4 else cells
        for n, cells in enumerate(ROWS)
    ]
    answer = describe(client, book(tmp_path, rows), **{"col-4": "stage"})
    assert answer.status_code == 422
    assert "คำที่ยังไม่ได้บอกความหมาย" in answer.text
    form = form_of(answer.text, answer.request.path)
    assert form["stage-word-0"] == "แบบที่หนึ่ง"
    done = client.post(answer.request.path, data=form | {"stage-0": "funded"})
    assert done.status_code == 303
    session.expire_all()
    assert session.get_one(Source, "excel").description["stage_words"] == {"แบบที่หนึ่ง": "funded"}


@pytest.mark.parametrize(
    ("columns", "shown", "told"),
    [(290, 290, "แฟ้มนี้มี 290 ช่อง ใช้ไปแล้ว"), (340, 300, "แฟ้มนี้มี 340 ช่อง แสดง 300 ช่องแรก")],
)
def test_a_very_wide_list_shows_its_columns_or_says_which_it_does_not(
    client: "FlaskClient",
    session: Session,
    excel: Source,
    tmp_path: Path,
    columns: int,
    shown: int,
    told: str,
) -> None:
    rows = [[*cells, *[""] * (columns - len(cells))] for cells in ROWS]
    rows[2][columns - 1] = "หน่วยงาน"
    there = send_file(client, book(tmp_path, rows)).location
    page = client.get(there).text
    assert page.count(' id="f-col-') == shown
    assert told in page
    form = form_of(page, there)
    if columns == shown:  # the last column can be chosen like any other
        done = client.post(there, data=form | {f"col-{columns - 1}": "agency"})
        assert "/runs/" in done.location
        session.expire_all()
        assert "agency" in session.get_one(Source, "excel").description["columns"]
