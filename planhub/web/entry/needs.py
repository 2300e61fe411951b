"""A village's own page: its needs and drafts, their order, a new one, none this time, set aside, withdraw."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planhub import clock
from planhub.areas.area import Area
from planhub.areas.codes import province_of
from planhub.areas.finding import area_at
from planhub.database import db
from planhub.edge import requires
from planhub.edge.rules import acting_hat, demand
from planhub.errors import IllegalMove
from planhub.needs import drafting, ordering
from planhub.needs.home import home_of, proposing_areas
from planhub.proposals import silence
from planhub.proposals.reviewing import review
from planhub.proposals.season import Season, season_of
from planhub.results.answers import WORD, asked
from planhub.web.records import capacity, place_name, record
from planhub.wording import N_
from planhub.workflow.authority import Permission
from planhub.workflow.judging import Given
from planhub.workflow.roles import Role
from planhub.workflow.stages import Action

Answer = str | Response | tuple[str, int]

pages = Blueprint("needs", __name__, url_prefix="/needs")


@pages.get("")
@requires(Permission.NEED_WRITE)
def home() -> Answer:
    """What became of our needs, and one big button."""
    area, season = whose(), round_of_hat()
    page = home_of(db.session(), area_code=area.code, fiscal_year=season.fiscal_year, day=clock.today())
    return render_template(
        "needs/home.html",
        area=area,
        address=place_name(area.code),
        season=season,
        page=page,
        areas=areas_to_choose(),
        seen_before=seen_before(),
        asked=asked(db.session(), area.code),
        ANSWER_WORD=WORD,
    )


@pages.post("")
@requires(Permission.NEED_WRITE)
def begin() -> Answer:
    """Begin a draft and go to its first step."""
    area, season = whose(), round_of_hat()
    if season.fiscal_year is None:
        raise IllegalMove(season.words)
    proposal = drafting.start(
        db.session(),
        area=area,
        fiscal_year=season.fiscal_year,
        by=acting_hat().account_id,
        at=clock.now(),
    )
    return redirect(url_for("entry.step", proposal_id=proposal.id, number=1), 303)


@pages.post("/order")
@requires(Permission.RANK_VILLAGE)
def order() -> Answer:
    """Keep the village's own order of its needs."""
    area, season = whose(), round_of_hat()
    ordering.order(
        db.session(),
        area_code=area.code,
        fiscal_year=season.fiscal_year or 0,
        wanted=ordering.wanted(request.form),
        by=acting_hat().account_id,
        at=clock.now(),
    )
    flash(_("บันทึกลำดับแล้ว"), "success")
    return redirect(url_for("needs.home", area=request.form.get("area")), 303)


@pages.post("/nothing")
@requires(Permission.NEED_WRITE)
def nothing() -> Answer:
    """Answer that there is no need in this round, or take that answer back."""
    area, season = whose(), round_of_hat()
    if season.fiscal_year is None:
        raise IllegalMove(season.words)
    silence.answer(
        db.session(),
        area_code=area.code,
        fiscal_year=season.fiscal_year,
        none=request.form.get("answer") != "back",
        by=acting_hat().account_id,
        day=clock.today(),
    )
    return redirect(url_for("needs.home", area=request.form.get("area")), 303)


@pages.post("/<int:proposal_id>/set-aside")
@requires(Permission.NEED_WRITE)
def set_aside(proposal_id: int) -> Answer:
    """Put a draft away; it can be taken up again."""
    proposal, _need = record(proposal_id)
    drafting.set_aside(db.session(), proposal_id=proposal_id, at=clock.now())
    flash(_("ทิ้งร่างแล้ว ถ้าเปลี่ยนใจ กด “เอากลับมา” ที่ท้ายหน้านี้"), "success")
    return redirect(url_for("needs.home", area=proposal.area_code, _anchor="set-aside"), 303)


@pages.post("/<int:proposal_id>/take-up")
@requires(Permission.NEED_WRITE)
def take_up(proposal_id: int) -> Answer:
    """Take a draft up again."""
    record(proposal_id)
    drafting.take_up(db.session(), proposal_id=proposal_id)
    return redirect(url_for("entry.resume", proposal_id=proposal_id), 303)


@pages.get("/<int:proposal_id>/withdraw")
@requires(Permission.NEED_WRITE)
def ask_withdraw(proposal_id: int) -> Answer:
    """Ask once before a need is withdrawn."""
    proposal, need = record(proposal_id)
    return render_template("needs/withdraw.html", proposal=proposal, need=need)


@pages.post("/<int:proposal_id>/withdraw")
@requires(Permission.NEED_WRITE)
def withdraw(proposal_id: int) -> Answer:
    """Withdraw a need before a decision on it."""
    if record(proposal_id)[0].number is None:
        raise IllegalMove(N_("ร่างที่ยังไม่มีเลขที่ไม่ต้องถอน ใช้ “ทิ้งร่าง” แทน และเอากลับมาได้"))
    proposal = review(
        db.session(),
        proposal_id=proposal_id,
        action=Action.WITHDRAW,
        hat=acting_hat(),
        capacity=capacity(),
        given=Given(reason=request.form.get("reason", "")),
        version=request.form.get("version", type=int),
        at=clock.now(),
        day=clock.today(),
    )
    flash(_("ถอนเรื่อง %(number)s แล้ว", number=proposal.number), "success")
    return redirect(url_for("needs.home", area=proposal.area_code), 303)


def whose() -> Area:
    """For whom the page is: one's own village, or one of the subdistrict's that its secretary has chosen."""
    hat = acting_hat()
    chosen = request.values.get("area") if hat.role is Role.SUBDISTRICT_SECRETARY else None
    area = area_at(db.session(), chosen or hat.area_code)
    demand(Permission.NEED_WRITE, area.code, area.parent_code)
    return area


def areas_to_choose() -> list[tuple[str, str]]:
    """(code, name) of those for whom a secretary may write; none for a village head."""
    hat = acting_hat()
    if hat.role is not Role.SUBDISTRICT_SECRETARY:
        return []
    return [(area.code, place_name(area.code)) for area in proposing_areas(db.session(), hat.area_code)]


def round_of_hat() -> Season:
    """The round of the hat's province."""
    return season_of(db.session(), province_of(acting_hat().area_code), day=clock.today())


def seen_before() -> str:
    """When this browser last looked at the page, as ISO time: what came after is new."""
    now = clock.now().isoformat()
    before, last = (*session.get("home_seen", ("", "")), "", "")[:2]
    if last[:13] != now[:13]:  # a new visit, not a reload within the hour
        before = last
    session["home_seen"] = (before, now)
    return str(before)
