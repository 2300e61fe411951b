"""The pages of accounts: each level the one below; PINs are seen once; nothing typed is lost."""

import re
from datetime import date, timedelta
from io import BytesIO
from typing import TYPE_CHECKING

import pypdf
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub import clock
from planhub.accounts import hashes
from planhub.accounts.account import Account
from planhub.accounts.holding import Agency, Holding
from planhub.accounts.recording import record
from planhub.workflow.roles import Hat
from tests.factories import accounts, areas
from tests.web.forms import fields_of, led_to, send

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

VILLAGE = "32010204"


@pytest.fixture
def district(client: "FlaskClient", session: Session) -> Hat:
    """The client is signed in as secretary of district 3201."""
    areas.surin(session)
    hat = accounts.hat(session, "district_secretary", "3201")
    accounts.sign_in(client, session, hat)
    return hat


@pytest.fixture
def village(session: Session, district: Hat) -> Account:
    """The account of village 32010204."""
    account = accounts.account(session, "บ้านตั้งใจ 4", username=VILLAGE)
    accounts.holding(session, "village_head", VILLAGE, of=account)
    return account


def secret_on(page: str) -> str:
    return re.findall(r'<dd class="code strong">([^<]+)</dd>', page)[1]


def slips_on(client: "FlaskClient", page: "TestResponse") -> "TestResponse":
    """The file of slips that a page of issued PINs links to."""
    return client.get(re.findall(r'href="([^"]+)" download="', page.text)[0])


def words_of(pdf: "TestResponse") -> str:
    assert pdf.mimetype == "application/pdf"
    assert "attachment" in pdf.headers["Content-Disposition"]
    return pypdf.PdfReader(BytesIO(pdf.data)).pages[0].extract_text()


def test_the_list_shows_the_level_below_and_finds(client: "FlaskClient", village: Account) -> None:
    assert "บ้านตั้งใจ 4" in client.get("/accounts").text
    assert "บ้านตั้งใจ 4" in client.get("/accounts?q=๓๒๐๑๐๒๐๔").text
    assert "ไม่พบบัญชี" in client.get("/accounts?q=ไม่มี").text
    assert "บ้านตั้งใจ 4" not in client.get("/accounts?area=320103").text


def test_an_empty_list_says_what_to_do(client: "FlaskClient", district: Hat) -> None:
    assert "ยังไม่มีบัญชีในระดับที่ท่านดูแล" in client.get("/accounts").text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param("/accounts?area=3202", 403, id="another district's list"),
        pytest.param("/accounts?area=32", 403, id="the whole province's"),
        pytest.param("/accounts?after=%00&q=%25", 200, id="a bent address"),
        pytest.param("/accounts?q=a%00b&role=%00&area=", 200, id="a sign that no text has"),
        pytest.param("/accounts/999999", 404, id="an account that is not there"),
        pytest.param("/accounts/agencies", 403, id="agencies are the province's"),
    ],
)
def test_addresses_lead_nowhere_else(client: "FlaskClient", district: Hat, path: str, status: int) -> None:
    assert client.get(path).status_code == status


def test_an_account_of_another_district_is_not_there(
    client: "FlaskClient", session: Session, village: Account
) -> None:
    other = accounts.holding(session, "village_head", "32020101")
    assert client.get(f"/accounts/{other.account_id}").status_code == 404
    tokens = fields_of(client.get(f"/accounts/{village.id}").text, f"/accounts/{village.id}/close")
    for what in ("close", "reissue", "reopen", "name"):
        form = {**tokens, "once": what, "confirmed": "yes", "name": "x"}
        refused = client.post(f"/accounts/{other.account_id}/{what}", data=form)
        assert refused.status_code in (403, 404), what
    ended = client.post(f"/accounts/offices/{other.id}/end", data={**tokens, "once": "end"})
    assert ended.status_code == 403
    session.expire_all()
    account = session.get_one(Account, other.account_id)
    assert (account.closed_at, account.session_epoch) == (None, 1)


