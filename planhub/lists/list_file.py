"""An office's list opened, whatever the file really is: its sheets, its first rows, all its rows in turn.

What a file is, is told by its content; offices rename .xlsx to .xls, and systems export pages as .xls.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from planhub.areas.files import check_zip, kind_of_bytes, kind_of_file, refusal
from planhub.errors import Invalid
from planhub.lists.csv_list import CsvList, first_bytes
from planhub.lists.description import Description, Form
from planhub.lists.list_row import ListRow as ListRow
from planhub.lists.sheet_list import MOST_SHEET, SheetList
from planhub.wording import N_, say

ACCEPTED = "XLSX, XLS, ODS, CSV, CSV.gz"

_NOT_A_LIST = N_("แฟ้ม %(file)s เป็น%(kind)s ไม่ใช่ตาราง ที่นี่รับ %(accepted)s เปิดด้วย Excel แล้วบันทึกเป็น .xlsx")
_KINDS = {
    "pdf": N_("แฟ้ม PDF"),
    "picture": N_("รูปภาพ"),
    "geopackage": N_("ฐานข้อมูลแผนที่"),
    "shapefile": N_("แฟ้มแผนที่"),
    "json": N_("แฟ้ม JSON"),
    "html": N_("หน้าเว็บที่ตั้งนามสกุลเป็น Excel"),
    "xml": N_("แฟ้ม XML"),
    "zip": N_("แฟ้ม ZIP ที่ไม่มีตาราง"),
    "word": N_("เอกสาร Word หรือ PowerPoint"),
    "unknown": N_("แฟ้มชนิดที่ไม่รู้จัก"),
}
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
LOOKED_AT = 50
"""Rows in which a second column is looked for."""
_ONLY_TEXT = N_(
    "แฟ้ม %(file)s ตั้งชื่อเป็นสมุดงาน แต่ข้างในเป็นข้อความธรรมดา ไม่มีช่องตาราง หาแฟ้มต้นฉบับ เปิดด้วย Excel แล้วบันทึกเป็น .xlsx"
)
_ZIPPED = N_("แฟ้ม %(file)s เป็น ZIP ที่ห่อแฟ้มตารางไว้ แตก ZIP ก่อน แล้วส่งแฟ้มตารางข้างใน (%(inside)s)")
_GZIPPED = N_("แฟ้ม %(file)s บีบอัดด้วย gzip ซึ่งรับเฉพาะแฟ้ม CSV คลายแฟ้มก่อนแล้วส่งใหม่")


class List(Protocol):
    """An opened list; no file is kept open between calls, and rows may be read again and again."""

    name: str
    """The office's own name of the file, for sentences."""
    form: Form
    encoding: str | None
    """Of a CSV file, given or guessed."""
    sheets: tuple[str, ...]
    """Sheets that can be chosen; () for CSV."""
    sheet: str | None
    """The one that is read."""

    def first_rows(self, n: int) -> list[ListRow]:
        """The first rows, for a page or a guess."""

    def rows(self) -> Iterator[ListRow]:
        """All rows, one after another; of CSV, memory does not grow with them."""


def open_list(path: Path, *, name: str, description: Description | None = None) -> List:
    """The list in a file. Invalid({"file": sentence}) for what is no list, broken, locked or far too big.

    The description gives encoding and sheet where it has them; its form does not bind: an office may save
    the same list as CSV one month and as a workbook the next.
    """
    encoding = description.encoding if description else None
    sheet = description.sheet if description else None
    kind = _named(path, name)
    if kind == "gzip":
        if kind_of_bytes(first_bytes(path, name, packed=True)) in ("zip", "xls"):
            raise refusal(say(_GZIPPED, file=name))
        return CsvList(path, name=name, packed=True, encoding=encoding)
    if kind == "text":
        return _text(CsvList(path, name=name, packed=False, encoding=encoding))
    if kind in ("xlsx", "ods", "xls"):
        return SheetList(path, name=name, kind=kind, sheet=sheet)
    raise _no_list(name, kind)


def _text(listed: CsvList) -> CsvList:
    """Systems export CSV under the names of workbooks; but a letter under such a name is no list."""
    workbook = listed.name.lower().endswith(_WORKBOOKS)
    if workbook and all(len(row.cells) < 2 for row in listed.first_rows(LOOKED_AT)):
        raise refusal(say(_ONLY_TEXT, file=listed.name))
    return listed


def _named(path: Path, name: str) -> str:
    """What the file is: gzip, text, xlsx, ods, xls, or the kind that it is instead."""
    try:
        kind = kind_of_file(path)
        if kind == "zip":
            return _in_zip(check_zip(path, most=MOST_SHEET), name)
    except Invalid as error:
        raise _renamed(error, name) from None
    if kind in ("text", "unknown", "json"):
        start = first_bytes(path, name, packed=False)
        bare = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
        if start.startswith((b"\xff\xfe", b"\xfe\xff")):
            return "text"
        if bare.startswith((b"<html", b"<!doctype html", b"<table", b"<head", b"<meta", b"<style", b"<div")):
            return "html"
        if bare.startswith(b"<?xml"):
            return "html" if b"<html" in bare or b"<table" in bare else "xml"
    return kind


def _in_zip(names: list[str], name: str) -> str:
    lower = [inside.lower() for inside in names]
    if "xl/workbook.xml" in lower:
        return "xlsx"
    if "content.xml" in lower and "mimetype" in lower:
        return "ods"
    lists = [inside for inside in names if inside.lower().endswith((".csv", ".xlsx", ".xls", ".ods"))]
    if lists:
        raise refusal(say(_ZIPPED, file=name, inside=", ".join(lists[:3])))
    return "word" if any(inside.startswith(("word/", "ppt/")) for inside in lower) else "zip"


def _renamed(error: Invalid, name: str) -> Invalid:
    """The same refusal, with the office's name of the file instead of that of our copy."""
    return Invalid({at: say(s.text, **s.values | {"file": name}) for at, s in error.fields.items()})


def _no_list(name: str, kind: str) -> Invalid:
    return refusal(say(_NOT_A_LIST, file=name, kind=_KINDS.get(kind, _KINDS["unknown"]), accepted=ACCEPTED))
