"""The pages of signing in: first change, hats, sessions that end in the middle of a form."""

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub import clock
from planhub.accounts import issuing
from planhub.accounts.account import Account, SigninFailure
from planhub.accounts.hashes import hashed
from planhub.accounts.holding import Holding
from tests.factories import accounts, areas
from tests.web.forms import fields_of

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

VILLAGE = "32010204"
PIN = "274916"


@pytest.fixture
def village(session: Session) -> Account:
    """The account of village 32010204, its PIN changed already."""
    areas.surin(session)
    account = accounts.account(session, "บ้านตั้งใจ", username=VILLAGE, password_hash=hashed(PIN))
    accounts.holding(session, "village_head", VILLAGE, of=account)
    return account


def sign_in(
    client: "FlaskClient", username: str = VILLAGE, password: str = PIN, **more: Any
) -> "TestResponse":
    form = fields_of(client.get("/sign-in").text, "/sign-in")
    return client.post("/sign-in", data=form | {"username": username, "password": password} | more)


def token(client: "FlaskClient") -> dict[str, str]:
    return {"csrf_token": fields_of(client.get("/account").text, "/sign-out")["csrf_token"]}


def signed_in(client: "FlaskClient") -> bool:
    return client.get("/account").status_code == 200


def test_the_page_asks_for_two_things_with_a_keypad_of_digits(client: "FlaskClient") -> None:
    page = client.get("/sign-in").text.split("<main", 1)[1]
    assert page.count('inputmode="numeric"') == 2
    assert len(re.findall(r'<input class="input', page)) == 2
    assert 'inputmode="text"' in client.get("/sign-in?keys=letters").text


def test_a_slip_s_address_fills_in_the_code(client: "FlaskClient") -> None:
    assert 'value="32010204"' in client.get("/sign-in?village=32010204").text


def test_a_village_signs_in_and_out(client: "FlaskClient", village: Account) -> None:
    entered = sign_in(client, "๓๒๐๑ ๐๒๐๔")
    assert entered.status_code == 303
    assert signed_in(client)
    assert client.get("/sign-in").status_code == 303, "who is signed in goes home"
    assert client.post("/sign-out", data=token(client)).status_code == 303
    assert not signed_in(client)


def test_a_wrong_pin_is_counted_and_the_fifth_answers_with_minutes(
    client: "FlaskClient", session: Session, village: Account
) -> None:
    answers = [sign_in(client, password="999111") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [422, 422, 422, 422, 429]
    assert "รออีก 1 นาที" in answers[-1].text
    assert "ขอใบรหัสใหม่ที่ว่าการ อ.เมืองสุรินทร์ จ.สุรินทร์" in answers[-1].text, "the way back has a place"
    assert answers[-1].headers["Retry-After"] == "60"
    assert "999111" not in answers[0].text, "a PIN is never written back"
    assert 'value="32010204"' in answers[0].text, "but the code typed is"
    assert session.get_one(SigninFailure, "account:32010204").failures == 5


def test_a_new_slip_opens_the_door_that_too_many_tries_had_shut(
    client: "FlaskClient", session: Session, village: Account
) -> None:
    for _ in range(5):
        sign_in(client, password="999111")
    assert sign_in(client).status_code == 429, "the right PIN must wait, too"
    district = accounts.hat(session, "district_secretary", "3201")
    issued = issuing.reissue(session, account_id=village.id, by=district, at=clock.now(), day=clock.today())
    session.commit()
    assert sign_in(client, password=issued.secret).location == "/password"


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        pytest.param("/help?page=2", "/help?page=2", id="the page that was wanted"),
        pytest.param("https://example.org/", "/", id="never another site"),
        pytest.param("//example.org/", "/", id="nor one in disguise"),
        pytest.param("/\\example.org", "/", id="nor with a backslash"),
    ],
)
def test_one_lands_where_one_wanted(
    client: "FlaskClient", village: Account, wanted: str, led_to: str
) -> None:
    location = sign_in(client, next=wanted).location
    assert location == led_to if led_to != "/" else "example.org" not in location


