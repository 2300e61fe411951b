"""By which key a row is known again next month."""

import pytest

from planhub.lists.description import Description
from tests.lists.described import BASE, HEAD, PLAIN, items, row


def keys(*rows: dict[str, str], description: Description = PLAIN) -> list[str]:
    listed = [row(number=n, **cells) for n, cells in enumerate(rows, start=2)]
    return [told.key for told in items([HEAD, *listed], description)]


def test_the_offices_own_key_is_kept_and_one_used_twice_is_told() -> None:
    found = items([HEAD, row(2), row(3, key="P-2"), row(4)], BASE)
    assert [told.key for told in found] == ["P-1", "P-2", "P-1"]
    assert [[str(fault.sentence) for fault in told.faults] for told in found[:2]] == [[], []]
    assert "ซ้ำกับแถวที่ 2" in str(found[2].faults[0].sentence)


@pytest.mark.parametrize(
    ("change", "same"),
    [
        # a project stays the same when its amount, stage or office changes
        ({"amount": "9"}, True),
        ({"stage": "เสร็จแล้ว"}, True),
        ({"agency": "อบต."}, True),
        # and when its title is typed with other spaces or marks
        ({"title": "ขุดลอก หนองบัว"}, True),
        # another title, place or year is another project
        ({"title": "ขุดลอกหนองแวง"}, False),
        ({"subdistrict": "ในเมือง"}, False),
        ({"moo": "5"}, False),
        ({"year": "2571"}, False),
    ],
)
def test_without_a_key_column_title_place_and_year_tell_rows_apart(
    change: dict[str, str], same: bool
) -> None:
    assert (keys({})[0] == keys(change)[0]) is same


def test_equal_rows_are_numbered_and_the_same_next_month() -> None:
    first = keys({}, {"title": "อื่น"}, {}, {})
    assert len(set(first)) == 4
    assert first[2].startswith(first[0] + "-")
    assert keys({}, {}, {}, {"title": "อื่น"}) == [first[0], first[2], first[3], first[1]]
