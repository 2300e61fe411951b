"""From a Typst template and data to a PDF: fonts, data as JSON, nothing of the data ever read as markup.

A template stands in `planhub/reports/typst/`; it begins with `#import "office.typ": *` and finds what it was
given in `data`. Text that people typed comes out as it is: "#evil *x*" is ten characters.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import segno
import typst

Kind = Literal["pdf", "png"]
TEMPLATES = Path(__file__).parent / "typst"
SARABUN = Path(__file__).parents[2] / "static" / "vendor" / "sarabun-print"
DEBIAN = Path("/usr/share/fonts/truetype/tlwg")
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
"""Written into files as their making, so that the same data give the same bytes; the page tells the day."""


def typeset(template: str | Path, data: Mapping[str, Any], *, made_at: datetime = EPOCH) -> bytes:
    """The PDF of a template (a name such as "slips", or a path) filled with JSON-ready data."""
    pdf = _compile(template, data, made_at, "pdf")
    return pdf[0]


def draw(template: str | Path, data: Mapping[str, Any], *, dots_per_inch: int = 96) -> list[bytes]:
    """The same pages as PNG pictures, for a preview and for eyes."""
    return _compile(template, data, EPOCH, "png", dots_per_inch)


def qr_svg(text: str) -> str:
    """A QR code as SVG, for `image(bytes(data.qr), format: "svg")` in a template."""
    out = BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=2, xmldecl=False, dark="#111111")
    return out.getvalue().decode()


def _compile(
    template: str | Path, data: Mapping[str, Any], made_at: datetime, kind: Kind, ppi: int | None = None
) -> list[bytes]:
    path = TEMPLATES / f"{template}.typ" if isinstance(template, str) else template
    made: bytes | list[bytes] = typst.compile(
        path,
        root=path.parent,
        font_paths=_fonts(),
        format=kind,
        ppi=ppi,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        timestamp=made_at,
    )
    return made if isinstance(made, list) else [made]


@cache
def _fonts() -> typst.Fonts:
    """Sarabun if the browser libraries are in place, and Debian's Thai fonts; searched for once."""
    folders = [str(folder) for folder in (SARABUN, DEBIAN) if folder.is_dir()]
    return typst.Fonts(include_system_fonts=not folders, include_embedded_fonts=True, font_paths=folders)
