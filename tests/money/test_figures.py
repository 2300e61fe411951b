"""A figure as it is typed: what it stands for in the ledger, and what cannot be read comes back by field."""

from datetime import date
from decimal import Decimal

import pytest

from planhub.errors import Invalid
from planhub.money.figures import read_figures

TODAY = date(2026, 11, 21)
TYPED = {
    "kind": "allocated",
    "fiscal_year": "2570",
    "source": "province",
    "amount": "450,000",
    "document_no": "สร 0017/1",
}

READ = [
    # as offices type it
    ({"amount": "๔๕๐,๐๐๐.๕๐", "fiscal_year": "๗๐"}, [("allocated", 2570, "province", "450000.50")]),
    # a Christian year is turned into a Buddhist one
    ({"fiscal_year": "2027"}, [("allocated", 2570, "province", "450000")]),
    # paid out of what is bound: two entries, together nothing more is spent
    (
        {"kind": "disbursed", "from_bound": "yes"},
        [("committed", 2570, "province", "-450000"), ("disbursed", 2570, "province", "450000")],
    ),
    # paid without having been bound
    ({"kind": "disbursed"}, [("disbursed", 2570, "province", "450000")]),
    # a tick that is meant for payments only
    ({"from_bound": "yes"}, [("allocated", 2570, "province", "450000")]),
    # a contract became smaller
    ({"kind": "released", "note": "แก้ไขสัญญา"}, [("committed", 2570, "province", "-450000")]),
    # kept over the year's end: the next year's money under its own source
    (
        {"kind": "carried", "fiscal_year": "2569"},
        [("carried", 2569, "province", "450000"), ("allocated", 2570, "carry", "450000")],
    ),
]


@pytest.mark.parametrize(("typed", "entries"), READ)
def test_what_a_typed_figure_stands_for(
    typed: dict[str, str], entries: list[tuple[str, int, str, str]]
) -> None:
    found = read_figures(TYPED | typed, day=TODAY)
    told = [(one.kind, one.fiscal_year, one.source, one.amount) for one in found]
    assert told == [(kind, year, source, Decimal(amount)) for kind, year, source, amount in entries]
    assert all(one.note for one in found if one.amount < 0), "what is taken back says why"
    assert {one.document_no for one in found} == {"สร 0017/1"}


WRONG = [
    # nothing was chosen or typed
    ({"kind": ""}, "kind"),
    ({"source": "none"}, "source"),
    ({"amount": ""}, "amount"),
    ({"amount": "0"}, "amount"),
    # the year has just begun
    ({"kind": "carried"}, "kind"),
    ({"kind": "lapsed", "note": "ไม่ใช้"}, "kind"),
    # what is no sum, or less than nothing
    ({"amount": "ห้าแสน"}, "amount"),
    ({"amount": "-5"}, "amount"),
    ({"amount": "1.005"}, "amount"),
    ({"fiscal_year": "ปีนี้"}, "fiscal_year"),
    ({"fiscal_year": "2470"}, "fiscal_year"),
    # every figure names its paper
    ({"document_no": " "}, "document_no"),
    ({"document_on": "31/11/2569"}, "document_on"),
    # a paper of tomorrow
    ({"document_on": "22/11/2569"}, "document_on"),
    # money that leaves the work says why
    ({"kind": "returned"}, "note"),
    ({"kind": "decreased"}, "note"),
]


@pytest.mark.parametrize(("typed", "field"), WRONG)
def test_what_cannot_be_used_is_told_by_field(typed: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_figures(TYPED | typed, day=TODAY)
    assert set(refusal.value.fields) == {field}


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(Invalid) as refusal:
        read_figures({}, day=TODAY)
    assert set(refusal.value.fields) == {"kind", "fiscal_year", "source", "amount", "document_no"}
