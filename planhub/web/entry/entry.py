"""A need is entered: five short steps, saved as one types, a check, and off it goes."""

from collections.abc import Mapping

from flask import Blueprint, Response, flash, jsonify, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound as NoSuchPage
from werkzeug.wrappers import Response as Answer

from planhub import clock
from planhub.database import db
from planhub.edge import requires, tell
from planhub.edge.rules import acting_hat
from planhub.edge.transaction import keep
from planhub.errors import Conflict, IllegalMove, Invalid
from planhub.needs import submitting
from planhub.needs.asking import composed_title, read, title_faults
from planhub.needs.drafts import first_open, hour_and_minute, steps_of, typed_of
from planhub.needs.questions import BY_NAME, names_of
from planhub.needs.typed import Kept, remark
from planhub.proposals.proposal import Proposal
from planhub.web.entry.files import no_room, take_files
from planhub.web.entry.keeping import fill_in, given, keep_given, replaced_words
from planhub.web.entry.pages import check_page, done_page, receipt, step_page
from planhub.web.entry.place import untold
from planhub.web.records import capacity, record, told
from planhub.wording import Sentence
from planhub.workflow.authority import Permission
from planhub.workflow.stages import Stage

pages = Blueprint("entry", __name__, url_prefix="/needs/<int:proposal_id>")

pages.register_error_handler(OSError, no_room)

PLACE, LAST = 3, 5
WHOLE_FORM_MB = 100
"""A step with all its files; each file has its own, smaller limit and its own sentence."""


@pages.url_value_preprocessor
def _allow_files(endpoint: str | None, values: dict[str, object] | None) -> None:
    if endpoint == "entry.attach" or (endpoint == "entry.save" and values and values.get("number") == LAST):
        request.max_content_length = WHOLE_FORM_MB * 1024 * 1024


@pages.get("")
@requires(Permission.NEED_WRITE)
def resume(proposal_id: int) -> Answer:
    """Go on where one left off; a need that was submitted shows its public page."""
    proposal, need = record(proposal_id)
    if proposal.stage != Stage.DRAFT and proposal.number:
        return redirect(url_for("public.need", number=proposal.number), 303)
    if proposal.stage != Stage.DRAFT:
        return redirect(url_for("needs.home", area=proposal.area_code), 303)
    typed = typed_of(db.session(), proposal, need)
    reading = read(typed, fiscal_year=proposal.fiscal_year, day=clock.today())
    number = first_open(steps_of(typed, reading))
    if number is None:
        return redirect(url_for("entry.check", proposal_id=proposal_id), 303)
    return redirect(url_for("entry.step", proposal_id=proposal_id, number=number), 303)


@pages.get("/<int:number>")
@requires(Permission.NEED_WRITE)
def step(proposal_id: int, number: int) -> str | Answer:
    """One step, with what was typed, right or wrong."""
    proposal, need = record(proposal_id)
    _must_be(number)
    if proposal.stage != Stage.DRAFT:
        return redirect(url_for("entry.resume", proposal_id=proposal_id), 303)
    errors: Mapping[str, Sentence] = {}
    if "fix" in request.args:
        typed = typed_of(db.session(), proposal, need)
        found = read(typed, fiscal_year=proposal.fiscal_year, day=clock.today()).errors
        errors = {name: said for name, said in found.items() if _asked_at(name, number)}
    return step_page(proposal, need, number, errors)


@pages.post("/<int:number>")
@requires(Permission.NEED_WRITE)
def save(proposal_id: int, number: int) -> str | Answer | tuple[str, int]:
    """Keep a step, right or wrong, and go on; what is wrong is shown with everything that was typed."""
    proposal, _need = record(proposal_id)
    _must_be(number)
    need, kept = keep_given(proposal, names_of(number))
    _tell_replaced(kept)
    bad_files = take_files(proposal.id) if number == LAST else {}
    if request.form.get("help") == "title" and (faults := title_faults(need.typed)):
        keep()
        return step_page(proposal, need, number, faults), 422
    if request.form.get("help") == "title":
        fill_in(proposal_id, "title", composed_title(need.typed))
        return redirect(url_for("entry.step", proposal_id=proposal_id, number=number, _anchor="f-title"), 303)
    if request.form.get("later"):
        flash(_("บันทึกร่างแล้ว กลับมาทำต่อได้ทุกเมื่อ"), "success")
        return redirect(url_for("needs.home", area=proposal.area_code), 303)
    reading = read(need.typed, fiscal_year=proposal.fiscal_year, day=clock.today())
    if request.form.get("help") == "length" and reading.values["line"]:
        metres = max(1, round(reading.values["line"].metres))
        fill_in(proposal_id, "length_m", str(metres))
        flash(_("ใส่ความยาว %(metres)s เมตร ในขั้นที่ 2 แล้ว", metres=f"{metres:,}"), "success")
        return redirect(url_for("entry.step", proposal_id=proposal_id, number=number, _anchor="f-line"), 303)
    errors = {name: said for name, said in reading.errors.items() if _asked_at(name, number)} | bad_files
    if errors:
        keep()  # wrong answers are kept too: nothing typed is lost
        return step_page(proposal, need, number, errors), 422
    if {"take_off", "put_back", "attach"} & request.form.keys():
        return redirect(url_for("entry.step", proposal_id=proposal_id, number=number, _anchor="files"), 303)
    if number == PLACE and untold(proposal, need, reading):
        back = request.form.get("back_to")
        return redirect(
            url_for("entry.step", proposal_id=proposal_id, number=number, doubt=1, back_to=back), 303
        )
    if number == LAST or request.form.get("back_to") == "check":
        return redirect(url_for("entry.check", proposal_id=proposal_id), 303)
    return redirect(url_for("entry.step", proposal_id=proposal_id, number=number + 1), 303)


