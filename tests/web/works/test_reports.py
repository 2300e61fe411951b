"""Progress pages: the form and what comes back, the look from above, photos, what all see of silence."""

from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub import clock
from planhub.progress.progress import ProgressReport, WorkPhoto
from planhub.proposals.proposal import Proposal
from planhub.workflow.due import last_opened, period_of
from planhub.workflow.stages import Stage
from planhub.works.work import Work
from tests.factories import accounts, areas, work_rows
from tests.progress.test_camera import GPS, photo
from tests.web.forms import fields_of, led_to, send

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse


def typed(**more: str) -> dict[str, str]:
    """A report of the newest quarter."""
    period = last_opened(clock.today(), by_quarter=True).key
    return {"period": period, "physical": "๔๕", "activity": "เทคอนกรีตถึงกลางหมู่บ้าน"} | more


@pytest.fixture
def work(client: "FlaskClient", session: Session) -> Proposal:
    """A work of Surin that an agency carries out, its officer at the desk."""
    areas.surin(session)
    agency = accounts.agency(session).code
    row, _work = work_rows.work(
        session, agency_code=agency, point=(103.493, 14.882), need={"quantity": 850, "unit": "เมตร"},
        funded_on=clock.today() - timedelta(days=400), days_ago=400, title="ถนนสายวัดป่า",
    )  # fmt: skip
    sit(client, session, "agency_officer")
    session.commit()
    return row


def sit(client: "FlaskClient", session: Session, role: str) -> None:
    """Put somebody of that role at the desk."""
    more = {"agency_code": "A-32-DPT"} if role == "agency_officer" else {}
    hat = accounts.hat(session, role, "3201" if role.startswith("district") else "32", **more)
    session.commit()
    accounts.sign_in(client, session, hat)


def reports(work: Proposal) -> str:
    return f"/works/{work.id}/reports"


def test_the_officer_reports_and_the_work_shows_it(
    client: "FlaskClient", session: Session, work: Proposal
) -> None:
    empty = client.get(reports(work)).text
    assert "ยังไม่มีรายงาน" in empty
    assert "เป้าหมายของเรื่องนี้ 850 เมตร" in empty
    assert "ค้างรายงาน" in empty
    page = led_to(client, send(client, reports(work), reports(work), **typed(output="400"))).text
    assert all(words in page for words in ("45 %", "เทคอนกรีตถึงกลางหมู่บ้าน", "รอตรวจ"))
    assert "ค้างรายงาน" not in page
    session.expire_all()
    assert session.scalars(select(ProgressReport.physical)).one() == 45


def test_everything_typed_comes_back(client: "FlaskClient", session: Session, work: Proposal) -> None:
    given = typed(physical="มาก", problem="ฝนตกทุกวัน", remedy="รอหน้าแล้ง", next_step="เทต่อ", output="๔๐๐")
    answer = send(client, reports(work), reports(work), **given)
    assert answer.status_code == 422
    for value in ("มาก", "ฝนตกทุกวัน", "รอหน้าแล้ง", "เทต่อ", "๔๐๐", "เทคอนกรีตถึงกลางหมู่บ้าน"):
        assert value in answer.text
    assert session.scalar(select(ProgressReport.id)) is None


def test_an_old_page_is_told_and_keeps_what_was_typed(client: "FlaskClient", work: Proposal) -> None:
    answer = send(client, reports(work), reports(work), **typed(version="77"))
    assert answer.status_code == 409
    assert "เทคอนกรีตถึงกลางหมู่บ้าน" in answer.text


def test_sent_back_it_stands_on_top_with_what_was_told(
    client: "FlaskClient", session: Session, work: Proposal
) -> None:
    send(client, reports(work), reports(work), **typed())
    report = session.scalars(select(ProgressReport.id)).one()
    sit(client, session, "district_chief")
    assert "รับรายงาน</button>" not in client.get(reports(work)).text
    sit(client, session, "planner")
    check, told = f"{reports(work)}/check", {"report_id": str(report), "verdict": "send_back"}
    assert send(client, reports(work), check, **told).status_code == 422
    led_to(client, send(client, reports(work), check, note="ขอรูปหน้างาน", **told))
    sit(client, session, "agency_officer")
    page = client.get(reports(work)).text
    assert page.index("ขอรูปหน้างาน") < page.index("ส่งรายงาน</button>")
    assert "เทคอนกรีตถึงกลางหมู่บ้าน</textarea>" in page, "to be mended, not typed anew"


def test_a_hundred_percent_offers_to_complete(
    client: "FlaskClient", session: Session, work: Proposal
) -> None:
    page = led_to(client, send(client, reports(work), reports(work), **typed(physical="100"))).text
    assert "บันทึกว่าแล้วเสร็จ" in page
    done = f"{reports(work)}/complete"
    assert send(client, reports(work), done, done_on="").status_code == 422
    led_to(client, send(client, reports(work), done, done_on=clock.today().isoformat()))
    session.expire_all()
    assert work.stage == Stage.COMPLETED
    assert "ส่งรายงาน</button>" not in client.get(reports(work)).text


def add(client: "FlaskClient", work: Proposal, data: bytes, **more: str) -> "TestResponse":
    """Send a photo by the page's own form."""
    action = f"/works/{work.id}/photos"
    form = fields_of(client.get(reports(work)).text, action) | {"moment": "before"} | more
    file = {"photo": (BytesIO(data), "IMG.JPG")}
    return client.post(action, data=form | file, content_type="multipart/form-data")


