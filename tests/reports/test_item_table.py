"""Plan items taken out as a list and loaded again: every row is found unchanged, whatever stands in it."""

from dataclasses import replace
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
from planhub.money.money_entry import MoneyEntry
from planhub.proposals.value_lists import SIDES
from planhub.reports.item_table import HEADS, item_table
from planhub.reports.table_file import FORMS, Head, Look, TableFile, write
from planhub.sources.importing import Ran, import_file
from planhub.workflow.stages import STAGE_WORD, Stage
from tests.factories.areas import area
from tests.factories.sources import AT, names, reader, row, run, source

LAMPHUN = Path(__file__).parents[3] / "shared" / "data" / "lamphun_pao_budget_execution.csv.gz"
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


def counted(ran: Ran) -> dict[str, int]:
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
        assert counted(again) == ({"unchanged": stands, "skipped": 1} if stands else {"skipped": 1})
        assert not again.changed
        attempt.rollback()


FIGURES = (Field.ALLOCATED, Field.INCREASED, Field.DECREASED, Field.COMMITTED, Field.DISBURSED)
SPENT = st.lists(
    st.one_of(
        st.none(),
        st.tuples(*[st.one_of(st.none(), st.just(Decimal(0)), st.decimals(0, 10**9, places=2))] * 2).map(
            # never more bound and paid than was given
            lambda two: (Decimal(3 * 10**9), None, Decimal(5), *two)
        ),
        st.just((Decimal(0),) * 5),
        st.tuples(st.none(), st.just(Decimal("0.01")), st.none(), st.none(), st.just(Decimal("0.01"))),
    ),
    min_size=1,
    max_size=6,
)


@pytest.mark.parametrize("form", FORMS)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rows=SPENT, described=st.sets(st.sampled_from(FIGURES), min_size=1), named=st.booleans())
def test_a_list_with_figures_of_execution_loads_again_unchanged(
    session: Session,
    tmp_path: Path,
    form: str,
    rows: list[tuple[Decimal | None, ...] | None],
    described: set[Field],
    named: bool,
) -> None:
    """Whichever figures its list tells, noughts and blanks too: the file has them, and changes none."""
    if described & {Field.COMMITTED, Field.DISBURSED, Field.DECREASED}:
        described = described | {Field.ALLOCATED, Field.INCREASED}
    told = [name for name in FIGURES if name in described]
    columns = {
        Field.KEY: Column(0, "รหัส"),
        Field.TITLE: Column(1, "โครงการ"),
        Field.PLACE_CODE: Column(2, "พื้นที่"),
    }
    columns |= {name: Column(3 + n, name.value) for n, name in enumerate(told)}
    described_so = Description(
        columns=columns, header_rows=(1,), year=2569, default_stage=Stage.WORKS,
        budget_source="lao" if named else None,
    )  # fmt: skip
    with session.begin_nested() as attempt:
        names(session)
        source(session, description=described_so.to_json())
        path = tmp_path / f"theirs.{form}"
        with path.open("wb") as out:
            heads = [Head(column.heading, Look.TEXT) for column in columns.values()]
            cells = [
                (f"A{n}", f"ซ่อมถนน {n}", "320102", *(one and one[FIGURES.index(name)] for name in told))
                for n, one in enumerate(rows)
            ]
            write(TableFile("แผน", heads, cells), out, form)
        came = loaded(session, path, dry=False)
        assert came.run.counts["new"] == len(rows)
        stood = list(session.execute(select(MoneyEntry.item_id, MoneyEntry.kind, MoneyEntry.amount)))
        again = loaded(session, taken_out(session, tmp_path / f"out.{form}", form), dry=False)
        assert counted(again) == {"unchanged": len(rows), "skipped": 1}
        assert stood == list(session.execute(select(MoneyEntry.item_id, MoneyEntry.kind, MoneyEntry.amount)))
        attempt.rollback()


