"""Photos of a work: kept small and bare, with their place and moment, measured from the item's own place."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy.orm import Session

from planhub import clock
from planhub.errors import IllegalMove, Invalid
from planhub.needs.attaching import place_of, thumb_of
from planhub.needs.coordinates import Place
from planhub.progress import photographing
from planhub.progress.photographing import MOST, Sent, far, photos_of
from planhub.progress.progress import WorkPhoto
from planhub.proposals.proposal import Proposal
from planhub.workflow.stages import Stage
from tests.factories import areas, work_rows
from tests.progress.test_camera import GPS, photo

Keep = Callable[..., WorkPhoto]


@pytest.fixture
def keep(session: Session, tmp_path: Path) -> Keep:
    def kept(row: Proposal, data: bytes = photo(), moment: str = "before", **more: Any) -> WorkPhoto:
        return photographing.photograph(
            session,
            proposal_id=row.id,
            sent=Sent(moment=moment, name="IMG_1.JPG", data=data, **more),
            uploads=tmp_path,
            at=clock.now(),
            by=None,
        )

    return kept


@pytest.fixture
def row(session: Session) -> Proposal:
    areas.surin(session)
    return work_rows.work(session, point=(103.493, 14.882))[0]


def test_place_and_moment_are_read_and_the_file_keeps_neither(
    row: Proposal, keep: Keep, tmp_path: Path
) -> None:
    kept = keep(row, photo(GPS, "2026:05:20 10:00:00"))
    assert kept.taken_at is not None
    assert kept.away_m == 0
    place = place_of(tmp_path, kept.sha256)
    assert thumb_of(place).is_file()
    with Image.open(place) as picture:
        assert not picture.getexif()


AWAY = [
    # at the place itself
    (Place(14.882, 103.493), 0, False),
    # four hundred metres north
    (Place(14.8856, 103.493), 400, False),
    # a kilometre away
    (Place(14.891, 103.493), 1001, True),
]


@pytest.mark.parametrize(("place", "metres", "marked"), AWAY)
def test_a_photo_far_from_the_place_is_marked(
    row: Proposal, keep: Keep, place: Place, metres: int, marked: bool
) -> None:
    kept = keep(row, place=place)
    assert kept.away_m == pytest.approx(metres, abs=2)
    assert far(kept, most_m=500) is marked


def test_the_camera_goes_before_what_was_typed(row: Proposal, keep: Keep) -> None:
    kept = keep(row, photo(GPS), place=Place(15.9, 104.9))
    assert (kept.lat, kept.lon) == (pytest.approx(14.882), pytest.approx(103.493))


def test_without_a_place_on_either_side_no_distance_is_known(session: Session, keep: Keep) -> None:
    areas.surin(session)
    other, _work = work_rows.work(session)
    kept = keep(other, place=Place(14.882, 103.493))
    assert (kept.away_m, far(kept, most_m=500)) == (None, False)


def test_each_moment_has_room_for_so_many_and_the_same_one_is_one(
    session: Session, row: Proposal, keep: Keep
) -> None:
    assert keep(row) is keep(row)
    for n in range(1, MOST):
        keep(row, _jpeg(Image.new("RGB", (80 + n, 60), "red")))
    with pytest.raises(Invalid) as refusal:
        keep(row, _jpeg(Image.new("RGB", (300, 300), "blue")))
    assert set(refusal.value.fields) == {"photo"}
    keep(row, moment="after")
    assert len(photos_of(session, row.id)) == MOST + 1


def test_one_taken_off_can_be_put_back(session: Session, row: Proposal, keep: Keep) -> None:
    kept = keep(row)
    photographing.take_off(session, proposal_id=row.id, photo_id=kept.id, at=clock.now())
    assert not photos_of(session, row.id)
    photographing.put_back(session, proposal_id=row.id, photo_id=kept.id)
    assert [one.id for one in photos_of(session, row.id)] == [kept.id]


REFUSED = [({"moment": "dusk"}, "moment"), ({"data": b"%PDF-1.7"}, "photo"), ({"data": b""}, "photo")]


@pytest.mark.parametrize(("more", "field"), REFUSED)
def test_what_cannot_be_kept_is_told(row: Proposal, keep: Keep, more: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        keep(row, **more)
    assert set(refusal.value.fields) == {field}


def test_what_is_no_work_yet_has_no_photos_of_a_work(session: Session, keep: Keep) -> None:
    areas.surin(session)
    other, _work = work_rows.work(session, stage=Stage.PROVINCE)
    with pytest.raises(IllegalMove):
        keep(other)


def _jpeg(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG")
    return out.getvalue()
