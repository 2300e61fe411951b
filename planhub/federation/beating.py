"""The minute's beat of a running installation: a province reports, the centre looks at its links."""

from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from planhub.federation import reporting, watching
from planhub.federation.installation import Place, here

EVERY = 60.0
"""Seconds."""


def beat(engine: Engine, *, at: datetime, program: str) -> None:
    """Do what is due, by what this installation is; one that is neither does nothing."""
    with Session(engine) as session, session.begin():
        role = here(session)
        if role is None:
            return
        if role.role == Place.PROVINCE and role.province_code:
            reporting.report(session, role.province_code, at=at, program=program)
            return
    watching.watch(engine, at=at)