def test_a_village_s_account_is_made_and_its_pin_shown_once(
    client: "FlaskClient", session: Session, district: Hat
) -> None:
    page = client.get("/accounts/new?role=village_head").text
    assert 'value="32010203"' in page
    assert 'value="32020101"' not in page, "another district's villages are not offered"
    made = led_to(
        client,
        send(
            client, "/accounts/new?role=village_head", "/accounts/new", area_code="32010203", name="นางสมศรี"
        ),
    )
    pin = secret_on(made.text)
    account = session.scalars(select(Account).where(Account.username == "32010203")).one()
    assert hashes.matches(account.password_hash, pin)
    text = words_of(slips_on(client, made))
    assert "32010203" in text
    assert pin in text
    assert pin not in client.get(f"/accounts/{account.id}").text
    assert 'value="32010203"' not in client.get("/accounts/new?role=village_head").text
    assert made.headers["Cache-Control"] == "private, no-store"


def test_what_was_typed_stays_beside_the_errors(client: "FlaskClient", district: Hat) -> None:
    typed = {"name": "สมชาย", "username": "ปลัด", "area_code": "", "phone": "12"}
    answer = send(client, "/accounts/new?role=subdistrict_chair", "/accounts/new", **typed)
    assert answer.status_code == 422
    assert 'value="ปลัด"' in answer.text
    for field in ("username", "area_code", "phone"):
        assert f'href="#f-{field}"' in answer.text
    assert 'href="#f-name"' not in answer.text


def test_an_acting_holder_is_appointed_with_order_and_dates(
    client: "FlaskClient", session: Session, village: Account
) -> None:
    page = f"/accounts/offices?role=subdistrict_chair&username={VILLAGE}"
    form = {"username": VILLAGE, "area_code": "320102", "acting": "yes"}
    missing = send(client, page, "/accounts/offices", **form)
    assert missing.status_code == 422
    assert "เลขที่คำสั่ง" in missing.text
    order = {"order_number": "สร 0118/123", "valid_from": "1/10/2569", "valid_to": "30/9/2599"}
    done = send(client, page, "/accounts/offices", **form, **order)
    assert done.location == f"/accounts/{village.id}"
    shown = client.get(done.location).text
    assert "สร 0118/123" in shown
    assert "30 ก.ย. 2599" in shown
    listed = client.get("/accounts?state=acting").text
    assert "(รักษาการ)" in listed
    assert "สร 0118/123" in listed


def test_offices_out_of_reach_are_counted_and_not_shown(
    client: "FlaskClient", session: Session, district: Hat, village: Account
) -> None:
    accounts.holding(session, "subdistrict_chair", "320102", of=village, title="ประธาน กบต. ตั้งใจ")
    order = {"acting": True, "order_number": "มท 0001/9", "valid_from": date(2026, 10, 1)}
    accounts.holding(
        session, "governor", "45", of=village, title="ผู้ว่าที่อื่น", valid_to=date(2099, 1, 1), **order
    )
    accounts.holding(session, "viewer", "", of=village, title="ผู้ดูทั้งประเทศ")
    elsewhere = {"role": "governor", "area_code": "45", "order_number": "มท 0001/9"}
    record(session, [village.id], "acting_appointed", by=None, at=clock.now(), details=elsewhere)
    here = {"role": "village_head", "area_code": VILLAGE}
    record(session, [village.id], "created", by=district, at=clock.now(), details=here)
    record(session, [village.id], "secret_changed", by=None, at=clock.now())
    shown = client.get(f"/accounts/{village.id}").text
    assert "ประธาน กบต. ตั้งใจ" in shown
    assert "ตำแหน่งอื่น ๆ 2 แห่ง" in shown
    for secret in ("ผู้ว่าที่อื่น", "ผู้ดูทั้งประเทศ", "มท 0001/9", "ผู้ว่าราชการ"):
        assert secret not in shown
    assert "สร้างบัญชี ผู้ใหญ่บ้าน" in shown
    assert "เจ้าของเปลี่ยนรหัส" in shown
    accounts.sign_in(client, session, accounts.hat(session, "administrator", ""))
    assert "ผู้ว่าที่อื่น" in client.get(f"/accounts/{village.id}").text


