"""Photos of a work before, during and after: made small and bare, with where and when they were taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Float, func, literal, select
from sqlalchemy.orm import Session

from planhub.errors import IllegalMove, Invalid, NotFound
from planhub.needs.attaching import (
    DISK_FULL,
    MEGABYTE,
    UPLOADING,
    NoRoom,
    lay_down,
    place_of,
    plain_name,
    put,
    thumb_of,
)
from planhub.needs.coordinates import Place
from planhub.needs.pictures import redraw
from planhub.progress.camera import shot_of
from planhub.progress.progress import WorkPhoto
from planhub.proposals.need import Need
from planhub.proposals.reviewing import lock
from planhub.thai.money import Unreadable
from planhub.wording import N_, Sentence, say
from planhub.works.beginning import begin
from planhub.works.works import UNDERWAY

MOMENTS = {"before": N_("ก่อนทำ"), "during": N_("ระหว่างทำ"), "after": N_("หลังทำ")}
"""The three moments, in the order of time."""
MOST, MEGABYTES = 6, 10
"""Photos of one moment, and how large one may be."""


@dataclass(frozen=True)
class Sent:
    """One photo as it came."""

    moment: str
    name: str
    data: bytes
    place: Place | None = None
    """As typed or given by the phone; the camera's own word goes before it."""
    caption: str = ""


def photograph(
    session: Session, *, proposal_id: int, sent: Sent, uploads: Path, at: datetime, by: int | None
) -> WorkPhoto:
    """Keep one photo of a work; one that stands already takes what it lacked: its place, its caption.

    Raises Invalid for the fields `moment` or `photo`.
    """
    if sent.moment not in MOMENTS:
        raise Invalid({"moment": say(N_("เลือกว่าถ่ายก่อนทำ ระหว่างทำ หรือหลังทำ"))})
    shown = plain_name(sent.name)
    if len(sent.data) > MEGABYTES * MEGABYTE:
        words = N_("ไฟล์ “%(name)s” ใหญ่เกิน %(most)s MB ย่อให้เล็กลงแล้วส่งใหม่")
        raise Invalid({"photo": say(words, name=shown, most=MEGABYTES)})
    proposal = lock(session, proposal_id)
    if proposal.stage not in UNDERWAY:
        raise IllegalMove(N_("เรื่องนี้ยังไม่เป็นงาน จึงยังเก็บรูปของงานไม่ได้"))
    begin(session, proposal, at)
    standing = [row for row in photos_of(session, proposal_id) if row.moment == sent.moment]
    if len(standing) >= MOST:
        words = N_("มีรูปของช่วงนี้ครบ %(most)s รูปแล้ว เอารูปเดิมออกก่อนแล้วส่งใหม่")
        raise Invalid({"photo": say(words, most=MOST)})
    shot = shot_of(sent.data, now=at)
    place = shot.place or sent.place
    row = WorkPhoto(
        proposal_id=proposal_id,
        moment=sent.moment,
        filename=shown,
        taken_at=shot.taken_at,
        lat=place.lat if place else None,
        lon=place.lon if place else None,
        away_m=_away(session, proposal_id, place) if place else None,
        caption=sent.caption,
        at=at,
        by=by,
    )
    session.execute(select(func.pg_advisory_xact_lock_shared(UPLOADING)))
    _draw(row, sent.data, uploads)
    same = next((old for old in standing if old.sha256 == row.sha256), None)
    if same is not None:  # the same picture sent twice is one picture
        if same.lat is None:
            same.lat, same.lon, same.away_m = row.lat, row.lon, row.away_m
        same.caption = same.caption or row.caption
        session.flush()
        return same
    session.add(row)
    session.flush()
    return row


def photos_of(session: Session, proposal_id: int) -> Sequence[WorkPhoto]:
    """Photos of a work in the order in which they came, without those taken off."""
    query = select(WorkPhoto).where(WorkPhoto.proposal_id == proposal_id, WorkPhoto.removed_at.is_(None))
    return session.scalars(query.order_by(WorkPhoto.id)).all()


def take_off(session: Session, *, proposal_id: int, photo_id: int, at: datetime) -> WorkPhoto:
    """Take a photo off its work; it can be put back. Raises NotFound."""
    row = _of(session, proposal_id, photo_id)
    row.removed_at = row.removed_at or at
    return row


def put_back(session: Session, *, proposal_id: int, photo_id: int) -> WorkPhoto:
    """Put back a photo that was taken off. Raises NotFound, or Invalid when its place is taken."""
    lock(session, proposal_id)
    row = _of(session, proposal_id, photo_id)
    others = [one for one in photos_of(session, proposal_id) if one.moment == row.moment and one is not row]
    if len(others) >= MOST:
        words = N_("มีรูปของช่วงนี้ครบ %(most)s รูปแล้ว เอารูปเดิมออกก่อนแล้วส่งใหม่")
        raise Invalid({"photo": say(words, most=MOST)})
    row.removed_at = None
    return row


def measure(session: Session, proposal_id: int) -> None:
    """Measure anew how far each photo is from the item's place, after that has moved."""
    for row in session.scalars(select(WorkPhoto).where(WorkPhoto.proposal_id == proposal_id)):
        if row.lat is not None and row.lon is not None:
            row.away_m = _away(session, proposal_id, Place(row.lat, row.lon))


def far(photo: WorkPhoto, *, most_m: int) -> bool:
    """Whether it was taken farther from the item's place than is believed at once."""
    return photo.away_m is not None and photo.away_m > most_m


def limits_words() -> Sentence:
    """The limits as they are told before the upload."""
    return say(
        N_("รับรูป JPEG, PNG หรือ WebP ช่วงละไม่เกิน %(count)s รูป รูปละไม่เกิน %(most)s MB"),
        count=MOST, most=MEGABYTES,
    )  # fmt: skip


def _draw(row: WorkPhoto, data: bytes, uploads: Path) -> None:
    try:
        picture = redraw(data, name=row.filename)
        row.sha256 = lay_down(uploads, picture.jpeg)
        put(thumb_of(place_of(uploads, row.sha256)), picture.thumb)
    except Unreadable as error:
        raise Invalid({"photo": error.sentence}) from None
    except NoRoom:
        raise Invalid({"photo": say(DISK_FULL)}) from None
    row.media_type, row.bytes = "image/jpeg", len(picture.jpeg)
    row.width, row.height = picture.width, picture.height


def _away(session: Session, proposal_id: int, place: Place) -> int | None:
    """Metres from the item's own place, a line or a piece of land included; None where it has none."""
    point = func.ST_SetSRID(func.ST_MakePoint(literal(place.lon, Float), literal(place.lat, Float)), 4326)
    metres = session.scalar(
        select(func.ST_DistanceSphere(func.ST_ClosestPoint(Need.geom, point), point)).where(
            Need.proposal_id == proposal_id, Need.geom.is_not(None)
        )
    )
    return None if metres is None else round(metres)


def _of(session: Session, proposal_id: int, photo_id: int) -> WorkPhoto:
    row = session.get(WorkPhoto, photo_id) if photo_id < 2**63 else None
    if row is None or row.proposal_id != proposal_id:
        raise NotFound(N_("ไม่พบรูปนี้"))
    return row
