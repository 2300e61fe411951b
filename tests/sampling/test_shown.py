"""Every state in which an item of the plan can stand or be found after its money: on which page it shows."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Select, create_engine, exists, select
from sqlalchemy.orm import Session

from planhub import cluster
from planhub.money.money_entry import MoneyEntry
from planhub.progress.progress import ChangeRequest, ProgressReport, WorkPhoto
from planhub.proposals.proposal import Proposal
from planhub.proposals.review import Review
from planhub.results.result import LaterLook, VillageAnswer, WorkResult
from planhub.works.work import Contract, ContractChange, Instalment, ProcurementStep, Work
from tests.serving import SEEDED, settings_of

if TYPE_CHECKING:
    from flask.testing import FlaskClient

SURIN = Proposal.province_code == "32"
PLANNER, GOVERNOR, VIEWER = "planner32", "governor32", "viewer"
Query = Select[Any]


def with_entry(kind: str, *also: Any) -> Query:
    return select(MoneyEntry.proposal_id).join(Proposal).where(SURIN, MoneyEntry.kind == kind, *also)


def with_result(table: Any, *that: Any) -> Query:
    return select(table.proposal_id).join(Proposal, Proposal.id == table.proposal_id).where(SURIN, *that)


def with_contract(*that: Any) -> Query:
    return (
        select(Contract.proposal_id).join(Proposal, Proposal.id == Contract.proposal_id).where(SURIN, *that)
    )


def with_part(*that: Any) -> Query:
    return with_contract(exists().where(Instalment.contract_id == Contract.id, *that))


def with_change(state: str) -> Query:
    return with_result(ChangeRequest, ChangeRequest.state == state)


def with_report(*that: Any) -> Query:
    return with_result(ProgressReport, *that)


MONEY, BUYING, REPORTS = "/works/%s/money", "/works/%s/buying", "/works/%s/reports"
CHANGES, RESULTS = "/works/%s/changes", "/works/%s/results"
SHOWN: list[tuple[str, str, str, Query | None, str]] = [
    # 1. money
    ("asked for", PLANNER, MONEY, with_entry("allocated"), "ขอตั้งไว้"),
    ("allocated", PLANNER, MONEY, with_entry("allocated"), "จัดสรร"),
    ("increased", PLANNER, MONEY, with_entry("increased"), "โอนเพิ่ม"),
    ("decreased", PLANNER, MONEY, with_entry("decreased"), "โอนลด"),
    ("bound", PLANNER, MONEY, with_entry("committed"), "ผูกพัน"),
    ("paid", PLANNER, MONEY, with_entry("disbursed"), "เบิกจ่าย"),
    ("kept over the year's end", PLANNER, MONEY, with_entry("carried"), "เงินกัน/เหลื่อมปี"),
    ("given back", PLANNER, MONEY, with_entry("returned"), "เงินเหลือจ่าย ส่งคืน"),
    ("lapsed", PLANNER, MONEY, with_entry("lapsed"), "พับไป"),
    ("to be kept, given back or let lapse", PLANNER, "/year-end/2570", None, "กันเหลื่อมปี"),
    ("over the limit of its source", PLANNER, "/plan/32/2570", None, "เกินกรอบ"),
    ("sealed", PLANNER, "/plan/32/2570/editions", None, "ฉบับที่ 2"),
    ("changed since it was sealed", PLANNER, "/plan/32/2570/editions/changes", None, "วงเงิน"),
    # 2. procurement
    ("a step skipped", PLANNER, BUYING, with_result(ProcurementStep, ProcurementStep.skipped != ""), "ข้าม:"),
    ("a contract ended", PLANNER, BUYING, with_contract(Contract.ended_on.is_not(None)), "เลิกเมื่อ"),
    ("procured again", PLANNER, BUYING, with_result(Work, Work.attempt == 2), "ขั้นตอนของครั้งที่ 1"),
    (
        "more days granted",
        PLANNER,
        BUYING,
        with_contract(
            exists().where(ContractChange.contract_id == Contract.id, ContractChange.kind == "extend")
        ),
        "ขยายเวลา",
    ),
    ("fined", PLANNER, BUYING, with_part(Instalment.fine > 0), "ช้า"),
    ("a fine forgone", PLANNER, BUYING, with_part(Instalment.excused_days > 0), "งดค่าปรับ"),
    ("of a kind of contract", PLANNER, BUYING, with_contract(Contract.fine_kind == "whole"), "งานก่อสร้าง"),
    ("a guarantee owed", PLANNER, "/works/guarantees", None, "เกินกำหนด"),
    (
        "a guarantee given back",
        PLANNER,
        BUYING,
        with_contract(Contract.guarantee_returned_on.is_not(None)),
        "ตามหนังสือ",
    ),
    # 3. progress
    ("silent", PLANNER, "/works/silent", None, 'class="late">[1-9]'),
    ("owing a report", PLANNER, "/works", None, "ค้างรายงาน"),
    ("sent back", PLANNER, REPORTS, with_report(ProgressReport.review == "sent_back"), "ถูกส่งกลับ"),
    ("gone back", PLANNER, REPORTS, with_report(ProgressReport.went_back != ""), "ผลทดสอบกำลังอัด"),
    ("troubled", PLANNER, REPORTS, with_report(ProgressReport.problem_code.is_not(None)), "ปัญหา"),
    ("far away", PLANNER, REPORTS, with_result(WorkPhoto, WorkPhoto.away_m > 2_000), "ห่างจากที่ตั้ง"),
    ("a change asked for", PLANNER, CHANGES, with_change("asked"), "รออนุญาต"),
    ("a change allowed", PLANNER, CHANGES, with_change("approved"), "อนุญาตแล้ว"),
    ("a change refused", PLANNER, CHANGES, with_change("refused"), "ไม่อนุญาต"),
    ("a change taken back", PLANNER, CHANGES, with_change("taken_back"), "ผู้ขอถอนคำขอ"),
    # 4. result
    ("closed out", PLANNER, RESULTS, with_result(WorkResult), "ส่งมอบ"),
    ("a look that is due", PLANNER, "/works/looks", None, "กำหนดตรวจ"),
    ("a look recorded", PLANNER, RESULTS, with_result(LaterLook, LaterLook.state == "partly"), "บางส่วน"),
    ("got in part", PLANNER, "/works/answers", None, "ได้ไม่ครบ"),
    ("got", PLANNER, RESULTS, with_result(VillageAnswer, VillageAnswer.answer == "yes"), "ได้รับ"),
    # 5. the governor's page
    ("late", GOVERNOR, "/governor/late", None, "/works/"),
    ("stale", GOVERNOR, "/governor/stale", None, "/works/"),
    ("over its money", GOVERNOR, "/governor/over", None, "/works/"),
    ("without a contract", GOVERNOR, "/governor/no-contract", None, "/works/"),
    ("of a royal initiative", VIEWER, "/royal/32", None, r"พระราชดำริ \(ตัวอย่าง\)"),
    # 6. the cycle
    ("to be confirmed this quarter", PLANNER, "/upkeep", None, "ยืนยันว่ายังต้องการ"),
    ("confirmed by nobody", PLANNER, "/upkeep", None, "ไม่มีผู้ยืนยัน"),
    ("confirmed", PLANNER, "/upkeep?answered=yes", None, "ยังต้องการ"),
    ("let go", PLANNER, "/upkeep", None, "ถอนออกแล้วในไตรมาสนี้ 1 เรื่อง"),
    ("revised at six months", PLANNER, "/upkeep/themes", None, "ทบทวนแล้ว"),
    ("due at twelve months", PLANNER, "/upkeep/themes", None, "ถึงกำหนดแล้ว"),
    (
        "rolled over",
        PLANNER,
        "/items/%s",
        with_result(Review, Review.action == "roll_over"),
        "เอง เลขที่และลำดับคงเดิม",
    ),
    # the ministry
    ("a silent province", VIEWER, "/nation", None, "ไม่มีอะไรเปลี่ยนเกิน 30 วัน"),
    ("more this month", VIEWER, "/nation", None, r"\+[1-9]"),
]


@pytest.fixture(scope="module")
def shown(server: cluster.Server, seeded: Path, worker_id: str) -> Iterator[tuple[Any, Session]]:
    """The application on a copy of the sample of its own, and that copy."""
    from planhub.app import create_app
    from planhub.database import db

    name = f"planhub_shown_{worker_id}"
    server.create_database(name, template=SEEDED)
    app = create_app(settings_of(server, name, seeded))
    app.testing = True
    engine = create_engine(server.url(cluster.OWNER, name))
    with Session(engine) as session:
        yield app, session
    engine.dispose()
    with app.app_context():
        for own in db.engines.values():
            own.dispose()
    server.drop_database(name)


@pytest.fixture(scope="module")
def as_(shown: tuple[Any, Session], sign_ins: list[dict[str, str]]) -> Any:
    """A client signed in as the sample's holder of that name."""
    app, _session = shown
    known: dict[str, FlaskClient] = {}

    def signed_in(username: str) -> "FlaskClient":
        if username not in known:
            client = known[username] = app.test_client()
            form = dict(re.findall(r'name="(csrf_token|once)" value="([^"]*)"', client.get("/sign-in").text))
            who = next(one for one in sign_ins if one["username"] == username)
            answer = client.post("/sign-in", data=form | {"username": username, "password": who["password"]})
            assert answer.status_code == 303
        return known[username]

    return signed_in


@pytest.mark.parametrize(("state", "who", "path", "query", "words"), SHOWN, ids=[row[0] for row in SHOWN])
def test_each_state_of_the_sample_shows_on_a_page(
    shown: tuple[Any, Session], as_: Any, state: str, who: str, path: str, query: Query | None, words: str
) -> None:
    if query is not None:
        found = shown[1].scalars(query.limit(1)).first()
        assert found is not None, f"nothing in the sample is {state}"
        path = path % found
    answer = as_(who).get(path)
    assert answer.status_code == 200, path
    main = unescape(answer.text.partition("<main")[2].partition("</main>")[0])
    assert re.search(words, main), f"{state}: {path}"
