"""A need typed in as a browser sends it: its five steps, its number, a photo."""

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from planhub.proposals.proposal import Proposal

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

VILLAGE = "32010204"
STEPS: dict[int, dict[str, str]] = {
    1: {"side": "infrastructure", "problem": "ฝนตกทีไรถนนขาด\r\nรถโรงเรียนเข้าไม่ได้"},
    2: {"title": "ก่อสร้างถนนคอนกรีตเสริมเหล็ก สายวัดป่าถึงโรงเรียน", "length_m": "๘๕๐", "work_kind": "build"},
    3: {"lat": "14.8820", "lon": "103.4930", "point_source": "gps", "accuracy_m": "12"},
    4: {"amount_1": "๑,๒๕๐,๐๐๐", "year_1": "2571", "source_1": "province", "people": "320"},
    5: {"hearing_on": "1/11/2569", "attendees": "74", "proposer_phone": "081 234 5678"},
}


def token(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    return found[1]


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def send(client: "FlaskClient", path: str, data: dict[str, Any] | None = None, **more: Any) -> "TestResponse":
    """POST as a browser does that has seen a page of ours."""
    fields = {"csrf_token": token(client.get("/needs").text)} | (data or {})
    # encoded here, for the test client leaves the temporary file of a large form open
    boundary, body = encode_multipart({name: _as_files(value) for name, value in fields.items()})
    kind = f"multipart/form-data; boundary={boundary}"
    return client.post(path, data=body, content_type=kind, **more)


def _as_files(value: Any) -> Any:
    if isinstance(value, list):
        return [_as_files(one) for one in value]
    return FileStorage(*value) if isinstance(value, tuple) else value


def begun(client: "FlaskClient", session: Session) -> int:
    answer = send(client, "/needs")
    assert answer.status_code == 303
    assert answer.location.endswith("/1")
    session.expire_all()
    return session.scalars(select(Proposal.id).order_by(Proposal.id.desc()).limit(1)).one()


def filled(client: "FlaskClient", session: Session, **steps: Any) -> int:
    draft = begun(client, session)
    for number, fields in STEPS.items():
        assert send(client, f"/needs/{draft}/{number}", fields).status_code == 303
    return draft


def submitted(client: "FlaskClient", session: Session) -> Proposal:
    draft = filled(client, session)
    page = client.get(f"/needs/{draft}/check").text
    form = {name: hidden(page, name) for name in ("once", "version", "seen")}
    assert send(client, f"/needs/{draft}/submit", form).status_code == 303
    session.expire_all()
    return session.get_one(Proposal, draft)


def photo(colour: str = "red", size: tuple[int, int] = (400, 300)) -> BytesIO:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    out.seek(0)
    return out
