"""Plan items taken out as a list and loaded again: every row is found unchanged, whatever stands in it."""

from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.linkage.plan_item import PlanItem, PlanItemText
from planhub.lists.description import Column, Description, Field, Unit
from planhub.lists.guessing import guess
from planhub.lists.list_file import open_list
from planhub.lists.own_file import DESCRIPTION, FIELDS, HEADING, SIGN
from planhub.proposals.value_lists import SIDES
from planhub.reports.item_table import HEADS, item_table
from planhub.reports.table_file import FORMS, Head, TableFile, write
from planhub.sources.importing import Ran, import_file
from planhub.workflow.stages import STAGE_WORD, Stage
from tests.factories.sources import AT, names, reader, row, run, source

WILD = st.text(
    st.one_of(
        st.sampled_from("กขคงจฉชซถทนบปผพฟมยรลวศสหอฮ ัาิีึืุูเแโใไ่้๊๋์ํำๆฯ๐๑๒๓๔๕๖๗๘๙"),
        st.sampled_from("=+-@'\",;|\t\r\n 0123456789._()/#"),
        st.characters(codec="utf-8", exclude_characters="\x00\ufffe\uffff"),
    ),
    max_size=60,
)
AMOUNTS = st.one_of(
    st.none(),
    st.just(Decimal(0)),
    st.decimals(0, Decimal("999999999999.99"), places=2, allow_nan=False),
)
PLACES = st.sampled_from(["32", "3201", "320102", "32010204", "45010101", "450101"])
POINTS = st.one_of(
    st.none(),
    st.tuples(st.floats(14, 18).map(lambda x: round(x, 7)), st.floats(100, 105).map(lambda x: round(x, 7))),
)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "key": st.one_of(st.from_regex(r"\A[0-9A-Z๐-๙=+@'-]{1,12}\Z"), WILD),
            "title": st.one_of(st.text("กขคงน้ำ่", min_size=1).map(lambda t: f"ขุดลอก {t}"), WILD),
            "year": st.integers(2560, 2580),
            "amount": AMOUNTS,
            "stage": st.sampled_from([STAGE_WORD[s] for s in Stage if s is not Stage.DRAFT]),
            "side": st.one_of(st.none(), st.sampled_from(sorted(SIDES.values()))),
            "envelope": st.sampled_from([None, "ภายในกรอบ", "เกินกรอบ"]),
            "agency": st.one_of(st.none(), WILD),
            "objective": st.one_of(st.none(), WILD),
            "place_code": PLACES,
            "point": POINTS,
        }
    ),
    min_size=1,
    max_size=6,
)


def office_file(path: Path, rows: list[dict[str, Any]], form: str) -> Path:
    """The rows as an office typed them, under our headings."""
    heads = [*(Head(HEADING[name]) for name in FIELDS), Head(SIGN)]
    cells = [
        (
            *(each[name] for name in ("key", "title", "year", "amount", "stage", "side", "envelope")),
            each["agency"], each["objective"], each["place_code"], None, None,
            *(each["point"] or (None, None)), None,
        )
        for each in rows
    ]  # fmt: skip
    with path.open("wb") as out:
        write(TableFile("รายการ", heads, cells), out, form)
    return path


def taken_out(session: Session, path: Path, form: str, **of: Any) -> Path:
    """The list of a source as a file."""
    session.flush()
    session.expire_all()
    with path.open("wb") as out:
        write(item_table(session, **({"provinces": ["32", "45"], "source": "excel"} | of)), out, form)
    return path


def loaded(session: Session, path: Path, *, dry: bool = True, of: str = "excel") -> Ran:
    from planhub.sources.source import Source

    return import_file(
        session, session.get_one(Source, of), path, name=path.name, at=AT, dry=dry, reader=reader()
    )


def told(ran: Ran) -> dict[str, int]:
    return {outcome: n for outcome, n in ran.run.counts.items() if n and isinstance(n, int)}


@pytest.mark.parametrize("form", FORMS)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rows=ROWS)
def test_what_was_taken_out_loads_again_unchanged(
    session: Session, tmp_path: Path, form: str, rows: list[dict[str, Any]]
) -> None:
    with session.begin_nested() as attempt:
        names(session)
        source(session)
        came = loaded(session, office_file(tmp_path / f"office.{form}", rows, form), dry=False)
        stands = came.run.counts["new"]
        again = loaded(session, taken_out(session, tmp_path / f"out.{form}", form))
        assert told(again) == ({"unchanged": stands, "skipped": 1} if stands else {"skipped": 1})
        assert not again.changed
        attempt.rollback()


