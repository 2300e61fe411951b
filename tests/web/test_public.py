"""The public page of a number: the answer without a person in it; files only to whom they are open."""

import re
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from sqlalchemy import func, update
from sqlalchemy.orm import Session

from planhub.accounts.hats import hat_of
from planhub.areas.area import Area, AreaBoundary
from planhub.needs.attaching import attach
from planhub.proposals.decisions import discreet
from planhub.proposals.need import Need
from planhub.proposals.proposal import Proposal
from planhub.proposals.reviewing import review
from planhub.workflow.judging import Given
from planhub.workflow.roles import Hat
from planhub.workflow.stages import Action, Stage
from tests.factories.accounts import account, agency, hat, holding, sign_in
from tests.factories.areas import area, surin
from tests.factories.proposals import NOW, planning_round, proposal

if TYPE_CHECKING:
    from flask.testing import FlaskClient

NUMBER = "32010204-2571-777"


@pytest.fixture
def need(session: Session) -> Proposal:
    """A submitted need whose words hold what nobody else should read."""
    surin(session)
    planning_round(session)
    words = {"proposer_phone": "0812345678", "problem": "โทร ๐๘๑-๒๓๔-๕๖๗๘ บัตร 1-3201-00123-45-6"}
    row = proposal(session, number=NUMBER, point=(103.49, 14.88))
    for name, value in words.items():
        setattr(session.get_one(Need, row.id), name, value)
    session.commit()
    return row


def decide(session: Session, row: Proposal, wearing: Hat, action: Action, given: Given) -> None:
    review(
        session, proposal_id=row.id, action=action, hat=wearing, capacity="เลขานุการ กบต.ตั้งใจ", given=given,
        version=None, at=NOW, day=date(2026, 11, 21),
    )  # fmt: skip
    session.commit()


def test_it_answers_where_who_since_when_and_what_next(
    client: "FlaskClient", session: Session, need: Proposal
) -> None:
    page = client.get(f"/n/{NUMBER}").text
    assert "กบต.ตั้งใจ" in page
    assert "มาแล้ว" in page
    assert re.search(r"<dt>ตอนนี้อยู่ที่ใคร</dt><dd>[^<]*กบต.ตั้งใจ", page), "an office, not a stage"
    assert re.search(r"<dt>ถึงขั้นไหนแล้ว</dt><dd>รอ กบต. พิจารณา", page), "a stage, not an office"
    assert "กบต. จัดลำดับแล้วส่งต่อ กบอ." in page
    assert "หมู่ที่ 4 บ้านตั้งใจ 4" in page
    assert 'data-lat="14.880000"' in page
    assert "noindex" not in page


def test_each_decision_is_told_with_its_reason(
    client: "FlaskClient", session: Session, need: Proposal
) -> None:
    clerk = hat(session, "subdistrict_secretary", "320102")
    office = agency(session)
    decide(session, need, clerk, Action.CLASSIFY, Given(classification="agency"))
    decide(session, need, clerk, Action.REFER, Given(agency_code=office.code))
    officer = hat(session, "agency_officer", "32", agency_code=office.code)
    decide(session, need, officer, Action.OPINE, Given(verdict="conditional", reason="ต้องขอใช้ที่ดินก่อน"))
    decide(session, need, clerk, Action.DEFER, Given(reason="รอผลสำรวจ โทร 0812345678"))
    page = client.get(f"/n/{NUMBER}").text
    for words in (
        "กบต.ตั้งใจ จำแนกว่าเป็นอำนาจหน้าที่ของหน่วยงานอื่น",
        "กบต.ตั้งใจ ส่งให้ สำนักงานโยธาธิการและผังเมืองจังหวัดสุรินทร์ ให้ความเห็น",
        "สำนักงานโยธาธิการและผังเมืองจังหวัดสุรินทร์ เห็นว่าทำได้โดยมีเงื่อนไข",
        "ต้องขอใช้ที่ดินก่อน",
        "กบต.ตั้งใจ เลื่อนไปพิจารณารอบถัดไป",
        "รอผลสำรวจ",
    ):
        assert words in page, words
    assert "0812345678" not in page


def test_no_personal_data_stands_on_it(client: "FlaskClient", session: Session, need: Proposal) -> None:
    page = client.get(f"/n/{NUMBER}").text
    for secret in ("0812345678", "๐๘๑-๒๓๔-๕๖๗๘", "1-3201-00123-45-6", "สมชาย"):
        assert secret not in page, secret
    assert "•••" in page


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("โทร 081-234-5678 นะ", "โทร ••• นะ"),
        ("โทร ๐๘๑๒๓๔๕๖๗๘", "โทร •••"),
        ("+66 81 234 5678", "•••"),
        ("044 512 345", "•••"),
        ("บัตร 1320100123456", "บัตร •••"),
        # what only looks a little like one stays
        ("กว้าง 4 ยาว 850 เมตร 1,250,000 บาท", "กว้าง 4 ยาว 850 เมตร 1,250,000 บาท"),
        ("ปี 2566 2567 2568", "ปี 2566 2567 2568"),
        ("เรื่อง 32010204-2571-007", "เรื่อง 32010204-2571-007"),
        ("พิกัด 14.882000 103.493000", "พิกัด 14.882000 103.493000"),
    ],
)
def test_personal_numbers_are_covered(text: str, shown: str) -> None:
    assert discreet(text) == shown