def test_until_the_first_pin_is_changed_every_page_leads_there(
    client: "FlaskClient", session: Session, village: Account
) -> None:
    village.must_change = True
    session.flush()
    assert sign_in(client).location == "/password"
    for path in ("/account", "/help", "/privacy", "/sign-in"):
        assert client.get(path).location == "/password", path
    with client.get("/static/css/planhub.css") as style:
        assert style.status_code == 200
    page = client.get("/password").text
    assert 'name="password"' not in page, "the old one was typed a moment ago"
    form = fields_of(page, "/password")
    easy = client.post("/password", data=form | {"new_password": "123456", "repeat_password": "123456"})
    assert easy.status_code == 422
    assert "เดาง่าย" in easy.text
    good = client.post("/password", data=form | {"new_password": "๓๘๕๐๒๗", "repeat_password": "385027"})
    assert good.status_code == 303
    assert signed_in(client), "this browser stays signed in"
    client.post("/sign-out", data=token(client))
    assert sign_in(client, password="385027").status_code == 303


def test_signing_out_and_changing_language_work_before_the_first_change(
    client: "FlaskClient", session: Session, village: Account
) -> None:
    village.must_change = True
    session.flush()
    sign_in(client)
    csrf = re.findall(r'name="csrf_token" value="([^"]+)"', client.get("/password").text)[0]
    switched = client.post("/language", data={"csrf_token": csrf, "locale": "en", "next": "/password"})
    assert switched.location == "/password"
    assert client.post("/sign-out", data={"csrf_token": csrf}).location == "/sign-in"


def test_another_browser_is_signed_out_by_a_change_and_by_sign_out_everywhere(
    client: "FlaskClient", village: Account
) -> None:
    other = client.application.test_client()
    sign_in(client)
    sign_in(other)
    form = fields_of(client.get("/password").text, "/password")
    secrets = {"password": PIN, "new_password": "385027", "repeat_password": "385027"}
    assert client.post("/password", data=form | secrets).status_code == 303
    assert signed_in(client)
    assert not signed_in(other)
    sign_in(other, password="385027")
    assert client.post("/account/sign-out-everywhere", data=token(client)).status_code == 303
    assert not signed_in(client)
    assert not signed_in(other)


def test_a_closed_account_is_out_at_once(client: "FlaskClient", session: Session, village: Account) -> None:
    sign_in(client)
    village.closed_at = datetime(2026, 11, 20, tzinfo=UTC)
    session.flush()
    assert not signed_in(client)


@pytest.fixture
def many_hats(session: Session, village: Account) -> list[Holding]:
    """The village's account also acts as secretary of its subdistrict; a third office ended long ago."""
    acting = accounts.holding(
        session,
        "subdistrict_secretary",
        "320102",
        of=village,
        acting=True,
        order_number="สร 0118/123",
        valid_from=date(2026, 10, 1),
        valid_to=date(2099, 9, 30),
        title="ปลัดอำเภอ",
    )
    past = accounts.holding(session, "district_chief", "3201", of=village, valid_to=date(2026, 1, 1))
    return [acting, past]


def test_a_person_of_several_hats_chooses_one(
    client: "FlaskClient", session: Session, village: Account, many_hats: list[Holding]
) -> None:
    sign_in(client)
    page = client.get("/account").text
    assert "สร 0118/123" in page, "an acting holder is shown with the order"
    assert "1 ต.ค. 2569" in page, "and the dates"
    assert "(รักษาการ)" in page
    assert "นายอำเภอ" not in page, "an office that has ended gives no hat"
    chosen = client.post("/hat", data=token(client) | {"hat": many_hats[0].id})
    assert chosen.status_code == 303
    assert "ปลัดอำเภอ" in client.get("/account").text.split("<main")[0]
    refused = client.post("/hat", data=token(client) | {"hat": many_hats[1].id})
    assert refused.location == "/account"
    assert "ไม่ใช่ของท่าน" in client.get("/account").text


