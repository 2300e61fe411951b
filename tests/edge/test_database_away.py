"""The database goes away and comes back: a clear page, what was typed still there, then as before."""

import re
import shutil
import tempfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from planhub import cluster
from planhub.cli.db import upgrade
from planhub.config import Settings


@pytest.fixture
def away() -> Iterator[Path]:
    """A data folder of its own, outside pytest's, which no other system user may enter."""
    folder = Path(tempfile.mkdtemp(prefix="planhub-away-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


def test_a_posted_form_survives_the_databases_absence_and_a_page_says_to_load_it_again(away: Path) -> None:
    from planhub.app import create_app
    from planhub.database import db

    server = cluster.ensure(away, durable=False)
    upgrade(server.url(cluster.OWNER))
    app = create_app(
        Settings(
            data=away, database_url=server.url(cluster.WEB), owner_database_url=server.url(cluster.OWNER)
        )
    )
    client = app.test_client()
    page = client.get("/privacy").text
    form = {name: re.findall(rf'name="{name}" value="([^"]+)"', page)[0] for name in ("csrf_token", "once")}
    form |= {"locale": "en", "next": "/help", "note": "พิมพ์ไว้นานแล้ว"}
    assert server.stop()

    missing = client.post("/language", data=form)
    assert missing.status_code == 503
    assert missing.headers["Retry-After"]
    assert "พิมพ์ไว้นานแล้ว" in unescape(missing.text)
    assert "ฐานข้อมูลไม่ตอบสนองชั่วคราว" in missing.text

    assert "กดส่งอีกครั้ง" in missing.text
    unseen = client.get("/?q=a&lang=th")
    assert unseen.status_code == 503
    assert "โหลดหน้านี้อีกครั้ง" in unseen.text
    assert 'href="/?q=a&amp;lang=th"' in unseen.text
    assert "ส่งอีกครั้ง" not in unseen.text, "nothing was sent"
    assert "พิมพ์ไว้" not in unseen.text

    server = cluster.ensure(away, durable=False)
    with app.app_context():  # nothing had to be told the new address
        same = db.engine.url.query["host"] == str(server.sockets)
    assert same, "a restarted server answers at the same address"
    again = client.post("/language", data=form)
    assert (again.status_code, again.location) == (303, "/help")
    with app.app_context():
        db.engine.dispose()
    server.stop()