@pytest.mark.shared_data
@pytest.mark.skipif(not LAMPHUN.exists(), reason="needs ../shared/data/lamphun_pao_budget_execution.csv.gz")
def test_a_real_report_of_execution_loads_again_unchanged(session: Session, tmp_path: Path) -> None:
    area(session, "51", "ลำพูน")
    asked = guess(open_list(LAMPHUN, name=LAMPHUN.name)).description
    # a row of the file has no project of its own: the kind of expense names it
    columns = {**asked.columns, Field.DETAIL: Column(1, "type")}
    columns.pop(Field.PLACE_TEXT, None)
    asked = replace(asked, columns=columns, year=2566, province_code="51", default_stage=Stage.FUNDED)
    source(session, "lamphun", scope=["51"], description=asked.to_json())
    came = loaded(session, LAMPHUN, dry=False, of="lamphun")
    assert came.run.counts["new"] == 415
    for form in FORMS:
        path = taken_out(session, tmp_path / f"out.{form}", form, provinces=["51"], source="lamphun")
        assert counted(loaded(session, path, of="lamphun")) == {"unchanged": 415, "skipped": 1}


def test_a_changed_figure_is_an_entry_of_its_difference(session: Session, tmp_path: Path) -> None:
    names(session)
    columns = {Field.TITLE: Column(0, "โครงการ"), Field.ALLOCATED: Column(1, "จัดสรร")}
    of = Description(columns=columns, header_rows=(1,), year=2571, default_stage=Stage.WORKS).to_json()
    run(session, source(session, description=of), row("A", allocated=Decimal(500)), row("B"))
    table = item_table(session, provinces=["32"], source="excel")
    at = [head.words for head in table.heads].index("จัดสรร (บาท)")
    rows = [list(cells) for cells in table.rows]
    assert [cells[at] for cells in rows] == [500, None]
    rows[0][at] = Decimal(700)
    with (tmp_path / "out.xlsx").open("wb") as out:
        write(TableFile("รายการ", table.heads, rows), out, "xlsx")
    assert counted(loaded(session, tmp_path / "out.xlsx", dry=False)) == {
        "unchanged": 1,
        "changed": 1,
        "skipped": 1,
    }
    assert list(session.scalars(select(MoneyEntry.amount).order_by(MoneyEntry.id))) == [500, 200]


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
    assert counted(again) == {"unchanged": 2, "changed": 1, "skipped": 1}
    assert session.scalar(select(PlanItem.amount).where(PlanItem.external_id == "B")) == 250


def test_of_a_list_that_is_the_whole_one_nothing_is_withdrawn_by_a_part_of_it(
    session: Session, tmp_path: Path
) -> None:
    names(session)
    of = source(session, withdraws_missing=True)
    run(session, of, row("A"), row("B", fiscal_year=2570))
    again = loaded(session, taken_out(session, tmp_path / "out.xlsx", "xlsx", year=2570))
    assert counted(again) == {"unchanged": 1, "skipped": 1}


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
    assert counted(loaded(session, tmp_path / "theirs.xlsx", dry=False)) == {
        "new": 2,
        "skipped": 1,
        "sumless": 1,
    }
    for form in FORMS:
        again = loaded(session, taken_out(session, tmp_path / f"out.{form}", form))
        assert counted(again) == {"unchanged": 2, "skipped": 1}
    assert counted(loaded(session, tmp_path / "theirs.xlsx")) == {"unchanged": 2, "skipped": 1}


def test_an_item_of_several_villages_keeps_them_all(session: Session, tmp_path: Path) -> None:
    names(session)
    of = source(session)
    known = reader(**{"3": "32010203", "4": "32010204"})
    run(session, of, row("A", "320102", moo="3,4"), reader=known)
    assert session.scalar(select(PlanItemText.places)) == ["32010203", "32010204"]
    path = taken_out(session, tmp_path / "out.xlsx", "xlsx")
    again = import_file(session, of, path, name="out.xlsx", at=AT, dry=True, reader=known)
    assert counted(again) == {"unchanged": 1, "skipped": 1}


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
