"""The item of an id in an address, and of which lists it has anything."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from planhub import clock
from planhub.committees.dossier import dossier
from planhub.committees.found import found
from planhub.errors import NotFound
from planhub.proposals.proposal import Proposal
from planhub.proposals.review import Alignment, Opinion, ProposalLink
from planhub.workflow.roles import Hat
from tests.factories import accounts, proposals

LISTS = ("files", "issues", "opinions", "links")


def a_photo(session: Session, row: Proposal, _other: Proposal) -> None:
    proposals.photo(session, row)


def a_removed_photo(session: Session, row: Proposal, _other: Proposal) -> None:
    proposals.photo(session, row).removed_at = clock.now()


def an_issue(session: Session, row: Proposal, _other: Proposal) -> None:
    session.add(Alignment(proposal_id=row.id, issue_id=proposals.issue(session).id))


def an_opinion(session: Session, row: Proposal, _other: Proposal) -> None:
    agency = accounts.agency(session)
    session.add(Opinion(proposal_id=row.id, agency_code=agency.code, verdict="feasible", at=clock.now()))


def a_link(session: Session, row: Proposal, other: Proposal) -> None:
    session.add(ProposalLink(from_id=row.id, to_id=other.id, kind="duplicate_of", at=clock.now()))


def a_merged_one(session: Session, row: Proposal, other: Proposal) -> None:
    session.add(ProposalLink(from_id=other.id, to_id=row.id, kind="merged_into", at=clock.now()))


@pytest.mark.parametrize(
    ("given", "has"),
    [
        # a photo, but not one that was taken away again
        (a_photo, "files"),
        (a_removed_photo, ""),
        # an issue of the province's plan, and what an agency said
        (an_issue, "issues"),
        (an_opinion, "opinions"),
        # a link in either direction
        (a_link, "links"),
        (a_merged_one, "links"),
    ],
)
def test_what_it_has_is_seen_with_it_and_shown(
    session: Session,
    secretary: Hat,
    four: list[Proposal],
    given: Callable[[Session, Proposal, Proposal], None],
    has: str,
) -> None:
    row, other = four[0], four[1]
    assert {name: getattr(found(session, row.id), name) for name in LISTS} == dict.fromkeys(LISTS, False)
    given(session, row, other)
    session.flush()
    item = found(session, row.id)
    assert {name: getattr(item, name) for name in LISTS} == {name: name == has for name in LISTS}
    whole = dossier(session, item, hat=secretary, day=clock.today())
    assert [name for name in LISTS if getattr(whole, name)] == ([has] if has else [])
    assert whole.family.ids == ([other.id] if given is a_merged_one else [])


def test_files_of_what_was_merged_into_it_are_its_own_too(
    session: Session, secretary: Hat, four: list[Proposal]
) -> None:
    row, other = four[0], four[1]
    a_merged_one(session, row, other)
    photo = proposals.photo(session, other)
    session.flush()
    item = found(session, row.id)
    assert not item.files
    assert dossier(session, item, hat=secretary, day=clock.today()).files == [photo]


def test_its_rank_is_that_of_the_office_in_its_round(
    session: Session, secretary: Hat, four: list[Proposal]
) -> None:
    row = four[0]
    proposals.rank(session, row, "village", 1)
    day = clock.today()
    assert dossier(session, found(session, row.id), hat=secretary, day=day).facts.rank is None
    given = proposals.rank(session, row, "subdistrict", 3)
    assert dossier(session, found(session, row.id), hat=secretary, day=day).facts.rank == 3
    given.fiscal_year -= 1  # a rank of the round before, kept when the year's end moved it
    session.flush()
    assert dossier(session, found(session, row.id), hat=secretary, day=day).facts.rank is None


@pytest.mark.parametrize("id_", [987654321, 2**63])
def test_an_address_of_nothing_is_said_to_be_one(session: Session, id_: int) -> None:
    with pytest.raises(NotFound):
        found(session, id_)
