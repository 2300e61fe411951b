"""Search, open to the public: by words, by number, by the code or the name of a place."""

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from planhub.areas import addresses, finding
from planhub.database import db
from planhub.edge import public, tell
from planhub.maps import search as searching
from planhub.web.maps.links import item_url

pages = Blueprint("search", __name__)


@pages.get("/search")
@public
def index() -> str:
    """The form, and what it finds; an empty one tells what can be typed."""
    session, typed = db.session(), request.args.get("q", "")
    provinces = [(code, tell(name)) for code, name in finding.provinces(session)]
    province = request.args.get("within", "")
    scope = province if province in dict(provinces) else ""
    found = searching.search(session, typed, province=scope, after=request.args.get("after", ""))
    return render_template(
        "search/index.html",
        typed=typed,
        province=scope,
        provinces=[("", _("ทุกจังหวัด")), *provinces],
        found=found,
        most=searching.most_matches(scope),
        item_url=item_url,
        places=addresses.full_names(session, {item.area_code for item in found.items}),
    )
