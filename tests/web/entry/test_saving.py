"""What is typed is kept: in two tabs, on a stale page, after the session's end, left for later."""

import re
from io import BytesIO
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from planhub.needs.questions import names_of
from planhub.needs.typed import mark
from planhub.proposals.need import Need
from planhub.workflow.roles import Hat
from tests.web.entry.typing_in import STEPS, begun, hidden, send, token

if TYPE_CHECKING:
    from flask.testing import FlaskClient


def test_what_is_typed_saves_itself_field_by_field(
    client: "FlaskClient", session: Session, head: Hat
) -> None:
    draft = begun(client, session)
    answer = send(client, f"/needs/{draft}/typed", {"people": "หลายคน"})
    assert re.fullmatch(r"\d\d:\d\d", answer.json["saved_at"])
    token_ = token(client.get("/needs").text)
    answer = client.post(
        f"/needs/{draft}/typed", json={"title": "ถนน", "people": 3}, headers={"X-CSRFToken": token_}
    )
    assert answer.status_code == 200
    session.expire_all()
    assert session.get_one(Need, draft).typed == {"people": "หลายคน", "title": "ถนน"}


def test_two_tabs_keep_both_texts(client: "FlaskClient", session: Session, head: Hat) -> None:
    draft = begun(client, session)
    drawn = mark({}, names_of(1))
    send(client, f"/needs/{draft}/typed", {"problem": "จากแท็บแรก", "version": drawn})
    answer = send(client, f"/needs/{draft}/typed", {"problem": "จากแท็บสอง", "version": drawn})
    assert "จากแท็บแรก" in answer.json["notice"]
    check = client.get(f"/needs/{draft}/check").text
    assert "จากแท็บแรก" in check
    assert "จากแท็บสอง" in check


def test_what_one_corrects_oneself_is_not_told_as_another_page_s(
    client: "FlaskClient", session: Session, head: Hat
) -> None:
    """The page saves itself, and before its answer is there the rest is typed and sent."""
    draft = begun(client, session)
    page = client.get(f"/needs/{draft}/2").text
    mine = {"version": hidden(page, "version"), "page": hidden(page, "page")}
    send(client, f"/needs/{draft}/typed", {"title": "ซ่อมถนน"} | mine)
    answer = send(client, f"/needs/{draft}/typed", {"title": "ซ่อมถนนสายวัด"} | mine)
    assert "notice" not in answer.json
    send(client, f"/needs/{draft}/2", {"title": "ซ่อมถนนสายวัดป่า"} | mine)
    check = client.get(f"/needs/{draft}/check").text
    assert "ซ่อมถนนสายวัดป่า" in check
    assert "อีกหน้าหนึ่ง" not in check
    # another page that was drawn before: that is told
    send(client, f"/needs/{draft}/2", {"title": "ถนนของอีกแท็บ", "version": mine["version"], "page": "0" * 16})
    assert "ซ่อมถนนสายวัดป่า" in client.get(f"/needs/{draft}/check").text
    assert "อีกหน้าหนึ่ง" in client.get(f"/needs/{draft}/check").text


def test_a_title_made_over_one_s_own_is_kept_and_not_told_as_another_page_s(
    client: "FlaskClient", session: Session, head: Hat
) -> None:
    draft = begun(client, session)
    send(client, f"/needs/{draft}/2", {"title": "หนองน้ำ", "work_what": "หนองบัว", "help": "title"})
    check = client.get(f"/needs/{draft}/check").text
    assert "อีกหน้าหนึ่ง" not in check
    assert "หนองน้ำ" in check, "nothing typed is lost"
    assert "ข้อความเดิมก่อนให้ระบบใส่ให้ (1)" in check


def test_a_stale_page_does_not_overwrite_what_it_did_not_touch(
    client: "FlaskClient", session: Session, head: Hat
) -> None:
    draft = begun(client, session)
    page = client.get(f"/needs/{draft}/1").text
    drawn = hidden(page, "version")
    send(client, f"/needs/{draft}/typed", {"problem": "พิมพ์ในแท็บอื่น"})
    send(client, f"/needs/{draft}/1", {"problem": "", "side": "water", "version": drawn})
    session.expire_all()
    assert session.get_one(Need, draft).typed == {"problem": "พิมพ์ในแท็บอื่น", "side": "water"}


def test_the_title_is_made_on_request(client: "FlaskClient", session: Session, head: Hat) -> None:
    draft = begun(client, session)
    typed = {"work_kind": "dredge", "work_what": "หนองบัว", "depth_m": "2.5", "help": "title"}
    answer = send(client, f"/needs/{draft}/2", typed)
    assert answer.location.endswith("/2#f-title")
    assert 'value="ขุดลอกหนองบัว ลึก 2.5 เมตร"' in client.get(f"/needs/{draft}/2").text


def test_left_for_later_and_resumed_where_one_left_off(
    client: "FlaskClient", session: Session, head: Hat
) -> None:
    draft = begun(client, session)
    send(client, f"/needs/{draft}/1", STEPS[1])
    answer = send(client, f"/needs/{draft}/2", {"request": "เทคอนกรีต", "later": "yes"})
    assert "/needs" in answer.location
    assert client.get(f"/needs/{draft}").location.endswith(f"/needs/{draft}/2")
    assert "เทคอนกรีต" in client.get(f"/needs/{draft}/2").text


def test_an_expired_session_carries_what_was_typed(
    client: "FlaskClient", session: Session, head: Hat
) -> None:
    draft = begun(client, session)
    page = client.get(f"/needs/{draft}/1").text
    with client.session_transaction() as cookie:
        for name in ("account", "epoch", "holding"):
            cookie.pop(name)
    answer = client.post(f"/needs/{draft}/1", data={"csrf_token": token(page), "problem": "ข้อความยาวที่พิมพ์ไว้"})
    assert answer.status_code == 401
    assert 'name="carried"' in answer.text
    assert client.post(f"/needs/{draft}/typed", data={"problem": "x"}).status_code in (400, 401)


def test_a_forged_form_is_refused_and_its_words_come_back(
    client: "FlaskClient", session: Session, head: Hat
) -> None:
    draft = begun(client, session)
    answer = client.post(
        f"/needs/{draft}/5", data={"csrf_token": "wrong", "attendees": "74", "photo": (BytesIO(), "")}
    )
    assert answer.status_code == 400
    assert 'name="attendees" value="74"' in answer.text


def test_a_title_is_not_made_without_a_length_that_cannot_be_read(
    client: "FlaskClient", session: Session, head: Hat
) -> None:
    draft = begun(client, session)
    typed = {"work_kind": "build", "work_what": "ถนน สาย ๔", "length_m": "850,5", "help": "title"}
    refused = send(client, f"/needs/{draft}/2", typed)
    assert refused.status_code == 422
    assert 'href="#f-length_m"' in refused.text
    assert send(client, f"/needs/{draft}/2", typed | {"length_m": "๘๕๐"}).status_code == 303
    page = client.get(f"/needs/{draft}/2").text
    assert 'value="ก่อสร้างถนน สาย 4 ยาว 850 เมตร"' in page, "one kind of digits"
