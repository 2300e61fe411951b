"""Tables of works, silent offices and royal-initiative projects as files, for who may read their pages."""

from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from planhub import clock
from planhub.areas.addresses import full_addresses
from planhub.database import db
from planhub.edge import requires
from planhub.edge.rules import acting_hat
from planhub.errors import NotAllowed
from planhub.progress.silent_offices import silent_offices
from planhub.proposals.proposal import Proposal
from planhub.reports.royal_table import royal_table, summary_table
from planhub.reports.silent_table import silent_table
from planhub.reports.work_columns import NAME
from planhub.reports.work_tables import work_table
from planhub.results.royal import half_of, projects_of, summary
from planhub.results.royal_keeping import half_asked, period_of
from planhub.web.table_answer import table_answer
from planhub.web.works.due import due_rules
from planhub.web.works.page import the_work
from planhub.wording import N_
from planhub.workflow.authority import Permission
from planhub.works.works import UNDERWAY, mine

pages = Blueprint("work_tables", __name__)

_NAMES = "any({})".format(",".join(f"'{name}'" for name in NAME))


@pages.get(f"/works/tables/<{_NAMES}:table>.<any('xlsx','csv'):form>")
@requires(Permission.WORK_READ)
def of_office(table: str, form: str) -> Response:
    """A table of all works of the office, as its page of works has them."""
    hat = acting_hat()
    rows = work_table(db.session(), table, mine(hat), Proposal.stage.in_(UNDERWAY))
    place = hat.agency_code or hat.area_code
    return table_answer(rows, form, plain=f"{table}-{place}", full=f"{NAME[table]}-{place}")


@pages.get("/works/silent.<any('xlsx','csv'):form>")
@requires(Permission.WORK_READ)
def silent(form: str) -> Response:
    """Every office below the hat, as the page of silent offices is sorted."""
    hat, day = acting_hat(), clock.today()
    sort, up = request.args.get("sort", ""), request.args.get("up") == "yes"
    given: dict[str, Any] = {"hat": hat, "day": day, "rules": due_rules(), "sort": sort, "up": up}
    found = silent_offices(db.session(), most=None, **given)
    place = hat.agency_code or hat.area_code
    names = {"plain": f"silent-{place}", "full": f"หน่วยงานที่เงียบ-{place}"}
    return table_answer(silent_table(db.session(), found.rows, day), form, **names)


@pages.get(f"/works/<int:proposal_id>/tables/<{_NAMES}:table>.<any('xlsx','csv'):form>")
@requires(Permission.WORK_READ)
def of_work(proposal_id: int, table: str, form: str) -> Response:
    """A table of one work."""
    page = the_work(proposal_id)
    rows = work_table(db.session(), table, Proposal.id == page.proposal.id)
    number = page.proposal.number or str(proposal_id)
    return table_answer(rows, form, plain=f"{table}-{number}", full=f"{NAME[table]}-{number}")


@pages.get("/royal/<province_code>/projects.<any('xlsx','csv'):form>")
@requires(Permission.GOVERN_READ)
def royal(province_code: str, form: str) -> Response:
    """The projects that the hat sees of a province, those that stand or the closed ones."""
    hat, session = acting_hat(), db.session()
    if not province_code.startswith(hat.area_code[:2]):
        raise NotAllowed(N_("เรื่องนี้อยู่นอกพื้นที่หรือหน้าที่ของท่าน"))
    shown = projects_of(session, hat.area_code or province_code, closed=request.args.get("closed") == "yes")
    addresses = full_addresses(session, {one.project.area_code for one in shown})
    names = {"plain": f"royal-{province_code}", "full": f"โครงการพระราชดำริ-{province_code}"}
    return table_answer(royal_table(shown, addresses), form, **names)


@pages.get("/royal/tables/summary.<any('xlsx','csv'):form>")
@requires(Permission.GOVERN_READ)
def royal_summary(form: str) -> Response:
    """76 provinces side by side, for the ministry alone: as the page has them."""
    if acting_hat().area_code:
        raise NotAllowed(N_("เรื่องนี้อยู่นอกพื้นที่หรือหน้าที่ของท่าน"))
    half = half_asked(request.args.get("period", ""), half_of(clock.today()))
    names = {"plain": f"royal-{period_of(half)}", "full": f"โครงการพระราชดำริ-76-จังหวัด-{period_of(half)}"}
    return table_answer(summary_table(summary(db.session(), half), half), form, **names)
