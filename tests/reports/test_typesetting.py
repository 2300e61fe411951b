"""Typesetting: typed text is never markup, the fonts are Thai, the same data give the same bytes."""

from io import BytesIO
from pathlib import Path

import pypdf
import pytest

from planhub.reports.typesetting import draw, qr_svg, typeset

TEMPLATE = """
#import "/office.typ": *
#show: office.with(title: data.title)
#data.body
#qr(data.qr)
"""


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """A small template beside a copy of the shared page."""
    from planhub.reports.typesetting import TEMPLATES

    (tmp_path / "office.typ").write_text((TEMPLATES / "office.typ").read_text())
    path = tmp_path / "small.typ"
    path.write_text(TEMPLATE)
    return path


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("#evil *x* $y$ _z_ @a <b>", id="marks of the template language come out as typed"),
        pytest.param('#panic("no") #read("/etc/passwd")', id="a call is ten letters, not a call"),
        pytest.param('"],"title":"x', id="quotes do not leave their string"),
        pytest.param("= head", id="a heading mark makes no heading"),
    ],
)
def test_typed_text_is_printed_as_it_stands(template: Path, body: str) -> None:
    pdf = typeset(template, {"title": "ทดลอง", "body": body, "qr": qr_svg("https://plan.example/")})
    read = pypdf.PdfReader(BytesIO(pdf))
    assert body in read.pages[0].extract_text().replace("\n", " ")
    assert read.metadata is not None
    assert read.metadata.title == "ทดลอง"


def test_thai_text_has_a_thai_font_and_the_same_data_give_the_same_bytes(template: Path) -> None:
    data = {"title": "ก", "body": "ถนนบ้านระไซร์ ๑๒๓", "qr": qr_svg("x")}
    pdf = typeset(template, data)
    page = pypdf.PdfReader(BytesIO(pdf)).pages[0]
    fonts = {f.get_object()["/BaseFont"].split("+")[-1] for f in page["/Resources"]["/Font"].values()}
    assert all(f.startswith(("Sarabun", "Laksaman", "Loma")) for f in fonts), fonts
    assert "๑๒๓" in page.extract_text()
    assert typeset(template, data) == pdf


def test_pages_can_be_drawn_as_pictures(template: Path) -> None:
    pages = draw(template, {"title": "ก", "body": "ก", "qr": qr_svg("x")}, dots_per_inch=50)
    assert [page[:4] for page in pages] == [b"\x89PNG"]
