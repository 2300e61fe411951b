"""create_app: the one place that knows every part."""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, g, request, url_for
from flask.json.provider import DefaultJSONProvider
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_babel import Babel
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFProtect, generate_csrf
from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from planhub import api, clock, database, tables, web
from planhub.config import Settings
from planhub.database import db
from planhub.edge import catalogue, compressing, failures, headers, logs, once, people, rules, tokens, wording
from planhub.edge.transaction import PlanHubFlask
from planhub.linkage.projecting import follow
from planhub.thai import dates, money
from planhub.web import elsewhere, language, navigation, whose
from planhub.workflow import roles, stages

ROOT = Path(__file__).resolve().parent.parent
csrf = CSRFProtect()


def create_app(settings: Settings | None = None) -> Flask:
    """The WSGI application of one installation."""
    settings = settings or Settings()
    app = PlanHubFlask("planhub", root_path=str(ROOT), template_folder="templates", static_folder="static")
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.signing_key,
        SQLALCHEMY_DATABASE_URI=database.url_for(settings, "web"),
        SQLALCHEMY_ENGINE_OPTIONS=database.engine_options(settings),
        MAX_CONTENT_LENGTH=settings.upload_limit_mb * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=2_000,
        PERMANENT_SESSION_LIFETIME=12 * 3600,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        WTF_CSRF_TIME_LIMIT=None,  # a phone may keep a form open all day; the session bounds it
        BABEL_DEFAULT_LOCALE=settings.locale,
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "planhub" / "translations"),
        BABEL_DEFAULT_TIMEZONE="Asia/Bangkok",
    )
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies
        )
    app.url_map.converters["int"] = Id
    app.session_interface = Sessions()
    app.json = Json(app)
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"))
    Babel(app, locale_selector=language.choose)
    catalogue.register(app)
    logs.configure()
    logs.register(app)
    csrf.init_app(app)
    app.before_request(_who)
    app.before_request(rules.enforce)
    app.before_request(elsewhere.lead_to_the_centre)
    compressing.register(app)
    headers.register(app)
    tokens.register(app)
    failures.register(app)
    _templates(app)
    for blueprint in web.BLUEPRINTS:
        app.register_blueprint(blueprint)
    for blueprint in api.BLUEPRINTS:
        app.register_blueprint(blueprint)
        csrf.exempt(blueprint)  # a token in a header is nothing a foreign page can borrow
    return app


class Sessions(SecureCookieSessionInterface):
    """Session cookies, but none on files that any cache may keep."""

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """Whether this answer renews the cookie."""
        cached = request.endpoint == "static" or request.blueprint == "tiles"
        return not cached and super().should_set_cookie(app, session)


class Json(DefaultJSONProvider):
    """JSON in which Thai stands as it is read; escaped only where half a sign cannot be written."""

    ensure_ascii = False

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        """The text of a value."""
        text = super().dumps(obj, **kwargs)
        try:
            text.encode()
        except UnicodeEncodeError:
            return super().dumps(obj, **kwargs | {"ensure_ascii": True})
        return text


class Id(IntegerConverter):
    """A whole number in an address: what no column can hold is an address that does not exist."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=2**63 - 1)


def watch_sessions() -> None:
    """Follow every session of the web: projection at commit, and no writes during a GET."""
    follow(db.session)
    database.refuse_writes_on_reading()


watch_sessions()


def _who() -> None:
    """Who asks; a database that is away must not hide the page that says so."""
    g.person = None
    if request.endpoint == "static" or request.blueprint == "tiles":
        return  # the same for everybody
    g.pop("person")
    try:
        people.person()
        g.whose = whose.whose()
    except SQLAlchemyError:
        g.person = None
        raise


def _templates(app: Flask) -> None:
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.add_template_filter(wording.tell, "tell")
    app.add_template_filter(wording.aloud, "aloud")
    app.add_template_filter(wording.unbroken, "unbroken")
    app.add_template_filter(money.baht, "baht")
    app.add_template_filter(_localised(money.baht_short), "baht_short")
    app.add_template_filter(_localised(dates.thai_date), "thai_date")
    app.add_template_filter(_localised(dates.thai_datetime), "thai_datetime")
    app.add_template_filter(lambda n: f"{n:,}", "number")
    app.add_template_global(asset)
    app.add_template_global(form_tokens)
    app.add_template_global(headers.nonce, "csp_nonce")
    app.context_processor(_context)


def _localised(print_: Any) -> Any:
    def printed(value: Any, *args: Any, **kwargs: Any) -> str:
        text: str = print_(value, *args, **({"locale": wording.language()} | kwargs))
        return text

    return printed


def _context() -> dict[str, Any]:
    hat = people.wearing() if g.get("person") else None
    return {
        "person": g.get("person"),
        "hat": navigation.shown(hat, g.person) if hat else None,
        "hats": [navigation.shown(h, g.person) for h in g.person.hats] if g.get("person") else [],
        "nav": navigation.links(hat),
        "own": whose.this(),
        "locale": wording.language(),
        "today": clock.today(),
        "now": clock.now(),
        "fiscal_year_now": clock.fiscal_year(clock.today()),
        "STAGE_WORD": stages.STAGE_WORD,
        "STAGE_GROUP": stages.STAGE_GROUP,
        "NEXT_WORD": stages.NEXT_WORD,
        "ROLE_WORD": roles.ROLE_WORD,
    }


def form_tokens() -> Markup:
    """The two hidden fields of every form: against forgery, and against being answered twice."""
    return Markup(
        '<input type="hidden" name="csrf_token" value="{}"><input type="hidden" name="once" value="{}">'
    ).format(generate_csrf(), once.new_key())


def asset(path: str) -> str:
    """Address of a static file that may be cached for ever: it changes with the content."""
    return _address(request.script_root, path)


@lru_cache(1_000)
def _address(root: str, path: str) -> str:
    """Kept, for a page has thirty of them; what stands before them is the same for all of an installation."""
    file = ROOT / "static" / path
    digest = hashlib.sha256(file.read_bytes()).hexdigest()[:12] if file.is_file() else "0"
    return url_for("static", filename=path, v=digest)


__all__ = ["create_app", "tables"]
