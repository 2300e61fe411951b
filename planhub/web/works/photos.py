"""Photos of a work: sent, taken off, put back, and shown; after completion too, for the moment after."""

from flask import Blueprint, current_app, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from planhub import clock
from planhub.database import db
from planhub.edge import public, requires
from planhub.edge.people import wearing
from planhub.errors import Invalid, NotFound
from planhub.needs import answers
from planhub.needs.attaching import MEGABYTE
from planhub.needs.coordinates import Place, read_place
from planhub.progress import photographing
from planhub.progress.photographing import MEGABYTES, MOST, Sent
from planhub.progress.progress import WorkPhoto
from planhub.progress.public_work import may_be_shown
from planhub.proposals.proposal import Proposal
from planhub.thai.money import Unreadable
from planhub.web.files import deliver
from planhub.web.records import id_in
from planhub.web.works.page import WorkPage, may_write, the_work
from planhub.web.works.report_page import report_page
from planhub.wording import N_, say
from planhub.workflow.authority import Permission

Answer = str | Response | tuple[str, int]

pages = Blueprint("work_photos", __name__, url_prefix="/works")


@pages.post("/<int:proposal_id>/photos")
@requires(Permission.WORK_WRITE)
def add(proposal_id: int) -> Answer:
    """Keep the photos that were sent, each by itself; what is wrong with one is said."""
    page = the_work(proposal_id, Permission.WORK_WRITE)
    may_write(page)
    try:
        place, caption = _place(), _caption()
        files = [file for file in request.files.getlist("photo") if file.filename]
        if not files:
            raise Invalid({"photo": say(N_("เลือกรูปหรือถ่ายรูปก่อน"))})
        before = {one.id: one.lat for one in photographing.photos_of(db.session(), proposal_id)}
        kept = [_keep(page, file, place, caption) for file in files[:MOST]]
    except Invalid as error:
        return _again(proposal_id, error)
    _tell_kept(kept, before)
    return _back(proposal_id)


@pages.post("/<int:proposal_id>/photos/off")
@requires(Permission.WORK_WRITE)
def off(proposal_id: int) -> Answer:
    """Take a photo off, or put it back."""
    page = the_work(proposal_id, Permission.WORK_WRITE)
    may_write(page)
    back, photo_id = request.form.get("put_back", ""), request.form.get("take_off", "")
    try:
        if back:
            photographing.put_back(db.session(), proposal_id=proposal_id, photo_id=id_in(back) or 0)
            flash(_("เอารูปกลับมาแล้ว"), "success")
        else:
            photographing.take_off(
                db.session(), proposal_id=proposal_id, photo_id=id_in(photo_id) or 0, at=clock.now()
            )
            flash(_("เอารูปออกแล้ว"), "success")
    except Invalid as error:
        return _again(proposal_id, error)
    return _back(proposal_id)


@pages.get("/photos/<int:photo_id>")
@public
def whole(photo_id: int) -> Response:
    """A photo as it was kept."""
    return _send(photo_id, small=False)


@pages.get("/photos/<int:photo_id>/small")
@public
def small(photo_id: int) -> Response:
    """Its small copy."""
    return _send(photo_id, small=True)


def _send(photo_id: int, *, small: bool) -> Response:
    row = db.session.get(WorkPhoto, photo_id) if photo_id < 2**63 else None
    proposal = db.session.get(Proposal, row.proposal_id) if row else None
    if row is None or proposal is None:
        raise NotFound(N_("ไม่พบรูปนี้"))
    open_to_all = may_be_shown(proposal, row)
    if not open_to_all:
        if not g.get("person") or wearing() is None:
            raise NotFound(N_("ไม่พบรูปนี้"))  # whether it exists is nobody's business
        the_work(row.proposal_id)
    return deliver(
        row.sha256,
        row.media_type,
        name=f"{proposal.number or 'draft'}-{row.moment}-{row.id}",
        small=small,
        open_to_all=open_to_all,
    )


def _keep(page: WorkPage, file: FileStorage, place: Place | None, caption: str) -> WorkPhoto:
    sent = Sent(
        moment=request.form.get("moment", ""),
        name=file.filename or "",
        data=file.read(MEGABYTES * MEGABYTE + 1),
        place=place,
        caption=caption,
    )
    return photographing.photograph(
        db.session(),
        proposal_id=page.proposal.id,
        sent=sent,
        uploads=current_app.config["SETTINGS"].uploads,
        at=clock.now(),
        by=page.hat.account_id,
    )


def _tell_kept(kept: list[WorkPhoto], before: dict[int, float | None]) -> None:
    """How many are new, and which stood already: `before` has those, with their latitudes."""
    fresh = {one.id for one in kept} - before.keys()
    if fresh:
        flash(_("เก็บรูปแล้ว %(n)s รูป", n=len(fresh)), "success")
    again = len(kept) - len(fresh)
    if again:
        flash(_("%(n)s รูปมีอยู่แล้วในช่วงนี้ จึงไม่เก็บซ้ำ", n=again), "info")
    if any(one.id in before and before[one.id] is None and one.lat is not None for one in kept):
        flash(_("รูปเดิมยังไม่มีพิกัด จึงใส่พิกัดที่ส่งมาให้แล้ว"), "success")


def _place() -> Place | None:
    try:
        lat, lon = (answers.storable(request.form.get(name, "")) for name in ("lat", "lon"))
        return read_place(lat, lon)
    except Unreadable as error:
        raise Invalid({"lat": error.sentence}) from None


def _caption() -> str:
    try:
        return answers.line(request.form.get("caption", ""), most=200)
    except Unreadable as error:
        raise Invalid({"caption": error.sentence}) from None


def _again(proposal_id: int, error: Invalid) -> Answer:
    db.session.rollback()
    typed = {name: request.form.get(name, "") for name in ("moment", "caption", "lat", "lon")}
    return report_page(the_work(proposal_id), None, error, photo_typed=typed), 422


def _back(proposal_id: int) -> Response:
    return redirect(f"{url_for('work_reports.show', proposal_id=proposal_id)}#photos", 303)
