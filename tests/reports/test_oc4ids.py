"""Funded items as OC4IDS projects: libcoveoc4ids finds nothing wrong with them, whatever their stage."""

import json
import re
import warnings
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from planhub.linkage.plan_item import PlanItem
from planhub.linkage.projecting import project as write_item
from planhub.progress.progress import ChangeRequest, ProgressReport
from planhub.proposals.need import Need
from planhub.proposals.proposal import Proposal
from planhub.proposals.review import ProposalLink
from planhub.reports import oc4ids
from planhub.reports.oc4ids_codes import CANCELLED, METHOD, SECTOR, STATUS, TYPE, fiscal_period
from planhub.results.result import WorkResult
from planhub.workflow.procurement import METHODS
from planhub.workflow.stages import Stage
from planhub.works.work import Contract, ContractChange, Instalment, ProcurementStep, Work
from tests.factories import areas, proposals, work_rows
from tests.factories.sources import names, row, run, source
from tests.reports.oc4ids_standard import OURS, PUBLISHED, review

with warnings.catch_warnings():  # of the library's own imports
    warnings.simplefilter("ignore")
    import libcoveoc4ids.api  # noqa: F401

PREFIX = "oc4ids-plnhub"
STAGES = [stage for stage in Stage if stage is not Stage.DRAFT]
pytestmark = pytest.mark.filterwarnings("ignore")


def work(session: Session, stage: Stage, *, money: bool = True, **more: Any) -> Proposal:
    """A work at a stage with everything that a work can have."""
    at = proposals.NOW
    item, made = work_rows.work(session, stage=stage, funded_on=date(2026, 5, 4) if money else None, **more)
    need = session.get_one(Need, item.id)
    need.hearing_on, need.attendees, need.proposer_title = date(2025, 12, 1), 45, "ผู้ใหญ่บ้าน"
    need.request, need.work_kind, need.people = "ถนนคอนกรีต โทร 081-234-5678", "build", 300
    if not money:
        session.flush()
        write_item(session, [item.id])
        return item
    work_rows.money(session, item, allocated=500_000, committed=100_000, disbursed=250_000)
    made.method, made.estimate, made.egp_no = "ebidding", Decimal(480_000), "69059012345"
    made.starts_on, made.ends_on, made.completed_on = date(2026, 6, 2), date(2026, 11, 28), date(2026, 11, 1)
    agreed = work_rows.contract(session, item)
    session.add_all(
        [
            ProcurementStep(proposal_id=item.id, step="notice", actual_on=date(2026, 5, 5), at=at),
            Instalment(
                contract_id=agreed.id, no=1, amount=Decimal(250_000), due_on=date(2026, 8, 1),
                delivered_on=date(2026, 8, 1), accepted_on=date(2026, 8, 3), paid_on=date(2026, 8, 20), at=at,
            ),
            Instalment(contract_id=agreed.id, no=2, amount=Decimal(150_000), at=at),
            ContractChange(
                contract_id=agreed.id, kind="amend", amount_before=Decimal(390_000),
                amount_after=Decimal(400_000), ends_before=date(2026, 10, 29), ends_after=agreed.ends_on,
                reason="เพิ่มท่อระบายน้ำ", at=at,
            ),
            ProgressReport(proposal_id=item.id, fiscal_year=2569, month=12, physical=40, at=at),
            WorkResult(
                proposal_id=item.id, owner="อบต.", maintainer="อบต.", handover_no="สร 1/2569", at=at,
                delivered={"indicators": [{"name": "ถนน", "actual": "1,200", "unit": "เมตร"}]},
            ),
        ]
    )  # fmt: skip
    session.flush()
    write_item(session, [item.id])
    return item


def exported(session: Session, **more: Any) -> list[dict[str, Any]]:
    session.expire_all()
    given = {"province": "32", "year": None, "prefix": PREFIX, "site": "https://plan.example"} | more
    return [told for _, told in oc4ids.projects(session, **given)]


