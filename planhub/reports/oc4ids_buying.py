"""Purchases of a work as contracting processes of OC4IDS: each contract, or the purchase on its way."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from planhub.proposals.decisions import discreet
from planhub.reports import oc4ids_codes as codes
from planhub.reports.oc4ids_codes import baht, day, period
from planhub.reports.oc4ids_facts import Facts
from planhub.workflow.procurement import METHODS
from planhub.works.work import Contract, ContractChange, Instalment

NO_CONSTRUCTION = frozenset({"buy", "train", "hire", "develop"})
"""Kinds of work whose contracts build nothing."""


def processes(facts: Facts, office: dict[str, Any]) -> list[dict[str, Any]]:
    """Every contract of a work, and a purchase without a contract yet."""
    found = [_contracted(facts, contract, office) for contract in facts.contracts]
    work = facts.work
    standing = any(contract.ended_on is None for contract in facts.contracts)
    if work is not None and work.method and not standing:
        summary = _summary(facts, office) | {"status": "pre-award"}
        found.append({"id": f"{_base(facts)}-{work.attempt}", "summary": summary})
    return found


def suppliers(facts: Facts) -> list[dict[str, Any]]:
    """The contractors, each once."""
    return list({one["id"]: one for one in map(_supplier, facts.contracts)}.values())


def as_signed(contract: Contract, changes: Sequence[ContractChange]) -> dict[str, Any] | None:
    """Beginning and end of a contract before its first change."""
    return period(contract.starts_on, changes[0].ends_before if changes else contract.ends_on)


def _base(facts: Facts) -> str:
    return f"planhub-{facts.item.external_id}"


def _supplier(contract: Contract) -> dict[str, Any]:
    # no tax number is recorded: the name is all that tells contractors apart
    mark = sha256(contract.contractor.encode()).hexdigest()[:10]
    return {"id": f"TH-PLANHUB-SUPPLIER-{mark}", "name": discreet(contract.contractor)}


def _summary(facts: Facts, office: dict[str, Any]) -> dict[str, Any]:
    work, need = facts.work, facts.need
    builds = need is not None and need.work_kind and need.work_kind not in NO_CONSTRUCTION
    told: dict[str, Any] = {
        "nature": ["construction"] if builds else [],
        "title": discreet(facts.text.title),
    }
    if work is None:
        return told
    notice = next((s for s in facts.steps if s.step == "notice" and s.attempt == work.attempt), None)
    return told | {
        "externalReference": work.egp_no,
        "tender": {
            "procurementMethod": codes.METHOD.get(work.method or ""),
            "procurementMethodDetails": METHODS.get(work.method or ""),
            "datePublished": day(notice.actual_on) if notice and notice.actual_on else None,
            "costEstimate": baht(work.estimate) if work.estimate else None,
            "procuringEntity": office,
        },
    }


def _contracted(facts: Facts, contract: Contract, office: dict[str, Any]) -> dict[str, Any]:
    parts, changes = facts.instalments.get(contract.id, []), facts.changes.get(contract.id, [])
    accepted = bool(parts) and all(part.accepted_on for part in parts)
    paid = sum((part.amount - part.fine for part in parts if part.paid_on), start=contract.amount * 0)
    done = contract.ended_on is not None or accepted
    supplier = _supplier(contract)
    summary = _summary(facts, office) | {
        "description": contract.number,
        "status": "closed" if done else "active",
        "suppliers": [supplier],
        "contractValue": baht(changes[0].amount_before if changes else contract.amount),
        "contractPeriod": as_signed(contract, changes),
        "finalValue": baht(paid) if done and paid else None,
        "modifications": [_change(change, contract) for change in changes],
        "milestones": [milestone for part in parts for milestone in _milestones(part)],
        "transactions": [_payment(part, contract, office, supplier) for part in parts if part.paid_on],
    }
    return {"id": f"{_base(facts)}-contract-{contract.id}", "summary": summary}


def _change(change: ContractChange, contract: Contract) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": str(change.id),
        "date": codes.moment(change.at),
        "rationale": discreet(change.reason),
        "type": "scope",
    }
    if change.contractor_after:
        before, after = discreet(change.contractor_before), discreet(change.contractor_after)
        told["description"] = f"เปลี่ยนคู่สัญญาจาก {before} เป็น {after}"
    if change.ends_before != change.ends_after:
        told["type"] = "duration"
        told |= {
            "oldContractPeriod": period(contract.starts_on, change.ends_before),
            "newContractPeriod": period(contract.starts_on, change.ends_after),
        }
    if change.amount_before != change.amount_after:
        told["type"] = "value"
        told |= {
            "oldContractValue": baht(change.amount_before),
            "newContractValue": baht(change.amount_after),
        }
    return told


def _milestones(part: Instalment) -> list[dict[str, Any]]:
    """What an instalment brings, and what is paid for it: the one may be met long before the other."""
    delivery = {
        "id": f"{part.no}-delivery",
        "title": f"งวดที่ {part.no} ส่งมอบและตรวจรับ",
        "type": "delivery",
        "status": "met" if part.accepted_on else "scheduled",
        "dueDate": day(part.due_on) if part.due_on else None,
        "dateMet": day(part.accepted_on) if part.accepted_on else None,
    }
    payment = _paid_for(part) | {
        "type": "payment",
        "status": "met" if part.paid_on else "scheduled",
        "dateMet": day(part.paid_on) if part.paid_on else None,
        "value": baht(part.amount),
    }
    return [delivery, payment]


def _paid_for(part: Instalment) -> dict[str, Any]:
    return {"id": f"{part.no}-payment", "title": f"งวดที่ {part.no} จ่ายเงิน"}


def _payment(
    part: Instalment, contract: Contract, office: dict[str, Any], supplier: dict[str, Any]
) -> dict[str, Any]:
    return {
        "id": f"{contract.id}-{part.no}",
        "date": day(part.paid_on) if part.paid_on else None,
        "value": baht(part.amount - part.fine),
        "payer": office,
        "payee": supplier,
        "relatedImplementationMilestone": _paid_for(part),
    }
