"""Who takes part in a project of OC4IDS: offices, contractors, and the offices that held the hearings."""

from hashlib import sha256
from typing import Any

from planhub.areas.addresses import Address
from planhub.proposals.decisions import discreet
from planhub.proposals.need import Need
from planhub.proposals.proposal import Proposal
from planhub.reports.oc4ids_buying import suppliers
from planhub.reports.oc4ids_codes import day
from planhub.reports.oc4ids_facts import Facts

COUNTRY = "ประเทศไทย"


def authority(facts: Facts) -> dict[str, Any]:
    """Who carries it out: the agency named, or the province."""
    if facts.agency is not None:
        return {"id": f"TH-PLANHUB-AGENCY-{facts.agency.code}", "name": facts.agency.name_th}
    if facts.text.agency:
        return {"id": f"TH-PLANHUB-AGENCY-{_short(facts.text.agency)}", "name": facts.text.agency}
    return _province(facts)


def reference(party: dict[str, Any]) -> dict[str, Any]:
    """Of a party, what other places say of it."""
    return {"id": party["id"], "name": party["name"]}


def parties(facts: Facts) -> list[dict[str, Any]]:
    """Everybody whom any other field of the project refers to, each once."""
    office, province = authority(facts), _province(facts)
    roles = ["publicAuthority", "buyer", "procuringEntity"]
    if office["id"] == province["id"]:
        offices = [office | {"roles": [*roles, "administrativeEntity"]}]
    else:
        offices = [office | {"roles": roles}, province | {"roles": ["administrativeEntity"]}]
    found = {one["id"]: one for one in offices}
    for one in suppliers(facts):
        found.setdefault(one["id"], one | {"roles": ["supplier"]})
    for proposal, need in facts.asked:
        if need.hearing_on:
            held = _village(proposal, facts)
            found.setdefault(held["id"], held)
    return list(found.values())


def meetings(facts: Facts) -> list[dict[str, Any]]:
    """The hearings at which its needs were agreed."""
    return [_meeting(proposal, need, facts) for proposal, need in facts.asked if need.hearing_on]


def address(place: Address | None) -> dict[str, Any]:
    """Of an area, down to its village."""
    if place is None:
        return {"countryName": COUNTRY}
    locality = " ".join(filter(None, (place.place, place.subdistrict, place.district)))
    return {"locality": locality, "region": place.province, "countryName": COUNTRY}


def _province(facts: Facts) -> dict[str, Any]:
    code = facts.item.province_code
    above = facts.places.get(code) or facts.places.get(facts.item.area_code)
    return {"id": f"TH-DOPA-{code}", "name": f"จังหวัด{above.province}" if above else f"จังหวัด {code}"}


def _village(proposal: Proposal, facts: Facts) -> dict[str, Any]:
    place = facts.places.get(proposal.area_code)
    return {
        "id": f"TH-DOPA-{proposal.area_code}",
        "name": place.short if place else proposal.area_code,
        "address": address(place),
    }


def _meeting(proposal: Proposal, need: Need, facts: Facts) -> dict[str, Any]:
    """Day, heads, and the office that held it; nobody's name."""
    held = _village(proposal, facts)
    return {
        "id": proposal.number or str(proposal.uid),
        "date": day(need.hearing_on) if need.hearing_on else None,
        "address": held["address"],
        "numberOfParticipants": need.attendees,
        "publicOffice": {
            "organization": reference(held),
            "jobTitle": discreet(need.proposer_title or ""),
        },
    }


def _short(name: str) -> str:
    return sha256(name.encode()).hexdigest()[:10]
