"""Photos: drawn anew, upright, bare; what is no photo is answered with a sentence."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from planhub.needs.pictures import THUMB_SIDE, redraw
from planhub.thai.money import Unreadable


def picture(
    kind: str = "JPEG", size: tuple[int, int] = (300, 200), mode: str = "RGB", **save: object
) -> bytes:
    image = Image.new(mode, size, "white")
    image.paste("red", (0, 0, size[0] // 2, size[1] // 2))
    out = BytesIO()
    image.save(out, kind, **save)
    return out.getvalue()


def png_of_size(wide: int, high: int) -> bytes:
    """A PNG whose head says so many pixels, in a few hundred bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 999))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_is_drawn_anew_as_jpeg(kind: str) -> None:
    drawn = redraw(picture(kind), name="รูป")
    with Image.open(BytesIO(drawn.jpeg)) as image:
        assert image.format == "JPEG"
        assert image.size == (300, 200) == (drawn.width, drawn.height)


def test_a_large_photo_becomes_small_and_its_thumbnail_smaller() -> None:
    drawn = redraw(picture(size=(4000, 3000)), name="รูป")
    assert (drawn.width, drawn.height) == (1920, 1440)
    with Image.open(BytesIO(drawn.thumb)) as thumb:
        assert max(thumb.size) == THUMB_SIDE


def test_a_photo_taken_sideways_stands_upright_and_its_exif_is_gone() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter
    exif[0x8825] = {1: "N", 2: (14.0, 52.0, 55.0)}  # where the phone was
    exif[0x010F] = "Nokia"
    drawn = redraw(picture(exif=exif), name="รูป")
    with Image.open(BytesIO(drawn.jpeg)) as image:
        assert image.size == (200, 300)
        assert not dict(image.getexif())
        red, green, _ = image.getpixel((150, 20))  # the red corner went from top left to top right
        assert red > 200 > green + 100
    assert b"Nokia" not in drawn.jpeg


def test_a_transparent_drawing_lies_on_white() -> None:
    out = BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(BytesIO(redraw(out.getvalue(), name="แบบ").jpeg)) as image:
        assert image.getpixel((5, 5)) == (255, 255, 255)


def test_what_hides_behind_a_picture_is_gone() -> None:
    drawn = redraw(picture() + b"PK\x03\x04<script>alert(1)</script>", name="รูป")
    assert b"script" not in drawn.jpeg


@pytest.mark.parametrize(
    ("data", "says"),
    [
        # zero bytes
        (b"", "ว่างเปล่า"),
        # a program, a page, a drawing language
        (b"MZ\x90\x00" + b"\0" * 500, "ไม่ใช่รูปภาพ"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "ไม่ใช่รูปภาพ"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "ไม่ใช่รูปภาพ"),
        # a picture of a kind not taken
        (picture("GIF"), "ไม่ใช่รูปภาพ"),
        # a phone's HEIC
        (b"\x00\x00\x00\x18ftypheic" + b"\0" * 64, "HEIC"),
        # a few hundred bytes that would be three gigabytes of pixels
        (png_of_size(32_000, 32_000), "ละเอียดเกินไป"),
        # cut off on the way
        (picture(size=(900, 900), quality=95)[:700], "เสีย"),
        # a head, and nonsense behind it
        (png_of_size(500, 500), "เสีย"),
    ],
)
def test_what_is_no_photo_is_answered_with_a_sentence(data: bytes, says: str) -> None:
    with pytest.raises(Unreadable) as refused:
        redraw(data, name="บ้านเรา.jpg")
    assert says in str(refused.value.sentence)
    assert "บ้านเรา.jpg" in str(refused.value.sentence)
