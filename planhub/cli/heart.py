"""The minute's beat beside a running web: what is past is tidied away, links and rounds are looked after."""

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from planhub import clock
from planhub.config import Settings
from planhub.errors import NotAllowed, PlanHubError

if TYPE_CHECKING:
    from planhub.cli.rolling_over import YearsEnd

TROUBLES = (OSError, SQLAlchemyError, PlanHubError)


class Heart:
    """Called often, beats once a minute in a thread of its own, and never twice at once."""

    def __init__(self, settings: Settings, tell: Callable[[str], None]) -> None:
        self._settings, self._tell = settings, tell
        self._next = 0.0
        self._thread: threading.Thread | None = None
        self._told = ""
        self._years_end: YearsEnd | None = None

    def tick(self) -> None:
        """Beat if a minute has gone by."""
        from planhub.federation.beating import EVERY  # not before the web stands: starting need not wait

        if time.monotonic() < self._next or (self._thread is not None and self._thread.is_alive()):
            return
        self._next = time.monotonic() + EVERY
        self._thread = threading.Thread(target=self._beat, name="heart", daemon=True)
        self._thread.start()

    def _beat(self) -> None:
        from planhub.cli.rolling_over import YearsEnd

        self._years_end = self._years_end or YearsEnd()
        try:
            engine = self._engine()
        except TROUBLES as trouble:
            self._tell_once(_words(trouble))
            return
        said = []
        try:
            for work in (self._tidy, self._look_after_links, self._years_end.work):
                try:
                    work(engine)
                except TROUBLES as trouble:  # what fails stops nothing else
                    said.append(_words(trouble))
        finally:
            engine.dispose()
        self._tell_once("; ".join(said))

    def _tidy(self, engine: Engine) -> None:
        from planhub.accounts.tidying import tidy

        with Session(engine) as session, session.begin():
            tidy(session, issued=self._settings.issued, at=clock.now())

    def _look_after_links(self, engine: Engine) -> None:
        from planhub.cli import VERSION
        from planhub.federation import beating

        beating.beat(engine, at=clock.now(), program=VERSION)

    def _tell_once(self, said: str) -> None:
        """A trouble that lasts is told once; "" for none."""
        if said and said != self._told:
            self._tell(f"Not all of the minute's work could be done: {said}")
        self._told = said

    def _engine(self) -> Engine:
        """A superuser's where there is one; a province reports with its owner's rights as well."""
        from planhub.database import admin_engine, engine_for

        try:
            return admin_engine(self._settings)
        except NotAllowed:
            return engine_for(self._settings)


def _words(trouble: Exception) -> str:
    return " ".join(str(getattr(trouble, "orig", None) or trouble).split())
