"""What a source has brought, as a list that can be changed and loaded again."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from planhub.database import db
from planhub.edge import requires
from planhub.reports.item_table import item_table
from planhub.web.sources.records import own
from planhub.web.table_answer import table_answer
from planhub.workflow.authority import Permission

pages = Blueprint("items", __name__, url_prefix="/<source_code>")


@pages.get("/items.<any('xlsx','csv'):form>")
@requires(Permission.SOURCES_MANAGE)
def items(source_code: str, form: str) -> Response:
    """All its items, or those of a year."""
    source = own(source_code)
    year = request.args.get("year", type=int)
    table = item_table(db.session(), provinces=source.scope, source=source.code, year=year)
    return table_answer(table, form, plain=f"{source.code}-items", full=f"{source.code}-รายการ")
