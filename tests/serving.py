"""Fixtures for the web: the application on a rolled-back connection, a served installation, a browser."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from sqlalchemy import Connection

from planhub import cluster
from planhub.config import Settings
from tests.conftest import web_role

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from playwright.sync_api import Browser, Page, Route

CHROMIUM = Path("/usr/bin/chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def application(
    server: cluster.Server, database: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator["Flask"]:
    """The application, made once per worker, with its own data folder."""
    from planhub.app import create_app
    from planhub.database import db

    settings = Settings(
        data=tmp_path_factory.mktemp("installation"),
        database_url=server.url(cluster.WEB, database),
        owner_database_url=server.url(cluster.OWNER, database),
        secret_key="only for tests",
    )
    app = create_app(settings)
    app.testing = True
    yield app
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def app(application: "Flask", connection: Connection) -> Iterator["Flask"]:
    """The application on the test's own connection, as planhub_web; what it commits is rolled back.

    It sees what `session` has flushed, and `session` sees what it committed (after `expire_all`).
    """
    from planhub.database import db

    with application.app_context():
        engines = db.engines
    kept = engines[None]
    engines[None] = connection  # type: ignore[index]
    factory = db.session.session_factory
    factory.configure(join_transaction_mode="create_savepoint")  # type: ignore[attr-defined]
    with web_role(db.session, connection):
        yield application
    factory.configure(join_transaction_mode="conditional_savepoint")  # type: ignore[attr-defined]
    engines[None] = kept  # type: ignore[index]


@pytest.fixture
def client(app: "Flask") -> "FlaskClient":
    """A test client; ask for `session` beside it to arrange rows and to look at what was written."""
    return app.test_client()


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """Debian's Chromium, headless; a test that needs it is skipped where it is not installed."""
    if not CHROMIUM.exists():
        pytest.skip(
            "Chromium is not installed; bin/test installs it (apt-get install chromium fonts-thai-tlwg)"
        )
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), headless=True, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: "Browser") -> Iterator["Page"]:
    """A page that reaches 127.0.0.1 only; it fails the test on a script's error or a call to elsewhere."""
    context = browser.new_context(locale="th-TH", timezone_id="Asia/Bangkok")
    elsewhere: list[str] = []
    errors: list[str] = []

    def keep_home(route: "Route") -> None:
        if urlsplit(route.request.url).hostname == "127.0.0.1":
            route.continue_()
        else:
            elsewhere.append(route.request.url)
            route.abort()

    context.route("**/*", keep_home)
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert not elsewhere, "the page asked for something that is not ours"
    assert not errors, "a script failed on the page"