@pages.post("/typed")
@requires(Permission.NEED_WRITE)
def typed(proposal_id: int) -> Response:
    """Keep what was typed just now: any fields, as a form or as JSON."""
    proposal, _need = record(proposal_id)
    sent = given()
    need, kept = keep_given(proposal, list(sent))
    answer = {"saved_at": hour_and_minute(need.typed_at)}
    answer["version"] = remark(sent.get("version", ""), need.typed, sent)
    if kept.replaced:
        answer["notice"] = tell(replaced_words(kept))
    return jsonify(answer)


@pages.post("/files")
@requires(Permission.NEED_WRITE)
def attach(proposal_id: int) -> Response | tuple[Response, int]:
    """Files sent as soon as they were chosen; a sentence for each kind that could not be kept."""
    proposal, _need = record(proposal_id)
    wrong = take_files(proposal.id)
    keep()  # the good ones stay, whatever was wrong with another
    return jsonify({"errors": told(dict(wrong))}), 422 if wrong else 200


@pages.get("/check")
@requires(Permission.NEED_WRITE)
def check(proposal_id: int) -> str | Answer:
    """All that was typed, once more, with what is still wrong and where to mend it."""
    proposal, need = record(proposal_id)
    if proposal.stage != Stage.DRAFT:
        return redirect(url_for("entry.resume", proposal_id=proposal_id), 303)
    return check_page(proposal, need)


@pages.post("/submit")
@requires(Permission.NEED_WRITE)
def submit(proposal_id: int) -> Answer | tuple[str, int]:
    """Send it; whatever stands in the way is told on the check page."""
    proposal, need = record(proposal_id)
    try:
        if submitting.aim(db.session(), proposal, day=clock.today()):
            keep()
            return check_page(proposal, need, notice=_moved_words(proposal)), 409
        submitting.submit(
            db.session(),
            proposal_id=proposal_id,
            hat=acting_hat(),
            capacity=capacity(),
            version=request.form.get("version", type=int),
            seen=request.form.get("seen"),
            at=clock.now(),
            day=clock.today(),
        )
    except (Invalid, Conflict, IllegalMove) as refused:
        db.session.rollback()
        proposal, need = record(proposal_id)
        status = 422 if isinstance(refused, Invalid) else 409
        notice = None if isinstance(refused, Invalid) else tell(refused.sentence)
        if proposal.stage != Stage.DRAFT:
            return redirect(url_for("entry.resume", proposal_id=proposal_id), 303)
        return check_page(proposal, need, notice=notice), status
    return redirect(url_for("entry.done", proposal_id=proposal_id), 303)


@pages.get("/done")
@requires(Permission.NEED_WRITE)
def done(proposal_id: int) -> str | Answer:
    """The number, the slip, and what comes next."""
    proposal, need = record(proposal_id)
    if proposal.number is None:
        return redirect(url_for("entry.resume", proposal_id=proposal_id), 303)
    return done_page(proposal, need)


@pages.get("/slip.pdf")
@requires(Permission.NEED_READ)
def slip(proposal_id: int) -> Answer:
    """The receipt with its QR code, for the wall of the meeting hall."""
    proposal, need = record(proposal_id, Permission.NEED_READ)
    if proposal.number is None:
        raise IllegalMove(_("ยังไม่มีเลขที่ ส่งเรื่องก่อนแล้วจึงพิมพ์ใบรับ"))
    return receipt(proposal, need)


def _moved_words(proposal: Proposal) -> str:
    year = proposal.fiscal_year
    return str(_("รอบเดิมปิดแล้ว ร่างนี้ย้ายมารอบปีงบประมาณ พ.ศ. %(year)s ตรวจปีที่ใช้เงิน แล้วกดส่งอีกครั้ง", year=year))


def _tell_replaced(kept: Kept) -> None:
    if kept.replaced:
        flash(tell(replaced_words(kept)), "warning")


def _asked_at(name: str, number: int) -> bool:
    asked = BY_NAME.get(name)
    return asked is not None and asked.step == number


def _must_be(number: int) -> None:
    if not 1 <= number <= LAST:
        raise NoSuchPage
