"""The items of a province and year as a list that can be worked on and loaded again: open to everybody."""

from flask import Blueprint
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planhub.database import db
from planhub.edge import public
from planhub.reports.item_table import item_table
from planhub.web.committees.plan import province_of
from planhub.web.table_answer import table_answer

pages = Blueprint("plan_items", __name__)


@pages.get("/plan/<province_code>/<int:year>/items.<any('xlsx','csv'):form>")
@public
def items(province_code: str, year: int, form: str) -> Response:
    """Every item of the year that the linked database has of the province, whatever its stage."""
    area = province_of(province_code, year)
    table = item_table(db.session(), provinces=[province_code], year=year)
    full = _("รายการแผนจังหวัด%(province)s-%(year)s", province=area.name_th, year=year)
    return table_answer(table, form, plain=f"items-{province_code}-{year}", full=full)
