"""What changed between two editions: added, taken out, and each field before and after."""

import pytest

from planhub.committees.plan_diff import Changed, diff

Line = dict[str, str]


def line(number: str, **more: str) -> Line:
    said = {
        "number": number,
        "title": f"โครงการ {number}",
        "amount": "100.00",
        "rank": "1",
        "envelope": "within",
    }
    return said | more


ONE, TWO = line("1"), line("2", rank="2")

CASES: list[tuple[list[Line], list[Line], list[str], list[str], list[Changed]]] = [
    # nothing changed
    ([ONE, TWO], [ONE, TWO], [], [], []),
    # only the order did: no project is other than before
    ([ONE, TWO], [TWO, ONE], [], [], []),
    # one came, one went
    ([ONE], [TWO], ["2"], ["1"], []),
    # its money and its side of the envelope
    (
        [ONE],
        [line("1", amount="90.00", envelope="over")],
        [],
        [],
        [Changed("1", "โครงการ 1", [("amount", "100.00", "90.00"), ("envelope", "within", "over")])],
    ),
    # a field that was empty before, and one that the older form did not have
    ([line("1", rank="")], [ONE], [], [], [Changed("1", "โครงการ 1", [("rank", "", "1")])]),
    ([ONE], [line("1", agency="ทล.")], [], [], [Changed("1", "โครงการ 1", [("agency", "", "ทล.")])]),
]


@pytest.mark.parametrize(("before", "after", "added", "taken_out", "changed"), CASES)
def test_what_changed(
    before: list[Line], after: list[Line], added: list[str], taken_out: list[str], changed: list[Changed]
) -> None:
    found = diff(before, after)
    assert [one["number"] for one in found.added] == added
    assert [one["number"] for one in found.taken_out] == taken_out
    assert found.changed == changed
    assert bool(found) == bool(added or taken_out or changed)