def packed(told: list[dict[str, Any]]) -> dict[str, Any]:
    made = oc4ids.package(
        told,
        uri="https://plan.example/api/v1/oc4ids?province=32",
        publisher="จังหวัดสุรินทร์",
        at=proposals.NOW,
        licence="https://creativecommons.org/licenses/by/4.0/",
    )
    plain: dict[str, Any] = json.loads(json.dumps(made))
    return plain


def faultless(told: list[dict[str, Any]], folder: Path = OURS) -> None:
    """The library finds no error, no closed code that is unknown, and no field beyond the declared one."""
    said = review(packed(told), folder)
    assert said["validation_errors"] == []
    assert said["additional_closed_codelist_values"] == {}
    assert said["additional_checks"] == []
    assert said["conformance_checks"] == []
    beyond = {name for fields in said["data_only"] for name in [f"{fields[0]}/{fields[1]}"]}
    assert all("planhubNeeds" in name for name in beyond), beyond


def test_items_in_every_stage_are_faultless(session: Session) -> None:
    areas.surin(session)
    for stage in STAGES:
        work(session, stage)
        work(session, stage, money=False)
    told = exported(session)
    with_money = [stage for stage in STAGES if stage in STATUS or stage in CANCELLED]
    assert len(told) >= len(with_money)
    faultless(told)


@pytest.mark.skipif(not PUBLISHED, reason="PLANHUB_OC4IDS_SCHEMA names no folder with the published schema")
def test_the_published_schema_says_the_same(session: Session) -> None:
    areas.surin(session)
    for stage in STAGES:
        work(session, stage)
    faultless(exported(session), Path(PUBLISHED))


@pytest.mark.parametrize(
    ("breaks", "where"),
    [
        ({"status": "done"}, "status"),
        ({"updated": "21 พ.ย. 2569"}, "updated"),
        ({"locations": []}, "locations"),
        ({"social": {"consultationMeetings": [{"id": "1", "numberOfParticipants": "45"}]}}, "numberOf"),
    ],
)
def test_the_check_itself_finds_what_is_wrong(session: Session, breaks: dict[str, Any], where: str) -> None:
    areas.surin(session)
    work(session, Stage.WORKS)
    said = review(packed([exported(session)[0] | breaks]))
    # what is not on a closed list is told apart from what has the wrong shape
    assert where in str(said["validation_errors"]) + str(said["additional_closed_codelist_values"])


def test_every_list_of_the_statement_has_its_codes() -> None:
    """The library checks no code at all where one list is missing."""
    lists = set(re.findall(r'"codelist": "([^"]+)"', (OURS / "project-schema.json").read_text()))
    assert lists == json.loads((OURS / "codes.json").read_text()).keys()


def test_a_field_that_nobody_declared_is_found(session: Session) -> None:
    areas.surin(session)
    work(session, Stage.WORKS)
    said = review(packed([exported(session)[0] | {"rank": 1}]))
    assert "rank" in str(said["data_only"])


@pytest.mark.parametrize(
    ("stage", "money", "status"),
    [
        (Stage.FUNDED, True, "preparation"),
        (Stage.PROCUREMENT, True, "implementation"),
        (Stage.WORKS, True, "implementation"),
        (Stage.LOCAL, True, "implementation"),
        (Stage.COMPLETED, True, "completion"),
        (Stage.EVALUATED, True, "maintenance"),
        (Stage.WITHDRAWN, True, "cancelled"),
        (Stage.REJECTED, True, "cancelled"),
        (Stage.PROVINCE, True, "identification"),
        (Stage.LOCAL, False, None),
        (Stage.PLANNED, False, None),
        (Stage.SUBDISTRICT, False, None),
        (Stage.REJECTED, False, None),
    ],
)
def test_the_status_follows_stage_and_money(
    session: Session, stage: Stage, money: bool, status: str | None
) -> None:
    areas.surin(session)
    work(session, stage, money=money)
    assert [one["status"] for one in exported(session)] == ([status] if status else [])


