"""Credential slips: several to an A4 page with cut lines; code, first PIN, QR to the sign-in page, steps."""

from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import urlencode

from planhub.accounts.creating import Issued
from planhub.accounts.pins import is_place
from planhub.areas.codes import is_community
from planhub.reports.typesetting import qr_svg, typeset
from planhub.thai.dates import thai_date


def credential_slips(
    issued: Sequence[Issued],
    *,
    addresses: Mapping[str, str],
    sign_in_url: str,
    office: str,
    day: date,
) -> bytes:
    """The PDF of slips for accounts just issued, in the order given.

    `addresses` tells the chain of names by area code; `office` is who hands the slips out.
    """
    return typeset(
        "slips",
        {
            "title": f"ใบรหัสเข้าใช้งาน {office}".strip(),
            "office": office,
            "made": thai_date(day),
            "site": sign_in_url.removeprefix("https://").removeprefix("http://"),
            "slips": [_slip(one, addresses, sign_in_url) for one in issued],
        },
    )


def _slip(one: Issued, addresses: Mapping[str, str], sign_in_url: str) -> dict[str, object]:
    village = is_place(one.username)
    address = addresses.get(one.area_code, "")
    return {
        "village": village,
        "label": _label(one.username),
        "name": one.name,
        "chain": address.removeprefix(one.name).strip(),
        "code": one.username,
        "secret": one.secret,
        "qr": qr_svg(f"{sign_in_url}?{urlencode({'village': one.username})}" if village else sign_in_url),
    }


def _label(username: str) -> str:
    if not is_place(username):
        return "ชื่อผู้ใช้"
    return "รหัสชุมชน" if is_community(username) else "รหัสหมู่บ้าน"