@pytest.mark.parametrize(
    "typed", ["๓๒๐๑๐๒๐๔-๒๕๗๑-๗๗๗", "32010204 2571 777", "320102042571777", "32010204–2571–777"]
)
def test_the_number_is_read_in_every_dress(client: "FlaskClient", need: Proposal, typed: str) -> None:
    for answer in (client.get(f"/n/{typed}"), client.get("/n", query_string={"number": typed})):
        assert answer.status_code == 302
        assert answer.location.endswith(f"/n/{NUMBER}")


def test_what_is_not_there_can_be_looked_for_by_other_words(client: "FlaskClient", need: Proposal) -> None:
    for gone in ("/n/32010204-2571-999", "/nowhere"):
        answer = client.get(gone)
        assert answer.status_code == 404
        assert '<a class="btn" href="/search">' in answer.text


@pytest.mark.parametrize("typed", ["32010204-2571-999", "hello", "32010204", "%00", "../../etc/passwd"])
def test_a_wrong_number_gets_a_sentence(client: "FlaskClient", need: Proposal, typed: str) -> None:
    answer = client.get(f"/n/{typed}")
    assert answer.status_code == 404
    assert "เลข" in answer.text
    assert client.get("/n", query_string={"number": "x"}).status_code == 422
    assert client.get("/n").status_code == 200


def test_a_draft_without_a_number_has_no_public_page(client: "FlaskClient", session: Session) -> None:
    row = proposal(session, stage=Stage.DRAFT)
    session.commit()
    assert client.get(f"/n/{row.id}").status_code == 404


def test_a_merged_need_points_to_where_it_went(
    client: "FlaskClient", session: Session, need: Proposal
) -> None:
    target = proposal(session, "32010203", number="32010203-2571-778")
    clerk = hat(session, "subdistrict_secretary", "320102")
    decide(session, need, clerk, Action.MERGE, Given(target_id=target.id))
    page = client.get(f"/n/{NUMBER}").text
    assert "/n/32010203-2571-778" in page
    assert f"/n/{NUMBER}" in client.get("/n/32010203-2571-778").text
    decide(session, need, clerk, Action.UNMERGE, Given(reason="คนละเรื่อง"))
    assert "/n/32010203-2571-778" not in client.get(f"/n/{NUMBER}").text


def test_a_withdrawn_need_stays_readable_and_out_of_search_engines(
    client: "FlaskClient", session: Session, need: Proposal
) -> None:
    decide(session, need, hat(session, "village_head", "32010204"), Action.WITHDRAW, Given())
    page = client.get(f"/n/{NUMBER}").text
    assert 'name="robots" content="noindex"' in page
    assert "ถอนเรื่อง" in page


def test_the_page_is_sent_again_only_when_it_changed(
    client: "FlaskClient", session: Session, need: Proposal
) -> None:
    first = client.get(f"/n/{NUMBER}")
    tag = first.headers["ETag"]
    assert client.get(f"/n/{NUMBER}", headers={"If-None-Match": tag}).status_code == 304
    packed = client.get(f"/n/{NUMBER}", headers={"Accept-Encoding": "gzip"}).headers["ETag"]
    assert client.get(f"/n/{NUMBER}", headers={"If-None-Match": packed}).status_code == 304
    decide(
        session,
        need,
        hat(session, "subdistrict_secretary", "320102"),
        Action.CLASSIFY,
        Given(classification="self"),
    )
    again = client.get(f"/n/{NUMBER}", headers={"If-None-Match": tag})
    assert again.status_code == 200
    assert again.headers["ETag"] != tag


def test_another_hat_another_language_or_another_session_is_another_page(
    client: "FlaskClient", session: Session, need: Proposal
) -> None:
    """The head of the page names the hat in use, and its forms hold the session's token."""
    who = account(session)
    secretary = hat_of(holding(session, "subdistrict_secretary", "320102", of=who))
    chair = hat_of(holding(session, "subdistrict_chair", "320102", of=who))
    session.commit()
    tags = [client.get(f"/n/{NUMBER}").headers["ETag"]]
    for wearing in (secretary, chair):
        sign_in(client, session, wearing)
        tags.append(client.get(f"/n/{NUMBER}").headers["ETag"])
        assert client.get(f"/n/{NUMBER}", headers={"If-None-Match": tags[-1]}).status_code == 304
    with client.session_transaction() as cookie:
        cookie["language"] = "en"
    tags.append(client.get(f"/n/{NUMBER}").headers["ETag"])
    with client.session_transaction() as cookie:
        cookie["csrf_token"] = "of a later session"
    tags.append(client.get(f"/n/{NUMBER}").headers["ETag"])
    assert len(set(tags)) == 5
    with client.session_transaction() as cookie:
        cookie["_flashes"] = [("success", "บันทึกแล้ว")]
    told = client.get(f"/n/{NUMBER}", headers={"If-None-Match": tags[-1]})
    assert told.status_code == 200, "what is to be said once is said"
    assert "บันทึกแล้ว" in told.text


