"""Fixtures for the web: the application on a rolled-back connection, a served installation, a browser."""

import json
import math
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Connection

from planhub import cluster
from planhub.config import Settings
from tests.conftest import one_at_a_time, web_role

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from playwright.sync_api import Browser, BrowserType, Page

SEEDED = "planhub_seeded"
BROWSERS = [Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium")]
CHROMIUM = next((program for program in BROWSERS if program.exists()), BROWSERS[-1])
"""Debian's; the one without windows does the same for a third of the work."""
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
"""The last one: no other host is found, whatever a page asks for."""


@pytest.fixture(scope="session")
def application(
    server: cluster.Server,
    database: str,
    tmp_path_factory: pytest.TempPathFactory,
    pytestconfig: pytest.Config,
) -> Iterator["Flask"]:
    """The application, made once per worker, with its own data folder.

    Templates that are as they were at the last run, or in another worker, are not compiled again.
    """
    from planhub.app import create_app
    from planhub.database import db

    app = create_app(settings_of(server, database, tmp_path_factory.mktemp("installation")))
    app.testing = True
    kept = getattr(pytestconfig, "cache", None)  # there is none with -p no:cacheprovider
    if kept is not None:
        app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(kept.mkdir("templates")))
    yield app
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def app(application: "Flask", connection: Connection) -> Iterator["Flask"]:
    """The application on the test's own connection, as planhub_web; what it commits is rolled back.

    It sees what `session` has flushed, and `session` sees what it committed (after `expire_all`). Settings
    that a test changes are put back for the next one.
    """
    from planhub.database import db
    from planhub.web.whose import Whose

    settings = dict(application.config)
    # else the first page of each test would ask, and some count the statements
    application.config["WHOSE"] = (math.inf, Whose())
    with application.app_context():
        engines = db.engines
    kept = engines[None]
    engines[None] = connection  # type: ignore[index]
    factory = db.session.session_factory
    factory.configure(join_transaction_mode="create_savepoint")  # type: ignore[attr-defined]
    with web_role(db.session, connection):
        yield application
    application.config.clear()
    application.config.update(settings)
    factory.configure(join_transaction_mode="conditional_savepoint")  # type: ignore[attr-defined]
    engines[None] = kept  # type: ignore[index]


@pytest.fixture
def tokenless(app: "Flask") -> "Flask":
    """The application without form tokens, for tests of what stands behind them."""
    app.config["WTF_CSRF_ENABLED"] = False
    return app


@pytest.fixture
def client(app: "Flask") -> "FlaskClient":
    """A test client; ask for `session` beside it to arrange rows and to look at what was written."""
    return app.test_client()


@pytest.fixture(scope="session")
def seeded(server: cluster.Server, run_folder: Path) -> Path:
    """A data folder whose database `planhub_seeded` has the gazetteer and a small sample; once per run."""
    from planhub.cli import seeding

    folder = run_folder / "seeded"
    with one_at_a_time(run_folder):
        if not (folder / "whole").exists():
            folder.mkdir(exist_ok=True)
            server.create_database(SEEDED, template=cluster.DATABASE)
            settings = settings_of(server, SEEDED, folder)
            with pytest.MonkeyPatch.context() as environment:
                for name, value in environment_of(settings).items():
                    environment.setenv(name, value)
                seeding.seed(settings, tell=print)
            (folder / "whole").touch()
    return folder


@pytest.fixture(scope="session")
def served(
    server: cluster.Server, seeded: Path, worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Address of an installation served by gunicorn, with a committed copy of the seeded database.

    What a test does there stays for the next one: make a need of your own and look at that.
    """
    from planhub.cli.web_child import WebChild, listen

    data = tmp_path_factory.mktemp("served") / "data"
    shutil.copytree(seeded, data)
    name = f"planhub_served_{worker_id}"
    server.create_database(name, template=SEEDED)
    settings = settings_of(server, name, data)
    with listen("127.0.0.1", 0) as bound:
        web = WebChild(bound, environment=environment_of(settings), workers=2, log=data / "web.log")
        try:
            web.wait_until_ready()
            yield f"http://127.0.0.1:{web.port}"
        finally:
            web.stop()


@pytest.fixture(scope="session")
def sign_ins(seeded: Path) -> list[dict[str, str]]:
    """The sample's sign-ins, one for each role: role, name, username, password, note."""
    found: list[dict[str, str]] = json.loads((seeded / "sign-ins.json").read_text())
    return found


def settings_of(server: cluster.Server, database: str, data: Path) -> Settings:
    """Settings of an installation on one of the run's databases."""
    return Settings(
        data=data,
        database_url=server.url(cluster.WEB, database),
        owner_database_url=server.url(cluster.OWNER, database),
        secret_key="only for tests",
    )


def environment_of(settings: Settings) -> dict[str, str]:
    """The same as environment variables, for commands and child processes."""
    return {
        "PLANHUB_DATA": str(settings.data),
        "PLANHUB_DATABASE_URL": settings.database_url,
        "PLANHUB_OWNER_DATABASE_URL": settings.owner_database_url,
        "PLANHUB_SECRET_KEY": settings.secret_key,
    }


@pytest.fixture(scope="session")
def chromium() -> Iterator["BrowserType"]:
    """Debian's Chromium, to be launched; a test that needs it is skipped where it is not installed."""
    if not CHROMIUM.exists():
        pytest.skip(
            "Chromium is not installed; bin/test installs it (apt-get install chromium fonts-thai-tlwg)"
        )
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:  # one for the whole run: a second one would not start beside it
        yield playwright.chromium


@pytest.fixture(scope="session")
def browser(chromium: "BrowserType") -> Iterator["Browser"]:
    """Chromium, headless."""
    browser = chromium.launch(executable_path=str(CHROMIUM), headless=True, args=QUIET)
    yield browser
    browser.close()


@pytest.fixture
def page(browser: "Browser") -> Iterator["Page"]:
    """A page that reaches 127.0.0.1 only; it fails the test on a script's error or a call to elsewhere.

    Calls are listened to and not led through here: that would switch the browser's own store of files off.
    """
    context = browser.new_context(locale="th-TH", timezone_id="Asia/Bangkok")
    elsewhere: list[str] = []
    errors: list[str] = []
    context.on("request", lambda request: elsewhere.append(request.url) if leaves(request.url) else None)
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert not elsewhere, "the page asked for something that is not ours"
    assert not errors, "a script failed on the page"


def leaves(url: str) -> bool:
    """Whether a call goes out of this machine; what a page has within itself (data:, blob:) does not."""
    parts = urlsplit(url)
    return parts.scheme not in ("data", "blob", "about") and parts.hostname != "127.0.0.1"
