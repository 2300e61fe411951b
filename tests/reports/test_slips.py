"""Credential slips: eight to a page, each with its code and PIN, whatever the names are."""

from datetime import date
from io import BytesIO

import pypdf
import pytest

from planhub.accounts.creating import Issued
from planhub.reports.slips import credential_slips

DAY = date(2026, 11, 21)


def village(n: int, name: str = "บ้านตั้งใจ") -> Issued:
    code = f"3201{n // 99 + 1:02}{n % 99 + 1:02}"
    return Issued(n, code, f"หมู่ที่ {n} {name}", f"{417_000 + n * 7}", code)


def printed(*issued: Issued) -> pypdf.PdfReader:
    addresses = {one.area_code: f"{one.name} ต.ตั้งใจ อ.เมืองสุรินทร์ จ.สุรินทร์" for one in issued}
    pdf = credential_slips(
        issued,
        addresses=addresses,
        sign_in_url="https://plan.surin.go.th/sign-in",
        office="อ.เมืองสุรินทร์ จ.สุรินทร์",
        day=DAY,
    )
    return pypdf.PdfReader(BytesIO(pdf))


def words(page: pypdf.PageObject) -> str:
    return page.extract_text().replace("\n", " ").replace(" ", "")


@pytest.mark.parametrize(("slips", "pages"), [(1, 1), (8, 1), (9, 2), (130, 17)])
def test_eight_slips_to_a_page_of_a4(slips: int, pages: int) -> None:
    read = printed(*(village(n) for n in range(slips)))
    assert len(read.pages) == pages
    width, height = (round(float(side) / 72 * 25.4) for side in read.pages[0].mediabox[2:])
    assert (width, height) == (210, 297)


def test_every_slip_has_its_code_pin_and_address(tmp_path: object) -> None:
    issued = [village(n) for n in range(20)]
    text = "".join(words(page) for page in printed(*issued).pages)
    for one in issued:
        assert one.username in text
        assert one.secret in text
    assert text.count("plan.surin.go.th/sign-in") == 20
    assert text.count("21พ.ย.2569") == 20


def test_a_very_long_name_pushes_nothing_off_its_slip() -> None:
    long = village(0, "บ้านหนองน้ำขุ่นน้อยร่วมใจพัฒนาสามัคคีธรรม" * 5)
    read = printed(long, village(1))
    assert len(read.pages) == 1
    assert long.secret in words(read.pages[0])


def test_an_official_s_slip_speaks_of_a_password() -> None:
    official = Issued(1, "somchai.p", "สมชาย ใจดี", "abcd-efgh-jkmn", "3201")
    text = words(printed(official).pages[0])
    assert "somchai.p" in text
    assert "abcd-efgh-jkmn" in text
    assert "PIN" not in text


def test_names_are_never_read_as_markup() -> None:
    text = words(printed(village(0, "#panic() *x* <a>")).pages[0])
    assert "#panic()*x*<a>" in text