def status_of(client: "FlaskClient", path: str) -> int:
    """The status of a file's answer, the file closed."""
    with client.get(path) as answer:
        return answer.status_code


def test_photos_stand_side_by_side_and_a_far_one_is_marked(
    client: "FlaskClient", session: Session, work: Proposal
) -> None:
    assert add(client, work, photo(GPS)).status_code == 303
    later = photo(taken="2026:05:20 10:00:00")
    assert add(client, work, later, moment="after", lat="14.99", lon="103.49").status_code == 303
    page = client.get(reports(work)).text
    assert page.count("ถ่ายห่างจากที่ตั้งโครงการ") == 1
    wrong = add(client, work, b"%PDF-1.7", caption="คันดินพัง")
    assert wrong.status_code == 422
    assert "คันดินพัง" in wrong.text
    first = session.scalars(select(WorkPhoto.id).order_by(WorkPhoto.id)).first()
    assert status_of(client, f"/works/photos/{first}/small") == 200


def test_a_photo_that_stands_already_is_told_and_takes_the_place_it_lacked(
    client: "FlaskClient", session: Session, work: Proposal
) -> None:
    assert "เก็บรูปแล้ว 1 รูป" in led_to(client, add(client, work, photo())).text
    page = led_to(client, add(client, work, photo(), lat="14.882", lon="103.493")).text
    assert "1 รูปมีอยู่แล้วในช่วงนี้ จึงไม่เก็บซ้ำ" in page
    assert "เก็บรูปแล้ว" not in page
    assert "ใส่พิกัดที่ส่งมาให้แล้ว" in page
    (kept,) = session.scalars(select(WorkPhoto)).all()
    assert (kept.lat, kept.lon, kept.away_m) == (14.882, 103.493, 0)
    page = led_to(client, add(client, work, photo(), lat="15.5", lon="103.4")).text
    assert "มีอยู่แล้ว" in page
    assert "ใส่พิกัด" not in page
    session.refresh(kept)
    assert kept.lat == 14.882, "the place that it has is kept"


def test_everybody_sees_before_and_after_without_coordinates(
    client: "FlaskClient", session: Session, work: Proposal
) -> None:
    ids = {}
    for n, moment in enumerate(("before", "during", "after")):
        add(client, work, photo(GPS, f"2026:05:2{n} 10:00:00"), moment=moment, caption=f"ช่วง{n}")
        ids[moment] = session.scalars(select(WorkPhoto.id).where(WorkPhoto.moment == moment)).one()
    stranger = client.application.test_client()
    public = f"/n/{work.number}"
    page = stranger.get(public)
    assert "ไม่มีรายงาน" in page.text or "ยังไม่มีรายงาน" in page.text, "silence is said to everybody"
    for moment, status in (("before", 200), ("during", 404), ("after", 200)):
        assert (f"/works/photos/{ids[moment]}" in page.text) is (status == 200)
        assert status_of(stranger, f"/works/photos/{ids[moment]}") == status
    send(client, reports(work), reports(work), **typed())
    again = stranger.get(public, headers={"If-None-Match": page.headers["ETag"]})
    assert again.status_code == 200
    assert "ทำได้แล้วร้อยละ 45" in again.text


def test_a_photo_taken_off_is_gone_for_everybody(
    client: "FlaskClient", session: Session, work: Proposal
) -> None:
    add(client, work, photo())
    id_ = session.scalars(select(WorkPhoto.id)).one()
    send(client, reports(work), f"/works/{work.id}/photos/off", take_off=str(id_))
    assert f"/works/photos/{id_}" not in client.get(reports(work)).text
    assert client.application.test_client().get(f"/works/photos/{id_}").status_code == 404


def test_who_only_reads_is_offered_nothing(client: "FlaskClient", session: Session, work: Proposal) -> None:
    sit(client, session, "governor")
    page = client.get(reports(work)).text
    assert "ส่งรายงาน</button>" not in page
    assert "ส่งรูป</button>" not in page
    assert client.post(reports(work), data=typed()).status_code in (400, 403)


def test_silence_is_told_where_works_are_listed(
    client: "FlaskClient", session: Session, work: Proposal
) -> None:
    assert "ค้างรายงานความก้าวหน้า 1 งาน" in client.get("/works").text
    sit(client, session, "planner")
    page = client.get("/works").text
    assert "/works/silent" in page
    assert "ค้างรายงาน</span>" in page
    table = client.get("/works/silent?sort=told&up=yes").text
    assert "โยธาธิการ" in table
    assert "ยังไม่เคยรายงาน" in table
    assert "งานของเรื่องนี้" in client.get(f"/items/{work.id}").text


def test_an_empty_table_of_offices_says_why(client: "FlaskClient", session: Session) -> None:
    areas.surin(session)
    sit(client, session, "planner")
    assert "ยังไม่มีงานที่ต้องรายงาน" in client.get("/works/silent").text


def test_a_young_work_tells_of_no_time_before_it(
    client: "FlaskClient", session: Session, work: Proposal
) -> None:
    today = clock.today()
    session.get_one(Work, work.id).funded_on = today
    session.commit()
    runs = period_of(today, by_quarter=True)
    page = client.get(reports(work)).text
    assert f'value="{runs.key}" selected' in page
    assert f'value="{runs.before().key}"' not in page
    assert send(client, reports(work), reports(work), **typed(period=runs.before().key)).status_code == 422
    assert send(client, reports(work), reports(work), **typed(period=runs.key)).status_code == 303
