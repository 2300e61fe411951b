"""An office's list sent through the pages: its file, its description, its buttons."""

import io
import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.linkage.plan_item import PlanItem
from tests.lists.list_files import xlsx
from tests.web.forms import fields_of

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

HEADS = ["ที่", "ชื่อโครงการ", "สถานที่", "งบประมาณ (บาท)", "สถานะ"]
ROWS: list[list[Any]] = [
    ["บัญชีโครงการ ปีงบประมาณ พ.ศ. ๒๕๗๑"],
    ["จังหวัดสุรินทร์"],
    HEADS,
    ["๑", "ขุดลอกหนองสาธารณะ", "ต.ตั้งใจ อ.เมืองสุรินทร์", "๒๕๐,๐๐๐", "บรรจุในแผน"],
    ["๒", "ก่อสร้างถนนคอนกรีต", "บ้านตั้งใจ ต.ตั้งใจ อ.เมืองสุรินทร์", "1,200,000", "บรรจุในแผน"],
    ["๓", "ซ่อมฝาย", "อ.ชุมพลบุรี", "มากมาย", "บรรจุในแผน"],
    ["๔", "ติดตั้งไฟส่องทาง", "ต.ตั้งใจ", " - ", "บรรจุในแผน"],
    ["", "รวม", "", "๑,๔๕๐,๐๐๐", ""],
]
CLUSTER: list[list[Any]] = [
    ["โครงการ", "รหัสจังหวัด", "งบประมาณ (บาท)"],
    ["ขุดลอกหนองสาธารณะ", "32", "250,000"],
    ["ส่งเสริมการเกษตรของกลุ่มจังหวัด", "", "1,160,100"],
    ["ก่อสร้างถนน", "45", "900,000"],
]
SAID = {"year": "2571", "default_stage": "funded"}


def book(tmp_path: Path, rows: list[list[Any]] = ROWS) -> bytes:
    return xlsx(tmp_path / "list.xlsx", {"แผน": rows}).read_bytes()


def send_file(client: "FlaskClient", content: bytes, name: str = "แผน.xlsx") -> "TestResponse":
    action = "/sources/excel/file"
    form = fields_of(client.get("/sources/excel").text, action)
    return client.post(action, data=form | {"file": (io.BytesIO(content), name)})


def form_of(page: str, action: str) -> dict[str, str]:
    """Every field of a form as a browser would send it, the first choice where none is chosen."""
    form = next(f for f in re.findall(r"<form.*?</form>", page, re.S) if f'action="{action}"' in f)
    form = re.sub(r'<input type="checkbox"(?![^>]* checked)[^>]*>', "", form)
    fields = dict(re.findall(r'<input[^>]*? name="([^"]+)"[^>]*? value="([^"]*)"', form))
    for name, body in re.findall(r'<select[^>]*? name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        values = re.findall(r'<option value="([^"]*)"( selected)?', body)
        fields[name] = next((v for v, selected in values if selected), values[0][0] if values else "")
    return {name: unescape(value) for name, value in fields.items()}


def describe(client: "FlaskClient", content: bytes, **typed: str) -> "TestResponse":
    """Send the first file and describe it as proposed, but for what is typed."""
    there = send_file(client, content).location
    return client.post(there, data=form_of(client.get(there).text, there) | typed)


def press(client: "FlaskClient", page: str, act: str, **typed: str) -> "TestResponse":
    return client.post(f"{page}/{act}", data=fields_of(client.get(page).text, f"{page}/{act}") | typed)


def standing(session: Session) -> int:
    session.expire_all()
    return session.scalar(select(func.count()).where(PlanItem.source_code == "excel")) or 0
