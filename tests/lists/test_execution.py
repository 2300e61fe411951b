"""Figures of an execution report: read by their headings, added up to the satang, never dropped."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from planhub.lists.description import EXECUTION, Column, Description, Field
from planhub.lists.description_json import read_description
from planhub.lists.guessing import propose
from planhub.lists.list_row import ListRow
from planhub.lists.prepared import Prepared
from planhub.lists.preparing import prepare
from planhub.workflow.stages import Stage

HEADINGS = ("โครงการ", "งบประมาณอนุมัติ", "โอนเพิ่ม", "โอนลด", "ก่อหนี้ผูกพัน", "เบิกจ่าย", "คงเหลือ")
ENGLISH = ("project", "approved", "increase", "decrease", "committed", "disbursed", "remaining")
ASKED = Description(
    columns={
        Field.TITLE: Column(0, HEADINGS[0]),
        **{name: Column(at, HEADINGS[at]) for at, name in enumerate(EXECUTION, start=1)},
    },
    header_rows=(1,),
    year=2570,
    default_stage=Stage.FUNDED,
)


def read(*figures: str, asked: Description = ASKED) -> Prepared:
    rows = [ListRow(1, HEADINGS), ListRow(2, ("ขุดลอกหนองบัว", *figures))]
    return next(told for told in prepare(rows, asked) if told.skipped is None)


def faults(told: Prepared) -> list[tuple[str, str | None]]:
    return [(fault.field, fault.column) for fault in told.faults]


@pytest.mark.parametrize(
    ("figures", "sums"),
    [
        # all six add up; what remains is not kept, it is computed
        (("1000", "200", "100", "300", "400", "400.00"), ("1000", "200", "100", "300", "400")),
        # to the satang, in the office's own letters
        (("๑,๐๐๐.๒๕", "", "-", "0.25", "999", "1"), ("1000.25", "0", "0", "0.25", "999")),
        # nothing was approved, all was transferred to it
        (("0", "500", "0", "0", "500", "0"), ("0", "500", "0", "0", "500")),
        # an office that leaves the rest out is believed
        (("1000", "", "", "", "250", ""), ("1000", "0", "0", "0", "250")),
    ],
)
def test_figures_that_add_up_are_kept(figures: Sequence[str], sums: Sequence[str]) -> None:
    told = read(*figures)
    assert told.faults == ()
    kept = [getattr(told.values, name.value) for name in EXECUTION[:-1]]
    assert kept == [Decimal(sum_) for sum_ in sums]


@pytest.mark.parametrize(
    ("figures", "at", "words"),
    [
        # one satang too little
        (("1000", "0", "0", "300", "400", "299.99"), ("remaining", "G"), "0.01"),
        # a transfer that was forgotten
        (("1000", "0", "0", "300", "400", "500"), ("remaining", "G"), "200.00"),
        # more was paid than there is, and no column says what is left
        (("1000", "0", "0", "600", "500", ""), ("disbursed", "F"), "100.00"),
        # more was taken away than was given
        (("1000", "0", "1500", "", "", ""), ("disbursed", "F"), "500.00"),
    ],
)
def test_figures_that_do_not_add_up_are_wrong_by_so_much(
    figures: Sequence[str], at: tuple[str, str], words: str
) -> None:
    told = read(*figures)
    assert faults(told) == [at]
    assert told.wrong
    assert words in str(told.faults[0].sentence)


def test_of_a_cell_that_cannot_be_read_no_sum_is_drawn() -> None:
    assert faults(read("1000", "x", "0", "300", "400", "1")) == [("increased", "C")]


def test_a_row_without_figures_says_nothing_of_its_money() -> None:
    told = read("-", "-", "-", "-", "-", "-")
    assert told.faults == ()
    assert told.values.allocated is None
    assert told.values.disbursed is None


def test_the_amount_is_what_was_allocated_or_transferred_where_no_column_says_another() -> None:
    assert read("1000", "200", "", "", "", "").values.amount == 1000
    assert read("0", "200", "", "", "", "").values.amount == 200
    own = {**ASKED.columns, Field.AMOUNT: Column(2, HEADINGS[2])}
    asked = Description(columns=own, header_rows=(1,), year=2570, default_stage=Stage.FUNDED)
    assert read("1000", "200", "", "", "", "", asked=asked).values.amount == 200


@pytest.mark.parametrize("headings", [HEADINGS, ENGLISH])
def test_the_columns_are_guessed_by_their_headings(headings: Sequence[str]) -> None:
    rows = [ListRow(1, tuple(headings))]
    rows += [ListRow(n, (f"โครงการที่ {n}", "1000", "0", "0", "0", "0", "1000")) for n in range(2, 9)]
    columns = propose(rows, name="อบจ ตัวอย่าง.csv").description
    assert [columns.columns[name].index for name in EXECUTION] == [1, 2, 3, 4, 5, 6]
    assert Field.AMOUNT not in columns.columns
    assert (columns.budget_source, columns.default_stage) == ("lao", Stage.FUNDED)
    assert read_description(columns.to_json(), draft=True) == columns


def test_a_percent_is_no_figure_and_a_budget_alone_stays_the_amount() -> None:
    rows = [ListRow(1, ("โครงการ", "งบประมาณ", "ร้อยละเบิกจ่าย", "เบิกจ่าย (ร้อยละ)"))]
    rows += [ListRow(n, (f"โครงการที่ {n}", "1000", "20", "20")) for n in range(2, 9)]
    columns = propose(rows).description.columns
    assert columns[Field.AMOUNT].index == 1
    assert not {*EXECUTION} & {*columns}
