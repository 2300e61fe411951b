"""The files of the last step: each attached by itself, so that a wrong one holds back no other."""

import errno

from flask import current_app, flash, render_template, request
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from planhub import clock
from planhub.database import db
from planhub.edge import tell
from planhub.edge.rules import acting_hat
from planhub.errors import Invalid
from planhub.needs import attaching
from planhub.wording import Sentence


def take_files(proposal_id: int) -> dict[str, Sentence]:
    """Attach what was sent, take off and put back what was asked; sentences for what could not be."""
    errors: dict[str, Sentence] = {}
    for kind in attaching.LIMITS:
        for file in request.files.getlist(kind):
            if file.filename:
                errors |= _attach(proposal_id, kind, file)
    off, back = request.form.get("take_off", type=int), request.form.get("put_back", type=int)
    if off is not None:
        attaching.take_off(db.session(), proposal_id=proposal_id, attachment_id=off, at=clock.now())
        flash(_("เอาไฟล์ออกแล้ว กด “เอากลับมา” ได้ถ้าเปลี่ยนใจ"), "success")
    if back is not None:
        try:
            attaching.put_back(db.session(), proposal_id=proposal_id, attachment_id=back)
        except Invalid as wrong:
            errors |= wrong.fields
    return errors


def no_room(error: OSError) -> tuple[str, int]:
    """The disk was full before the files were even read: a clear page, and the draft as it was saved.

    The form is not asked again for its fields: what stands on the disk of it is not whole.
    """
    if error.errno not in (errno.ENOSPC, errno.EDQUOT):
        raise error
    db.session.rollback()
    page = render_template(
        "errors/failure.html",
        status=507,
        title=_("ยังเก็บไฟล์ไม่ได้"),
        sentence=tell(attaching.DISK_FULL),
        fields={},
        theirs=None,
        again=None,
        carried="",
    )
    return page, 507


def _attach(proposal_id: int, kind: str, file: FileStorage) -> dict[str, Sentence]:
    try:
        attaching.attach(
            db.session(),
            proposal_id=proposal_id,
            kind=kind,
            name=file.filename or "",
            data=file.read(attaching.LIMITS[kind].megabytes * attaching.MEGABYTE + 1),
            uploads=current_app.config["SETTINGS"].uploads,
            at=clock.now(),
            by=acting_hat().account_id,
        )
    except Invalid as wrong:
        return wrong.fields
    return {}
