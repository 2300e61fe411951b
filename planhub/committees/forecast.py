"""What a bulk decision would do, told before it is made: which items can go, and why the others cannot."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.committees import ranks
from planhub.committees.asked import ASKS, SETS_CLASS
from planhub.errors import Invalid, PlanHubError
from planhub.proposals.bearings import facts_of_all, former_ranks_at, ranks_at, rules_of
from planhub.proposals.consequences import before_its_round
from planhub.proposals.need import Need
from planhub.proposals.proposal import Proposal
from planhub.proposals.selection import BELOW, WAITS_IN
from planhub.proposals.standing import Offices, standing_of
from planhub.wording import N_, Sentence, say
from planhub.workflow.judging import Facts, Given, judge
from planhub.workflow.moves import MOVES, Must
from planhub.workflow.roles import Hat
from planhub.workflow.rounds import RoundRules
from planhub.workflow.stages import Action

LAST = 10**6
"""Where what has no rank stands."""


@dataclass(frozen=True)
class Ready:
    """An item that can go, once the page has asked for what it lacks."""

    proposal: Proposal
    need: Need
    rank: int | None = None
    """At this level; proposed where it has none and must have one."""
    unranked: bool = False
    unclassified: bool = False
    """It must be ranked, or classified, first: the page asks for that."""


@dataclass
class Forecast:
    """The items of a bulk decision, parted by whether they can go."""

    can: list[Ready] = field(default_factory=list)
    cannot: list[tuple[Proposal, Need, list[Sentence]]] = field(default_factory=list)
    unknown: list[int] = field(default_factory=list)

    @property
    def unclassified(self) -> int:
        """How many of those that can go must be classified first."""
        return sum(row.unclassified for row in self.can)

    @property
    def unranked(self) -> int:
        """How many of those that can go must be ranked first."""
        return sum(row.unranked for row in self.can)


def forecast(
    session: Session,
    *,
    items: Sequence[tuple[int, int | None]],
    action: Action,
    hat: Hat,
    day: date,
    plan_year: int | None = None,
    asks: bool = True,
) -> Forecast:
    """Judge each item, (id, version), without doing anything: the first in rank first, then by id.

    What the page itself asks for counts as given; with `asks` also the classification and the rank of those
    that lack them.
    """
    versions = dict(items)
    within = _in_reach(session, versions, hat)
    result = Forecast(unknown=sorted(set(versions) - set(within)))
    stored = ranks_at(session, within, level=hat.level)
    waiting = [proposal for proposal, _ in within.values()] if action is Action.FORWARD else []
    proposed = proposed_ranks(session, waiting, stored, hat)
    told = facts_of_all(session, [proposal for proposal, _ in within.values()], level=hat.level)
    passed, rules = 0, dict[int, RoundRules]()
    for id_ in sorted(within, key=lambda id_: (stored.get(id_) or proposed.get(id_) or LAST, id_)):
        proposal, need = within[id_]
        if proposal.fiscal_year not in rules:
            rules[proposal.fiscal_year] = rules_of(session, proposal.province_code, proposal.fiscal_year)
        facts = replace(told[id_], passed_up=told[id_].passed_up + passed)
        reasons = sentences(
            facts=facts, action=action, hat=hat, rules=rules[proposal.fiscal_year], day=day,
            classified=asks, ranked=asks,
        )  # fmt: skip
        early = before_its_round(proposal, plan_year) if action is Action.INCLUDE else None
        if changed := _changed(proposal, versions[id_], hat, day):
            reasons = [changed]
        elif early is not None and not reasons:
            reasons = [early]
        if reasons:
            result.cannot.append((proposal, need, reasons))
            continue
        passed += action is Action.FORWARD
        row = Ready(proposal, need, rank=stored.get(id_) or proposed.get(id_))
        result.can.append(_asked(row, facts, action, ranked=id_ in stored))
    return result


def proposed_ranks(
    session: Session, proposals: Iterable[Proposal], stored: dict[int, int], hat: Hat
) -> dict[int, int]:
    """Ranks after the last for those that have none, in the order in which a ranking page shows them."""
    unranked = [proposal for proposal in proposals if proposal.id not in stored]
    below = BELOW.get(hat.level)
    ids = [p.id for p in unranked]
    came = ranks_at(session, ids, level=below) if below else {}
    former = former_ranks_at(session, ids, level=hat.level)
    unranked.sort(key=lambda p: (former.get(p.id, LAST), came.get(p.id, LAST), p.stage_since, p.id))
    next_, found = dict[int, int](), dict[int, int]()
    for proposal in unranked:
        year = proposal.fiscal_year
        if year not in next_:
            next_[year] = ranks.next_rank(session, hat=hat, year=year)
        found[proposal.id] = next_[year]
        next_[year] += 1
    return found


def _in_reach(session: Session, ids: Iterable[int], hat: Hat) -> dict[int, tuple[Proposal, Need]]:
    """Of another office's items not even the title is told."""
    query = (
        select(Proposal, Need).join(Need, Need.proposal_id == Proposal.id).where(Proposal.id.in_(list(ids)))
    )
    return {
        proposal.id: (proposal, need)
        for proposal, need in session.execute(query)
        if hat.covers(proposal.place_code, proposal.area_code)
    }


def _changed(proposal: Proposal, version: int | None, hat: Hat, day: date) -> Sentence | None:
    """What has become of it since the page was drawn; None where it waits as it did."""
    if version not in (None, proposal.version):
        return say(N_("มีผู้อื่นแก้ไขเรื่องนี้หลังจากที่ท่านเปิดรายการ เปิดดูใหม่ก่อนตัดสินใจ"))
    if proposal.stage != WAITS_IN.get(hat.level):
        now = standing_of(proposal, Offices({}, {}), day=day).word
        return say(N_("ไม่ได้รออยู่ที่นี่แล้ว ตอนนี้: %(now)s"), now=now)
    return None


def _asked(row: Ready, facts: Facts, action: Action, *, ranked: bool) -> Ready:
    """With what the page must ask for first."""
    must = MOVES[facts.stage, action].must
    classed = facts.classification is not None or "classification" in ASKS[action]
    return replace(
        row,
        unranked=Must.RANK in must and not ranked,
        unclassified=Must.CLASSIFICATION in must and not classed,
    )


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
    """The first sentence that stands against an action now; None when the page may ask for the rest."""
    found = sentences(
        facts=facts, action=action, hat=hat, rules=rules, day=day, classified=classified, ranked=ranked
    )
    return found[0] if found else None


def sentences(
    *,
    facts: Facts,
    action: Action,
    hat: Hat,
    rules: RoundRules,
    day: date,
    classified: bool = False,
    ranked: bool = False,
) -> list[Sentence]:
    """All that stands against an action now. `classified`, `ranked`: the page gives that too."""
    given = Given(
        reason="-", agency_code="-", target_id=0, plan_year=rules.fiscal_year, envelope="within",
        verdict="feasible",
        rank=1 if ranked else None,
        classification=_class_given(action, classified),
    )  # fmt: skip
    try:
        judge(facts=facts, action=action, hat=hat, given=given, rules=rules, day=day)
    except Invalid as error:
        return list(error.fields.values())
    except PlanHubError as error:
        return [error.sentence]
    return []


def _class_given(action: Action, classified: bool) -> str | None:
    if action is Action.DO_JOINTLY:
        return "joint"
    gives = action is Action.DO_LOCALLY or "classification" in ASKS[action]
    return "self" if gives or (classified and action in SETS_CLASS) else None
