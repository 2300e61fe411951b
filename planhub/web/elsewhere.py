"""Provinces whose record is kept on another server: what is told of them here, and where to go on."""

from flask import current_app, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from planhub.areas.addresses import addresses, full_names
from planhub.areas.area import Area
from planhub.database import db
from planhub.federation import afar
from planhub.federation.afar import Afar, Carried
from planhub.linkage.plan_item import PlanItem
from planhub.proposals.standing import offices_of
from planhub.proposals.value_lists import SIDES
from planhub.reports.oc4ids_facts import any_funded
from planhub.thai.folding import arabic_digits
from planhub.web.whose import this
from planhub.wording import N_, Sentence
from planhub.workflow.stages import NEXT_WORD, STAGE_GROUP, STAGE_WORD, Stage

DONE_WITH = frozenset({Stage.EVALUATED, Stage.MERGED, Stage.REJECTED, Stage.WITHDRAWN})
"""Stages in which nobody has it any more."""
RETURNED = N_("ส่งกลับให้แก้ไข")
"""What a numbered item is that stands at `draft`: it was asked for, and came back to be mended."""


def afar_of(province_code: str) -> Afar | None:
    """Whether the province's items come from its own server, and until when they are here."""
    return afar.afar(db.session(), province_code)


def address_there(province_code: str, path: str) -> str:
    """The same page on the province's own server; "" where nobody told us its address."""
    known = current_app.config["SETTINGS"].province_urls.get(province_code, "")
    return f"{known.rstrip('/')}{path}" if known.startswith(("https://", "http://")) else ""


def lead_there(province_code: str, year: int, path: str) -> Response | None:
    """For pages that need the whole record: to the province's own server, else to its plan as it is here."""
    if afar_of(province_code) is None:
        return None
    plan = url_for("plan.show", province_code=province_code, year=year)
    return redirect(address_there(province_code, path) or plan, 302)


def need_page(known: Afar, found: Carried) -> str:
    """The public page of a number whose story is kept at the province."""
    facts, words = found.facts, found.words
    codes = [facts.province_code, facts.district_code or "", facts.subdistrict_code or "", facts.area_code]
    named = addresses(db.session(), [code for code in codes if code])
    return render_template(
        "public/afar.html",
        found=found,
        afar=known,
        there=address_there(facts.province_code, url_for("public.need", number=words.number)),
        word=word_of(facts.stage),
        next=NEXT_WORD[Stage(facts.stage)],
        group=group_of(facts.stage),
        side=SIDES.get(facts.side or "", ""),
        place=named.get(facts.area_code),
        holder=_holder(facts),
        above=[named[code] for code in dict.fromkeys(codes) if code in named],
    )


def plan_page(known: Afar, *, province: Area, year: int, start: int) -> str:
    """The plan of a province that keeps its ranks and sums on its own server."""
    session, code = db.session(), known.province_code
    found = afar.plan_of(session, code, year, start=start)
    lines = found[: afar.PAGE]

    def at(place: int) -> str:
        return url_for("plan.show", province_code=code, year=year, start=place)

    return render_template(
        "plan/afar.html",
        afar=known,
        there=address_there(code, url_for("plan.show", province_code=code, year=year)),
        province=province,
        year=year,
        start=start,
        lines=lines,
        sums=afar.sums_of(session, code, year),
        any_funded=any_funded(session, code, year),
        newer=at(max(1, start - afar.PAGE)) if start > 1 else None,
        older=at(start + afar.PAGE) if len(found) > afar.PAGE else None,
        places=full_names(session, {line.facts.area_code for line in lines}),
        word_of=word_of,
        group_of=group_of,
    )


def _holder(facts: PlanItem) -> Sentence | str | None:
    """Who has it, as far as a plan item tells."""
    stage = Stage(facts.stage)
    if stage in DONE_WITH:
        return None
    of = {Stage.DRAFT: facts.area_code, Stage.SUBDISTRICT: facts.subdistrict_code}
    of |= {Stage.DISTRICT: facts.district_code, Stage.AGENCY: facts.agency_code}
    code = of.get(stage) or facts.province_code
    return offices_of(db.session(), [code]).name(code)


def word_of(stage: str) -> str:
    """The stage of a plan item in words; only what has a number is one, so a draft was returned."""
    word: str = RETURNED if stage == Stage.DRAFT else STAGE_WORD[Stage(stage)]
    return word


def group_of(stage: str) -> str:
    """Its colour and sign."""
    return "returned" if stage == Stage.DRAFT else STAGE_GROUP[Stage(stage)]


HELD_BY_PROVINCE = frozenset(
    {
        *("map.place", "map.table", "map.frame", "public.need", "plan.show", "plan.workbook"),
        *("plan_items.items", "seals.index", "seals.show", "seals.changes"),
    }
)
"""Public pages of one place or number, which a province's own server has of its own province only."""


def lead_to_the_centre() -> Response | None:
    """On a province's own server, what was asked of elsewhere: said in a sentence, with the way there."""
    own = this()
    if not own.province or request.method != "GET":
        return None
    if request.endpoint == "map.country":
        return redirect(url_for("map.place", code=own.province), 302)
    given = request.view_args or {}
    asked = arabic_digits(str(given.get("code") or given.get("province_code") or given.get("number") or ""))
    if request.endpoint not in HELD_BY_PROVINCE or asked.startswith(("C-", own.province)):
        return None
    province = db.session.get(Area, asked[:2]) if asked[:2].isdecimal() else None
    centre = current_app.config["SETTINGS"].centre_url
    page = render_template(
        "public/elsewhere.html",
        other=province.name if province else None,
        asked=asked[:40],
        centre=f"{centre.rstrip('/')}{request.full_path.rstrip('?')}" if centre else "",
    )
    return make_response(page, 404)
