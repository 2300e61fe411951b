"""What each row comes to, and the rows that may not be taken at all."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from planhub.lists.faults import read_fault
from planhub.lists.prepared import Fault
from planhub.sources.import_run import ImportRow
from planhub.wording import say
from tests.factories.sources import names, row, run, source


def told(session: Session) -> dict[int, tuple[str, list[str]]]:
    """Row number to its outcome and the sentences of its faults."""
    rows = session.scalars(select(ImportRow).order_by(ImportRow.row))
    return {r.row: (r.outcome, [str(read_fault(f).sentence) for f in r.faults or ()]) for r in rows}


def test_a_key_twice_in_a_file_is_wrong_in_both_rows_and_names_both(session: Session) -> None:
    names(session)
    run(session, source(session), row("A", at=5), row("B", at=6), row("A", at=9))
    found = told(session)
    assert [found[n][0] for n in (5, 6, 9)] == ["wrong", "new", "wrong"]
    assert "แถว 5, 9" in found[5][1][0]
    assert "แถว 5, 9" in found[9][1][0]


def test_wrong_comes_before_unclear_and_both_are_told(session: Session) -> None:
    names(session)
    unclear = Fault("C", "stage", say("ไม่รู้จักสถานะ “รอ”"), "unclear", "สถานะ")
    wrong = Fault("D", "amount", say("อ่านจำนวนเงินไม่ได้"), "wrong", "งบ")
    run(session, source(session), row("A", at=2, faults=(unclear,)), row("B", at=3, faults=(unclear, wrong)))
    assert told(session) == {
        2: ("unclear", ["ไม่รู้จักสถานะ “รอ”"]),
        3: ("wrong", ["ไม่รู้จักสถานะ “รอ”", "อ่านจำนวนเงินไม่ได้"]),
    }
    kept = session.scalars(select(ImportRow).where(ImportRow.row == 3)).one()
    fault = read_fault((kept.faults or [])[1])
    assert (fault.column, fault.heading, fault.field, fault.kind) == ("D", "งบ", "amount", "wrong")


def test_another_provinces_row_is_left_alone_unless_its_item_stands_here(session: Session) -> None:
    names(session)
    of = source(session, scope=["32"])
    run(session, of, row("A", at=2), row("B", "450101", at=3))
    assert told(session)[3] == (
        "outside",
        ["ต.ในเมือง อ.เมืองร้อยเอ็ด จ.ร้อยเอ็ด (450101) อยู่นอกจังหวัดที่แหล่งข้อมูลนี้รับผิดชอบ (สุรินทร์ 32) จึงไม่นำเข้า"],
    )
    counts = run(session, of, row("A", "450101", at=4)).run.counts
    assert (counts["wrong"], counts["outside"]) == (1, 0), "what stands here and would leave is looked at"


def test_a_province_on_its_own_server_is_not_written_here(session: Session) -> None:
    names(session)
    session.execute(text("insert into province_way (province_code, way, since) values ('45', 'node', now())"))
    run(session, source(session), row("A", "45010101", at=2), row("B", at=3))
    found = told(session)
    assert (found[2][0], found[3][0]) == ("wrong", "new")
    assert "บนเครื่องของจังหวัด" in found[2][1][0]


LACKING = [
    # without a key nothing can be told apart
    ({"key": ""}, "ไม่มีรหัส"),
    ({"key": "x" * 201}, "200"),
    # what the shared shape cannot be without
    ({"title": None}, "ไม่มีชื่อ"),
    ({"fiscal_year": None}, "ไม่มีปี"),
    ({"stage": None}, "ไม่มีสถานะ"),
]


@pytest.mark.parametrize(("more", "sentence"), LACKING)
def test_what_a_reader_let_through_is_wrong_in_one_row_only(
    session: Session, more: dict[str, str | None], sentence: str
) -> None:
    names(session)
    key = more.pop("key", "A")
    assert key is not None
    run(session, source(session), row(key, at=2, **more), row("B", at=3))
    found = told(session)
    assert (found[2][0], found[3][0]) == ("wrong", "new")
    assert sentence in found[2][1][0]


CHANGES = [
    # each of these is a change
    ({"title": "อื่น"}, "changed"),
    ({"amount": 101}, "changed"),
    ({"fiscal_year": 2572}, "changed"),
    ({"side": None}, "changed"),
    ({"envelope": "over"}, "changed"),
    ({"agency": "แขวงทางหลวง"}, "changed"),
    ({"objective": "ให้น้ำไม่ท่วม"}, "changed"),
    ({"place_code": "32010203"}, "changed"),
    ({"lat": 14.9, "lon": 103.5}, "changed"),
    # and these are not: the same money in other digits, the same place by its name
    ({"amount": "100.00"}, "unchanged"),
    ({"place_code": None, "subdistrict": "ตั้งใจ", "moo": "4"}, "unchanged"),
]


@pytest.mark.parametrize(("more", "outcome"), CHANGES)
def test_a_row_is_compared_by_what_would_be_written(
    session: Session, more: dict[str, object], outcome: str
) -> None:
    names(session)
    of = source(session)
    run(session, of, row("A"))
    assert run(session, of, row("A", **more)).run.counts[outcome] == 1