def test_a_changed_cell_is_the_only_change(session: Session, tmp_path: Path) -> None:
    names(session)
    of = source(session)
    run(session, of, row("A"), row("B"), row("ค/2571", title="=SUM(A1)"))
    session.query(PlanItemText).filter(PlanItemText.number == "B").update({"objective": None})
    with (tmp_path / "out.xlsx").open("wb") as out:
        table = item_table(session, provinces=["32"], source="excel")
        rows = [(*cells[:3], Decimal(250), *cells[4:]) if cells[0] == "B" else cells for cells in table.rows]
        write(TableFile("รายการ", table.heads, rows), out, "xlsx")
    again = loaded(session, tmp_path / "out.xlsx", dry=False)
    assert told(again) == {"unchanged": 2, "changed": 1, "skipped": 1}
    assert session.scalar(select(PlanItem.amount).where(PlanItem.external_id == "B")) == 250


def test_of_a_list_that_is_the_whole_one_nothing_is_withdrawn_by_a_part_of_it(
    session: Session, tmp_path: Path
) -> None:
    names(session)
    of = source(session, withdraws_missing=True)
    run(session, of, row("A"), row("B", fiscal_year=2570))
    again = loaded(session, taken_out(session, tmp_path / "out.xlsx", "xlsx", year=2570))
    assert told(again) == {"unchanged": 1, "skipped": 1}


def test_a_source_with_files_of_its_own_shape_takes_ours_back(session: Session, tmp_path: Path) -> None:
    names(session)
    own = Description(
        columns={
            Field.TITLE: Column(0, "งานที่จะทำ"),
            Field.AMOUNT: Column(1, "พันบาท"),
            Field.SUBDISTRICT: Column(2, "ต."),
        },
        header_rows=(1,), year=2571, stage_words={}, default_stage=Stage.PLANNED, amount_unit=Unit.THOUSAND,
        province_code="32", sheet="แผน", encoding="cp874",
    )  # fmt: skip
    source(session, description=own.to_json())
    with (tmp_path / "theirs.xlsx").open("wb") as out:
        heads = [Head("งานที่จะทำ"), Head("พันบาท"), Head("ต.")]
        write(
            TableFile("แผน", heads, [("ขุดสระ", Decimal("1.5"), "ตั้งใจ"), ("ทำถนน", None, "ตั้งใจ")]), out, "xlsx"
        )
    assert told(loaded(session, tmp_path / "theirs.xlsx", dry=False)) == {"new": 2, "skipped": 1}
    for form in FORMS:
        again = loaded(session, taken_out(session, tmp_path / f"out.{form}", form))
        assert told(again) == {"unchanged": 2, "skipped": 1}
    assert told(loaded(session, tmp_path / "theirs.xlsx")) == {"unchanged": 2, "skipped": 1}


def test_an_item_of_several_villages_keeps_them_all(session: Session, tmp_path: Path) -> None:
    names(session)
    of = source(session)
    known = reader(**{"3": "32010203", "4": "32010204"})
    run(session, of, row("A", "320102", moo="3,4"), reader=known)
    assert session.scalar(select(PlanItemText.places)) == ["32010203", "32010204"]
    path = taken_out(session, tmp_path / "out.xlsx", "xlsx")
    again = import_file(session, of, path, name="out.xlsx", at=AT, dry=True, reader=known)
    assert told(again) == {"unchanged": 1, "skipped": 1}


@pytest.mark.parametrize("form", FORMS)
def test_the_headings_are_understood_without_being_told(session: Session, tmp_path: Path, form: str) -> None:
    names(session)
    run(
        session,
        source(session),
        *(
            row(f"A-{n}", lat=14.9125, lon=103.5375, agency="ชลประทาน", objective="น้ำ", envelope="over")
            for n in range(4)
        ),
    )
    guessed = guess(open_list(taken_out(session, tmp_path / f"out.{form}", form), name="out")).description
    found = {name: column.index for name, column in guessed.columns.items()}
    assert found == {name: column.index for name, column in DESCRIPTION.columns.items()}
    assert [head.words for head in HEADS[: len(FIELDS)]] == list(HEADING.values())


def test_a_sheet_of_ours_keeps_text_as_text(session: Session) -> None:
    names(session)
    run(session, source(session), row("A", title="=1+1", agency="@คำสั่ง"))
    for form, safe in (("csv", b"'=1+1"), ("xlsx", b"PK")):
        out = BytesIO()
        write(item_table(session, provinces=["32"]), out, form)
        assert safe in out.getvalue()
    assert _csv(session)[:3] == b"\xef\xbb\xbf"
    assert b",=1+1" not in _csv(session)


def _csv(session: Session) -> bytes:
    out = BytesIO()
    write(item_table(session, provinces=["32"]), out, "csv")
    return out.getvalue()
