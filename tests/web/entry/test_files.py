"""Photos and papers of a need: attached, taken off, refused with a reason, on a full disk too."""

import errno
import os
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.proposals.need import Attachment, Need
from planhub.workflow.roles import Hat
from tests.web.entry.typing_in import begun, photo, send

if TYPE_CHECKING:
    from flask.testing import FlaskClient


def test_a_file_is_attached_as_soon_as_it_is_chosen(
    client: "FlaskClient", session: Session, head: Hat
) -> None:
    draft = begun(client, session)
    sent = send(client, f"/needs/{draft}/files", {"photo": (photo(), "ถนน.jpg")})
    assert (sent.status_code, sent.json) == (200, {"errors": {}})
    assert session.scalars(select(Attachment.kind)).all() == ["photo"]
    wrong = send(client, f"/needs/{draft}/files", {"photo": (BytesIO(b"MZ"), "x.jpg")})
    assert wrong.status_code == 422
    assert "ไม่ใช่รูปภาพ" in wrong.json["errors"]["photo"]


def test_photos_are_attached_taken_off_and_put_back(
    client: "FlaskClient", session: Session, head: Hat
) -> None:
    draft = begun(client, session)
    files = [(photo("red"), "หนึ่ง.jpg"), (photo("blue"), "../../สอง\u202egpj.jpg"), (photo("red"), "ซ้ำ.jpg")]
    answer = send(client, f"/needs/{draft}/5", {"photo": files, "attach": "yes", "attendees": "74"})
    assert answer.status_code == 303
    session.expire_all()
    rows = session.scalars(select(Attachment).order_by(Attachment.id)).all()
    assert [row.filename for row in rows] == ["หนึ่ง.jpg", "สองgpj.jpg"]
    with client.get(f"/files/{rows[0].id}") as shown:
        assert shown.data.startswith(b"\xff\xd8")
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert "inline" in shown.headers["Content-Disposition"]
    with client.get(f"/files/{rows[0].id}/small") as small:
        assert small.status_code == 200
    send(client, f"/needs/{draft}/5", {"take_off": str(rows[0].id)})
    session.expire_all()
    assert rows[0].removed_at is not None
    send(client, f"/needs/{draft}/5", {"put_back": str(rows[0].id)})
    session.expire_all()
    assert rows[0].removed_at is None
    assert session.get_one(Need, draft).typed["attendees"] == "74"


@pytest.mark.parametrize(
    ("kind", "name", "data", "says"),
    [
        ("photo", "ว่าง.jpg", b"", "ว่างเปล่า"),
        ("photo", "หน้าเว็บ.jpg", b"<html><script>alert(1)</script>", "ไม่ใช่รูปภาพ"),
        ("photo", "ใหญ่.jpg", b"\xff\xd8" + b"0" * (10 * 1024 * 1024), "ใหญ่เกิน 10 MB"),
        ("drawing", "โปรแกรม.pdf", b"MZ\x90\x00", "รับ PDF, JPEG, PNG และ WebP"),
        ("minutes", "เสีย.pdf", b"%PDF-1.4 ...", "เสีย"),
    ],
)
def test_a_bad_file_is_told_and_the_words_beside_it_are_kept(
    client: "FlaskClient", session: Session, head: Hat, kind: str, name: str, data: bytes, says: str
) -> None:
    draft = begun(client, session)
    answer = send(client, f"/needs/{draft}/5", {kind: (BytesIO(data), name), "attendees": "74"})
    assert answer.status_code == 422
    assert says in answer.text
    assert name in answer.text
    session.expire_all()
    assert session.get_one(Need, draft).typed["attendees"] == "74"
    assert session.scalar(select(func.count()).select_from(Attachment)) == 0


def test_a_full_disk_is_told_and_nothing_else_is_lost(
    client: "FlaskClient", session: Session, head: Hat, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    draft = begun(client, session)
    monkeypatch.setattr(os, "fsync", full)
    answer = send(client, f"/needs/{draft}/5", {"photo": (photo(), "ถนน.jpg"), "attendees": "74"})
    assert answer.status_code == 422
    assert "เนื้อที่เต็ม" in answer.text
    session.expire_all()
    assert session.get_one(Need, draft).typed["attendees"] == "74"
    uploads = client.application.config["SETTINGS"].uploads
    assert not list(uploads.rglob(".new-*"))


def test_a_disk_that_fills_while_the_form_arrives_gets_a_clear_page(
    client: "FlaskClient", session: Session, head: Hat, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = begun(client, session)
    send(client, f"/needs/{draft}/typed", {"attendees": "74"})

    class Full(BytesIO):
        def write(self, _data: Any) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("werkzeug.formparser.SpooledTemporaryFile", lambda **_: Full())
    answer = send(client, f"/needs/{draft}/5", {"photo": (photo(size=(2000, 2000)), "ถนน.jpg")})
    assert answer.status_code == 507
    assert "เนื้อที่เต็ม" in answer.text
    session.expire_all()
    assert session.get_one(Need, draft).typed["attendees"] == "74"


def test_a_seventh_photo_is_refused_with_the_limit(
    client: "FlaskClient", session: Session, head: Hat
) -> None:
    draft = begun(client, session)
    colours = ("red", "blue", "green", "white", "black", "yellow", "pink")
    files = [(photo(colour), f"{colour}.jpg") for colour in colours]
    answer = send(client, f"/needs/{draft}/5", {"photo": files})
    assert answer.status_code == 422
    assert "ไม่เกิน 6" in answer.text
    assert session.scalar(select(func.count()).select_from(Attachment)) == 6
