"""A village's code as lists write it: in one column, or cut into the numbers of its areas and its moo."""

from collections.abc import Mapping

from planhub.thai.folding import arabic_digits

HEADERS = {
    "province": ("province_code", "รหัสจังหวัด", "prov_code", "changwat_code", "pcode", "cc"),
    "district": ("district_code", "รหัสอำเภอ", "amphoe_code", "amphur_code", "amp_code", "aa"),
    "subdistrict": ("tambon_code", "รหัสตำบล", "subdistrict_code", "tam_code", "tt"),
    "moo": ("moo", "หมู่ที่", "หมู่", "ม.", "vill_no", "village_no", "moo_no", "mm"),
}
"""Names of the columns that together are a code; each holds its own two digits, or all digits down to it."""
NEEDED = (("subdistrict", "moo"), ("province", "district", "subdistrict", "code"))
_PARTS = ("province", "district", "subdistrict")


def written_code(row: Mapping[str, str]) -> str:
    """The code of a row as typed, put together where it is cut; whether it is one is for others to tell.

    A column called "village code" that holds two digits beside the others is the number of the moo.
    """
    whole = _digits(row.get("code", ""))
    if len(whole) > 3:
        return row["code"]
    joined = ""
    for n, part in enumerate(_PARTS, start=1):
        digits = _digits(row.get(part, ""))
        joined = digits if len(digits) > 2 or not digits else joined.zfill(2 * n - 2) + digits.zfill(2)
    moo = (_digits(row.get("moo", "")) or whole).lstrip("0").zfill(2)
    if not joined:
        return row.get("code", "")
    return joined + moo if len(moo) == 2 else row.get("code", "") or joined + moo


def _digits(typed: str) -> str:
    return arabic_digits(typed).strip().removesuffix(".0")