def test_a_work_is_told_whole_and_without_telephone(session: Session) -> None:
    areas.surin(session)
    item = work(session, Stage.COMPLETED)
    (one,) = exported(session)
    assert one["id"] == f"{PREFIX}-planhub-{item.number}"
    assert "081-234-5678" not in json.dumps(one, ensure_ascii=False)
    assert (one["type"], one["language"]) == ("construction", "th")
    assert one["budget"]["amount"] == {"amount": 500_000.0, "currency": "THB"}
    assert one["budget"]["approvalDate"] == "2026-05-04T00:00:00+07:00"
    (lines,) = one["budget"]["budgetBreakdowns"]
    assert lines["budgetBreakdown"][0]["id"] == "2570-province"
    assert lines["budgetBreakdown"][0]["period"] == fiscal_period(2570)
    (bought,) = one["contractingProcesses"]
    summary = bought["summary"]
    assert summary["externalReference"] == "69059012345"
    assert summary["tender"]["procurementMethod"] == "open"
    assert summary["tender"]["datePublished"] == "2026-05-05T00:00:00+07:00"
    assert (summary["contractValue"]["amount"], summary["status"]) == (390_000, "active")
    assert summary["modifications"][0]["newContractValue"]["amount"] == 400_000
    told = [(one["id"], one["type"], one["status"]) for one in summary["milestones"]]
    assert told == [
        ("1-delivery", "delivery", "met"),
        ("1-payment", "payment", "met"),
        ("2-delivery", "delivery", "scheduled"),
        ("2-payment", "payment", "scheduled"),
    ]
    (paid,) = summary["transactions"]
    assert paid["value"]["amount"] == 250_000
    payment = summary["milestones"][1]
    assert paid["relatedImplementationMilestone"] == {"id": payment["id"], "title": payment["title"]}
    assert one["completion"]["finalValue"]["amount"] == 250_000
    assert one["completion"]["finalScope"] == "ถนน 1,200 เมตร"
    (meeting,) = one["social"]["consultationMeetings"]
    assert (meeting["date"], meeting["numberOfParticipants"]) == ("2025-12-01T00:00:00+07:00", 45)
    assert meeting["publicOffice"]["jobTitle"] == "ผู้ใหญ่บ้าน"
    assert one["metrics"][0]["observations"][0]["measure"] == "40"
    assert one["planhubNeeds"][0]["id"] == item.number
    assert one["documents"][0]["url"] == f"https://plan.example/n/{item.number}"


def test_the_period_is_the_one_first_planned_and_its_days_are_the_difference(session: Session) -> None:
    areas.surin(session)
    item = work(session, Stage.WORKS)
    signed = session.scalars(select(Contract).where(Contract.proposal_id == item.id)).one()
    (one,) = exported(session)
    (bought,) = one["contractingProcesses"]
    assert one["period"]["endDate"] == "2026-10-29T00:00:00+07:00", "before the amendment"
    assert one["period"] == bought["summary"]["contractPeriod"]
    assert one["period"]["durationInDays"] == (date(2026, 10, 29) - signed.starts_on).days


def test_a_change_of_days_that_was_allowed_does_not_move_the_plan(session: Session) -> None:
    areas.surin(session)
    item, made = work_rows.work(session, stage=Stage.WORKS, funded_on=date(2026, 5, 4))
    made.starts_on, made.ends_on = date(2026, 7, 1), date(2026, 12, 31)
    for n, (state, ends) in enumerate((("refused", "2026-08-01"), ("approved", "2026-09-30"))):
        change = ChangeRequest(
            proposal_id=item.id, field="dates", state=state, reason="น้ำท่วม", decision="ไม่มีเหตุ",
            before={"starts_on": "2026-06-01", "ends_on": ends}, after={}, asked_at=proposals.NOW,
            decided_at=proposals.NOW + timedelta(days=n),
        )  # fmt: skip
        session.add(change)
    session.flush()
    write_item(session, [item.id])
    (one,) = exported(session)
    assert one["period"]["startDate"] == "2026-06-01T00:00:00+07:00"
    assert one["period"]["endDate"] == "2026-09-30T00:00:00+07:00"


