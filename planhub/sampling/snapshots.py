"""Drawn pictures of made-up works at their three moments, with time and place as a camera writes them."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path

from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.clock import BANGKOK
from planhub.needs.coordinates import Place
from planhub.progress.photographing import Sent, photograph
from planhub.proposals.need import Need
from planhub.proposals.proposal import Proposal
from planhub.sampling.buying import hour
from planhub.sampling.desks import Desks
from planhub.sampling.enrolling import SHOW_AGENCY, SHOW_VILLAGE
from planhub.sampling.pictures import drawn
from planhub.works.work import Work

WORKS = 12
"""How many works of a show province have photos."""
NEAR, FAR = 0.0004, 0.03
"""Degrees between a photo and its work: some forty metres, some kilometres."""
CAPTION = {"before": "ก่อนเริ่มงาน", "during": "ระหว่างก่อสร้าง", "after": "งานแล้วเสร็จ"}
DAY = timedelta(days=1)


def hang_snapshots(session: Session, province: str, desks: Desks, uploads: Path) -> None:
    """Photos of some works: the show village's and agency's first. One of them was taken far away."""
    rows = session.execute(
        select(Proposal, Work, func.ST_Y(Need.geom).label("lat"), func.ST_X(Need.geom).label("lon"))
        .join(Work, Work.proposal_id == Proposal.id)
        .join(Need, Need.proposal_id == Proposal.id)
        .where(Proposal.province_code == province, Need.geom.is_not(None), Work.started_on.is_not(None))
        .order_by(
            Proposal.area_code != SHOW_VILLAGE,
            Proposal.agency_code.is_distinct_from(SHOW_AGENCY),
            func.coalesce(Work.completed_on, date.max).desc(),
            Proposal.id,
        )
        .limit(WORKS)
    ).all()
    for n, (proposal, work, lat, lon) in enumerate(rows):
        for moment, at in _moments(work, desks.now):
            away = FAR if n == 2 and moment == "during" else NEAR
            where = Place(round(lat + away, 6), round(lon - away / 2, 6))
            picture = drawn(proposal.side or "", f"{proposal.number}", moment=moment)
            sent = Sent(moment, f"{moment}.jpg", with_exif(picture, where, at), caption=CAPTION[moment])
            photograph(
                session,
                proposal_id=proposal.id,
                sent=sent,
                uploads=uploads,
                at=at + timedelta(hours=3),
                by=None,
            )


def _moments(work: Work, now: datetime) -> Iterator[tuple[str, datetime]]:
    began = hour(work.started_on or now.date())
    yield "before", began - 4 * DAY
    ended = hour(work.completed_on) if work.completed_on else None
    middle = began + ((ended or now) - began) / 2
    if work.physical and middle - began > 5 * DAY:
        yield "during", hour(middle.astimezone(BANGKOK).date())
    if ended:
        yield "after", min(ended, now - DAY)


def with_exif(jpeg: bytes, where: Place, at: datetime) -> bytes:
    """The same picture as a telephone with its positioning on would have written it."""
    picture = Image.open(BytesIO(jpeg))
    exif = picture.getexif()
    exif.get_ifd(0x8769).update(
        {0x9003: at.astimezone(BANGKOK).strftime("%Y:%m:%d %H:%M:%S"), 0x9011: "+07:00"}
    )
    exif.get_ifd(0x8825).update({1: "N", 2: _parts(where.lat), 3: "E", 4: _parts(where.lon)})
    kept = BytesIO()
    picture.save(kept, "JPEG", quality="keep", exif=exif)
    return kept.getvalue()


def _parts(degrees: float) -> tuple[float, float, float]:
    whole, rest = divmod(degrees, 1)
    minutes, seconds = divmod(rest * 60, 1)
    return whole, minutes, round(seconds * 60, 4)
