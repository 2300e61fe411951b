"""The governor's lists of works in trouble as files, under the same filters as their pages."""

from flask import Blueprint
from werkzeug.wrappers import Response

from planhub.database import db
from planhub.edge import requires
from planhub.oversight.trouble import Trouble
from planhub.oversight.trouble_table import SHEET, trouble_table
from planhub.web.governor.asked import asked_of_province
from planhub.web.table_answer import table_answer
from planhub.workflow.authority import Permission

pages = Blueprint("governor_files", __name__, url_prefix="/governor")


@pages.get("/<any('late', 'stale', 'over', 'no-contract'):trouble>.<any('xlsx','csv'):form>")
@requires(Permission.GOVERN_READ)
def troubles(trouble: str, form: str) -> Response:
    """Every item in one trouble, the worst first."""
    page, kind = asked_of_province(), Trouble(trouble)
    area = page.narrowed.area
    rows = trouble_table(db.session(), page.narrowed, kind, page.limits)
    return table_answer(rows, form, plain=f"{trouble}-{area}", full=f"{SHEET[kind]}-{area}")