def test_an_office_is_ended_and_a_bad_day_is_told(
    client: "FlaskClient", session: Session, village: Account
) -> None:
    held = session.scalars(select(Holding).where(Holding.account_id == village.id)).one()
    page, action = f"/accounts/{village.id}", f"/accounts/offices/{held.id}/end"
    bad = send(client, page, action, last_day="31/2/2569")
    assert bad.status_code == 422
    assert 'value="31/2/2569"' in bad.text
    assert send(client, page, action, last_day="30/9/2599").status_code == 303
    session.expire_all()
    assert held.valid_to == date(2056, 9, 30)


def test_rare_things_are_asked_about_once(client: "FlaskClient", session: Session, village: Account) -> None:
    page = f"/accounts/{village.id}"
    for what in ("reissue", "close"):
        asked = send(client, page, f"{page}/{what}")
        assert asked.status_code == 200
        assert 'name="confirmed"' in asked.text
    session.expire_all()
    assert (village.session_epoch, village.closed_at) == (1, None)
    renewed = led_to(client, send(client, page, f"{page}/reissue", confirmed="yes"))
    session.expire_all()
    assert hashes.matches(village.password_hash, secret_on(renewed.text))
    assert send(client, page, f"{page}/close", confirmed="yes").status_code == 303
    assert "บัญชีนี้ปิดแล้ว" in client.get(page).text
    opened = led_to(client, send(client, page, f"{page}/reopen"))
    session.expire_all()
    assert village.closed_at is None
    assert hashes.matches(village.password_hash, secret_on(opened.text))


def test_a_name_is_mended(client: "FlaskClient", session: Session, village: Account) -> None:
    page = f"/accounts/{village.id}"
    assert send(client, page, f"{page}/name", name="", phone="1").status_code == 422
    assert send(client, page, f"{page}/name", name="นางสมศรี", phone="0812345678").status_code == 303
    assert "นางสมศรี" in client.get(page).text


def test_slips_of_a_whole_district_in_one_file(
    client: "FlaskClient", session: Session, village: Account
) -> None:
    page, before = "/accounts/villages", session.scalar(select(func.count()).select_from(Account)) or 0
    text = words_of(slips_on(client, led_to(client, send(client, page, page, area_code="3201", again=""))))
    codes = ["32010201", "32010202", "32010203", "32010301"]
    assert all(code in text for code in codes)
    assert VILLAGE not in text
    assert session.scalar(select(func.count()).select_from(Account)) == before + 4
    pins = re.findall(r"\b\d{6}\b", text)
    stored = session.scalars(select(Account.password_hash).where(Account.username.in_(codes))).all()
    assert all(any(hashes.matches(hash_, pin) for pin in pins) for hash_ in stored)
    again = send(client, page, page, area_code="3201", again="")
    assert again.location == page
    anew = led_to(client, send(client, page, page, area_code="320102", again="yes"))
    assert VILLAGE in words_of(slips_on(client, anew))


