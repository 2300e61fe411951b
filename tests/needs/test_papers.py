"""PDFs: written anew without scripts, actions and files inside; what is no PDF gets a sentence."""

from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from planhub.needs.papers import rewritten
from planhub.thai.money import Unreadable


def paper(**save: object) -> bytes:
    """A PDF with everything in it that acts by itself."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    script = Dictionary(S=Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    pdf.Root.OpenAction = script
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([pikepdf.String("a"), script])))
    pdf.attachments["virus.exe"] = b"MZ evil"
    page.obj.AA = Dictionary(O=script)
    page.obj.Annots = pdf.make_indirect(
        Array(
            [
                Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=script),
                Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=[0, 0, 9, 9]),
                Dictionary(
                    Type=Name.Annot,
                    Subtype=Name.Link,
                    Rect=[0, 0, 9, 9],
                    A=Dictionary(S=Name.Launch, F=pikepdf.String("cmd.exe")),
                ),
            ]
        )
    )
    pdf.docinfo["/Author"] = "นายสมชาย"
    out = BytesIO()
    pdf.save(out, **save)
    return out.getvalue()


def test_what_acts_by_itself_is_taken_out() -> None:
    data = rewritten(paper(), name="แบบ.pdf")
    with pikepdf.open(BytesIO(data)) as pdf:
        assert len(pdf.pages) == 1
        assert "/OpenAction" not in pdf.Root
        assert not pdf.attachments
        assert "/AA" not in pdf.pages[0].obj
        everything = b"".join(obj.unparse() for obj in pdf.objects if not isinstance(obj, pikepdf.Stream))
    for word in (b"JavaScript", b"app.alert", b"EmbeddedFile", b"Launch", b"FileAttachment", b"/Author"):
        assert word not in everything, word


def test_what_hides_behind_it_is_gone() -> None:
    data = rewritten(paper() + b"\nPK\x03\x04 a zip, or <script>", name="แบบ.pdf")
    assert b"script>" not in data


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "ว่างเปล่า"),
        (b"PK\x03\x04" + b"\0" * 99, "ไม่ใช่ PDF"),
        # something else first, as a polyglot has it
        (b"GIF89a" + paper(), "ไม่ใช่ PDF"),
        (b"%PDF-1.7\nnothing more", "เสีย"),
        (paper()[:300], "เสีย"),
        (paper(encryption=pikepdf.Encryption(owner="a", user="b")), "รหัสผ่าน"),
    ],
)
def test_what_is_no_pdf_is_answered_with_a_sentence(data: bytes, says: str) -> None:
    with pytest.raises(Unreadable) as refused:
        rewritten(data, name="แบบ.pdf")
    assert says in str(refused.value.sentence)


def test_too_many_pages_are_refused() -> None:
    pdf = pikepdf.new()
    for _ in range(201):
        pdf.add_blank_page(page_size=(10, 10))
    out = BytesIO()
    pdf.save(out)
    with pytest.raises(Unreadable, match="200 หน้า"):
        rewritten(out.getvalue(), name="เล่ม.pdf")
