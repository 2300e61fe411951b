"""Works: what an office has funded or carries out, and the first page of each."""

from flask import Blueprint, render_template, request, url_for

from planhub import clock
from planhub.areas.addresses import full_names
from planhub.database import db
from planhub.edge import requires, tell
from planhub.edge.rules import acting_hat
from planhub.procurement import guaranteeing
from planhub.procurement.procuring import DONE, standing_contract
from planhub.progress.progress_told import money_of
from planhub.progress.silence import owed
from planhub.proposals import quarterly
from planhub.proposals.standing import offices_of
from planhub.results import looks
from planhub.web.paging import mark, moment_marked
from planhub.web.works.due import due_rules, stale_rows
from planhub.web.works.page import the_work
from planhub.wording import N_
from planhub.workflow.authority import Permission, may
from planhub.workflow.stages import STAGE_GROUP, STAGE_WORD, Stage
from planhub.works.works import PAGE, UNDERWAY, works

pages = Blueprint("works", __name__, url_prefix="/works")

NEXT = {
    Stage.PLANNED: ("work_money.show", N_("รอเงิน เมื่อได้รับจัดสรรแล้วบันทึกในหน้าเงิน")),
    Stage.FUNDED: ("work_buying.show", N_("ได้เงินแล้ว เลือกวิธีจัดหา หรือบันทึกว่าหน่วยงานทำเอง")),
    Stage.PROCUREMENT: ("work_buying.show", N_("บันทึกขั้นตอนจัดซื้อจัดจ้างจนถึงลงนามสัญญา")),
    Stage.WORKS: ("work_reports.show", N_("รายงานความก้าวหน้าและส่งรูป จนงานแล้วเสร็จ")),
    Stage.LOCAL: ("work_reports.show", N_("รายงานความก้าวหน้าและส่งรูป จนงานแล้วเสร็จ")),
    Stage.JOINT: ("work_reports.show", N_("รายงานความก้าวหน้าและส่งรูป จนงานแล้วเสร็จ")),
    Stage.COMPLETED: ("work_results.show", N_("บันทึกผลงานและส่งมอบ แล้วดูการใช้งานเมื่อครบหนึ่งปี")),
}
"""What comes next, and where it is recorded."""


@pages.get("")
@requires(Permission.WORK_READ)
def index() -> str:
    """The office's works, those longest in their stage first."""
    stage = request.args.get("stage", "")
    stages = [Stage(stage)] if stage in set(UNDERWAY) else [one for one in UNDERWAY if one not in DONE]
    rows = works(
        db.session(), hat=acting_hat(), stages=stages, after=moment_marked(request.args.get("at", ""))
    )
    more, rows = rows[PAGE:], rows[:PAGE]
    at, day = mark(rows[-1].stage_since, rows[-1].id) if more else None, clock.today()
    return render_template(
        "works/index.html",
        rows=rows,
        day=day,
        places=full_names(db.session(), {row.place_code for row in rows}),
        missed=quarterly.marks(db.session(), [row.id for row in rows], day=day),
        looks_due=looks.due(db.session(), hat=acting_hat(), day=day),
        next_url=url_for("works.index", stage=stage or None, at=at) if at else None,
        guarantees_late=guaranteeing.overdue(db.session(), hat=acting_hat(), day=day),
        stage=stage,
        stages=[(one.value, STAGE_WORD[one]) for one in UNDERWAY],
        stale=stale_rows(rows, day),
        owed=owed(db.session(), hat=acting_hat(), day=day, rules=due_rules()),
        STAGE_WORD=STAGE_WORD,
        STAGE_GROUP=STAGE_GROUP,
        may_close=may(acting_hat(), Permission.MONEY_WRITE),
    )


@pages.get("/<int:proposal_id>")
@requires(Permission.WORK_READ)
def show(proposal_id: int) -> str:
    """One work: how it stands, and the way to its money, purchase, reports, changes and result."""
    page, session, day = the_work(proposal_id), db.session(), clock.today()
    proposal = page.proposal
    office = proposal.agency_code or proposal.holder_code
    return render_template(
        "works/show.html",
        page=page,
        place=full_names(session, [proposal.place_code])[proposal.place_code],
        office=tell(offices_of(session, {office}).name(office)),
        money=money_of(session, province_code=proposal.province_code, item_id=proposal.uid),
        contract=standing_contract(session, proposal.id),
        next=NEXT.get(Stage(proposal.stage)),
        day=day,
        STAGE_WORD=STAGE_WORD,
        STAGE_GROUP=STAGE_GROUP,
    )
