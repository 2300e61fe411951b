"""`planhub demo --with-node`: beside the show installation, a province on a server of its own, joined to it.

The two databases speak over sockets that only their own system user may open, so no database listens on a
network; the province's web listens on this machine alone.
"""

import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict

import click
from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from planhub import clock, cluster, own_files
from planhub.accounts import creating, issuing
from planhub.accounts.account import Account
from planhub.cli import VERSION, demo_moving, seeding
from planhub.cli.db import upgrade
from planhub.cli.installation import STOP_SIGNALS, Tell
from planhub.cli.web_child import HOST, WebChild, WebTrouble, listen
from planhub.cli.web_user import hand_over, web_user
from planhub.config import Settings
from planhub.database import admin_engine, open_session, url_for
from planhub.errors import PlanHubError
from planhub.federation import beating, watching
from planhub.federation.state import State
from planhub.federation.status import statuses
from planhub.sampling.enrolling import SAMPLE_WORD, SignIn
from planhub.workflow.roles import ROLE_WORD, Role

PROVINCE = seeding.NODE.removeprefix("node-")
NAME = f"Roi Et ({PROVINCE})"
"""The other show province: it has villages, and the README's tour does not go through it."""
ALIAS = "localhost"
"""Another name of the same address: a browser keeps sign-ins by name, not by port, and so keeps both."""
PORT = "port"
"""File of the node's folder with the port of the last time."""
PLANNER = {
    "username": f"planner{PROVINCE}",
    "name": f"นักวิเคราะห์ฯ สำนักงานจังหวัดร้อยเอ็ด {SAMPLE_WORD}",
    "role": Role.PLANNER.value,
    "area_code": PROVINCE,
    "title": "นักวิเคราะห์นโยบายและแผน",
}
PATIENCE = 30.0
"""Seconds in which the link should be seen to be well; after that the page says what is the matter."""


@contextmanager
def beside(settings: Settings, tell: Tell, centre: str) -> Iterator["Node"]:
    """The node, to be started by the centre; stopped after it, when nobody waits for its changes any more.

    `centre` is the centre's address.
    """
    node = Node(settings, tell, centre)
    # while the centre runs it has signals of its own, then gives these back: asked twice, we stop in order
    before = {number: signal.signal(number, signal.SIG_IGN) for number in STOP_SIGNALS}
    try:
        yield node
    finally:
        node.stop()
        for number, handler in before.items():
            signal.signal(number, handler)


