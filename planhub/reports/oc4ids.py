"""Funded items as projects of OC4IDS 0.9.5, with the hearing as a consultation meeting; public facts only.

docs/oc4ids.md says where each field comes from. What people typed passes `discreet`, as on public pages.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from planhub.linkage.projecting import SOURCE
from planhub.proposals.decisions import discreet
from planhub.proposals.need import Need
from planhub.proposals.proposal import Proposal
from planhub.proposals.value_lists import BUDGET_SOURCES, SIDES
from planhub.reports import oc4ids_codes as codes
from planhub.reports.oc4ids_buying import as_signed, processes
from planhub.reports.oc4ids_codes import baht, day, fiscal_period, moment, period, whole
from planhub.reports.oc4ids_facts import Facts, pages
from planhub.reports.oc4ids_parties import address, authority, meetings, parties, reference
from planhub.workflow.stages import STAGE_WORD, Stage

NEEDS = "planhubNeeds"
"""The one field beyond the standard (docs/oc4ids.md)."""


def projects(
    session: Session,
    *,
    province: str,
    year: int | None,
    prefix: str,
    site: str = "",
    after: UUID | None = None,
    limit: int | None = None,
) -> Iterator[tuple[UUID, dict[str, Any]]]:
    """Each funded item of a province with its id, in the order of ids.

    `prefix` is the installation's registered one, "oc4ids-" and six letters; `site` its address, for links.
    """
    for batch in pages(session, province=province, year=year, after=after, limit=limit):
        for facts in batch:
            yield facts.item.id, project(facts, prefix=prefix, site=site)


def package(
    found: Sequence[dict[str, Any]], *, uri: str, publisher: str, at: datetime, licence: str
) -> dict[str, Any]:
    """Projects in the wrapping in which the standard wants them."""
    return {
        "uri": uri,
        "version": codes.VERSION,
        "publishedDate": moment(at),
        "publisher": {"name": publisher},
        "license": licence,
        "projects": list(found),
    }


def project(facts: Facts, *, prefix: str, site: str = "") -> dict[str, Any]:
    """One project; what is not known is left out."""
    item, need, office = facts.item, facts.need, reference(authority(facts))
    told: dict[str, Any] = {
        "id": f"{prefix}-{item.source_code}-{item.external_id}",
        "identifiers": [{"id": item.external_id, "scheme": f"TH-PLANHUB-{item.source_code}"}],
        "language": "th",
        "updated": moment(item.updated_at),
        "title": discreet(facts.text.title),
        "description": discreet((need and (need.request or need.problem)) or ""),
        "status": _status(item.stage),
        "period": _planned(facts),
        "sector": _sector(facts),
        "type": codes.TYPE.get((need and need.work_kind) or ""),
        "purpose": discreet(facts.text.objective or (need and need.expected_result) or ""),
        "additionalClassifications": _classes(facts),
        "locations": _locations(facts),
        "budget": _budget(facts),
        "parties": parties(facts),
        "publicAuthority": office,
        "documents": _documents(facts, site),
        "contractingProcesses": processes(facts, office),
        "metrics": _metrics(facts),
        "completion": _completion(facts),
        "benefits": _benefits(facts),
        "social": {"consultationMeetings": meetings(facts)},
        NEEDS: [_need(*one) for one in facts.asked],
    }
    kept: dict[str, Any] = whole(told)
    return kept


def _status(stage: str) -> str:
    if stage in codes.CANCELLED:
        return "cancelled"
    return codes.STATUS.get(Stage(stage), codes.WAITING)


def _planned(facts: Facts) -> dict[str, Any] | None:
    """As planned when the work began: the standard compares it with the day of completion."""
    work = facts.work
    if work is None:
        return None
    if facts.contracts:
        first = facts.contracts[0]
        return as_signed(first, facts.changes.get(first.id, []))
    return period(*(facts.planned or (work.starts_on, work.ends_on)))


def _sector(facts: Facts) -> list[str]:
    kind = str(facts.need.later.get("asset_kind") or "") if facts.need else ""
    return list(codes.SECTOR_OF_ASSET.get(kind) or codes.SECTOR.get(facts.item.side or "", ()))


def _classes(facts: Facts) -> list[dict[str, Any]]:
    side, stage = facts.item.side or "", Stage(facts.item.stage)
    return [
        {"scheme": "TH-PLANHUB-SIDE", "id": side, "description": SIDES.get(side, side)} if side else {},
        {"scheme": "TH-PLANHUB-STAGE", "id": stage.value, "description": STAGE_WORD[stage]},
        {"scheme": "TH-PLANHUB-ROYAL", "id": "royal"} if facts.item.royal else {},
    ]


def _locations(facts: Facts) -> list[dict[str, Any]]:
    found = []
    for code in facts.text.places or [facts.item.area_code]:
        place = facts.places.get(code)
        found.append(
            {
                "id": code,
                "description": place.short if place else code,
                "gazetteer": {"scheme": "TH-DOPA", "identifiers": [code]},
                "address": address(place),
            }
        )
    if facts.lat is not None and facts.lon is not None:
        found[0]["geometry"] = {"type": "Point", "coordinates": [facts.lon, facts.lat]}
    return found


def _budget(facts: Facts) -> dict[str, Any]:
    given = [(row, row.allocated + row.increased - row.decreased) for row in facts.money]
    lines = [
        {
            "id": f"{row.fiscal_year}-{row.source}",
            "description": f"{BUDGET_SOURCES.get(row.source, row.source)} ปีงบประมาณ พ.ศ. {row.fiscal_year}",
            "amount": baht(sum_),
            "period": fiscal_period(row.fiscal_year),
        }
        for row, sum_ in given
        if sum_
    ]
    amount = facts.item.allocated or facts.item.amount
    funded_on = facts.item.funded_on
    asked = facts.proposal.submitted_at if facts.proposal else None
    return {
        "amount": baht(amount) if amount else None,
        "requestDate": moment(asked) if asked else None,
        "approvalDate": day(funded_on) if funded_on else None,
        "budgetBreakdowns": [
            {"id": "by-year-and-source", "description": "รายปีและแหล่งเงิน", "budgetBreakdown": lines}
        ]
        if lines
        else [],
    }


def _documents(facts: Facts, site: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if site and facts.item.source_code == SOURCE:
        page = {"id": "page", "documentType": "projectScope", "title": "หน้าสาธารณะของโครงการ"}
        url = f"{site.rstrip('/')}/n/{facts.item.external_id}"
        found.append(page | {"url": url, "format": "text/html", "language": "th"})
    result = facts.result
    if result is not None and result.handover_no:
        paper = {"id": "handover", "documentType": "completionCertificate", "title": "หนังสือส่งมอบ"}
        on = day(result.handover_on) if result.handover_on else None
        found.append(paper | {"description": discreet(result.handover_no), "datePublished": on})
    return found


def _metrics(facts: Facts) -> list[dict[str, Any]]:
    seen = [
        {
            "id": str(report.id),
            "period": {"startDate": moment(report.at), "endDate": moment(report.at)},
            "measure": str(report.physical),
            "unit": {"name": "percent", "scheme": "UNCEFACT", "id": "P1"},
        }
        for report in facts.reports
        if report.review != "sent_back"
    ]
    paid = [
        {
            "id": f"{row.fiscal_year}-{row.source}",
            "period": fiscal_period(row.fiscal_year),
            "value": baht(row.disbursed),
        }
        for row in facts.money
        if row.disbursed
    ]
    physical = {"id": "physicalProgress", "title": "ความก้าวหน้าของงาน", "observations": seen}
    financial = {"id": "financialProgress", "title": "เงินที่เบิกจ่าย", "observations": paid}
    return [metric for metric in (physical, financial) if metric["observations"]]


def _completion(facts: Facts) -> dict[str, Any] | None:
    """Once the work is done: the day, what was paid in all, and what was delivered."""
    done = facts.work.completed_on if facts.work else None
    if facts.item.stage not in (Stage.COMPLETED, Stage.EVALUATED):
        return None
    paid = facts.item.disbursed
    delivered = facts.result.delivered.get("indicators", []) if facts.result else []
    scope = [f"{one.get('name', '')} {one.get('actual') or '–'} {one.get('unit', '')}" for one in delivered]
    return {
        "endDate": day(done) if done else None,
        "finalValue": baht(paid) if paid else None,
        "finalScope": discreet("; ".join(words.strip() for words in scope)),
    }


def _benefits(facts: Facts) -> list[dict[str, Any]]:
    """Whom it is to help, as those who asked expect it; and whom it helped, from the close-out."""
    need, result, found = facts.need, facts.result, []
    if need is not None and (need.expected_result or need.people):
        group = {"description": discreet(need.target_group or ""), "numberOfPeople": need.people}
        words = discreet(need.expected_result or "")
        found.append({"title": "ประโยชน์ที่คาดไว้", "description": words, "beneficiaries": [group]})
    if result is not None and (result.benefit or result.people):
        group = {"numberOfPeople": result.people}
        words = discreet(result.benefit)
        found.append({"title": "ประโยชน์ที่เกิดขึ้น", "description": words, "beneficiaries": [group]})
    return found


def _need(proposal: Proposal, need: Need) -> dict[str, Any]:
    return {
        "id": proposal.number,
        "title": discreet(need.title),
        "areaCode": proposal.area_code,
        "submittedDate": moment(proposal.submitted_at) if proposal.submitted_at else None,
        "problem": discreet(need.problem or ""),
        "amountRequested": baht(proposal.amount) if proposal.amount else None,
        "people": need.people,
        "households": need.households,
    }