def test_who_has_no_office_left_still_has_an_account(
    client: "FlaskClient", session: Session, village: Account
) -> None:
    for holding in session.scalars(select(Holding)):
        holding.valid_to = date(2026, 1, 1)
    session.flush()
    assert sign_in(client).location == "/account"
    assert "วันนี้ไม่มีตำแหน่ง" in client.get("/account").text
    assert client.get("/password").status_code == 200


def test_a_form_sent_after_the_session_ended_is_still_there_after_signing_in(
    client: "FlaskClient", village: Account
) -> None:
    sign_in(client)
    stale = token(client) | {"once": "an-old-key"}
    with client.session_transaction() as cookie:
        cookie.clear()
    note = "ถนนหน้าวัด <b>ทรุด</b> & น้ำท่วม"
    lost = client.post("/hat", data=stale | {"note": note, "hat": "7", "password": "ความลับ", "pin": PIN})
    assert lost.status_code == 401, "one page, not two: the token went with the session"
    form = fields_of(lost.text, "/sign-in")
    assert form["carried"]
    wrong = client.post("/sign-in", data=form | {"username": VILLAGE, "password": "999111"})
    form = fields_of(wrong.text, "/sign-in")
    assert form["carried"], "a mistyped PIN loses nothing either"
    entered = client.post("/sign-in", data=form | {"username": VILLAGE, "password": PIN})
    assert entered.status_code == 200
    assert "สิ่งที่พิมพ์ไว้ยังอยู่" in entered.text
    assert "<b>ทรุด" not in entered.text
    again = fields_of(entered.text, "/hat")
    assert (again["note"], again["hat"]) == (note, "7")
    assert not {"password", "pin"} & again.keys(), "secrets are never carried"
    assert again["csrf_token"] != stale["csrf_token"]
    assert again["once"] != "an-old-key"
    assert client.post("/hat", data=again).status_code == 303, "the fresh tokens are good"


def test_what_was_typed_waits_even_for_a_first_change_of_pin(
    client: "FlaskClient", session: Session, village: Account
) -> None:
    village.must_change = True
    session.flush()
    form = fields_of(client.post("/hat", data={"note": "ฝายชำรุด"}).text, "/sign-in")
    asked = client.post("/sign-in", data=form | {"username": VILLAGE, "password": PIN})
    form = fields_of(asked.text, "/password")
    done = client.post("/password", data=form | {"new_password": "385027", "repeat_password": "385027"})
    assert fields_of(done.text, "/hat")["note"] == "ฝายชำรุด"


def test_a_stale_token_of_somebody_signed_in_offers_a_fresh_one(
    client: "FlaskClient", village: Account
) -> None:
    sign_in(client)
    answer = client.post("/hat", data={"csrf_token": "stale", "note": "ฝายชำรุด", "hat": "7"})
    assert answer.status_code == 400
    again = fields_of(answer.text, "/hat")
    assert again["note"] == "ฝายชำรุด"
    assert client.post("/hat", data=again).status_code == 303


def test_what_another_site_sends_here_is_not_carried(client: "FlaskClient", village: Account) -> None:
    forged = client.post("/hat", data={"hat": "7"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert forged.status_code == 401
    assert "carried" not in fields_of(forged.text, "/sign-in")


def test_a_carried_form_that_we_did_not_sign_is_ignored(client: "FlaskClient", village: Account) -> None:
    entered = sign_in(client, carried='{"path": "https://example.org", "fields": []}')
    assert entered.status_code == 303


def test_a_second_click_on_sign_in_brings_its_own_cookie(client: "FlaskClient", village: Account) -> None:
    form = fields_of(client.get("/sign-in").text, "/sign-in") | {"username": VILLAGE, "password": PIN}
    other = client.application.test_client()
    with client.session_transaction() as mine, other.session_transaction() as theirs:
        theirs.update(mine)
    assert client.post("/sign-in", data=form).status_code == 303
    assert other.post("/sign-in", data=form).status_code == 303
    assert signed_in(other)