class Node:
    """The province's database, its web, and its word to the centre each minute."""

    _web: WebChild
    address: str
    """Where its web answers: by a name of its own, for a browser keeps sign-ins by name, not by port.

    Both from `start` on.
    """

    def __init__(self, settings: Settings, tell: Tell, centre: str) -> None:
        self._centre, self._own, self._tell = settings, Settings(data=settings.data / seeding.NODE), tell
        self._address_of_centre = centre
        self._ends = ExitStack()
        self._stopping = threading.Event()

    def start(self) -> None:
        """Start it, and move the province there if it has not moved; the centre's database runs already.

        Called by the main thread: the web goes with the thread that started it.
        """
        self._tell(f"Starting the own server of {NAME}")
        server = cluster.ensure(self._own.data)
        self._ends.callback(server.stop)
        self._demand_same_user(server)
        upgrade(url_for(self._own, "owner"))
        self._link()
        if not seeding.sign_ins(self._own):
            seeding.write(self._own.data / seeding.SIGN_INS, [asdict(_planner(self._own))])
        user = web_user(self._own, server, None)
        if user is not None:
            hand_over(self._own, user)
        where = {"PLANHUB_DATA": str(self._own.data), "PLANHUB_DATABASE_URL": server.url(cluster.WEB)}
        with self._listen() as bound:
            self.address = f"http://{ALIAS}:{bound.getsockname()[1]}/"
            where |= {"PLANHUB_CENTRE_URL": self._address_of_centre, "PLANHUB_PUBLIC_URL": self.address}
            self._web = WebChild(
                bound, environment=where, workers=1, log=self._own.data / seeding.LOG, user=user
            )
        self._ends.callback(self._web.stop)
        keeper = threading.Thread(target=self._keep, args=(server,), daemon=True)
        keeper.start()
        self._ends.callback(keeper.join)

    def _listen(self) -> socket.socket:
        """On the port of the last time, so that what was noted down stays true; on another if it is taken."""
        kept = self._own.data / PORT
        with suppress(OSError, ValueError, WebTrouble):
            return listen(HOST, int(kept.read_text()), patience=0)
        bound = listen(HOST, 0)
        own_files.write(kept, f"{bound.getsockname()[1]}\n".encode())
        return bound

    def signs_in(self) -> list[seeding.SignIn]:
        """Its planner, with the address, as it stands in the file of all sign-ins."""
        own = {"kind": "node", "address": self.address}
        return [one | own | {"role": f"{one['role']} ({NAME})"} for one in seeding.sign_ins(self._own)]

    def stop(self) -> None:
        """End what was started, the last first."""
        self._stopping.set()
        self._ends.close()

    def wait_until_linked(self) -> str:
        """Wait until it answers and its link is seen to be well; where it is, and who may come in."""
        self._web.wait_until_ready()
        (one,) = seeding.sign_ins(self._own)
        state = self._state()
        how = "is well" if state is State.WELL else f"is not yet well ({state})"
        return (
            f"{NAME} answers on a server of its own at http://{ALIAS}:{self._web.port}/"
            f"   (sign in there as {one['username']}, password {one['password']})\n"
            f"Its link {how}: {self._address_of_centre}nodes?way=node (sign in as viewer)."
            " Its plans are changed on its own server only."
        )

    def _state(self) -> State:
        """How the link stands, waited for until it is well."""
        end = time.monotonic() + PATIENCE
        with _engine(self._centre) as centre:
            while True:
                watching.watch(centre, at=clock.now())
                with Session(centre) as session:
                    found = {one.code: one.state for one in statuses(session, now=clock.now())}
                if found[PROVINCE] is State.WELL or time.monotonic() > end:
                    return found[PROVINCE]
                time.sleep(0.3)

    def _demand_same_user(self, server: cluster.Server) -> None:
        """The centre's database must be let into the node's socket."""
        centre = cluster.ensure(self._centre.data).place.user
        if centre.pw_uid != server.place.user.pw_uid:
            raise click.ClickException(
                f"The database of {self._centre.data} belongs to {centre.pw_name}, that of {NAME} would be"
                f" {server.place.user.pw_name}'s: they cannot meet. Start as {centre.pw_name}."
            )

    def _link(self) -> None:
        try:
            with _engine(self._centre) as centre, _engine(self._own) as node:
                demo_moving.link(centre, node, PROVINCE, ours=self._centre, theirs=self._own, tell=self._tell)
        except PlanHubError as trouble:
            raise click.ClickException(f"{NAME} cannot be put on its own server: {trouble}") from trouble

    def _keep(self, server: cluster.Server) -> None:
        """Until we stop: report, and set up again a database that fell over; the centre goes on anyway."""
        due, told = 0.0, ""
        while not self._stopping.wait(1.0):
            trouble = "" if self._web.alive() else f"its web has stopped; see {self._web.log}"
            try:
                if not server.alive():
                    self._tell(f"The database of {NAME} has stopped; starting it again")
                    cluster.ensure(self._own.data)
                if time.monotonic() >= due:
                    due = time.monotonic() + beating.EVERY
                    with _engine(self._own) as engine:
                        beating.beat(engine, at=clock.now(), program=VERSION)
            except (SQLAlchemyError, PlanHubError, cluster.ClusterTrouble) as failed:
                trouble = " ".join(str(getattr(failed, "orig", None) or failed).split())
            if trouble and trouble != told:  # a trouble that lasts is told once
                self._tell(f"{NAME}: {trouble}")
            told = trouble


@contextmanager
def _engine(settings: Settings) -> Iterator[Engine]:
    engine = admin_engine(settings)
    try:
        yield engine
    finally:
        engine.dispose()


def _planner(own: Settings) -> SignIn:
    """The planner of the province, made there; one who stands already gets another password."""
    at, day = clock.now(), clock.today()
    with open_session(own) as session:
        standing = session.scalar(select(Account.id).where(Account.username == PLANNER["username"]))
        if standing is None:
            issued = creating.create(session, PLANNER, by=None, at=at)
        else:
            issued = issuing.reissue(session, account_id=standing, by=None, at=at, day=day)
        account = session.get_one(Account, issued.account_id)
        account.must_change = False
    return SignIn(ROLE_WORD[Role.PLANNER], PLANNER["name"], issued.username, issued.secret, "")
