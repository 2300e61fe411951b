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
        from planhub.accounts.tidying import tidy
        from planhub.cli import VERSION
        from planhub.cli.rolling_over import YearsEnd
        from planhub.federation import beating

        self._years_end = self._years_end or YearsEnd()
        try:
            engine = self._engine()
            try:
                with Session(engine) as session, session.begin():
                    tidy(session, issued=self._settings.issued, at=clock.now())
                beating.beat(engine, at=clock.now(), program=VERSION)
                self._years_end.work(engine)
            finally:
                engine.dispose()
            self._told = ""
        except (OSError, SQLAlchemyError, PlanHubError) as trouble:
            said = " ".join(str(getattr(trouble, "orig", None) or trouble).split())
            if said != self._told:  # a trouble that lasts is told once
                self._tell(f"The minute's work could not be done: {said}")
            self._told = said

    def _engine(self) -> Engine:
        """A superuser's where there is one; a province reports with its owner's rights as well."""
        from planhub.database import admin_engine, engine_for

        try:
            return admin_engine(self._settings)
        except NotAllowed:
            return engine_for(self._settings)
