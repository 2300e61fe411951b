"""Attached files: our own re-made bytes, under neutral names, unable to act on any page."""

from flask import Blueprint, current_app, g, send_file
from werkzeug.wrappers import Response

from planhub.committees.found import has_said
from planhub.database import db
from planhub.edge import public
from planhub.edge.naming import name_file
from planhub.edge.people import wearing
from planhub.edge.rules import demand
from planhub.errors import NotAllowed, NotFound
from planhub.needs.attaching import place_of, thumb_of
from planhub.proposals.need import Attachment
from planhub.proposals.proposal import Proposal
from planhub.proposals.story import public_photos
from planhub.wording import N_
from planhub.workflow.authority import Permission, may
from planhub.workflow.roles import Hat

pages = Blueprint("files", __name__, url_prefix="/files")

ENDING = {"image/jpeg": "jpg", "application/pdf": "pdf"}
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@pages.get("/<int:attachment_id>")
@public
def whole(attachment_id: int) -> Response:
    """A file as it was kept."""
    return _send(attachment_id, small=False)


@pages.get("/<int:attachment_id>/small")
@public
def small(attachment_id: int) -> Response:
    """The small copy of a picture."""
    return _send(attachment_id, small=True)


def _send(attachment_id: int, *, small: bool) -> Response:
    row = db.session.get(Attachment, attachment_id)
    proposal = db.session.get(Proposal, row.proposal_id) if row else None
    if row is None or proposal is None:
        raise NotFound(N_("ไม่พบไฟล์นี้"))
    open_to_all = _may_see(row, proposal)
    name = f"{proposal.number or 'draft'}-{row.kind}-{row.id}"
    return deliver(row.sha256, row.media_type, name=name, small=small, open_to_all=open_to_all)


def deliver(sha256: str, media_type: str, *, name: str, small: bool, open_to_all: bool) -> Response:
    """Bytes of the uploads folder under a neutral name, unable to act on any page. Raises NotFound."""
    place = place_of(current_app.config["SETTINGS"].uploads, sha256)
    picture = media_type == "image/jpeg"
    place = thumb_of(place) if small and picture else place
    if not place.is_file():
        raise NotFound(N_("ไฟล์นี้หายไปจากที่เก็บ แจ้งผู้ดูแลระบบ"))
    response = send_file(
        place.absolute(),
        mimetype=media_type,
        etag=f"{sha256[:24]}{'-s' if small else ''}",
        conditional=True,
    )
    name_file(response, f"{name}.{ENDING[media_type]}", shown=picture)
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "public, max-age=600" if open_to_all else "private, no-cache"
    return response


def _may_see(row: Attachment, proposal: Proposal) -> bool:
    """True when anybody may; else the reader must hold the right over the need's place. Raises NotAllowed."""
    if row.kind == "photo" and any(photo.id == row.id for photo in public_photos(db.session(), proposal)):
        return True
    hat = wearing() if g.get("person") else None
    if hat is None:
        raise NotFound(N_("ไม่พบไฟล์นี้"))  # whether it exists is nobody's business
    if hat.agency_code and hat.agency_code != proposal.agency_code and not _has_said(proposal, hat):
        raise NotAllowed(N_("เรื่องนี้ไม่ได้ส่งมาที่ส่วนราชการของท่าน"))
    if not may(hat, Permission.NEED_READ) or not hat.agency_code:
        demand(Permission.NEED_READ, proposal.place_code, proposal.area_code)
    return False


def _has_said(proposal: Proposal, hat: Hat) -> bool:
    return has_said(db.session(), proposal_id=proposal.id, agency_code=hat.agency_code or "")
