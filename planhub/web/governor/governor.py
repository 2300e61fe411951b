"""The governor's page: done, in progress, waiting for money; what goes wrong; the brief on one sheet."""

from flask import Blueprint, Response, make_response, render_template, request, url_for

from planhub import clock
from planhub.areas.addresses import full_names
from planhub.database import db
from planhub.edge import requires, tell
from planhub.edge.naming import name_file
from planhub.edge.rules import acting_hat
from planhub.edge.turns import one_of_few
from planhub.maps.conditions import years
from planhub.oversight.governed import governed
from planhub.oversight.trouble import TROUBLE_WORD, Trouble
from planhub.oversight.trouble_list import trouble_list
from planhub.procurement.guaranteeing import overdue
from planhub.reports.brief import brief
from planhub.web.governor.asked import asked, asked_of_province, provinces
from planhub.web.governor.brief import brief_data
from planhub.web.governor.words import chips, item_url, names, shown, why
from planhub.workflow.authority import Permission, may
from planhub.workflow.stages import STAGE_GROUP, STAGE_WORD

pages = Blueprint("governor", __name__, url_prefix="/governor")


@pages.get("")
@requires(Permission.GOVERN_READ)
def index() -> str:
    """How the province stands, narrowed by every click."""
    page = asked()
    if page is None:
        return render_template("governor/choose.html", provinces=provinces())
    found = governed(db.session(), page.narrowed, page.limits)
    known = sorted({*years(db.session()), *filter(None, [page.narrowed.year])}, reverse=True)
    hat = acting_hat()
    reads = may(hat, Permission.WORK_READ)
    late = overdue(db.session(), hat=hat, day=clock.today()) if reads else 0
    return render_template("governor/index.html", years=known, guarantees_late=late, **shown(page, found))


@pages.get("/<any('late', 'stale', 'over', 'no-contract'):trouble>")
@requires(Permission.GOVERN_READ)
def troubles(trouble: str) -> str:
    """The items in one trouble, the worst first."""
    page, kind = asked_of_province(), Trouble(trouble)
    after, named = request.args.get("after", ""), names(page, None)
    listed = trouble_list(db.session(), page.narrowed, kind, page.limits, after=after)
    return render_template(
        "governor/troubles.html",
        page=page,
        trouble=kind,
        total=listed.total,
        rows=listed.rows,
        title=named.title,
        word=tell(TROUBLE_WORD[kind]),
        why=why(kind, page.limits),
        chips=chips(page, named),
        places=full_names(db.session(), {row.area_code for row in listed.rows}),
        item_url=lambda row: item_url(page, row),
        first=url_for("governor.troubles", trouble=trouble, **page.state()) if after else None,
        next_page=url_for("governor.troubles", trouble=trouble, after=listed.next, **page.state())
        if listed.next
        else None,
        STAGE_WORD=STAGE_WORD,
        STAGE_GROUP=STAGE_GROUP,
    )


@pages.get("/brief.pdf")
@requires(Permission.GOVERN_READ)
def one_sheet() -> Response:
    """The brief: one sheet of A4 in Thai, under the same filters."""
    page = asked_of_province()
    found = governed(db.session(), page.narrowed, page.limits)
    with one_of_few():
        response = make_response(brief(brief_data(page, found, at=clock.now())))
    response.headers["Content-Type"] = "application/pdf"
    return name_file(response, f"planhub-brief-{page.narrowed.area}.pdf", shown=True)
