"""Whether what an installation holds is made up, so that nobody takes its figures for real ones."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from planhub.accounts.account import Account
from planhub.sampling.enrolling import SAMPLE_WORD


def is_sample(session: Session) -> bool:
    """Whether anybody here bears the name of the sample; no other account ends so."""
    return bool(session.scalar(select(exists().where(Account.name.endswith(SAMPLE_WORD, autoescape=True)))))
