"""What happened to our request: the public answer to a number, without a word about any person."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from planhub.accounts.holding import Holding
from planhub.areas.addresses import Address
from planhub.areas.area import Area
from planhub.errors import NotFound
from planhub.proposals.decisions import Event, discreet, event_of, submissions
from planhub.proposals.fate import fate_of, office_codes
from planhub.proposals.links import root_of
from planhub.proposals.need import Attachment, Need
from planhub.proposals.proposal import Proposal
from planhub.proposals.review import ProposalLink, Review
from planhub.proposals.standing import Standing, offices_of, standing_of
from planhub.wording import N_, say
from planhub.workflow.stages import Action, Stage


@dataclass(frozen=True)
class Story:
    """All that the public page of a number shows."""

    proposal: Proposal
    need: Need
    title: str
    problem: str
    request: str
    address: Address | None
    standing: Standing
    events: list[Event]
    merged_into: str | None
    merged_here: list[str]
    photos: Sequence[Attachment]
    lat: float | None
    lon: float | None
    by_area_point: bool
    """The pin is only the middle of the area, for none was given."""
    line: list[list[float]]
    """[latitude, longitude] along a road or a canal; empty where the place is a point."""

    @property
    def withdrawn(self) -> bool:
        """Kept for those who hold the slip, and out of search engines."""
        return self.proposal.stage == Stage.WITHDRAWN


def tell_of(session: Session, number: str, *, day: date) -> Story:
    """The story of a number as `numbers.read_number` returns it. Raises NotFound with a sentence."""
    proposal = session.scalars(select(Proposal).where(Proposal.number == number)).one_or_none()
    need = session.get(Need, proposal.id) if proposal else None
    if proposal is None or need is None:
        raise NotFound(say(N_("ไม่พบเรื่องเลขที่ %(number)s ตรวจตัวเลขจากใบรับเรื่องอีกครั้ง"), number=number))
    log = session.execute(
        select(Review, Holding.agency_code)
        .outerjoin(Holding, Holding.id == Review.holding_id)
        .where(Review.proposal_id == proposal.id)
        .order_by(Review.seq.desc())
    ).all()
    offices = offices_of(session, office_codes(proposal, [(row.Review, row.agency_code) for row in log]))
    nth = submissions(row.Review for row in log)
    into, here = _merges(session, proposal.id)
    standing, fate = standing_of(proposal, offices, day=day), fate_of(session, proposal, day=day)
    events = [
        event_of(row.Review, row.agency_code, proposal, offices, into, nth.get(row.Review.seq, 1))
        for row in log
    ]
    if fate is not None:
        events = sorted([*fate.events, *events], key=lambda event: event.at, reverse=True)
    lat, lon, by_area = _point(session, proposal)
    return Story(
        proposal=proposal,
        need=need,
        title=discreet(need.title),
        problem=discreet(need.problem or ""),
        request=discreet(need.request or ""),
        address=offices.places.get(proposal.area_code),
        standing=fate.shared(standing) if fate is not None else standing,
        events=events,
        merged_into=into,
        merged_here=here,
        photos=public_photos(session, proposal),
        lat=lat,
        lon=lon,
        by_area_point=by_area,
        line=_line(session, proposal.id),
    )


def mark_of(session: Session, number: str) -> str:
    """A text that changes whenever the story of a number may have; "" for no such number."""
    found = session.execute(
        select(Proposal, Need.typed_at)
        .join(Need, Need.proposal_id == Proposal.id)
        .where(Proposal.number == number)
    ).one_or_none()
    if found is None:
        return ""
    row, root = found.Proposal, root_of(session, found.Proposal)
    about = (row.id, row.version, row.updated_at, found.typed_at, root.id, root.version)
    links = select(func.count()).where((ProposalLink.to_id == row.id) | (ProposalLink.from_id == row.id))
    photos = select(func.count(), func.max(Attachment.removed_at)).where(Attachment.proposal_id == row.id)
    return str((*about, session.scalar(links), *session.execute(photos).one()))


def public_photos(session: Session, proposal: Proposal) -> Sequence[Attachment]:
    """Photos that anybody may see: those that were there when the need was last submitted."""
    if proposal.number is None or proposal.stage == Stage.WITHDRAWN:
        return []
    query = select(Attachment).where(
        Attachment.proposal_id == proposal.id, Attachment.kind == "photo", Attachment.removed_at.is_(None)
    )
    if proposal.stage == Stage.DRAFT:  # being mended: what is added now is not yet submitted
        last = select(func.max(Review.at)).where(
            Review.proposal_id == proposal.id, Review.action == Action.SUBMIT
        )
        query = query.where(
            Attachment.added_at <= func.coalesce(last.scalar_subquery(), proposal.submitted_at)
        )
    return session.scalars(query.order_by(Attachment.id)).all()


def _line(session: Session, proposal_id: int) -> list[list[float]]:
    """The points of a line, or around a piece of land; [] for a point."""
    ring = func.coalesce(func.ST_ExteriorRing(Need.geom), Need.geom)
    shape = session.scalar(
        select(func.ST_AsGeoJSON(ring)).where(
            Need.proposal_id == proposal_id, func.ST_Dimension(Need.geom) > 0
        )
    )
    return [[lat, lon] for lon, lat in json.loads(shape)["coordinates"]] if shape else []


def _merges(session: Session, proposal_id: int) -> tuple[str | None, list[str]]:
    undo = aliased(ProposalLink)
    standing = select(ProposalLink.from_id, ProposalLink.to_id).where(
        ProposalLink.kind == "merged_into",
        ProposalLink.undoes_id.is_(None),
        ~select(undo.id).where(undo.undoes_id == ProposalLink.id).exists(),
    )
    links = standing.subquery()
    into = session.scalars(
        select(Proposal.number)
        .join(links, links.c.to_id == Proposal.id)
        .where(links.c.from_id == proposal_id)
    ).first()
    here = session.scalars(
        select(Proposal.number)
        .join(links, links.c.from_id == Proposal.id)
        .where(links.c.to_id == proposal_id)
    ).all()
    return into, sorted(filter(None, here))


def _point(session: Session, proposal: Proposal) -> tuple[float | None, float | None, bool]:
    own = func.ST_PointOnSurface(Need.geom)
    row = session.execute(
        select(
            func.ST_Y(own).label("lat"),
            func.ST_X(own).label("lon"),
            func.ST_Y(Area.point).label("area_lat"),
            func.ST_X(Area.point).label("area_lon"),
        )
        .select_from(Need)
        .join(Area, Area.code == proposal.area_code)
        .where(Need.proposal_id == proposal.id)
    ).one()
    if row.lat is not None:
        return row.lat, row.lon, False
    return row.area_lat, row.area_lon, row.area_lat is not None