@pytest.mark.parametrize(
    ("after", "kind", "says"),
    [
        ({"amount_after": Decimal(500_000)}, "value", "newContractValue"),
        ({"ends_after": date(2027, 1, 1)}, "duration", "newContractPeriod"),
        ({"contractor_before": "ก", "contractor_after": "ข"}, "scope", "description"),
    ],
)
def test_a_modification_is_named_by_what_it_changed(
    session: Session, after: dict[str, Any], kind: str, says: str
) -> None:
    areas.surin(session)
    item = work(session, Stage.WORKS)
    signed = session.scalars(select(Contract).where(Contract.proposal_id == item.id)).one()
    same: dict[str, Any] = {"amount_before": signed.amount, "amount_after": signed.amount}
    same |= {"ends_before": signed.ends_on, "ends_after": signed.ends_on}
    same |= {"contract_id": signed.id, "kind": "amend", "reason": "มีเหตุ", "at": proposals.NOW}
    session.add(ContractChange(**same | after))
    session.flush()
    (one,) = exported(session)
    told = one["contractingProcesses"][0]["summary"]["modifications"][-1]
    assert told["type"] == kind
    assert says in told
    faultless([one])


def test_benefits_are_what_was_hoped_for_and_what_came(session: Session) -> None:
    areas.surin(session)
    item = work(session, Stage.EVALUATED)
    result = session.get_one(WorkResult, item.id)
    result.benefit, result.people = "เดินทางสะดวก", 280
    session.flush()
    (one,) = exported(session)
    hoped, came = one["benefits"]
    assert hoped["beneficiaries"][0]["numberOfPeople"] == 300
    assert (came["description"], came["beneficiaries"]) == ("เดินทางสะดวก", [{"numberOfPeople": 280}])


def referred(told: Any, inside: str = "") -> set[tuple[str, str]]:
    """Every reference to a party, as (id, name)."""
    named = ("publicAuthority", "procuringEntity", "suppliers", "payer", "payee", "organization")
    if isinstance(told, list):
        return {pair for one in told for pair in referred(one, inside)}
    if not isinstance(told, dict):
        return set()
    if inside in named:
        return {(told["id"], told["name"])}
    return {pair for name, value in told.items() for pair in referred(value, name)}


def test_who_is_referred_to_is_a_party_of_the_same_name(session: Session) -> None:
    areas.surin(session)
    kept, other = work(session, Stage.WORKS), proposals.proposal(session, "32010203", Stage.MERGED)
    session.get_one(Need, other.id).hearing_on = date(2025, 12, 9)
    session.add(ProposalLink(from_id=other.id, to_id=kept.id, kind="merged_into", at=proposals.NOW))
    session.flush()
    (one,) = exported(session)
    parties = [(party["id"], party["name"]) for party in one["parties"]]
    assert len({id_ for id_, _name in parties}) == len(parties)
    found = referred({name: value for name, value in one.items() if name != "parties"})
    assert found <= set(parties)
    hearings = one["social"]["consultationMeetings"]
    offices = [meeting["publicOffice"]["organization"] for meeting in hearings]
    assert [office["id"] for office in offices] == ["TH-DOPA-32010204", "TH-DOPA-32010203"]
    assert offices[0]["name"] != offices[1]["name"], "each by its own name"
    assert hearings[0]["address"] != hearings[1]["address"]


def test_a_package_without_a_project_is_none(session: Session) -> None:
    said = review(packed([]))
    assert "projects" in str(said["validation_errors"])


