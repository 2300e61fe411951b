"""Codes of villages put together from what a row holds."""

import pytest

from planhub.areas.village_codes import written_code


@pytest.mark.parametrize(
    ("row", "code"),
    [
        # one column, as it was typed
        ({"code": "32010204"}, "32010204"),
        ({"code": "๓๒๐๑๐๒๐๐๔"}, "๓๒๐๑๐๒๐๐๔"),
        # cut in parts of two digits, or each with all digits above it
        ({"province": "32", "district": "1", "subdistrict": "๒", "moo": "4.0"}, "32010204"),
        ({"province": "32", "district": "3201", "subdistrict": "2", "code": "04"}, "32010204"),
        ({"subdistrict": "320102", "moo": "004"}, "32010204"),
        # what is missing is not made up
        ({"subdistrict": "320102", "moo": ""}, "32010200"),
        ({"province": "32", "district": "", "subdistrict": "2", "moo": "4"}, "00000204"),
        ({"subdistrict": "320102", "code": "320"}, "320"),
        ({"code": ""}, ""),
        ({"code": "4"}, "4"),
    ],
)
def test_a_code_is_put_together(row: dict[str, str], code: str) -> None:
    assert written_code(row) == code
