"""The receipt of a submitted need: its number, a QR code to its public page, and what happens next."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from planhub.reports.typesetting import draw, qr_svg, typeset
from planhub.thai.dates import fiscal_year_label, thai_datetime
from planhub.thai.folding import thai_digits
from planhub.thai.money import baht, baht_words


def need_slip(
    *,
    number: str,
    title: str,
    address: str,
    fiscal_year: int,
    amount: Decimal,
    submitted_at: datetime | None,
    link: str,
) -> bytes:
    """The slip as a PDF of one A5 page; nothing personal stands on it."""
    data = slip_data(
        number=number, title=title, address=address, fiscal_year=fiscal_year, amount=amount,
        submitted_at=submitted_at, link=link,
    )  # fmt: skip
    return typeset("need_slip", data)


def slip_picture(**need: Any) -> bytes:
    """The same as a picture, for eyes and tests."""
    return draw("need_slip", slip_data(**need))[0]


def slip_data(
    *,
    number: str,
    title: str,
    address: str,
    fiscal_year: int,
    amount: Decimal,
    submitted_at: datetime | None,
    link: str,
) -> dict[str, Any]:
    """What the template shows."""
    return {
        "number": number,
        "number_thai": thai_digits(number),
        "title": title if len(title) <= 220 else f"{title[:219]}…",
        "address": address,
        "year": fiscal_year_label(fiscal_year),
        "amount": f"{baht(amount)} บาท ({baht_words(amount)})" if amount else "ยังไม่ระบุวงเงิน",
        "at": thai_datetime(submitted_at, long=True),
        "link": link,
        "qr": qr_svg(link),
    }