def test_what_was_merged_into_it_brings_its_hearing_and_its_need(session: Session) -> None:
    areas.surin(session)
    kept, other = work(session, Stage.WORKS), proposals.proposal(session, "32010203", Stage.MERGED)
    session.get_one(Need, other.id).hearing_on = date(2025, 12, 9)
    link = ProposalLink(from_id=other.id, to_id=kept.id, kind="merged_into", at=proposals.NOW)
    session.add(link)
    session.flush()
    (one,) = exported(session)
    assert [need["id"] for need in one["planhubNeeds"]] == [kept.number, other.number]
    assert len(one["social"]["consultationMeetings"]) == 2
    undone = ProposalLink(
        from_id=other.id, to_id=kept.id, kind="merged_into", undoes_id=link.id, at=proposals.NOW
    )
    session.add(undone)
    session.flush()
    (one,) = exported(session)
    assert [need["id"] for need in one["planhubNeeds"]] == [kept.number]


def test_an_item_of_another_system_is_told_by_what_it_brought(session: Session) -> None:
    names(session)
    run(session, source(session), row("A/1", stage=Stage.FUNDED, agency="ชลประทาน", lat=14.9, lon=103.5))
    run(session, source(session, "other"), row("B", stage=Stage.PLANNED))
    (one,) = exported(session)
    assert one["id"] == f"{PREFIX}-excel-A/1"
    assert one["locations"][0]["geometry"] == {"type": "Point", "coordinates": [103.5, 14.9]}
    assert one["locations"][0]["gazetteer"]["identifiers"] == ["32010204"]
    assert {party["name"] for party in one["parties"]} == {"ชลประทาน", "จังหวัดสุรินทร์"}
    assert "planhubNeeds" not in one
    faultless([one])


def test_pages_follow_each_other_without_a_gap(session: Session) -> None:
    areas.surin(session)
    for _ in range(5):
        work(session, Stage.WORKS)
    last = session.scalars(select(PlanItem.id).order_by(PlanItem.id.desc())).first()
    session.execute(update(PlanItem).where(PlanItem.id == last).values(fiscal_year=2569))
    whole = [one["id"] for one in exported(session)]
    assert len(set(whole)) == 5
    ids = list(session.scalars(select(PlanItem.id).order_by(PlanItem.id)))
    assert [one["id"] for one in exported(session, limit=2)] == whole[:2]
    assert [one["id"] for one in exported(session, after=ids[1])] == whole[2:]
    assert len(exported(session, year=2569)) == 1


def test_every_method_has_its_code_and_codes_are_the_standards() -> None:
    assert METHOD.keys() == METHODS.keys()
    known = json.loads((OURS / "codes.json").read_text())
    assert set(METHOD.values()) <= set(known["method.csv"])
    assert set(TYPE.values()) <= set(known["projectType.csv"])
    assert {sector for sectors in SECTOR.values() for sector in sectors} <= set(known["projectSector.csv"])
    assert set(STATUS.values()) <= set(known["projectStatus.csv"])


def test_the_extension_says_every_field_that_it_adds(session: Session) -> None:
    areas.surin(session)
    work(session, Stage.WORKS)
    extension = Path("static/oc4ids")
    schema = json.loads((extension / "project-schema.json").read_text())["definitions"]
    assert json.loads((extension / "extension.json").read_text())["schemas"] == ["project-schema.json"]
    assert list(schema["Project"]["properties"]) == [oc4ids.NEEDS]
    fields = schema["PlanhubNeed"]["properties"]
    (one,) = exported(session)
    assert one[oc4ids.NEEDS][0].keys() <= fields.keys()


def test_a_work_of_no_purchase_has_no_process(session: Session) -> None:
    areas.surin(session)
    item, _made = work_rows.work(session, stage=Stage.FUNDED)
    session.get_one(Work, item.id).method = None
    session.flush()
    write_item(session, [item.id])
    (one,) = exported(session)
    assert "contractingProcesses" not in one
    faultless([one])
