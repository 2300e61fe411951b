"""A PDF made safe: read whole, what acts by itself taken out, and written anew. Pure."""

from io import BytesIO
from typing import Any

import pikepdf

from planhub.thai.money import Unreadable
from planhub.wording import N_, say

MOST_PAGES = 200
MOST_OBJECTS = 200_000

_ACTING = ("/OpenAction", "/AA", "/JavaScript", "/Metadata", "/AcroForm", "/URI", "/PieceInfo", "/Collection")
_NAMES = ("/JavaScript", "/EmbeddedFiles", "/AlternatePresentations", "/Renditions", "/IDS", "/URLS")
_ANNOTATIONS = {
    "/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D", "/Widget", "/TrapNet"
}  # fmt: skip

_EMPTY = N_("ไฟล์ “%(name)s” ว่างเปล่า เลือกใหม่อีกครั้ง")
_NOT_A_PDF = N_("ไฟล์ “%(name)s” ไม่ใช่ PDF รับเฉพาะ PDF หรือรูปภาพ")
_LOCKED = N_("ไฟล์ “%(name)s” ใส่รหัสผ่านไว้ ปลดรหัสก่อนแล้วส่งใหม่")
_BROKEN = N_("ไฟล์ “%(name)s” เสียหรือส่งมาไม่ครบ บันทึกเป็น PDF ใหม่แล้วส่งอีกครั้ง")
_TOO_MANY = N_("ไฟล์ “%(name)s” มีมากกว่า %(n)s หน้า ส่งเฉพาะหน้าที่เกี่ยวข้อง")


def rewritten(data: bytes, *, name: str) -> bytes:
    """The PDF written anew: no scripts, no actions at opening, no files inside, nothing before or behind it.

    Raises thai.money.Unreadable with a sentence that names the file.
    """
    if not data:
        raise Unreadable(say(_EMPTY, name=name))
    if not data.startswith(b"%PDF-"):
        raise Unreadable(say(_NOT_A_PDF, name=name))
    try:
        with pikepdf.open(BytesIO(data), suppress_warnings=True) as pdf:
            if len(pdf.objects) > MOST_OBJECTS or not 1 <= len(pdf.pages) <= MOST_PAGES:
                raise Unreadable(say(_TOO_MANY, name=name, n=MOST_PAGES))
            pdf.flatten_annotations("all")  # what was filled into a form stays readable when the form goes
            _disarm(pdf)
            out = BytesIO()
            pdf.save(out, min_version="1.4", encryption=False)
            return out.getvalue()
    except pikepdf.PasswordError:
        raise Unreadable(say(_LOCKED, name=name)) from None
    except Unreadable:
        raise
    except Exception:  # a reader may raise anything at a file made to break it
        raise Unreadable(say(_BROKEN, name=name)) from None


def _disarm(pdf: pikepdf.Pdf) -> None:
    root = pdf.Root
    _drop(root, _ACTING)
    if "/Names" in root:
        _drop(root.Names, _NAMES)
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    for page in pdf.pages:
        _drop(page.obj, ("/AA", "/Metadata", "/PieceInfo"))
        if "/Annots" in page.obj:
            kept = [note for note in page.obj.Annots if _harmless(note)]
            page.obj.Annots = pdf.make_indirect(pikepdf.Array(kept))
    for thing in pdf.objects:  # whatever hides an action elsewhere: outlines, fields, old revisions
        if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            _drop(thing, ("/AA", "/JS", "/JavaScript", "/EF", "/Launch"))
            if thing.get("/A") is not None and not _leads_only(thing.get("/A")):
                del thing["/A"]


def _harmless(note: Any) -> bool:
    return isinstance(note, pikepdf.Dictionary) and str(note.get("/Subtype")) not in _ANNOTATIONS


def _leads_only(action: Any) -> bool:
    """Whether an action only turns to a page of the same file."""
    return (
        isinstance(action, pikepdf.Dictionary) and str(action.get("/S")) == "/GoTo" and "/Next" not in action
    )


def _drop(where: Any, keys: tuple[str, ...]) -> None:
    for key in keys:
        if key in where:
            del where[key]
