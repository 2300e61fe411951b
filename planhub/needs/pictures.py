"""A photo made safe and small: decoded within limits, upright, written anew as JPEG without EXIF. Pure."""

import warnings
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

from planhub.thai.money import Unreadable
from planhub.wording import N_, say

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = {"JPEG": 64_000_000, "PNG": 40_000_000, "WEBP": 40_000_000}
"""Decoded size is bounded before decoding, so that a small file cannot fill the memory."""
PHOTO_SIDE, DRAWING_SIDE, THUMB_SIDE = 1920, 3200, 480

_EMPTY = N_("ไฟล์ “%(name)s” ว่างเปล่า ถ่ายหรือเลือกใหม่อีกครั้ง")
_HEIC = N_("ไฟล์ “%(name)s” เป็น HEIC ซึ่งยังเปิดไม่ได้ ตั้งกล้องเป็น “ใช้ได้กับทุกเครื่อง” (JPEG) หรือส่งภาพหน้าจอแทน")
NOT_A_PICTURE = N_("ไฟล์ “%(name)s” ไม่ใช่รูปภาพที่เปิดได้ รับเฉพาะ JPEG, PNG และ WebP")
_TOO_MANY_PIXELS = N_("รูป “%(name)s” ละเอียดเกินไป (%(wide)s × %(high)s จุด) ย่อรูปก่อนแล้วส่งใหม่")
_BOMB = N_("รูป “%(name)s” ละเอียดเกินไปมาก ย่อรูปก่อนแล้วส่งใหม่")
_BROKEN = N_("รูป “%(name)s” เสียหรือส่งมาไม่ครบ ลองส่งใหม่อีกครั้ง")


@dataclass(frozen=True)
class Picture:
    """A JPEG of ours and its thumbnail."""

    jpeg: bytes
    thumb: bytes
    width: int
    height: int


def redraw(data: bytes, *, name: str, side: int = PHOTO_SIDE) -> Picture:
    """The picture drawn anew, at most `side` pixels long; whatever else the file held is gone.

    Raises thai.money.Unreadable with a sentence that names the file.
    """
    if not data:
        raise Unreadable(say(_EMPTY, name=name))
    if data[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypheif", b"ftyphevc"):
        raise Unreadable(say(_HEIC, name=name))
    with warnings.catch_warnings():
        # our own limit stands before decoding; Pillow's own warning would only be noise
        warnings.simplefilter("ignore")
        try:
            picture = Image.open(BytesIO(data), formats=FORMATS)
        except Image.DecompressionBombError:
            raise Unreadable(say(_BOMB, name=name)) from None
        except Exception:
            raise Unreadable(say(NOT_A_PICTURE, name=name)) from None
        wide, high = picture.size
        if wide * high > MOST_PIXELS[picture.format or "PNG"]:
            raise Unreadable(say(_TOO_MANY_PIXELS, name=name, wide=f"{wide:,}", high=f"{high:,}"))
        try:
            return _drawn(picture, side)
        except Exception:  # a decoder may raise anything at a file made to break it
            raise Unreadable(say(_BROKEN, name=name)) from None


def _drawn(picture: Image.Image, side: int) -> Picture:
    picture.draft("RGB", (side, side))  # JPEG: decode no finer than needed
    upright = ImageOps.exif_transpose(picture)
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        paper = Image.new("RGBA", upright.size, "white")
        paper.alpha_composite(upright.convert("RGBA"))
        upright = paper
    plain = upright.convert("RGB")
    plain.thumbnail((side, side), Image.Resampling.LANCZOS)
    width, height = plain.size
    jpeg = _jpeg(plain, 84)
    plain.thumbnail((THUMB_SIDE, THUMB_SIDE), Image.Resampling.LANCZOS)
    return Picture(jpeg, _jpeg(plain, 78), width, height)


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    bare = Image.new("RGB", picture.size)  # a new picture has no EXIF, comment or colour profile to carry
    bare.paste(picture)
    bare.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()