@pytest.mark.parametrize("what", ["villages", "new", "reissue"])
def test_a_second_click_leads_to_the_same_pins(
    client: "FlaskClient", session: Session, village: Account, what: str
) -> None:
    page, action, typed = {
        "villages": ("/accounts/villages", "/accounts/villages", {"area_code": "3201", "again": "yes"}),
        "new": ("/accounts/new?role=village_head", "/accounts/new", {"area_code": "32010203"}),
        "reissue": (f"/accounts/{village.id}", f"/accounts/{village.id}/reissue", {"confirmed": "yes"}),
    }[what]
    form = fields_of(client.get(page).text, action) | typed
    first, second = client.post(action, data=form), client.post(action, data=form)
    assert first.location == second.location
    shown = led_to(client, second)
    pins = re.findall(r"\b\d{6}\b", words_of(slips_on(client, shown)))
    session.expire_all()
    stored = session.scalars(select(Account.password_hash).where(Account.username.startswith("3201"))).all()
    good = [pin for pin in pins if any(hashes.matches(hash_, pin) for hash_ in stored)]
    assert len(good) == (5 if what == "villages" else 1), "the PINs on the paper open their accounts"


def test_issued_pins_are_shown_to_who_issued_them_and_for_a_while(
    client: "FlaskClient", session: Session, district: Hat, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = "/accounts/new?role=village_head"
    address = send(client, page, "/accounts/new", area_code="32010203").location
    assert "32010203" in client.get(address).text
    assert client.get(address).headers["Cache-Control"] == "private, no-store"
    late = clock.now() + timedelta(minutes=16)
    with monkeypatch.context() as later:
        later.setattr(clock, "now", lambda: late)
        past = client.get(address)
    assert past.status_code == 404
    assert "เปิดดูได้ 15 นาที" in past.text
    accounts.sign_in(client, session, accounts.hat(session, "district_chief", "3201"))
    for path in (address, f"{address}/slips.pdf"):
        assert client.get(path).status_code == 404
    assert client.get("/accounts/issued/..%2Fsecret").status_code == 404


@pytest.mark.parametrize(
    ("code", "status"),
    [
        pytest.param("3202", 403, id="the district next door"),
        pytest.param("32", 403, id="the whole province"),
        pytest.param("", 403, id="the whole country"),
        pytest.param("320199", 404, id="a subdistrict that is not there"),
    ],
)
def test_slips_of_other_areas_are_refused(
    client: "FlaskClient", session: Session, district: Hat, code: str, status: int
) -> None:
    answer = send(client, "/accounts/villages", "/accounts/villages", area_code=code)
    assert answer.status_code == status
    assert session.scalars(select(Account).where(Account.username.startswith("32"))).first() is None


def test_a_province_prints_no_village_slips_but_adds_agencies(
    client: "FlaskClient", session: Session, district: Hat
) -> None:
    accounts.sign_in(client, session, accounts.hat(session, "planner", "32"))
    assert client.get("/accounts/villages").status_code == 403
    page = "/accounts/agencies"
    typed = {"name_th": "แขวงทางหลวง", "short": "doh", "area_code": "๓๒"}
    missing = send(client, page, page, **typed)
    assert missing.status_code == 422
    assert 'value="แขวงทางหลวง"' in missing.text
    assert send(client, page, page, **typed, level="central").status_code == 303
    assert session.get_one(Agency, "A-32-DOH").level == "central"
    assert "แขวงทางหลวง" in client.get("/accounts/new?role=agency_officer").text


def test_a_session_lost_in_the_middle_of_the_form_loses_nothing(
    client: "FlaskClient", session: Session, district: Hat
) -> None:
    secretary = session.get_one(Account, district.account_id)
    secretary.password_hash = hashes.hashed("ten chars!")
    session.flush()
    form = fields_of(client.get("/accounts/new?role=village_head").text, "/accounts/new")
    form |= {"area_code": "32010203", "name": "นางสมศรี <มีสุข>"}
    with client.session_transaction() as cookie:
        cookie.clear()
    lost = client.post("/accounts/new", data=form)
    assert lost.status_code == 401
    entry = fields_of(lost.text, "/sign-in") | {"username": secretary.username, "password": "ten chars!"}
    resumed = client.post("/sign-in", data=entry)
    again = fields_of(resumed.text, "/accounts/new")
    assert again["name"] == "นางสมศรี <มีสุข>"
    assert secret_on(led_to(client, client.post("/accounts/new", data=again)).text)
