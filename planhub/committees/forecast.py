"""What a bulk decision would do, told before it is made: which items can go, and why the others cannot."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.committees.asked import ASKS, SETS_CLASS
from planhub.errors import Invalid, PlanHubError
from planhub.proposals.bearings import facts_of, rules_of
from planhub.proposals.need import Need
from planhub.proposals.proposal import Proposal
from planhub.wording import N_, Sentence, say
from planhub.workflow.judging import Facts, Given, judge
from planhub.workflow.roles import Hat
from planhub.workflow.rounds import RoundRules
from planhub.workflow.stages import Action


@dataclass
class Forecast:
    """The items of a bulk decision, parted by whether they can go."""

    can: list[tuple[Proposal, Need]] = field(default_factory=list)
    cannot: list[tuple[Proposal, Need, Sentence]] = field(default_factory=list)
    unknown: list[int] = field(default_factory=list)


def forecast(
    session: Session,
    *,
    items: Sequence[tuple[int, int | None]],
    action: Action,
    hat: Hat,
    day: date,
    classified: bool = False,
) -> Forecast:
    """Judge each item, (id, version), without doing anything.

    What the page itself asks for counts as given. `classified`: the page will give a classification too.
    """
    rows = {
        proposal.id: (proposal, need)
        for proposal, need in session.execute(
            select(Proposal, Need)
            .join(Need, Need.proposal_id == Proposal.id)
            .where(Proposal.id.in_([id_ for id_, _ in items]))
        )
    }
    result, passed, rules = Forecast(), 0, dict[int, RoundRules]()
    for id_, version in sorted(dict(items).items()):
        if id_ not in rows or not _in_reach(rows[id_][0], hat):
            result.unknown.append(id_)
            continue
        proposal, need = rows[id_]
        if proposal.fiscal_year not in rules:
            rules[proposal.fiscal_year] = rules_of(session, proposal.province_code, proposal.fiscal_year)
        facts = facts_of(session, proposal, level=hat.level)
        facts = replace(facts, passed_up=facts.passed_up + passed)
        sentence = why_not(
            facts=facts,
            action=action,
            hat=hat,
            rules=rules[proposal.fiscal_year],
            day=day,
            classified=classified,
        )
        if version is not None and version != proposal.version:
            sentence = say(N_("มีผู้อื่นแก้ไขเรื่องนี้หลังจากที่ท่านเปิดรายการ เปิดดูใหม่ก่อนตัดสินใจ"))
        if sentence is None:
            passed += action is Action.FORWARD
            result.can.append((proposal, need))
        else:
            result.cannot.append((proposal, need, sentence))
    return result


def _in_reach(proposal: Proposal, hat: Hat) -> bool:
    """Of another office's items not even the title is told."""
    return hat.covers(proposal.place_code, proposal.area_code)


def why_not(
    *,
    facts: Facts,
    action: Action,
    hat: Hat,
    rules: RoundRules,
    day: date,
    classified: bool = False,
    ranked: bool = False,
) -> Sentence | None:
    """The sentence that stands against an action now; None when the page may ask for the rest."""
    given = Given(
        reason="-", agency_code="-", target_id=0, plan_year=rules.fiscal_year, envelope="within",
        verdict="feasible",
        rank=1 if ranked else None,
        classification=_class_given(action, classified),
    )  # fmt: skip
    try:
        judge(facts=facts, action=action, hat=hat, given=given, rules=rules, day=day)
    except Invalid as error:
        return next((sentence for sentence in error.fields.values()), None)
    except PlanHubError as error:
        return error.sentence
    return None


def _class_given(action: Action, classified: bool) -> str | None:
    if action is Action.DO_JOINTLY:
        return "joint"
    gives = action is Action.DO_LOCALLY or "classification" in ASKS[action]
    return "self" if gives or (classified and action in SETS_CLASS) else None
