"""A list as an office keeps it, for the show installation: title rows, merged headings, groups, mistakes.

Also the source it belongs to and a key for a program that would send the same.
"""

from datetime import datetime
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import xlsxwriter
from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub import own_files
from planhub.areas.area import Area
from planhub.lists.guessing import guess
from planhub.lists.list_file import open_list
from planhub.sampling.needs import make_up
from planhub.sampling.places import places
from planhub.sampling.words import kinds_of
from planhub.sources import authorizing
from planhub.sources.registering import register
from planhub.sources.source import Source

PROVINCE = "46"
SOURCE = "kalasin-excel"
NAME = "แผนพัฒนาจังหวัดกาฬสินธุ์ (Excel ตัวอย่าง)"
FILE = "kalasin-plan-2571.xlsx"
ROWS = 60
YEAR = 2571
STAGES = ("อยู่ในแผน", "ได้รับงบประมาณ", "กำลังก่อสร้าง", "แล้วเสร็จ")
HEADS = ("ที่", "รหัสโครงการ", "ชื่อโครงการ", "สถานที่ดำเนินการ", "", "งบประมาณ (บาท)", "หน่วยงาน", "สถานะ")
UNDER = ("", "", "", "ตำบล", "หมู่ที่", "", "", "")
TOKEN_DAYS = 30
TOKEN_NAME = "ระบบตัวอย่างของสำนักงานจังหวัด"  # noqa: S105 - a name, not a secret


def workbook(session: Session, *, seed: int) -> bytes:
    """The office's file: two rows of it are wrong and one names a place that nobody can tell."""
    chance = Random(f"{seed}:{PROVINCE}:list")  # noqa: S311 - sample data, not a secret
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet("แผนปี 2571")
    bold = book.add_format({"bold": True, "align": "center", "border": 1})
    sheet.merge_range(0, 0, 0, 7, "บัญชีโครงการตามแผนพัฒนาจังหวัดกาฬสินธุ์", bold)
    sheet.merge_range(1, 0, 1, 7, f"ประจำปีงบประมาณ พ.ศ. {YEAR}", bold)
    for column, (over, under) in enumerate(zip(HEADS, UNDER, strict=True)):
        if over == "สถานที่ดำเนินการ":
            sheet.merge_range(3, column, 3, column + 1, over, bold)
        elif over and not under:
            sheet.merge_range(3, column, 4, column, over, bold)
        if under:
            sheet.write_string(4, column, under, bold)
    for down, row in enumerate(_rows(session, chance), start=5):
        for across, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(down, across, cell)
            elif cell is not None:
                sheet.write_number(down, across, cell)
    sheet.set_column(2, 2, 60)
    book.close()
    return file.getvalue()


def write_example(session: Session, folder: Path, *, at: datetime, seed: int) -> dict[str, Any]:
    """Lay the file in a folder; register its source with a description, and give a program a key.

    Run again the source stays, the file is written anew and the key is another one.
    """
    path = lay_down(folder, workbook(session, seed=seed))
    source = session.get(Source, SOURCE)
    if source is None:
        description = guess(open_list(path, name=FILE)).description
        description.require_complete()
        source = register(
            session, code=SOURCE, name=NAME, owner_province=PROVINCE, description=description, at=at
        )
    _, secret = authorizing.issue(
        session, source_code=source.code, name=TOKEN_NAME, days=TOKEN_DAYS, by=None, at=at
    )
    return {"source": source.code, "file": str(path), "token": secret}


def lay_down(folder: Path, content: bytes) -> Path:
    """The file, for everybody to open; its place."""
    folder.mkdir(parents=True, exist_ok=True)
    own_files.write(folder / FILE, content, levels=1, mode=0o644)
    return folder / FILE


def _rows(session: Session, chance: Random) -> list[list[Any]]:
    """Groups by district, numbering that begins anew, a total under each, and the mistakes."""
    here, weights = kinds_of(PROVINCE)
    districts = dict(
        session.execute(
            select(Area.code, Area.name_th).where(Area.parent_code == PROVINCE, Area.valid_to.is_(None))
        ).all()
    )
    names = dict(
        session.execute(
            select(Area.code, Area.name_th).where(
                Area.kind == "subdistrict", Area.code.startswith(PROVINCE), Area.valid_to.is_(None)
            )
        ).all()
    )
    askers = places(session, kind="subdistrict", province=PROVINCE)
    chosen = sorted(chance.sample(askers, min(ROWS, len(askers))), key=lambda place: place.code)
    rows: list[list[Any]] = []
    total, n, district = 0, 0, ""
    for place in chosen:
        if place.district != district:
            if district:
                rows.append(["", "", "รวม", "", "", total, "", ""])
            district, total, n = place.district, 0, 0
            rows.append([f"อำเภอ{districts[district]}"])
        n += 1
        kind = chance.choices(here, cum_weights=weights)[0]
        made = make_up(chance, kind, place)
        total += made.amount
        code = f"กส{YEAR % 100}-{len(rows):03}"
        money: Any = _thai(f"{made.amount:,}") if chance.random() < 0.2 else made.amount
        if chance.random() < 0.05:
            money = " - "
        moo = str(chance.randint(1, 9)) if chance.random() < 0.5 else ""
        agency = chance.choice(("อบต.", "ทางหลวงชนบท", "ชลประทาน", "อบจ.กาฬสินธุ์"))
        rows.append([n, code, made.title, names[place.code], moo, money, agency, chance.choice(STAGES)])
    items = [row for row in rows if len(row) > 1 and row[0]]
    if len(items) > 12:
        items[3][5] = "หนึ่งล้านบาทถ้วน"
        items[7][2] = ""
        items[11][3] = "หนองอีเถียงน้อย"
    return [*rows, ["", "", "รวมทั้งสิ้น", "", "", sum(_money(row) for row in items), "", ""]]


def _thai(text: str) -> str:
    return text.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))


def _money(row: list[Any]) -> int:
    return row[5] if isinstance(row[5], int) else 0
