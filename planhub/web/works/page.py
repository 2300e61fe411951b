"""What every page of one work begins with: the work, who looks at it, what this hat may do, and the tabs."""

from dataclasses import dataclass

from flask import current_app, g, url_for
from flask_babel import gettext as _

from planhub import clock
from planhub.committees.found import found
from planhub.database import db
from planhub.edge.rules import demand
from planhub.errors import NotAllowed
from planhub.procurement.procuring import BUYING, DONE
from planhub.proposals.bearings import facts_of
from planhub.proposals.need import Need
from planhub.proposals.proposal import Proposal
from planhub.web import navigation
from planhub.web.works.due import Silence, silence_of
from planhub.wording import N_
from planhub.workflow.authority import Permission, may
from planhub.workflow.judging import Facts, carries_out
from planhub.workflow.roles import Hat, Level
from planhub.workflow.slips import mends
from planhub.workflow.stages import Stage
from planhub.works.following import Recorder
from planhub.works.work import Work

TABS = (
    ("works.show", N_("ภาพรวม")),
    ("work_money.show", N_("เงิน")),
    ("work_buying.show", N_("จัดซื้อจัดจ้าง")),
    ("work_reports.show", N_("ความก้าวหน้า")),
    ("work_changes.show", N_("ขอเปลี่ยนแปลง")),
    ("work_results.show", N_("ผลงาน")),
)
"""The pages of a work; each takes proposal_id."""


@dataclass(frozen=True)
class WorkPage:
    """One work as a hat sees it."""

    proposal: Proposal
    need: Need
    work: Work | None
    """None before any money came."""
    hat: Hat
    facts: Facts
    doer: bool
    """This hat's office carries it out."""

    @property
    def at_province(self) -> bool:
        """The hat sits at the province."""
        return self.hat.level is Level.PROVINCE

    @property
    def silence(self) -> Silence | None:
        """What is said where a report is owed."""
        return silence_of(self.proposal, self.work)

    @property
    def mends(self) -> bool:
        """This hat may mend what was typed wrong of a contract of it."""
        proposal, known = self.proposal, Stage(self.proposal.stage) in BUYING | DONE
        held = may(self.hat, Permission.SLIP_WRITE, proposal.place_code, proposal.area_code)
        return known and held and mends(self.facts, self.hat)

    def tabs(self, here: str) -> list[dict[str, object]]:
        """Links to the work's pages, `here` being an endpoint of TABS."""
        return [
            {"url": url_for(page, proposal_id=self.proposal.id), "label": _(word), "current": page == here}
            for page, word in TABS
            if page in current_app.view_functions
        ]


def the_work(proposal_id: int, permission: Permission = Permission.WORK_READ) -> WorkPage:
    """The work of a proposal, if the hat in use holds the permission over it.

    An agency's officer reads and writes what the agency carries out alone. Raises NotFound, NotAllowed.
    """
    session = db.session()
    proposal, need, *_lists = found(session, proposal_id)
    hat = demand(permission, proposal.place_code, proposal.area_code)
    facts = facts_of(session, proposal, level=hat.level)
    doer = carries_out(facts, hat)
    if hat.level is Level.AGENCY and not doer:
        raise NotAllowed(N_("งานนี้ไม่ได้อยู่กับส่วนราชการของท่าน"))
    return WorkPage(proposal, need, session.get(Work, proposal_id), hat, facts, doer)


def may_write(page: WorkPage) -> None:
    """Only who carries the work out, or the province, writes its record. Raises NotAllowed."""
    if not (page.doer or page.at_province):
        raise NotAllowed(N_("บันทึกได้เฉพาะหน่วยงานที่ดำเนินการ หรือจังหวัด"))


def recorder(page: WorkPage) -> Recorder:
    """Who records something on this page, now."""
    moment = clock.now()
    return Recorder(page.hat, signed(page), moment, clock.local_day(moment))


def signed(page: WorkPage) -> str:
    """How the actor signs."""
    return navigation.capacity(page.hat, g.person)
