"""Headers of every answer: content security policy, no sniffing, caching that fits."""

import secrets
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, request

from planhub.config import Settings


def nonce() -> str:
    """This answer's nonce for the scripts of a folium frame; asking for it puts it into the policy."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    value: str = g.nonce
    return value


def register(app: Flask) -> None:
    """Add the headers to every answer."""
    app.after_request(_add)


def _policy(settings: Settings) -> str:
    tiles = urlsplit(settings.tiles_url.replace("{s}", "a")).netloc
    images = "'self' data: blob:" + (f" https://{tiles}" if tiles else "")
    script, style = "'self'", "'self'"
    if "nonce" in g:  # a folium frame: its own inline script by nonce, its own inline styles
        script, style = f"'self' 'nonce-{g.nonce}'", "'self' 'unsafe-inline'"
    return (
        f"default-src 'self'; script-src {script}; style-src {style}; img-src {images}; font-src 'self';"
        " connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
    )


def _add(response: Response) -> Response:
    settings: Settings = current_app.config["SETTINGS"]
    own_file = request.endpoint == "static"
    # a page's first visit fetches a dozen files: of what guards pages they carry what a worker of ours obeys
    policy = "default-src 'self'; frame-ancestors 'self'" if own_file else _policy(settings)
    response.headers.setdefault("Content-Security-Policy", policy)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    if not own_file:
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("X-Frame-Options", "SAMEORIGIN")
        response.headers.setdefault("Permissions-Policy", "geolocation=(self), camera=(), microphone=()")
    response.headers["X-Request-Id"] = g.get("request_id", "-")
    if settings.https:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if own_file:
        hashed = "v" in request.args
        response.headers["Cache-Control"] = (
            "public, max-age=31536000, immutable" if hashed else "public, max-age=300"
        )
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "private, no-store" if g.get("person") else "no-cache"
    return response