def test_the_outline_is_the_nearest_that_is_known(
    client: "FlaskClient", session: Session, need: Proposal
) -> None:
    box = func.ST_Multi(func.ST_MakeEnvelope(103.4, 14.8, 103.5, 14.9, 4326))
    session.add(AreaBoundary(area_code="320102", geom=box, simple=box, source="ทดสอบ", schematic=True))
    session.commit()
    answer = client.get("/areas/32010204/outline.json")
    (feature,) = answer.json["features"]
    assert feature["properties"]["code"] == "320102"
    assert feature["properties"]["schematic"] is True
    tag = answer.headers["ETag"]
    assert client.get("/areas/32010204/outline.json", headers={"If-None-Match": tag}).status_code == 304
    assert client.get("/areas/32020101/outline.json").json["features"] == []
    assert client.get("/areas/99999999/outline.json").status_code == 404


def test_the_ground_is_the_area_among_its_neighbours_with_their_names(
    client: "FlaskClient", session: Session, need: Proposal
) -> None:
    area(session, "320103")
    session.execute(update(Area).where(Area.kind == "village").values(point=None))
    for code, west in (("320102", 103.4), ("320103", 103.5), ("32", 103.0)):
        box = func.ST_Multi(func.ST_MakeEnvelope(west, 14.8, west + (2 if code == "32" else 0.1), 14.9, 4326))
        session.add(AreaBoundary(area_code=code, geom=box, simple=box, source="ทดสอบ", schematic=True))
    session.get_one(Area, "32010204").point = func.ST_SetSRID(func.ST_MakePoint(103.45, 14.85), 4326)
    session.commit()
    found = client.get("/areas/32010204/around.json").json["features"]
    told = [(feature["properties"]["role"], feature["properties"]["name"]) for feature in found]
    assert told == [
        ("around", "จ.สุรินทร์"),
        ("beside", "ต.ทดสอบ320103"),
        ("own", "ต.ตั้งใจ"),
        ("mine", "หมู่ที่ 4 บ้านตั้งใจ 4"),
    ]
    assert found[1]["properties"]["at"][1] < 103.6, "its name stands in view"
    assert client.get("/areas/99999999/around.json").status_code == 404


@pytest.fixture
def photo(client: "FlaskClient", session: Session, need: Proposal) -> str:
    """Address of a photo that was there when the need was submitted."""
    out = BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "JPEG")
    return f"/files/{kept(client, session, need, 'photo', out.getvalue())}"


def kept(client: "FlaskClient", session: Session, row: Proposal, kind: str, data: bytes) -> int:
    at = (row.submitted_at or NOW) - timedelta(hours=1)
    uploads: Path = client.application.config["SETTINGS"].uploads
    return keep(session, uploads, row, kind, data, at)


def keep(session: Session, uploads: Path, row: Proposal, kind: str, data: bytes, at: datetime) -> int:
    made = attach(
        session, proposal_id=row.id, kind=kind, name="x", data=data, uploads=uploads, at=at, by=None
    )
    session.commit()
    return made.id


def status(client: "FlaskClient", path: str) -> int:
    with client.get(path) as answer:
        return answer.status_code


def test_photos_of_submitted_needs_are_open_and_others_are_not(
    client: "FlaskClient", session: Session, need: Proposal, photo: str
) -> None:
    assert status(client, photo) == 200
    assert f"{photo}/small" in client.get(f"/n/{NUMBER}").text
    draft = proposal(session, stage=Stage.DRAFT)
    hidden = kept(client, session, draft, "photo", picture("blue"))
    assert status(client, f"/files/{hidden}") == 404
    sign_in(client, session, hat(session, "village_head", "32010203"))
    assert status(client, f"/files/{hidden}") == 403
    sign_in(client, session, hat(session, "village_head", "32010204"))
    assert status(client, f"/files/{hidden}") == 200


def test_drawings_are_for_those_who_work_on_the_need(
    client: "FlaskClient", session: Session, need: Proposal
) -> None:
    path = f"/files/{kept(client, session, need, 'drawing', picture('green'))}"
    assert status(client, path) == 404
    sign_in(client, session, hat(session, "district_secretary", "3201"))
    assert status(client, path) == 200


def test_a_withdrawn_needs_photos_are_closed(
    client: "FlaskClient", session: Session, need: Proposal, photo: str
) -> None:
    decide(session, need, hat(session, "village_head", "32010204"), Action.WITHDRAW, Given())
    assert status(client, photo) == 404


def test_a_photo_added_while_mending_waits_for_the_next_submission(
    client: "FlaskClient", session: Session, need: Proposal
) -> None:
    decide(session, need, hat(session, "subdistrict_secretary", "320102"), Action.RETURN, Given(reason="แก้"))
    uploads: Path = client.application.config["SETTINGS"].uploads
    added = keep(session, uploads, need, "photo", picture("pink"), NOW)
    assert status(client, f"/files/{added}") == 404


def picture(colour: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "PNG")
    return out.getvalue()
